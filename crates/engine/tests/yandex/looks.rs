//! The looks themselves: what proves that a role is gone, and what keeps the call from being sent.

use rescind_domain::{ActionKind, Grant, Membership, Outcome, Principal, RoleName, RoleRef, Vendor};
use rescind_vendors::Request;
use serde_json::{Value, json};

use crate::answers::{conflicts, life};
use crate::fake::Effect::Applied;
use crate::fake::{End, Look, Plot, Yandex};
use crate::matrix::{grants, run};
use crate::script::{CLUSTER, Reply, Script, http, scope};
use crate::support::{Ground, Server, attempt, outcome, subjects, word};

impl Server for Script {
    fn call(&self, request: &Request) -> Reply {
        panic!("{request}: a script is only read")
    }
}

fn held(role: &str) -> Grant {
    Grant::Membership(Membership::new(RoleRef::scoped(scope("orders"), RoleName::new(role)), Principal::user("alice")))
}

fn user(permissions: &Value) -> Reply {
    http(200, json!({"name": "alice", "clusterId": CLUSTER, "permissions": permissions}))
}

/// The word for what the first look leads to, when the answers to it are these and nothing may be sent.
fn before_the_call(answers: impl IntoIterator<Item = Reply>) -> &'static str {
    let script = Script::new(answers);
    let puts = attempt(&Ground::new(&script), Vendor::YandexMongodb, &subjects(ActionKind::Revoke, &[held("read")]));
    word(&puts[0])
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
        // That it is absent is looked at twice.
        let twice: Vec<Reply> = answers.iter().chain(&answers).cloned().collect();
        assert_eq!(before_the_call(if expected == "AlreadyAbsent" { twice } else { answers }), expected, "{what}");
    }
}

#[test]
fn a_page_that_is_missing_proves_nothing() {
    let first = || http(200, json!({"users": [{"name": "bob"}], "nextPageToken": "t"}));
    let not_found = || http(404, json!({"code": 5, "message": "not found"}));
    let busy = || http(503, "busy");
    let absent = || [not_found(), first(), http(200, "{}")];
    assert_eq!(before_the_call(absent().into_iter().chain(absent())), "AlreadyAbsent");
    let cut = [not_found(), first(), busy(), not_found(), first(), busy()];
    assert_eq!(before_the_call(cut), "Back", "it is observed again later");
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
        let (put, _) = run(&Yandex::new(permissions, plot), &held(role));
        let via: Vec<String> = via.into_iter().map(str::to_owned).collect();
        let expected = if via.is_empty() { Outcome::Revoked } else { Outcome::StillEffective { via } };
        assert_eq!(outcome(&put), Some(&expected), "{role} beside {others:?}");
    }
}

#[test]
fn what_changed_before_the_call_sends_nothing() {
    let (_, [_, _, (access, _)]) = grants();
    let life = Some(life(1, End::Done));
    let plot = Plot { answer: None, life, effect: Applied, listing: None, after: Look::Fine };
    let more = json!([{"databaseName": "billing", "roles": ["readWrite", "mdbDbAdmin", "read"]}]);
    let yandex = Yandex::new(more, plot);
    let (put, _) = run(&yandex, &access);
    assert_eq!(word(&put), "Failed");
    assert!(yandex.sent.read().unwrap().is_empty());
}

#[test]
fn one_good_revocation_takes_two_observations_and_one_call() {
    let (permissions, grants) = grants();
    for (grant, _) in grants {
        let life = Some(life(0, End::Done));
        let plot = Plot { answer: None, life, effect: Applied, listing: None, after: Look::Fine };
        let yandex = Yandex::new(permissions.clone(), plot);
        let (put, log) = run(&yandex, &grant);
        assert!(outcome(&put).is_some_and(Outcome::is_gone), "{put:?}");
        // The call is made from the body that the look has read, and its operation is asked for.
        let user = format!("/managed-mongodb/v1/clusters/{CLUSTER}/users/alice");
        let operation = format!("/operations/{}", crate::fake::OPERATION);
        assert_eq!(*yandex.asked.read().unwrap(), [user.clone(), operation, user], "{grant:?}");
        assert_eq!((log.sent.len(), yandex.pauses.read().unwrap().len()), (1, 0));
    }
}

#[test]
fn a_call_is_made_again_when_the_operation_in_its_way_has_ended() {
    let (permissions, grants) = grants();
    for conflict in conflicts() {
        for (times, expected, calls) in [(1, "Revoked", 2), (3, "Revoked", 4), (30, "Failed", 21)] {
            let life = Some(life(0, End::Done));
            let plot = Plot { answer: None, life, effect: Applied, listing: None, after: Look::Fine };
            let yandex = Yandex::new(permissions.clone(), plot);
            *yandex.refusals.write().unwrap() = vec![conflict.clone(); times].into();
            let (put, log) = run(&yandex, &grants[0].0);
            assert_eq!(word(&put), expected, "{put:?}");
            assert_eq!((log.begun.len(), log.sent.len()), (calls, calls), "each with an intent of its own");
            let asked = yandex.asked.read().unwrap();
            let polls = asked.iter().filter(|path| path.ends_with("c9q3")).count();
            assert_eq!(polls, times.min(20), "each is waited for");
            assert_eq!(*yandex.pauses.read().unwrap(), [0_u32; 0], "it had ended");
            // Each call is made from a look of its own.
            let looks = asked.iter().filter(|path| path.ends_with("/alice")).count();
            assert_eq!(looks, calls + 1);
        }
    }
}

#[test]
fn a_call_is_not_made_again_at_once_where_nobody_can_see_what_is_in_its_way() {
    let (permissions, grants) = grants();
    let plot = Plot { answer: None, life: None, effect: Applied, listing: None, after: Look::Fine };
    let mut yandex = Yandex::new(permissions, plot);
    yandex.is_hidden = true;
    *yandex.refusals.write().unwrap() = vec![conflicts().remove(0); 30].into();
    let (put, log) = run(&yandex, &grants[0].0);
    assert_eq!((word(&put), log.sent.len()), ("Failed", 21));
    assert_eq!(*yandex.pauses.read().unwrap(), [5000; 20]);
}
