//! Any list of grants, written as REST and as Python write it, is read back as the same rows.

use std::collections::HashSet;
use std::fmt::Write as _;

use proptest::prelude::*;
use rescind_domain::{PrivilegeGrant, RoleName, RoleRef};
use rescind_vendors::milvus::snapshot::parse;
use serde_json::{Value, json};

/// How Python prints a text: its choice of quotes, and its escapes; `ascii` as its function of that name does.
fn python(text: &str, ascii: bool) -> String {
    let quote = if text.contains('\'') && !text.contains('"') { '"' } else { '\'' };
    let mut printed = String::from(quote);
    for char in text.chars() {
        match char {
            '\\' => printed.push_str("\\\\"),
            '\n' => printed.push_str("\\n"),
            '\r' => printed.push_str("\\r"),
            '\t' => printed.push_str("\\t"),
            char if char == quote => printed.extend(['\\', char]),
            char => {
                let escaped = char.is_control() || (ascii && !char.is_ascii());
                let code = u32::from(char);
                let written = match code {
                    _ if !escaped => write!(printed, "{char}"),
                    0..=0xff => write!(printed, "\\x{code:02x}"),
                    0x100..=0xffff => write!(printed, "\\u{code:04x}"),
                    _ => write!(printed, "\\U{code:08x}"),
                };
                written.expect("a text takes every write");
            }
        }
    }
    printed.push(quote);
    printed
}

/// pymilvus' dict, without the keys whose values are empty.
fn python_row(grant: &PrivilegeGrant, ascii: bool, database: bool) -> String {
    let mut pairs = vec![("object_type", grant.object_type.as_str()), ("object_name", &grant.object_name)];
    if database {
        pairs.push(("db_name", &grant.database));
    }
    pairs.extend([("role_name", grant.role.as_str()), ("privilege", &grant.privilege)]);
    pairs.extend(grant.grantor.as_deref().map(|grantor| ("grantor_name", grantor)));
    let pairs: Vec<_> = pairs.iter().map(|(key, text)| format!("'{key}': {}", python(text, ascii))).collect();
    format!("{{{}}}", pairs.join(", "))
}

fn python_rows(rows: &[PrivilegeGrant], ascii: bool) -> String {
    let rows: Vec<_> = rows.iter().map(|row| python_row(row, ascii, row.database != "default")).collect();
    format!("[{}]", rows.join(", "))
}

fn rest_rows(rows: &[PrivilegeGrant]) -> Value {
    let row = |grant: &PrivilegeGrant| {
        json!({
            "dbName": grant.database, "grantor": grant.grantor.as_deref().unwrap_or_default(),
            "objectName": grant.object_name, "objectType": grant.object_type, "privilege": grant.privilege,
        })
    };
    rows.iter().map(row).collect()
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("*".to_owned()),
        Just("default".to_owned()),
        "[a-zA-Z_]{1,8}",
        "[\\\\'\"\n#,:{}\\[\\]é中😀\u{7f}]{1,6}",
        any::<String>().prop_filter("a text that says something", |text| !text.is_empty()),
    ]
}

/// Grants of which no two are the same record.
fn grants(role: impl Strategy<Value = String>) -> impl Strategy<Value = Vec<PrivilegeGrant>> {
    let grant = (role, text(), text(), text(), text(), prop::option::of(text())).prop_map(
        |(role, object_type, object_name, database, privilege, grantor)| PrivilegeGrant {
            object_type,
            object_name,
            database,
            privilege,
            grantor,
            ..PrivilegeGrant::of(RoleRef::plain(role))
        },
    );
    prop::collection::vec(grant, 0..6).prop_map(|mut rows| {
        let mut seen = HashSet::new();
        rows.retain(|row| seen.insert(PrivilegeGrant { grantor: None, ..row.clone() }));
        rows
    })
}

/// Grants of one role, and that role.
fn grants_of_one() -> impl Strategy<Value = (String, Vec<PrivilegeGrant>)> {
    text().prop_flat_map(|role| (Just(role.clone()), grants(Just(role))))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn rest((role, rows) in grants_of_one(), pretty: bool) {
        let body = json!({"code": 0, "data": rest_rows(&rows), "description": role});
        let body = if pretty { format!("{body:#}") } else { body.to_string() };
        let mut snapshot = parse(&body).map_err(|error| TestCaseError::fail(format!("{error}: {body}")))?;
        prop_assert_eq!(snapshot.roles.len(), 1);
        prop_assert_eq!(snapshot.roles[0].description.as_ref(), Some(&role));
        snapshot.name_role(&RoleName::new(role));
        prop_assert_eq!(snapshot.rows, rows);
    }

    #[test]
    fn plain_python(rows in grants(text()), ascii: bool) {
        let text = python_rows(&rows, ascii);
        let snapshot = parse(&text).map_err(|error| TestCaseError::fail(format!("{error}: {text}")))?;
        let names: HashSet<_> = snapshot.roles.iter().filter_map(|role| role.name.as_ref()).collect();
        prop_assert_eq!(names, rows.iter().map(|row| &row.role).collect());
        prop_assert_eq!(snapshot.assumed_database, rows.iter().filter(|row| row.database == "default").count());
        prop_assert_eq!(snapshot.rows, rows);
        prop_assert_eq!(snapshot.dropped, 0);
    }

    #[test]
    fn wrapped_python((role, rows) in grants_of_one(), description in prop::option::of(text()), ascii: bool) {
        let told = description.as_ref().map(|text| format!("'description': {}, ", python(text, ascii)));
        let (name, told) = (python(&role, ascii), told.unwrap_or_default());
        let text = format!("{{'role': {name}, {told}'privileges': {}}}", python_rows(&rows, ascii));
        let snapshot = parse(&text).map_err(|error| TestCaseError::fail(format!("{error}: {text}")))?;
        prop_assert_eq!(snapshot.roles.len(), 1);
        prop_assert_eq!(snapshot.roles[0].name.as_ref(), Some(&RoleName::new(role)));
        prop_assert_eq!(&snapshot.roles[0].description, &description);
        prop_assert_eq!(snapshot.rows, rows);
    }

    /// What was said once more, by whomever it was granted, is left out and counted.
    #[test]
    fn said_again(rows in grants(text()), again in prop::collection::vec((any::<prop::sample::Index>(), text()), 0..4)) {
        prop_assume!(!rows.is_empty());
        let more = again.iter().map(|(index, grantor)| PrivilegeGrant {
            grantor: Some(grantor.clone()), ..index.get(&rows).clone()
        });
        let all: Vec<_> = rows.iter().cloned().chain(more).collect();
        let snapshot = parse(&python_rows(&all, false)).map_err(|error| TestCaseError::fail(error.to_string()))?;
        prop_assert_eq!(snapshot.rows, rows);
        prop_assert_eq!(snapshot.dropped, again.len());
    }
}
