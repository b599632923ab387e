//! The list of changing calls, from which a test proves how often each was sent.

use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    genauth::{ALICE, Pool, sign_in, target},
    support::{ROOT, Sandbox},
    yandex::support::{SHOP, Yandex},
};

const REVOKE: &str = "/v2/vectordb/users/revoke_role";

async fn record(sandbox: &Sandbox) {
    assert_eq!(sandbox.control("knobs", json!({ "record_mutations": true })).await.status(), 200);
}

/// The listed calls, without their times.
async fn listed(sandbox: &Sandbox) -> Vec<Value> {
    let mut rows = sandbox.state().await["mutations"].as_array().unwrap().clone();
    for row in &mut rows {
        assert!(row.as_object_mut().unwrap().remove("at_ms").unwrap().is_u64());
    }
    rows
}

fn row(method: &str, path: &str, body: &Value, fault: Option<u64>, status: Option<u16>) -> Value {
    json!({
        "applied": status.is_some(), "body": body, "fault": fault, "method": method, "path": path, "status": status,
    })
}

#[tokio::test]
async fn nothing_is_listed_unless_it_is_asked_for() {
    let sandbox = Sandbox::demo().await;
    sandbox.data("users/revoke_role", json!({ "userName": "alice", "roleName": "read_only" })).await;
    let state = sandbox.state().await;
    assert_eq!((&state["mutations"], &state["mutations_left_out"]), (&json!([]), &json!(0)));
    record(&sandbox).await;
    sandbox.data("users/revoke_role", json!({ "userName": "alice", "roleName": "read_only" })).await;
    assert_eq!(listed(&sandbox).await.len(), 1);
    sandbox.control("reset", json!({})).await;
    sandbox.data("users/revoke_role", json!({ "userName": "alice", "roleName": "read_only" })).await;
    assert_eq!(listed(&sandbox).await, Vec::<Value>::new(), "a reset ends it");
}

#[tokio::test]
async fn a_row_says_whether_the_vendor_was_handed_the_call() {
    let sandbox = Sandbox::demo().await;
    record(&sandbox).await;
    let body = |user: &str| json!({ "userName": user, "roleName": "read_only" });
    let cut = sandbox.fault(json!({ "path": REVOKE, "times": 1, "cut": "before" })).await;
    let lost = sandbox.fault(json!({ "path": REVOKE, "times": 1, "cut": "after" })).await;
    let late = sandbox.fault(json!({ "path": REVOKE, "times": 1, "apply_after_ms": 600_000 })).await;
    for user in ["alice", "user_1", "bob", "nobody"] {
        let _lost = sandbox.post(REVOKE, ROOT, &body(user)).send().await;
    }
    sandbox.post(REVOKE, "Bearer root:wrong", &body("alice")).send().await.unwrap();
    sandbox.data("users/describe", json!({ "userName": "alice" })).await;
    let wanted = [
        row("POST", REVOKE, &body("alice"), Some(cut), None),
        row("POST", REVOKE, &body("user_1"), Some(lost), Some(200)),
        row("POST", REVOKE, &body("bob"), Some(late), None),
        row("POST", REVOKE, &body("nobody"), None, Some(200)),
        row("POST", REVOKE, &body("alice"), None, Some(401)),
    ];
    assert_eq!(listed(&sandbox).await, wanted);
    assert_eq!(sandbox.state().await["calls"][REVOKE], 5);
}

#[tokio::test]
async fn a_late_call_counts_as_applied_once_it_is() {
    let sandbox = Sandbox::demo().await;
    record(&sandbox).await;
    let late = sandbox.fault(json!({ "path": REVOKE, "times": 1, "apply_after_ms": 50, "status": 502 })).await;
    let body = json!({ "userName": "alice", "roleName": "read_only" });
    assert_eq!(sandbox.post(REVOKE, ROOT, &body).send().await.unwrap().status(), 502);
    let settled = async { while sandbox.state().await["late"] != 0 {} };
    tokio::time::timeout(std::time::Duration::from_secs(20), settled).await.unwrap();
    assert_eq!(listed(&sandbox).await, [row("POST", REVOKE, &body, Some(late), Some(200))]);
}

#[tokio::test]
async fn genauth_lists_changes_and_neither_reads_nor_secrets() {
    let pool = Pool::demo().await;
    record(&pool.sandbox).await;
    sign_in(&pool.sandbox, json!({ "accessKeyId": "sandbox-pool", "accessKeySecret": "sandbox-secret" })).await;
    pool.done("has-any-role", json!({ "userId": ALICE, "roles": [{ "code": "code1" }] })).await;
    let body = json!({ "code": "code1", "namespace": "default", "targets": [target("USER", ALICE)] });
    pool.done("revoke-role", body.clone()).await;
    assert_eq!(listed(&pool.sandbox).await, [row("POST", "/api/v3/revoke-role", &body, None, Some(200))]);
}

#[tokio::test]
async fn yandex_lists_changes_and_neither_reads_nor_tokens() {
    let yandex = Yandex::demo().await;
    record(&yandex.sandbox).await;
    yandex.post("/iam/v1/tokens", json!({ "yandexPassportOauthToken": "y0_sandbox" })).await;
    yandex.held().await;
    let operation = yandex.revoke("billing").await;
    yandex.done(operation).await;
    let metrics = format!("{SHOP}/users/metrics");
    yandex.send(Method::DELETE, &metrics, &[], String::new()).await;
    let wanted = [
        row(
            "POST",
            &format!("{SHOP}/users/alice:revokePermission"),
            &json!({ "databaseName": "billing" }),
            None,
            Some(200),
        ),
        row("DELETE", &metrics, &json!(""), None, Some(200)),
    ];
    assert_eq!(listed(&yandex.sandbox).await, wanted);
}
