//! One request for each route and each kind of answer that it can give.

use std::sync::Arc;
use std::time::Duration;

use reqwest::{Method, RequestBuilder};
use rescind_gateway::Limits;
use serde_json::json;

use super::Shown;
use crate::support::{READ, Setup, World, certificate, entry};
use crate::upstream::{Reaction, Upstream, answer, done, held};

/// What the vendor calls its request. It belongs into a fault, and on no answer.
pub(super) const VENDORS_ID: &str = "vendors-request-1";

const ASSETS: &[(&str, &str)] = &[
    ("index.html", "<script>start()</script>"),
    ("app-21b783f7e626c67b_bg.wasm", "module"),
    ("app.js", "plain script"),
    ("app.js.br", "brotli"),
    ("style/base.css", "a{}"),
];

/// What a vendor says that no browser may hear.
const LAX: &[&str] = &[
    "content-security-policy: default-src *",
    "access-control-allow-origin: *",
    "cache-control: public",
    "clear-site-data: \"*\"",
    "referrer-policy: unsafe-url",
    "server: vendor",
    "set-cookie: vendor=1",
    "www-authenticate: Basic realm=\"vendor\"",
    "x-request-id: vendors-request-1",
    "x-milvus-trace-id: t-1",
    "x-rescind-error: internal",
];

struct Collected {
    world: World,
    shown: Vec<Shown>,
}

impl Collected {
    async fn add(&mut self, title: &str, request: RequestBuilder) -> reqwest::Response {
        let answer = request.send().await.unwrap();
        self.shown.push(Shown::of(title, &answer));
        answer
    }

    async fn get(&mut self, title: &str, path: &str) -> reqwest::Response {
        self.add(title, self.world.request(Method::GET, path)).await
    }

    async fn post(&mut self, title: &str, path: &str, body: &str) -> reqwest::Response {
        let request = self.world.request(Method::POST, path).header("content-type", "application/json");
        self.add(title, request.body(body.to_owned())).await
    }
}

