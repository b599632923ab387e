//! How much a browser has to load before the first page can be used: what `dist/index.html` names, and itself, as the
//! gateway sends it with brotli; and in all, once a page such as a role's has what it needs and the rest has come while the
//! browser was idle. It holds the build to a limit of each, and says how large the parts are that come later.

use crate::{
    process,
    report::{self, Failure},
    workplace::Workplace,
};

/// The largest first load that a build may have, in bytes: what was measured last and 3 %.
const LIMIT: u64 = 174_000;
/// The most that a page may need in all, in bytes: what was measured last and 3 %.
const LIMIT_IN_ALL: u64 = 664_600;
/// The parts that only who reads another language than English needs.
const LANGUAGES: [&str; 2] = ["part-chinese", "part-russian"];

/// The release build needs Node.js anyway. A file without a compressed form is sent as it is.
const MEASURE: &str = r#"
const fs = require("node:fs"), path = require("node:path");
const folder = process.argv[1];
const length = name => fs.statSync(path.join(folder, name), { throwIfNoEntry: false })?.size;
const page = fs.readFileSync(path.join(folder, "index.html"), "utf8");
for (const name of fs.readdirSync(folder).filter(name => /\.(html|js|css|svg|wasm)$/.test(name)).sort()) {
    const first = name === "index.html" || page.includes(name);
    console.log(first ? "first" : "later", name, length(name), length(`${name}.br`) ?? length(name));
}
"#;

#[derive(Debug, Clone, Copy)]
struct Served<'a> {
    first: bool,
    name: &'a str,
    raw: u64,
    sent: u64,
}

/// Says how large the first load and every part is, and fails when the first load is too large.
pub(crate) fn check(place: &Workplace) -> Result<(), Failure> {
    let lines = process::capture(process::command(place, "node").args(["-e", MEASURE]).arg(place.dist()))?;
    let files: Vec<Served<'_>> = lines.lines().filter_map(served).collect();
    report::say(&sentence(&files));
    for part in files.iter().filter(|file| !file.first) {
        report::say(&format!("  later: {} {}", part.name, kilobytes(part.sent)));
    }
    report::say(&format!("a role's page needs {} in all", kilobytes(in_all(&files))));
    without_vendors(place)?;
    within("the first load is", sum(&files, "").1, LIMIT)?;
    within("a role's page needs", in_all(&files), LIMIT_IN_ALL)
}

/// What a page would have in it that calls a vendor: the beginnings of the vendors' paths, and our crate that knows them.
const VENDORS: [&str; 4] = ["/v2/vectordb", "/api/v3/", "/managed-mongodb/", "rescind_vendors"];

/// The page asks the gateway and no vendor, so that nothing of a vendor's interface is in its modules.
fn without_vendors(place: &Workplace) -> Result<(), Failure> {
    let unread =
        |error: std::io::Error| Failure::new(format!("dist could not be read: {error}"), "build the console again");
    for entry in std::fs::read_dir(place.dist()).map_err(unread)? {
        let path = entry.map_err(unread)?.path();
        if path.extension().is_some_and(|extension| extension == "wasm") {
            let module = std::fs::read(&path).map_err(unread)?;
            if let Some(word) = vendors_word(&module) {
                let problem = format!("{} has `{word}` in it", path.display());
                return Err(Failure::new(problem, "have the gateway do what the page does there for a vendor"));
            }
        }
    }
    Ok(())
}

fn vendors_word(module: &[u8]) -> Option<&'static str> {
    VENDORS.into_iter().find(|word| module.windows(word.len()).any(|part| part == word.as_bytes()))
}

/// Sent bytes of everything but other languages.
fn in_all(files: &[Served<'_>]) -> u64 {
    let is_language = |file: &&Served<'_>| LANGUAGES.iter().any(|part| file.name.starts_with(part));
    files.iter().filter(|file| !is_language(file)).map(|file| file.sent).sum()
}

fn within(what: &str, sent: u64, limit: u64) -> Result<(), Failure> {
    if sent <= limit {
        return Ok(());
    }
    let problem = format!("{what} {}, more than the limit of {}", kilobytes(sent), kilobytes(limit));
    Err(Failure::new(problem, "move what the first page does not need into a part (src/parts.rs), or let something go"))
}

fn sentence(files: &[Served<'_>]) -> String {
    let (raw, sent) = sum(files, "");
    let kinds = ["wasm", "js", "css", "html"].map(|kind| format!("{kind} {}", kilobytes(sum(files, kind).1)));
    format!("the first load is {} with brotli ({}), {} without", kilobytes(sent), kinds.join(", "), kilobytes(raw))
}

/// Raw and sent bytes of the first files whose names end so.
fn sum(files: &[Served<'_>], ending: &str) -> (u64, u64) {
    let first = files.iter().filter(|file| file.first && file.name.ends_with(ending));
    first.fold((0, 0), |(raw, sent), file| (raw + file.raw, sent + file.sent))
}

fn served(line: &str) -> Option<Served<'_>> {
    let mut words = line.split(' ');
    let first = words.next()? == "first";
    Some(Served { first, name: words.next()?, raw: words.next()?.parse().ok()?, sent: words.next()?.parse().ok()? })
}

fn kilobytes(bytes: u64) -> String {
    format!("{}.{} kB", bytes / 1000, bytes % 1000 / 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINES: &str = "first a.wasm 1000000 290500\nfirst a.js 57000 8000\nfirst b.js 1000 500\nfirst a.css 2000 700\n\
        first index.html 2000 800\nlater part.wasm 9000 4000\n";

    #[test]
    fn files_of_one_kind_are_added_up_and_parts_are_left_out() {
        let files: Vec<Served<'_>> = LINES.lines().filter_map(served).collect();
        let kinds = "wasm 290.5 kB, js 8.5 kB, css 0.7 kB, html 0.8 kB";
        assert_eq!(sentence(&files), format!("the first load is 300.5 kB with brotli ({kinds}), 1062.0 kB without"));
    }

    #[test]
    fn a_page_needs_every_part_but_other_languages() {
        let lines = format!("{LINES}later part-russian-1.wasm 9000 4100\nlater shared-5.wasm 700 300\n");
        let files: Vec<Served<'_>> = lines.lines().filter_map(served).collect();
        assert_eq!(in_all(&files), 300_500 + 4_000 + 300);
    }

    #[test]
    fn a_vendors_path_in_a_module_is_found() {
        assert_eq!(vendors_word(b"\0asm../api/connections/..GenAuth"), None);
        assert_eq!(vendors_word(b"\0asm..POST /v2/vectordb/roles/list"), Some("/v2/vectordb"));
        assert_eq!(vendors_word(b"rescind_vendors"), Some("rescind_vendors"));
    }

    #[test]
    fn one_byte_too_many_is_too_many() {
        let files: Vec<Served<'_>> = LINES.lines().filter_map(served).collect();
        let sent = sum(&files, "").1;
        assert!(within("the first load is", sent, 300_500).is_ok());
        let failure = within("the first load is", sent, 300_499).unwrap_err().to_string();
        assert!(failure.contains("300.5 kB, more than the limit of 300.4 kB"), "{failure}");
    }
}
