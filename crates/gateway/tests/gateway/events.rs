//! Events as streams and as polls, as a page meets them.

use std::sync::Arc;
use std::time::Duration;

use reqwest::{Method, Response};
use rescind_domain::event::{Frame, Message};
use rescind_gateway::Limits;
use serde_json::{Value, json};
use tokio::sync::Notify;

use crate::milvus::{Act, Roles, milvus, milvus_where};
use crate::support::{Plan, Setup, World, entry, json_of, quick, refusal, within};
use crate::upstream::{done, held};

/// A stream of events that is being read.
struct Stream {
    answer: Response,
    text: String,
}

/// A message of a stream, with its number.
#[derive(Debug, PartialEq)]
struct Told {
    id: Option<u64>,
    message: Message,
}

impl Stream {
    /// Opens one as a browser does for a page of the gateway.
    async fn open(world: &World, path: &str) -> Self {
        let answer = request(world, path).send().await.unwrap();
        assert_eq!(answer.status(), 200);
        assert_eq!(answer.headers()["content-type"], "text/event-stream");
        Self { answer, text: String::new() }
    }

    /// The next piece, a comment included; nothing when the stream has ended.
    async fn piece(&mut self) -> Option<String> {
        loop {
            if let Some((piece, rest)) = self.text.split_once("\n\n") {
                let (piece, rest) = (piece.to_owned(), rest.to_owned());
                self.text = rest;
                return Some(piece);
            }
            let chunk = within(self.answer.chunk()).await.unwrap()?;
            self.text.push_str(std::str::from_utf8(&chunk).unwrap());
        }
    }

    /// The next message, unless the stream ends before.
    async fn next(&mut self) -> Option<Told> {
        loop {
            let piece = self.piece().await?;
            let mut lines = piece.lines().peekable();
            if lines.peek().is_some_and(|line| line.starts_with(':')) {
                continue;
            }
            let id = lines.next_if(|line| line.starts_with("id: ")).map(|line| line[4..].parse().unwrap());
            let data = lines.next().unwrap().strip_prefix("data: ").unwrap();
            assert_eq!(lines.next(), None, "{piece}");
            return Some(Told { id, message: serde_json::from_str(data).unwrap() });
        }
    }

    async fn frame(&mut self) -> (Option<u64>, Frame) {
        match self.next().await {
            Some(Told { id, message: Message::Frame(frame) }) => {
                assert_eq!(id, frame.seq);
                (id, frame)
            }
            other => panic!("{other:?}"),
        }
    }

    /// Reads until the end.
    async fn ends(mut self) {
        while self.piece().await.is_some() {}
    }
}

fn request(world: &World, path: &str) -> reqwest::RequestBuilder {
    let request = world.client.get(format!("{}{path}", world.base)).header("cookie", &world.cookie);
    request.header("accept", "text/event-stream").header("sec-fetch-site", "same-origin")
}

async fn world() -> World {
    World::of(&milvus(&Roles::default()).await).await
}

async fn with(limits: Limits) -> World {
    let upstream = milvus(&Roles::default()).await;
    World::with(&format!("http://{}/base", upstream.address), Setup { limits, ..Setup::default() }).await
}

fn hello(id: Option<u64>, seq: u64) -> Option<Told> {
    Some(Told { id, message: Message::Hello { seq } })
}

fn reset(seq: u64) -> Option<Told> {
    Some(Told { id: Some(seq), message: Message::Reset { seq } })
}

/// Five events: a plan is created and started; intent, answer and outcome of its entry.
async fn revoke(world: &World, user: &str) -> String {
    world.run(&[user]).await.entries.remove(0)
}

fn plan_of(entry: &str) -> &str {
    entry.split('.').next().unwrap()
}

