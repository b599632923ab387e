//! What the caller's IAM role lets it see and do.

use serde_json::json;

use super::support::{ALICE, FOLDER, SHOP, Yandex};

#[tokio::test]
async fn each_role_of_iam_sees_and_does_more() {
    let yandex = Yandex::demo().await;
    let started = yandex.revoke("admin").await;
    let operation = format!("/operations/{}", started.body["id"].as_str().unwrap());
    yandex.done(started).await;
    for (access, clusters, users, change) in
        [("nobody", 403, 403, 403), ("auditor", 200, 403, 403), ("viewer", 200, 200, 403), ("editor", 200, 200, 200)]
    {
        yandex.knobs(json!({ "access": access })).await;
        let of_clusters = [FOLDER.to_owned(), SHOP.to_owned(), format!("{SHOP}/operations"), operation.clone()];
        let of_users = [ALICE.to_owned(), format!("{SHOP}/users"), format!("{SHOP}/databases")];
        for (paths, status) in [(&of_clusters[..], clusters), (&of_users[..], users)] {
            for path in paths {
                assert_eq!(yandex.get(path).await.status, status, "{access} {path}");
            }
        }
        assert_eq!(yandex.revoke("orders").await.status, change, "{access}");
    }
}

#[tokio::test]
async fn a_refused_caller_learns_nothing_of_what_there_is() {
    let yandex = Yandex::demo().await;
    yandex.knobs(json!({ "access": "nobody" })).await;
    for path in [SHOP, "/managed-mongodb/v1/clusters/c9qnothing", "/operations/nothing"] {
        assert_eq!(yandex.get(path).await.refusal(), (403, 7, "Permission denied"), "{path}");
    }
    let malformed = yandex.post(&format!("{ALICE}:revokePermission"), json!({})).await;
    assert_eq!(malformed.refusal().0, 400);
}
