//! Operations: how they go on, end, fail, and stand in each other's way.

use reqwest::Method;
use serde_json::{Value, json};

use super::support::{ALICE, SHOP, Yandex};

#[tokio::test]
async fn nothing_changes_before_the_operation_ends() {
    let yandex = Yandex::demo().await;
    yandex.knobs(json!({ "operation_polls": 3, "poll_interval_s": 5, "cluster_updating": true })).await;
    let operation = yandex.revoke("billing").await;
    let id = operation.body["id"].as_str().unwrap();
    for done in [false, false] {
        let look = yandex.get(&format!("/operations/{id}")).await;
        assert_eq!((&look.body["done"], look.body.get("response")), (&json!(done), None));
        assert_eq!(look.header("x-operation-poll-interval"), Some("5"));
        assert_eq!(yandex.held().await, ["orders", "admin", "billing"]);
        assert_eq!(yandex.get(SHOP).await.body["status"], "UPDATING");
    }
    assert_eq!(yandex.look(&operation).await["done"], true);
    assert_eq!(yandex.held().await, ["orders", "admin"]);
    assert_eq!(yandex.get(SHOP).await.body["status"], "RUNNING");
    assert_eq!(yandex.look(&operation).await["done"], true);
}

#[tokio::test]
async fn a_replica_that_lags_does_not_know_a_new_operation() {
    let yandex = Yandex::demo().await;
    yandex.knobs(json!({ "operation_hidden_polls": 2 })).await;
    let operation = yandex.revoke("billing").await;
    let id = operation.body["id"].as_str().unwrap();
    for status in [404, 404, 200] {
        assert_eq!(yandex.get(&format!("/operations/{id}")).await.status, status);
    }
}

#[tokio::test]
async fn a_failed_operation_leaves_everything_as_it_was() {
    let yandex = Yandex::demo().await;
    yandex.knobs(json!({ "operation_end": "failure" })).await;
    let operation = yandex.revoke("billing").await;
    let ended = yandex.look(&operation).await;
    assert_eq!((&ended["done"], &ended["error"]), (&json!(true), &json!({ "code": 2, "message": "Unknown error" })));
    assert_eq!(ended.get("response"), None);
    assert_eq!(yandex.held().await, ["orders", "admin", "billing"]);
}

#[tokio::test]
async fn a_failure_shows_while_it_is_taken_back() {
    let yandex = Yandex::demo().await;
    let error = json!({ "code": 13, "message": "internal error, rolling back" });
    yandex.knobs(json!({ "operation_end": "rollback", "operation_polls": 2, "operation_error": error })).await;
    let operation = yandex.revoke("billing").await;
    let mut seen = Vec::new();
    for _ in 0..4 {
        let look = yandex.look(&operation).await;
        seen.push((look["done"].clone(), look.get("error").cloned()));
    }
    let (no, yes) = (json!(false), json!(true));
    assert_eq!(
        seen,
        [(no.clone(), None), (no.clone(), Some(error.clone())), (no, Some(error.clone())), (yes, Some(error))]
    );
    assert_eq!(yandex.held().await, ["orders", "admin", "billing"]);
}

#[tokio::test]
async fn one_operation_at_a_time_changes_a_cluster() {
    let yandex = Yandex::demo().await;
    yandex.knobs(json!({ "operation_end": "never" })).await;
    let operation = yandex.revoke("billing").await;
    let id = operation.body["id"].as_str().unwrap();
    for (form, code, refusal) in [
        (1, 9, (400, 9, format!("conflicting operation \"{id}\" detected"))),
        (2, 10, (409, 10, format!("Conflicting operation {id} detected"))),
    ] {
        yandex.knobs(json!({ "conflict_form": form, "conflict_code": code })).await;
        for blocked in [
            yandex.revoke("nothing").await,
            yandex.delete(ALICE).await,
            yandex.post(&format!("{SHOP}/databases"), json!({ "databaseSpec": { "name": "returns" } })).await,
            yandex.post(&format!("{SHOP}/users"), json!({ "userSpec": { "name": "zoe" } })).await,
            yandex.patch(ALICE, json!({ "updateMask": "password", "password": "correct-horse-1" })).await,
        ] {
            assert_eq!(blocked.refusal(), (refusal.0, refusal.1, refusal.2.as_str()));
        }
    }
    let elsewhere = "/managed-mongodb/v1/clusters/c9qanalytics00000002/users/alice:revokePermission";
    assert_eq!(yandex.post(elsewhere, json!({ "databaseName": "events" })).await.status, 200);
    assert_eq!(yandex.look(&operation).await["done"], false);
    let knobs = json!({ "mongodb": { "conflict_form": 3 } });
    assert_eq!(yandex.sandbox.control("knobs", knobs).await.status(), 400);
}

