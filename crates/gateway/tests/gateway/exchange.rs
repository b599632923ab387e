//! One read at a vendor: what leaves, what of the answer goes on, and what is said when nothing comes back.

use std::sync::Arc;
use std::time::Duration;

use rescind_domain::{FaultKind, FaultSource};
use rescind_gateway::Limits;
use serde_json::json;
use tokio::io::AsyncWriteExt as _;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;

use crate::lists::fault;
use crate::support::{CREDENTIAL, READ, Setup, World, within};
use crate::upstream::{Reaction, Upstream, answer, done, empty, held};

#[tokio::test]
async fn connections_are_listed_with_the_account_and_without_what_only_the_gateway_knows() {
    let upstream = Upstream::always(done()).await;
    let world = World::of(&upstream).await;
    let row = |id: &str, read_only: bool| {
        let label = format!("Label of {id}");
        json!({ "id": id, "label": label, "vendor": "milvus", "readOnly": read_only, "account": "root" })
    };
    let expected = json!([row("prod", false), row("audit", true), row("other", false)]);
    let mut listed = world.get_json("/api/connections").await;
    for row in listed.as_array_mut().unwrap() {
        let capabilities = row.as_object_mut().unwrap().remove("capabilities").unwrap();
        assert_eq!(capabilities["administrators"], json!(["admin", "db_admin"]));
    }
    assert_eq!(listed, expected);
    assert_eq!(upstream.connections(), 0);
}

#[tokio::test]
async fn a_read_reaches_the_vendor_with_our_credential_and_nothing_of_the_client() {
    let upstream = Upstream::always(empty()).await;
    let world = World::of(&upstream).await;
    let client_own = [
        ("accept", "text/html"),
        ("accept-language", "ru"),
        ("authorization", "Basic c3RvbGVu"),
        ("x-forwarded-for", "10.0.0.1"),
        ("x-http-method-override", "DELETE"),
        ("request-timeout", "1"),
        ("dbname", "x"),
        ("origin", "http://127.0.0.1:1"),
        ("referer", "http://127.0.0.1:1/"),
        ("accept-encoding", "gzip"),
        ("te", "trailers"),
        ("user-agent", "browser"),
        ("x-rescind-entry", "x"),
    ];
    let request = world.request(reqwest::Method::GET, READ);
    let request = client_own.into_iter().fold(request, |request, (name, value)| request.header(name, value));
    assert!(request.send().await.unwrap().status().is_success());
    let [request] = upstream.requests().try_into().unwrap();
    assert_eq!((request.line.as_str(), request.body.as_str()), ("POST /base/v2/vectordb/roles/list HTTP/1.1", "{}"));
    let mut headers: Vec<_> = request.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    headers.sort_unstable();
    let (authorization, host) = (format!("Bearer {CREDENTIAL}"), upstream.address.to_string());
    assert_eq!(
        headers,
        [
            ("accept", "application/json"),
            ("accept-encoding", "identity"),
            ("authorization", authorization.as_str()),
            ("content-length", "2"),
            ("content-type", "application/json"),
            ("host", host.as_str()),
        ]
    );
}

#[tokio::test]
async fn a_rotated_credential_is_used_at_once() {
    let upstream = Upstream::always(empty()).await;
    let world = World::of(&upstream).await;
    for (credential, header) in [("root:two", "Bearer root:two"), ("root:пароль", "Basic cm9vdDrQv9Cw0YDQvtC70Yw=")]
    {
        std::fs::write(world.directory.path().join("credential"), credential).unwrap();
        assert!(world.get(READ).await.status().is_success());
        assert_eq!(upstream.requests().last().unwrap().header("authorization"), Some(header));
    }
    std::fs::remove_file(world.directory.path().join("credential")).unwrap();
    let fault = fault(world.get(READ).await).await;
    assert_eq!((fault.kind, fault.source), (FaultKind::Unauthenticated, FaultSource::Gateway));
    assert_eq!(upstream.requests().len(), 2);
}

