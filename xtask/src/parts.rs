//! The parts of the release console: the files that its module is split into, so that a browser loads a page's code when
//! it needs it. Trunk knows one module only, so the splitting goes in front of its wasm-bindgen, and what comes out beside
//! the module is put into `dist/` here. Which code makes a part is said in the console's `src/parts.rs`.

use std::{
    fs, io,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
};

use crate::{process, report::Failure, tools::ReleaseTools, workplace::Workplace};

/// Called by Trunk in wasm-bindgen's place.
const SHIM: &str = include_str!("parts/wasm-bindgen.sh");
/// Puts the parts, the code that loads them, and names by content into `dist/`.
const PLACE: &str = include_str!("parts/place.mjs");

/// Everything here that changes the result, for the console's fingerprint.
pub(crate) const SCRIPTS: [&str; 2] = [SHIM, PLACE];

/// Trunk with a wasm-bindgen that splits first.
pub(crate) fn trunk(place: &Workplace, tools: &ReleaseTools) -> Result<std::process::Command, Failure> {
    let folder = place.notes()?.join("splitting");
    let shim = folder.join("wasm-bindgen");
    let written = fs::create_dir_all(&folder)
        .and_then(|()| fs::write(&shim, SHIM))
        .and_then(|()| fs::set_permissions(&shim, fs::Permissions::from_mode(0o755)));
    written.map_err(|error| unusable(&shim, &error))?;
    let mut trunk = tools.trunk(place)?;
    process::prepend_path(&mut trunk, &[folder, tools.page.wasm_bindgen.clone(), tools.wasm_opt.clone()])?;
    trunk.env("RESCIND_PARTS", parts(place)?);
    trunk.env("RESCIND_SPLIT", tools.split.join("wasm-split-cli"));
    trunk.env("RESCIND_WASM_BINDGEN", tools.page.wasm_bindgen.join("wasm-bindgen"));
    Ok(trunk)
}

/// Makes the parts that Trunk's build has left as small as its module, and puts them beside it.
pub(crate) fn place(place: &Workplace, tools: &ReleaseTools) -> Result<(), Failure> {
    let parts = parts(place)?;
    let page = fs::read_to_string(place.root.join("index.html")).unwrap_or_default();
    for part in files(&parts).map_err(|error| unusable(&parts, &error))? {
        let mut wasm_opt = process::command(place, tools.wasm_opt.join("wasm-opt"));
        wasm_opt.args(["-Oz", "--output"]).arg(&part).arg(&part).args(wasm_opt_options(&page));
        process::run(&mut wasm_opt)?;
    }
    put(place, &place.dist(), &parts)
}

fn put(place: &Workplace, dist: &Path, parts: &Path) -> Result<(), Failure> {
    let mut node = process::command(place, "node");
    process::run(node.args(["--input-type=module", "-e", PLACE]).args([dist, parts]))
}

fn parts(place: &Workplace) -> Result<PathBuf, Failure> {
    Ok(place.notes()?.join("parts"))
}

fn files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder)?.collect::<io::Result<Vec<_>>>()?;
    let paths = entries.into_iter().map(|entry| entry.path());
    Ok(paths.filter(|path| path.extension().is_some_and(|end| end == "wasm") && !path.ends_with("main.wasm")).collect())
}

/// What `index.html` has Trunk call wasm-opt with.
fn wasm_opt_options(page: &str) -> impl Iterator<Item = &str> {
    let options = page.split_once("data-wasm-opt-params=\"").and_then(|(_, rest)| rest.split('"').next());
    options.unwrap_or_default().split_whitespace()
}

fn unusable(path: &Path, error: &io::Error) -> Failure {
    Failure::new(format!("{} cannot be used ({error})", path.display()), "remove it and try again")
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOADER: &str = r#"import { initSync } from "./main.js";
export const __wasm_split_load_work = wrapAsyncCb(makeLoad(() => {
    const src = fetch(new URL("./split_work.wasm", import.meta.url));
}, []));
"#;
    const SCRIPT: &str = r#"import * as import1 from "./__wasm_split.js"

function __wbg_get_imports() {
    const import0 = {
        __wbg_log_0123456789abcdef: function(arg0) {},
    };
    return {
        "./rescind_bg.js": import0,
        "./__wasm_split.js": import1,
    };
}
const module = new URL('rescind_bg.wasm', import.meta.url);
"#;
    const PAGE: &str = r#"<head>
  <link rel="stylesheet" href="/one-1.css"/>
  <link rel="stylesheet" href="/two-2.css"/>
<script>import init from '/rescind-1.js'; init('/rescind-1_bg.wasm');</script>
"#;

    /// A module of one type and one import.
    fn module() -> Vec<u8> {
        let name = b"__wbg_log_0123456789abcdef";
        let import = [&[1, 15][..], b"./rescind_bg.js", &[name.len() as u8], name, &[0, 0]].concat();
        [b"\0asm\x01\0\0\0\x01\x04\x01\x60\0\0\x02", &[import.len() as u8][..], &import, b"rest"].concat()
    }

    #[test]
    fn every_file_is_named_by_its_content_and_every_name_leads_to_a_file() {
        let folder = tempfile::tempdir().unwrap();
        let (dist, parts) = (folder.path().join("dist"), folder.path().join("parts"));
        fs::create_dir_all(&dist).unwrap();
        fs::create_dir_all(&parts).unwrap();
        for (name, text) in
            [("rescind-1.js", SCRIPT), ("index.html", PAGE), ("one-1.css", "a{}\n"), ("two-2.css", "b{}\n")]
        {
            fs::write(dist.join(name), text).unwrap();
        }
        fs::write(dist.join("rescind-1_bg.wasm"), module()).unwrap();
        fs::write(parts.join("split_work.wasm"), "a part").unwrap();
        fs::write(parts.join("__wasm_split.js"), LOADER).unwrap();
        let (root, target, cache) = (folder.path().to_owned(), "target".into(), "cache".into());
        put(&Workplace { root, target, cache }, &dist, &parts).unwrap();

        let names: Vec<String> =
            fs::read_dir(&dist).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        assert_eq!(names.len(), 5, "{names:?}");
        let named = |start: &str, end: &str| {
            names.iter().find(|name| name.starts_with(start) && name.ends_with(end)).unwrap().as_str()
        };
        let (sheet, part) = (named("console-", ".css"), named("part-work-", ".wasm"));
        let (page, script, wasm) = ("index.html", named("rescind-", ".js"), named("rescind-", "_bg.wasm"));
        let read = |name: &str| String::from_utf8_lossy(&fs::read(dist.join(name)).unwrap()).into_owned();
        for name in [sheet, script, wasm] {
            assert!(read(page).contains(&format!("/{name}")), "{name} in {}", read(page));
        }
        assert_eq!(read(sheet), "a{}\nb{}\n");
        let (script, wasm) = (read(script), read(wasm));
        assert!(script.contains(&format!("fetchPart(\"./{part}\")")), "{script}");
        assert!(script.contains("\"./__wasm_split.js\": entrances,"), "{script}");
        assert!(script.contains("\ni0: function"), "{script}");
        assert!(wasm.contains("\x0f./rescind_bg.js\x02i0\0\0rest") && !wasm.contains("__wbg"), "{wasm:?}");
    }

    #[test]
    fn parts_are_made_small_like_the_module() {
        let page = r#"<link data-trunk rel="rust" data-wasm-opt-params="--enable-a  --enable-b">"#;
        assert_eq!(wasm_opt_options(page).collect::<Vec<_>>(), ["--enable-a", "--enable-b"]);
    }
}
