//! Holds `docs/config.md` to the config: every key has its row, every row is a key, and the example is taken.

use std::collections::BTreeSet;

use super::*;

const PAGE: &str = include_str!("../../../../docs/config.md");
const START: &str = "[[connection]]\nid = \"a\"\nlabel = \"A\"\nvendor = \"milvus\"\nurl = \"http://localhost\"\n";

/// The keys that the parser would take in place of one that it does not know.
fn taken(text: &str) -> BTreeSet<String> {
    let problem = parse(text, Path::new("")).err().unwrap_or_else(|| panic!("this was taken:\n{text}")).text;
    let (_, expected) = problem.split_once(", expected ").unwrap_or_else(|| panic!("no list of keys: {problem}"));
    expected.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

/// The keys of the table below a heading.
fn documented(heading: &str) -> BTreeSet<String> {
    let (_, section) = PAGE.split_once(&format!("\n## {heading}\n")).unwrap_or_else(|| panic!("no section {heading}"));
    let section = section.split("\n## ").next().unwrap();
    section.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next()).map(str::to_owned).collect()
}

#[test]
fn every_key_has_a_row_and_every_row_is_a_key() {
    let tables = [
        ("Top level", format!("no_such_key = 1\n{START}[connection.credential]\nenv = \"A\"\n")),
        ("`[session]`", "[session]\nno_such_key = 1\n".to_owned()),
        ("`[tls]`", "[tls]\nno_such_key = 1\n".to_owned()),
        ("`[[connection]]`", format!("{START}no_such_key = 1\n")),
        ("`[connection.credential]`", format!("{START}[connection.credential]\nno_such_key = 1\n")),
        ("`[connection.credential.access_key]`", format!("{START}credential.access_key = {{ no_such_key = 1 }}\n")),
        (
            "`[connection.credential.service_account]`",
            format!("{START}credential.service_account = {{ no_such_key = 1 }}\n"),
        ),
    ];
    let headings: BTreeSet<_> = tables.iter().map(|(heading, _)| (*heading).to_owned()).collect();
    let top = taken(&tables[0].1);
    for (heading, text) in &tables {
        let mut keys = taken(text);
        // A table within is a section of its own.
        let table = |heading: &String| heading.trim_matches(['`', '[', ']']).rsplit('.').next().map(str::to_owned);
        keys.retain(|key| !headings.iter().any(|other| table(other).as_ref() == Some(key)));
        assert_eq!(documented(heading), keys, "{heading}");
    }
    assert!(["session", "tls", "connection"].iter().all(|table| top.contains(*table)), "{top:?}");
}

#[test]
fn the_example_is_taken() {
    let directory = tempfile::tempdir().unwrap();
    let authority = rcgen::generate_simple_self_signed(vec!["ca.example".to_owned()]).unwrap();
    std::fs::write(directory.path().join("authority.pem"), authority.cert.pem()).unwrap();
    let examples: Vec<&str> = PAGE.split("```toml\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    assert!(!examples.is_empty());
    for example in examples {
        let config = parse(example, directory.path());
        assert!(config.is_ok(), "{example}\n{:?}", config.err());
    }
}
