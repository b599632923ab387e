//! What is refused before anything is sent: requests of other sites, and calls that the route table does not have.

use reqwest::Method;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::support::{LIST, World, refusal, within};
use crate::upstream::{Upstream, done};

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

fn post(world: &World, target: &str, headers: &[&str]) -> String {
    let headers: String = headers.iter().map(|line| format!("{line}\r\n")).collect();
    let cookie = &world.cookie;
    format!("POST {target} HTTP/1.1\r\n{headers}cookie: {cookie}\r\nconnection: close\r\ncontent-length: 2\r\n\r\n{{}}")
}

#[tokio::test]
async fn only_requests_of_the_console_itself_pass() {
    let upstream = Upstream::always(done()).await;
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
        assert_eq!(raw(&world, &post(&world, LIST, headers)).await.0, 200, "{headers:?}");
    }
    assert_eq!(upstream.requests().len(), pass.len());
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
        let (status, kind, _) = raw(&world, &post(&world, LIST, headers)).await;
        assert_eq!((status, kind.as_deref()), (403, Some("cross_site")), "{headers:?}");
    }
    let (status, kind, _) = raw(&world, &post(&world, &format!("http://evil.example{LIST}"), pass[0])).await;
    assert_eq!((status, kind.as_deref()), (403, Some("cross_site")));
    assert_eq!(upstream.requests().len(), pass.len());
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
async fn what_is_not_in_the_route_table_is_not_forwarded() {
    let upstream = Upstream::always(done()).await;
    let world = World::of(&upstream).await;
    let own = format!("host: {}", world.address);
    let headers = [own.as_str(), "content-type: application/json", "x-rescind: 1"];
    let not_allowed = [
        "/api/c/prod/v2/vectordb/collections/drop",
        "/api/c/prod/v2/vectordb/users/grant_role",
        "/api/c/prod/v2/vectordb/users/list/",
        "/api/c/prod//v2/vectordb/users/list",
        "/api/c/prod/v2/vectordb/users/list?",
        "/api/c/prod/v2/vectordb/users/list?x=1",
        "/api/c/prod/v2/vectordb/users%2flist",
        "/api/c/prod/v2/vectordb/users/%6cist",
        "/api/c/prod/v2/vectordb/users/list;x",
        "/api/c/prod/v2/vectordb/users/list%00",
        "/api/c/prod/v2/vectordb/users/list%0d%0a",
        "/api/c/prod/v2/vectordb/users\\list",
        "/api/c/prod/v2/vectordb/roles/../users/list",
        "/api/c/prod/v2/vectordb/roles/%2e%2e/users/list",
        "/api/c/prod/V2/vectordb/users/list",
        "/api/c/prod/%ff",
        "/api/c/prod/",
        "/api/c/prod/__sandbox/reset",
    ];
    for target in not_allowed {
        let (status, kind, _) = raw(&world, &post(&world, target, &headers)).await;
        assert_eq!((status, kind.as_deref()), (403, Some("not_allowed")), "{target}");
    }
    let not_found = [
        "/api/c/",
        "/api/c",
        "/api/c/prod",
        "/api/c//v2/vectordb/users/list",
        "/api/c/none/v2/vectordb/users/list",
        "/api/c/%70rod/v2/vectordb/users/list",
        "/api/c/PROD/v2/vectordb/users/list",
        "/api/plans/%ff/start",
        "/api/plans/x/lease",
        "/api/journal/x/outcome",
        "/api/nothing",
        "/api//c/prod/v2/vectordb/users/list",
    ];
    for target in not_found {
        let (status, kind, _) = raw(&world, &post(&world, target, &headers)).await;
        assert_eq!((status, kind.as_deref()), (404, Some("not_found")), "{target}");
    }
    for method in [Method::GET, Method::PUT, Method::PATCH, Method::DELETE, Method::HEAD, Method::OPTIONS] {
        let answer = world.request(method.clone(), LIST).send().await.unwrap();
        assert_eq!(answer.headers()["x-rescind-error"], "not_allowed", "{method}");
    }
    let overridden = world.request(Method::GET, LIST).header("x-http-method-override", "POST").send().await.unwrap();
    assert_eq!(refusal(overridden).await, (403, "not_allowed".to_owned()));
    assert_eq!(upstream.connections(), 0);
}

#[tokio::test]
async fn a_read_only_connection_reads() {
    let upstream = Upstream::always(done()).await;
    let world = World::of(&upstream).await;
    let path = |route: &str| format!("/api/c/audit/v2/vectordb/{route}");
    assert!(world.post(&path("users/list"), "{}").await.status().is_success());
    for route in ["users/revoke_role", "roles/revoke_privilege", "roles/revoke_privilege_v2"] {
        assert_eq!(refusal(world.post(&path(route), "{}").await).await, (403, "not_allowed".to_owned()));
    }
    assert_eq!(upstream.requests().len(), 1);
}
