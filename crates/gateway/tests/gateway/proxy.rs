//! Signing in at a reverse proxy that names the user in a header.

use std::net::SocketAddr;

use reqwest::{Method, Response, StatusCode};
use serde_json::{Value, json};

use crate::milvus::{Roles, milvus, milvus_that_holds};
use crate::support::{ASK_AGAIN, Plan, READ, Setup, World, entry, json_of, refusal, told, within};
use crate::upstream::{Upstream, done, empty};

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
    let upstream = milvus(&Roles::default()).await;
    let world = world(upstream.address, TRUSTED).await;
    assert_eq!(json_of(get(&world, "alice", "/api/session").await).await, json!({ "who": "alice" }));
    let plan = json!({ "reason": "left", "entries": [entry("prod", "bob")], "start": true });
    let post = by(&world, "alice", Method::POST, "/api/plans").header("content-type", "application/json");
    let plan = Plan::of(&json_of(post.body(plan.to_string()).send().await.unwrap()).await);
    ends(&world, &plan).await;
    let journal = json_of(get(&world, "carol", "/api/journal").await).await;
    assert_eq!((&journal["rows"][0]["who"], journal["rows"][0].get("session")), (&json!("alice"), None));
    assert_eq!(upstream.requests()[0].header("x-forwarded-user"), None, "who it was is no vendor's business");
}

/// Waits for the end of a plan, and shows it.
async fn ends(world: &World, plan: &Plan) -> Value {
    within(async {
        loop {
            let view = json_of(get(world, "watcher", &plan.path()).await).await;
            if view["status"]["status"] == "finished" {
                return view;
            }
            tokio::time::sleep(ASK_AGAIN).await;
        }
    })
    .await
}

#[tokio::test]
async fn each_thing_that_somebody_does_with_a_plan_stands_under_their_name() {
    let (upstream, release) = milvus_that_holds().await;
    let world = world(upstream.address, TRUSTED).await;
    let users: Vec<_> = (0..12).map(|number| entry("prod", &format!("user-{number}"))).collect();
    let plan = json!({ "entries": users });
    let request = by(&world, "alice", Method::POST, "/api/plans").header("content-type", "application/json");
    let plan = Plan::of(&json_of(request.body(plan.to_string()).send().await.unwrap()).await);
    let ask = async |who: &str, request: &str| {
        let request = by(&world, who, Method::POST, &format!("{}/{request}", plan.path()));
        request.header("content-type", "application/json").send().await.unwrap().status()
    };
    // Four at a time: those that have begun end, whoever pauses.
    assert_eq!(ask("alice", "start").await, 204);
    upstream.has_changes(4).await;
    assert_eq!(ask("bob", "pause").await, 204);
    let view = json_of(get(&world, "carol", &plan.path()).await).await;
    assert_eq!(view["status"]["by"], json!({ "who": "bob" }));
    (0..4).for_each(|_| release.notify_one());
    within(async {
        while told(&json_of(get(&world, "carol", &plan.path()).await).await)[..5]
            != ["Revoked", "Revoked", "Revoked", "Revoked", "planned"]
        {
            tokio::time::sleep(ASK_AGAIN).await;
        }
    })
    .await;
    assert_eq!(ask("carol", "resume").await, 204);
    upstream.has_changes(8).await;
    assert_eq!(ask("bob", "cancel").await, 204);
    (0..4).for_each(|_| release.notify_one());
    within(async {
        while told(&json_of(get(&world, "carol", &plan.path()).await).await)[4..9]
            != ["Revoked", "Revoked", "Revoked", "Revoked", "planned"]
        {
            tokio::time::sleep(ASK_AGAIN).await;
        }
    })
    .await;
    for (kind, who) in
        [("created", "alice"), ("started", "alice"), ("paused", "bob"), ("resumed", "carol"), ("cancelled", "bob")]
    {
        let bodies = world.bodies(kind);
        assert_eq!((bodies.len(), &bodies[0]["who"], bodies[0].get("session")), (1, &json!(who), None), "{kind}");
    }
    let whose: Vec<_> = world.bodies("intent").iter().map(|body| body["who"].as_str().unwrap().to_owned()).collect();
    assert_eq!(whose[..4], ["alice", "alice", "alice", "alice"], "each call runs on the word of who started it");
    assert_eq!(whose[4..], ["carol", "carol", "carol", "carol"], "or resumed it");
    assert_eq!(upstream.changes().len(), 8);
}

#[tokio::test]
async fn without_one_user_there_is_no_way_in() {
    let upstream = Upstream::always(done()).await;
    let world = world(upstream.address, TRUSTED).await;
    let no_way = (401, "proxy_sign_in".to_owned());
    assert_eq!(refusal(world.get("/api/connections").await).await, no_way, "no header");
    assert_eq!(refusal(get(&world, "", "/api/connections").await).await, no_way, "an empty one");
    let twice = by(&world, "alice", Method::GET, READ).header("x-forwarded-user", "root");
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
    for path in ["/", "/healthz", "/missing.js", "/api/connections", "/api/session", READ] {
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
    let upstream = Upstream::always(empty()).await;
    let world = world(upstream.address, TRUSTED).await;
    let read = || by(&world, "alice", Method::GET, READ);
    assert_eq!(read().header("origin", "https://rescind.example").send().await.unwrap().status(), StatusCode::OK);
    for (name, value) in [
        ("origin", "https://evil.example"),
        ("origin", "http://rescind.example"),
        ("sec-fetch-site", "cross-site"),
        ("x-rescind", "2"),
    ] {
        let answer = read().header(name, value).send().await.unwrap();
        assert_eq!(refusal(answer).await, (403, "cross_site".to_owned()), "{name}: {value}");
    }
    assert_eq!(upstream.requests().len(), 1);
}
