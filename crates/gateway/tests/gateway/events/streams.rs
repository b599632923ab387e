//! How many streams there are, how long they last, and what ends them.

use std::time::Duration;

use rescind_domain::event::{Frame, Message};
use rescind_gateway::Limits;

use super::{Stream, hello, request, revoke, until, with, world};
use crate::support::{quick, refusal, within};

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
    let limits = Limits { event_beat: Duration::from_millis(20), event_stream: Duration::from_secs(2), ..quick() };
    let world = with(limits).await;
    let mut stream = Stream::open(&world, "/api/events").await;
    assert!(stream.piece().await.unwrap().contains("hello"));
    let beat = stream.piece().await.unwrap();
    let beat = beat.strip_prefix("data: ").expect("a message, which a browser shows to its page, and without a number");
    assert_eq!(serde_json::from_str::<Message>(beat).unwrap(), Message::Frame(Frame::default()));
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
