//! The second step: what is inside `data`, as the typed reads take it. Unknown fields pass, missing ones that the vendor's
//! docs call optional pass, and everything else is named by its JSON path.

use rescind_domain::{FaultKind, PrincipalId, PrivilegeGrant, Retry, RoleName, RoleRef};
use rescind_vendors::milvus::read;
use serde_json::{Value, json};

use crate::{Always, now};

fn grants(data: &Value) -> Result<Vec<PrivilegeGrant>, rescind_domain::Fault> {
    now(read::role_grants(&Always::data(data), &RoleName::new("analyst"))).map(|grants| grants.rows)
}

fn roles_of(data: &Value) -> Result<Vec<String>, rescind_domain::Fault> {
    let roles = now(read::user_roles(&Always::data(data), &PrincipalId::new("alice")))?;
    Ok(roles.iter().map(ToString::to_string).collect())
}

fn row() -> Value {
    json!({"dbName": "db1", "grantor": "root", "objectName": "docs", "objectType": "Collection", "privilege": "Search"})
}

fn parsed() -> PrivilegeGrant {
    PrivilegeGrant {
        object_type: "Collection".into(),
        object_name: "docs".into(),
        database: "db1".into(),
        privilege: "Search".into(),
        grantor: Some("root".into()),
        ..PrivilegeGrant::of(RoleRef::plain("analyst"))
    }
}

#[test]
fn a_grant_is_read_from_camel_case_with_unknown_fields_beside() {
    let mut more = row();
    more["roleName"] = json!("another");
    more["expiry"] = json!({"at": [1, 2]});
    assert_eq!(grants(&json!([row(), more])), Ok(vec![parsed(), parsed()]));
}

#[test]
fn database_and_grantor_may_be_missing() {
    for grantor in [None, Some("")] {
        let mut bare = row();
        bare.as_object_mut().unwrap().retain(|key, _| key != "dbName" && key != "grantor");
        if let Some(grantor) = grantor {
            bare["grantor"] = json!(grantor);
        }
        let expected = PrivilegeGrant { database: String::new(), grantor: None, ..parsed() };
        assert_eq!(grants(&json!([bare])), Ok(vec![expected]));
    }
}

#[test]
fn names_are_taken_as_they_are() {
    for odd in ["*", "$", "a b", "名前", "\u{202e}x", "<script>", "a:b%", &"r".repeat(255)] {
        let mut strange = row();
        for key in ["objectName", "objectType", "privilege", "dbName", "grantor"] {
            strange[key] = json!(odd);
        }
        let grant = grants(&json!([strange])).unwrap().swap_remove(0);
        let parts = [&*grant.object_type, &grant.object_name, &grant.database, &grant.privilege];
        assert_eq!((parts, grant.grantor.as_deref()), ([odd; 4], Some(odd)));
        assert_eq!(roles_of(&json!([odd])), Ok(vec![odd.to_owned()]));
    }
}

#[test]
fn empty_and_doubled_names_are_dropped_and_the_order_stays() {
    assert_eq!(roles_of(&json!([])), Ok(vec![]));
    assert_eq!(roles_of(&json!(["", ""])), Ok(vec![]));
    assert_eq!(
        roles_of(&json!(["b", "", "a", "b", "A", "a", " "])),
        Ok(["b", "a", "A", " "].map(String::from).to_vec())
    );
    let roles = now(read::roles(&Always::data(&json!(["public", "", "admin", "public"])))).unwrap();
    assert_eq!(roles, [RoleName::new("public"), RoleName::new("admin")]);
}

#[test]
fn a_wrong_type_is_named_by_its_path() {
    let with = |key: &str, value: Value| {
        let mut wrong = row();
        wrong[key] = value;
        json!([row(), wrong])
    };
    let without = |key: &str| {
        let mut wrong = row();
        wrong.as_object_mut().unwrap().remove(key);
        json!([wrong])
    };
    let cases = [
        (with("privilege", json!(7)), "data[1].privilege"),
        (with("objectType", json!(null)), "data[1].objectType"),
        (with("objectName", json!({})), "data[1].objectName"),
        (with("dbName", json!(["db1"])), "data[1].dbName"),
        (with("grantor", json!(true)), "data[1].grantor"),
        (without("privilege"), "data[0]"),
        (without("objectType"), "data[0]"),
        (without("objectName"), "data[0]"),
        (json!([row(), "Search"]), "data[1]"),
        (json!([null]), "data[0]"),
        (json!({}), "data"),
        (json!("Search"), "data"),
        (json!(0), "data"),
        (json!(null), "data"),
    ];
    for (data, path) in cases {
        let fault = grants(&data).expect_err(path);
        assert_eq!(fault.kind, FaultKind::Malformed { at: path.into() }, "{data}");
        assert_eq!(fault.retry, Retry::Safe, "{data}: it only reads");
    }
    for (data, path) in [(json!(["a", 1]), "data[1]"), (json!({"roles": []}), "data"), (json!([["a"]]), "data[0]")] {
        let fault = roles_of(&data).expect_err(path);
        assert_eq!(fault.kind, FaultKind::Malformed { at: path.into() }, "{data}");
    }
}

#[test]
fn snake_case_rows_are_no_rest_answer() {
    let python = json!([{"object_type": "Collection", "object_name": "docs", "db_name": "db1", "privilege": "Search"}]);
    assert_eq!(grants(&python).expect_err("snake case").kind, FaultKind::Malformed { at: "data[0]".into() });
}

#[test]
fn an_empty_answer_is_never_an_empty_list() {
    for body in [r#"{"code":0}"#, r#"{"code":0,"data":null}"#, "{}", "", "[]", "<html>", r#"{"code":65535}"#] {
        let transport = Always::body(body);
        assert!(now(read::roles(&transport)).is_err(), "{body}");
        assert!(now(read::user_roles(&transport, &PrincipalId::new("alice"))).is_err(), "{body}");
        assert!(now(read::role_grants(&transport, &RoleName::new("r"))).is_err(), "{body}");
        assert!(now(read::directory(&transport, &|_, _| ())).is_err(), "{body}");
    }
    assert_eq!(now(read::roles(&Always::data(&json!([])))), Ok(vec![]));
}
