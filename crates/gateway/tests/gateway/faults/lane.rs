//! One act with a sandbox, a hand in between and a gateway of its own, so that the acts run side by side.

use std::cell::Cell as Flag;
use std::fmt;
use std::time::Duration;

use rescind_domain::{ConnectionId, Outcome};
use rescind_gateway::{Limits, Vendors};
use rescind_sandbox::{MilvusKnobs, Options, Sandbox};
use rescind_vendors::Method;
use rescind_vendors::routes::{self, Effect, Route};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use super::acts::{Act, CLUSTER};
use super::between::Between;
use super::expected;
use super::troubles::{self, How, Trouble};
use crate::native::Native;
use crate::support::{Setup, World, json_of, within};

/// The gateway's limit for an answer.
const LIMIT: Duration = Duration::from_secs(1);

pub(super) struct Lane {
    pub(super) act: Act,
    pub(super) native: Native,
    pub(super) between: Between,
    sandbox: String,
    /// Whether the state may not be that of the beginning.
    touched: Flag<bool>,
    world: World,
}

/// How often a trouble is met.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Times {
    Once,
    Always,
}

/// What became of one grant, and what the sandbox says.
pub(super) struct Found {
    pub(super) outcome: Outcome,
    pub(super) held: bool,
}

/// One cell of the matrix.
pub(super) struct Cell {
    act: &'static str,
    route: String,
    pub(super) trouble: String,
    times: Times,
    pub(super) outcomes: Vec<Found>,
}

impl Cell {
    /// What is wrong with it.
    pub(super) fn wrongs(&self) -> Vec<String> {
        self.outcomes
            .iter()
            .filter_map(|found| expected::wrong(&self.trouble, found))
            .map(|wrong| format!("{wrong}: {self}"))
            .collect()
    }
}

impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let times = if self.times == Times::Once { "once" } else { "always" };
        write!(f, "{:<22} {:<44} {:<26} {times:<6}", self.act, self.route, self.trouble)?;
        for Found { outcome, held } in &self.outcomes {
            let fault = outcome.fault().map(|fault| format!(" ({})", expected::name(fault))).unwrap_or_default();
            write!(f, "  {}{fault}, {}", expected::name_of(outcome), if *held { "there" } else { "gone" })?;
        }
        Ok(())
    }
}

