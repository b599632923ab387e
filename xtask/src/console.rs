//! The release console: built by Trunk into `dist/`, and only when something that it is made of has changed.
//! It neither serves nor tests it.

use std::{
    fs::{self, File},
    path::PathBuf,
};

use crate::{
    compress,
    fingerprint::Fingerprint,
    first_load, parts, process,
    report::{self, Failure},
    tools::ReleaseTools,
    workplace::Workplace,
};

/// What the console is made of; index.html adds the files that it names.
const SOURCES: [&str; 12] = [
    "src",
    "build.rs",
    "crates/domain",
    "style",
    "public",
    "locales",
    "index.html",
    "Trunk.toml",
    "Cargo.toml",
    "Cargo.lock",
    "rust-toolchain.toml",
    ".cargo/config.toml",
];

/// Builds the console unless `dist/` holds what these sources and tools have made already.
pub(crate) fn ensure_built(place: &Workplace, tools: &ReleaseTools) -> Result<(), Failure> {
    let notes = place.notes()?;
    // Two builds at once would delete each other's output.
    let _lock = lock(notes.join("console.lock"))?;
    let record = notes.join("console.fingerprint");
    let sources = sources(place, &tools.description(place)?)?;
    if fs::read_to_string(&record).is_ok_and(|known| known == whole(&sources, &output(place).unwrap_or_default())) {
        report::say("the console is built already, nothing has changed");
        return Ok(());
    }
    if !place.root.join("index.html").is_file() {
        return Err(Failure::new("index.html is missing", "restore it from git"));
    }
    report::timed("building the console for release", || {
        // Trunk passes its --offline on to cargo, so what cargo needs must be there before.
        process::run(process::command(place, "cargo").arg("fetch"))?;
        process::run(parts::trunk(place, tools)?.args(["build", "--release", "--features", "split", "--dist", "dist"]))
    })?;
    report::timed("placing its parts", || parts::place(place, tools))?;
    compress::console(place)?;
    first_load::check(place)?;
    fs::write(&record, whole(&sources, &output(place)?))
        .map_err(|error| Failure::new(format!("{} cannot be written ({error})", record.display()), "check the disk"))
}

fn whole(sources: &str, output: &str) -> String {
    format!("sources {sources}\noutput {output}\n")
}

fn sources(place: &Workplace, tools: &str) -> Result<String, Failure> {
    let mut print = Fingerprint::default();
    print.words(tools);
    print.words(compress::SCRIPT);
    parts::SCRIPTS.into_iter().for_each(|script| print.words(script));
    let page = fs::read_to_string(place.root.join("index.html")).unwrap_or_default();
    let named_by_page = named_files(&page).map(|name| place.root.join(name)).filter(|path| path.is_file());
    for source in SOURCES.iter().map(|source| place.root.join(source)).chain(named_by_page) {
        print.path(&place.root, &source)?;
    }
    Ok(print.finish())
}

/// A `dist/` that somebody has emptied or half deleted is built again.
fn output(place: &Workplace) -> Result<String, Failure> {
    let dist = place.dist();
    if !dist.join("index.html").is_file() {
        return Err(Failure::new("Trunk has written no dist/index.html", "read its output above"));
    }
    let mut print = Fingerprint::default();
    print.path(&dist, &dist)?;
    Ok(print.finish())
}

/// The values of all `href` and `src` attributes that can be relative paths; an empty one means the page itself.
fn named_files(page: &str) -> impl Iterator<Item = &str> {
    ["href=\"", "src=\""].into_iter().flat_map(move |attribute| {
        page.split(attribute)
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
            .filter(|name| !name.is_empty() && !name.starts_with(['/', '.']))
    })
}

/// Held until it is dropped; another xtask waits for it.
fn lock(path: PathBuf) -> Result<File, Failure> {
    File::create(&path)
        .and_then(|file| file.lock().map(|()| file))
        .map_err(|error| Failure::new(format!("{} cannot be locked ({error})", path.display()), "check the disk"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_names_its_files() {
        let page = r#"<link data-trunk rel="css" href="style/base.css"><script data-trunk src="policy.js"></script>
            <a href="/elsewhere"><a href=""><a href="..">"#;
        assert_eq!(named_files(page).collect::<Vec<_>>(), ["style/base.css", "policy.js"]);
    }
}
