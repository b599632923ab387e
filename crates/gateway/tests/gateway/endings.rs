//! How a call that has left ends: without an answer, without a browser, without a gateway.

use std::sync::Arc;
use std::time::Duration;

use rescind_gateway::Limits;
use tokio::io::AsyncWriteExt as _;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;

use crate::support::{LIST, REVOKE, Setup, World, refusal, revocation, within};
use crate::upstream::{Reaction, Upstream, answer, done, held};

#[tokio::test]
async fn a_cut_connection_is_lost_and_never_tried_again() {
    let half = "HTTP/1.1 200 OK\r\ncontent-length: 20\r\n\r\n{\"code\":0";
    for cut in ["", "HTTP/1.1 2", half] {
        let upstream = Upstream::always(Reaction::Close(cut.to_owned())).await;
        let world = World::of(&upstream).await;
        let id = world.plan(&["alice"]).await.remove(0);
        assert_eq!(refusal(world.revoke(&id).await).await, (502, "upstream_lost".to_owned()), "{cut}");
        assert_eq!(world.rows().await[0]["state"], "lost", "{cut}");
        assert_eq!(world.events(), ["intent", "lost"]);
        assert_eq!(upstream.requests().len(), 1);
    }
}

#[tokio::test]
async fn a_call_never_uses_a_connection_that_may_have_died() {
    let upstream = Upstream::start(|number, _| match number {
        3 => Reaction::Close(String::new()),
        _ => done(),
    })
    .await;
    let world = World::of(&upstream).await;
    let ids = world.plan(&["alice", "alice", "alice"]).await;
    // A read leaves a connection in its pool, and a mutation leaves an open one behind, too.
    assert!(world.post(LIST, "{}").await.status().is_success());
    assert!(world.revoke(&ids[0]).await.status().is_success());
    assert_eq!(refusal(world.revoke(&ids[1]).await).await, (502, "upstream_lost".to_owned()));
    assert!(world.revoke(&ids[2]).await.status().is_success());
    let connections: Vec<_> = upstream.requests().iter().map(|request| request.connection).collect();
    assert_eq!(connections, [1, 2, 3, 4], "each call has its own connection, and none was sent twice");
}

#[tokio::test]
async fn a_vendor_that_is_not_there_and_one_that_is_slow_are_lost() {
    let free = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let world = World::with(&format!("http://{free}"), Setup::default()).await;
    let id = world.plan(&["alice"]).await.remove(0);
    assert_eq!(refusal(world.revoke(&id).await).await, (502, "upstream_unreachable".to_owned()));
    assert_eq!(world.rows().await[0]["state"], "lost");

    let upstream = Upstream::always(held(&Arc::default(), done())).await;
    let limits = Limits { mutation: Duration::from_millis(50), ..Limits::default() };
    let world = World::with(&format!("http://{}", upstream.address), Setup { limits, ..Setup::default() }).await;
    let id = world.plan(&["alice"]).await.remove(0);
    assert_eq!(refusal(world.revoke(&id).await).await, (504, "upstream_timeout".to_owned()));
    assert_eq!(world.rows().await[0]["state"], "lost");
}

#[tokio::test]
async fn an_answer_that_is_too_large_was_an_answer() {
    let upstream = Upstream::always(answer("200 OK", &["x-request-id: abc"], &"x".repeat(101))).await;
    let limits = Limits { answer_body: 100, ..Limits::default() };
    let world = World::with(&format!("http://{}", upstream.address), Setup { limits, ..Setup::default() }).await;
    let id = world.plan(&["alice"]).await.remove(0);
    assert_eq!(refusal(world.revoke(&id).await).await, (502, "too_large".to_owned()));
    let row = world.rows().await.remove(0);
    assert_eq!((row["state"].as_str(), row["requestId"].as_str()), (Some("answered"), Some("abc")));
}

