//! How much a browser has to load before the console runs: the files of `dist/` as the gateway sends them with brotli.
//! It measures and says so; it sets no limit.

use crate::{
    process,
    report::{self, Failure},
    workplace::Workplace,
};

/// The release build needs Node.js anyway. A file without a compressed form is sent as it is.
const MEASURE: &str = r#"
const fs = require("node:fs"), path = require("node:path");
const folder = process.argv[1];
const length = name => fs.statSync(path.join(folder, name), { throwIfNoEntry: false })?.size;
for (const name of fs.readdirSync(folder).filter(name => /\.(html|js|css|wasm)$/.test(name))) {
    console.log(path.extname(name).slice(1), length(name), length(`${name}.br`) ?? length(name));
}
"#;

/// Says how large the first load is, in all and by kind of file.
pub(crate) fn say(place: &Workplace) -> Result<(), Failure> {
    let lines = process::capture(process::command(place, "node").args(["-e", MEASURE]).arg(place.dist()))?;
    report::say(&sentence(&lines));
    Ok(())
}

fn sentence(lines: &str) -> String {
    let files: Vec<(&str, u64, u64)> = lines.lines().filter_map(file).collect();
    let sum = |kind: Option<&str>| {
        let of_kind = files.iter().filter(|(this, ..)| kind.is_none_or(|kind| kind == *this));
        of_kind.fold((0, 0), |(raw, sent), (_, more_raw, more_sent)| (raw + more_raw, sent + more_sent))
    };
    let (raw, sent) = sum(None);
    let kinds = ["wasm", "js", "css", "html"].map(|kind| format!("{kind} {}", kilobytes(sum(Some(kind)).1)));
    format!("the first load is {} with brotli ({}), {} without", kilobytes(sent), kinds.join(", "), kilobytes(raw))
}

fn file(line: &str) -> Option<(&str, u64, u64)> {
    let mut words = line.split(' ');
    Some((words.next()?, words.next()?.parse().ok()?, words.next()?.parse().ok()?))
}

fn kilobytes(bytes: u64) -> String {
    format!("{}.{} kB", bytes / 1000, bytes % 1000 / 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_of_one_kind_are_added_up() {
        let said = sentence("wasm 1000000 290500\njs 57000 8000\njs 1000 500\ncss 2000 700\nhtml 2000 800\n");
        let kinds = "wasm 290.5 kB, js 8.5 kB, css 0.7 kB, html 0.8 kB";
        assert_eq!(said, format!("the first load is 300.5 kB with brotli ({kinds}), 1062.0 kB without"));
    }
}
