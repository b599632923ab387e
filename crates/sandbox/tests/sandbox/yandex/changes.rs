//! Granting, creating, updating and deleting.

use serde_json::{Value, json};

use super::support::{ALICE, SHOP, Yandex};

#[tokio::test]
async fn a_grant_adds_a_permission() {
    let yandex = Yandex::demo().await;
    let path = format!("{ALICE}:grantPermission");
    let reports = json!({ "permission": { "databaseName": "reports", "roles": ["read"] } });
    let user = yandex.done(yandex.post(&path, reports).await).await;
    assert_eq!(user["permissions"][3], json!({ "databaseName": "reports", "roles": ["read"] }));
    for (permission, refusal) in [
        (
            json!({ "databaseName": "reports", "roles": ["read", "superuser"] }),
            (400, 3, "The request is invalid.\npermission.roles.1: unknown role"),
        ),
        (json!({ "databaseName": "nothing", "roles": ["read"] }), (404, 5, "database \"nothing\" not found")),
        (json!(null), (400, 3, "The request is invalid.\npermission: Missing data for required field.")),
    ] {
        let refused = yandex.post(&path, json!({ "permission": permission })).await;
        assert_eq!(refused.refusal(), refusal);
    }
}

#[tokio::test]
async fn what_was_revoked_can_be_granted_again() {
    let yandex = Yandex::demo().await;
    let state = yandex.state().await;
    for user in state["users"].as_array().unwrap() {
        // A stopped cluster lets nobody change it.
        if user["clusterId"] == "c9qarchive0000000003" {
            continue;
        }
        let path = format!(
            "/managed-mongodb/v1/clusters/{}/users/{}",
            user["clusterId"].as_str().unwrap(),
            user["name"].as_str().unwrap()
        );
        for permission in user["permissions"].as_array().into_iter().flatten() {
            let database = json!({ "databaseName": permission["databaseName"] });
            yandex.done(yandex.post(&format!("{path}:revokePermission"), database).await).await;
            let back = json!({ "permission": permission });
            yandex.done(yandex.post(&format!("{path}:grantPermission"), back).await).await;
        }
        assert_eq!(yandex.get(&path).await.body["permissions"], user["permissions"]);
    }
}

#[tokio::test]
async fn a_second_grant_on_a_database_has_three_answers() {
    let yandex = Yandex::demo().await;
    let path = format!("{ALICE}:grantPermission");
    let body = json!({ "permission": { "databaseName": "billing", "roles": ["readWrite", "read"] } });
    yandex.knobs(json!({ "grant_again": "refused" })).await;
    assert_eq!(yandex.post(&path, body.clone()).await.refusal().0, 409);
    for (again, roles) in
        [("merge", json!(["read", "mdbDbAdmin", "readWrite"])), ("replace", json!(["readWrite", "read"]))]
    {
        yandex.knobs(json!({ "grant_again": again })).await;
        let user = yandex.done(yandex.post(&path, body.clone()).await).await;
        assert_eq!(user["permissions"][2]["roles"], roles, "{again}");
    }
}

#[tokio::test]
async fn an_update_replaces_what_its_mask_names() {
    let yandex = Yandex::demo().await;
    let kept =
        json!([{ "databaseName": "billing", "roles": ["read"] }, { "databaseName": "orders", "roles": ["readWrite"] }]);
    let body = json!({ "updateMask": "permissions", "permissions": kept });
    let user = yandex.done(yandex.patch(ALICE, body.clone()).await).await;
    assert_eq!((&user["permissions"], &user["deletionProtection"]), (&kept, &json!(true)));

    let same = json!([kept[1], kept[0]]);
    let again = json!({ "updateMask": "permissions", "permissions": same });
    assert_eq!(yandex.patch(ALICE, again.clone()).await.refusal(), (400, 9, "no changes detected"));
    yandex.knobs(json!({ "no_changes": "accepted" })).await;
    yandex.done(yandex.patch(ALICE, again).await).await;

    let unprotected = json!({ "updateMask": "deletionProtection", "deletionProtection": false });
    let user = yandex.done(yandex.patch(ALICE, unprotected).await).await;
    assert_eq!((&user["permissions"], &user["deletionProtection"]), (&same, &json!(false)));
}