/// A browser that asks for a mutation and goes away as soon as the call has left. When this returns, the gateway knows.
async fn ask_and_go_away(world: &World, upstream: &Upstream, id: &str) {
    let request = |path: &str, body: &str| {
        format!(
            "POST {path} HTTP/1.1\r\nhost: {}\r\nx-rescind: 1\r\ncookie: {}\r\nx-rescind-entry: {id}\r\n\
             content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            world.address,
            world.cookie,
            body.len()
        )
    };
    let mut browser = TcpStream::connect(world.address).await.unwrap();
    browser.write_all(request(REVOKE, &revocation("alice")).as_bytes()).await.unwrap();
    upstream.has_requests(1).await;
    drop(browser);
    // A read that is given up later, and noticed: by then the gateway has noticed the first one, too.
    let mut browser = TcpStream::connect(world.address).await.unwrap();
    browser.write_all(request(LIST, "{}").as_bytes()).await.unwrap();
    upstream.has_requests(2).await;
    drop(browser);
    upstream.was_abandoned(1).await;
}

/// An upstream that answers mutations when told to, and reads never.
async fn patient(release: &Arc<Notify>) -> Upstream {
    let release = Arc::clone(release);
    Upstream::start(move |_, request| match request.line.contains("revoke") {
        true => held(&release, done()),
        false => held(&Arc::default(), done()),
    })
    .await
}

#[tokio::test]
async fn a_call_runs_to_its_end_when_the_browser_goes_away() {
    let release = Arc::new(Notify::new());
    let upstream = patient(&release).await;
    let world = World::of(&upstream).await;
    let id = world.plan(&["alice"]).await.remove(0);
    ask_and_go_away(&world, &upstream, &id).await;
    assert_eq!(world.rows().await[0]["state"], "in_flight");
    release.notify_one();
    world.row_becomes("answered").await;
    assert_eq!(world.events(), ["intent", "answer"]);
}

#[tokio::test]
async fn a_stop_waits_for_calls_that_nobody_waits_for() {
    let release = Arc::new(Notify::new());
    let upstream = patient(&release).await;
    let world = World::of(&upstream).await;
    let id = world.plan(&["alice"]).await.remove(0);
    ask_and_go_away(&world, &upstream, &id).await;
    let (database, address) = (world.database(), world.address);
    let stopping = tokio::spawn(world.stop());
    within(async { while TcpStream::connect(address).await.is_ok() {} }).await;
    release.notify_one();
    let _directory = within(stopping).await.unwrap();
    assert_eq!(answers(&database), 1);
}

#[tokio::test]
async fn a_stop_cuts_reads_off_but_never_a_call_that_changes_something() {
    let release = Arc::new(Notify::new());
    let upstream = patient(&release).await;
    let limits = Limits { shutdown: Duration::ZERO, ..Limits::default() };
    let world = World::with(&format!("http://{}", upstream.address), Setup { limits, ..Setup::default() }).await;
    let id = world.plan(&["alice"]).await.remove(0);
    let (database, address) = (world.database(), world.address);
    let call = tokio::spawn(world.mutation(REVOKE, &id, &revocation("alice")).send());
    upstream.has_requests(1).await;
    let read =
        tokio::spawn(world.request(reqwest::Method::POST, LIST).header("content-type", "application/json").send());
    upstream.has_requests(2).await;
    let stopping = tokio::spawn(world.stop());
    within(async { while TcpStream::connect(address).await.is_ok() {} }).await;
    assert!(!stopping.is_finished(), "the call is still under way");
    release.notify_one();
    let _directory = within(stopping).await.unwrap();
    assert!(!read.is_finished(), "nobody waited for the read");
    assert_eq!(answers(&database), 1);
    assert!(within(call).await.unwrap().unwrap().status().is_success());
    read.abort();
}

fn answers(database: &rusqlite::Connection) -> u32 {
    database.query_row("SELECT count(*) FROM event WHERE kind = 'answer'", [], |row| row.get(0)).unwrap()
}

#[tokio::test]
async fn a_stop_lets_an_answer_reach_its_browser() {
    let release = Arc::new(Notify::new());
    let upstream = Upstream::always(held(&release, done())).await;
    let world = World::of(&upstream).await;
    let id = world.plan(&["alice"]).await.remove(0);
    let database = world.database();
    let request = tokio::spawn(world.mutation(REVOKE, &id, &revocation("alice")).send());
    upstream.has_requests(1).await;
    let stopping = tokio::spawn(world.stop());
    release.notify_one();
    assert!(within(request).await.unwrap().unwrap().status().is_success());
    let _directory = within(stopping).await.unwrap();
    assert_eq!(answers(&database), 1);
}
