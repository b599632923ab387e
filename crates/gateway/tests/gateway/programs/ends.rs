//! When a token ends, and what else keeps a request with one out.

use std::time::Duration;

use reqwest::Method;
use rescind_gateway::Limits;
use serde_json::json;

use super::{EVERYTHING, get, post, request, revoke, run, token, token_of, world};
use crate::milvus::{Roles, milvus, milvus_that_holds};
use crate::support::{ASK_AGAIN, Plan, Setup, TOKEN, World, entry, json_of, quick, refusal, told, within};

async fn with(limits: Limits) -> World {
    let upstream = milvus(&Roles::default()).await;
    World::with(&format!("http://{}/base", upstream.address), Setup { limits, ..Setup::default() }).await
}

/// Moves the clock of the world to the moment at which a token ends by itself.
fn advance_to_end(world: &World, name: &str) {
    let created = world.bodies("token_created").into_iter().find(|body| body["name"] == name).unwrap();
    let end = created["expires"].as_u64().unwrap();
    let now = 1_700_000_000_000;
    world.clock.advance(Duration::from_millis(end - now));
}

#[tokio::test]
async fn a_token_permits_nothing_from_the_moment_on_at_which_it_is_revoked() {
    let world = world().await;
    let (secret, other) = (token_of(&world, "one", EVERYTHING), token_of(&world, "two", EVERYTHING));
    assert_eq!(get(&world, &secret, "/api/plans").await.status(), 200);
    revoke(&world, "one");
    assert_eq!(refusal(get(&world, &secret, "/api/plans").await).await, (401, "wrong_token".to_owned()));
    let plan = json!({ "entries": [entry("prod", "alice")], "start": true });
    assert_eq!(post(&world, &secret, "/api/plans", &plan).await.status(), 401);
    assert_eq!(get(&world, &other, "/api/plans").await.status(), 200);
    let again = token(world.directory.path(), &["revoke", "one"]);
    assert!(again.status.success() && String::from_utf8_lossy(&again.stderr).contains("revoked already"));
    let unknown = token(world.directory.path(), &["revoke", "three"]);
    assert_eq!(unknown.status.code(), Some(1));
    assert_eq!(world.plan_events(), ["token_created", "token_created", "token_revoked"]);
}

#[tokio::test]
async fn a_token_ends_by_itself() {
    let world = world().await;
    let secret = token_of(&world, "one", EVERYTHING);
    assert_eq!(get(&world, &secret, "/api/plans").await.status(), 200);
    advance_to_end(&world, "one");
    assert_eq!(refusal(get(&world, &secret, "/api/plans").await).await, (401, "wrong_token".to_owned()));
}

#[tokio::test]
async fn a_plan_that_a_token_has_started_goes_on_when_it_is_revoked() {
    let (upstream, release) = milvus_that_holds().await;
    let world = World::of(&upstream).await;
    let secret = token_of(&world, "one", EVERYTHING);
    let plan = json!({ "entries": [entry("prod", "alice")], "start": true });
    let plan = Plan::of(&json_of(post(&world, &secret, "/api/plans", &plan).await).await);
    upstream.has_changes(1).await;
    revoke(&world, "one");
    release.notify_one();
    assert_eq!(told(&world.ends(&plan).await), ["Revoked"]);
}

#[tokio::test]
async fn streams_end_with_their_token_at_the_next_beat() {
    for ends in [|world: &World| revoke(world, "one"), |world: &World| advance_to_end(world, "one")] {
        let limits =
            Limits { event_beat: Duration::from_millis(20), event_stream: Duration::from_secs(3600), ..quick() };
        let world = with(limits).await;
        let secret = token_of(&world, "one", "read");
        let stream = request(&world, &secret, Method::GET, "/api/events").header("accept", "text/event-stream");
        let mut stream = stream.send().await.unwrap();
        assert_eq!(stream.headers()["content-type"], "text/event-stream");
        assert!(String::from_utf8_lossy(&within(stream.chunk()).await.unwrap().unwrap()).contains("hello"));
        let beat = within(stream.chunk()).await.unwrap().unwrap();
        assert!(beat.starts_with(b"data:"), "it beats while the token is valid: {beat:?}");
        ends(&world);
        within(async { while stream.chunk().await.unwrap().is_some() {} }).await;
    }
}

#[tokio::test]
async fn a_token_has_eight_streams_of_its_own() {
    let world = world().await;
    let secret = token_of(&world, "one", "read");
    let open = || request(&world, &secret, Method::GET, "/api/events").header("accept", "text/event-stream").send();
    let mut streams = Vec::new();
    for _ in 0..8 {
        streams.push(open().await.unwrap());
    }
    assert_eq!(refusal(open().await.unwrap()).await, (429, "too_many_streams".to_owned()));
    assert_eq!(get(&world, &secret, "/api/events").await.status(), 200, "a poll takes no place");
    drop(streams.pop());
    within(async {
        while open().await.unwrap().status() != 200 {
            tokio::time::sleep(ASK_AGAIN).await;
        }
    })
    .await;
}