/// The numbers and outcomes of a frame's entries.
fn entries(frame: &Frame) -> Vec<(String, u64, Option<&'static str>)> {
    let of = |event: &rescind_domain::event::EntryEvent| {
        (event.entry.id.to_string(), event.seq, event.entry.state.outcome().map(rescind_domain::Outcome::name))
    };
    frame.entries.iter().map(of).collect()
}

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

/// Reads frames until one with this number, and tells the entries of all of them.
async fn until(stream: &mut Stream, number: u64) -> Vec<(String, u64, Option<&'static str>)> {
    let mut told = Vec::new();
    loop {
        let (id, frame) = stream.frame().await;
        told.extend(entries(&frame));
        if id.is_some_and(|id| id >= number) {
            return told;
        }
    }
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

#[tokio::test]
async fn a_session_has_eight_streams() {
    let world = world().await;
    let mut open = Vec::new();
    for _ in 0..8 {
        open.push(Stream::open(&world, "/api/events").await);
    }
    let refused = request(&world, "/api/events").send().await.unwrap();
    assert_eq!(refusal(refused).await, (429, "too_many_streams".to_owned()));
    assert!(world.get("/api/events").await.status().is_success(), "a poll takes no place");
    let cookie = world.sign_in().await;
    let other = world.client.get(format!("{}/api/events", world.base)).header("cookie", cookie);
    let other = other.header("accept", "text/event-stream").header("sec-fetch-site", "same-origin");
    assert_eq!(other.send().await.unwrap().status(), 200, "another session has places of its own");
    drop(open.pop());
    within(async {
        while request(&world, "/api/events").send().await.unwrap().status() != 200 {
            tokio::task::yield_now().await;
        }
    })
    .await;
}

#[tokio::test]
async fn signing_out_ends_the_streams_of_the_session_and_no_others() {
    // Nothing else than the sign-out makes it look.
    let limits = Limits { event_beat: Duration::from_secs(600), ..quick() };
    let mut world = with(limits).await;
    let mut ended = Stream::open(&world, "/api/events").await;
    assert_eq!(ended.next().await, hello(Some(0), 0));
    let first = std::mem::take(&mut world.cookie);
    world.cookie = world.sign_in().await;
    let mut other = Stream::open(&world, "/api/events").await;
    assert_eq!(other.next().await, hello(Some(0), 0));
    let signing_out = world.client.delete(format!("{}/api/session", world.base));
    let signed_out = signing_out.header("x-rescind", "1").header("cookie", &first).send().await.unwrap();
    assert_eq!(signed_out.status(), 204);
    ended.ends().await;
    revoke(&world, "alice").await;
    until(&mut other, 5).await;
}

#[tokio::test]
async fn streams_and_polls_keep_no_session_awake() {
    let limits = Limits { event_beat: Duration::from_millis(5), ..quick() };
    let world = with(limits).await;
    let mut stream = Stream::open(&world, "/api/events").await;
    for _ in 0..4 {
        world.clock.advance(Duration::from_secs(14 * 60));
        assert!(stream.piece().await.is_some(), "it is alive");
        assert!(world.get("/api/events").await.status().is_success());
        assert_eq!(request(&world, "/api/events").send().await.unwrap().status(), 200);
    }
    world.clock.advance(Duration::from_secs(4 * 60));
    stream.ends().await;
    assert_eq!(refusal(world.get("/api/events").await).await, (401, "signed_out".to_owned()));
    assert_eq!(refusal(request(&world, "/api/events").send().await.unwrap()).await, (401, "signed_out".to_owned()));
    assert_eq!(world.get("/api/session").await.status(), 401);
}

#[tokio::test]
async fn a_stream_shows_that_it_is_there_and_ends_after_a_while() {
    let limits = Limits { event_beat: Duration::from_millis(20), event_stream: Duration::from_millis(200), ..quick() };
    let world = with(limits).await;
    let mut stream = Stream::open(&world, "/api/events").await;
    assert!(stream.piece().await.unwrap().contains("hello"));
    assert_eq!(stream.piece().await.unwrap(), ":");
    stream.ends().await;
    assert!(world.get("/api/session").await.status().is_success());
}

#[tokio::test]
async fn streams_do_not_delay_the_end_of_the_gateway() {
    let limits = Limits { shutdown: Duration::from_secs(600), ..quick() };
    let world = with(limits).await;
    let mut stream = Stream::open(&world, "/api/events").await;
    assert_eq!(stream.next().await, hello(Some(0), 0));
    world.stop().await;
    stream.ends().await;
}

/// Path, what is accepted, the site of the fetch, whether X-Rescind is there, and the status.
type Case<'a> = (&'a str, Option<&'a str>, Option<&'a str>, bool, u16);

