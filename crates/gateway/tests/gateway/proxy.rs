//! Signing in at a reverse proxy that names the user in a header.

use std::net::SocketAddr;

use reqwest::{Method, Response, StatusCode};
use serde_json::json;

use crate::support::{LIST, REVOKE, Setup, World, entry, json_of, refusal, revocation};
use crate::upstream::{Upstream, done};

const TRUSTED: &str = "auth = \"proxy\"\ntrusted_peers = [\"127.0.0.0/8\"]\nhosts = [\"rescind.example\"]\n";
/// This machine is not among them.
const OTHERS: &str = "auth = \"proxy\"\ntrusted_peers = [\"192.0.2.1\"]\nuser_header = \"X-User\"\n";

async fn world(upstream: SocketAddr, config: &'static str) -> World {
    World::with(&format!("http://{upstream}/base"), Setup { config, ..Setup::default() }).await
}

/// A request as the proxy passes it on.
fn by(world: &World, user: &str, method: Method, path: &str) -> reqwest::RequestBuilder {
    world.request(method, path).header("host", "rescind.example").header("x-forwarded-user", user)
}

async fn get(world: &World, user: &str, path: &str) -> Response {
    by(world, user, Method::GET, path).send().await.unwrap()
}

#[tokio::test]
async fn the_journal_names_the_user_of_the_proxy() {
    let upstream = Upstream::always(done()).await;
    let world = world(upstream.address, TRUSTED).await;
    assert_eq!(json_of(get(&world, "alice", "/api/session").await).await, json!({ "who": "alice" }));
    let plan = json!({ "reason": "left", "entries": [entry("prod", "bob")] });
    let post = |path: &str| by(&world, "alice", Method::POST, path).header("content-type", "application/json");
    let plan = json_of(post("/api/plans").body(plan.to_string()).send().await.unwrap()).await;
    let id = plan["entries"][0]["id"].as_str().unwrap();
    let call = post(REVOKE).header("x-rescind-entry", id).body(revocation("bob"));
    assert_eq!(call.send().await.unwrap().status(), StatusCode::OK);
    let journal = json_of(get(&world, "carol", "/api/journal").await).await;
    assert_eq!(journal["rows"][0]["who"], "alice");
    assert_eq!(upstream.requests()[0].header("x-forwarded-user"), None, "who it was is no vendor's business");
}

#[tokio::test]
async fn without_one_user_there_is_no_way_in() {
    let upstream = Upstream::always(done()).await;
    let world = world(upstream.address, TRUSTED).await;
    let no_way = (401, "proxy_sign_in".to_owned());
    assert_eq!(refusal(world.get("/api/connections").await).await, no_way, "no header");
    assert_eq!(refusal(get(&world, "", "/api/connections").await).await, no_way, "an empty one");
    let twice = by(&world, "alice", Method::POST, LIST).header("x-forwarded-user", "root");
    assert_eq!(refusal(twice.send().await.unwrap()).await, no_way, "two users");
    assert_eq!(upstream.connections(), 0);
    let page = world.client.get(&world.base).header("accept", "text/html").send().await.unwrap();
    assert_eq!(page.status(), StatusCode::OK, "the page itself says where to sign in");
}

#[tokio::test]
async fn there_is_nothing_to_exchange_here() {
    let world = world(Upstream::always(done()).await.address, TRUSTED).await;
    for method in [Method::POST, Method::DELETE] {
        let request = by(&world, "alice", method, "/api/session").header("content-type", "application/json");
        let answer = request.body(r#"{"token":"login-token-of-the-tests"}"#).send().await.unwrap();
        assert!(answer.headers().get("set-cookie").is_none());
        assert_eq!(refusal(answer).await, (403, "proxy_sign_in".to_owned()));
    }
    assert_eq!(world.link, format!("{}/", world.base), "no token is printed");
}

#[tokio::test]
async fn the_header_from_anybody_else_is_refused_everywhere() {
    let upstream = Upstream::always(done()).await;
    let world = world(upstream.address, OTHERS).await;
    for path in ["/", "/healthz", "/missing.js", "/api/connections", "/api/session", LIST] {
        let answer = world.request(Method::GET, path).header("x-user", "alice").send().await.unwrap();
        assert_eq!(refusal(answer).await, (401, "proxy_sign_in".to_owned()), "{path}");
    }
    assert_eq!(refusal(world.get("/api/connections").await).await, (401, "proxy_sign_in".to_owned()));
    let forwarded = get(&world, "alice", "/api/connections").await;
    assert_eq!(refusal(forwarded).await.0, 403, "and a host that is not configured is not known");
    assert_eq!(world.client.get(format!("{}/healthz", world.base)).send().await.unwrap().status(), StatusCode::OK);
    assert_eq!(upstream.connections(), 0);
}

#[tokio::test]
async fn the_rules_about_other_sites_hold_for_users_of_the_proxy() {
    let upstream = Upstream::always(done()).await;
    let world = world(upstream.address, TRUSTED).await;
    let list = || by(&world, "alice", Method::POST, LIST).header("content-type", "application/json").body("{}");
    assert_eq!(list().header("origin", "https://rescind.example").send().await.unwrap().status(), StatusCode::OK);
    for (name, value) in [
        ("origin", "https://evil.example"),
        ("origin", "http://rescind.example"),
        ("sec-fetch-site", "cross-site"),
        ("x-rescind", "2"),
    ] {
        let answer = list().header(name, value).send().await.unwrap();
        assert_eq!(refusal(answer).await, (403, "cross_site".to_owned()), "{name}: {value}");
    }
    assert_eq!(upstream.requests().len(), 1);
}
