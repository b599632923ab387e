//! Faults of a connection, of the journal and of the runner itself: they fail no entry. The plan waits with its reason, goes on
//! by itself when it can, and waits for somebody when that took too long.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, SystemTime};

use rescind_gateway::{Random, SystemRandom};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::Notify;

use crate::milvus::{Act, Roles, milvus, milvus_where, reading_where};
use crate::support::{Plan, Setup, World, entry, told};
use crate::upstream::{Reaction, answer, done, held};

/// Waits until the plan waits. What it waits for is not on the disk, so that it is looked at once more for what is.
async fn waits(world: &World, plan: &Plan) -> Value {
    world.until(plan, |view| view["waiting"][0].is_object()).await;
    world.view(plan).await
}

/// How a look goes wrong: its name, what happens to it, and what the plan waits with, if it does.
type NotAnswered = (&'static str, fn() -> Reaction, Option<&'static str>);

/// What a vendor says of when to come back, at the moment when it says so.
type Said = fn() -> Option<String>;

/// Passes bytes on to an upstream, as long as it is there.
async fn forward(listener: TcpListener, upstream: std::net::SocketAddr) {
    while let Ok((mut stream, _)) = listener.accept().await {
        tokio::spawn(async move {
            let mut inner = tokio::net::TcpStream::connect(upstream).await.unwrap();
            let _ended = tokio::io::copy_bidirectional(&mut stream, &mut inner).await;
        });
    }
}

#[tokio::test]
async fn a_vendor_that_cannot_be_reached_fails_nothing_and_the_plan_goes_on_when_it_is_back() {
    let upstream = milvus(&Roles::default()).await;
    let address = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let world = World::with(&format!("http://{address}"), Setup::default()).await;
    let plan = world.start(&["alice", "bob", "carol", "dave", "erin"]).await;
    let view = waits(&world, &plan).await;
    let waiting = &view["waiting"][0];
    assert_eq!((&waiting["connection"], &waiting["fault"]["kind"]), (&json!("prod"), &json!("offline")));
    assert_eq!(waiting["retry_at"].as_u64(), Some(1_700_000_001_000));
    assert_eq!((told(&view), &view["status"]["status"]), (vec!["planned"; 5], &json!("running")));
    assert_eq!(world.get_json("/api/plans").await[0]["waiting"], view["waiting"]);
    assert_eq!(world.events(), [""; 0]);
    // Whoever asks what has happened since the newest event is told of the wait, which is none.
    let told_since = world.get_json(&format!("/api/events?after={}", view["seq"])).await;
    assert_eq!(told_since["plans"][0]["waiting"][0]["connection"], "prod", "{told_since}");
    // The second try is in vain as well.
    world.until(&plan, |view| view["waiting"][0]["retry_at"].as_u64() == Some(1_700_000_002_000)).await;
    tokio::spawn(forward(TcpListener::bind(address).await.unwrap(), upstream.address));
    let view = world.ends(&plan).await;
    assert_eq!((told(&view), view.get("waiting")), (vec!["Revoked"; 5], None));
    assert_eq!((upstream.changes().len(), world.events().len()), (5, 15));
}

#[tokio::test]
async fn resume_tries_at_once_and_a_plan_that_waited_too_long_waits_for_somebody() {
    let address = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let world = World::with(&format!("http://{address}"), Setup::default()).await;
    let plan = world.start(&["alice", "bob"]).await;
    waits(&world, &plan).await;
    world.clock.advance(Duration::from_secs(15 * 60));
    let is_over = |view: &Value| view["status"]["status"] == "paused" && view.get("waiting").is_none();
    let view = world.until(&plan, is_over).await;
    let why = &view["status"]["why"];
    assert_eq!((&why["reason"], &why["connection"]), (&json!("connection_fault"), &json!("prod")));
    assert_eq!((&why["fault"]["kind"], view["status"].get("by")), (&json!("offline"), None));
    assert_eq!(told(&view), ["planned"; 2]);
    let upstream = milvus(&Roles::default()).await;
    tokio::spawn(forward(TcpListener::bind(address).await.unwrap(), upstream.address));
    assert_eq!(world.ask(&plan, "resume").await.status(), 204);
    assert_eq!(told(&world.ends(&plan).await), ["Revoked"; 2]);
}

