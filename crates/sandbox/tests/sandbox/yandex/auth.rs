//! Who is let in, and what every answer carries.

use reqwest::Method;
use serde_json::json;

use super::support::{ALICE, FOLDER, TOKEN, Yandex};

#[tokio::test]
async fn the_token_is_checked_before_anything_else() {
    let mut yandex = Yandex::demo().await;
    for token in ["", "t1.sandboxes", "nonsense"] {
        token.clone_into(&mut yandex.token);
        for path in [FOLDER, "/managed-mongodb/v1/clusters", "/managed-mongodb/v1/nothing", "/operations/nothing"] {
            let refusal = yandex.get(path).await;
            assert_eq!(refusal.refusal(), (401, 16, "Token is invalid or has expired."), "{token:?} {path}");
        }
    }
    yandex.token = String::new();
    for (header, status) in [("bearer t1.sandbox", 200), ("Api-Key t1.sandbox", 401), ("t1.sandbox", 401)] {
        let answer = yandex.send(Method::GET, FOLDER, &[("authorization", header)], String::new()).await;
        assert_eq!(answer.status, status, "{header}");
    }
}

#[tokio::test]
async fn every_answer_tells_its_ids() {
    let yandex = Yandex::demo().await;
    let (good, bad) = (yandex.get(FOLDER).await, yandex.get("/operations/nothing").await);
    for answer in [&good, &bad] {
        assert_eq!(answer.header("content-type"), Some("application/json"));
        assert_eq!(answer.header("x-request-id").unwrap().len(), 36);
        assert_eq!(answer.header("x-server-trace-id").unwrap().split(':').count(), 4);
    }
    assert_ne!(good.header("x-request-id"), bad.header("x-request-id"));
    let information = bad.body["details"].as_array().unwrap().last().unwrap();
    assert_eq!(information["@type"], "type.googleapis.com/google.rpc.RequestInfo");
    assert_eq!(information["requestId"].as_str(), bad.header("x-request-id"));
}

#[tokio::test]
async fn all_tokens_can_expire_at_once_and_new_ones_be_had() {
    let mut yandex = Yandex::demo().await;
    yandex.knobs(json!({ "token_generation": 1 })).await;
    assert_eq!(yandex.get(FOLDER).await.refusal(), (401, 16, "The token has expired"));
    let issued = yandex.post("/iam/v1/tokens", json!({ "yandexPassportOauthToken": "y0_EXAMPLE" })).await;
    issued.body["iamToken"].as_str().unwrap().clone_into(&mut yandex.token);
    assert_eq!(yandex.get(FOLDER).await.status, 200);
    yandex.knobs(json!({ "token_generation": 2 })).await;
    assert_eq!(yandex.get(FOLDER).await.status, 401);
    TOKEN.clone_into(&mut yandex.token);
    yandex.knobs(json!({ "token_generation": 0 })).await;
    assert_eq!(yandex.get(FOLDER).await.status, 200);
}

#[tokio::test]
async fn unknown_paths_and_methods_are_not_found() {
    let yandex = Yandex::demo().await;
    for (method, path) in [
        (Method::GET, "/managed-mongodb/v1/nothing"),
        (Method::GET, "/managed-mongodb"),
        (Method::PUT, ALICE),
        (Method::GET, &format!("{ALICE}:revokePermission")),
        (Method::POST, &format!("{ALICE}:dropEverything")),
        (Method::DELETE, "/operations/nothing"),
        (Method::GET, "/iam/v1/tokens"),
    ] {
        let answer = yandex.send(method.clone(), path, &[], String::new()).await;
        assert_eq!(answer.refusal().0, 404, "{method} {path}");
    }
}

#[tokio::test]
async fn browsers_of_other_origins_are_let_in_by_a_knob_only() {
    let yandex = Yandex::demo().await;
    let preflight = || yandex.send(Method::OPTIONS, ALICE, &[("origin", "https://a.example")], String::new());
    let refused = preflight().await;
    assert_eq!((refused.status, refused.header("access-control-allow-origin")), (404, None));
    yandex.knobs(json!({ "cors": true })).await;
    let allowed = preflight().await;
    assert_eq!((allowed.status, allowed.header("access-control-allow-origin")), (204, Some("*")));
    assert!(allowed.header("access-control-allow-headers").unwrap().contains("Idempotency-Key"));
    assert_eq!(yandex.get(ALICE).await.header("access-control-allow-origin"), Some("*"));
}

#[tokio::test]
async fn discovery_needs_no_token_and_leads_back_here() {
    let mut yandex = Yandex::demo().await;
    yandex.token = String::new();
    let here = yandex.sandbox.url.trim_start_matches("http://").to_owned();
    let all = yandex.get("/endpoints").await;
    for id in ["managed-mongodb", "operation", "iam"] {
        let endpoint = json!({ "id": id, "address": here });
        assert!(all.body["endpoints"].as_array().unwrap().contains(&endpoint), "{all:?}");
        assert_eq!(yandex.get(&format!("/endpoints/{id}")).await.body, endpoint);
    }
    assert_eq!(yandex.get("/endpoints/nothing").await.refusal().0, 404);
}
