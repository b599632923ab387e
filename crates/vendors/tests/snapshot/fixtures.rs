//! One file a shape. A file without an expectation fails, and so does an expectation without a file.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use rescind_domain::RoleName;
use rescind_vendors::milvus::snapshot::{DescribedRole, Snapshot, parse};

use crate::grant;

/// What a file must say.
enum Expect {
    /// Roles with descriptions, rows, how many rows were dropped, and how many have an assumed database.
    Reads(&'static [(&'static str, &'static str)], &'static [[&'static str; 6]], usize, usize),
    /// The error in English.
    Fails(&'static str),
}
use Expect::{Fails, Reads};

const SEARCH: [&str; 6] = ["analyst", "Collection", "articles", "default", "Search", "root"];
/// As REST tells it, without the role.
const UNNAMED_SEARCH: [&str; 6] = ["", "Collection", "articles", "default", "Search", "root"];
const ANALYST: &[(&str, &str)] = &[("analyst", "")];
const UNNAMED: &[(&str, &str)] = &[("", "")];

const EXPECTED: &[(&str, Expect)] = &[
    ("rest", Reads(&[("", "Read side")], &[UNNAMED_SEARCH, ["", "Global", "*", "*", "CollectionReadOnly", ""]], 0, 0)),
    ("rest-2.4", Reads(UNNAMED, &[UNNAMED_SEARCH], 0, 0)),
    ("rest-no-rows", Reads(UNNAMED, &[], 0, 0)),
    ("rest-rows", Reads(UNNAMED, &[UNNAMED_SEARCH, ["", "Global", "*", "default", "*", ""]], 0, 1)),
    (
        "rest-list",
        Reads(
            &[("analyst", ""), ("writer", "")],
            &[
                ["analyst", "Collection", "articles", "sales", "Search", ""],
                ["writer", "Collection", "articles", "sales", "Insert", ""],
            ],
            0,
            0,
        ),
    ),
    ("one-row", Reads(UNNAMED, &[UNNAMED_SEARCH], 0, 0)),
    ("python-rows", Reads(ANALYST, &[SEARCH, ["analyst", "Global", "*", "default", "CreateCollection", "*"]], 0, 1)),
    (
        "python-rows-several-roles",
        Reads(
            &[("analyst", ""), ("writer", "")],
            &[
                SEARCH,
                ["writer", "Collection", "articles", "default", "Insert", "root"],
                ["analyst", "User", "*", "*", "SelectUser", ""],
            ],
            0,
            0,
        ),
    ),
    ("python-role", Reads(ANALYST, &[SEARCH], 0, 0)),
    (
        "python-role-description",
        Reads(
            &[("analyst", "The analysts' read side\n— in [sales]")],
            &[["analyst", "Collection", "articles", "sales", "Search", "root"]],
            1,
            0,
        ),
    ),
    ("python-role-no-rows", Reads(ANALYST, &[], 0, 0)),
    (
        "python-nested",
        Reads(
            &[("analyst", "Read side"), ("writer", "")],
            &[
                ["analyst", "Collection", "articles", "default", "Search", ""],
                ["analyst", "Collection", "logs", "default", "Search", ""],
            ],
            0,
            2,
        ),
    ),
    ("python-session", Reads(ANALYST, &[SEARCH], 0, 0)),
    ("python-assignment", Reads(ANALYST, &[SEARCH], 0, 0)),
    ("python-prompt", Reads(ANALYST, &[SEARCH], 0, 0)),
    ("byte-order-mark", Reads(ANALYST, &[SEARCH], 0, 0)),
    (
        "error-refused",
        Fails(
            "line 2, column 11: this answer is a refusal with code 65535: not found the role, maybe the role isn't existed \
             or internal system error",
        ),
    ),
    ("error-row-3", Fails("line 4, column 5: row 3: privilege is missing")),
    ("error-cut", Fails("line 4, column 1: the text ends, but { of line 3, column 4 is still open")),
    ("error-comma", Fails("line 3, column 18: expected a comma or }, found '\\''")),
    ("error-documents", Fails("line 4, column 5: row 1: objectType / object_type is missing")),
    ("error-describe-user", Fails("line 1, column 1: this is neither a described role nor a row of one")),
    ("error-users-describe", Fails("line 1, column 19: row 1: expected an object, found a text")),
];

fn described((name, description): &(&str, &str)) -> DescribedRole {
    let told = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    DescribedRole { name: told(name).map(RoleName::new), description: told(description) }
}

#[test]
fn every_file_is_read_as_expected() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/snapshots");
    for (name, expected) in EXPECTED {
        let text = fs::read_to_string(folder.join(format!("{name}.txt"))).expect(name);
        let result = parse(&text);
        match expected {
            Reads(roles, rows, dropped, assumed_database) => {
                let snapshot = Snapshot {
                    roles: roles.iter().map(described).collect(),
                    rows: rows.iter().copied().map(grant).collect(),
                    dropped: *dropped,
                    assumed_database: *assumed_database,
                };
                assert_eq!(result, Ok(snapshot), "{name}");
            }
            Fails(english) => {
                assert_eq!(result.map_err(|error| error.to_string()), Err((*english).to_owned()), "{name}");
            }
        }
    }
    let files = fs::read_dir(&folder).expect("the folder is there").map(|file| {
        let name = file.expect("the folder can be read").file_name();
        name.to_string_lossy().trim_end_matches(".txt").to_owned()
    });
    let expected = EXPECTED.iter().map(|(name, _)| (*name).to_owned());
    assert_eq!(files.collect::<BTreeSet<_>>(), expected.collect(), "files and expectations");
}
