//! Plans: what is stored and shown of them, and that a repeated request makes no second one.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::sync::Notify;

use crate::milvus::{Act, Roles, milvus, milvus_where};
use crate::support::{Plan, World, entry, json_of, refusal, told};
use crate::upstream::{Reaction, Upstream, done, held};

const KEY: &str = "5f2b8d1e-3c4a-4f6b-9e7d-0a1b2c3d4e5f";

async fn world() -> World {
    World::of(&milvus(&Roles::default()).await).await
}

fn plan(reason: &str, entries: &[Value]) -> String {
    json!({ "reason": reason, "entries": entries }).to_string()
}

#[tokio::test]
async fn a_plan_is_stored_and_shown_with_the_state_of_its_entries() {
    let upstream = milvus(&Roles::default()).await;
    let world = World::of(&upstream).await;
    let stored = world.store(&[entry("prod", "alice"), entry("other", "bob")], false).await;
    let row = |at: usize, connection: &str, user: &str, more: Value| {
        let mut row = entry(connection, user);
        row["id"] = json!(stored.entries[at]);
        row.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        row
    };
    let (at, planned) = (1_700_000_000_000_u64, json!({ "state": { "state": "planned" } }));
    let head = json!({
        "seq": 1, "status": { "status": "stored" }, "id": stored.id, "at": at, "who": "admin", "reason": "left",
        "entries": [row(0, "prod", "alice", planned.clone()), row(1, "other", "bob", planned)],
    });
    assert_eq!(world.view(&stored).await, head);
    assert_eq!(upstream.connections(), 0, "what is stored is not sent");

    assert_eq!(world.ask(&stored, "start").await.status(), 204);
    let view = world.ends(&stored).await;
    let revoked = |connection: &str, user: &str| {
        json!({
            "state": { "state": "settled", "outcome": "Revoked" },
            "captured": [entry(connection, user)["grant"]],
            "observed": { "by": "gateway", "read": "POST /v2/vectordb/users/describe", "at": at },
            "comparison": { "compared": "same" },
        })
    };
    let entries = [row(0, "prod", "alice", revoked("prod", "alice")), row(1, "other", "bob", revoked("other", "bob"))];
    assert_eq!(view["entries"], json!(entries));
    assert_eq!((&view["status"], &view["seq"]), (&json!({ "status": "finished" }), &json!(8)));
    let listed = world.get_json("/api/plans").await[0].clone();
    assert_eq!((&listed["first"], &listed["status"]), (&entry("prod", "alice"), &view["status"]));
    assert_eq!(refusal(world.get("/api/plans/none").await).await, (404, "not_found".to_owned()));
}

