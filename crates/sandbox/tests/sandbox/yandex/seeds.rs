//! The literals that the contract promises, and a company that can be believed.

use rescind_sandbox::{Options, Seed};
use serde_json::{Value, json};

use super::support::{ALICE, FOLDER, Yandex};

#[tokio::test]
async fn the_demo_has_the_literals_of_the_contract() {
    let yandex = Yandex::demo().await;
    assert_eq!(
        yandex.get(ALICE).await.body["permissions"],
        json!([
            { "databaseName": "orders", "roles": ["readWrite"] },
            { "databaseName": "admin", "roles": ["mdbMonitor"] },
            { "databaseName": "billing", "roles": ["read", "mdbDbAdmin"] },
        ])
    );
    let clusters = yandex.get(FOLDER).await.body["clusters"].clone();
    let statuses: Vec<&str> =
        clusters.as_array().unwrap().iter().map(|cluster| cluster["status"].as_str().unwrap()).collect();
    assert_eq!(statuses, ["RUNNING", "RUNNING", "STOPPED"]);
}

#[tokio::test]
async fn the_company_has_what_a_console_must_show() {
    let yandex = Yandex::demo().await;
    let state = yandex.state().await;
    let users = state["users"].as_array().unwrap();
    assert_eq!(users.len(), 40);
    let permissions = |user: &Value| user["permissions"].as_array().cloned().unwrap_or_default();
    let some = |what: &dyn Fn(&Value) -> bool| users.iter().any(what);
    assert!(some(&|user| user["name"].as_str().unwrap().contains('@')));
    assert!(some(&|user| user["name"].as_str().unwrap().contains('.')));
    assert!(some(&|user| user["authType"] == "AUTH_TYPE_IAM"));
    assert!(some(&|user| permissions(user).is_empty()));
    assert!(some(&|user| permissions(user).iter().any(|permission| permission.get("roles").is_none())));
    assert!(some(&|user| permissions(user)
        .iter()
        .any(|permission| permission["roles"] == json!(["mdbBackupOperator"]))));
    let databases = state["databases"].as_array().unwrap();
    for user in users {
        for permission in permissions(user) {
            let on = |database: &Value| {
                database["clusterId"] == user["clusterId"] && database["name"] == permission["databaseName"]
            };
            assert!(permission["databaseName"] == "admin" || databases.iter().any(on), "{user}");
        }
    }
}

#[tokio::test]
async fn empty_has_one_cluster_and_nobody_in_it() {
    let yandex = Yandex::start(Options { seed: Seed::Empty, ..Options::default() }).await;
    let state = yandex.state().await;
    assert_eq!(state["clusters"].as_array().unwrap().len(), 1);
    for part in ["databases", "users", "operations"] {
        assert_eq!(state[part], json!([]), "{part}");
    }
}

#[tokio::test]
async fn large_adds_as_many_permissions_as_it_says() {
    let yandex = Yandex::demo().await;
    let count = async |seed: &str| {
        yandex.sandbox.control("reset", json!({ "seed": seed })).await;
        let users = yandex.state().await["users"].clone();
        let of = |user: &Value| user["permissions"].as_array().map_or(0, Vec::len);
        users.as_array().unwrap().iter().map(of).sum::<usize>()
    };
    let demo = count("demo").await;
    for more in [0, 1, 777, 12_000] {
        assert_eq!(count(&format!("large:{more}")).await, demo + more);
    }
}

#[tokio::test]
async fn what_the_state_shows_can_be_put_back() {
    let yandex = Yandex::demo().await;
    let operation = yandex.revoke("orders").await;
    yandex.done(operation).await;
    let state = yandex.state().await;
    let answer = yandex.sandbox.control("reset", json!({ "seed": "empty", "mongodb": state })).await;
    assert_eq!(answer.status(), 200, "{}", answer.text().await.unwrap());
    assert_eq!(yandex.state().await, state);
    assert!(!state.to_string().contains("t1."), "a token is shown");
}