#[tokio::test]
async fn a_fault_of_one_connection_keeps_the_others_of_a_plan_from_nothing() {
    let roles = Roles::default();
    let upstream = reading_where(
        &roles,
        |_, request| request.body.contains("alice").then(|| answer("401 Unauthorized", &[], "{}")),
        |_, _| Act::Carried(done()),
    )
    .await;
    let world = World::of(&upstream).await;
    let plan = world.store(&[entry("prod", "alice"), entry("other", "bob")], true).await;
    let view = world.until(&plan, |view| told(view) == ["planned", "Revoked"] && view["waiting"][0].is_object()).await;
    assert_eq!(view["waiting"].as_array().unwrap().len(), 1);
    assert_eq!(view["waiting"][0]["connection"], "prod");
}

#[tokio::test]
async fn a_part_that_was_given_up_shows_why_and_goes_on_when_somebody_resumes_the_plan_that_runs() {
    let (broken, release) = (Arc::new(AtomicBool::new(true)), Arc::new(Notify::new()));
    let upstream = reading_where(
        &Roles::default(),
        {
            let broken = Arc::clone(&broken);
            move |_, request| {
                let is_broken = request.body.contains("alice") && broken.load(Ordering::SeqCst);
                is_broken.then(|| answer("503 Service Unavailable", &[], "busy"))
            }
        },
        {
            let release = Arc::clone(&release);
            move |_, request| match request.body.contains("bob") {
                true => Act::Carried(held(&release, done())),
                false => Act::Carried(done()),
            }
        },
    )
    .await;
    let world = World::of(&upstream).await;
    let plan = world.store(&[entry("prod", "alice"), entry("other", "bob")], true).await;
    let view = waits(&world, &plan).await;
    upstream.has_changes(1).await;
    world.clock.advance(Duration::from_secs(15 * 60));
    // After a quarter of an hour the try that is in vain is the last.
    assert!(view["waiting"][0]["retry_at"].is_u64(), "{view:#}");
    let is_last = |view: &Value| view["waiting"][0]["since"].is_u64() && view["waiting"][0].get("retry_at").is_none();
    let view = world.until(&plan, is_last).await;
    assert_eq!(
        (&view["waiting"][0]["connection"], &view["waiting"][0]["fault"]["kind"], &view["status"]["status"]),
        (&json!("prod"), &json!("unavailable"), &json!("running"))
    );
    broken.store(false, Ordering::SeqCst);
    assert_eq!(world.ask(&plan, "resume").await.status(), 204);
    let is_so = |view: &Value| told(view) == ["Revoked", "in_flight"] && view.get("waiting").is_none();
    world.until(&plan, is_so).await;
    release.notify_one();
    world.ends(&plan).await;
    assert_eq!(world.plan_events(), ["created", "started"]);
}

#[tokio::test]
async fn a_connection_that_fails_for_a_moment_long_after_it_was_given_up_is_waited_for() {
    let failing = Arc::new(AtomicUsize::new(usize::MAX));
    let upstream = reading_where(
        &Roles::default(),
        {
            let failing = Arc::clone(&failing);
            move |_, _| {
                let fails =
                    failing.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)).is_ok();
                fails.then(|| answer("503 Service Unavailable", &[], "busy"))
            }
        },
        |_, _| Act::Carried(done()),
    )
    .await;
    let world = World::of(&upstream).await;
    let given_up = world.start(&["alice"]).await;
    waits(&world, &given_up).await;
    world.clock.advance(Duration::from_secs(15 * 60));
    world.until(&given_up, |view| view["status"]["status"] == "paused").await;
    world.clock.advance(Duration::from_secs(20 * 60));
    // The look, and its second try.
    failing.store(2, Ordering::SeqCst);
    let plan = world.start(&["bob"]).await;
    assert_eq!(told(&world.ends(&plan).await), ["Revoked"]);
    assert_eq!(world.plan_events(), ["created", "started", "paused", "created", "started"]);
}