#[tokio::test]
async fn wrong_tokens_count_as_failed_sign_ins_and_keep_no_right_one_out() {
    let world = world().await;
    let secret = token_of(&world, "one", "read");
    let wrong = format!("rescind_{}", "A".repeat(43));
    for _ in 0..10 {
        assert_eq!(refusal(get(&world, &wrong, "/api/plans").await).await, (401, "wrong_token".to_owned()));
    }
    let limited = get(&world, &wrong, "/api/plans").await;
    assert_eq!(limited.headers()["retry-after"], "6");
    assert_eq!(refusal(limited).await, (429, "too_many_attempts".to_owned()));
    let body = json!({ "token": TOKEN }).to_string();
    assert_eq!(world.post("/api/session", &body).await.status(), 429, "it is one bucket");
    for _ in 0..20 {
        assert_eq!(get(&world, &secret, "/api/plans").await.status(), 200);
    }
    world.clock.advance(Duration::from_secs(6));
    assert_eq!(get(&world, &wrong, "/api/plans").await.status(), 401);
}

#[tokio::test]
async fn whatever_is_wrong_with_a_token_the_answer_is_the_same() {
    let world = world().await;
    let (ended, expired) = (token_of(&world, "one", EVERYTHING), token_of(&world, "two", EVERYTHING));
    revoke(&world, "one");
    advance_to_end(&world, "two");
    let unknown = format!("rescind_{}", "A".repeat(43));
    let mut told = Vec::new();
    for secret in [&ended, &expired, &unknown, "x"] {
        let answer = get(&world, secret, "/api/plans").await;
        let mut headers: Vec<_> = answer.headers().iter().filter(|(name, _)| *name != "x-request-id").collect();
        headers.retain(|(name, _)| *name != "date");
        let headers = format!("{headers:?}");
        told.push((answer.status(), headers, answer.text().await.unwrap()));
    }
    assert!(told.windows(2).all(|pair| pair[0] == pair[1]), "{told:#?}");
}

#[tokio::test]
async fn a_request_with_a_token_is_nobody_elses() {
    let world = world().await;
    let secret = token_of(&world, "one", EVERYTHING);
    let both = request(&world, &secret, Method::GET, "/api/plans").header("cookie", &world.cookie);
    assert_eq!(refusal(both.send().await.unwrap()).await, (400, "bad_request".to_owned()));
    // A cookie that signs nobody in is refused all the same: it is not looked at.
    let name = world.cookie.split('=').next().unwrap();
    let both = request(&world, &secret, Method::GET, "/api/plans").header("cookie", format!("{name}=x"));
    assert_eq!(both.send().await.unwrap().status(), 400);
    let foreign = request(&world, &secret, Method::GET, "/api/plans").header("cookie", "other=x");
    assert_eq!(foreign.send().await.unwrap().status(), 200, "other programs' cookies say nothing");
    let twice = request(&world, &secret, Method::GET, "/api/plans").header("authorization", format!("Bearer {secret}"));
    assert_eq!(twice.send().await.unwrap().status(), 401);
    let with_basic = request(&world, &secret, Method::GET, "/api/plans").header("authorization", "Basic eA==");
    assert_eq!(with_basic.send().await.unwrap().status(), 401);
    // A session goes on beside a scheme that is none of ours, as a proxy in front may add one.
    let session = world.request(Method::GET, "/api/plans").header("authorization", "Basic eA==");
    assert_eq!(session.send().await.unwrap().status(), 200);
    let session = world.request(Method::GET, "/api/plans").header("authorization", "Bearer x");
    assert_eq!(session.send().await.unwrap().status(), 400);
}

#[tokio::test]
async fn a_token_is_no_session_and_ends_none() {
    let world = world().await;
    let secret = token_of(&world, "one", EVERYTHING);
    for body in [json!({ "token": TOKEN }), json!({ "token": secret })] {
        let answer = post(&world, &secret, "/api/session", &body).await;
        assert!(!answer.headers().contains_key("set-cookie"));
        assert_eq!(refusal(answer).await, (403, "token_refused".to_owned()));
    }
    let signs_in = world.post("/api/session", &json!({ "token": secret }).to_string()).await;
    assert_eq!(refusal(signs_in).await, (401, "wrong_token".to_owned()), "nor is it the sign-in's token");
    let signs_out = request(&world, &secret, Method::DELETE, "/api/session").send().await.unwrap();
    assert_eq!(refusal(signs_out).await, (403, "token_refused".to_owned()));
    assert_eq!(world.get("/api/session").await.status(), 200);
}

#[tokio::test]
async fn a_token_opens_no_numbers() {
    let world = world().await;
    let secret = token_of(&world, "one", EVERYTHING);
    // Whoever came by way of a proxy may not read them, with or without a token.
    let by_proxy = request(&world, &secret, Method::GET, "/metrics").header("x-forwarded-for", "192.0.2.1");
    assert_eq!(by_proxy.send().await.unwrap().status(), 404);
}

#[tokio::test]
async fn a_program_needs_no_header_of_ours_but_stays_held_to_host_and_form() {
    let world = world().await;
    let secret = token_of(&world, "one", EVERYTHING);
    run(&world, &secret, "alice").await;
    let refused = [
        request(&world, &secret, Method::GET, "/api/plans").header("host", "evil.example"),
        request(&world, &secret, Method::GET, "/api/plans").header("origin", "http://evil.example"),
        request(&world, &secret, Method::GET, "/api/plans").header("sec-fetch-site", "cross-site"),
        request(&world, &secret, Method::POST, "/api/plans").header("content-type", "text/plain").body("{}"),
    ];
    for request in refused {
        assert_eq!(refusal(request.send().await.unwrap()).await, (403, "cross_site".to_owned()));
    }
}
