//! The security headers, on every kind of answer there is.

use std::sync::Arc;
use std::time::Duration;

use reqwest::{Method, Response};
use rescind_gateway::Limits;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::support::{READ, Setup, World, certificate, entry, within};
use crate::upstream::{Reaction, Upstream, answer, done, held};

const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval' \
    'sha256-DIm7WJS6ZKDYe5qFLPy+h4JFI9Bol5QmYC57mt3Fb00='; style-src 'self'; img-src 'self' data:; connect-src 'self'; \
    form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types default";

/// What may be kept by a browser.
#[derive(Clone, Copy, PartialEq)]
enum Caching {
    Never,
    AsAsset,
}

#[track_caller]
fn check(answer: &Response, status: u16, caching: Caching) {
    let what = format!("{status} of {}", answer.url());
    assert_eq!(answer.status(), status, "{what}");
    let header = |name: &str| answer.headers().get(name).map(|value| value.to_str().unwrap()).unwrap_or_default();
    assert_eq!(header("content-security-policy"), POLICY, "{what}");
    assert_eq!(header("cross-origin-opener-policy"), "same-origin", "{what}");
    assert_eq!(header("cross-origin-resource-policy"), "same-origin", "{what}");
    assert_eq!(header("x-content-type-options"), "nosniff", "{what}");
    assert_eq!(header("referrer-policy"), "no-referrer", "{what}");
    let permissions = header("permissions-policy");
    assert!(permissions.contains("camera=()") && permissions.contains("clipboard-write=(self)"), "{what}");
    assert_eq!(header("cache-control") == "no-store", caching == Caching::Never, "{what}");
    let transport = if answer.url().scheme() == "https" { "max-age=31536000" } else { "" };
    assert_eq!(header("strict-transport-security"), transport, "{what}");
    for name in ["content-security-policy", "cache-control"] {
        assert_eq!(answer.headers().get_all(name).iter().count(), 1, "{what}");
    }
}

async fn check_all(certificate: Option<rcgen::CertifiedKey<rcgen::KeyPair>>) {
    let lax = [
        "content-security-policy: default-src *",
        "cache-control: public",
        "referrer-policy: unsafe-url",
        "strict-transport-security: max-age=0",
    ];
    let upstream = Upstream::start(move |number, _| match number {
        1 => answer("200 OK", &lax, r#"{"code":0,"data":[]}"#),
        2 => answer("500 Oops", &lax, "{}"),
        3 => answer("302 Found", &["location: http://evil.example/"], "{}"),
        _ => Reaction::Close(String::new()),
    })
    .await;
    let setup = Setup {
        assets: &[("index.html", "<script>start()</script>"), ("a-21b783f7e626c67b.wasm", "wasm")],
        certificate,
        ..Setup::default()
    };
    let world = World::with(&format!("http://{}", upstream.address), setup).await;
    let get = |path: &'static str| world.request(Method::GET, path);

    let page = get("/c/x").header("accept", "text/html").send().await.unwrap();
    check(&page, 200, Caching::AsAsset);
    let again = get("/").header("if-none-match", &page.headers()["etag"]).send().await.unwrap();
    check(&again, 304, Caching::AsAsset);
    let head = world.request(Method::HEAD, "/").header("accept", "text/html").send().await.unwrap();
    check(&head, 200, Caching::AsAsset);
    check(&world.get("/a-21b783f7e626c67b.wasm").await, 200, Caching::AsAsset);
    let paths = [
        ("/healthz", 200),
        ("/missing.js", 404),
        ("/api/connections", 200),
        ("/api/none", 404),
        ("/api/journal?colour=1", 400),
        ("/api/c/prod/x", 404),
    ];
    for (path, status) in paths {
        check(&world.get(path).await, status, Caching::Never);
    }
    check(&world.request(Method::PUT, "/healthz").send().await.unwrap(), 405, Caching::Never);
    check(&world.request(Method::PUT, "/api/journal").send().await.unwrap(), 405, Caching::Never);
    check(&world.request(Method::POST, "/a-21b783f7e626c67b.wasm").send().await.unwrap(), 405, Caching::Never);
    check(&get("/").header("host", "evil.example").send().await.unwrap(), 403, Caching::Never);
    check(
        &world.client.get(format!("{}/api", world.base)).header("x-rescind", "1").send().await.unwrap(),
        401,
        Caching::Never,
    );

    for status in [200, 502, 502, 502] {
        check(&world.get(READ).await, status, Caching::Never);
    }
    check(&world.post("/api/entries/later", &"x".repeat(2 << 20)).await, 413, Caching::Never);
    let read_only = serde_json::json!({ "entries": [entry("audit", "alice")] }).to_string();
    check(&world.post("/api/plans", &read_only).await, 403, Caching::Never);
    check(&world.post("/api/plans/none/start", "").await, 404, Caching::Never);
    for _ in 0..10 {
        check(&world.post("/api/session", r#"{"token":"wrong"}"#).await, 401, Caching::Never);
    }
    check(&world.post("/api/session", r#"{"token":"wrong"}"#).await, 429, Caching::Never);

    world.database().execute_batch("DROP TABLE event").unwrap();
    let broken = world.get("/api/journal").await;
    check(&broken, 500, Caching::Never);
    let text = broken.text().await.unwrap();
    assert!(text.contains("internal") && !text.contains("event"), "{text}");
    check(&world.request(Method::DELETE, "/api/session").send().await.unwrap(), 204, Caching::Never);
}

#[tokio::test]
async fn every_answer_carries_them() {
    check_all(None).await;
}

#[tokio::test]
async fn on_tls_every_answer_demands_tls_as_well() {
    check_all(Some(certificate())).await;
}

#[tokio::test]
async fn so_does_the_answer_of_a_gateway_that_waited_in_vain() {
    let upstream = Upstream::always(held(&Arc::default(), done())).await;
    let setup = Setup {
        assets: &[("index.html", "<script>start()</script>")],
        limits: Limits { read: Duration::from_millis(50), ..Limits::default() },
        ..Setup::default()
    };
    let world = World::with(&format!("http://{}", upstream.address), setup).await;
    check(&world.get(READ).await, 502, Caching::Never);
}

/// The HTTP library answers these before anything of ours runs, so all that can be asked for is that it says nothing.
#[tokio::test]
async fn what_is_no_request_gets_an_empty_answer_and_the_connection_ends() {
    let world = World::of(&Upstream::always(done()).await).await;
    let many: String = (0..1000).map(|number| format!("x-{number}: y\r\n")).collect();
    let requests = [
        "<script>alert(1)</script>\r\n\r\n".to_owned(),
        "GET / HTTP/9.9\r\n\r\n".to_owned(),
        "GET /\0 HTTP/1.1\r\n\r\n".to_owned(),
        "GET / HTTP/1.1\r\nbad header<script>: x\r\n\r\n".to_owned(),
        "POST / HTTP/1.1\r\nhost: localhost\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n".to_owned(),
        format!("GET / HTTP/1.1\r\nhost: localhost\r\n{many}\r\n"),
    ];
    for request in requests {
        let mut stream = TcpStream::connect(world.address).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        within(stream.read_to_string(&mut answer)).await.unwrap();
        let status = answer.split(' ').nth(1).unwrap_or_default();
        assert!(status.starts_with('4'), "{request}: {answer}");
        assert!(answer.ends_with("\r\n\r\n") && answer.contains("content-length: 0"), "{answer}");
        assert!(!answer.contains("script"), "{answer}");
    }
}
