//! Databases, and the permissions on them.

use serde_json::json;

use super::support::{SHOP, Yandex};

#[tokio::test]
async fn databases_come_and_go_with_their_permissions() {
    let yandex = Yandex::demo().await;
    let databases = format!("{SHOP}/databases");
    let spec = json!({ "databaseSpec": { "name": "returns" } });
    let database = yandex.done(yandex.post(&databases, spec.clone()).await).await;
    assert_eq!(
        database,
        json!({
            "@type": "type.googleapis.com/yandex.cloud.mdb.mongodb.v1.Database",
            "clusterId": "c9qshop0n8r2k6t0v5x1", "name": "returns",
        })
    );
    assert_eq!(yandex.post(&databases, spec).await.refusal().0, 409);
    yandex.done(yandex.delete(&format!("{databases}/billing")).await).await;
    assert_eq!(yandex.held().await, ["orders", "admin"]);
    let refused = yandex.get(&format!("{databases}/billing")).await;
    assert_eq!(refused.refusal(), (404, 5, "database \"billing\" not found"));
}

#[tokio::test]
async fn permissions_may_outlive_their_database() {
    let yandex = Yandex::demo().await;
    yandex.knobs(json!({ "database_takes_permissions": false })).await;
    yandex.done(yandex.delete(&format!("{SHOP}/databases/billing")).await).await;
    assert_eq!(yandex.held().await, ["orders", "admin", "billing"]);
    let operation = yandex.revoke("billing").await;
    yandex.done(operation).await;
}

#[tokio::test]
async fn some_databases_cannot_be_created_or_deleted() {
    let yandex = Yandex::demo().await;
    for name in ["config", "local", "admin", "mdb_internal", "a.b", ""] {
        let refused = yandex.post(&format!("{SHOP}/databases"), json!({ "databaseSpec": { "name": name } })).await;
        assert_eq!((refused.refusal().0, refused.refusal().1), (400, 3), "{name}");
    }
    let refused = yandex.delete(&format!("{SHOP}/databases/orders")).await;
    assert!(refused.refusal().2.contains("deletion protection"), "{refused:?}");
    let listed = yandex.get(&format!("{SHOP}/databases")).await.body;
    assert!(!listed.to_string().contains("\"admin\""), "no list shows admin");
}
