//! Waiting for an operation: how often it is asked for, what is shown meanwhile, and when waiting ends.

use std::sync::RwLock;

use rescind_domain::{
    BusinessStatus, CallResult, FaultKind, Operation, OperationId, OperationState, PrincipalId, Vendor,
};
use rescind_vendors::{Response, mutation};
use serde_json::{Value, json};

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

/// What comes of the call whose operation is followed, and what is shown of it meanwhile.
fn followed(script: &Script) -> (CallResult, Vec<Operation>) {
    let shown = RwLock::new(Vec::new());
    let show = |operation: &Operation| shown.write().unwrap().push(operation.clone());
    let result = now(mutation::follow(script, Vendor::YandexMongodb, &OperationId::new(ID), &show));
    (result, shown.into_inner().unwrap())
}

#[test]
fn an_operation_is_followed_by_its_id_and_shown_at_every_answer() {
    let rolling_back = operation(json!({"error": {"code": 13, "message": "rolling back"}}));
    let script = Script::new([running(), http(200, rolling_back), running(), done()]);
    let (result, shown) = followed(&script);
    assert_eq!(result, CallResult::Accepted);
    assert_eq!(script.asked(), ["GET /operations/c9q5"; 4].map(str::to_owned));
    let states: Vec<&OperationState> = shown.iter().map(|operation| &operation.state).collect();
    let [OperationState::Running, OperationState::Failing(fault), OperationState::Running, OperationState::Done] =
        states[..]
    else {
        panic!("{states:?}")
    };
    assert_eq!((fault.message.as_deref(), &fault.business), (Some("rolling back"), &Some(BusinessStatus::Rpc(13))));
    let operation = shown.first().expect("it was shown");
    let told = [&operation.description, &operation.created_at, &operation.created_by].map(Option::as_deref);
    assert_eq!(told, [Some("Revoke"), Some("2026-08-14T09:12:31Z"), Some("aje9")]);
}

#[test]
fn pauses_grow_and_end_after_ten_minutes() {
    let script = Script::new([running()]);
    assert_eq!(followed(&script).0, CallResult::Pending(OperationId::new(ID)));
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
    let answers = [hinted(5), hinted(0), hinted(86_400), running(), slow_down, done()];
    let script = Script::new(answers);
    assert_eq!(followed(&script).0, CallResult::Accepted);
    assert_eq!(script.pauses(), [5000, 1000, 60_000, 5000, 7000]);
}

#[test]
fn failures_are_counted_from_the_last_answer() {
    let not_found = || http(404, json!({"code": 5, "message": "no"}));
    let three = || [not_found(), not_found(), not_found()];
    let answers = three().into_iter().chain([running()]).chain(three()).chain([done()]);
    assert_eq!(followed(&Script::new(answers)).0, CallResult::Accepted);
    let busy = || vec![http(503, "busy"); 5];
    let answers = busy().into_iter().chain([running()]).chain(busy()).chain([done()]);
    assert_eq!(followed(&Script::new(answers)).0, CallResult::Accepted);
    let answers = busy().into_iter().chain([http(503, "busy"), done()]);
    assert_eq!(followed(&Script::new(answers)).0, CallResult::Pending(OperationId::new(ID)));
}

#[test]
fn a_forgotten_operation_may_still_change_something() {
    let not_found = || http(404, json!({"code": 5, "message": "no"}));
    let (result, _) = followed(&Script::new([not_found()]));
    assert!(matches!(&result, CallResult::TimedOut(fault) if fault.kind == FaultKind::NotFound), "{result:?}");
}

#[test]
fn an_answer_about_another_operation_counts_for_nothing() {
    let other = http(200, json!({"id": "other", "done": true, "response": {}}));
    assert_eq!(followed(&Script::new([other])).0, CallResult::Pending(OperationId::new(ID)));
}

#[test]
fn a_failed_operation_is_a_fault_of_the_operation_with_its_own_code() {
    let details = json!([{"@type": "type.googleapis.com/google.rpc.RequestInfo", "requestId": "e38e"}]);
    let failed = operation(json!({"done": true, "error": {"code": 2, "message": "Unknown error", "details": details}}));
    let (result, _) = followed(&Script::new([http(200, failed)]));
    let CallResult::Rejected { fault, .. } = result else { panic!("{result:?}") };
    assert_eq!((fault.path.as_str(), fault.http_status), ("/operations/c9q5", Some(200)));
    assert_eq!((fault.business, fault.message.as_deref()), (Some(BusinessStatus::Rpc(2)), Some("Unknown error")));
    assert_eq!(fault.request_id.map(|id| id.to_string()).as_deref(), Some("e38e"));
}

#[test]
fn after_a_loss_only_the_users_own_operations_are_followed_and_they_prove_nothing() {
    let listed = |whose: &str, done: bool| json!({"id": ID, "done": done, "metadata": {"userName": whose}});
    let lost = || {
        let fault = rescind_domain::FaultSource::Gateway;
        CallResult::Lost(rescind_domain::Fault::new(
            FaultKind::Unknown,
            fault,
            "POST",
            "/p",
            rescind_domain::Retry::Safe,
        ))
    };
    let alice = PrincipalId::new("alice");
    for (operations, polls) in [
        (json!([listed("alice", false)]), 1),
        (json!([listed("bob", false)]), 0),
        (json!([listed("alice", true)]), 0),
        (json!([]), 0),
    ] {
        let script = Script::new([http(200, json!({"operations": operations})), done()]);
        let role =
            rescind_domain::RoleRef::scoped(crate::script::scope("orders"), rescind_domain::RoleName::new("read"));
        let principal = rescind_domain::Principal::user(alice.as_str());
        let grants = [rescind_domain::Grant::Membership(rescind_domain::Membership::new(role, principal))];
        let result = now(mutation::after_loss(&script, Vendor::YandexMongodb, &grants, lost(), &|_| {}));
        assert_eq!(result, lost(), "that it has ended says nothing of what it did");
        assert_eq!(script.asked().len(), 1 + polls, "{operations}");
        assert_eq!(script.pauses(), [1000], "the list may lag");
    }
}