#[tokio::test]
async fn what_no_plan_can_be_is_refused() {
    let world = world().await;
    let (alice, many) = (entry("prod", "alice"), vec![entry("prod", "alice"); 10_001]);
    let with = |name: &str, value: Value| {
        let mut plan = json!({ "reason": "", "entries": [alice.clone()] });
        plan[name] = value;
        plan.to_string()
    };
    let cases = [
        (plan("", &[]), 400, "bad_request"),
        (plan("", &many), 400, "bad_request"),
        (plan(&"é".repeat(2049), std::slice::from_ref(&alice)), 400, "bad_request"),
        (plan("", &[alice.clone(), entry("none", "alice")]), 404, "not_found"),
        (plan("", &[alice.clone(), entry("audit", "alice")]), 403, "read_only"),
        (r#"{"entries":[{"connection":"prod"}]}"#.to_owned(), 400, "bad_request"),
        ("[]".to_owned(), 400, "bad_request"),
        (with("key", json!("")), 400, "bad_request"),
        (with("key", json!("x".repeat(65))), 400, "bad_request"),
        (with("key", json!("a b")), 400, "bad_request"),
        (with("time_limit_ms", json!(0)), 400, "bad_request"),
        (with("time_limit_ms", json!(600_001)), 400, "bad_request"),
        (with("time_limit_ms", json!(-1)), 400, "bad_request"),
    ];
    for (body, status, kind) in cases {
        assert_eq!(refusal(world.post("/api/plans", &body).await).await, (status, kind.to_owned()));
    }
    assert_eq!((world.get_json("/api/plans").await, world.plan_events()), (json!([]), Vec::new()));
    let most = plan(&"é".repeat(2048), &many[1..]);
    let made = json_of(world.post("/api/plans", &most).await).await;
    assert_eq!(made["entries"].as_array().unwrap().len(), 10_000);
    let view = world.view(&Plan::of(&made)).await;
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
async fn a_listed_plan_says_how_far_its_entries_are() {
    let release = Arc::new(Notify::new());
    let upstream = milvus_where(&Roles::default(), {
        let release = Arc::clone(&release);
        move |_, request| match () {
            () if request.body.contains("lost") => Act::Left(Reaction::Close(String::new())),
            () if request.body.contains("held") => Act::Carried(held(&release, done())),
            () => Act::Carried(done()),
        }
    })
    .await;
    let world = World::of(&upstream).await;
    let plan = world.start(&["a", "b", "lost", "held-1", "held-2", "held-3", "held-4", "waits-1", "waits-2"]).await;
    let counted = async |states: Value| {
        let is_so =
            |told: &[&str]| told.contains(&"Unknown") && told.iter().filter(|told| **told == "in_flight").count() == 4;
        world.until(&plan, |view| is_so(&told(view))).await;
        let listed = world.get_json("/api/plans").await[0].clone();
        assert_eq!((&listed["entries"], &listed["states"]), (&json!(9), &states));
        listed
    };
    upstream.has_changes(7).await;
    let listed = counted(json!({ "planned": 2, "in_flight": 4, "answered": 0, "lost": 0, "settled": 3 })).await;
    assert_eq!(listed["outcomes"], json!({ "Revoked": 2, "Unknown": 1 }));
    assert_eq!(listed["status"], json!({ "status": "running" }));
    for _ in 0..4 {
        release.notify_one();
    }
    let view = world.ends(&plan).await;
    let expected = ["Revoked", "Revoked", "Unknown", "Revoked", "Revoked", "Revoked", "Revoked", "Revoked", "Revoked"];
    assert_eq!(told(&view), expected);
}

#[tokio::test]
async fn the_same_key_with_the_same_body_is_the_same_plan_and_is_run_once() {
    let upstream = milvus(&Roles::default()).await;
    let world = World::of(&upstream).await;
    let body = |reason: &str| {
        json!({ "key": KEY, "reason": reason, "entries": [entry("prod", "alice")], "start": true }).to_string()
    };
    let first = Plan::of(&json_of(world.post("/api/plans", &body("left")).await).await);
    assert_eq!(Plan::of(&json_of(world.post("/api/plans", &body("left")).await).await), first);
    world.ends(&first).await;
    // Also when it is over, and however the body is spelled.
    let spelled = body("left").replace("\"start\":true", " \"time_limit_ms\": null, \"start\" : true");
    assert_eq!(Plan::of(&json_of(world.post("/api/plans", &spelled).await).await), first);
    assert_eq!(refusal(world.post("/api/plans", &body("other")).await).await, (409, "plan_refused".to_owned()));
    let other_way = body("left").replace("true", "false");
    assert_eq!(refusal(world.post("/api/plans", &other_way).await).await, (409, "plan_refused".to_owned()));
    assert_eq!(world.get_json("/api/plans").await.as_array().unwrap().len(), 1);
    assert_eq!((upstream.changes().len(), world.plan_events()), (1, vec!["created".to_owned(), "started".to_owned()]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_ten_equal_requests_at_the_same_time_one_makes_a_plan_and_it_sends_one_call() {
    let upstream = milvus(&Roles::default()).await;
    let world = Arc::new(World::of(&upstream).await);
    let mut requests = tokio::task::JoinSet::new();
    for _ in 0..10 {
        let world = Arc::clone(&world);
        let body = json!({ "key": KEY, "entries": [entry("prod", "alice")], "start": true }).to_string();
        requests.spawn(async move { Plan::of(&json_of(world.post("/api/plans", &body).await).await) });
    }
    let plans = requests.join_all().await;
    assert_eq!(plans.iter().map(|plan| plan.id.as_str()).collect::<BTreeSet<_>>().len(), 1);
    world.ends(&plans[0]).await;
    assert_eq!(
        (upstream.changes().len(), world.events()),
        (1, ["intent", "answer", "outcome"].map(str::to_owned).into())
    );
}

#[tokio::test]
async fn without_a_key_each_request_is_a_plan() {
    let world = world().await;
    let (first, second) = (world.plan(&["alice"]).await, world.plan(&["alice"]).await);
    assert_ne!(first.id, second.id);
    let view = world.ends_after_start(&first).await;
    assert_eq!(told(&view), ["Revoked"]);
    assert_eq!(told(&world.ends_after_start(&second).await), ["AlreadyAbsent"]);
}

#[tokio::test]
async fn what_was_never_started_is_never_sent_also_not_by_another_plan() {
    let upstream = Upstream::always(done()).await;
    let world = World::of(&upstream).await;
    let stored = world.plan(&["alice"]).await;
    assert_eq!(world.ask(&stored, "check").await.status(), 204);
    for request in ["resume", "retry", "pause"] {
        assert_eq!(refusal(world.ask(&stored, request).await).await, (409, "plan_refused".to_owned()), "{request}");
    }
    let directory = world.stop().await;
    let setup = crate::support::Setup { directory, ..crate::support::Setup::default() };
    let world = World::with(&format!("http://{}", upstream.address), setup).await;
    assert_eq!(world.view(&stored).await["status"], json!({ "status": "stored" }));
    assert_eq!((upstream.connections(), world.events()), (0, Vec::new()));
}
