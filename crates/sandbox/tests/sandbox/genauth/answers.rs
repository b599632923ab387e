//! What goes around an answer: languages, pages on other origins, bodies that are no JSON, paths and methods of nobody.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use super::{ALICE, Pool};

#[tokio::test]
async fn messages_follow_the_language_header_and_chinese_is_the_default() {
    let pool = Pool::demo().await;
    let message = async |header: &str, language: &str| -> String {
        let call = pool.call(Method::GET, "get-role?code=nope").header(header, language);
        let answer: Value = call.send().await.unwrap().json().await.unwrap();
        answer["message"].as_str().unwrap().to_owned()
    };
    assert_eq!(message("x-authing-lang", "").await, "角色不存在");
    assert_eq!(message("x-authing-lang", "fr-FR").await, "角色不存在");
    assert_eq!(message("X-Authing-Lang", "en-US").await, "The role does not exist");
    assert_eq!(message("x-genauth-lang", "en-US").await, "The role does not exist");
    assert_eq!(message("x-authing-lang", "ja-JP").await, "ロールが存在しません");
    assert_eq!(message("x-authing-lang", "zh-TW").await, "角色不存在");
    pool.knobs(json!({ "translated": false })).await;
    assert_eq!(message("x-authing-lang", "en-US").await, "角色不存在");
}

#[tokio::test]
async fn a_page_may_call_from_every_origin_unless_some_are_listed() {
    let pool = Pool::demo().await;
    let ask = async |method: Method, origin: &str| {
        let url = format!("{}/api/v3/get-role?code=code1", pool.sandbox.url);
        let call = pool.sandbox.http.request(method, url).header("origin", origin);
        let answer =
            call.header("access-control-request-headers", "authorization,x-authing-lang").send().await.unwrap();
        let header = |name: &str| answer.headers().get(name).map(|value| value.to_str().unwrap().to_owned());
        let names =
            ["access-control-allow-origin", "access-control-allow-headers", "access-control-expose-headers", "vary"];
        (answer.status(), names.map(header))
    };
    let here = "http://localhost:8080";
    let text = |text: &str| Some(text.to_owned());
    let (status, headers) = ask(Method::OPTIONS, here).await;
    let asked = text("authorization,x-authing-lang");
    assert_eq!((status, headers), (StatusCode::NO_CONTENT, [text(here), asked, text("retry-after"), text("Origin")]));
    let (status, [origin, ..]) = ask(Method::GET, here).await;
    assert_eq!((status, origin), (StatusCode::OK, text(here)), "failures, too, can be read");
    pool.knobs(json!({ "allowed_origins": ["https://console.example"] })).await;
    for (origin, admitted) in [(here, None), ("https://console.example", text("https://console.example"))] {
        for method in [Method::OPTIONS, Method::GET] {
            let (_, [got, _, _, vary]) = ask(method, origin).await;
            assert_eq!((got, vary), (admitted.clone(), text("Origin")));
        }
    }
}

#[tokio::test]
async fn without_a_wish_a_preflight_names_every_header_of_the_clients() {
    let pool = Pool::demo().await;
    let url = format!("{}/api/v3/revoke-role", pool.sandbox.url);
    let answer = pool.sandbox.http.request(Method::OPTIONS, url).send().await.unwrap();
    let allowed = answer.headers()["access-control-allow-headers"].to_str().unwrap().to_owned();
    for header in ["authorization", "content-type", "x-genauth-userpool-id", "x-authing-app-tenant-id"] {
        assert!(allowed.split(',').any(|name| name == header), "{header} in {allowed}");
    }
}

#[tokio::test]
async fn a_body_is_json_whatever_it_calls_itself() {
    let pool = Pool::demo().await;
    let post = async |body: &'static str| -> Value {
        let call = pool.call(Method::POST, "has-any-role").header("content-type", "text/plain").body(body);
        call.send().await.unwrap().json().await.unwrap()
    };
    let fine = post(r#"{"userId":"60b49eb83fd80adb96f26e68","roles":[{"code":"code1"}],"more":{}}"#).await;
    assert_eq!(fine["data"]["hasAnyRole"], true);
    for broken in ["", "[]", "null", "{}", r#"{"userId":7}"#, r#"{"userId":null}"#] {
        assert_eq!(post(broken).await["message"], "参数 userId 格式错误", "{broken}");
    }
    let torn = post(r#"{"userId":"#).await;
    assert_eq!(torn["statusCode"], 400);
    assert!(torn["message"].as_str().unwrap().starts_with("Unexpected token in JSON"), "{torn}");
}

#[tokio::test]
async fn paths_and_methods_of_nobody_are_real_404s() {
    let pool = Pool::demo().await;
    for (method, path, said) in [
        (Method::GET, "/api/v3/nothing", "Cannot GET /api/v3/nothing"),
        (Method::POST, "/genauth/api/v3/get-role", "Cannot POST /api/v3/get-role"),
        (Method::GET, "/genauth/api/v3/revoke-role", "Cannot GET /api/v3/revoke-role"),
        (Method::GET, "/genauth", "Cannot GET "),
    ] {
        let answer = pool.sandbox.http.request(method, format!("{}{path}", pool.sandbox.url)).send().await.unwrap();
        assert_eq!(answer.status(), 404, "{path}");
        assert_eq!(answer.json::<Value>().await.unwrap(), json!({ "statusCode": 404, "message": said }));
    }
}

#[tokio::test]
async fn faults_and_counts_match_the_path_without_its_query() {
    let pool = Pool::demo().await;
    pool.sandbox.fault(json!({ "path": "/api/v3/get-user", "status": 502, "body": "<html>bad gateway</html>" })).await;
    let answer = pool.call(Method::GET, &format!("get-user?userId={ALICE}")).send().await.unwrap();
    assert_eq!((answer.status().as_u16(), answer.text().await.unwrap().as_str()), (502, "<html>bad gateway</html>"));
    assert_eq!(pool.sandbox.state().await["calls"]["/api/v3/get-user"], 1);
}
