//! One act with a sandbox, a hand in between and a gateway of its own, so that the acts run side by side.

use std::cell::{Cell as Flag, RefCell};
use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use rescind_domain::{self as domain, ConnectionId, EntryId, Grant, Outcome};
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
use crate::native::{Asks, Native};
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
    /// What is to be given back, where it was taken and has not come back yet.
    taken: RefCell<Option<Vec<(Grant, EntryId)>>>,
    /// What had been called before the act of the first cell.
    called: RefCell<BTreeMap<String, Value>>,
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
    act: domain::Act,
    name: &'static str,
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
            .filter_map(|found| expected::wrong(self.act, &self.trouble, found))
            .map(|wrong| format!("{wrong}: {self}"))
            .collect()
    }
}

impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let times = if self.times == Times::Once { "once" } else { "always" };
        write!(f, "{:<22} {:<44} {:<26} {times:<6}", self.name, self.route, self.trouble)?;
        for Found { outcome, held } in &self.outcomes {
            let fault = outcome.fault().map(|fault| format!(" ({})", expected::name(fault))).unwrap_or_default();
            write!(f, "  {}{fault}, {}", expected::name_of(outcome), if *held { "there" } else { "gone" })?;
        }
        Ok(())
    }
}

fn did_not_come(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::Failed { .. } | Outcome::StillAbsent)
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
            asks: Asks::Nothing,
        };
        let sandbox = format!("http://{sandbox}/__sandbox");
        let (taken, called) = (RefCell::default(), RefCell::default());
        Self { act, native, between, sandbox, touched: Flag::new(true), taken, called, world }
    }

    /// Every cell of this act.
    pub(super) async fn run(self) -> Vec<Cell> {
        let untroubled = self.cell("-", None, Times::Once).await;
        assert!(untroubled.outcomes.iter().all(|found| self.is_done(found)), "{untroubled}");
        // What was called for the act itself, and not to make it possible.
        let before = self.called.take();
        let now = self.calls().await;
        let called: Vec<String> =
            now.into_iter().filter(|(path, count)| before.get(path) != Some(count)).map(|(path, _)| path).collect();
        let mut cells = vec![untroubled];
        for route in routes::routes(self.act.vendor) {
            let path = self.path(route);
            let prefix = path.trim_end_matches('*');
            let is_called =
                called.iter().any(|other| *other == path || (path.ends_with('*') && other.starts_with(prefix)));
            // The counted calls have no method, and one path has two.
            let is_called =
                is_called && (route.method != Method::Patch || self.act.name.starts_with("yandex one role"));
            for trouble in troubles::all(self.act.vendor).into_iter().filter(|_| is_called) {
                // What was done wrong to a look is done to the next one, too; a change is sent once. What takes as long as
                // the limit is met once, since the second look waits as the first did.
                let is_slow = trouble.name == "delay" || matches!(trouble.how, How::Drip(_));
                let times = if is_slow || matches!(route.effect, Effect::Revoke | Effect::Give) {
                    Times::Once
                } else {
                    Times::Always
                };
                cells.push(self.cell(&path, Some((route, &trouble)), times).await);
            }
        }
        cells
    }

    async fn cell(&self, path: &str, trouble: Option<(&Route, &Trouble)>, times: Times) -> Cell {
        self.restore().await;
        let taken = match self.act.act {
            domain::Act::Take => None,
            domain::Act::Give => Some(match self.taken.take() {
                Some(taken) => taken,
                None => self.native.take(self.act.grants.clone()).await.unwrap(),
            }),
        };
        match trouble {
            Some((route, trouble)) => self.provoke(route, path, trouble, times).await,
            None => drop(self.called.replace(self.calls().await)),
        }
        let outcomes = match &taken {
            None => {
                let items = self.native.plan(self.act.grants.clone()).await.unwrap();
                self.native.carry_out(&items).await.unwrap()
            }
            Some(taken) => {
                let returns = self.native.plan_back(taken.clone()).await.unwrap();
                self.native.give_back(&returns).await.unwrap()
            }
        };
        self.between.forget();
        let held = self.act.held(&self.state().await);
        self.touched.set(held.contains(&false));
        if let Some(taken) = taken.filter(|_| outcomes.iter().all(did_not_come) && !held.contains(&true)) {
            // It is known not to have come back, so that the next cell may give it back without taking it anew.
            self.taken.replace(Some(taken));
            self.touched.set(false);
        }
        let outcomes = outcomes.into_iter().zip(held).map(|(outcome, held)| Found { outcome, held }).collect();
        let is_late = trouble.is_some_and(|(route, trouble)| trouble.name == "delay" && route.effect != Effect::Read);
        if is_late && !self.is_waiting(path).await {
            // It must not be carried out in the midst of the next cell.
            self.touched.set(true);
            self.taken.replace(None);
            let is_done = |held: bool| held == (self.act.act == domain::Act::Give);
            within(async { while !self.act.held(&self.state().await).into_iter().all(is_done) {} }).await;
        }
        let trouble = trouble.map_or("none", |(_, trouble)| &trouble.name).to_owned();
        Cell { act: self.act.act, name: self.act.name, route: path.replace(CLUSTER, "C"), trouble, times, outcomes }
    }

    /// Whether it came as it was wanted, both by the outcome and by the sandbox.
    fn is_done(&self, found: &Found) -> bool {
        match self.act.act {
            domain::Act::Take => found.outcome.is_gone() && !found.held,
            domain::Act::Give => found.outcome == Outcome::Restored && found.held,
        }
    }

    /// How often each path of the sandbox was called.
    async fn calls(&self) -> BTreeMap<String, Value> {
        self.state().await["calls"].as_object().unwrap().clone().into_iter().collect()
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
