//! The server's own time limit.

use std::time::Duration;

use rescind_sandbox::Era;
use serde_json::{Value, json};

use crate::support::{ROOT, Sandbox};

const REVOKE: &str = "/v2/vectordb/users/revoke_role";

async fn revoke(sandbox: &Sandbox, limit: &str) -> (u16, Value) {
    let body = json!({ "userName": "alice", "roleName": "read_only" });
    let answer = sandbox.post(REVOKE, ROOT, &body).header("request-timeout", limit).send().await.unwrap();
    (answer.status().as_u16(), answer.json().await.unwrap())
}

#[tokio::test]
async fn no_time_at_all_is_expired_at_once() {
    let sandbox = Sandbox::demo().await;
    for limit in ["0", "-1"] {
        let expired = (408, json!({ "code": 10001, "message": "request timeout" }));
        assert_eq!(revoke(&sandbox, limit).await, expired);
    }
    assert!(sandbox.holds("alice", "read_only").await);
}

#[tokio::test]
async fn a_call_may_be_carried_out_after_it_was_answered_408() {
    let sandbox = Sandbox::demo().await;
    sandbox.knobs(json!({ "latency_ms": 100, "request_timeout_ms": 20 })).await;
    assert_eq!(revoke(&sandbox, "").await.0, 408);
    let settled = async {
        while sandbox.holds("alice", "read_only").await {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), settled).await.expect("the change never came");
}

#[tokio::test]
async fn the_header_wins_over_the_servers_limit() {
    let sandbox = Sandbox::demo().await;
    sandbox.knobs(json!({ "latency_ms": 50, "request_timeout_ms": 1 })).await;
    assert_eq!(revoke(&sandbox, "60").await.0, 200);
}

#[tokio::test]
async fn a_header_that_is_no_number_is_ignored_until_3_0() {
    let sandbox = Sandbox::of_era(Era::C).await;
    assert_eq!(revoke(&sandbox, "1.5").await.1["code"], 0);
    let sandbox = Sandbox::of_era(Era::C3).await;
    let (status, answer) = revoke(&sandbox, "1.5").await;
    assert_eq!((status, &answer["code"]), (200, &json!(1100)));
    let message = answer["message"].as_str().unwrap();
    assert!(message.starts_with("Request-Timeout parse failed, err: "), "{message}");
    assert!(message.ends_with(": invalid parameter"), "{message}");
    assert!(sandbox.holds("alice", "read_only").await);
}
