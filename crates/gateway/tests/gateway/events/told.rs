//! What streams and polls tell, and from where they go on.

use std::sync::Arc;

use reqwest::Method;
use serde_json::{Value, json};
use tokio::sync::Notify;

use super::{Stream, entries, hello, request, reset, revoke, until, world};
use crate::milvus::{Act, Roles, milvus, milvus_where};
use crate::support::{Plan, Setup, World, refusal};
use crate::upstream::{done, held};

#[tokio::test]
async fn a_stream_says_hello_at_once_and_then_what_happens_in_its_order() {
    let world = world().await;
    let mut stream = Stream::open(&world, "/api/events").await;
    assert_eq!(stream.answer.headers()["x-accel-buffering"], "no");
    assert_eq!(stream.next().await, hello(Some(0), 0));
    let stored = world.run(&["alice", "bob"]).await;
    let (mut last, mut newest) = (0, Vec::<(String, u64, Option<&str>)>::new());
    while last < 8 {
        let (id, frame) = stream.frame().await;
        let Some(id) = id else { continue };
        assert!(id > last, "{id} after {last}");
        last = id;
        for (entry, seq, outcome) in entries(&frame) {
            assert!(seq > 0 && frame.entries.iter().filter(|event| event.entry.id.as_str() == entry).count() == 1);
            newest.retain(|(other, ..)| *other != entry);
            newest.push((entry, seq, outcome));
        }
        let [plan] = &frame.plans[..] else { panic!("{frame:?}") };
        assert!((plan.id.as_str(), plan.seq >= id) == (stored.id.as_str(), true));
        assert_eq!(plan.entries, 2);
        assert!(frame.entries.iter().all(|entry| entry.reason == "left"));
        if last == 8 {
            assert_eq!((plan.states.settled, plan.outcomes["Revoked"]), (2, 2));
        }
    }
    newest.sort();
    let mut told: Vec<u64> = newest.iter().map(|(_, seq, _)| *seq).collect();
    told.sort_unstable();
    assert_eq!(told.last(), Some(&8));
    let revoked = |at: usize| (stored.entries[at].clone(), Some("Revoked"));
    let newest: Vec<_> = newest.into_iter().map(|(entry, _, outcome)| (entry, outcome)).collect();
    assert_eq!(newest, [revoked(0), revoked(1)]);
}

#[tokio::test]
async fn who_connects_again_is_told_what_was_missed() {
    let world = world().await;
    revoke(&world, "alice").await;
    let mut stream = Stream::open(&world, "/api/events?after=5").await;
    assert_eq!(stream.next().await, hello(None, 5), "its number would pass over what is missed");
    drop(stream);
    let second = revoke(&world, "bob").await;
    for stream in [request(&world, "/api/events?after=5"), request(&world, "/api/events").header("last-event-id", "5")]
    {
        let mut stream = Stream { answer: stream.send().await.unwrap(), text: String::new() };
        assert_eq!(stream.next().await, hello(None, 10));
        let (id, frame) = stream.frame().await;
        assert_eq!((id, entries(&frame)), (Some(10), vec![(second.clone(), 10, Some("Revoked"))]));
        assert_eq!((frame.plans[0].states.settled, frame.plans[0].seq), (1, 10));
    }
    let mut stream = Stream::open(&world, "/api/events?after=10").await;
    assert_eq!(stream.next().await, hello(None, 10));
    let third = revoke(&world, "eve").await;
    // What was on its way to all when the stream was opened may come once more, without a number.
    let told = until(&mut stream, 15).await;
    assert!(told.contains(&(third, 15, Some("Revoked"))), "{told:?}");
}

#[tokio::test]
async fn what_cannot_be_continued_is_begun_anew() {
    let world = world().await;
    revoke(&world, "alice").await;
    let directory = world.stop().await;
    let upstream = milvus(&Roles::default()).await;
    let setup = Setup { directory, ..Setup::default() };
    let world = World::with(&format!("http://{}/base", upstream.address), setup).await;
    for after in ["6", "999999999999999999999", "-1", "x", "0", "2"] {
        let mut stream = Stream::open(&world, &format!("/api/events?after={after}")).await;
        assert_eq!(stream.next().await, hello(None, 5), "{after}");
        assert_eq!(stream.next().await, reset(5), "{after}");
        let poll = world.get_json(&format!("/api/events?after={after}")).await;
        assert_eq!(poll, json!({ "kind": "reset", "seq": 5 }), "{after}");
    }
    let mut stream = Stream::open(&world, "/api/events?after=x").await;
    assert_eq!((stream.next().await, stream.next().await), (hello(None, 5), reset(5)));
    let other = revoke(&world, "bob").await;
    let told = until(&mut stream, 10).await;
    assert!(told.contains(&(other, 10, Some("Revoked"))), "it goes on from there: {told:?}");
}

