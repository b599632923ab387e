//! The architecture's law, as design and ARCHITECTURE.md state it: who may depend on whom, and which files may touch the browser.
//! It reads manifests and sources and must never need them to compile.

#![expect(clippy::expect_used, reason = "a test that cannot read what it judges has failed")]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::Value;

/// Each package with the packages of ours that it may depend on, for tests and builds as well.
const LAW: [(&str, &[&str]); 8] = [
    ("rescind-domain", &[]),
    ("rescind-vendors", &["rescind-domain"]),
    ("rescind-engine", &["rescind-domain", "rescind-vendors"]),
    // Not the vendors' decoders: it is there to test them.
    ("rescind-sandbox", &[]),
    ("rescind-gateway", &["rescind-domain", "rescind-vendors", "rescind-engine", "rescind-sandbox"]),
    // It only tests them.
    ("rescind-fuzz", &["rescind-domain", "rescind-vendors", "rescind-gateway"]),
    // What it knows of a vendor comes from the gateway, as data.
    ("rescind", &["rescind-domain"]),
    ("xtask", &[]),
];

/// Where the network may be reached: below `src/`, whole files or whole folders.
const NETWORK: [&str; 3] = ["transport.rs", "transport/events.rs", "transport/lines.rs"];

/// What reaches it: the library for it, and the browser's own ways.
const WAYS_OUT: [&str; 7] =
    ["gloo_net", "fetch_with_str", "fetch_with_request", "send_beacon", "EventSource", "WebSocket", "XmlHttpRequest"];

/// Where the browser's interfaces may be called: below `src/`, whole files or whole folders.
const BROWSER: [&str; 6] =
    ["transport.rs", "transport/lines.rs", "ui/", "state/url.rs", "state/location.rs", "state/shelf.rs"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask lies in the root").to_owned()
}

/// Every Rust file below `src/`, as path below it and content.
fn console_sources() -> BTreeMap<String, String> {
    let base = root().join("src");
    let mut sources = BTreeMap::new();
    let mut waiting = vec![base.clone()];
    while let Some(folder) = waiting.pop() {
        for entry in fs::read_dir(folder).expect("a readable folder") {
            let path = entry.expect("a readable entry").path();
            if path.is_dir() {
                waiting.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let name = path.strip_prefix(&base).expect("below src").to_string_lossy().into_owned();
                sources.insert(name, fs::read_to_string(path).expect("UTF-8 source"));
            }
        }
    }
    assert!(!sources.is_empty(), "no sources were found");
    sources
}

/// `file:line` of every line of code, comments left out, that holds one of these words.
fn offences<'a>(sources: impl IntoIterator<Item = (&'a String, &'a String)>, words: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for (name, source) in sources {
        for (number, line) in source.lines().enumerate() {
            let comment = line.trim_start().starts_with("//");
            if !comment && words.iter().any(|word| mentions(line, word)) {
                found.push(format!("src/{name}:{}: {}", number + 1, line.trim()));
            }
        }
    }
    found
}

/// Whether a word stands in the line and is not only the end of a longer one.
fn mentions(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(at, _)| {
        let before = line.get(..at).and_then(|head| head.chars().next_back());
        !before.is_some_and(|character| character.is_alphanumeric() || character == '_')
    })
}

#[test]
fn packages_depend_only_on_those_that_the_law_allows() {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--format-version", "1"])
        .current_dir(root())
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("cargo prints JSON");
    let packages = metadata["packages"].as_array().expect("packages");
    let name_of = |value: &Value| value["name"].as_str().expect("a name").to_owned();
    let ours: BTreeSet<String> = packages.iter().map(name_of).collect();
    let known: BTreeSet<String> = LAW.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(ours, known, "a package is new or gone: the law must say what it may depend on");
    for package in packages {
        let name = name_of(package);
        let (_, allowed) = LAW.iter().find(|(known, _)| *known == name).expect("a known package");
        let dependencies = package["dependencies"].as_array().expect("dependencies");
        for dependency in dependencies.iter().map(name_of).filter(|dependency| ours.contains(dependency)) {
            assert!(allowed.contains(&dependency.as_str()), "{name} must not depend on {dependency}");
        }
    }
}

#[test]
fn the_browser_is_touched_only_where_the_law_says() {
    let sources = console_sources();
    let elsewhere = sources.iter().filter(|(name, _)| !BROWSER.iter().any(|allowed| is_within(name, allowed)));
    assert_eq!(offences(elsewhere, &["web_sys"]), Vec::<String>::new());
}

#[test]
fn the_network_is_reached_by_the_transport_only() {
    let sources = console_sources();
    let elsewhere = sources.iter().filter(|(name, _)| !NETWORK.iter().any(|allowed| is_within(name, allowed)));
    assert_eq!(offences(elsewhere, &WAYS_OUT), Vec::<String>::new());
}

#[test]
fn the_state_of_the_event_stream_knows_no_browser() {
    // So it is tested natively, with a clock of the test's.
    let sources = console_sources();
    let stream = sources.iter().filter(|(name, _)| name.starts_with("transport/stream"));
    assert_eq!(offences(stream, &["leptos", "js_sys", "gloo_timers", "crate::"]), Vec::<String>::new());
    assert!(sources.contains_key("transport/stream.rs"), "the file that this is about has another name");
}

#[test]
fn the_parts_of_the_page_know_neither_vendors_nor_state() {
    let sources = console_sources();
    let parts = sources.iter().filter(|(name, _)| is_within(name, "ui/"));
    assert_eq!(offences(parts, &["rescind_vendors", "crate::state", "super::state", "state::"]), Vec::<String>::new());
}

#[test]
fn no_view_has_an_inline_style() {
    // The content security policy forbids it; `style:property=` is set through the DOM and is fine.
    assert_eq!(offences(&console_sources(), &["style=\""]), Vec::<String>::new());
}

fn is_within(name: &str, allowed: &str) -> bool {
    if allowed.ends_with('/') { name.starts_with(allowed) } else { name == allowed }
}

#[test]
fn offences_are_found_and_comments_are_not() {
    let sources = BTreeMap::from([
        ("pages/role.rs".to_owned(), "//! Never web_sys.\nuse web_sys::Window;\n".to_owned()),
        ("ui/table.rs".to_owned(), "view! { <p style=\"x\"></p> }\n".to_owned()),
    ]);
    assert_eq!(offences(&sources, &["web_sys"]), ["src/pages/role.rs:2: use web_sys::Window;"]);
    assert_eq!(offences(&sources, &["style=\""]).len(), 1);
    assert!(
        is_within("ui/table.rs", "ui/")
            && !is_within("ui.rs", "ui/")
            && !is_within("pages/transport.rs", "transport.rs")
    );
}
