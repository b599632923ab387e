//! Whose rows they are: where the role's name comes from, and what cannot be told apart.

use rescind_domain::RoleName;
use rescind_vendors::milvus::snapshot::{Field, Position, SnapshotError, SnapshotErrorKind, parse};

use crate::grant;

fn fails(text: &str, line: usize, column: usize, kind: SnapshotErrorKind) {
    assert_eq!(parse(text), Err(SnapshotError { kind, position: Position { line, column } }), "{text}");
}

fn role_missing(row: Option<usize>) -> SnapshotErrorKind {
    SnapshotErrorKind::Missing { row, field: Field::Role }
}

const ROW: &str = r#"{"objectType": "Global", "objectName": "*", "dbName": "*", "privilege": "All"}"#;

fn named(role: &str) -> String {
    ROW.replace('}', &format!(r#", "role_name": "{role}"}}"#))
}

#[test]
fn a_body_of_rest_can_be_told_its_role() {
    let mut snapshot = parse(&format!(r#"{{"code": 0, "data": [{ROW}]}}"#)).expect("it is read");
    assert_eq!(snapshot.roles[0].name, None);
    snapshot.name_role(&RoleName::new("r"));
    assert_eq!(snapshot.roles[0].name, Some(RoleName::new("r")));
    assert_eq!(snapshot.rows, [grant(["r", "Global", "*", "*", "All", ""])]);
    let again = snapshot.clone();
    snapshot.name_role(&RoleName::new("other"));
    assert_eq!(snapshot, again, "a role that has a name keeps it");
}

#[test]
fn the_rows_may_name_the_role_of_what_is_around_them() {
    let text = format!(r#"{{"privileges": [{}], "description": "d"}}"#, named("r"));
    let snapshot = parse(&text).expect("it is read");
    assert_eq!(snapshot.roles.len(), 1);
    assert_eq!(snapshot.roles[0].name, Some(RoleName::new("r")));
    assert_eq!(snapshot.roles[0].description.as_deref(), Some("d"));
    assert_eq!(snapshot.rows[0].role, RoleName::new("r"));
}

#[test]
fn the_same_record_of_two_roles_is_two_grants() {
    let snapshot = parse(&format!("[{}, {}, {}]", named("a"), named("b"), named("a"))).expect("it is read");
    assert_eq!((snapshot.rows.len(), snapshot.dropped), (2, 1));
}

#[test]
fn a_dropped_row_does_not_count_as_one_with_an_assumed_database() {
    let row = ROW.replace(r#""dbName": "*", "#, "");
    let snapshot = parse(&format!("[{row}, {row}]")).expect("it is read");
    assert_eq!((snapshot.rows.len(), snapshot.dropped, snapshot.assumed_database), (1, 1, 1));
}

#[test]
fn rows_of_nobody_are_not_given_to_somebody() {
    fails(&format!("[{},\n{ROW}]", named("a")), 2, 1, role_missing(Some(2)));
    fails(&format!("[\n{ROW},{}]", named("a")), 2, 1, role_missing(Some(1)));
    fails(&format!("[\n{{'privileges': [{},\n{ROW}]}}]", named("a")), 3, 1, role_missing(Some(2)));
}

#[test]
fn two_roles_without_names_are_not_made_one() {
    let body = format!(r#"{{"code": 0, "data": [{ROW}]}}"#);
    fails(&format!("[{body},\n {body}]"), 2, 2, role_missing(None));
    fails(&format!("[[{ROW}],\n [{ROW}]]"), 2, 3, role_missing(Some(2)));
    fails("[[],\n []]", 2, 2, role_missing(None));
}

#[test]
fn a_row_of_another_role_is_not_taken_for_one_of_this() {
    let text = format!("{{'role': 'a', 'privileges': [{},\n{}]}}", named("a"), named("b"));
    let kind = SnapshotErrorKind::OtherRole { row: 2, expected: "a".into(), found: "b".into() };
    let column = named("b").find("\"b\"").expect("the row names it") + 1;
    fails(&text, 2, column, kind);
}
