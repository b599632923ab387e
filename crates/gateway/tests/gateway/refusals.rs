//! What is refused before anything is sent: requests of other sites, and a vendor's own paths.

use reqwest::Method;
use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::support::{World, entry, refusal, within};
use crate::upstream::{Upstream, done, empty};

const PREVIEW: &str = "/api/plans/preview";

/// Sends these bytes and tells the status, the kind of error and the body.
async fn raw(world: &World, request: &str) -> (u16, Option<String>, String) {
    let mut stream = TcpStream::connect(world.address).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    within(stream.read_to_string(&mut answer)).await.unwrap();
    let status = answer.split(' ').nth(1).unwrap().parse().unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    let kind = head.lines().find_map(|line| line.strip_prefix("x-rescind-error: ")).map(str::to_owned);
    (status, kind, body.to_owned())
}

/// Asks what would go along with a privilege, for which the vendor is asked.
fn preview(world: &World, headers: &[&str]) -> String {
    let grant = json!({
        "kind": "privilege", "role": "reader", "object_type": "Collection", "object_name": "docs",
        "database": "default", "privilege": "Insert",
    });
    post(world, PREVIEW, headers, &json!({ "entries": [{ "connection": "prod", "grant": grant }] }).to_string())
}

fn post(world: &World, target: &str, headers: &[&str], body: &str) -> String {
    let headers: String = headers.iter().map(|line| format!("{line}\r\n")).collect();
    let (cookie, length) = (&world.cookie, body.len());
    format!(
        "POST {target} HTTP/1.1\r\n{headers}cookie: {cookie}\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n{body}"
    )
}

#[tokio::test]
async fn only_requests_of_the_console_itself_pass() {
    let upstream = Upstream::always(empty()).await;
    let world = World::of(&upstream).await;
    let own = format!("host: {}", world.address);
    let (own, json, header) = (own.as_str(), "content-type: application/json", "x-rescind: 1");
    let pass: &[&[&str]] = &[
        &[own, json, header],
        &[own, json, header, "sec-fetch-site: same-origin"],
        // Trunk's proxy: the host without its port, the browser's origin with Trunk's.
        &["host: 127.0.0.1", json, header, "origin: http://127.0.0.1:8081", "sec-fetch-site: same-origin"],
        &["host: 127.0.0.1", json, header, "origin: http://127.0.0.1:8081"],
        &["host: localhost:8080", json, header],
        &["host: [::1]:8080", json, header],
    ];
    for headers in pass {
        let before = upstream.requests().len();
        assert_eq!(raw(&world, &preview(&world, headers)).await.0, 200, "{headers:?}");
        assert!(upstream.requests().len() > before, "{headers:?}");
    }
    let reached = upstream.requests().len();
    let refused: &[&[&str]] = &[
        &[json, header],
        &[own, json],
        &[own, json, "x-rescind: 0"],
        &[own, json, header, header],
        &[own, header],
        &[own, header, "content-type: text/plain"],
        &[own, header, json, "content-type: text/plain"],
        &["host: evil.example", json, header],
        &[own, "host: evil.example", json, header],
        &[own, json, header, "sec-fetch-site: cross-site"],
        &[own, json, header, "sec-fetch-site: same-site"],
        &[own, json, header, "origin: http://evil.example"],
        &[own, json, header, "origin: null"],
        &[own, json, header, "origin: http://evil.example", "sec-fetch-site: same-origin"],
    ];
    for headers in refused {
        let (status, kind, _) = raw(&world, &preview(&world, headers)).await;
        assert_eq!((status, kind.as_deref()), (403, Some("cross_site")), "{headers:?}");
    }
    let elsewhere = post(&world, &format!("http://evil.example{PREVIEW}"), pass[0], "{}");
    let (status, kind, _) = raw(&world, &elsewhere).await;
    assert_eq!((status, kind.as_deref()), (403, Some("cross_site")));
    assert_eq!(upstream.requests().len(), reached);
}

#[tokio::test]
async fn a_foreign_host_gets_not_even_the_page() {
    let world = World::of(&Upstream::always(done()).await).await;
    for path in ["/", "/healthz", "/nothing"] {
        let request = format!("GET {path} HTTP/1.1\r\nhost: rebound.example\r\nconnection: close\r\n\r\n");
        let (status, kind, _) = raw(&world, &request).await;
        assert_eq!((status, kind.as_deref()), (403, Some("cross_site")), "{path}");
    }
}

#[tokio::test]
async fn no_vendors_path_is_an_address() {
    let upstream = Upstream::always(done()).await;
    let world = World::of(&upstream).await;
    let own = format!("host: {}", world.address);
    let headers = [own.as_str(), "content-type: application/json", "x-rescind: 1"];
    for target in [
        "/api/c",
        "/api/c/",
        "/api/c/prod",
        "/api/c/prod/",
        "/api/c/prod/v2/vectordb/users/list",
        "/api/c/prod/v2/vectordb/users/revoke_role",
        "/api/c/prod/v2/vectordb/users%2flist",
        "/api/c/prod/v2/vectordb/roles/../users/list",
        "/api/c/prod/%ff",
        "/api/c/prod/__sandbox/reset",
        "/api/c/none/v2/vectordb/users/list",
        "/api/connections/prod/v2/vectordb/users/list",
        "/api/connections/prod/roles/list",
        "/api/plans/%ff/start",
        "/api/plans/x/lease",
        "/api/journal/x/outcome",
        "/api/nothing",
        "/api//c/prod/v2/vectordb/users/list",
    ] {
        let (status, kind, _) = raw(&world, &post(&world, target, &headers, "{}")).await;
        assert_eq!((status, kind.as_deref()), (404, Some("not_found")), "{target}");
    }
    for method in [Method::GET, Method::PUT, Method::PATCH, Method::DELETE, Method::HEAD, Method::OPTIONS] {
        let answer = world.request(method.clone(), "/api/c/prod/v2/vectordb/users/list").send().await.unwrap();
        assert_eq!(
            (answer.status().as_u16(), &answer.headers()["x-rescind-error"]),
            (404, &"not_found".parse().unwrap()),
            "{method}"
        );
    }
    assert_eq!(upstream.connections(), 0);
}

#[tokio::test]
async fn a_read_only_connection_reads_and_takes_no_plan() {
    let upstream = Upstream::always(empty()).await;
    let world = World::of(&upstream).await;
    assert!(world.get("/api/connections/audit/describe/role?name=reader").await.status().is_success());
    let plan = json!({ "entries": [entry("audit", "alice")], "start": true }).to_string();
    assert_eq!(refusal(world.post("/api/plans", &plan).await).await, (403, "read_only".to_owned()));
    assert_eq!(upstream.requests().len(), 1);
}
