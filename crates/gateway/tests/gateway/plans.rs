//! Plans and leases.

use std::sync::Arc;
use std::time::Duration;

use reqwest::StatusCode;
use serde_json::{Value, json};
use tokio::sync::Notify;

use crate::support::{REVOKE, World, entry, json_of, refusal, revocation, within};
use crate::upstream::{Reaction, Upstream, done, held};

async fn world() -> World {
    World::of(&Upstream::always(done()).await).await
}

fn plan(reason: &str, entries: &[Value]) -> String {
    json!({ "reason": reason, "entries": entries }).to_string()
}

#[tokio::test]
async fn a_plan_is_stored_and_shown_with_the_state_of_its_entries() {
    let world = world().await;
    let made =
        json_of(world.post("/api/plans", &plan("left", &[entry("prod", "alice"), entry("other", "bob")])).await).await;
    let id = made["id"].as_str().unwrap();
    let ids: Vec<_> = made["entries"].as_array().unwrap().iter().map(|entry| entry["id"].as_str().unwrap()).collect();
    assert!(world.revoke(ids[0]).await.status().is_success());
    world.settle(ids[0], json!({ "outcome": "Revoked" })).await;
    let row = |id: &str, connection: &str, user: &str, state: Value| {
        let mut row = entry(connection, user);
        row["id"] = json!(id);
        row["state"] = state;
        row
    };
    let expected = json!({
        "id": id, "at": 1_700_000_000_000_u64, "who": "admin", "reason": "left",
        "entries": [
            row(ids[0], "prod", "alice", json!({ "state": "settled", "outcome": "Revoked" })),
            row(ids[1], "other", "bob", json!({ "state": "planned" })),
        ],
    });
    assert_eq!(world.get_json(&format!("/api/plans/{id}")).await, expected);
    assert_eq!(world.get_json("/api/plans").await[0]["first"], entry("prod", "alice"));
    assert_eq!(refusal(world.get("/api/plans/none").await).await, (404, "not_found".to_owned()));
}