#[tokio::test]
async fn a_stream_is_given_to_pages_of_the_gateway_alone() {
    let world = world().await;
    let plan = world.post("/api/plans", &json!({ "entries": [entry("prod", "alice")] }).to_string()).await;
    let plan = json_of(plan).await["id"].as_str().unwrap().to_owned();
    let of_plan = format!("/api/plans/{plan}/events");
    let other = format!("/api/plans/{plan}");
    let sse = Some("text/event-stream");
    let cases: [Case<'_>; 23] = [
        ("/api/events", sse, Some("same-origin"), false, 200),
        (&of_plan, sse, Some("same-origin"), false, 200),
        ("/api/events", sse, Some("same-origin"), true, 200),
        ("/api/events", sse, None, false, 403),
        ("/api/events", sse, None, true, 403),
        ("/api/events", sse, Some("none"), false, 403),
        ("/api/events", sse, Some("none"), true, 403),
        ("/api/events", sse, Some("same-site"), false, 403),
        ("/api/events", sse, Some("cross-site"), false, 403),
        ("/api/events", sse, Some("Same-Origin"), false, 403),
        (&of_plan, sse, None, false, 403),
        (&of_plan, sse, Some("none"), false, 403),
        (&of_plan, sse, Some("same-site"), false, 403),
        ("/api/events", None, Some("same-origin"), false, 403),
        ("/api/events", Some("application/json"), Some("same-origin"), false, 403),
        ("/api/events", Some("application/json"), None, true, 200),
        ("/api/events", Some("application/json"), Some("none"), true, 200),
        ("/api/events/", sse, Some("same-origin"), false, 403),
        (&other, sse, Some("same-origin"), false, 403),
        ("/api/plans", sse, Some("same-origin"), false, 403),
        ("/api/journal", sse, Some("same-origin"), false, 403),
        ("/api/connections", sse, Some("same-origin"), false, 403),
        ("/api/c/prod/events", sse, Some("same-origin"), false, 403),
    ];
    for (path, accept, site, has_header, status) in cases {
        let what = format!("{path} {accept:?} {site:?} {has_header}");
        let mut request = world.client.get(format!("{}{path}", world.base)).header("cookie", &world.cookie);
        for (name, value) in [("accept", accept), ("sec-fetch-site", site), ("x-rescind", has_header.then_some("1"))] {
            if let Some(value) = value {
                request = request.header(name, value);
            }
        }
        assert_eq!(request.send().await.unwrap().status(), status, "{what}");
    }
    let foreign = request(&world, "/api/events").header("origin", "http://evil.example").send().await.unwrap();
    assert_eq!(refusal(foreign).await, (403, "cross_site".to_owned()));
    let posted = world.client.post(format!("{}/api/events", world.base)).header("cookie", &world.cookie);
    let posted = posted.header("accept", "text/event-stream").header("sec-fetch-site", "same-origin");
    assert_eq!(posted.send().await.unwrap().status(), 403, "only what reads goes without the header");
    let stranger = world.client.get(format!("{}/api/events", world.base)).header("sec-fetch-site", "same-origin");
    let stranger = stranger.header("accept", "text/event-stream").send().await.unwrap();
    assert_eq!(refusal(stranger).await, (401, "signed_out".to_owned()));
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
