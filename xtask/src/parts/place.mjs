// Puts the parts of the console into dist/: each under a name that is made of its content, since one file of another
// build would not fit; and into the module's script what loads them.
import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";

const [dist, parts] = process.argv.slice(1);
const only = (folder, pattern) => {
    const found = fs.readdirSync(folder).filter(name => pattern.test(name));
    if (found.length !== 1) throw new Error(`${folder} holds ${found.length} files like ${pattern}`);
    return found[0];
};
const read = (folder, name) => fs.readFileSync(path.join(folder, name));
const replaced = (text, from, to) => {
    if (!text.includes(from)) throw new Error(`there is no ${from}`);
    return text.replaceAll(from, () => to);
};
const named = (name, bytes, ending) =>
    `${name}-${createHash("sha256").update(bytes).digest("hex").slice(0, 16)}${ending}`;
// Comments and indentation are for readers of the source.
const without = text => text.replace(/\/\*[^]*?\*\//g, "").replace(/^\s*\/\/.*$/gm, "").replace(/^\s+/gm, "");

const names = new Map();
for (const name of fs.readdirSync(parts).filter(name => /^(split|chunk)_\w+\.wasm$/.test(name))) {
    const bytes = read(parts, name);
    const placed = named(name.replace(".wasm", "").replace("split_", "part-").replace("chunk_", "shared-"), bytes, ".wasm");
    fs.writeFileSync(path.join(dist, placed), bytes);
    names.set(name, placed);
}

// wasm-bindgen's names of imports end in hashes, which do not compress; both sides get short ones. Section 2 of a module
// holds its imports: for each the other module's name, its own name, and what it is.
function shortened(bytes, text) {
    let at = 8;
    const number = () => {
        let value = 0;
        for (let shift = 0; ; shift += 7) {
            const byte = bytes[at++];
            value |= (byte & 127) << shift;
            if (byte < 128) return value;
        }
    };
    const written = value => Buffer.from(value < 128 ? [value] : [(value & 127) | 128, ...written(value >>> 7)]);
    const name = () => {
        const length = number();
        return bytes.subarray(at, (at += length)).toString();
    };
    const named = text => [written(Buffer.byteLength(text)), Buffer.from(text)];
    while (bytes[at] !== 2) {
        at += 1;
        const length = number();
        at += length;
    }
    const section = at;
    at += 1;
    const end = number() + at;
    const count = number();
    const imports = [written(count)];
    for (let index = 0; index < count; index += 1) {
        const from = name();
        let own = name();
        const kind = bytes.subarray(at, at + 1);
        at += 1;
        if (kind[0] !== 0) throw new Error(`an import that is no function: ${own}`);
        const type = number();
        if (own.startsWith("__wb")) {
            const short = `i${index.toString(36)}`;
            text = replaced(text, `\n${own}:`, `\n${short}:`);
            own = short;
        }
        imports.push(...named(from), ...named(own), kind, written(type));
    }
    if (at !== end) throw new Error("the imports of the module have changed their form");
    const body = Buffer.concat(imports);
    const head = [bytes.subarray(0, section), Buffer.from([2]), written(body.length)];
    return { bytes: Buffer.concat([...head, body, bytes.subarray(end)]), text };
}

// The loader comes as a module of its own that imports the script and is imported by it; in one file it is one load less.
let loader = read(parts, "__wasm_split.js").toString();
loader = replaced(loader, 'import { initSync } from "./main.js";', "");
loader = loader.replace(/fetch\(new URL\("\.\/(\w+\.wasm)", import\.meta\.url\)\)/g, (_, name) => `fetchPart("./${names.get(name)}")`);
if (/undefined"|fetch\(new URL/.test(loader)) throw new Error("the loader has changed its form");
const entrances = [...loader.matchAll(/^export const (\w+) =/gm)].map(([, name]) => name);
loader = loader.replace(/^export /gm, "");
const script = only(dist, /^rescind-.*\.js$/);
let text = read(dist, script).toString();
text = text.replace(/^import \* as \w+ from "\.\/__wasm_split\.js"\n/gm, "");
text = text.replace(/^(\s*"\.\/__wasm_split\.js": )\w+,\n/gm, "$1entrances,\n");
text += `${loader}
// A part that is gone belongs to an earlier build; the console then reads the page again where nothing would be lost.
async function fetchPart(name) {
    const response = await fetch(new URL(name, import.meta.url));
    if (response.status === 404) document.documentElement.setAttribute("data-part-gone", name);
    return response;
}
const entrances = { ${entrances.join(", ")} };
`;
text = without(text);
if (text.includes("__wasm_split.js\"\n") || !text.includes(": entrances,")) throw new Error("the script has changed its form");

const module = only(dist, /^rescind-.*_bg\.wasm$/);
const short = shortened(read(dist, module), text);
text = short.text;
fs.writeFileSync(path.join(dist, module), short.bytes);
const placed = { module: named("rescind", short.bytes, "_bg.wasm") };
text = replaced(text, "rescind_bg.wasm", placed.module);
placed.script = named("rescind", text, ".js");
fs.renameSync(path.join(dist, module), path.join(dist, placed.module));
fs.rmSync(path.join(dist, script));
fs.writeFileSync(path.join(dist, placed.script), text);
let page = read(dist, "index.html").toString().replace(/^\s*\/\/.*\n/gm, "");
page = replaced(replaced(page, module, placed.module), script, placed.script);

// All sheets are one load instead of many, and compress better together. Their order is that of their links.
const links = [...page.matchAll(/^\s*<link rel="stylesheet" href="\/([^"]+)"\/>\n/gm)];
if (links.length === 0) throw new Error("the page names no sheet");
const sheets = without(links.map(([, name]) => read(dist, name)).join(""));
const sheet = named("console", sheets, ".css");
for (const [link, name] of links) {
    page = page.replace(link, link === links[0][0] ? link.replace(name, sheet) : "");
    fs.rmSync(path.join(dist, name));
}
fs.writeFileSync(path.join(dist, sheet), sheets);
fs.writeFileSync(path.join(dist, "index.html"), page);