#[tokio::test]
async fn an_update_without_a_mask_takes_everything() {
    let yandex = Yandex::demo().await;
    let user = yandex.done(yandex.patch(ALICE, json!({ "password": "correct-horse-2" })).await).await;
    assert_eq!((user.get("permissions"), user.get("deletionProtection")), (None, None));
}

#[tokio::test]
async fn an_update_is_checked() {
    let yandex = Yandex::demo().await;
    for (body, field) in [
        (json!({ "updateMask": "deletion_protection" }), "updateMask"),
        (json!({ "updateMask": "password", "password": "short" }), "password"),
        (json!({ "permissions": [{ "databaseName": "orders", "roles": ["x"] }] }), "permissions.0.roles.0"),
        (json!({ "permissions": [{ "databaseName": "orders", "role": "x" }] }), "permissions.0.role"),
    ] {
        let refused = yandex.patch(ALICE, body.clone()).await;
        let (status, code, message) = refused.refusal();
        assert_eq!((status, code), (400, 3), "{body}");
        assert!(message.starts_with(&format!("The request is invalid.\n{field}: ")), "{body}: {message}");
    }
}

#[tokio::test]
async fn users_come_and_go() {
    let yandex = Yandex::demo().await;
    let users = format!("{SHOP}/users");
    let permissions = json!([{ "databaseName": "orders", "roles": ["read"] }]);
    let spec = json!({ "name": "zoe@corp.example", "password": "correct-horse-1", "permissions": permissions });
    let user = yandex.done(yandex.post(&users, json!({ "userSpec": spec })).await).await;
    assert_eq!((&user["permissions"], &user["authType"]), (&permissions, &json!("AUTH_TYPE_PASSWORD")));
    assert_eq!(yandex.post(&users, json!({ "userSpec": spec })).await.refusal().0, 409);
    let path = format!("{users}/zoe%40corp.example");
    let response = yandex.done(yandex.delete(&path).await).await;
    assert_eq!(response, json!({ "@type": "type.googleapis.com/google.protobuf.Empty" }));
    assert_eq!(yandex.get(&path).await.refusal(), (404, 5, "user \"zoe@corp.example\" not found"));

    let spec = json!({ "name": "ajerobot000000000007", "authType": "AUTH_TYPE_IAM", "deletionProtection": true });
    yandex.done(yandex.post(&users, json!({ "userSpec": spec })).await).await;
    let refused = yandex.delete(&format!("{users}/ajerobot000000000007")).await;
    assert!(refused.refusal().2.contains("deletion protection"), "{refused:?}");
}

#[tokio::test]
async fn a_new_user_is_checked() {
    let yandex = Yandex::demo().await;
    let users = format!("{SHOP}/users");
    let create = async |spec: Value| yandex.post(&users, json!({ "userSpec": spec })).await;
    for (spec, field) in [
        (json!(null), "userSpec"),
        (json!({ "name": "" }), "userSpec.name"),
        (json!({ "name": "-bad name-" }), "userSpec.name"),
        (json!({ "name": "zoe", "password": "short" }), "userSpec.password"),
        (json!({ "name": "zoe", "authType": "AUTH_TYPE_IAM", "password": "correct-horse-1" }), "userSpec.password"),
        (json!({ "name": "zoe", "permissions": [{ "roles": ["x"] }] }), "userSpec.permissions.0.roles.0"),
    ] {
        let refused = create(spec.clone()).await;
        let (status, code, message) = refused.refusal();
        assert_eq!((status, code), (400, 3), "{spec}");
        assert!(message.starts_with(&format!("The request is invalid.\n{field}: ")), "{spec}: {message}");
    }
    let refused = create(json!({ "name": "zoe", "permissions": [{ "databaseName": "nothing" }] })).await;
    assert_eq!(refused.refusal(), (404, 5, "database \"nothing\" not found"));
}