#[tokio::test]
async fn a_call_that_is_lost_with_its_connection_is_no_sign_that_the_connection_works() {
    let (broken, release) = (Arc::new(AtomicBool::new(false)), Arc::new(Notify::new()));
    let upstream = reading_where(
        &Roles::default(),
        {
            let broken = Arc::clone(&broken);
            move |_, _| broken.load(Ordering::SeqCst).then(|| answer("503 Service Unavailable", &[], "busy"))
        },
        {
            let release = Arc::clone(&release);
            move |_, _| Act::Left(held(&release, Reaction::Close(String::new())))
        },
    )
    .await;
    let world = World::of(&upstream).await;
    let lost = world.start(&["alice"]).await;
    upstream.has_changes(1).await;
    broken.store(true, Ordering::SeqCst);
    let plan = world.start(&["bob"]).await;
    let since = waits(&world, &plan).await["waiting"][0]["since"].as_u64().unwrap();
    world.clock.advance(Duration::from_secs(5 * 60));
    release.notify_one();
    world.until(&lost, |view| told(view) == ["Unknown"]).await;
    // The next try is one of the same wait.
    let is_tried = |view: &Value| view["waiting"][0]["retry_at"].as_u64().is_some_and(|at| at > since + 300_000);
    let view = world.until(&plan, is_tried).await;
    assert_eq!(view["waiting"][0]["since"].as_u64(), Some(since));
}