#[tokio::test]
async fn a_plan_has_a_stream_of_its_own() {
    let world = world().await;
    let plans = [world.plan(&["alice"]).await, world.plan(&["bob"]).await];
    let path = format!("{}/events", plans[1].path());
    let mut stream = Stream::open(&world, &path).await;
    assert_eq!(stream.next().await, hello(Some(2), 2));
    for plan in &plans {
        world.ends_after_start(plan).await;
    }
    let own = &plans[1].entries[0];
    loop {
        let (_, frame) = stream.frame().await;
        assert!(frame.entries.iter().all(|event| event.entry.id.as_str() == own), "{frame:?}");
        assert!(frame.plans.iter().all(|plan| plan.id.as_str() == plans[1].id), "{frame:?}");
        if entries(&frame).iter().any(|(_, _, outcome)| *outcome == Some("Revoked")) {
            break;
        }
    }
    let poll = world.get_json(&format!("{path}?after=0")).await;
    assert_eq!((poll["entries"].as_array().unwrap().len(), &poll["entries"][0]["entry"]["id"]), (1, &json!(own)));
    assert_eq!(refusal(request(&world, "/api/plans/none/events").send().await.unwrap()).await.0, 404);
}

#[tokio::test]
async fn who_asks_without_a_stream_is_answered_at_once() {
    let world = world().await;
    let poll = async |query: &str| world.get_json(&format!("/api/events{query}")).await;
    assert_eq!(poll("").await, json!({ "kind": "frame", "seq": 0 }));
    revoke(&world, "alice").await;
    let told = poll("?after=0").await;
    assert_eq!((&told["kind"], &told["seq"]), (&json!("frame"), &json!(5)));
    assert_eq!(told["entries"][0]["entry"]["state"], json!({ "state": "settled", "outcome": "Revoked" }));
    assert_eq!(told["plans"][0]["outcomes"], json!({ "Revoked": 1 }));
    assert_eq!(poll("?after=5").await, json!({ "kind": "frame", "seq": 5 }), "nothing has happened since");
    assert_eq!(poll("?after=6").await, json!({ "kind": "reset", "seq": 5 }));
    let wrong = world.get("/api/events?before=3").await;
    assert_eq!(refusal(wrong).await, (400, "bad_request".to_owned()));
}

fn plan_of(entry: &str) -> &str {
    entry.split('.').next().unwrap()
}

#[tokio::test]
async fn what_is_not_over_is_listed_with_where_to_go_on() {
    let release = Arc::new(Notify::new());
    let hold = Arc::clone(&release);
    let upstream = milvus_where(&Roles::default(), move |_, _| Act::Carried(held(&hold, done()))).await;
    let world = World::of(&upstream).await;
    let stored: Plan = world.plan(&["alice"]).await;
    let open = async || world.get_json("/api/plans?open=1").await;
    assert_eq!(open().await, json!({ "seq": 1, "plans": [], "entries": [] }), "nobody has started it");
    assert_eq!(world.ask(&stored, "start").await.status(), 204);
    upstream.has_changes(1).await;
    let listed = open().await;
    assert_eq!((&listed["seq"], &listed["plans"][0]["id"]), (&json!(3), &json!(stored.id)));
    let entry: &Value = &listed["entries"][0];
    assert_eq!(
        (&entry["seq"], &entry["entry"]["id"], &entry["plan"]),
        (&json!(3), &json!(stored.entries[0]), &json!(plan_of(&stored.entries[0])))
    );
    assert_eq!(open().await["progress"][0]["step"]["step"], "calling", "what goes on is told as well");
    release.notify_one();
    world.ends(&stored).await;
    assert_eq!(open().await, json!({ "seq": 5, "plans": [], "entries": [] }));
    for wrong in ["/api/plans?open=0", "/api/plans?open=1&limit=3"] {
        assert_eq!(world.request(Method::GET, wrong).send().await.unwrap().status(), 400, "{wrong}");
    }
}
