//! The looks themselves: what proves that a role is gone, and what keeps the call from being sent.

use rescind_domain::{EntryId, Grant, Membership, Outcome, Principal, RoleName, RoleRef, Vendor};
use rescind_vendors::revoke::{Item, revoke};
use serde_json::{Value, json};

use crate::fake::Effect::Applied;
use crate::fake::{End, Look, Plot, Yandex, scope};
use crate::matrix::{grants, run, word};
use crate::now;
use crate::script::{Reply, Script, http};
use crate::{answers::life, fake};

fn held(role: &str) -> Grant {
    Grant::Membership(Membership::new(RoleRef::scoped(scope("orders"), RoleName::new(role)), Principal::user("alice")))
}

fn user(permissions: &Value) -> Reply {
    http(200, json!({"name": "alice", "clusterId": fake::CLUSTER, "permissions": permissions}))
}

/// The word for what the first look leads to, when the answers to it are these and nothing may be sent.
fn before_the_call(answers: impl IntoIterator<Item = Reply>) -> &'static str {
    let items = [Item { entry: EntryId::new("entry"), grant: held("read") }];
    let tried = now(revoke(&Script::new(answers), Vendor::YandexMongodb, &items, 0, &|_| ()));
    word(tried.outcomes[0].as_ref())
}

#[test]
fn only_what_could_have_shown_the_role_proves_it_absent() {
    let not_found = || http(404, json!({"code": 5, "message": "not found"}));
    let users = |names: &[&str]| {
        let user = |name: &&str| json!({"name": name, "permissions": [{"databaseName": "orders", "roles": ["read"]}]});
        http(200, json!({"users": names.iter().map(user).collect::<Vec<_>>()}))
    };
    let narrow = || http(400, json!({"code": 3, "message": "The request is invalid."}));
    let denied = || http(403, json!({"code": 7, "message": "Permission denied"}));
    for (answers, expected) in [
        (vec![user(&json!([]))], "AlreadyAbsent"),
        (vec![user(&json!([{"databaseName": "other", "roles": ["read"]}]))], "AlreadyAbsent"),
        (vec![user(&json!([{"databaseName": "orders", "roles": ["readWrite"]}]))], "AlreadyAbsent"),
        // The user is not found, and the list of users agrees.
        (vec![not_found(), users(&["bob"])], "AlreadyAbsent"),
        (vec![not_found(), http(200, "{}")], "AlreadyAbsent"),
        (vec![narrow(), users(&["bob"])], "AlreadyAbsent"),
        // It is the cluster that is not found, or not shown.
        (vec![not_found(), not_found()], "Failed"),
        (vec![not_found(), http(200, r#"{"status":"ok"}"#)], "Failed"),
        (vec![not_found(), denied(), denied()], "Failed"),
        // A proxy's 404 is nobody's word.
        (vec![http(404, "404 page not found")], "Failed"),
        (vec![http(404, "{}")], "Failed"),
        (vec![http(200, "{}")], "Failed"),
        (vec![http(200, r#"{"error":{"code":5}}"#), users(&["bob"])], "AlreadyAbsent"),
        (vec![http(200, r#"{"name":"alice","permissions":{}}"#)], "Failed"),
        (vec![http(200, r#"{"name":"bob"}"#)], "Failed"),
        (vec![http(200, "<html>Sign in</html>")], "Failed"),
        (vec![denied()], "Failed"),
    ] {
        let what = format!("{answers:?}");
        assert_eq!(before_the_call(answers), expected, "{what}");
    }
}

#[test]
fn a_page_that_is_missing_proves_nothing() {
    let first = || http(200, json!({"users": [{"name": "bob"}], "nextPageToken": "t"}));
    let not_found = || http(404, json!({"code": 5, "message": "not found"}));
    let busy = || http(503, "busy");
    let absent = [not_found(), first(), http(200, "{}")];
    assert_eq!(before_the_call(absent), "AlreadyAbsent");
    let cut = [not_found(), first(), busy(), not_found(), first(), busy()];
    assert_eq!(before_the_call(cut), "Failed");
    let endless = [not_found(), first()];
    assert_eq!(before_the_call(endless), "Failed");
}

#[test]
fn a_wider_role_on_the_same_database_still_allows_it() {
    for (role, others, via) in [
        ("read", vec!["readWrite"], vec!["readWrite"]),
        ("read", vec!["mdbDbAdmin", "readWrite"], vec!["mdbDbAdmin", "readWrite"]),
        ("readWrite", vec!["read", "mdbDbAdmin"], vec!["mdbDbAdmin"]),
        ("readWrite", vec!["read"], vec![]),
        ("mdbDbAdmin", vec!["readWrite"], vec![]),
        ("new", vec!["mdbDbAdmin"], vec![]),
    ] {
        let mut roles = others.clone();
        roles.push(role);
        let elsewhere = json!({"databaseName": "other", "roles": ["mdbDbAdmin"]});
        let permissions = json!([{"databaseName": "orders", "roles": roles}, elsewhere]);
        let life = Some(life(1, End::Done));
        let plot = Plot { answer: None, life, effect: Applied, listing: None, after: Look::Fine };
        let (tried, _) = run(&Yandex::new(permissions, plot), &held(role));
        let via: Vec<String> = via.into_iter().map(str::to_owned).collect();
        let expected = if via.is_empty() { Outcome::Revoked } else { Outcome::StillEffective { via } };
        assert_eq!(tried.outcomes, [Some(expected)], "{role} beside {others:?}");
    }
}

#[test]
fn what_changed_before_the_call_sends_nothing() {
    let (_, [_, _, (access, _)]) = grants();
    let life = Some(life(1, End::Done));
    let plot = Plot { answer: None, life, effect: Applied, listing: None, after: Look::Fine };
    let more = json!([{"databaseName": "billing", "roles": ["readWrite", "mdbDbAdmin", "read"]}]);
    let yandex = Yandex::new(more, plot);
    let (tried, _) = run(&yandex, &access);
    assert_eq!(word(tried.outcomes[0].as_ref()), "Failed");
    assert!(yandex.sent.read().unwrap().is_empty());
}