impl Lane {
    pub(super) async fn start(act: Act) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let sandbox = listener.local_addr().unwrap();
        let opened = Sandbox::open(Options::default(), MilvusKnobs::default()).await.unwrap();
        tokio::spawn(opened.serve(listener, std::future::pending()));
        let between = Between::start(sandbox).await;
        let setup = Setup { limits: Limits { read: LIMIT, mutation: LIMIT, ..Limits::default() }, ..Setup::default() };
        let directory = setup.directory.path();
        for (file, secret) in [("milvus", "root:Milvus"), ("genauth", "sandbox-secret"), ("mongodb", "t1.sandbox")] {
            std::fs::write(directory.join(file), secret).unwrap();
        }
        let connection = |id: &str, vendor: &str, more: &str| {
            let url = between.address;
            format!(
                "[[connection]]\nid = \"{id}\"\nlabel = \"{id}\"\nvendor = \"{vendor}\"\nurl = \"http://{url}\"\n{more}\n"
            )
        };
        let config = connection("milvus", "milvus", "credential.file = \"milvus\"")
            + &connection(
                "genauth",
                "genauth",
                "credential.access_key = { id = \"sandbox-pool\", secret_file = \"genauth\" }",
            )
            + &connection("mongodb", "yandex-mongodb", "folder = \"sandbox-folder\"\ncredential.file = \"mongodb\"");
        std::fs::write(directory.join("vendors.toml"), config).unwrap();
        let vendors = Some(Vendors::Config(directory.join("vendors.toml")));
        let world = World::with("http://127.0.0.1:1", Setup { vendors, ..setup }).await;
        let native = Native {
            http: world.client.clone(),
            base: world.base.clone(),
            cookie: world.cookie.clone(),
            connection: ConnectionId::new(act.connection),
            vendor: act.vendor,
        };
        Self { act, native, between, sandbox: format!("http://{sandbox}/__sandbox"), touched: Flag::new(true), world }
    }

    /// Every cell of this act.
    pub(super) async fn run(self) -> Vec<Cell> {
        let untroubled = self.cell("-", None, Times::Once).await;
        assert!(untroubled.outcomes.iter().all(|found| found.outcome.is_gone() && !found.held), "{untroubled}");
        let called = self.state().await["calls"].clone();
        let called: Vec<String> = called.as_object().unwrap().keys().cloned().collect();
        let mut cells = vec![untroubled];
        for route in routes::routes(self.act.vendor) {
            let path = self.path(route);
            let prefix = path.trim_end_matches('*');
            let is_called =
                called.iter().any(|other| *other == path || (path.ends_with('*') && other.starts_with(prefix)));
            // The counted calls have no method, and one path has two.
            let is_called = is_called && (route.method != Method::Patch || self.act.name == "yandex one role");
            for trouble in troubles::all(self.act.vendor).into_iter().filter(|_| is_called) {
                // What was done wrong to a look is done to the next one, too; a change is sent once. What takes as long as
                // the limit is met once, since the second look waits as the first did.
                let is_slow = trouble.name == "delay" || matches!(trouble.how, How::Drip(_));
                let times = if is_slow || route.effect == Effect::Revoke { Times::Once } else { Times::Always };
                cells.push(self.cell(&path, Some((route, &trouble)), times).await);
            }
        }
        cells
    }

    async fn cell(&self, path: &str, trouble: Option<(&Route, &Trouble)>, times: Times) -> Cell {
        self.restore().await;
        if let Some((route, trouble)) = trouble {
            self.provoke(route, path, trouble, times).await;
        }
        let items = self.native.plan(self.act.grants.clone()).await.unwrap();
        let outcomes = self.native.carry_out(&items).await.unwrap();
        self.between.forget();
        let held = self.act.held(&self.state().await);
        self.touched.set(held.contains(&false));
        let outcomes = outcomes.into_iter().zip(held).map(|(outcome, held)| Found { outcome, held }).collect();
        let is_late = trouble.is_some_and(|(route, trouble)| trouble.name == "delay" && route.effect == Effect::Revoke);
        if is_late && !self.is_waiting(path).await {
            // It must not be carried out in the midst of the next cell.
            self.touched.set(true);
            within(async { while self.act.held(&self.state().await).contains(&true) {} }).await;
        }
        let (act, trouble) = (self.act.name, trouble.map_or("none", |(_, trouble)| &trouble.name).to_owned());
        Cell { act, route: path.replace(CLUSTER, "C"), trouble, times, outcomes }
    }

    /// Whether a fault is still waiting for its call.
    async fn is_waiting(&self, path: &str) -> bool {
        self.state().await["faults"].as_array().unwrap().iter().any(|fault| fault["path"] == path)
    }

    /// As it was in the beginning. Filling the sandbox anew takes long, so it is left out where nothing was taken away.
    pub(super) async fn restore(&self) {
        let deleted = self.world.client.delete(format!("{}/faults", self.sandbox)).send().await.unwrap();
        assert!(deleted.status().is_success());
        if !self.touched.replace(false) {
            return;
        }
        self.control("reset", json!({ "seed": "demo" })).await;
        self.control("knobs", json!({ "mongodb": { "operation_ms": 0 } })).await;
        if let Some(knobs) = &self.act.knobs {
            self.control("knobs", knobs.clone()).await;
        }
    }

    pub(super) async fn provoke(&self, route: &Route, path: &str, trouble: &Trouble, times: Times) {
        let line = format!("{} {}", route.method, path.trim_end_matches('*'));
        let line =
            if path.ends_with('*') { line } else { format!("{line}{}", if route.query.is_empty() { " " } else { "" }) };
        self.between.order(line, &trouble.how, if times == Times::Once { 1 } else { usize::MAX });
        if let How::Fault(fault) = &trouble.how {
            let mut fault = fault.clone();
            fault["method"] = json!(route.method.as_str());
            fault["path"] = json!(path);
            if times == Times::Once {
                fault["times"] = json!(1);
            }
            self.control("faults", fault).await;
        }
    }

    /// The route's path with names in it, as the sandbox's faults take it.
    pub(super) fn path(&self, route: &Route) -> String {
        let path = route.path.replace("{clusterId}", CLUSTER).replace("{userName}", "alice");
        path.replace("{operationId}", "*")
    }

    async fn control(&self, what: &str, body: Value) {
        let request = self.world.client.post(format!("{}/{what}", self.sandbox));
        let answer = request.header("content-type", "application/json").body(body.to_string()).send().await.unwrap();
        json_of(answer).await;
    }

    async fn state(&self) -> Value {
        json_of(self.world.client.get(format!("{}/state", self.sandbox)).send().await.unwrap()).await
    }
}
