//! Waiting for an operation: how often it is asked for, what is shown meanwhile, and when waiting ends. Told by what is
//! settled after a reload, when nothing but the operation's id is known.

use std::sync::RwLock;

use rescind_domain::{
    BusinessStatus, FaultKind, Grant, Membership, OperationId, Outcome, Principal, RoleName, RoleRef, Vendor,
};
use rescind_vendors::revoke::{Earlier, Step, settle_earlier, wait_for};
use rescind_vendors::{OperationState, Response};
use serde_json::{Value, json};

use crate::fake::scope;
use crate::now;
use crate::script::{Reply, Script, http};

const ID: &str = "c9q5";

fn operation(rest: Value) -> Value {
    let mut body = json!({"id": ID, "description": "Revoke", "createdAt": "2026-08-14T09:12:31Z", "createdBy": "aje9"});
    if let (Some(body), Value::Object(rest)) = (body.as_object_mut(), rest) {
        body.extend(rest);
    }
    body
}

fn running() -> Reply {
    http(200, operation(json!({})))
}

fn done() -> Reply {
    http(200, operation(json!({"done": true, "response": {}})))
}

fn user(roles: &[&str]) -> Reply {
    http(200, json!({"name": "alice", "permissions": [{"databaseName": "orders", "roles": roles}]}))
}

/// What is found out of `read` on `orders` by following the operation and looking.
fn settle(script: &Script) -> (Outcome, Vec<Step>) {
    let role = RoleRef::scoped(scope("orders"), RoleName::new("read"));
    let grants = [Grant::Membership(Membership::new(role, Principal::user("alice")))];
    let business = Some(BusinessStatus::Operation(OperationId::new(ID)));
    let earlier = Earlier::Answered { status: 200, business };
    let steps = RwLock::new(Vec::new());
    let step = |step| steps.write().unwrap().push(step);
    let call = ("PATCH", "/managed-mongodb/v1/clusters/c9q/users/alice");
    let outcomes = now(settle_earlier(script, Vendor::YandexMongodb, &grants, &earlier, call, &step));
    let [outcome] = outcomes.try_into().expect("one grant has one outcome");
    (outcome, steps.into_inner().unwrap())
}

#[test]
fn an_operation_is_followed_by_its_id_and_shown_at_every_answer() {
    let rolling_back = operation(json!({"error": {"code": 13, "message": "rolling back"}}));
    let script = Script::new([running(), http(200, rolling_back), running(), done(), user(&["mdbMonitor"])]);
    let (outcome, steps) = settle(&script);
    assert_eq!(outcome, Outcome::Revoked);
    assert_eq!(script.asked()[..4], ["GET /operations/c9q5"; 4].map(str::to_owned));
    let shown: Vec<&OperationState> = steps
        .iter()
        .filter_map(|step| if let Step::Following(operation) = step { Some(&operation.state) } else { None })
        .collect();
    let [OperationState::Running, OperationState::Failing(fault), OperationState::Running, OperationState::Done] =
        shown[..]
    else {
        panic!("{shown:?}")
    };
    assert_eq!((fault.message.as_deref(), &fault.business), (Some("rolling back"), &Some(BusinessStatus::Rpc(13))));
    let Some(Step::Following(operation)) = steps.first() else { panic!("{steps:?}") };
    let told = [&operation.description, &operation.created_at, &operation.created_by].map(Option::as_deref);
    assert_eq!(told, [Some("Revoke"), Some("2026-08-14T09:12:31Z"), Some("aje9")]);
}

#[test]
fn pauses_grow_and_end_after_ten_minutes() {
    let script = Script::new([running()]);
    assert_eq!(settle(&script).0, Outcome::Pending { operation: OperationId::new(ID) });
    let pauses = script.pauses();
    assert_eq!(pauses[..10], [1000; 10]);
    assert_eq!(pauses[10..35], [2000; 25]);
    assert!(pauses[35..].iter().all(|pause| *pause == 5000));
    assert_eq!(pauses.iter().sum::<u32>(), 600_000);
    assert_eq!(
        script.asked().len(),
        pauses.len() + 1,
        "asked once more after the last pause, and nobody else is asked"
    );
}