#[tokio::test]
async fn a_credential_that_is_refused_before_or_at_the_call_fails_nothing() {
    let refused = || answer("401 Unauthorized", &[], r#"{"code":1800,"message":"user not authenticated"}"#);
    // At the look.
    let upstream =
        reading_where(&Roles::default(), move |number, _| (number == 1).then(refused), |_, _| Act::Carried(done()))
            .await;
    let world = World::of(&upstream).await;
    let plan = world.start(&["alice"]).await;
    assert_eq!(waits(&world, &plan).await["waiting"][0]["fault"]["kind"], "unauthenticated");
    assert_eq!(told(&world.ends(&plan).await), ["Revoked"]);
    assert_eq!(world.events(), ["intent", "answer", "outcome"]);
    // At the call: it was refused, so that it may be sent again, as an attempt of its own.
    let upstream = milvus_where(&Roles::default(), move |number, _| match number {
        1 => Act::Left(refused()),
        _ => Act::Carried(done()),
    })
    .await;
    let world = World::of(&upstream).await;
    let plan = world.start(&["alice"]).await;
    let view = waits(&world, &plan).await;
    assert_eq!((told(&view), &view["status"]["status"]), (vec!["planned"], &json!("running")), "nothing was done yet");
    assert_eq!(told(&world.ends(&plan).await), ["Revoked"]);
    assert_eq!(world.events(), ["intent", "answer", "intent", "answer", "outcome"]);
    let rows = world.rows().await;
    assert_eq!((&rows[0]["result"], &rows[1]["result"]), (&json!("accepted"), &json!("rejected")));
    assert_eq!(upstream.changes().len(), 2);
}

#[tokio::test]
async fn a_look_that_is_not_answered_fails_nothing_and_a_no_to_it_does() {
    let no = r#"{"code":65535,"message":"internal"}"#;
    let answers: [NotAnswered; 7] = [
        ("500", || answer("500 Internal Server Error", &[], ""), Some("unavailable")),
        ("503", || answer("503 Service Unavailable", &[], "busy"), Some("unavailable")),
        ("504", || answer("504 Gateway Timeout", &[], ""), Some("timeout")),
        ("408", || answer("408 Request Timeout", &[], ""), Some("timeout")),
        ("cut", || Reaction::Close(String::new()), Some("unknown")),
        ("not ready", || answer("200 OK", &[], r#"{"code":1,"message":"service not ready"}"#), Some("unavailable")),
        ("no", || answer("200 OK", &[], r#"{"code":65535,"message":"internal"}"#), None),
    ];
    for (name, say, waits_with) in answers {
        // The look, and its second try.
        let upstream =
            reading_where(&Roles::default(), move |number, _| (number <= 2).then(say), |_, _| Act::Carried(done()))
                .await;
        let world = World::of(&upstream).await;
        let plan = world.start(&["alice"]).await;
        let Some(kind) = waits_with else {
            let view = world.ends(&plan).await;
            let state = &view["entries"][0]["state"];
            assert_eq!((told(&view), &state["proof"]), (vec!["Failed"], &json!("not_sent")), "{name}");
            assert_eq!((&state["fault"]["raw"], upstream.changes().len()), (&json!(no), 0));
            continue;
        };
        let view = waits(&world, &plan).await;
        assert_eq!((told(&view), &view["waiting"][0]["fault"]["kind"]), (vec!["planned"], &json!(kind)), "{name}");
        assert_eq!(told(&world.ends(&plan).await), ["Revoked"], "{name}");
        assert_eq!(
            (upstream.changes().len(), world.events()),
            (1, vec!["intent", "answer", "outcome"].into_iter().map(str::to_owned).collect::<Vec<_>>()),
            "{name}"
        );
    }
}

#[tokio::test]
async fn a_look_that_is_never_answered_waits_for_somebody_after_a_quarter_of_an_hour() {
    let broken = Arc::new(AtomicBool::new(true));
    let upstream = reading_where(
        &Roles::default(),
        {
            let broken = Arc::clone(&broken);
            move |_, _| broken.load(Ordering::SeqCst).then(|| answer("503 Service Unavailable", &[], "busy"))
        },
        |_, _| Act::Carried(done()),
    )
    .await;
    let world = World::of(&upstream).await;
    let plan = world.start(&["alice"]).await;
    waits(&world, &plan).await;
    world.clock.advance(Duration::from_secs(15 * 60));
    let view = world.until(&plan, |view| view["status"]["status"] == "paused").await;
    let why = &view["status"]["why"];
    assert_eq!((&why["reason"], &why["fault"]["kind"]), (&json!("connection_fault"), &json!("unavailable")));
    assert_eq!((told(&view), upstream.changes().len()), (vec!["planned"], 0));
    broken.store(false, Ordering::SeqCst);
    assert_eq!(world.ask(&plan, "resume").await.status(), 204);
    assert_eq!(told(&world.ends(&plan).await), ["Revoked"]);
}

#[tokio::test]
async fn a_vendor_that_wants_fewer_calls_is_left_alone_for_as_long_as_it_says() {
    // What is said, and the pauses in milliseconds that fit. A date has whole seconds, so that one may be lost on the way.
    let cases: [(Said, &[u64]); 6] = [
        (|| Some("2".to_owned()), &[2000]),
        (|| Some(httpdate::fmt_http_date(SystemTime::now() + Duration::from_secs(3))), &[2000, 3000]),
        (|| Some(httpdate::fmt_http_date(SystemTime::now() - Duration::from_secs(60))), &[1000]),
        (|| Some("soon".to_owned()), &[1000]),
        (|| Some("-5".to_owned()), &[1000]),
        (|| None, &[1000]),
    ];
    let each = cases.into_iter().map(|(say, pauses)| async move {
        let said = say();
        let upstream = milvus_where(&Roles::default(), move |number, _| match number {
            1 => {
                let headers: Vec<String> = say().iter().map(|said| format!("retry-after: {said}")).collect();
                let headers: Vec<&str> = headers.iter().map(String::as_str).collect();
                Act::Left(answer("429 Too Many Requests", &headers, ""))
            }
            _ => Act::Carried(done()),
        })
        .await;
        let world = World::of(&upstream).await;
        let begun = std::time::Instant::now();
        let plan = world.start(&["alice"]).await;
        let view = waits(&world, &plan).await;
        let waiting = &view["waiting"][0];
        assert_eq!(waiting["fault"]["kind"], "rate_limited", "{said:?}");
        let pause = waiting["retry_at"].as_u64().unwrap() - waiting["since"].as_u64().unwrap();
        assert!(pauses.contains(&pause), "{said:?}: {pause}");
        assert_eq!(told(&world.ends(&plan).await), ["Revoked"], "{said:?}");
        assert!(begun.elapsed() >= Duration::from_millis(pause), "{said:?}");
        assert_eq!(world.events(), ["intent", "answer", "intent", "answer", "outcome"], "{said:?}");
        let rows = world.rows().await;
        assert_eq!((&rows[0]["httpStatus"], &rows[1]["httpStatus"]), (&json!(200), &json!(429)));
        assert_eq!(rows[0]["idempotencyKey"], rows[1]["idempotencyKey"]);
    });
    futures_util::future::join_all(each).await;
}

#[tokio::test]
async fn a_plan_that_is_paused_while_it_waits_is_resumed_with_what_was_refused() {
    let upstream = milvus_where(&Roles::default(), |number, _| match number {
        1 => Act::Left(answer("429 Too Many Requests", &["retry-after: 300"], "")),
        _ => Act::Carried(done()),
    })
    .await;
    let world = World::of(&upstream).await;
    let plan = world.start(&["alice"]).await;
    waits(&world, &plan).await;
    assert_eq!(world.ask(&plan, "pause").await.status(), 204);
    let view = world.until(&plan, |view| view.get("waiting").is_none()).await;
    assert_eq!((&view["status"]["status"], upstream.changes().len()), (&json!("paused"), 1));
    let repeats = async || world.rows().await.iter().map(|row| row["repeat"].clone()).collect::<Vec<_>>();
    assert_eq!(repeats().await, [json!("not_sent")], "whether it will be is the plan's to tell");
    assert_eq!(world.ask(&plan, "resume").await.status(), 204);
    assert_eq!(told(&world.ends(&plan).await), ["Revoked"]);
    assert_eq!(upstream.changes().len(), 2);
    assert_eq!(repeats().await, [json!(null), json!("sent")]);
}

#[tokio::test]
async fn a_plan_that_is_cancelled_while_it_waits_starts_nothing_more() {
    let upstream =
        milvus_where(&Roles::default(), |_, _| Act::Left(answer("429 Too Many Requests", &["retry-after: 300"], "")))
            .await;
    let world = World::of(&upstream).await;
    let plan = world.start(&["alice"]).await;
    waits(&world, &plan).await;
    assert_eq!(world.ask(&plan, "cancel").await.status(), 204);
    let view =
        world.until(&plan, |view| view["status"]["status"] == "cancelled" && view.get("waiting").is_none()).await;
    assert_eq!((told(&view), upstream.changes().len()), (vec!["planned"], 1), "the one call did nothing");
}

#[tokio::test]
async fn what_was_refused_and_waits_when_the_gateway_stops_is_sent_by_the_next_one() {
    let upstream = milvus_where(&Roles::default(), |number, _| match number {
        1 => Act::Left(answer("429 Too Many Requests", &["retry-after: 300"], "")),
        _ => Act::Carried(done()),
    })
    .await;
    let base = format!("http://{}", upstream.address);
    let world = World::with(&base, Setup::default()).await;
    let plan = world.start(&["alice"]).await;
    waits(&world, &plan).await;
    let directory = world.stop().await;
    let world = World::with(&base, Setup { directory, ..Setup::default() }).await;
    assert_eq!(told(&world.ends(&plan).await), ["Revoked"]);
    assert_eq!(world.events(), ["intent", "answer", "intent", "answer", "outcome"]);
}

#[tokio::test]
async fn outcomes_that_cannot_be_written_are_written_later_and_calls_that_have_begun_end() {
    let release = Arc::new(Notify::new());
    let upstream = milvus_where(&Roles::default(), {
        let release = Arc::clone(&release);
        move |_, request| match request.body.contains("held") {
            true => Act::Carried(held(&release, done())),
            false => Act::Carried(done()),
        }
    })
    .await;
    let world = World::of(&upstream).await;
    let full = "CREATE TRIGGER full BEFORE INSERT ON event WHEN new.kind = 'outcome' \
        BEGIN SELECT RAISE(ABORT, 'disk full'); END";
    world.database().execute_batch(full).unwrap();
    let plan = world.start(&["alice", "held"]).await;
    let is_so = |view: &Value| told(view) == ["answered", "in_flight"] && view["waiting"][0].is_object();
    world.until(&plan, is_so).await;
    release.notify_one();
    world.until(&plan, |view| told(view) == ["answered", "answered"]).await;
    world.database().execute_batch("DROP TRIGGER full").unwrap();
    assert_eq!(told(&world.ends(&plan).await), ["Revoked", "Revoked"]);
    assert_eq!((upstream.changes().len(), world.plan_events().len()), (2, 2), "and nobody had to resume it");
}

/// Randomness that breaks on demand.
#[derive(Default)]
struct Breaking(AtomicBool);

impl Random for Breaking {
    fn fill(&self, bytes: &mut [u8]) -> std::io::Result<()> {
        assert!(!self.0.swap(false, Ordering::SeqCst), "this is what breaks");
        SystemRandom.fill(bytes)
    }
}

#[tokio::test]
async fn a_runner_that_panics_leaves_its_plan_paused_with_the_fault_and_what_has_begun_ends() {
    let (call, look, roles) = (Arc::new(Notify::new()), Arc::new(Notify::new()), Roles::default());
    let upstream = reading_where(
        &roles,
        {
            let (look, held_now) = (Arc::clone(&look), json!({ "code": 0, "data": ["reader"] }).to_string());
            let is_first = AtomicBool::new(true);
            move |_, request| {
                let stops = request.body.contains("breaks") && is_first.swap(false, Ordering::SeqCst);
                stops.then(|| held(&look, answer("200 OK", &[], &held_now)))
            }
        },
        {
            let call = Arc::clone(&call);
            move |_, request| match request.body.contains("held") {
                true => Act::Carried(held(&call, done())),
                false => Act::Carried(done()),
            }
        },
    )
    .await;
    let random = Arc::new(Breaking::default());
    let setup = Setup { random: random.clone(), ..Setup::default() };
    let world = World::with(&format!("http://{}", upstream.address), setup).await;
    let plan = world.start(&["held", "breaks"]).await;
    upstream.has_changes(1).await;
    upstream.has_requests(3).await;
    // The key of the second call cannot be made.
    random.0.store(true, Ordering::SeqCst);
    look.notify_one();
    call.notify_one();
    let paused = |view: &Value| view["status"]["why"]["reason"] == "runner_fault";
    let view = world.until(&plan, paused).await;
    assert!(view["status"]["why"]["message"].as_str().unwrap().contains("panicked"), "{view}");
    assert_eq!((told(&view), view["status"].get("by")), (vec!["Revoked", "planned"], None));
    assert_eq!(world.ask(&plan, "resume").await.status(), 204);
    assert_eq!(told(&world.ends(&plan).await), ["Revoked"; 2]);
    assert_eq!(upstream.changes().len(), 2);
    assert_eq!(told(&world.view(&world.run(&["alice"]).await).await), ["Revoked"], "and others run as ever");
}
