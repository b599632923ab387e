//! Calls that a fault delays, and what lets them go on before their time.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::task::JoinHandle;

use crate::support::{ROOT, Sandbox};

const REVOKE: &str = "/v2/vectordb/users/revoke_role";
/// Longer than any test lasts.
const FOR_EVER_MS: u64 = 3_600_000;
/// Until a call that goes on has ended, on the slowest machine.
const SOON: Duration = Duration::from_secs(60);

/// The status of a call, or none where its connection broke.
type Answer = JoinHandle<Option<u16>>;

/// Sends a revocation, and waits until the sandbox has got it as the `count`-th.
async fn sent(sandbox: &Sandbox, user: &str, count: u64) -> Answer {
    let call = sandbox.post(REVOKE, ROOT, &json!({ "userName": user, "roleName": "read_only" }));
    let answer = tokio::spawn(async move { call.send().await.ok().map(|answer| answer.status().as_u16()) });
    let got = async { while sandbox.state().await["calls"][REVOKE] != count {} };
    tokio::time::timeout(SOON, got).await.expect("the call never came");
    answer
}

/// What became of a call that goes on.
async fn ended(answer: Answer) -> Option<u16> {
    tokio::time::timeout(SOON, answer).await.expect("the call still waits").unwrap()
}

async fn delete(sandbox: &Sandbox, route: &str) -> u16 {
    let url = format!("{}/__sandbox/faults{route}", sandbox.url);
    sandbox.http.delete(url).send().await.unwrap().status().as_u16()
}

/// Waits until a fault that one call meets was met.
async fn used_up(sandbox: &Sandbox) {
    let gone = async { while sandbox.state().await["faults"] != json!([]) {} };
    tokio::time::timeout(SOON, gone).await.expect("no call met the fault");
}

#[tokio::test]
async fn a_delayed_call_goes_on_when_its_fault_is_removed_and_others_wait_on() {
    let sandbox = Sandbox::demo().await;
    let first = sandbox.fault(json!({ "path": REVOKE, "times": 1, "delay_ms": FOR_EVER_MS })).await;
    let alice = sent(&sandbox, "alice", 1).await;
    used_up(&sandbox).await;
    sandbox.fault(json!({ "path": REVOKE, "delay_ms": FOR_EVER_MS })).await;
    let other = sent(&sandbox, "user_1", 2).await;
    assert!(sandbox.holds("alice", "read_only").await, "it waits");

    assert_eq!(delete(&sandbox, &format!("/{first}")).await, 204, "although no further call can meet it");
    assert_eq!(ended(alice).await, Some(200));
    assert!(!sandbox.holds("alice", "read_only").await);
    assert!(!other.is_finished());
    assert!(sandbox.holds("user_1", "read_only").await, "it is another fault's");
    assert_eq!(delete(&sandbox, &format!("/{first}")).await, 404, "there is nothing left of it");
}

#[tokio::test]
async fn all_delayed_calls_go_on_when_all_faults_are_cleared_each_as_its_fault_says() {
    let sandbox = Sandbox::demo().await;
    let body = json!({ "code": 65535, "message": "no" });
    sandbox.fault(json!({ "path": REVOKE, "times": 1, "delay_ms": FOR_EVER_MS, "status": 503, "body": body })).await;
    let refused = sent(&sandbox, "user_1", 1).await;
    used_up(&sandbox).await;
    sandbox.fault(json!({ "path": REVOKE, "delay_ms": FOR_EVER_MS })).await;
    let carried_out = sent(&sandbox, "alice", 2).await;

    assert_eq!(delete(&sandbox, "").await, 204);
    assert_eq!((ended(refused).await, ended(carried_out).await), (Some(503), Some(200)));
    assert!(sandbox.holds("user_1", "read_only").await);
    assert!(!sandbox.holds("alice", "read_only").await);
    assert_eq!(sandbox.state().await["faults"], json!([]));
}

#[tokio::test]
async fn a_reset_drops_the_calls_that_are_delayed() {
    let sandbox = Sandbox::demo().await;
    sandbox.fault(json!({ "path": REVOKE, "times": 1, "delay_ms": FOR_EVER_MS })).await;
    let dropped = sent(&sandbox, "alice", 1).await;
    used_up(&sandbox).await;
    sandbox.control("reset", json!({})).await;
    assert_eq!(ended(dropped).await, None, "its connection ends");
    assert!(sandbox.holds("alice", "read_only").await, "nothing reaches the new state");
    assert_eq!(sandbox.state().await["calls"], Value::Object(serde_json::Map::new()));
}
