//! Plans as the gateway runs them: one revocation from the request to its verified outcome, and ten thousand in front of a slow
//! vendor, with a plan of one beside them. Beside it, what one durable write costs on this disk.

use std::fs::File;
use std::io::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

use reqwest::Client;
use serde_json::{Value, json};

use crate::started::Started;
use crate::way::Way;

/// Plans of one.
const SINGLE: usize = 200;
/// Entries of the large plan.
const ROWS: usize = 10_000;
/// How long the vendor takes for each request, in milliseconds.
const LATENCY: u64 = 20;
/// How many calls of a plan are under way at Milvus at the same time.
const PARALLEL: u64 = 4;
/// How often it is asked how far the large plan is. Each time the gateway counts all of its entries, which pages do not ask for: they
/// are told by events.
const ASKED_EVERY: Duration = Duration::from_millis(500);
/// The seed's role that has half of all grants. Every read of it tells all of them, which is not what this is about.
const HEAVY_ROLE: &str = "large_everything";

/// What came of it.
pub(crate) struct Times {
    /// From the request that makes a plan of one to the outcome, in microseconds.
    pub(crate) single: Vec<u128>,
    /// Bare durable writes, in microseconds.
    pub(crate) writes: Vec<u128>,
    pub(crate) large: Large,
}

/// The plan of ten thousand.
pub(crate) struct Large {
    pub(crate) took: Duration,
    /// All requests that reached the vendor.
    pub(crate) requests: u64,
    /// From the request that made the plan of one beside it to its outcome.
    pub(crate) beside: Duration,
    /// Peak memory of the gateway after a tenth of the plan, and at its end, in megabytes.
    pub(crate) memory: [f64; 2],
}

impl Large {
    /// How long the requests alone take, as many at once as may be.
    pub(crate) fn ideal(&self) -> Duration {
        Duration::from_millis(self.requests * LATENCY / PARALLEL)
    }
}

struct World {
    http: Client,
    gateway: String,
    cookie: String,
    sandbox: String,
}

/// Measures all of it.
pub(crate) async fn measure(direct: &Way, gateway: &Way, program: &Started, directory: &Path) -> Times {
    let cookie = gateway.headers.split("cookie: ").nth(1).unwrap().trim().to_owned();
    let http = Client::builder().no_proxy().build().unwrap();
    let address = |way: &Way| format!("http://127.0.0.1:{}", way.port);
    let world = World { http, gateway: address(gateway), cookie, sandbox: address(direct) };
    let grants = world.fill().await;
    let (large, few) = grants.split_at(ROWS);
    let mut times =
        Times { single: Vec::new(), writes: Vec::new(), large: world.large(large, &few[SINGLE], program).await };
    world.knobs(0).await;
    let mut file = File::create(directory.join("durable")).unwrap();
    for grant in &few[..SINGLE] {
        let start = Instant::now();
        let id = world.start(std::slice::from_ref(grant)).await;
        while !world.is_over(&id).await {}
        times.single.push(start.elapsed().as_micros());
        let start = Instant::now();
        file.write_all(&[0; 4096]).and_then(|()| file.sync_data()).unwrap();
        times.writes.push(start.elapsed().as_micros());
    }
    times
}

impl World {
    async fn control(&self, what: &str, body: Value) {
        let request = self.http.post(format!("{}/__sandbox/{what}", self.sandbox));
        let answer = request.header("content-type", "application/json").body(body.to_string()).send().await.unwrap();
        assert!(answer.status().is_success(), "{what}");
    }

    async fn knobs(&self, latency: u64) {
        self.control("knobs", json!({ "milvus": { "latency_ms": latency } })).await;
    }

    async fn state(&self) -> Value {
        let text =
            self.http.get(format!("{}/__sandbox/state", self.sandbox)).send().await.unwrap().text().await.unwrap();
        serde_json::from_str(&text).unwrap()
    }

    /// Starts over with many grants, and tells enough of them.
    async fn fill(&self) -> Vec<Value> {
        let wanted = ROWS + SINGLE + 1;
        self.control("reset", json!({ "seed": format!("large:{}", 2 * wanted + 2) })).await;
        let state = self.state().await;
        let grants = state["milvus"]["grants"].as_array().unwrap();
        let grants: Vec<Value> =
            grants.iter().rev().filter(|grant| grant["role"] != HEAVY_ROLE).take(wanted).map(entry).collect();
        assert_eq!(grants.len(), wanted);
        grants
    }

    async fn calls(&self) -> u64 {
        self.state().await["calls"].as_object().unwrap().values().filter_map(Value::as_u64).sum()
    }

    async fn ask(&self, method: reqwest::Method, path: &str, body: String) -> Value {
        let request = self.http.request(method, format!("{}{path}", self.gateway)).header("x-rescind", "1");
        let request = request.header("cookie", &self.cookie).header("content-type", "application/json");
        let answer = request.body(body).send().await.unwrap();
        let (status, text) = (answer.status(), answer.text().await.unwrap());
        assert!(status.is_success(), "{path}: {text}");
        serde_json::from_str(&text).unwrap()
    }

    async fn start(&self, entries: &[Value]) -> String {
        let plan = json!({ "reason": "load", "start": true, "entries": entries });
        let stored = self.ask(reqwest::Method::POST, "/api/plans", plan.to_string()).await;
        stored["id"].as_str().unwrap().to_owned()
    }

    async fn summary(&self, id: &str) -> Value {
        let plans = self.ask(reqwest::Method::GET, "/api/plans?limit=5", String::new()).await;
        plans.as_array().unwrap().iter().find(|plan| plan["id"] == id).unwrap().clone()
    }

    async fn is_over(&self, id: &str) -> bool {
        self.summary(id).await["status"]["status"] == "finished"
    }

    async fn large(&self, entries: &[Value], beside: &Value, program: &Started) -> Large {
        self.knobs(LATENCY).await;
        let before = self.calls().await;
        let start = Instant::now();
        let id = self.start(entries).await;
        let settled = |plan: &Value| plan["states"]["settled"].as_u64().unwrap();
        let tenth = u64::try_from(ROWS / 10).unwrap();
        while settled(&self.summary(&id).await) < tenth {
            tokio::time::sleep(ASKED_EVERY).await;
        }
        let early = program.peak();
        let one = Instant::now();
        let single = self.start(std::slice::from_ref(beside)).await;
        while !self.is_over(&single).await {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        let beside = one.elapsed();
        while !self.is_over(&id).await {
            tokio::time::sleep(ASKED_EVERY).await;
        }
        let took = start.elapsed();
        let plan = self.summary(&id).await;
        // A wildcard row takes another one of its object along, which is absent by the time of its own turn.
        let of = |outcome: &str| plan["outcomes"][outcome].as_u64().unwrap_or_default();
        assert_eq!(of("Revoked") + of("AlreadyAbsent"), ROWS as u64, "{plan}");
        Large { took, requests: self.calls().await - before, beside, memory: [early, program.peak()] }
    }
}

fn entry(row: &Value) -> Value {
    json!({
        "connection": "milvus",
        "accepts": ["wildcard", "built_in"],
        "grant": {
            "kind": "privilege", "role": row["role"], "object_type": row["objectType"],
            "object_name": row["objectName"], "database": row["dbName"], "privilege": row["privilege"],
        },
    })
}
