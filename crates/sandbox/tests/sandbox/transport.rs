//! What is the same for every call: the envelope, the headers, authentication, and the order of checks.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{ROOT, Sandbox};

#[tokio::test]
async fn the_envelope_has_alphabetical_keys_and_no_message_on_success() {
    let sandbox = Sandbox::demo().await;
    let text = async |path: &str, body: Value| {
        let answer = sandbox.post(&format!("/v2/vectordb/{path}"), ROOT, &body).send().await.unwrap();
        assert_eq!(answer.headers()["content-type"], "application/json; charset=utf-8");
        answer.text().await.unwrap()
    };
    assert_eq!(
        text("roles/describe", json!({ "roleName": "read_only" })).await,
        "{\"code\":0,\"data\":[{\"dbName\":\"default\",\"grantor\":\"root\",\"objectName\":\"*\",\
         \"objectType\":\"Global\",\"privilege\":\"DescribeCollection\"}],\
         \"description\":\"May look at what collections there are\"}"
    );
    assert_eq!(
        text("roles/describe", json!({ "roleName": "a<b>&" })).await,
        "{\"code\":1100,\"message\":\"role name can only contain numbers, letters, underscores, and allowed \
         characters ($), found \\u003c at 1: invalid parameter\"}"
    );
    assert_eq!(text("users/drop", json!({ "userName": "nobody" })).await, r#"{"code":0,"data":{}}"#);
}

#[tokio::test]
async fn every_answer_carries_the_common_headers() {
    let sandbox = Sandbox::demo().await;
    for (method, path, authorization, status) in [
        (Method::OPTIONS, "/v2/vectordb/anything/at/all", None, 204),
        (Method::POST, "/v2/vectordb/users/list", None, 401),
        (Method::POST, "/v2/vectordb/users/list", Some("Bearer carol:P@ssw0rd"), 403),
        (Method::POST, "/v2/vectordb/users/nothing", Some(ROOT), 404),
        (Method::GET, "/v2/vectordb/users/list", Some(ROOT), 404),
        (Method::GET, "/v2/vectordb/users/nothing", None, 401),
        (Method::POST, "/zilliz/v2/vectordb/users/nothing", None, 401),
        (Method::POST, "/v2/vectordb/users/list", Some(ROOT), 200),
    ] {
        let mut call = sandbox.http.request(method.clone(), format!("{}{path}", sandbox.url)).body("{}");
        if let Some(authorization) = authorization {
            call = call.header("authorization", authorization);
        }
        let answer = call.send().await.unwrap();
        assert_eq!(answer.status(), status, "{method} {path}");
        let headers = answer.headers();
        assert_eq!(headers["access-control-allow-origin"], "*");
        assert_eq!(headers["access-control-allow-credentials"], "true");
        assert_eq!(headers["access-control-allow-methods"], "GET, HEAD, POST, PUT, DELETE, OPTIONS, PATCH");
        assert!(headers["access-control-allow-headers"].to_str().unwrap().contains("Authorization"));
        assert_eq!(headers["x-content-type-options"], "nosniff");
        assert!(!headers.contains_key("access-control-expose-headers") && !headers.contains_key("www-authenticate"));
        if status == 404 {
            assert_eq!(headers["content-type"], "text/plain");
            assert_eq!(answer.text().await.unwrap(), "404 page not found");
        }
    }
}

#[tokio::test]
async fn credentials_come_in_three_forms() {
    let sandbox = Sandbox::demo().await;
    sandbox.data("users/create", json!({ "userName": "kolon", "password": "a:b:cdé" })).await;
    let myself = json!({ "userName": "kolon" });
    let basic = "Basic a29sb246YTpiOmNkw6k=";
    for (authorization, status, challenged) in [
        (basic, 200, true),
        ("basic a29sb246YTpiOmNkw6k=", 200, true),
        ("Basic a29sb246d3Jvbmc=", 401, true),
        ("Basic not-base64", 401, false),
        ("Bearer kolon:a:b:cd\u{e9}", 200, false),
        ("kolon:a:b:cd\u{e9}", 200, false),
        ("bearer kolon:a:b:cd\u{e9}", 401, false),
        ("Bearer kolon:", 401, false),
        ("Bearer :a:b:cd\u{e9}", 401, false),
        ("Bearer ", 401, false),
        ("Bearer zilliz-sandbox", 401, false),
        ("Bearer nobody:P@ssw0rd", 401, false),
    ] {
        let answer = sandbox.post("/v2/vectordb/users/describe", authorization, &myself).send().await.unwrap();
        assert_eq!(answer.status(), status, "{authorization}");
        let challenge = answer.headers().get("www-authenticate").map(|value| value.to_str().unwrap().to_owned());
        let expected = challenged.then(|| "Basic realm=\"restricted\", charset=\"UTF-8\"".to_owned());
        assert_eq!(challenge, expected, "{authorization}");
        if status == 401 {
            let body = answer.text().await.unwrap();
            assert_eq!(body, r#"{"code":1800,"message":"user hasn't authenticated"}"#);
        }
    }
}

#[tokio::test]
async fn the_body_is_json_whatever_its_content_type() {
    let sandbox = Sandbox::demo().await;
    let send = async |path: &str, body: &'static str| -> Value {
        let url = format!("{}/v2/vectordb/{path}", sandbox.url);
        let call = sandbox.http.post(url).header("authorization", ROOT).header("content-type", "text/plain");
        call.body(body).send().await.unwrap().json().await.unwrap()
    };
    for body in ["null", "{}", r#"{"dbName":null,"unknown":[1]}"#] {
        assert_eq!(send("users/list", body).await["code"], 0, "{body}");
    }
    for body in ["", "[]", "\"x\"", "{\"dbName\":", r#"{"dbName":7}"#, "userName=x"] {
        let answer = send("users/list", body).await;
        assert_eq!(answer["code"], 1801, "{body}");
        let message = answer["message"].as_str().unwrap();
        assert!(message.starts_with("can only accept json format request, error: "), "{message}");
    }
    let answer = send("users/create", r#"{"userName":"","password":null}"#).await;
    assert_eq!(
        answer,
        json!({
            "code": 1802,
            "message": "missing required parameters, error: Key: 'PasswordReq.UserName' Error:Field validation for \
                        'UserName' failed on the 'required' tag\nKey: 'PasswordReq.Password' Error:Field validation \
                        for 'Password' failed on the 'required' tag",
        })
    );
}

#[tokio::test]
async fn checks_come_in_their_order() {
    let sandbox = Sandbox::demo().await;
    let as_carol = |path: &'static str, body: Value| sandbox.call_as("Bearer carol:P@ssw0rd", path, body);
    // Required fields before the caller's rights, the caller's rights before names.
    assert_eq!(as_carol("users/revoke_role", json!({ "userName": "x" })).await.1["code"], 1802);
    assert_eq!(as_carol("users/revoke_role", json!({ "userName": "1x", "roleName": "9" })).await.0, 403);
    // The user's name before the role's, both before whether the role exists.
    let (_, message) = sandbox.refusal("users/grant_role", json!({ "userName": "1x", "roleName": "9" })).await;
    assert!(message.starts_with("invalid user name 1x"), "{message}");
    let (_, message) = sandbox.refusal("users/grant_role", json!({ "userName": "nobody", "roleName": "9" })).await;
    assert!(message.starts_with("the first character of role name"), "{message}");
    let (_, message) = sandbox.refusal("users/grant_role", json!({ "userName": "nobody", "roleName": "nope" })).await;
    assert!(message.starts_with("not found the role"), "{message}");
}
