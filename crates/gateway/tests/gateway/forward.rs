//! Calls that read: what reaches the vendor, what comes back, and what is said when nothing does.

use std::sync::Arc;
use std::time::Duration;

use reqwest::Method;
use rescind_gateway::Limits;
use serde_json::json;
use tokio::io::AsyncWriteExt as _;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;

use crate::support::{CREDENTIAL, LIST, Setup, World, refusal, within};
use crate::upstream::{Reaction, Upstream, answer, done};

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
    let upstream = Upstream::always(done()).await;
    let world = World::of(&upstream).await;
    let body = "{\"b\": 1,  \"a\":\"ключ\"}";
    let request = world.request(Method::POST, LIST).header("content-type", "application/json");
    let request = request.header("accept", "application/json").header("accept-language", "ru");
    let client_own = [
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
    let request = client_own.into_iter().fold(request, |request, (name, value)| request.header(name, value));
    assert!(request.body(body).send().await.unwrap().status().is_success());
    let [request] = upstream.requests().try_into().unwrap();
    assert_eq!(request.line, "POST /base/v2/vectordb/users/list HTTP/1.1");
    assert_eq!(request.body, body);
    let mut headers: Vec<_> = request.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    headers.sort_unstable();
    let (authorization, host) = (format!("Bearer {CREDENTIAL}"), upstream.address.to_string());
    let length = body.len().to_string();
    assert_eq!(
        headers,
        [
            ("accept", "application/json"),
            ("accept-encoding", "identity"),
            ("accept-language", "ru"),
            ("authorization", authorization.as_str()),
            ("content-length", length.as_str()),
            ("content-type", "application/json"),
            ("host", host.as_str()),
        ]
    );
}

#[tokio::test]
async fn a_rotated_credential_is_used_at_once() {
    let upstream = Upstream::always(done()).await;
    let world = World::of(&upstream).await;
    for (credential, header) in [("root:two", "Bearer root:two"), ("root:пароль", "Basic cm9vdDrQv9Cw0YDQvtC70Yw=")]
    {
        std::fs::write(world.directory.path().join("credential"), credential).unwrap();
        assert!(world.post(LIST, "{}").await.status().is_success());
        assert_eq!(upstream.requests().last().unwrap().header("authorization"), Some(header));
    }
    std::fs::remove_file(world.directory.path().join("credential")).unwrap();
    assert_eq!(refusal(world.post(LIST, "{}").await).await, (502, "credential".to_owned()));
    assert_eq!(upstream.requests().len(), 2);
}

#[tokio::test]
async fn status_and_body_come_back_untouched_and_headers_by_the_list() {
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
        "x-request-id: request",
        "x-operation-poll-interval: 3",
        "traceparent: 00-a-b-00",
    ];
    let upstream = Upstream::start(move |number, _| answer(cases[number - 1].0, &headers, cases[number - 1].1)).await;
    let world = World::of(&upstream).await;
    for (status, body) in cases {
        let answer = world.post(LIST, "{}").await;
        assert!(status.starts_with(answer.status().as_str()), "{status}");
        let header = |name: &str| answer.headers().get(name).map(|value| value.to_str().unwrap().to_owned());
        for (name, value) in [
            ("content-type", "application/json"),
            ("retry-after", "7"),
            ("x-milvus-trace-id", "trace"),
            ("x-request-id", "request"),
            ("x-operation-poll-interval", "3"),
            ("traceparent", "00-a-b-00"),
        ] {
            assert_eq!(header(name).as_deref(), Some(value), "{status}");
        }
        for name in ["www-authenticate", "set-cookie", "location", "x-rescind-error", "access-control-allow-origin"] {
            assert_eq!(header(name), None, "{status}");
        }
        assert_eq!(answer.text().await.unwrap(), body);
    }
    assert_eq!(upstream.requests().len(), cases.len(), "no redirect is followed and nothing is tried again");
}

#[tokio::test]
async fn sizes_are_bounded_both_ways() {
    let upstream = Upstream::always(answer("200 OK", &[], &"x".repeat(2000))).await;
    let limits = Limits { answer_body: 2000, ..Limits::default() };
    let world = World::with(&format!("http://{}", upstream.address), Setup { limits, ..Setup::default() }).await;
    assert!(world.post(LIST, &"x".repeat(1 << 20)).await.status().is_success());
    assert_eq!(refusal(world.post(LIST, &"x".repeat((1 << 20) + 1)).await).await, (413, "too_large".to_owned()));
    assert_eq!(upstream.requests().len(), 1);

    let upstream = Upstream::always(answer("200 OK", &[], &"x".repeat(2001))).await;
    let limits = Limits { answer_body: 2000, ..Limits::default() };
    let world = World::with(&format!("http://{}", upstream.address), Setup { limits, ..Setup::default() }).await;
    assert_eq!(refusal(world.post(LIST, "{}").await).await, (502, "too_large".to_owned()));
}

#[tokio::test]
async fn nobody_there_is_told_apart_from_a_broken_connection() {
    let free = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let world = World::with(&format!("http://{free}"), Setup::default()).await;
    assert_eq!(refusal(world.post(LIST, "{}").await).await, (502, "upstream_unreachable".to_owned()));

    let half = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 20\r\n\r\n{\"code\":0";
    for cut in ["", "HTTP/1.1 200", half, "garbage\r\n\r\n"] {
        let upstream = Upstream::always(Reaction::Close(cut.to_owned())).await;
        let world = World::of(&upstream).await;
        assert_eq!(refusal(world.post(LIST, "{}").await).await, (502, "upstream_lost".to_owned()), "{cut}");
        assert_eq!(upstream.requests().len(), 1, "nothing is tried again");
    }
}

#[tokio::test]
async fn a_slow_vendor_runs_into_the_limit() {
    let upstream = Upstream::always(Reaction::After(Arc::new(Notify::new()), Box::new(done()))).await;
    let limits = Limits { read: Duration::from_millis(50), ..Limits::default() };
    let world = World::with(&format!("http://{}", upstream.address), Setup { limits, ..Setup::default() }).await;
    assert_eq!(refusal(world.post(LIST, "{}").await).await, (504, "upstream_timeout".to_owned()));
    upstream.was_abandoned(1).await;
}

#[tokio::test]
async fn a_read_ends_when_the_browser_goes_away() {
    let upstream = Upstream::always(Reaction::After(Arc::new(Notify::new()), Box::new(done()))).await;
    let world = World::of(&upstream).await;
    let mut browser = TcpStream::connect(world.address).await.unwrap();
    let request = format!(
        "POST {LIST} HTTP/1.1\r\nhost: {}\r\nx-rescind: 1\r\ncookie: {}\r\ncontent-type: application/json\r\n\
         content-length: 2\r\n\r\n{{}}",
        world.address, world.cookie
    );
    browser.write_all(request.as_bytes()).await.unwrap();
    upstream.has_requests(1).await;
    drop(browser);
    upstream.was_abandoned(1).await;
}

#[tokio::test]
async fn reads_share_a_connection_and_one_that_dies_is_not_retried() {
    let upstream = Upstream::start(|number, _| match number {
        2 => Reaction::Close(String::new()),
        _ => done(),
    })
    .await;
    let world = World::of(&upstream).await;
    assert!(world.post(LIST, "{}").await.status().is_success());
    assert_eq!(refusal(world.post(LIST, "{}").await).await, (502, "upstream_lost".to_owned()));
    let connections: Vec<_> = upstream.requests().iter().map(|request| request.connection).collect();
    assert_eq!(connections, [1, 1]);
    assert!(within(world.post(LIST, "{}")).await.status().is_success());
}
