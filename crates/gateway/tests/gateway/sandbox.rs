//! Gateway and embedded sandbox together, as they are without a config.

use rescind_domain::read::RoleEntry;
use rescind_domain::read::line::Reading;
use rescind_gateway::Vendors;
use rescind_sandbox::Seed;
use serde_json::{Value, json};

use crate::lists::whole;
use crate::support::{Setup, World, refusal, told};

async fn world() -> World {
    World::with("http://127.0.0.1:1", Setup { vendors: Some(Vendors::Sandbox(Seed::Demo)), ..Setup::default() }).await
}

async fn roles_of_user_1(world: &World) -> Vec<String> {
    let answer = world.sandbox_says("/v2/vectordb/users/describe", &json!({ "userName": "user_1" })).await;
    serde_json::from_value(answer["data"].clone()).unwrap()
}

/// Has the gateway run a plan of one; tells what became of it.
async fn revoke(world: &World) -> String {
    let principal = json!({ "kind": "user", "id": "user_1" });
    let grant = json!({ "kind": "membership", "role": "read_only", "principal": principal });
    let plan = world.store(&[json!({ "connection": "milvus", "grant": grant })], true).await;
    told(&world.ends(&plan).await)[0].to_owned()
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
    for (id, role) in [("milvus", "read_only"), ("zilliz", "db_ro"), ("genauth", "code1"), ("mongodb", "mdbDbAdmin")] {
        let roles: Reading<RoleEntry> = whole(world.get(&format!("/api/connections/{id}/roles")).await).await;
        assert!(roles.list.rows.iter().any(|row| row.role.name.as_str() == role), "{id}: {:?}", roles.list.rows);
    }
}

#[tokio::test]
async fn a_membership_is_revoked() {
    let world = world().await;
    assert!(roles_of_user_1(&world).await.contains(&"read_only".to_owned()));
    assert_eq!(revoke(&world).await, "Revoked");
    assert!(!roles_of_user_1(&world).await.contains(&"read_only".to_owned()));
}

#[tokio::test]
async fn a_cut_before_and_after_the_change_is_told_by_what_is_seen() {
    for (cut, expected) in [("before", "Unknown"), ("after", "Revoked")] {
        let world = world().await;
        let path = "/v2/vectordb/users/revoke_role";
        fault(&world, json!({ "method": "POST", "path": path, "times": 1, "cut": cut })).await;
        assert_eq!(revoke(&world).await, expected, "{cut}");
        assert_eq!(world.events(), ["intent", "lost", "outcome"], "{cut}");
        assert_eq!(roles_of_user_1(&world).await.contains(&"read_only".to_owned()), cut == "before");
    }
}

#[tokio::test]
async fn the_sandboxs_state_outlives_the_gateway_and_its_controls_are_out_of_reach() {
    let world = world().await;
    let control = world.post("/api/c/milvus/__sandbox/reset", r#"{"seed":"empty"}"#).await;
    assert_eq!(refusal(control).await, (404, "not_found".to_owned()));
    assert_eq!(revoke(&world).await, "Revoked");
    let directory = world.stop().await;
    let setup = Setup { vendors: Some(Vendors::Sandbox(Seed::Demo)), directory, ..Setup::default() };
    let world = World::with("http://127.0.0.1:1", setup).await;
    assert!(!roles_of_user_1(&world).await.contains(&"read_only".to_owned()));
    assert_eq!(world.rows().await.len(), 1);
}
