//! Taking a permission away: what is refused, what changes, and when.

use serde_json::json;

use super::support::{ALICE, ARCHIVE, SHOP, Yandex};

#[tokio::test]
async fn a_revocation_takes_every_role_on_the_database() {
    let yandex = Yandex::demo().await;
    assert_eq!(yandex.held().await, ["orders", "admin", "billing"]);
    let operation = yandex.revoke("billing").await;
    assert_eq!(
        operation.body["metadata"],
        json!({
            "@type": "type.googleapis.com/yandex.cloud.mdb.mongodb.v1.RevokeUserPermissionMetadata",
            "clusterId": "c9qshop0n8r2k6t0v5x1", "userName": "alice",
        })
    );
    let user = yandex.done(operation).await;
    assert_eq!(user["@type"], "type.googleapis.com/yandex.cloud.mdb.mongodb.v1.User");
    assert_eq!(
        user["permissions"],
        json!([
            { "databaseName": "orders", "roles": ["readWrite"] }, { "databaseName": "admin", "roles": ["mdbMonitor"] },
        ])
    );
    assert_eq!(yandex.held().await, ["orders", "admin"]);
}

#[tokio::test]
async fn the_last_permission_leaves_none() {
    let yandex = Yandex::demo().await;
    let path = format!("{SHOP}/users/metrics");
    let operation = yandex.post(&format!("{path}:revokePermission"), json!({ "databaseName": "admin" })).await;
    assert_eq!(yandex.done(operation).await.get("permissions"), None);
    assert_eq!(yandex.get(&path).await.body.get("permissions"), None);
}

#[tokio::test]
async fn names_with_at_signs_and_dots_arrive_encoded_or_not() {
    let yandex = Yandex::demo().await;
    for (name, database) in [("bob%40corp.example", "orders"), ("bob@corp.example", "reports")] {
        let path = format!("{SHOP}/users/{name}:revokePermission");
        let user = yandex.done(yandex.post(&path, json!({ "databaseName": database })).await).await;
        assert_eq!(user["name"], "bob@corp.example");
    }
    yandex.knobs(json!({ "narrow_user_names": true })).await;
    let path = format!("{SHOP}/users/bob@corp.example");
    let body = json!({ "updateMask": "permissions", "permissions": [{ "databaseName": "orders", "roles": ["read"] }] });
    yandex.done(yandex.patch(&path, body).await).await;
    for refused in [
        yandex.get(&path).await,
        yandex.delete(&path).await,
        yandex.post(&format!("{path}:revokePermission"), json!({ "databaseName": "orders" })).await,
        yandex.post(&format!("{path}:grantPermission"), json!({ "permission": { "databaseName": "orders" } })).await,
    ] {
        let message = "The request is invalid.\nuserName: does not match the required pattern";
        assert_eq!(refused.refusal(), (400, 3, message));
    }
}

#[tokio::test]
async fn revoking_what_is_not_held_has_four_answers() {
    let yandex = Yandex::demo().await;
    let message = "user \"alice\" has no access to database \"reports\"";
    for (not_granted, status, code) in
        [("failed_precondition", 400, 9), ("not_found", 404, 5), ("already_exists", 409, 6)]
    {
        yandex.knobs(json!({ "not_granted": not_granted })).await;
        assert_eq!(yandex.revoke("reports").await.refusal(), (status, code, message), "{not_granted}");
    }
    yandex.knobs(json!({ "not_granted": "success" })).await;
    let operation = yandex.revoke("reports").await;
    yandex.done(operation).await;
    assert_eq!(yandex.held().await, ["orders", "admin", "billing"]);
}

#[tokio::test]
async fn what_is_wrong_is_found_in_order() {
    let yandex = Yandex::demo().await;
    let long = "x".repeat(64);
    let unknown = "/managed-mongodb/v1/clusters/c9qnothing/users/nobody";
    for (path, body, refusal) in [
        (unknown, json!({}), (400, 3, "The request is invalid.\ndatabaseName: Missing data for required field.")),
        (
            unknown,
            json!({ "databaseName": "a b" }),
            (400, 3, "The request is invalid.\ndatabaseName: does not match the required pattern"),
        ),
        (
            unknown,
            json!({ "databaseName": long }),
            (400, 3, "The request is invalid.\ndatabaseName: must be at most 63 characters long"),
        ),
        (unknown, json!({ "databaseName": "orders" }), (404, 5, "cluster id \"c9qnothing\" not found")),
        (&format!("{SHOP}/users/nobody"), json!({ "databaseName": "orders" }), (404, 5, "user \"nobody\" not found")),
        (
            &format!("{ARCHIVE}/users/nobody"),
            json!({ "databaseName": "orders" }),
            (404, 5, "user \"nobody\" not found"),
        ),
        (
            &format!("{ARCHIVE}/users/alice"),
            json!({ "databaseName": "nothing" }),
            (400, 9, "Operation is not allowed in the current cluster status"),
        ),
    ] {
        let refused = yandex.post(&format!("{path}:revokePermission"), body.clone()).await;
        assert_eq!(refused.refusal(), refusal, "{path} {body}");
    }
}

#[tokio::test]
async fn a_body_is_checked_field_by_field() {
    let yandex = Yandex::demo().await;
    let path = format!("{ALICE}:revokePermission");
    let send = async |body: &str| yandex.send(reqwest::Method::POST, &path, &[], body.to_owned()).await;
    let refused = send("{\"databaseName\":").await;
    assert_eq!(refused.body, json!({ "code": 3, "message": "Request body is not valid JSON" }));
    for (body, field) in [
        ("{\"databaseName\":\"orders\",\"role\":\"read\"}", "role"),
        ("{\"databaseName\":7}", "databaseName"),
        ("[]", "."),
    ] {
        let refused = send(body).await;
        let (status, code, message) = refused.refusal();
        assert_eq!((status, code), (400, 3), "{body}");
        assert!(message.starts_with(&format!("The request is invalid.\n{field}: ")), "{body}: {message}");
    }
    assert_eq!(send("{\"database_name\":\"orders\"}").await.status, 200);
}