#[tokio::test]
async fn what_no_plan_can_be_is_refused() {
    let world = world().await;
    let (alice, many) = (entry("prod", "alice"), vec![entry("prod", "alice"); 10_001]);
    let cases = [
        (plan("", &[]), 400, "bad_request"),
        (plan("", &many), 400, "bad_request"),
        (plan(&"é".repeat(2049), std::slice::from_ref(&alice)), 400, "bad_request"),
        (plan("", &[alice.clone(), entry("none", "alice")]), 404, "not_found"),
        (plan("", &[alice.clone(), entry("audit", "alice")]), 403, "read_only"),
        (r#"{"entries":[{"connection":"prod"}]}"#.to_owned(), 400, "bad_request"),
        ("[]".to_owned(), 400, "bad_request"),
    ];
    for (body, status, kind) in cases {
        assert_eq!(refusal(world.post("/api/plans", &body).await).await, (status, kind.to_owned()));
    }
    assert_eq!(world.get_json("/api/plans").await, json!([]));
    let most = plan(&"é".repeat(2048), &many[1..]);
    let made = json_of(world.post("/api/plans", &most).await).await;
    assert_eq!(made["entries"].as_array().unwrap().len(), 10_000);
    let view = world.get_json(&format!("/api/plans/{}", made["id"].as_str().unwrap())).await;
    let ids = |plan: &Value| plan["entries"].as_array().unwrap().iter().map(|e| e["id"].clone()).collect::<Vec<_>>();
    assert_eq!(ids(&view), ids(&made), "in the order of the request");
}

#[tokio::test]
async fn plans_are_listed_in_pages_newest_first() {
    let world = world().await;
    for reason in ["one", "two", "three"] {
        world.clock.advance(Duration::from_secs(1));
        json_of(world.post("/api/plans", &plan(reason, &[entry("prod", "alice"), entry("prod", "bob")])).await).await;
    }
    let first = world.get_json("/api/plans?limit=2").await;
    let reasons = |page: &Value| page.as_array().unwrap().iter().map(|p| p["reason"].clone()).collect::<Vec<_>>();
    assert_eq!(reasons(&first), ["three", "two"]);
    assert_eq!((&first[0]["entries"], &first[0]["who"]), (&json!(2), &json!("admin")));
    assert_eq!(first[0]["at"], 1_700_000_003_000_u64);
    let before = first[1]["id"].as_str().unwrap();
    assert_eq!(reasons(&world.get_json(&format!("/api/plans?limit=2&before={before}")).await), ["one"]);
    assert_eq!(refusal(world.get("/api/plans?page=2").await).await, (400, "bad_request".to_owned()));
    assert_eq!(refusal(world.get("/api/plans?before=none").await).await, (404, "not_found".to_owned()));
}

#[tokio::test]
async fn one_tab_runs_a_plan() {
    let world = world().await;
    let made = json_of(world.post("/api/plans", &plan("", &[entry("prod", "alice")])).await).await;
    let path = format!("/api/plans/{}/lease", made["id"].as_str().unwrap());
    let take = async |holder: &str| world.post(&path, &json!({ "holder": holder }).to_string()).await;
    let lease = json!({ "holder": "a", "expires": 1_700_000_015_000_u64 });
    let shown = async || {
        let plan = world.get_json(path.trim_end_matches("/lease")).await;
        (plan.get("lease").cloned(), world.get_json("/api/plans").await[0].get("lease").cloned())
    };
    assert_eq!(shown().await, (None, None));
    assert_eq!(json_of(take("a").await).await, lease);
    assert_eq!(shown().await, (Some(lease.clone()), Some(lease)));
    let refused = take("b").await;
    assert_eq!(refused.status(), 409);
    let text = refused.text().await.unwrap();
    let body: Value = serde_json::from_str(&text).unwrap();
    assert_eq!((&body["error"]["kind"], &body["holder"]), (&json!("leased"), &json!("a")), "{text}");
    world.clock.advance(Duration::from_secs(10));
    assert_eq!(json_of(take("a").await).await["expires"], 1_700_000_025_000_u64);
    world.clock.advance(Duration::from_secs(14));
    assert_eq!(refusal(take("b").await).await, (409, "leased".to_owned()));
    world.clock.advance(Duration::from_secs(1));
    assert_eq!(json_of(take("b").await).await["holder"], "b");
    let none = world.post("/api/plans/none/lease", r#"{"holder":"a"}"#).await;
    assert_eq!(refusal(none).await, (404, "not_found".to_owned()));
}

#[tokio::test]
async fn the_rest_of_a_plan_is_called_off_and_wanted_after_all() {
    let world = world().await;
    let made = json_of(world.post("/api/plans", &plan("", &[entry("prod", "alice")])).await).await;
    let plan = format!("/api/plans/{}", made["id"].as_str().unwrap());
    let want =
        async |rest: &str| world.post(&format!("{plan}/rest"), &json!({ "rest": rest }).to_string()).await.status();
    let shown = async || {
        let (view, list) = (world.get_json(&plan).await, world.get_json("/api/plans").await);
        assert_eq!(view.get("cancelled"), list[0].get("cancelled"));
        view.get("cancelled").cloned()
    };
    assert_eq!(want("wanted").await, 204);
    assert_eq!(shown().await, None);
    assert_eq!(want("cancelled").await, 204);
    let cancelled = Some(json!({ "at": 1_700_000_000_000_u64, "who": "admin" }));
    assert_eq!(shown().await, cancelled);
    world.clock.advance(Duration::from_secs(1));
    assert_eq!(want("cancelled").await, 204);
    assert_eq!(shown().await, cancelled, "who was the first stays");
    assert_eq!(want("wanted").await, 204);
    assert_eq!(shown().await, None);
    assert_eq!(want("forgotten").await, 400);
    let none = world.post("/api/plans/none/rest", r#"{"rest":"cancelled"}"#).await;
    assert_eq!(refusal(none).await, (404, "not_found".to_owned()));
}

#[tokio::test]
async fn a_listed_plan_says_how_far_its_entries_are() {
    let release = Arc::new(Notify::new());
    let upstream = Upstream::start({
        let release = Arc::clone(&release);
        move |number, _| match number {
            1..=3 => done(),
            4 => Reaction::Close(String::new()),
            _ => held(&release, done()),
        }
    })
    .await;
    let world = World::of(&upstream).await;
    let ids = world.plan(&["alice"; 8]).await;
    for id in &ids[..4] {
        world.revoke(id).await;
    }
    let outcomes = [json!({ "outcome": "Revoked" }), json!({ "outcome": "Revoked" })];
    for (id, outcome) in ids.iter().zip(outcomes) {
        assert_eq!(world.settle(id, outcome).await.status(), 204);
    }
    assert_eq!(world.settle(&ids[6], json!({ "outcome": "AlreadyAbsent" })).await.status(), 204);
    let call = tokio::spawn(world.mutation(REVOKE, &ids[4], &revocation("alice")).send());
    upstream.has_requests(5).await;
    let plan = world.get_json("/api/plans").await[0].clone();
    let states = json!({ "planned": 2, "in_flight": 1, "answered": 1, "lost": 1, "settled": 3 });
    assert_eq!((&plan["entries"], &plan["states"]), (&json!(8), &states));
    assert_eq!(plan["outcomes"], json!({ "Revoked": 2, "AlreadyAbsent": 1 }));
    release.notify_one();
    assert!(call.await.unwrap().unwrap().status().is_success());
    assert_eq!(world.get_json("/api/plans").await[0]["states"]["answered"], 2);
}

#[tokio::test]
async fn two_tabs_on_one_plan_never_double_a_call() {
    let release = Arc::new(Notify::new());
    let upstream = Upstream::always(held(&release, done())).await;
    let world = World::of(&upstream).await;
    let ids = world.plan(&["alice", "alice"]).await;
    let plan = format!("/api/plans/{}", ids[0].split('.').next().unwrap());
    let lease = format!("{plan}/lease");
    let take = async |tab: &str| world.post(&lease, &json!({ "holder": tab }).to_string()).await.status();
    let send = |id: &str| tokio::spawn(world.mutation(REVOKE, id, &revocation("alice")).send());

    // One tab runs the plan and falls asleep while its first call is under way; the other one takes over.
    assert_eq!((take("a").await, take("b").await), (StatusCode::OK, StatusCode::CONFLICT));
    let first = send(&ids[0]);
    upstream.has_requests(1).await;
    world.clock.advance(Duration::from_secs(15));
    assert_eq!((take("b").await, take("a").await), (StatusCode::OK, StatusCode::CONFLICT));
    let states = async || {
        let view = world.get_json(&plan).await;
        view["entries"].as_array().unwrap().iter().map(|entry| entry["state"]["state"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(states().await, ["in_flight", "planned"]);
    assert_eq!(refusal(send(&ids[0]).await.unwrap().unwrap()).await, (409, "intent_refused".to_owned()));

    // The sleeper wakes up and does not know yet: both send the second call.
    let both = [send(&ids[1]), send(&ids[1])];
    upstream.has_requests(2).await;
    release.notify_one();
    release.notify_one();
    let mut answers = vec![within(first).await.unwrap().unwrap().status().as_u16()];
    for call in both {
        answers.push(within(call).await.unwrap().unwrap().status().as_u16());
    }
    answers.sort_unstable();
    assert_eq!((answers, upstream.requests().len()), (vec![200, 200, 409], 2));
    assert_eq!(states().await, ["answered", "answered"]);
    assert_eq!(world.events(), ["intent", "intent", "answer", "answer"]);
}
