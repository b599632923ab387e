//! Reads that a replica answers which lags behind.

use std::time::{Duration, Instant};

use serde_json::json;

use crate::{
    genauth::{ALICE, Pool, target},
    support::Sandbox,
    yandex::support::{ALICE as USER, SHOP, Yandex},
};

const USERS: &str = "/v2/vectordb/users/*";
/// As far back as a fault may look, and longer than any test lasts.
const MOST_MS: u64 = 60_000;

async fn revoke(sandbox: &Sandbox, user: &str) {
    sandbox.data("users/revoke_role", json!({ "userName": user, "roleName": "read_only" })).await;
}

/// Whether a user holds the role as the vendor tells it.
async fn told(sandbox: &Sandbox, user: &str) -> bool {
    let roles = sandbox.data("users/describe", json!({ "userName": user })).await;
    roles.as_array().unwrap().contains(&json!("read_only"))
}

#[tokio::test]
async fn a_read_sees_the_old_state_until_the_change_is_old_enough() {
    let sandbox = Sandbox::demo().await;
    sandbox.fault(json!({ "path": USERS, "stale_ms": 800 })).await;
    let started = Instant::now();
    revoke(&sandbox, "alice").await;
    assert!(!sandbox.holds("alice", "read_only").await, "the state itself is never old");
    let seen = async { while told(&sandbox, "alice").await {} };
    tokio::time::timeout(Duration::from_secs(20), seen).await.expect("the change was never seen");
    assert!(started.elapsed() >= Duration::from_millis(800), "{:?}", started.elapsed());
}

#[tokio::test]
async fn a_change_is_as_old_as_it_is_though_nobody_looked() {
    let sandbox = Sandbox::demo().await;
    sandbox.fault(json!({ "path": USERS, "stale_ms": 300 })).await;
    revoke(&sandbox, "alice").await;
    // Time itself is what is tested: nothing may touch the store meanwhile.
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(!told(&sandbox, "alice").await);
}

#[tokio::test]
async fn each_change_is_hidden_by_itself() {
    let sandbox = Sandbox::demo().await;
    revoke(&sandbox, "user_1").await;
    let fault = sandbox.fault(json!({ "path": USERS, "stale_ms": MOST_MS, "headers": { "x-replica": "2" } })).await;
    revoke(&sandbox, "alice").await;
    assert!(told(&sandbox, "alice").await);
    assert!(!told(&sandbox, "user_1").await, "a change from before the fault is seen");
    let holders = sandbox.data("roles/describe", json!({ "roleName": "read_only" })).await;
    assert!(holders.is_array(), "another path is not behind");
    let gone = sandbox.http.delete(format!("{}/__sandbox/faults/{fault}", sandbox.url)).send().await.unwrap();
    assert_eq!(gone.status(), 204);
    assert!(!told(&sandbox, "alice").await);
}

#[tokio::test]
async fn only_reads_use_the_fault_up_and_skip_chooses_which() {
    let sandbox = Sandbox::demo().await;
    sandbox.fault(json!({ "path": USERS, "stale_ms": MOST_MS, "skip": 1, "times": 2 })).await;
    assert!(told(&sandbox, "alice").await);
    revoke(&sandbox, "alice").await;
    let mut seen = Vec::new();
    for _ in 0..3 {
        seen.push(told(&sandbox, "alice").await);
    }
    assert_eq!(seen, [true, true, false]);
    assert_eq!(sandbox.state().await["faults"], json!([]));
}

#[tokio::test]
async fn a_store_in_a_file_has_a_past_as_well() {
    let directory = tempfile::tempdir().unwrap();
    let sandbox = Sandbox::kept_in(directory.path()).await;
    sandbox.fault(json!({ "path": USERS, "stale_ms": MOST_MS })).await;
    revoke(&sandbox, "alice").await;
    assert!(told(&sandbox, "alice").await);
    assert!(!sandbox.holds("alice", "read_only").await);
}

#[tokio::test]
async fn genauth_reads_an_old_state() {
    let pool = Pool::demo().await;
    pool.sandbox.fault(json!({ "path": "/api/v3/*", "stale_ms": MOST_MS })).await;
    let body = json!({ "code": "code1", "namespace": "default", "targets": [target("USER", ALICE)] });
    pool.done("revoke-role", body).await;
    assert!(!pool.holders("default", "code1").await.contains(&format!("USER {ALICE}")));
    assert_eq!(pool.data("list-role-members?code=code1").await["totalCount"], 1);
    let asked = json!({ "userId": ALICE, "roles": [{ "code": "code1" }] });
    assert_eq!(pool.done("has-any-role", asked).await, json!({ "hasAnyRole": true }), "a read that is a POST");
}

#[tokio::test]
async fn yandex_reads_an_old_state_as_whoever_is_signed_in_now() {
    let mut yandex = Yandex::demo().await;
    yandex.sandbox.fault(json!({ "path": format!("{SHOP}/users/*"), "stale_ms": MOST_MS })).await;
    let operation = yandex.revoke("billing").await;
    yandex.done(operation).await;
    let signed_in = yandex.post("/iam/v1/tokens", json!({ "yandexPassportOauthToken": "y0_sandbox" })).await;
    yandex.token = signed_in.body["iamToken"].as_str().unwrap().to_owned();
    assert_eq!(yandex.held().await, ["orders", "admin", "billing"]);
}

#[tokio::test]
async fn an_operation_of_yandex_that_ended_lately_runs_in_the_old_state() {
    let yandex = Yandex::demo().await;
    yandex.knobs(json!({ "operation_ms": 300 })).await;
    let operation = yandex.revoke("billing").await;
    yandex.sandbox.fault(json!({ "path": USER, "stale_ms": MOST_MS })).await;
    let ended = async { while yandex.look(&operation).await["done"] != true {} };
    tokio::time::timeout(Duration::from_secs(20), ended).await.expect("the operation never ended");
    assert_eq!(yandex.held().await, ["orders", "admin", "billing"]);
}

#[tokio::test]
async fn a_look_at_the_old_state_changes_nothing_there() {
    let yandex = Yandex::demo().await;
    yandex.knobs(json!({ "operation_polls": 2 })).await;
    let operation = yandex.revoke("billing").await;
    yandex.sandbox.fault(json!({ "path": "/operations/*", "stale_ms": MOST_MS, "times": 4 })).await;
    for _ in 0..4 {
        assert_eq!(yandex.look(&operation).await["done"], false);
    }
    let ended = async { while yandex.look(&operation).await["done"] != true {} };
    tokio::time::timeout(Duration::from_secs(20), ended).await.expect("the operation never ended");
}
