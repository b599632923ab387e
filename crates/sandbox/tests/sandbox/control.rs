//! The sandbox's own routes.

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::support::{ROOT, Sandbox};

#[tokio::test]
async fn health_needs_nothing() {
    let sandbox = Sandbox::demo().await;
    let answer = sandbox.http.get(format!("{}/healthz", sandbox.url)).send().await.unwrap();
    assert_eq!((answer.status(), answer.text().await.unwrap().as_str()), (StatusCode::OK, "ok"));
}

#[tokio::test]
async fn state_shows_everything_but_passwords() {
    let sandbox = Sandbox::demo().await;
    sandbox.data("users/list", json!({})).await;
    sandbox.data("users/list", json!({})).await;
    let state = sandbox.state().await;
    assert_eq!(state["seed"], "demo");
    assert_eq!(state["calls"], json!({ "/v2/vectordb/users/list": 2 }));
    for instance in ["milvus", "zilliz"] {
        for part in ["users", "roles", "bindings", "grants", "groups", "databases"] {
            assert!(state[instance][part].is_array(), "{instance} {part}");
        }
    }
    let text = state.to_string();
    assert!(!text.contains("P@ssw0rd") && !text.contains("Sandbox-1"), "a password is shown");
}

#[tokio::test]
async fn the_state_of_one_connection_leaves_the_others_out() {
    let sandbox = Sandbox::demo().await;
    let whole = sandbox.state().await;
    let names = ["milvus", "zilliz", "mongodb", "genauth"];
    for name in names {
        let answer = sandbox.http.get(format!("{}/__sandbox/state/{name}", sandbox.url)).send().await.unwrap();
        let state: Value = answer.json().await.unwrap();
        for other in names {
            let expected = if other == name { &whole[other] } else { &Value::Null };
            assert_eq!(&state[other], expected, "{name} {other}");
        }
        assert_eq!(state["knobs"], whole["knobs"]);
    }
    let answer = sandbox.http.get(format!("{}/__sandbox/state/other", sandbox.url)).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn reset_restores_the_seed_and_forgets_faults_calls_and_knobs() {
    let sandbox = Sandbox::demo().await;
    let before = sandbox.state().await;
    sandbox.data("users/revoke_role", json!({ "userName": "alice", "roleName": "read_only" })).await;
    sandbox.knobs(json!({ "era": "a" })).await;
    sandbox.fault(json!({ "path": "/*", "status": 500 })).await;
    let answer: Value = sandbox.control("reset", json!({ "seed": "demo" })).await.json().await.unwrap();
    assert_eq!(answer, json!({ "seed": "demo" }));
    assert_eq!(sandbox.state().await, before);
    sandbox.control("reset", json!({ "seed": "empty" })).await;
    assert_eq!(sandbox.data("users/list", json!({})).await, json!(["root"]));
    assert_eq!(sandbox.control("reset", json!({ "seed": "full" })).await.status(), 400);
}

#[tokio::test]
async fn reset_can_add_databases() {
    let sandbox = Sandbox::demo().await;
    let databases = json!({ "milvus": { "db1": ["docs"] }, "zilliz": { "db2": [] } });
    sandbox.control("reset", json!({ "seed": "empty", "databases": databases })).await;
    assert_eq!(sandbox.data("databases/list", json!({})).await, json!(["default", "db1"]));
    assert_eq!(sandbox.data("collections/list", json!({ "dbName": "db1" })).await, json!(["docs"]));
    assert_eq!(sandbox.zilliz("databases/list", json!({})).await["data"], json!(["default", "db2"]));
}

#[tokio::test]
async fn paths_of_nobody_are_not_found() {
    let sandbox = Sandbox::demo().await;
    for path in ["/", "/__sandbox/nothing", "/api/v3/nothing"] {
        let answer = sandbox.post(path, ROOT, &json!({})).send().await.unwrap();
        assert_eq!(answer.status(), 404, "{path}");
    }
}
