//! Gateway and embedded sandbox together, as they are without a config.

use reqwest::Response;
use rescind_gateway::Vendors;
use rescind_sandbox::Seed;
use serde_json::{Value, json};

use crate::support::{Setup, World, json_of, refusal};

async fn world() -> World {
    World::with("http://127.0.0.1:1", Setup { vendors: Some(Vendors::Sandbox(Seed::Demo)), ..Setup::default() }).await
}

async fn roles_of_user_1(world: &World) -> Vec<String> {
    let answer = world.post("/api/c/milvus/v2/vectordb/users/describe", r#"{"userName":"user_1"}"#).await;
    serde_json::from_value(json_of(answer).await["data"].clone()).unwrap()
}

/// Stores a plan of one and sends its call.
async fn revoke(world: &World) -> (String, Response) {
    let principal = json!({ "kind": "user", "id": "user_1" });
    let grant = json!({ "kind": "membership", "role": "read_only", "principal": principal });
    let plan = json!({ "reason": "", "entries": [{ "connection": "milvus", "grant": grant }] });
    let plan = json_of(world.post("/api/plans", &plan.to_string()).await).await;
    let id = plan["entries"][0]["id"].as_str().unwrap().to_owned();
    let body = r#"{"userName":"user_1","roleName":"read_only"}"#;
    let answer = world.mutation("/api/c/milvus/v2/vectordb/users/revoke_role", &id, body).send().await.unwrap();
    (id, answer)
}

async fn fault(world: &World, fault: Value) {
    let address = format!("http://{}/__sandbox/faults", world.sandbox.unwrap());
    let request = world.client.post(address).header("content-type", "application/json").body(fault.to_string());
    assert!(request.send().await.unwrap().status().is_success());
}

#[tokio::test]
async fn the_connections_answer_with_the_demo_credentials() {
    let world = world().await;
    let connections = world.get_json("/api/connections").await;
    let shown = |field: &str| connections.as_array().unwrap().iter().map(|row| row[field].clone()).collect::<Vec<_>>();
    assert_eq!(shown("id"), ["milvus", "zilliz", "genauth", "mongodb"]);
    assert_eq!(shown("label"), ["Milvus production", "Zilliz Cloud", "GenAuth", "Managed MongoDB"]);
    assert_eq!(shown("folder"), [json!(null), json!(null), json!(null), json!("sandbox-folder")]);
    for (id, role) in [("milvus", "read_only"), ("zilliz", "db_ro")] {
        let answer = json_of(world.post(&format!("/api/c/{id}/v2/vectordb/roles/list"), "{}").await).await;
        let roles = answer["data"].as_array().unwrap_or_else(|| panic!("{answer}"));
        assert!(roles.contains(&json!(role)), "{answer}");
    }
    for (path, holds) in [
        ("/api/c/genauth/api/v3/list-permission-namespaces?page=1&limit=50", "/data/list"),
        ("/api/c/mongodb/managed-mongodb/v1/clusters?folderId=sandbox-folder", "/clusters"),
    ] {
        let answer = world.get_json(path).await;
        let rows = answer.pointer(holds).and_then(Value::as_array).unwrap_or_else(|| panic!("{path}: {answer}"));
        assert!(!rows.is_empty(), "{answer}");
    }
}

#[tokio::test]
async fn a_membership_is_taken_away() {
    let world = world().await;
    assert!(roles_of_user_1(&world).await.contains(&"read_only".to_owned()));
    let (id, answer) = revoke(&world).await;
    assert_eq!(json_of(answer).await["code"], 0);
    assert!(!roles_of_user_1(&world).await.contains(&"read_only".to_owned()));
    assert_eq!(world.settle(&id, json!({ "outcome": "Revoked" })).await.status(), 204);
}

#[tokio::test]
async fn a_cut_before_and_after_the_change_look_the_same_from_here() {
    for cut in ["before", "after"] {
        let world = world().await;
        let path = "/v2/vectordb/users/revoke_role";
        fault(&world, json!({ "method": "POST", "path": path, "times": 1, "cut": cut })).await;
        let (_, answer) = revoke(&world).await;
        assert_eq!(refusal(answer).await, (502, "upstream_lost".to_owned()), "{cut}");
        assert_eq!(world.rows().await[0]["state"], "lost", "{cut}");
        assert_eq!(roles_of_user_1(&world).await.contains(&"read_only".to_owned()), cut == "before");
    }
}

#[tokio::test]
async fn the_sandboxs_state_outlives_the_gateway_and_its_controls_are_out_of_reach() {
    let world = world().await;
    let control = world.post("/api/c/milvus/__sandbox/reset", r#"{"seed":"empty"}"#).await;
    assert_eq!(refusal(control).await, (403, "not_allowed".to_owned()));
    let (_, answer) = revoke(&world).await;
    assert!(answer.status().is_success());
    let directory = world.stop().await;
    let setup = Setup { vendors: Some(Vendors::Sandbox(Seed::Demo)), directory, ..Setup::default() };
    let world = World::with("http://127.0.0.1:1", setup).await;
    assert!(!roles_of_user_1(&world).await.contains(&"read_only".to_owned()));
    assert_eq!(world.rows().await.len(), 1);
}
