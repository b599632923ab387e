//! One act with a sandbox, a hand in between and a gateway of its own, so that the acts run side by side.

use std::cell::{Cell as Flag, RefCell};
use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use rescind_domain::{ActionKind, Entry, EntryId, Grant, Outcome, PlanId, PlanView};
use rescind_gateway::Limits;
use rescind_vendors::Method;
use rescind_vendors::routes::{self, Effect, Route};
use serde_json::json;
use tempfile::TempDir;

use super::acts::{Act, CLUSTER};
use super::between::Between;
use super::expected;
use super::troubles::{self, How, Trouble};
use crate::driver::{Place, Toys, is_over, outcome, outcomes, quick, revocation_of, undo_of, write_vendors};
use crate::support::within;

/// The gateway's limit for an answer.
const LIMIT: Duration = Duration::from_secs(1);

pub(super) struct Lane {
    pub(super) act: Act,
    pub(super) place: Place,
    pub(super) between: Between,
    pub(super) toys: Toys,
    /// Whether the state may not be that of the beginning.
    touched: Flag<bool>,
    /// What is to be restored, where it was revoked and has not come back yet.
    revoked: RefCell<Option<Vec<(Grant, EntryId)>>>,
    /// How often each path was called before the act of the first cell.
    called: RefCell<BTreeMap<String, u64>>,
    _directory: TempDir,
}

/// How often a trouble is met, and from when on.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Times {
    Once,
    Always,
    /// By the last of the calls that the act makes there, and all that follow it.
    AtTheEnd {
        /// How many go before.
        skip: u64,
    },
}

/// What became of one grant, and what the sandbox says.
pub(super) struct Found {
    pub(super) outcome: Outcome,
    pub(super) held: bool,
}

/// One cell of the matrix.
pub(super) struct Cell {
    pub(super) kind: ActionKind,
    name: &'static str,
    route: String,
    /// Whether the trouble met the call itself and not a read.
    pub(super) of_the_call: bool,
    pub(super) trouble: String,
    pub(super) times: Times,
    /// Whether the plan waited for its connection, so that it had to go on by itself.
    pub(super) waited: bool,
    pub(super) outcomes: Vec<Found>,
    /// What became of it when somebody wanted it to be tried or observed again, where that was so.
    pub(super) again: Vec<Found>,
}

impl Cell {
    /// What is wrong with it.
    pub(super) fn wrongs(&self) -> Vec<String> {
        let first = self.outcomes.iter().filter_map(|found| expected::wrong(self, found));
        let again = self.again.iter().filter_map(|found| expected::wrong_again(self.kind, found));
        first.chain(again).map(|wrong| format!("{wrong}: {self}")).collect()
    }
}

impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let times = match self.times {
            Times::Once => "once",
            Times::Always => "always",
            Times::AtTheEnd { .. } => "end",
        };
        write!(f, "{:<22} {:<44} {:<26} {times:<6}", self.name, self.route, self.trouble)?;
        f.write_str(if self.waited { " waited" } else { "" })?;
        for Found { outcome, held } in &self.outcomes {
            let fault = outcome.fault().map(|fault| format!(" ({})", expected::name(fault))).unwrap_or_default();
            write!(f, "  {}{fault}, {}", outcome.name(), if *held { "there" } else { "gone" })?;
        }
        for Found { outcome, held } in &self.again {
            write!(f, "  again: {}, {}", outcome.name(), if *held { "there" } else { "gone" })?;
        }
        Ok(())
    }
}

fn did_not_come(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::Failed { .. } | Outcome::StillAbsent)
}

/// Whether somebody has to do something for a plan to go on, or it is over.
fn is_over_or_waits(plan: &PlanView) -> bool {
    is_over(plan) || !plan.waiting.is_empty()
}

impl Lane {
    pub(super) async fn start(act: Act) -> Self {
        Self::with(act, Limits { read: LIMIT, mutation: LIMIT, ..quick() }).await
    }

    pub(super) async fn with(act: Act, limits: Limits) -> Self {
        let toys = Toys::start().await;
        let between = Between::start(toys.address).await;
        let directory = tempfile::tempdir().unwrap();
        let config = write_vendors(directory.path(), between.address);
        let place = Place::start(directory.path(), config, limits).await;
        let (revoked, called) = (RefCell::default(), RefCell::default());
        Self { act, place, between, toys, touched: Flag::new(true), revoked, called, _directory: directory }
    }

