//! A sandbox, a gateway in front of it, and a browser that is signed in there.

use std::path::Path;
use std::time::{Duration, Instant};

use reqwest::{Client, Method, RequestBuilder};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::started::{self, Started};

const TOKEN: &str = "lists";

/// Everything that takes part.
pub(crate) struct World {
    pub(crate) sandbox: Started,
    pub(crate) gateway: Started,
    http: Client,
    cookie: String,
    _directory: TempDir,
}

/// What a reader saw of a list.
pub(crate) struct Seen {
    /// Until the first rows, and until the tail.
    pub(crate) first: Duration,
    pub(crate) tail: Duration,
    pub(crate) rows: u64,
    pub(crate) bytes: usize,
}

impl World {
    pub(crate) async fn new(binaries: &Path, seed: &str) -> Self {
        let sandbox = started::sandbox(binaries, seed);
        let directory = tempfile::tempdir().unwrap();
        let gateway = started::gateway(binaries, directory.path(), sandbox.port, TOKEN);
        let http = Client::builder().no_proxy().build().unwrap();
        let mut world = Self { sandbox, gateway, http, cookie: String::new(), _directory: directory };
        let request = world.request(Method::POST, world.gateway.port, "/api/session");
        let request = request.header("content-type", "application/json");
        let answer = request.body(json!({ "token": TOKEN }).to_string()).send().await.unwrap();
        let cookie = answer.headers()["set-cookie"].to_str().unwrap();
        world.cookie = cookie.split(';').next().unwrap().to_owned();
        world
    }

    /// A request to the gateway, by way of a port.
    pub(crate) fn request(&self, method: Method, port: u16, path: &str) -> RequestBuilder {
        let request = self.http.request(method, format!("http://127.0.0.1:{port}{path}"));
        // On a way of its own the gateway still has its own name.
        let request = request.header("host", format!("127.0.0.1:{}", self.gateway.port));
        request.header("x-rescind", "1").header("cookie", &self.cookie)
    }

    /// Sends the sandbox something in the place of an administrator, or of whoever steers it.
    pub(crate) async fn tell(&self, path: &str, body: Value) {
        let request = self.http.post(format!("http://127.0.0.1:{}{path}", self.sandbox.port));
        let request = request.header("authorization", "Bearer root:Milvus").header("content-type", "application/json");
        let answer = request.body(body.to_string()).send().await.unwrap();
        let (status, text) = (answer.status(), answer.text().await.unwrap());
        // Milvus says no with success, too.
        let is_fine = path.starts_with("/__sandbox/") || text.contains("\"code\":0");
        assert!(status.is_success() && is_fine, "{path}: {status} {text}");
    }

    /// How many requests the vendors have had.
    pub(crate) async fn calls(&self) -> u64 {
        // Of all the state only the part of a vendor that has little.
        let state = self.http.get(format!("http://127.0.0.1:{}/__sandbox/state/zilliz", self.sandbox.port));
        let state: Value = serde_json::from_str(&state.send().await.unwrap().text().await.unwrap()).unwrap();
        state["calls"].as_object().unwrap().values().filter_map(Value::as_u64).sum()
    }

    /// Reads a list to its end.
    pub(crate) async fn read(&self, port: u16, path: &str) -> Seen {
        let start = Instant::now();
        let mut answer = self.request(Method::GET, port, path).send().await.unwrap();
        assert_eq!(answer.status(), 200, "{path}");
        let (mut rest, mut first, mut rows, mut bytes) = (Vec::new(), None, 0, 0);
        while let Some(chunk) = answer.chunk().await.unwrap() {
            bytes += chunk.len();
            rest.extend_from_slice(&chunk);
            while let Some(end) = rest.iter().position(|byte| *byte == b'\n') {
                let line: Vec<u8> = rest.drain(..=end).collect();
                let tail = line.starts_with(b"{\"tail\"");
                if !tail && !line.starts_with(b"{\"slice\"") {
                    continue;
                }
                let line: Value = serde_json::from_slice(&line).unwrap();
                if tail {
                    assert_eq!(line["tail"]["complete"], true, "{line}");
                    return Seen { first: first.expect("rows"), tail: start.elapsed(), rows, bytes };
                }
                rows += line["slice"]["rows"].as_u64().unwrap();
                first.get_or_insert_with(|| start.elapsed());
            }
        }
        unreachable!("{path} was cut")
    }
}
