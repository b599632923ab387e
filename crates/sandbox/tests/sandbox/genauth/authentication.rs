//! Tokens: how one is got, in which forms it is taken, and when it is not.

use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD};
use reqwest::Method;
use serde_json::{Value, json};

use super::{Pool, sign_in, target, token};
use crate::support::Sandbox;

#[tokio::test]
async fn a_token_is_got_without_any_header_and_read_by_the_vendors_clients() {
    let sandbox = Sandbox::demo().await;
    let pair = json!({ "accessKeyId": "sandbox-pool", "accessKeySecret": "sandbox-secret" });
    let answer: Value = sign_in(&sandbox, pair).await.json().await.unwrap();
    assert_eq!((&answer["statusCode"], &answer["data"]["expires_in"]), (&json!(200), &json!(7200)));
    let token = answer["data"]["access_token"].as_str().unwrap();
    let payload = token.split('.').nth(1).unwrap();
    // The wrong alphabet, on purpose: the client for Python reads it so.
    let claims: Value = serde_json::from_slice(&STANDARD_NO_PAD.decode(payload).unwrap()).unwrap();
    assert_eq!(
        (&claims["scoped_userpool_id"], &claims["token_type"]),
        (&json!("sandbox-pool"), &json!("management_token"))
    );
    assert_eq!(claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(), 7200);
}

#[tokio::test]
async fn a_wrong_pair_gets_no_token() {
    let sandbox = Sandbox::demo().await;
    for (pair, status, message) in [
        (json!({ "accessKeyId": "bad", "accessKeySecret": "bad" }), 499, "用户池不存在"),
        (json!({ "accessKeyId": "sandbox-pool", "accessKeySecret": "bad" }), 499, "用户池不存在"),
        (json!({ "accessKeyId": "sandbox-pool" }), 400, "参数 accessKeySecret 格式错误"),
        (json!({}), 400, "参数 accessKeyId 格式错误"),
    ] {
        let answer: Value = sign_in(&sandbox, pair.clone()).await.json().await.unwrap();
        assert_eq!((&answer["statusCode"], &answer["message"]), (&json!(status), &json!(message)), "{pair}");
        assert!(answer.get("data").is_none(), "{answer}");
    }
}

#[tokio::test]
async fn a_token_is_taken_bare_or_with_its_scheme_and_below_either_mount() {
    let pool = Pool::demo().await;
    let token = pool.token.clone();
    for authorization in
        [format!("Bearer {token}"), token.clone(), format!("bearer {token}"), format!("BEARER {token}")]
    {
        for (base, header) in [("", "x-authing-userpool-id"), ("/genauth", "X-GenAuth-Userpool-Id")] {
            let url = format!("{}{base}/api/v3/get-role?code=code1", pool.sandbox.url);
            let call =
                pool.sandbox.http.get(url).header("authorization", &authorization).header(header, "sandbox-pool");
            let answer: Value = call.send().await.unwrap().json().await.unwrap();
            assert_eq!(answer["data"]["code"], "code1", "{authorization} {base}: {answer}");
        }
    }
}

#[tokio::test]
async fn whoever_is_nobody_is_told_so_under_http_200() {
    let pool = Pool::demo().await;
    let (signed, seal) = pool.token.rsplit_once('.').unwrap();
    let other_seal: String = seal.chars().rev().collect();
    let url = format!("{}/api/v3/get-role?code=code1", pool.sandbox.url);
    for authorization in [
        "",
        "Bearer",
        "Bearer ",
        "Bearer x",
        "Bearer a.b.c",
        "Basic eDp5",
        &format!("Bearer {signed}.{other_seal}"),
        signed,
    ] {
        let call = pool.sandbox.http.get(&url).header("authorization", authorization);
        let answer = call.header("x-authing-userpool-id", "sandbox-pool").send().await.unwrap();
        assert_eq!(answer.status(), 200, "{authorization}");
        let answer: Value = answer.json().await.unwrap();
        assert_eq!((&answer["statusCode"], &answer["apiCode"]), (&json!(401), &json!(2020)), "{authorization}");
    }
}

#[tokio::test]
async fn the_pool_must_be_named_and_be_the_tokens() {
    let pool = Pool::demo().await;
    let url = format!("{}/api/v3/get-role?code=code1", pool.sandbox.url);
    let call = || pool.sandbox.http.get(&url).header("authorization", format!("Bearer {}", pool.token));
    let status = async |call: reqwest::RequestBuilder| -> Value {
        call.send().await.unwrap().json::<Value>().await.unwrap()["statusCode"].clone()
    };
    assert_eq!(status(call()).await, 499);
    assert_eq!(status(call().header("x-genauth-userpool-id", "other")).await, 499);
    pool.knobs(json!({ "pool_header_required": false })).await;
    assert_eq!(status(call()).await, 200);
    assert_eq!(status(call().header("x-genauth-userpool-id", "other")).await, 499);
}

#[tokio::test]
async fn tokens_end_by_time_or_all_at_once() {
    let pool = Pool::demo().await;
    let status = async |token: &str| -> Value {
        let answer = pool.call_as(Method::GET, "get-role?code=code1", token).send().await.unwrap();
        answer.json::<Value>().await.unwrap()["statusCode"].clone()
    };
    assert_eq!(status(&pool.token).await, 200);
    pool.knobs(json!({ "clock_ahead_s": 7201 })).await;
    assert_eq!(status(&pool.token).await, 401);
    pool.knobs(json!({ "clock_ahead_s": 0, "token_epoch": 1 })).await;
    assert_eq!(status(&pool.token).await, 401);
    let new = token(&pool.sandbox, "sandbox-pool", "sandbox-secret").await;
    assert_eq!(status(&new).await, 200);
    pool.knobs(json!({ "token_lifetime_s": 0 })).await;
    let stillborn = token(&pool.sandbox, "sandbox-pool", "sandbox-secret").await;
    assert_eq!(status(&stillborn).await, 401);
}

#[tokio::test]
async fn a_key_that_may_only_read_may_not_revoke() {
    let pool = Pool::demo().await;
    let reader = token(&pool.sandbox, "sandbox-reader", "sandbox-reader-secret").await;
    let read = pool.call_as(Method::GET, "get-role?code=code1", &reader).send().await.unwrap();
    assert_eq!(read.json::<Value>().await.unwrap()["statusCode"], 200);
    let search = pool.call_as(Method::POST, "list-users", &reader).json(&json!({})).send().await.unwrap();
    assert_eq!(search.json::<Value>().await.unwrap()["statusCode"], 200);
    let body = json!({ "code": "code1", "targets": [target("USER", super::ALICE)] });
    let revoke = pool.call_as(Method::POST, "revoke-role", &reader).json(&body).send().await.unwrap();
    let answer: Value = revoke.json().await.unwrap();
    assert_eq!((&answer["statusCode"], &answer["apiCode"]), (&json!(403), &json!(1001)));
    assert_eq!(pool.holders("default", "code1").await.len(), 2);
}
