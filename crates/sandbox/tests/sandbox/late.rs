//! Calls that are carried out after their answer, or after their connection was dropped.

use std::time::{Duration, Instant};

use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    genauth::{ALICE, Pool, target},
    support::{ROOT, Sandbox},
    yandex::support::{SHOP, Yandex},
};

const REVOKE: &str = "/v2/vectordb/users/revoke_role";
/// Longer than any test lasts.
const NEVER_MS: u64 = 600_000;

async fn revoke(sandbox: &Sandbox, user: &str) -> reqwest::Result<reqwest::Response> {
    sandbox.post(REVOKE, ROOT, &json!({ "userName": user, "roleName": "read_only" })).send().await
}

/// Waits until no late call is outstanding.
async fn settled(sandbox: &Sandbox) {
    let none = async { while sandbox.state().await["late"] != 0 {} };
    tokio::time::timeout(Duration::from_secs(20), none).await.expect("a late call was never carried out");
}

#[tokio::test]
async fn a_dropped_call_is_carried_out_so_much_later() {
    let sandbox = Sandbox::demo().await;
    sandbox.fault(json!({ "path": REVOKE, "times": 1, "apply_after_ms": 700 })).await;
    let started = Instant::now();
    assert!(revoke(&sandbox, "alice").await.unwrap_err().is_request());
    settled(&sandbox).await;
    assert!(started.elapsed() >= Duration::from_millis(700), "{:?}", started.elapsed());
    assert!(!sandbox.holds("alice", "read_only").await);
    assert_eq!(sandbox.state().await["calls"], json!({ REVOKE: 1 }));
}

#[tokio::test]
async fn an_answer_of_the_faults_own_comes_first() {
    let sandbox = Sandbox::demo().await;
    let ok = json!({ "code": 0, "data": {} });
    sandbox.fault(json!({ "path": REVOKE, "times": 1, "apply_after_ms": NEVER_MS, "status": 504, "body": ok })).await;
    sandbox.fault(json!({ "path": REVOKE, "times": 1, "apply_after_ms": NEVER_MS, "body": ok, "cut": "body" })).await;
    sandbox.fault(json!({ "path": REVOKE, "times": 1, "apply_after_ms": NEVER_MS, "body": ok, "cut": "before" })).await;
    let answer = revoke(&sandbox, "alice").await.unwrap();
    assert_eq!((answer.status().as_u16(), answer.json::<Value>().await.unwrap()), (504, ok));
    let cut = revoke(&sandbox, "alice").await.unwrap();
    assert_eq!(cut.status(), 200);
    assert!(cut.bytes().await.is_err());
    assert!(revoke(&sandbox, "alice").await.unwrap_err().is_request());
    assert_eq!(sandbox.state().await["late"], 3);
    assert!(sandbox.holds("alice", "read_only").await);
}

#[tokio::test]
async fn a_reset_drops_what_is_outstanding() {
    let sandbox = Sandbox::demo().await;
    sandbox.fault(json!({ "path": REVOKE, "apply_after_ms": 300 })).await;
    assert!(revoke(&sandbox, "alice").await.is_err());
    assert_eq!(sandbox.state().await["late"], 1);
    sandbox.control("reset", json!({})).await;
    assert_eq!(sandbox.state().await["late"], 0);

    // A later one shows that the time of the dropped one is over.
    sandbox.fault(json!({ "path": REVOKE, "apply_after_ms": 400 })).await;
    assert!(revoke(&sandbox, "user_1").await.is_err());
    settled(&sandbox).await;
    assert!(!sandbox.holds("user_1", "read_only").await);
    assert!(sandbox.holds("alice", "read_only").await);
}

#[tokio::test]
async fn genauth_carries_a_call_out_later() {
    let pool = Pool::demo().await;
    pool.sandbox.fault(json!({ "path": "/api/v3/revoke-role", "times": 1, "apply_after_ms": 200 })).await;
    let body = json!({ "code": "code1", "namespace": "default", "targets": [target("USER", ALICE)] });
    let holder = format!("USER {ALICE}");
    assert!(pool.call(Method::POST, "revoke-role").json(&body).send().await.is_err());
    settled(&pool.sandbox).await;
    assert!(!pool.holders("default", "code1").await.contains(&holder));
}

#[tokio::test]
async fn yandex_begins_an_operation_later() {
    let yandex = Yandex::demo().await;
    let path = format!("{SHOP}/users/alice:revokePermission");
    yandex.sandbox.fault(json!({ "path": path, "times": 1, "apply_after_ms": 200, "status": 502 })).await;
    let before = yandex.state().await["operations"].as_array().unwrap().len();
    assert_eq!(yandex.revoke("billing").await.status, 502);
    settled(&yandex.sandbox).await;
    assert_eq!(yandex.state().await["operations"].as_array().unwrap().len(), before + 1);
    assert_eq!(yandex.held().await, ["orders", "admin"]);
}