#[tokio::test]
async fn what_the_vendor_says_is_in_the_fault_and_its_headers_are_on_no_answer() {
    let cases = [
        ("200 OK", "{\"code\":65535, \"message\":\"x\"}"),
        ("401 Unauthorized", "{\"code\":1800}"),
        ("404 Not Found", "404 page not found"),
        ("429 Too Many Requests", ""),
        ("503 Service Unavailable", "<html>"),
        ("301 Moved Permanently", "moved"),
    ];
    let headers = [
        "www-authenticate: Basic realm=\"restricted\"",
        "set-cookie: rescind-1=x",
        "location: http://127.0.0.1:1/elsewhere",
        "x-rescind-error: signed_out",
        "access-control-allow-origin: *",
        "retry-after: 7",
        "x-milvus-trace-id: trace",
        "x-operation-poll-interval: 3",
        "traceparent: 00-a-b-00",
    ];
    let upstream = Upstream::start(move |number, _| answer(cases[number - 1].0, &headers, cases[number - 1].1)).await;
    let world = World::of(&upstream).await;
    for (status, body) in cases {
        let answer = world.get(READ).await;
        for name in headers.iter().filter_map(|line| line.split(':').next()) {
            assert_eq!(answer.headers().get(name), None, "{status}");
        }
        let fault = fault(answer).await;
        assert_eq!((fault.source, fault.request_id.unwrap().as_str()), (FaultSource::Vendor, "trace"), "{status}");
        assert!(status.starts_with(&fault.http_status.unwrap().to_string()), "{status}");
        assert_eq!(fault.raw.unwrap_or_default(), body, "{status}");
        if status.starts_with("429") {
            assert_eq!(fault.kind, FaultKind::RateLimited { retry_after_seconds: Some(7) });
        }
    }
    assert_eq!(upstream.requests().len(), cases.len(), "no redirect is followed and nothing is tried again");
}

#[tokio::test]
async fn an_answer_may_be_so_long_and_no_longer() {
    let limits = Limits { answer_body: 2000, ..Limits::default() };
    for (length, source) in [(2000, FaultSource::Vendor), (2001, FaultSource::Gateway)] {
        let upstream = Upstream::always(answer("200 OK", &[], &"x".repeat(length))).await;
        let setup = Setup { limits: limits.clone(), ..Setup::default() };
        let world = World::with(&format!("http://{}", upstream.address), setup).await;
        let fault = fault(world.get(READ).await).await;
        assert_eq!(fault.source, source, "{fault:?}");
        assert_eq!(upstream.requests().len(), 1);
    }
}

#[tokio::test]
async fn nobody_there_is_told_apart_from_a_broken_connection() {
    let free = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let world = World::with(&format!("http://{free}"), Setup::default()).await;
    assert_eq!(fault(world.get(READ).await).await.kind, FaultKind::Offline);

    let half = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 20\r\n\r\n{\"code\":0";
    for cut in ["", "HTTP/1.1 200", half, "garbage\r\n\r\n"] {
        let upstream = Upstream::always(Reaction::Close(cut.to_owned())).await;
        let world = World::of(&upstream).await;
        let fault = fault(world.get(READ).await).await;
        assert_eq!((fault.kind, fault.source), (FaultKind::Unknown, FaultSource::Gateway), "{cut}");
        assert!(fault.message.unwrap().contains("broke after the request had left"), "{cut}");
        assert_eq!(upstream.requests().len(), 1, "nothing is tried again");
    }
}

#[tokio::test]
async fn a_slow_vendor_runs_into_the_limit() {
    let upstream = Upstream::always(held(&Arc::new(Notify::new()), done())).await;
    let limits = Limits { read: Duration::from_millis(50), ..Limits::default() };
    let world = World::with(&format!("http://{}", upstream.address), Setup { limits, ..Setup::default() }).await;
    let fault = fault(world.get(READ).await).await;
    assert_eq!((fault.kind, fault.source), (FaultKind::Timeout, FaultSource::Gateway));
    upstream.was_abandoned(1).await;
}

#[tokio::test]
async fn a_read_ends_when_the_browser_goes_away() {
    let upstream = Upstream::always(held(&Arc::new(Notify::new()), done())).await;
    let world = World::of(&upstream).await;
    let mut browser = TcpStream::connect(world.address).await.unwrap();
    let (host, cookie) = (world.address, &world.cookie);
    let request = format!("GET {READ} HTTP/1.1\r\nhost: {host}\r\nx-rescind: 1\r\ncookie: {cookie}\r\n\r\n");
    browser.write_all(request.as_bytes()).await.unwrap();
    upstream.has_requests(1).await;
    drop(browser);
    upstream.was_abandoned(1).await;
}

#[tokio::test]
async fn reads_share_a_connection_and_one_that_dies_is_not_retried() {
    let upstream = Upstream::start(|number, _| match number {
        2 => Reaction::Close(String::new()),
        _ => empty(),
    })
    .await;
    let world = World::of(&upstream).await;
    assert!(world.get(READ).await.status().is_success());
    assert_eq!(fault(world.get(READ).await).await.kind, FaultKind::Unknown);
    let connections: Vec<_> = upstream.requests().iter().map(|request| request.connection).collect();
    assert_eq!(connections, [1, 1]);
    assert!(within(world.get(READ)).await.status().is_success());
}
