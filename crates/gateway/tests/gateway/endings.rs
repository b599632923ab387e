//! How a call that has left ends: without an answer, too late, without a browser, without a gateway.

use std::sync::Arc;
use std::time::Duration;

use reqwest::Method;
use rescind_gateway::Limits;
use serde_json::{Value, json};
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;
use tokio::sync::Notify;

use crate::milvus::{Act, Roles, milvus, milvus_that_holds, milvus_where, reading_where};
use crate::support::{Plan, READ, Setup, World, entry, kinds, quick, told, within};
use crate::upstream::{Reaction, Upstream, answer, done, empty, held};

async fn with(upstream: &Upstream, limits: Limits) -> World {
    World::with(&format!("http://{}", upstream.address), Setup { limits, ..Setup::default() }).await
}

fn act(carried: bool, reaction: Reaction) -> Act {
    if carried { Act::Carried(reaction) } else { Act::Left(reaction) }
}

#[tokio::test]
async fn a_cut_connection_is_lost_and_never_tried_again() {
    let half = "HTTP/1.1 200 OK\r\ncontent-length: 20\r\n\r\n{\"code\":0";
    for cut in ["", "HTTP/1.1 2", half, "garbage\r\n\r\n"] {
        for (carried, expected) in [(true, "Revoked"), (false, "Unknown")] {
            let upstream =
                milvus_where(&Roles::default(), move |_, _| act(carried, Reaction::Close(cut.to_owned()))).await;
            let world = World::of(&upstream).await;
            let plan = world.run(&["alice"]).await;
            assert_eq!(told(&world.view(&plan).await), [expected], "{cut}");
            assert_eq!(world.events(), ["intent", "lost", "outcome"]);
            assert_eq!(world.bodies("lost"), [json!({ "reason": "upstream_lost" })]);
            assert_eq!(upstream.changes().len(), 1);
        }
    }
}

#[tokio::test]
async fn what_is_lost_and_seen_to_be_gone_later_is_revoked_without_another_call() {
    let roles = Roles::default();
    let upstream = milvus_where(&roles, |_, _| Act::Left(Reaction::Close(String::new()))).await;
    let world = World::of(&upstream).await;
    let plan = world.run(&["alice"]).await;
    assert_eq!(told(&world.view(&plan).await), ["Unknown"]);
    assert_eq!(world.get_json("/api/plans?open=1").await["entries"][0]["entry"]["id"], json!(plan.entries[0]));
    roles.set("alice", &[]);
    world.until(&plan, |view| told(view) == ["Revoked"]).await;
    assert_eq!(world.events(), ["intent", "lost", "outcome", "outcome"]);
    assert_eq!(upstream.changes().len(), 1);
    assert_eq!(world.get_json("/api/plans?open=1").await["entries"], json!([]));
}

#[tokio::test]
async fn somebody_may_check_at_once_what_became_of_a_lost_call() {
    let roles = Roles::default();
    let upstream = milvus_where(&roles, |_, _| Act::Left(Reaction::Close(String::new()))).await;
    let world = World::of(&upstream).await;
    let plan = world.run(&["alice", "bob"]).await;
    roles.set("alice", &[]);
    let body = json!({ "entries": [plan.entries[0]] }).to_string();
    assert_eq!(world.post(&format!("{}/check", plan.path()), &body).await.status(), 204);
    assert_eq!(told(&world.view(&plan).await), ["Revoked", "Unknown"]);
    assert_eq!(world.ask(&plan, "check").await.status(), 204);
    assert_eq!(told(&world.view(&plan).await)[1], "Unknown", "it is still there");
    assert_eq!(upstream.changes().len(), 2);
}

#[tokio::test]
async fn an_answer_that_does_not_come_in_time_leaves_it_unknown_at_once() {
    for (of_plan, of_gateway) in [(Value::Null, 50), (json!(50), 600_000)] {
        let upstream = milvus_where(&Roles::default(), |_, _| Act::Left(held(&Arc::default(), done()))).await;
        let world = with(&upstream, Limits { mutation: Duration::from_millis(of_gateway), ..quick() }).await;
        let plan = json!({ "entries": [entry("prod", "alice")], "time_limit_ms": of_plan, "start": true });
        let plan = Plan::of(&crate::support::json_of(world.post("/api/plans", &plan.to_string()).await).await);
        let view = world.ends(&plan).await;
        assert_eq!((told(&view), &view["entries"][0]["state"]["fault"]["kind"]), (vec!["Unknown"], &json!("timeout")));
        assert_eq!(world.bodies("lost"), [json!({ "reason": "upstream_timeout" })]);
        assert_eq!(upstream.changes().len(), 1);
    }
}

