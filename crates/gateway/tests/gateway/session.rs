//! Signing in and out, and how sessions end.

use std::time::Duration;

use reqwest::{Method, StatusCode};
use serde_json::json;

use crate::support::{Setup, TOKEN, World, refusal};
use crate::upstream::{Upstream, done};

async fn world() -> World {
    World::of(&Upstream::always(done()).await).await
}

#[tokio::test]
async fn the_token_is_exchanged_for_a_cookie_again_and_again() {
    let world = world().await;
    let (one, two) = (world.sign_in().await, world.sign_in().await);
    assert_ne!(one, two);
    let port = world.address.port();
    assert!(one.starts_with(&format!("rescind-{port}=")) && one.len() >= 43, "{one}");
    assert_eq!(world.get_json("/api/session").await, json!({ "who": "admin" }));
}

#[tokio::test]
async fn the_cookie_is_out_of_reach_for_scripts_and_other_sites() {
    let world = world().await;
    let answer = world.post("/api/session", &json!({ "token": TOKEN }).to_string()).await;
    assert_eq!(answer.status(), StatusCode::NO_CONTENT);
    let cookie = answer.headers()["set-cookie"].to_str().unwrap();
    for attribute in ["; Path=/", "; HttpOnly", "; SameSite=Strict"] {
        assert!(cookie.contains(attribute), "{cookie}");
    }
    assert!(!cookie.contains("Domain"), "{cookie}");
}

#[tokio::test]
async fn a_wrong_token_opens_nothing() {
    let world = world().await;
    for token in ["", "wrong", &TOKEN[1..], &TOKEN.to_uppercase(), &format!("{TOKEN} ")] {
        let answer = world.post("/api/session", &json!({ "token": token }).to_string()).await;
        assert!(answer.headers().get("set-cookie").is_none());
        assert_eq!(refusal(answer).await, (401, "wrong_token".to_owned()));
    }
    for body in ["", "{}", "[]", "null", r#"{"token":1}"#] {
        let (status, _) = refusal(world.post("/api/session", body).await).await;
        assert_eq!(status, 400, "{body}");
    }
    let long = json!({ "token": "x".repeat(5000) }).to_string();
    assert_eq!(refusal(world.post("/api/session", &long).await).await, (413, "too_large".to_owned()));
}

#[tokio::test]
async fn everything_else_of_the_api_needs_a_session() {
    let world = world().await;
    let paths = [
        "/api",
        "/api/",
        "/api/nothing",
        "/api/connections",
        "/api/session",
        "/api/plans",
        "/api/plans/x",
        "/api/journal",
        "/api/plans/x/start",
        "/api/plans/x/pause",
        "/api/plans/x/resume",
        "/api/plans/x/cancel",
        "/api/plans/x/retry",
        "/api/plans/x/check",
        "/api/connections/prod/users",
        "/api/c/prod/v2/vectordb/users/list",
    ];
    for path in paths {
        for cookie in ["", "rescind-1=x", &format!("{}x", world.cookie)] {
            for method in [Method::GET, Method::POST, Method::DELETE] {
                if (path, &method) == ("/api/session", &Method::POST) {
                    continue;
                }
                let request = world.client.request(method.clone(), format!("{}{path}", world.base));
                let answer = request.header("x-rescind", "1").header("cookie", cookie).send().await.unwrap();
                assert_eq!(refusal(answer).await, (401, "signed_out".to_owned()), "{method} {path}");
            }
        }
    }
}

#[tokio::test]
async fn signing_out_ends_this_session_and_no_other() {
    let mut world = world().await;
    let other = world.sign_in().await;
    let answer = world.request(Method::DELETE, "/api/session").send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::NO_CONTENT);
    let cookie = answer.headers()["set-cookie"].to_str().unwrap();
    assert!(cookie.contains("=; ") && cookie.contains("Max-Age=0"), "{cookie}");
    assert_eq!(answer.headers()["clear-site-data"], "\"cache\"");
    assert_eq!(refusal(world.get("/api/session").await).await, (401, "signed_out".to_owned()));
    world.cookie = other;
    assert!(world.get("/api/session").await.status().is_success());
}

#[tokio::test]
async fn a_session_ends_when_idle() {
    let world = world().await;
    world.clock.advance(Duration::from_secs(60 * 60 - 1));
    assert!(world.get("/api/session").await.status().is_success());
    world.clock.advance(Duration::from_secs(60 * 60));
    assert_eq!(refusal(world.get("/api/session").await).await, (401, "signed_out".to_owned()));
}

#[tokio::test]
async fn a_session_ends_when_the_config_says_so() {
    let config = "[session]\nidle_minutes = 5\nabsolute_minutes = 12\n";
    let minutes = |number: u64| Duration::from_secs(number * 60);
    let mut world = World::with("http://127.0.0.1:1", Setup { config, ..Setup::default() }).await;
    for _ in 0..2 {
        world.clock.advance(minutes(4));
        assert!(world.get("/api/session").await.status().is_success());
    }
    world.clock.advance(minutes(4));
    assert_eq!(refusal(world.get("/api/session").await).await, (401, "signed_out".to_owned()), "12 minutes are over");
    world.cookie = world.sign_in().await;
    world.clock.advance(minutes(5));
    assert_eq!(refusal(world.get("/api/session").await).await, (401, "signed_out".to_owned()), "idle");
}

#[tokio::test]
async fn guessing_is_slowed_down_and_only_guessing() {
    let world = world().await;
    let try_token = async |token: &str| world.post("/api/session", &json!({ "token": token }).to_string()).await;
    for _ in 0..50 {
        assert_eq!(try_token(TOKEN).await.status(), 204, "what works does not count");
    }
    for _ in 0..10 {
        assert_eq!(refusal(try_token("guess").await).await, (401, "wrong_token".to_owned()));
    }
    for token in ["guess", TOKEN] {
        let answer = try_token(token).await;
        assert_eq!(answer.headers()["retry-after"], "6");
        assert!(answer.headers().get("set-cookie").is_none());
        assert_eq!(refusal(answer).await, (429, "too_many_attempts".to_owned()));
    }
    assert!(world.get("/api/session").await.status().is_success(), "who is signed in stays so");
    world.clock.advance(Duration::from_millis(5500));
    assert_eq!(try_token(TOKEN).await.headers()["retry-after"], "1");
    world.clock.advance(Duration::from_millis(500));
    assert_eq!(try_token(TOKEN).await.status(), 204);
}

#[tokio::test]
async fn the_console_and_the_health_check_need_no_session() {
    let mut world = world().await;
    world.cookie = String::new();
    for path in ["/", "/index.html", "/c/prod/roles"] {
        let request = world.client.get(format!("{}{path}", world.base)).header("accept", "text/html");
        assert_eq!(request.send().await.unwrap().status(), StatusCode::OK, "{path}");
    }
    let health = world.client.get(format!("{}/healthz", world.base)).send().await.unwrap();
    assert_eq!((health.status(), health.text().await.unwrap().as_str()), (StatusCode::OK, "ok"));
}
