//! The security headers, on every kind of answer there is.

use reqwest::{Method, Response};

use crate::support::{LIST, Setup, World};
use crate::upstream::{Upstream, answer};

const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval' \
    'sha256-DIm7WJS6ZKDYe5qFLPy+h4JFI9Bol5QmYC57mt3Fb00='; style-src 'self'; img-src 'self' data:; connect-src 'self'; \
    form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types default";

#[track_caller]
fn check(answer: &Response, what: &str) {
    let header = |name: &str| answer.headers().get(name).map(|value| value.to_str().unwrap()).unwrap_or_default();
    assert_eq!(header("content-security-policy"), POLICY, "{what}");
    assert_eq!(header("cross-origin-opener-policy"), "same-origin", "{what}");
    assert_eq!(header("cross-origin-resource-policy"), "same-origin", "{what}");
    assert_eq!(header("x-content-type-options"), "nosniff", "{what}");
    assert_eq!(header("referrer-policy"), "no-referrer", "{what}");
    let permissions = header("permissions-policy");
    assert!(permissions.contains("camera=()") && permissions.contains("clipboard-write=(self)"), "{what}");
    let is_asset = matches!(what, "page" | "wasm" | "not modified");
    assert_eq!(header("cache-control") == "no-store", !is_asset, "{what}");
    for name in ["content-security-policy", "cache-control"] {
        assert_eq!(answer.headers().get_all(name).iter().count(), 1, "{what}");
    }
}

#[tokio::test]
async fn every_answer_carries_them() {
    let lax = ["content-security-policy: default-src *", "cache-control: public", "referrer-policy: unsafe-url"];
    let upstream = Upstream::start(move |number, _| match number {
        1 => answer("200 OK", &lax, "{}"),
        2 => answer("500 Oops", &lax, "{}"),
        _ => answer("302 Found", &["location: http://evil.example/"], "{}"),
    });
    let setup = Setup { assets: &[("index.html", "<script>start()</script>"), ("a.wasm", "wasm")], ..Setup::default() };
    let world = World::with(&format!("http://{}", upstream.await.address), setup).await;
    let get = |path: &'static str| world.request(Method::GET, path);

    check(&get("/").header("accept", "text/html").send().await.unwrap(), "page");
    let page = get("/c/x").header("accept", "text/html").send().await.unwrap();
    check(&page, "page");
    let again = get("/").header("if-none-match", &page.headers()["etag"]).send().await.unwrap();
    assert_eq!(again.status(), 304);
    check(&again, "not modified");
    check(&get("/a.wasm").send().await.unwrap(), "wasm");
    for (path, status) in [("/healthz", 200), ("/missing.js", 404), ("/api/connections", 200), ("/api/none", 404)] {
        let answer = get(path).send().await.unwrap();
        assert_eq!(answer.status(), status);
        check(&answer, path);
    }
    for status in [200, 500, 302] {
        let answer = world.post(LIST, "{}").await;
        assert_eq!(answer.status(), status);
        check(&answer, "the vendor's answer");
    }
    let head = world.request(Method::HEAD, "/").header("accept", "text/html").send().await.unwrap();
    check(&head, "page");
    let method = world.request(Method::PUT, "/healthz").send().await.unwrap();
    assert_eq!(method.status(), 405);
    check(&method, "405");
    check(&world.post("/api/session", r#"{"token":"wrong"}"#).await, "401");
    check(&world.request(Method::GET, "/").header("host", "evil.example").send().await.unwrap(), "403");
    check(&world.post(LIST, &"x".repeat(2 << 20)).await, "413");

    world.database().execute_batch("DROP TABLE event").unwrap();
    let broken = world.get("/api/journal").await;
    assert_eq!(broken.status(), 500);
    check(&broken, "500");
    let text = broken.text().await.unwrap();
    assert!(text.contains("internal") && !text.contains("event"), "{text}");
}
