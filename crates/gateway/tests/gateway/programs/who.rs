//! Whoever acts by a token is recorded as a token of that name, and nobody else can be taken for it.

use reqwest::Method;
use rescind_domain::Actor;
use serde_json::json;

use super::{EVERYTHING, get, request, run, token_of, world};
use crate::milvus::{Roles, milvus};
use crate::support::{Plan, Setup, World, entry, json_of, refusal};

#[tokio::test]
async fn what_a_program_does_stands_under_the_name_of_its_token() {
    let world = world().await;
    let secret = token_of(&world, "ci", EVERYTHING);
    let plan = run(&world, &secret, "alice").await;
    let view = json_of(get(&world, &secret, &plan.path()).await).await;
    assert_eq!((&view["who"], &view["started"]["who"]), (&json!("token:ci"), &json!("token:ci")));
    let rows = world.rows().await;
    assert_eq!((&rows[0]["who"], rows[0].get("session")), (&json!("token:ci"), None));
    assert_eq!(Actor::named(rows[0]["who"].as_str().unwrap()), Actor::Token("ci".to_owned()));
    for kind in ["created", "started", "intent"] {
        assert_eq!(world.bodies(kind)[0]["who"], "token:ci", "{kind}");
    }
    world.run(&["bob"]).await;
    let found = world.get_json("/api/journal?who=token:ci").await;
    assert_eq!(found["rows"].as_array().unwrap().len(), 1);
}

const TRUSTED: &str = "auth = \"proxy\"\ntrusted_peers = [\"127.0.0.0/8\"]\nhosts = [\"rescind.example\"]\n";

#[tokio::test]
async fn a_user_of_the_proxy_whose_name_looks_like_a_token_is_told_apart() {
    let upstream = milvus(&Roles::default()).await;
    let setup = Setup { config: TRUSTED, ..Setup::default() };
    let world = World::with(&format!("http://{}/base", upstream.address), setup).await;
    let secret = token_of(&world, "ci", EVERYTHING);
    let by_token = run(&world, &secret, "alice").await;
    let by = |method: Method, path: &str| {
        let request = world.client.request(method, format!("{}{path}", world.base)).header("x-rescind", "1");
        request.header("host", "rescind.example").header("x-forwarded-user", "token:ci")
    };
    let plan = json!({ "entries": [entry("prod", "bob")] });
    let post = by(Method::POST, "/api/plans").header("content-type", "application/json").body(plan.to_string());
    let by_person = Plan::of(&json_of(post.send().await.unwrap()).await);
    let who = async |plan: &Plan| json_of(get(&world, &secret, &plan.path()).await).await["who"].clone();
    assert_eq!((who(&by_token).await, who(&by_person).await), (json!("token:ci"), json!("person:token:ci")));
    let session = json_of(by(Method::GET, "/api/session").send().await.unwrap()).await;
    assert_eq!(session, json!({ "who": "person:token:ci" }));
    let both = request(&world, &secret, Method::GET, "/api/plans").header("x-forwarded-user", "alice");
    assert_eq!(refusal(both.send().await.unwrap()).await, (400, "bad_request".to_owned()));
}
