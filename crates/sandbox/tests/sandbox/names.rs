//! The rules for names, at their edges.

use serde_json::{Value, json};

use crate::support::Sandbox;

fn user(name: &str) -> (&'static str, Value) {
    ("users/create", json!({ "userName": name, "password": "P@ssw0rd" }))
}

fn role(name: &str) -> (&'static str, Value) {
    ("roles/create", json!({ "roleName": name }))
}

fn group(name: &str) -> (&'static str, Value) {
    ("privilege_groups/create", json!({ "privilegeGroupName": name }))
}

fn scope(db: &str, collection: &str) -> (&'static str, Value) {
    let body = json!({ "roleName": "newcomer", "privilege": "Search", "dbName": db, "collectionName": collection });
    ("roles/grant_privilege_v2", body)
}

#[tokio::test]
async fn good_names_are_taken() {
    let sandbox = Sandbox::demo().await;
    let (long, longest) = ("u".repeat(32), "r".repeat(255));
    for (path, body) in [
        user("x"),
        user("a-b.c_d9"),
        user(&long),
        user("  trimmed  "),
        role("_"),
        role("x$"),
        role(&longest),
        group("_g9"),
        scope("*", "*"),
        scope("", "no_such$collection"),
        scope("no_such_db", "*"),
    ] {
        sandbox.data(path, body).await;
    }
    let users = sandbox.data("users/list", json!({})).await;
    assert!(users.as_array().unwrap().contains(&json!("trimmed")));
}

#[tokio::test]
async fn bad_names_are_refused_in_the_vendors_words() {
    let sandbox = Sandbox::demo().await;
    let (long, longest) = ("u".repeat(33), "r".repeat(256));
    for ((path, body), code, message) in [
        (user(" "), 1100, "username must be not empty: invalid parameter".to_owned()),
        (
            user(&long),
            1100,
            format!(
                "invalid username {long} with length 33, the length of username must be less than 32: invalid \
                 parameter"
            ),
        ),
        (
            user("_x"),
            1100,
            "invalid user name _x, the first character must be a letter, but got _: invalid parameter".to_owned(),
        ),
        (
            user("x$"),
            1100,
            "invalid user name x$, username must contain only numbers, letters, underscores, dots, and hyphens, but \
             got %!s(uint8=36): invalid parameter"
                .to_owned(),
        ),
        (role(" "), 1100, "role name should be not empty: invalid parameter[expected=not empty][actual=]".to_owned()),
        (
            role(&longest),
            1100,
            "the length of role name must be not greater than limit: invalid parameter[256 out of range 0 <= value \
             <= 255]"
                .to_owned(),
        ),
        (
            role("$x"),
            1100,
            "the first character of role name must be an underscore or letter: invalid parameter[expected=95]\
             [actual=36]"
                .to_owned(),
        ),
        (
            role("只读"),
            1100,
            "the first character of role name must be an underscore or letter: invalid parameter[expected=95]\
             [actual=229]"
                .to_owned(),
        ),
        (
            role("a b"),
            1100,
            "role name can only contain numbers, letters, underscores, and allowed characters ($), found   at 1: \
             invalid parameter"
                .to_owned(),
        ),
        (
            group("g-1"),
            1100,
            "privilege group name g-1 can only contain numbers, letters and underscores: invalid parameter".to_owned(),
        ),
        (
            scope("a-b", "*"),
            802,
            "database name can only contain numbers, letters and underscores: invalid database name[database=a-b]"
                .to_owned(),
        ),
        (
            scope("default", "1x"),
            1100,
            "the first character of collection name must be an underscore or letter: invalid parameter[expected=95]\
             [actual=49]"
                .to_owned(),
        ),
    ] {
        assert_eq!(sandbox.refusal(path, body.clone()).await, (code, message), "{path} {body}");
    }
}

#[tokio::test]
async fn older_servers_know_fewer_characters_and_print_wrong_verbs() {
    let sandbox = Sandbox::demo().await;
    sandbox.knobs(json!({ "era": "a" })).await;
    let (_, message) = sandbox.refusal("users/drop", json!({ "userName": "" })).await;
    assert!(message.contains("'UserReq.UserName'"), "{message}");
    let (path, body) = user("a-b");
    let (code, message) = sandbox.refusal(path, body).await;
    assert_eq!(code, 1100);
    assert!(message.contains("only numbers, letters and underscores, but got %!s(uint8=45)"), "{message}");
    let (path, body) = user(&"u".repeat(33));
    assert!(sandbox.refusal(path, body).await.1.contains("less than %!d(string=32)"));
    let (path, body) = role("data-ops");
    let (_, message) = sandbox.refusal(path, body).await;
    assert!(message.contains("numbers, letters, dollars and underscores, found - at 4"), "{message}");
}

#[tokio::test]
async fn passwords_and_descriptions_have_lengths_in_bytes() {
    let sandbox = Sandbox::demo().await;
    let create = |name: &str, password: &str, description: &str| {
        let body = json!({ "userName": name, "password": password, "description": description });
        sandbox.call("users/create", body)
    };
    assert_eq!(create("six", "123456", "").await["code"], 0);
    assert_eq!(create("most", &"x".repeat(72), &"d".repeat(1024)).await["code"], 0);
    let answer = create("more", &"é".repeat(37), "").await;
    assert_eq!(answer["message"], "invalid password length: invalid parameter[74 out of range 6 <= value <= 72]");
    let answer = create("wordy", "123456", &"d".repeat(1025)).await;
    assert_eq!(
        answer["message"],
        "invalid user description with length 1025, the length of user description must be less than or equal to \
         1024: invalid parameter"
    );
}

#[tokio::test]
async fn names_are_case_sensitive() {
    let sandbox = Sandbox::demo().await;
    sandbox.data("roles/create", json!({ "roleName": "Read_Only" })).await;
    assert_eq!(sandbox.grants("Read_Only").await, [""; 0]);
    let body = json!({ "roleName": "newcomer", "privilege": "search", "dbName": "*", "collectionName": "*" });
    let refusal = sandbox.refusal("roles/grant_privilege_v2", body).await;
    assert_eq!(refusal, (1100, "not found the privilege name[search]: invalid parameter".to_owned()));
}
