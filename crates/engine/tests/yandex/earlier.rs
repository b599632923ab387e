//! Calls that were sent earlier: their operation is followed by its id, and a look decides.

use rescind_domain::event::Step;
use rescind_domain::{
    ActionKind, BusinessStatus, CallResultKind, FaultKind, Grant, Membership, OperationId, Outcome, Principal,
    RoleName, RoleRef, Vendor,
};
use rescind_engine::recovery::{Sent, recover};
use serde_json::{Value, json};

use crate::script::{Reply, Script, http, scope};
use crate::support::{Ground, connection, now};

const ID: &str = "c9q5";

fn operation(rest: Value) -> Reply {
    let mut body = json!({"id": ID, "description": "Revoke", "createdBy": "aje9"});
    if let (Some(body), Value::Object(rest)) = (body.as_object_mut(), rest) {
        body.extend(rest);
    }
    http(200, body)
}

fn running() -> Reply {
    operation(json!({}))
}

fn done() -> Reply {
    operation(json!({"done": true, "response": {}}))
}

fn user(roles: &[&str]) -> Reply {
    http(200, json!({"name": "alice", "permissions": [{"databaseName": "orders", "roles": roles}]}))
}

fn begun() -> Sent {
    Sent { status: Some(200), business: Some(BusinessStatus::Operation(OperationId::new(ID))), ..Sent::default() }
}

/// What becomes of `read` on `orders`, and what was shown.
fn recovered(script: &Script, sent: &Sent) -> (Outcome, Vec<Step>) {
    let role = RoleRef::scoped(scope("orders"), RoleName::new("read"));
    let grants = [Grant::Membership(Membership::new(role, Principal::user("alice")))];
    let path = "/managed-mongodb/v1/clusters/c9q/users/alice".to_owned();
    let sent = Sent { method: "PATCH".into(), path, ..sent.clone() };
    let (ground, connection) = (Ground::new(script), connection(Vendor::YandexMongodb));
    let mut settlements = now(recover(&ground, &connection, ActionKind::Revoke, &grants, &sent));
    (settlements.remove(0).outcome, ground.log().steps)
}

#[test]
fn an_operation_is_followed_by_its_id_and_a_look_decides() {
    for (roles, expected) in [
        (&["mdbMonitor"][..], Outcome::Revoked),
        (&["readWrite"], Outcome::StillEffective { via: vec!["readWrite".into()] }),
        (&["read"], Outcome::StillPresent),
    ] {
        let script = Script::new([running(), done(), user(roles)]);
        let (outcome, steps) = recovered(&script, &begun());
        assert_eq!(outcome, expected);
        assert_eq!(script.asked()[..2], ["GET /operations/c9q5"; 2].map(str::to_owned));
        let follows = steps.iter().filter(|step| matches!(step, Step::Following { .. })).count();
        assert_eq!((follows, steps.last()), (2, Some(&Step::Verifying)));
    }
    let judged = Sent { result: Some(CallResultKind::Pending), ..begun() };
    assert_eq!(recovered(&Script::new([done(), user(&[])]), &judged).0, Outcome::Revoked);
}

#[test]
fn an_operation_that_fails_is_a_failure_and_one_that_is_forgotten_is_none() {
    let failed = operation(json!({"done": true, "error": {"code": 2, "message": "Unknown error"}}));
    let (outcome, _) = recovered(&Script::new([failed, user(&["read"])]), &begun());
    let Outcome::Failed { fault, .. } = outcome else { panic!("{outcome:?}") };
    assert_eq!((fault.path.as_str(), fault.message.as_deref()), ("/operations/c9q5", Some("Unknown error")));

    let not_found = || http(404, json!({"code": 5, "message": "no"}));
    let forgotten = || vec![not_found(); 4].into_iter().chain([http(200, json!({"operations": []}))]);
    let (gone, _) = recovered(&Script::new(forgotten().chain([user(&["readWrite"])])), &begun());
    assert_eq!(gone, Outcome::StillEffective { via: vec!["readWrite".into()] });
    let (held, _) = recovered(&Script::new(forgotten().chain([user(&["read"])])), &begun());
    assert_eq!(held.fault().map(|fault| &fault.kind), Some(&FaultKind::NotFound));
    assert!(matches!(held, Outcome::Unknown { .. }), "it may still happen: {held:?}");
}

#[test]
fn a_lost_call_of_which_no_operation_is_listed_stays_unknown() {
    let none = || http(200, json!({"operations": []}));
    let (outcome, _) = recovered(&Script::new([none(), user(&["read"])]), &Sent::default());
    assert!(matches!(outcome, Outcome::Unknown { .. }), "none listed proves nothing: {outcome:?}");
    let script = Script::new([none(), user(&[])]);
    assert_eq!(recovered(&script, &Sent::default()).0, Outcome::Revoked);
    assert_eq!(script.pauses(), [1000], "before the list, which may lag");
}
