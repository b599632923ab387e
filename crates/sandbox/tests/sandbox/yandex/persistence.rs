//! What outlives the process, while an operation runs.

use rescind_sandbox::Options;
use serde_json::json;

use super::support::{ALICE, Yandex};

async fn kept_in(folder: &std::path::Path) -> Yandex {
    Yandex::start(Options { data: Some(folder.to_path_buf()), ..Options::default() }).await
}

#[tokio::test]
async fn an_operation_runs_on_over_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let yandex = kept_in(folder.path()).await;
    yandex.knobs(json!({ "operation_polls": 2 })).await;
    let path = format!("{ALICE}:revokePermission");
    let operation = yandex.keyed(reqwest::Method::POST, &path, "k1", json!({ "databaseName": "billing" })).await;
    assert_eq!(yandex.look(&operation).await["done"], false);
    let before = yandex.state().await;
    yandex.sandbox.stop().await;

    let yandex = kept_in(folder.path()).await;
    assert_eq!(yandex.state().await, before);
    let again = yandex.keyed(reqwest::Method::POST, &path, "k1", json!({ "databaseName": "billing" })).await;
    assert_eq!((again.status, &again.body["id"], &again.body["done"]), (200, &operation.body["id"], &json!(false)));
    assert_eq!(yandex.look(&operation).await["done"], true);
    assert_eq!(yandex.held().await, ["orders", "admin"]);
}

#[tokio::test]
async fn what_became_due_while_nobody_ran_is_done() {
    let folder = tempfile::tempdir().unwrap();
    let yandex = kept_in(folder.path()).await;
    let operation = yandex.revoke("billing").await;
    assert_eq!(operation.body["done"], false);
    yandex.sandbox.stop().await;

    let yandex = kept_in(folder.path()).await;
    assert_eq!(yandex.held().await, ["orders", "admin"]);
    assert_eq!(yandex.look(&operation).await["done"], true);
}