#[test]
fn the_servers_own_interval_is_honoured_within_reason() {
    let hinted = |seconds| running().map(|response| Response { poll_interval_seconds: Some(seconds), ..response });
    let slow_down = http(429, json!({"code": 8})).map(|response| Response { retry_after_seconds: Some(7), ..response });
    let answers = [hinted(5), hinted(0), hinted(86_400), running(), slow_down, done(), user(&[])];
    let script = Script::new(answers);
    assert_eq!(settle(&script).0, Outcome::Revoked);
    assert_eq!(script.pauses(), [5000, 1000, 60_000, 5000, 7000]);
}

#[test]
fn failures_are_counted_from_the_last_answer() {
    let not_found = || http(404, json!({"code": 5, "message": "no"}));
    let three = || [not_found(), not_found(), not_found()];
    let answers = three().into_iter().chain([running()]).chain(three()).chain([done(), user(&[])]);
    assert_eq!(settle(&Script::new(answers)).0, Outcome::Revoked);
    let busy = || vec![http(503, "busy"); 5];
    let answers = busy().into_iter().chain([running()]).chain(busy()).chain([done(), user(&[])]);
    assert_eq!(settle(&Script::new(answers)).0, Outcome::Revoked);
    let answers = busy().into_iter().chain([http(503, "busy"), done(), user(&[])]);
    assert_eq!(settle(&Script::new(answers)).0, Outcome::Pending { operation: OperationId::new(ID) });
}

#[test]
fn a_forgotten_operation_is_no_reason_not_to_look() {
    let not_found = || http(404, json!({"code": 5, "message": "no"}));
    let forgotten = || vec![not_found(); 4];
    let (gone, _) = settle(&Script::new(forgotten().into_iter().chain([user(&["readWrite"])])));
    assert_eq!(gone, Outcome::StillEffective { via: vec!["readWrite".into()] });
    let (held, _) = settle(&Script::new(forgotten().into_iter().chain([user(&["read"])])));
    assert_eq!(held.fault().map(|fault| &fault.kind), Some(&FaultKind::NotFound));
    assert!(matches!(held, Outcome::Unknown { .. }), "it may still happen: {held:?}");
}

#[test]
fn an_answer_about_another_operation_counts_for_nothing() {
    let other = http(200, json!({"id": "other", "done": true, "response": {}}));
    let (outcome, _) = settle(&Script::new([other]));
    assert_eq!(outcome, Outcome::Pending { operation: OperationId::new(ID) });
}

#[test]
fn a_failed_operation_is_a_fault_of_the_operation_with_its_own_code() {
    let details = json!([{"@type": "type.googleapis.com/google.rpc.RequestInfo", "requestId": "e38e"}]);
    let failed = operation(json!({"done": true, "error": {"code": 2, "message": "Unknown error", "details": details}}));
    let (outcome, _) = settle(&Script::new([http(200, failed), user(&["read"])]));
    let Outcome::Failed { fault, .. } = outcome else { panic!("{outcome:?}") };
    assert_eq!((fault.path.as_str(), fault.http_status), ("/operations/c9q5", Some(200)));
    assert_eq!((fault.business, fault.message.as_deref()), (Some(BusinessStatus::Rpc(2)), Some("Unknown error")));
    assert_eq!(fault.request_id.map(|id| id.to_string()).as_deref(), Some("e38e"));
}

#[test]
fn waiting_for_somebody_elses_operation_ends_however_it_ends() {
    let failed = http(200, operation(json!({"done": true, "error": {"code": 2}})));
    for end in [done(), failed] {
        let script = Script::new([running(), end]);
        let steps = RwLock::new(Vec::new());
        let step = |step| steps.write().unwrap().push(step);
        now(wait_for(&script, Vendor::YandexMongodb, &OperationId::new(ID), &step));
        assert!(matches!(steps.read().unwrap()[..], [Step::WaitingFor(_), Step::WaitingFor(_)]));
    }
}