/// All of them, in the order of the file.
pub(super) async fn all() -> Vec<Shown> {
    let upstream = Upstream::start(|_, request| match request.line.split(' ').nth(1).unwrap_or_default() {
        path if path.ends_with("users/describe") => answer("500 Oops", LAX, "{}"),
        path if path.ends_with("roles/list") => answer("401 No", LAX, "{}"),
        path if path.ends_with("roles/describe") => answer("429 Later", &["retry-after: 7"], "{}"),
        path if path.ends_with("databases/list") => answer("302 Found", &["location: http://evil.example/"], "{}"),
        path if path.ends_with("groups/list") => Reaction::Close(String::new()),
        _ => answer("200 OK", LAX, r#"{"code":0,"data":[]}"#),
    })
    .await;
    let setup = Setup { assets: ASSETS, ..Setup::default() };
    let world = World::with(&format!("http://{}", upstream.address), setup).await;
    let mut all = Collected { world, shown: Vec::new() };
    pages(&mut all).await;
    api(&mut all).await;
    plans(&mut all).await;
    reads(&mut all).await;
    refused(&mut all).await;
    broken(&mut all).await;
    let mut shown = all.shown;
    shown.extend(slow().await);
    shown.extend(encrypted(&upstream).await);
    shown
}

async fn pages(all: &mut Collected) {
    let html = |world: &World, method, path| world.request(method, path).header("accept", "text/html");
    let page = all.add("GET / page", html(&all.world, Method::GET, "/")).await;
    let etag = page.headers()["etag"].clone();
    all.add("GET / page unchanged", html(&all.world, Method::GET, "/").header("if-none-match", etag)).await;
    all.add("HEAD / page", html(&all.world, Method::HEAD, "/")).await;
    all.add("GET /c/milvus/roles page", html(&all.world, Method::GET, "/c/milvus/roles")).await;
    all.get("GET wasm", "/app-21b783f7e626c67b_bg.wasm").await;
    all.get("GET script", "/app.js").await;
    let brotli = all.world.request(Method::GET, "/app.js").header("accept-encoding", "br");
    all.add("GET script in brotli", brotli).await;
    all.get("GET style", "/style/base.css").await;
    all.get("GET missing file", "/missing.js").await;
    all.post("POST file", "/app.js", "{}").await;
    let foreign = html(&all.world, Method::GET, "/").header("host", "evil.example");
    all.add("GET / of another host", foreign).await;
    for path in ["/healthz", "/readyz", "/metrics"] {
        all.get(&format!("GET {path}"), path).await;
        all.add(&format!("PUT {path}"), all.world.request(Method::PUT, path)).await;
    }
}

async fn api(all: &mut Collected) {
    all.get("GET /api", "/api").await;
    all.get("GET /api/", "/api/").await;
    all.get("GET /api/none", "/api/none").await;
    for path in ["/api/connections", "/api/session", "/api/plans", "/api/journal", "/api/journal/export"] {
        all.get(&format!("GET {path}"), path).await;
        all.add(&format!("PATCH {path}"), all.world.request(Method::PATCH, path)).await;
        let stranger = all.world.client.get(format!("{}{path}", all.world.base));
        all.add(&format!("GET {path} signed out"), stranger.header("x-rescind", "1")).await;
    }
    all.get("GET /api/openapi.json", "/api/openapi.json").await;
    let foreign = all.world.request(Method::GET, "/api/connections").header("sec-fetch-site", "cross-site");
    all.add("GET /api/connections of another site", foreign).await;
    all.get("GET /api/journal wrong query", "/api/journal?colour=1").await;
    all.post("POST /api/session", "/api/session", &json!({ "token": crate::support::TOKEN }).to_string()).await;
    all.post("POST /api/session no JSON", "/api/session", "{").await;
    for _ in 1..10 {
        all.world.post("/api/session", r#"{"token":"wrong"}"#).await;
    }
    all.post("POST /api/session wrong token", "/api/session", r#"{"token":"wrong"}"#).await;
    all.post("POST /api/session too often", "/api/session", r#"{"token":"wrong"}"#).await;
}

async fn reads(all: &mut Collected) {
    for path in ["health", "users", "roles", "role/members?name=r", "role/privileges?name=r", "user/privileges?id=u"] {
        let path = format!("/api/connections/prod/{path}");
        all.get(&format!("GET {path}"), &path).await;
    }
    for path in ["describe/role?name=r", "describe/user?id=u", "role/members", "none"] {
        let path = format!("/api/connections/prod/{path}");
        all.get(&format!("GET {path}"), &path).await;
    }
    all.get("GET /api/connections/none/users", "/api/connections/none/users").await;
    let entries = json!({ "entries": [entry("prod", "alice")] }).to_string();
    all.post("POST /api/plans/preview", "/api/plans/preview", &entries).await;
    all.post("POST /api/plans/preview wrong body", "/api/plans/preview", "{}").await;
    all.post("POST /api/descriptions", "/api/descriptions", r#"{"text":"[]"}"#).await;
}

async fn plans(all: &mut Collected) {
    let plan = json!({ "reason": "left", "entries": [entry("prod", "alice")] }).to_string();
    let stored = all.post("POST /api/plans", "/api/plans", &plan).await;
    let stored: serde_json::Value = serde_json::from_str(&stored.text().await.unwrap()).unwrap();
    let id = stored["id"].as_str().unwrap();
    all.post("POST /api/plans wrong body", "/api/plans", "{}").await;
    all.get("GET /api/plans/{id}", &format!("/api/plans/{id}")).await;
    all.get("GET /api/plans/none", "/api/plans/none").await;
    for request in ["start", "pause", "resume", "cancel", "retry", "check"] {
        let path = format!("/api/plans/{id}/{request}");
        all.post(&format!("POST {request}"), &path, "").await;
        all.post(&format!("POST {request} of no plan"), &format!("/api/plans/none/{request}"), "").await;
        all.add(&format!("GET {request}"), all.world.request(Method::GET, &path)).await;
    }
    let other = json!({ "reason": "left", "entries": [entry("prod", "bob")] }).to_string();
    let other = all.world.post("/api/plans", &other).await;
    let other: serde_json::Value = serde_json::from_str(&other.text().await.unwrap()).unwrap();
    let path = format!("/api/plans/{}/resume", other["id"].as_str().unwrap());
    all.post("POST resume of what was never started", &path, "").await;
    all.post("POST retry wrong body", &format!("/api/plans/{id}/retry"), "[]").await;
    let path = format!("/api/plans/{id}/retry");
    all.post("POST retry of another plan's entry", &path, r#"{"entries":["none"]}"#).await;
    all.post("POST /api/entries/later", "/api/entries/later", r#"{"entries":["none"]}"#).await;
    events(all, id).await;
}

async fn events(all: &mut Collected, plan: &str) {
    for path in ["/api/events".to_owned(), format!("/api/plans/{plan}/events")] {
        let title = path.replace(plan, "{id}");
        let stream = |site| {
            let request = all.world.client.get(format!("{}{path}", all.world.base)).header("cookie", &all.world.cookie);
            request.header("accept", "text/event-stream").header("sec-fetch-site", site)
        };
        let (own, foreign) = (stream("same-origin"), stream("same-site"));
        all.add(&format!("GET {title} as a stream"), own).await;
        all.add(&format!("GET {title} as a stream of another site"), foreign).await;
        all.get(&format!("GET {title}"), &path).await;
    }
    all.get("GET events of no plan", "/api/plans/none/events").await;
}

async fn refused(all: &mut Collected) {
    all.post("a vendor's own path", "/api/c/prod/v2/vectordb/users/list", "{}").await;
    let read_only = json!({ "entries": [entry("audit", "alice")] }).to_string();
    all.post("read-only connection", "/api/plans", &read_only).await;
    all.post("too large", "/api/entries/later", &"x".repeat(2 << 20)).await;
    let plain = all.world.request(Method::POST, "/api/plans").header("content-type", "text/plain").body("{}");
    all.add("no JSON", plain).await;
}

async fn broken(all: &mut Collected) {
    all.world.database().execute_batch("DROP TABLE event").unwrap();
    all.get("GET /api/journal of a broken store", "/api/journal").await;
    all.get("GET /readyz of a broken store", "/readyz").await;
    all.add("DELETE /api/session", all.world.request(Method::DELETE, "/api/session")).await;
}

/// A vendor that does not answer.
async fn slow() -> Vec<Shown> {
    let upstream = Upstream::always(held(&Arc::default(), done())).await;
    let limits = Limits { read: Duration::from_millis(50), ..Limits::default() };
    let setup = Setup { assets: ASSETS, limits, ..Setup::default() };
    let world = World::with(&format!("http://{}", upstream.address), setup).await;
    let mut all = Collected { world, shown: Vec::new() };
    all.get("vendor too slow", READ).await;
    all.shown
}

/// With TLS.
async fn encrypted(upstream: &Upstream) -> Vec<Shown> {
    let setup = Setup { assets: ASSETS, certificate: Some(certificate()), ..Setup::default() };
    let world = World::with(&format!("http://{}", upstream.address), setup).await;
    let mut all = Collected { world, shown: Vec::new() };
    all.get("TLS: GET /app.js", "/app.js").await;
    all.get("TLS: GET /api/none", "/api/none").await;
    let token = json!({ "token": crate::support::TOKEN }).to_string();
    all.post("TLS: POST /api/session", "/api/session", &token).await;
    all.shown
}