#[tokio::test]
async fn cancelling_is_refused_ignored_or_done() {
    let yandex = Yandex::demo().await;
    yandex.knobs(json!({ "operation_end": "never" })).await;
    let operation = yandex.revoke("billing").await;
    let path = format!("/operations/{}:cancel", operation.body["id"].as_str().unwrap());
    for method in [Method::GET, Method::POST] {
        yandex.knobs(json!({ "cancel": "refused" })).await;
        let refused = yandex.send(method.clone(), &path, &[], String::new()).await;
        assert_eq!(refused.refusal(), (400, 9, "operation cannot be cancelled"));
        yandex.knobs(json!({ "cancel": "ignored" })).await;
        let ignored = yandex.send(method, &path, &[], String::new()).await;
        assert_eq!(ignored.body, operation.body);
    }
    yandex.knobs(json!({ "cancel": "works" })).await;
    yandex.get(&path).await;
    let ended = yandex.look(&operation).await;
    let error = json!({ "code": 1, "message": "operation was cancelled" });
    assert_eq!((&ended["done"], &ended["error"]), (&json!(true), &error));
    assert_eq!(yandex.held().await, ["orders", "admin", "billing"]);

    yandex.knobs(json!({ "cancel": "refused" })).await;
    assert_eq!(yandex.get(&path).await.body, ended, "what is over is answered as it is");
    assert_eq!(yandex.get("/operations/nothing:cancel").await.refusal().0, 404);
}

#[tokio::test]
async fn the_same_key_starts_nothing_twice() {
    let mut yandex = Yandex::demo().await;
    yandex.knobs(json!({ "operation_polls": 1 })).await;
    let path = format!("{ALICE}:revokePermission");
    let revoke = async |yandex: &Yandex, key: &str| {
        yandex.keyed(Method::POST, &path, key, json!({ "databaseName": "billing" })).await
    };
    let first = revoke(&yandex, "k1").await;
    assert_eq!(revoke(&yandex, "k1").await.body, first.body, "while it runs");
    let ended = yandex.look(&first).await;
    assert_eq!(revoke(&yandex, "k1").await.body, ended, "when it is over");
    assert_eq!(revoke(&yandex, "k2").await.refusal().1, 9, "another key is another intent");

    let issued = yandex.post("/iam/v1/tokens", json!({ "yandexPassportOauthToken": "y0_EXAMPLE" })).await;
    issued.body["iamToken"].as_str().unwrap().clone_into(&mut yandex.token);
    assert_eq!(revoke(&yandex, "k1").await.refusal().1, 9, "another caller's key is another key");
}

#[tokio::test]
async fn a_deletion_that_is_sent_again_is_answered_again() {
    let yandex = Yandex::demo().await;
    let path = format!("{SHOP}/users/oleg");
    let first = yandex.keyed(Method::DELETE, &path, "k1", json!(null)).await;
    let ended = yandex.look(&first).await;
    assert_eq!(ended["done"], true);
    assert_eq!(yandex.keyed(Method::DELETE, &path, "k1", json!(null)).await.body, ended);
    assert_eq!(yandex.delete(&path).await.refusal().0, 404);
}

#[tokio::test]
async fn a_lost_answer_is_found_again_by_its_key() {
    let yandex = Yandex::demo().await;
    let path = format!("{ALICE}:revokePermission");
    yandex.knobs(json!({ "trouble": "deadline" })).await;
    let lost = yandex.keyed(Method::POST, &path, "k1", json!({ "databaseName": "billing" })).await;
    assert_eq!(lost.refusal(), (504, 4, "deadline exceeded"));
    yandex.knobs(json!({ "trouble": null })).await;
    let found = yandex.keyed(Method::POST, &path, "k1", json!({ "databaseName": "billing" })).await;
    assert_eq!((found.status, &found.body["done"]), (200, &json!(true)));
    assert_eq!(yandex.held().await, ["orders", "admin"]);
}

#[tokio::test]
async fn a_dropped_connection_is_made_good_by_the_key() {
    let yandex = Yandex::demo().await;
    let path = format!("{ALICE}:revokePermission");
    yandex.sandbox.fault(json!({ "path": path, "times": 1, "cut": "after" })).await;
    let url = format!("{}{path}", yandex.sandbox.url);
    let call = yandex.sandbox.http.post(url).bearer_auth(&yandex.token).header("idempotency-key", "k1");
    assert!(call.json(&json!({ "databaseName": "billing" })).send().await.is_err());
    assert_eq!(yandex.held().await, ["orders", "admin"], "the change was made all the same");
    let found = yandex.keyed(Method::POST, &path, "k1", json!({ "databaseName": "billing" })).await;
    assert_eq!((found.status, &found.body["done"]), (200, &json!(true)));
}

#[tokio::test]
async fn trouble_carries_nothing_out_but_when_it_is_slow() {
    let yandex = Yandex::demo().await;
    let before = yandex.state().await;
    for (trouble, refusal) in [
        ("internal", (500, 13, "Internal error")),
        ("rate_limited", (429, 8, "The request limit exceeded.")),
        ("unavailable", (503, 14, "upstream connect error")),
    ] {
        yandex.knobs(json!({ "trouble": trouble })).await;
        assert_eq!(yandex.revoke("billing").await.refusal(), refusal);
    }
    let operations = |state: &Value| state["operations"].as_array().unwrap().len();
    assert_eq!(operations(&yandex.state().await), operations(&before));
}