    /// Every cell of this act. With `again`, everything that did not succeed is tried again, and troubles are met by the last
    /// look alone as well.
    pub(super) async fn run(self, again: bool) -> Vec<Cell> {
        let untroubled = self.cell("-", None, Times::Once, again).await;
        assert!(untroubled.outcomes.iter().all(|found| self.is_done(found)), "{untroubled}");
        // What was called for the act itself, and not to make it possible.
        let before = self.called.take();
        let called: BTreeMap<String, u64> = self
            .calls()
            .await
            .into_iter()
            .map(|(path, count)| (path.clone(), count - before.get(&path).copied().unwrap_or_default()))
            .filter(|(_, count)| *count > 0)
            .collect();
        let mut cells = vec![untroubled];
        for route in routes::routes(self.act.vendor) {
            let path = self.path(route);
            let prefix = path.trim_end_matches('*');
            let is_it = |other: &String| *other == path || (path.ends_with('*') && other.starts_with(prefix));
            let count: u64 = called.iter().filter(|(other, _)| is_it(other)).map(|(_, count)| count).sum();
            // The counted calls have no method, and one path has two.
            if count == 0 || route.method == Method::Patch && !self.act.name.starts_with("yandex one role") {
                continue;
            }
            for trouble in troubles::all(self.act.vendor) {
                for times in times(route, &trouble, count, again) {
                    cells.push(self.cell(&path, Some((route, &trouble)), times, again).await);
                }
            }
        }
        cells
    }

    async fn cell(&self, path: &str, trouble: Option<(&Route, &Trouble)>, times: Times, again: bool) -> Cell {
        self.restore().await;
        let entries = self.entries().await;
        match trouble {
            Some((route, trouble)) => self.provoke(route, path, trouble, times).await,
            None => drop(self.called.replace(self.calls().await)),
        }
        let driver = &self.place.driver;
        let plan = driver.store(entries, true).await.id;
        let view = driver.until(&plan, is_over_or_waits).await;
        let waited = !is_over(&view);
        let is_late = trouble.is_some_and(|(route, trouble)| trouble.name == "delay" && route.effect != Effect::Read);
        let is_late = is_late && !self.is_waiting(path).await;
        self.between.forget();
        self.toys.lift().await;
        let view = driver.over(&plan).await;
        let first = self.found(&view).await;
        if is_late {
            // It must not be carried out in the midst of what follows.
            let is_done = |held: bool| held == (self.act.kind == ActionKind::Grant);
            within(async { while !self.act.held(&self.state().await).into_iter().all(is_done) {} }).await;
        }
        let repeated = self.again(&plan, &view, again).await;
        self.remember(&repeated);
        Cell {
            kind: self.act.kind,
            name: self.act.name,
            route: path.replace(CLUSTER, "C"),
            of_the_call: trouble.is_some_and(|(route, _)| route.effect != Effect::Read),
            trouble: trouble.map_or("none", |(_, trouble)| &trouble.name).to_owned(),
            times,
            waited,
            outcomes: first,
            again: if outcomes(&view) == outcomes(&repeated) { Vec::new() } else { self.found(&repeated).await },
        }
    }

    /// The entries of the act's plan.
    pub(super) async fn entries(&self) -> Vec<Entry> {
        let revoke = || self.act.grants.iter().map(|grant| revocation_of(self.act.connection, grant.clone()));
        if self.act.kind == ActionKind::Revoke {
            return revoke().collect();
        }
        let kept = self.revoked.borrow().clone();
        let revoked = match kept {
            Some(revoked) => revoked,
            None => {
                let view = self.place.driver.run(revoke().collect()).await;
                assert!(outcomes(&view).iter().all(Outcome::is_gone), "{view:#?}");
                // Of what went along with the grant, the grant itself is the last.
                let captured = |entry: &rescind_domain::PlanEntry| {
                    (entry.captured.last().unwrap_or_else(|| panic!("{entry:#?}")).clone(), entry.id.clone())
                };
                view.entries.iter().map(captured).collect()
            }
        };
        let undo = |(grant, undoes): &(Grant, EntryId)| undo_of(self.act.connection, grant.clone(), undoes.clone());
        let entries = revoked.iter().map(undo).collect();
        self.revoked.replace(Some(revoked));
        entries
    }

    /// The state may not be that of the beginning any more.
    pub(super) fn touch(&self) {
        self.touched.set(true);
        self.revoked.replace(None);
    }

    /// What became of it, and what the sandbox says.
    async fn found(&self, view: &PlanView) -> Vec<Found> {
        let held = self.act.held(&self.state().await);
        view.entries.iter().zip(held).map(|(entry, held)| Found { outcome: outcome(entry).clone(), held }).collect()
    }

