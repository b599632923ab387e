//! Compressed forms beside the files of the release console, made once so that the gateway need not. It compresses as well
//! as it can, and leaves out what does not become smaller.

use crate::{process, report::Failure, workplace::Workplace};

/// Node.js is needed for the release build anyway, and its zlib has both forms. Forms of an earlier build go first: a
/// gateway would take them for those of the new files.
pub(crate) const SCRIPT: &str = r#"
const fs = require("node:fs"), path = require("node:path"), zlib = require("node:zlib");
const { BROTLI_PARAM_QUALITY, BROTLI_PARAM_LGWIN, BROTLI_PARAM_SIZE_HINT } = zlib.constants;
const files = fs.readdirSync(process.argv[1], { recursive: true }).map(name => path.join(process.argv[1], name));
for (const file of files.filter(file => /\.(br|gz)$/.test(file))) fs.rmSync(file);
for (const file of files.filter(file => /\.(html|js|css|wasm|svg|json|txt)$/.test(file))) {
    const bytes = fs.readFileSync(file);
    const params = { [BROTLI_PARAM_QUALITY]: 11, [BROTLI_PARAM_LGWIN]: 24, [BROTLI_PARAM_SIZE_HINT]: bytes.length };
    const forms = { br: zlib.brotliCompressSync(bytes, { params }), gz: zlib.gzipSync(bytes, { level: 9 }) };
    for (const [ending, form] of Object.entries(forms)) {
        if (form.length < bytes.length) fs.writeFileSync(`${file}.${ending}`, form);
    }
}
"#;

/// Writes `.br` and `.gz` beside the files of the release console.
pub(crate) fn console(place: &Workplace) -> Result<(), Failure> {
    process::run(process::command(place, "node").args(["-e", SCRIPT]).arg(place.dist()))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn what_becomes_smaller_gets_both_forms_and_old_ones_go() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join("dist").join(name);
        let (root, target, cache) = (folder.path().to_owned(), "target".into(), "cache".into());
        fs::create_dir_all(path("below")).unwrap();
        for name in ["page.html", "below/a.wasm"] {
            fs::write(path(name), "Rescind ".repeat(100)).unwrap();
        }
        fs::write(path("tiny.css"), "a{}").unwrap();
        fs::write(path("picture.png"), "Rescind ".repeat(100)).unwrap();
        fs::write(path("gone.js.br"), "of an earlier build").unwrap();
        console(&Workplace { root, target, cache }).unwrap();
        for name in ["page.html", "below/a.wasm"] {
            for ending in ["br", "gz"] {
                let form = fs::metadata(path(&format!("{name}.{ending}"))).unwrap();
                assert!(form.len() < 800, "{name}.{ending}");
            }
        }
        for name in ["gone.js.br", "tiny.css.br", "tiny.css.gz", "picture.png.gz"] {
            assert!(!path(name).exists(), "{name}");
        }
    }
}
