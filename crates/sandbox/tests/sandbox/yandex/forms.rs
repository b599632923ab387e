//! The forms that an answer may have: defaults, responses, details.

use serde_json::json;

use super::support::{FOLDER, SHOP, Yandex};

#[tokio::test]
async fn defaults_are_printed_or_not() {
    let yandex = Yandex::demo().await;
    let user = async |name: &str| yandex.get(&format!("{SHOP}/users/{name}")).await.body;
    let newcomer = json!({ "name": "newcomer", "clusterId": "c9qshop0n8r2k6t0v5x1", "authType": "AUTH_TYPE_PASSWORD" });
    assert_eq!(user("newcomer").await, newcomer);
    assert_eq!(user("legacy").await["permissions"][0], json!({ "databaseName": "orders" }));

    yandex.knobs(json!({ "defaults": "omitted" })).await;
    assert_eq!(user("newcomer").await, newcomer);
    let cluster = yandex.get(SHOP).await.body;
    assert_eq!((cluster.get("sharded"), cluster.get("securityGroupIds")), (None, None));
    assert_eq!(cluster["maintenanceWindow"], json!({ "anytime": {} }), "an empty message is no default");
    let operation = yandex.revoke("orders").await;
    assert_eq!(operation.body.get("done"), None);
    assert_eq!(yandex.look(&operation).await["done"], true);

    yandex.knobs(json!({ "defaults": "printed" })).await;
    let printed = json!({
        "name": "newcomer", "clusterId": "c9qshop0n8r2k6t0v5x1", "authType": "AUTH_TYPE_PASSWORD", "permissions": [],
        "connectionManager": { "connectionId": "" }, "deletionProtection": null,
    });
    assert_eq!(user("newcomer").await, printed);
    assert_eq!(user("legacy").await["permissions"][0], json!({ "databaseName": "orders", "roles": [] }));
    assert_eq!(yandex.get(FOLDER).await.body["nextPageToken"], "");
    assert_eq!(yandex.get(SHOP).await.body["plannedOperation"], json!(null));
}

#[tokio::test]
async fn a_response_may_be_a_bare_status() {
    let yandex = Yandex::demo().await;
    let operation = yandex.revoke("orders").await;
    let status = json!({ "@type": "type.googleapis.com/google.rpc.Status", "message": "OK" });
    for (knob, alone, listed) in [("never", false, false), ("listed", false, true), ("always", true, true)] {
        yandex.knobs(json!({ "status_as_response": knob })).await;
        assert_eq!(yandex.look(&operation).await["response"] == status, alone, "{knob}");
        let list = yandex.get(&format!("{SHOP}/operations")).await.body;
        assert_eq!(list["operations"][0]["response"] == status, listed, "{knob}");
    }
}

#[tokio::test]
async fn an_empty_response_may_have_a_value() {
    let yandex = Yandex::demo().await;
    yandex.knobs(json!({ "empty_has_value": true })).await;
    let response = yandex.done(yandex.delete(&format!("{SHOP}/users/oleg")).await).await;
    assert_eq!(response, json!({ "@type": "type.googleapis.com/google.protobuf.Empty", "value": {} }));
}

#[tokio::test]
async fn a_refused_field_may_be_described() {
    let yandex = Yandex::demo().await;
    let create = async || yandex.post(&format!("{SHOP}/users"), json!({ "userSpec": { "name": "-bad name-" } })).await;
    let details = create().await.body["details"].clone();
    assert_eq!(
        details[0],
        json!({
            "@type": "type.googleapis.com/google.rpc.BadRequest",
            "fieldViolations": [{ "field": "user_spec.name", "description": "must match ^[a-zA-Z0-9_][a-zA-Z0-9_@.-]*$" }],
        })
    );
    yandex.knobs(json!({ "bad_request_details": false })).await;
    assert_eq!(create().await.body["details"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_slow_service_takes_its_time() {
    let yandex = Yandex::demo().await;
    yandex.knobs(json!({ "latency_ms": 40 })).await;
    let begun = std::time::Instant::now();
    yandex.get(SHOP).await;
    assert!(begun.elapsed().as_millis() >= 40);
}

#[tokio::test]
async fn knobs_merge_and_reject_what_they_do_not_know() {
    let yandex = Yandex::demo().await;
    yandex.knobs(json!({ "operation_polls": 2 })).await;
    yandex.knobs(json!({ "latency_ms": 1 })).await;
    let knobs = yandex.sandbox.state().await["knobs"]["mongodb"].clone();
    assert_eq!((&knobs["operation_polls"], &knobs["latency_ms"]), (&json!(2), &json!(1)));
    for wrong in [json!({ "operation_pols": 2 }), json!({ "cancel": "maybe" }), json!({ "page_size_cap": -1 })] {
        assert_eq!(yandex.sandbox.control("knobs", json!({ "mongodb": wrong })).await.status(), 400);
    }
}