#[tokio::test]
async fn an_answer_that_is_too_large_was_an_answer_which_says_nothing() {
    for (carried, expected) in [(true, "Revoked"), (false, "Unknown")] {
        let large = answer("200 OK", &["x-request-id: abc"], &"x".repeat(101));
        let upstream = milvus_where(&Roles::default(), move |_, _| act(carried, large.clone())).await;
        let world = with(&upstream, Limits { answer_body: 100, ..quick() }).await;
        let plan = world.run(&["alice"]).await;
        assert_eq!(told(&world.view(&plan).await), [expected]);
        let row = world.rows().await.remove(0);
        assert_eq!((&row["requestId"], &row["result"]), (&json!("abc"), &json!("lost")));
        assert_eq!(world.events(), ["intent", "answer", "outcome"]);
    }
}

#[tokio::test]
async fn a_run_depends_on_no_browser() {
    let (upstream, release) = milvus_that_holds().await;
    let world = World::of(&upstream).await;
    let body = json!({ "entries": [entry("prod", "alice"), entry("prod", "bob")], "start": true }).to_string();
    let request = format!(
        "POST /api/plans HTTP/1.1\r\nhost: {}\r\nx-rescind: 1\r\ncookie: {}\r\ncontent-type: application/json\r\n\
         content-length: {}\r\n\r\n{body}",
        world.address,
        world.cookie,
        body.len()
    );
    let mut browser = TcpStream::connect(world.address).await.unwrap();
    browser.write_all(request.as_bytes()).await.unwrap();
    // It goes away without having heard an answer, and its session ends.
    upstream.has_changes(1).await;
    drop(browser);
    assert_eq!(world.request(Method::DELETE, "/api/session").send().await.unwrap().status(), 204);
    release.notify_one();
    upstream.has_changes(2).await;
    release.notify_one();
    let database = world.database();
    let outcomes = || kinds(&database, "kind = 'outcome'").len();
    within(async {
        while outcomes() < 2 {
            tokio::time::sleep(crate::support::ASK_AGAIN).await;
        }
    })
    .await;
    assert_eq!(upstream.changes().len(), 2);
}

#[tokio::test]
async fn a_stop_waits_for_calls_that_have_begun_and_begins_no_other() {
    let release = Arc::new(Notify::new());
    let roles = Roles::default();
    let upstream = milvus_where(&roles, {
        let release = Arc::clone(&release);
        move |number, _| if number <= 4 { Act::Carried(held(&release, done())) } else { Act::Carried(done()) }
    })
    .await;
    let base = format!("http://{}", upstream.address);
    let world = World::with(&base, Setup::default()).await;
    let plan = world.start(&["a", "b", "c", "d", "e", "f"]).await;
    upstream.has_changes(4).await;
    let (database, address) = (world.database(), world.address);
    let stopping = tokio::spawn(world.stop());
    within(async { while TcpStream::connect(address).await.is_ok() {} }).await;
    assert!(!stopping.is_finished());
    for _ in 0..4 {
        release.notify_one();
    }
    let directory = within(stopping).await.unwrap();
    assert_eq!(
        kinds(&database, "kind = 'answer'").len(),
        4,
        "what is looked at after that may be left to the next one"
    );
    assert_eq!(kinds(&database, "entry IS NULL"), ["created", "started"], "nobody has paused it");
    assert_eq!(upstream.changes().len(), 4, "and nothing else was begun");

    let world = World::with(&base, Setup { directory, ..Setup::default() }).await;
    assert_eq!(told(&world.ends(&plan).await), ["Revoked"; 6], "the next gateway goes on");
    assert_eq!(upstream.changes().len(), 6);
}

#[tokio::test]
async fn a_stop_cuts_reads_off_but_never_a_call_that_changes_something() {
    let release = Arc::new(Notify::new());
    let upstream = reading_where(
        &Roles::default(),
        |_, request| request.line.contains("/list ").then(|| held(&Arc::default(), done())),
        {
            let release = Arc::clone(&release);
            move |_, _| Act::Carried(held(&release, done()))
        },
    )
    .await;
    let world = with(&upstream, Limits { shutdown: Duration::ZERO, ..quick() }).await;
    world.start(&["alice"]).await;
    upstream.has_changes(1).await;
    let (database, address) = (world.database(), world.address);
    let read = tokio::spawn(world.request(Method::GET, READ).send());
    upstream.has_requests(3).await;
    let stopping = tokio::spawn(world.stop());
    within(async { while TcpStream::connect(address).await.is_ok() {} }).await;
    assert!(!stopping.is_finished(), "the call is still under way");
    release.notify_one();
    let _directory = within(stopping).await.unwrap();
    assert!(!read.is_finished(), "nobody waited for the read");
    // What is looked at after the answer may be left to the next one.
    assert_eq!(kinds(&database, "entry IS NOT NULL AND kind <> 'outcome'"), ["intent", "answer"]);
    read.abort();
}

#[tokio::test]
async fn a_stop_lets_an_answer_reach_its_browser() {
    let release = Arc::new(Notify::new());
    let upstream = Upstream::always(held(&release, empty())).await;
    let world = World::of(&upstream).await;
    let request = tokio::spawn(world.request(Method::GET, READ).send());
    upstream.has_requests(1).await;
    let stopping = tokio::spawn(world.stop());
    release.notify_one();
    assert!(within(request).await.unwrap().unwrap().status().is_success());
    let _directory = within(stopping).await.unwrap();
}

