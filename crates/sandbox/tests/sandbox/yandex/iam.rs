//! Credentials in exchange for IAM tokens.

use std::time::{SystemTime, UNIX_EPOCH};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};

use super::support::{ALICE, FOLDER, Yandex};

const TOKENS: &str = "/iam/v1/tokens";

/// A public key, for which nobody has the private one.
const KEY: &str = include_str!("../../fixtures/yandex-public-key.pem");

fn now() -> i64 {
    i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()).unwrap()
}

fn jwt(header: &Value, claims: &Value) -> Value {
    let parts = [header, claims].map(|part| URL_SAFE_NO_PAD.encode(part.to_string()));
    json!({ "jwt": format!("{}.{}.c2lnbmF0dXJl", parts[0], parts[1]) })
}

fn header() -> Value {
    json!({ "typ": "JWT", "alg": "PS256", "kid": "ajekey00000000000001" })
}

fn claims() -> Value {
    let audience = "https://iam.api.cloud.yandex.net/iam/v1/tokens";
    json!({ "iss": "ajerobot000000000001", "aud": audience, "iat": now(), "exp": now() + 3600 })
}

fn with(mut object: Value, field: &str, value: Value) -> Value {
    object[field] = value;
    object
}

#[tokio::test]
async fn a_jwt_gives_a_token_of_its_issuer() {
    let mut yandex = Yandex::demo().await;
    let token = std::mem::take(&mut yandex.token);
    let audience = json!(["https://elsewhere.example", "http://127.0.0.1/iam/v1/tokens"]);
    let issued = yandex.post(TOKENS, jwt(&header(), &with(claims(), "aud", audience))).await;
    assert_eq!(issued.status, 200, "{issued:?}");
    yandex.token = issued.body["iamToken"].as_str().unwrap().to_owned();
    let operation = yandex.revoke("orders").await;
    assert_eq!(operation.body["createdBy"], "ajerobot000000000001");

    let body = json!({ "iamToken": yandex.token });
    yandex.token = token;
    assert_eq!(yandex.post("/iam/v1/tokens:revoke", body.clone()).await.body["subjectId"], "ajerobot000000000001");
    assert_eq!(yandex.post("/iam/v1/tokens:revoke", body).await.status, 401);
}

#[tokio::test]
async fn a_token_ends_when_its_answer_says() {
    let mut yandex = Yandex::demo().await;
    yandex.knobs(json!({ "token_lifetime_s": 0 })).await;
    let issued = yandex.post(TOKENS, jwt(&header(), &claims())).await;
    let expires = issued.body["expiresAt"].as_str().unwrap();
    assert!(expires.starts_with("20") && expires.ends_with('Z'), "{expires}");
    issued.body["iamToken"].as_str().unwrap().clone_into(&mut yandex.token);
    assert_eq!(yandex.get(FOLDER).await.refusal(), (401, 16, "The token has expired"));
}

#[tokio::test]
async fn a_jwt_that_is_wrong_gives_nothing() {
    let yandex = Yandex::demo().await;
    for (body, message) in [
        (json!({ "jwt": "eyJ.EXAMPLE.SIG" }), "JWT is malformed"),
        (json!({ "jwt": "no dots" }), "JWT is malformed"),
        (jwt(&with(header(), "kid", json!("")), &claims()), "JWT is malformed"),
        (jwt(&header(), &with(claims(), "iss", json!(null))), "JWT is malformed"),
        (jwt(&with(header(), "alg", json!("RS256")), &claims()), "JWT must be signed with PS256"),
        (jwt(&header(), &with(claims(), "aud", json!("https://a.example"))), "JWT has an unknown audience"),
        (jwt(&header(), &with(claims(), "exp", json!(now() + 3700))), "JWT is valid for too long"),
        (jwt(&header(), &with(claims(), "exp", json!(now() - 1))), "JWT is valid for too long"),
        (
            jwt(&header(), &with(with(claims(), "exp", json!(now() - 1)), "iat", json!(now() - 60))),
            "JWT has expired or is not valid yet",
        ),
        (
            jwt(&header(), &with(with(claims(), "exp", json!(now() + 7000)), "iat", json!(now() + 6000))),
            "JWT has expired or is not valid yet",
        ),
    ] {
        let refused = yandex.post(TOKENS, body.clone()).await;
        assert_eq!(refused.refusal(), (401, 16, message), "{body}");
    }
}

#[tokio::test]
async fn a_known_key_must_have_signed_the_jwt() {
    let yandex = Yandex::demo().await;
    yandex.knobs(json!({ "service_account_key": KEY })).await;
    let refused = yandex.post(TOKENS, jwt(&header(), &claims())).await;
    assert_eq!(refused.refusal(), (401, 16, "JWT has an invalid signature"));
    let knobs = json!({ "mongodb": { "service_account_key": "no key" } });
    assert_eq!(yandex.sandbox.control("knobs", knobs).await.status(), 400);
}

#[tokio::test]
async fn exactly_one_credential_is_given() {
    let yandex = Yandex::demo().await;
    for body in [json!({}), json!({ "jwt": "a", "yandexPassportOauthToken": "b" }), json!({ "password": "x" })] {
        assert_eq!(yandex.post(TOKENS, body.clone()).await.refusal().0, 400, "{body}");
    }
    let long = "x".repeat(4001);
    assert_eq!(yandex.post(TOKENS, json!({ "yandexPassportOauthToken": long })).await.refusal().0, 400);
    assert_eq!(yandex.get(ALICE).await.status, 200);
}