    /// Tries again what nobody knows the fate of, so that it holds nothing any more, and everything else that did not succeed
    /// where that is asked for.
    async fn again(&self, plan: &PlanId, view: &PlanView, all: bool) -> PlanView {
        let driver = &self.place.driver;
        let mut view = view.clone();
        if outcomes(&view).iter().any(|outcome| matches!(outcome, Outcome::Pending { .. })) {
            driver.wants(plan, "check").await;
            view = driver.over(plan).await;
        }
        let is_repeated =
            |outcome: &Outcome| matches!(outcome, Outcome::Unknown { .. }) || all && outcome.can_be_tried_again();
        if outcomes(&view).iter().any(is_repeated) {
            let seq = view.seq;
            driver.wants(plan, "retry").await;
            view = driver.until(plan, |view| view.seq > seq && is_over(view)).await;
        }
        view
    }

    /// Notes what the next cell finds.
    fn remember(&self, view: &PlanView) {
        let is_unchanged = match self.act.kind {
            ActionKind::Revoke => {
                outcomes(view).iter().all(|outcome| matches!(outcome, Outcome::Failed { .. } | Outcome::StillPresent))
            }
            // It is known not to have come back, so that the next cell may restore it without revoking it anew.
            ActionKind::Grant => outcomes(view).iter().all(did_not_come),
        };
        if !is_unchanged {
            self.touch();
        }
    }

    /// Whether it came as it was wanted, both by the outcome and by the sandbox.
    fn is_done(&self, found: &Found) -> bool {
        match self.act.kind {
            ActionKind::Revoke => found.outcome.is_gone() && !found.held,
            ActionKind::Grant => found.outcome == Outcome::Restored && found.held,
        }
    }

    async fn state(&self) -> serde_json::Value {
        self.toys.state_of(self.act.connection).await
    }

    /// How often each path of the sandbox was called.
    async fn calls(&self) -> BTreeMap<String, u64> {
        let state = self.state().await;
        let calls = state["calls"].as_object().unwrap();
        calls.iter().map(|(path, count)| (path.clone(), count.as_u64().unwrap())).collect()
    }

    /// Whether a fault is still waiting for its call.
    async fn is_waiting(&self, path: &str) -> bool {
        self.state().await["faults"].as_array().unwrap().iter().any(|fault| fault["path"] == path)
    }

    /// As it was in the beginning. Filling the sandbox anew takes long, so it is left out where nothing was changed.
    pub(super) async fn restore(&self) {
        self.toys.lift().await;
        if !self.touched.replace(false) {
            return;
        }
        self.toys.control("reset", json!({ "seed": "demo" })).await;
        self.toys.control("knobs", json!({ "mongodb": { "operation_ms": 0 } })).await;
        if let Some(knobs) = &self.act.knobs {
            self.toys.control("knobs", knobs.clone()).await;
        }
    }

    pub(super) async fn provoke(&self, route: &Route, path: &str, trouble: &Trouble, times: Times) {
        let line = format!("{} {}", route.method, path.trim_end_matches('*'));
        let line =
            if path.ends_with('*') { line } else { format!("{line}{}", if route.query.is_empty() { " " } else { "" }) };
        let (skip, left) = match times {
            Times::Once => (0, 1),
            Times::Always => (0, usize::MAX),
            Times::AtTheEnd { skip } => (skip, usize::MAX),
        };
        self.between.order(line, &trouble.how, skip, left);
        if let How::Fault(fault) = &trouble.how {
            let mut fault = fault.clone();
            fault["method"] = json!(route.method.as_str());
            fault["path"] = json!(path);
            fault["skip"] = json!(skip);
            if times == Times::Once {
                fault["times"] = json!(1);
            }
            self.toys.control("faults", fault).await;
        }
    }

    /// The route's path with names in it, as the sandbox's faults take it.
    pub(super) fn path(&self, route: &Route) -> String {
        let path = route.path.replace("{clusterId}", CLUSTER).replace("{userName}", "alice");
        path.replace("{operationId}", "*")
    }
}

/// How a trouble is met on a route that the act calls so often; `all` is whether the last look alone meets it as well, which
/// it does in the same way for all acts of a vendor.
fn times(route: &Route, trouble: &Trouble, count: u64, all: bool) -> Vec<Times> {
    // A change is sent once. What takes as long as the limit is met once, since the second look waits as the first did.
    let is_slow = trouble.name == "delay" || matches!(trouble.how, How::Drip(_));
    if is_slow || route.effect != Effect::Read {
        return vec![Times::Once];
    }
    // What was done wrong to a look is done to the next one, too.
    let end = (all && count > 1).then(|| Times::AtTheEnd { skip: count - 1 });
    std::iter::once(Times::Always).chain(end).collect()
}