#[tokio::test]
async fn a_gateway_that_was_away_too_long_waits_for_somebody() {
    for (minutes, expected) in [(14, "finished"), (16, "paused")] {
        let (release, roles) = (Arc::new(Notify::new()), Roles::default());
        let upstream = milvus_where(&roles, {
            let release = Arc::clone(&release);
            move |number, _| if number <= 4 { Act::Carried(held(&release, done())) } else { Act::Carried(done()) }
        })
        .await;
        let base = format!("http://{}", upstream.address);
        let world = World::with(&base, Setup::default()).await;
        let plan = world.start(&["a", "b", "c", "d", "e"]).await;
        upstream.has_changes(4).await;
        let clock = Arc::clone(&world.clock);
        let stopping = tokio::spawn(world.stop());
        for _ in 0..4 {
            release.notify_one();
        }
        let directory = within(stopping).await.unwrap();
        clock.advance(Duration::from_secs(minutes * 60));
        let world = World::with(&base, Setup { directory, clock, ..Setup::default() }).await;
        let view = world.until(&plan, |view| view["status"]["status"] == expected).await;
        if expected == "paused" {
            assert_eq!(view["status"]["why"], json!({ "reason": "away" }));
            assert_eq!(upstream.changes().len(), 4);
            assert_eq!(world.ask(&plan, "resume").await.status(), 204);
            world.ends(&plan).await;
        }
        assert_eq!(upstream.changes().len(), 5);
    }
}

#[tokio::test]
async fn a_call_does_not_leave_after_its_machine_was_suspended_while_the_state_was_read() {
    let look = Arc::new(Notify::new());
    let held_now = json!({ "code": 0, "data": ["reader"] }).to_string();
    let upstream = reading_where(
        &Roles::default(),
        {
            let look = Arc::clone(&look);
            move |number, _| (number == 1).then(|| held(&look, answer("200 OK", &[], &held_now)))
        },
        |_, _| Act::Carried(done()),
    )
    .await;
    let world = World::of(&upstream).await;
    let plan = world.start(&["alice"]).await;
    upstream.has_requests(1).await;
    // No timer of the gateway has noticed.
    world.clock.advance(Duration::from_secs(16 * 60));
    look.notify_one();
    let view = world.until(&plan, |view| view["status"]["status"] == "paused").await;
    assert_eq!((&view["status"]["why"], told(&view)), (&json!({ "reason": "away" }), vec!["planned"]));
    assert_eq!(upstream.changes().len(), 0);
    assert_eq!(world.ask(&plan, "resume").await.status(), 204);
    assert_eq!(told(&world.ends(&plan).await), ["Revoked"]);
}

#[tokio::test]
async fn a_plan_does_not_go_on_by_itself_at_another_address() {
    let (release, roles) = (Arc::new(Notify::new()), Roles::default());
    let first = milvus_where(&roles, {
        let release = Arc::clone(&release);
        move |_, _| Act::Carried(held(&release, done()))
    })
    .await;
    let second = milvus(&roles).await;
    let world = World::with(&format!("http://{}", first.address), Setup::default()).await;
    let plan = world.start(&["a", "b", "c", "d", "e"]).await;
    first.has_changes(4).await;
    let stopping = tokio::spawn(world.stop());
    for _ in 0..4 {
        release.notify_one();
    }
    let directory = within(stopping).await.unwrap();
    let setup = Setup { directory, ..Setup::default() };
    let world = World::with(&format!("http://{}", second.address), setup).await;
    let view = world.until(&plan, |view| view["status"]["status"] == "paused").await;
    assert_eq!(view["status"]["why"], json!({ "reason": "connection_changed" }));
    assert_eq!(second.changes().len(), 0);
    assert_eq!(world.ask(&plan, "resume").await.status(), 204);
    world.ends(&plan).await;
    assert_eq!((first.changes().len(), second.changes().len()), (4, 1));
}

#[tokio::test]
async fn a_connection_that_was_made_read_only_since_is_not_changed_any_more() {
    let upstream = milvus(&Roles::default()).await;
    let base = format!("http://{}", upstream.address);
    let world = World::with(&base, Setup::default()).await;
    let plan = world.plan(&["alice"]).await;
    let directory = world.stop().await;
    let world = World::with(&base, Setup { directory, keys: "read_only = true\n", ..Setup::default() }).await;
    let view = world.ends_after_start(&plan).await;
    assert_eq!((told(&view), &view["entries"][0]["state"]["proof"]), (vec!["Failed"], &json!("not_sent")));
    let message = view["entries"][0]["state"]["fault"]["message"].as_str().unwrap();
    assert!(message.contains("read-only"), "{message}");
    assert_eq!((upstream.changes().len(), world.events()), (0, vec!["outcome".to_owned()]));
}
