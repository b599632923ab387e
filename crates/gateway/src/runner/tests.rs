//! What only a hand inside of the gateway can bring about: requests that nobody waits for any more, and messages that overtake
//! each other.

mod cancelled;
mod place;
mod start_up;

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::extract::{Extension, Request, State};
use axum::http::HeaderMap;
use axum::response::IntoResponse as _;
use futures_util::FutureExt as _;
use rescind_domain::hazard::HazardCode;
use rescind_domain::{
    Accepted, ConnectionId, Entry, EntryId, EntryState, Grant, Membership, NewPlan, Outcome, PauseReason, PlanId,
    PlanStatus, Principal, RoleRef, Timestamp, Vendor,
};
use rescind_sandbox::Seed;
use serde_json::{Value, json};
use tokio::sync::oneshot;

use super::lane::{Lane, Unsettled};
use super::stored::{self, StoredPlan};
use super::{Message, watch};
use crate::app::App;
use crate::asker::Asker;
use crate::clock::Clock;
use crate::environment::Environment;
use crate::journal::{AttemptKey, Event, EventSubject, InFlight, Paused, PlanEvent, append, plan_number};
use crate::plans::{self, Reached};
use crate::serve::{Gateway, Limits, Options, Vendors};
use crate::session::Person;

/// A clock that a test moves, and that breaks once when a call of an entry is in flight.
#[derive(Default)]
struct TestClock {
    now: AtomicU64,
    breaks: Mutex<Option<(InFlight, EntryId)>>,
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        let mut breaks = self.breaks.lock().unwrap_or_else(PoisonError::into_inner);
        let is_in_flight = |(in_flight, entry): &mut (InFlight, EntryId)| {
            in_flight.contains(&AttemptKey { entry: entry.clone(), number: 1 })
        };
        assert!(breaks.take_if(is_in_flight).is_none(), "this is what breaks");
        Timestamp(1_700_000_000_000 + self.now.load(Ordering::SeqCst))
    }

    fn elapsed(&self) -> Duration {
        Duration::from_millis(self.now.load(Ordering::SeqCst))
    }
}

/// A gateway with a sandbox inside, which nobody serves.
struct World {
    gateway: Gateway,
    app: Arc<App>,
    clock: Arc<TestClock>,
    http: reqwest::Client,
    directory: tempfile::TempDir,
}

/// The call that revokes the role.
const CALL: &str = "/v2/vectordb/users/revoke_role";

impl World {
    async fn start() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let assets = directory.path().join("dist");
        std::fs::create_dir_all(&assets).unwrap();
        std::fs::write(assets.join("index.html"), "<title>Rescind</title>").unwrap();
        let clock = Arc::new(TestClock::default());
        let gateway = Gateway::open(Options {
            listen: "127.0.0.1:0".parse().unwrap(),
            assets,
            data: directory.path().join("data"),
            vendors: Vendors::Sandbox(Seed::default()),
            token: Some("token".to_owned()),
            environment: Environment { clock: Arc::<TestClock>::clone(&clock), ..Environment::default() },
            limits: Limits { pause: Duration::from_millis(1), ..Limits::default() },
        });
        let gateway = gateway.await.unwrap();
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        Self { app: gateway.app(), gateway, clock, http, directory }
    }

    fn sandbox(&self, what: &str) -> String {
        format!("http://{}/__sandbox/{what}", self.gateway.sandbox().unwrap())
    }

    /// Has something go wrong with calls.
    async fn fault(&self, fault: Value) {
        let request = self.http.post(self.sandbox("faults")).header("content-type", "application/json");
        assert!(request.body(fault.to_string()).send().await.unwrap().status().is_success());
    }

    /// Nothing goes wrong any more.
    async fn lift(&self) {
        assert!(self.http.delete(self.sandbox("faults")).send().await.unwrap().status().is_success());
    }

    /// Waits until the vendor has got a call.
    async fn has_called(&self, path: &str) {
        let calls = async || -> Value {
            let state = self.http.get(self.sandbox("state")).send().await.unwrap().text().await.unwrap();
            serde_json::from_str::<Value>(&state).unwrap()["calls"][path].clone()
        };
        let wait = async {
            while calls().await.is_null() {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(20), wait).await.unwrap();
    }

    fn create(
        &self,
        start: bool,
    ) -> impl Future<Output = Result<axum::Json<rescind_domain::PlanRef>, plans::NotStored>> {
        let role = Grant::Membership(Membership::new(RoleRef::plain("read_only"), Principal::user("user_1")));
        let accepts = [HazardCode::LastHolder, HazardCode::PerhapsLastHolder, HazardCode::BuiltIn];
        let entry =
            Entry { accepts: accepts.map(Accepted::Hazard).into(), ..Entry::revoke(ConnectionId::new("milvus"), role) };
        let reason = String::new();
        let plan = NewPlan { key: None, reason, entries: vec![entry], time_limit_ms: None, start, digest: None };
        let request = Request::new(json!(plan).to_string().into());
        plans::create(State(Arc::clone(&self.app)), Extension(person()), HeaderMap::new(), request)
    }

    async fn stored(&self, start: bool) -> PlanId {
        self.create(start).await.unwrap().0.id
    }

    /// What somebody asks of a plan.
    async fn asks(&self, plan: &PlanId, what: &str) {
        let (app, id) = (State(Arc::clone(&self.app)), Reached(plan.clone()));
        let answer = match what {
            "start" => plans::start(app, Extension(person()), id).await,
            "pause" => plans::pause(app, Extension(person()), id).await,
            "resume" => plans::resume(app, Extension(person()), id).await,
            "cancel" => plans::cancel(app, Extension(person()), id).await,
            "check" => plans::check(app, id, Request::new(axum::body::Body::empty())).await,
            _ => plans::retry(app, Extension(person()), id, Request::new(axum::body::Body::empty())).await,
        };
        assert!(answer.into_response().status().is_success());
    }

    async fn until(&self, plan: &PlanId, is_so: impl Fn(&StoredPlan) -> bool) -> StoredPlan {
        let mut found = stored::plan(&self.app, plan).await.unwrap();
        let wait = async {
            while !is_so(&found) {
                tokio::time::sleep(Duration::from_millis(5)).await;
                found = stored::plan(&self.app, plan).await.unwrap();
            }
        };
        let waited = tokio::time::timeout(Duration::from_secs(20), wait).await;
        assert!(waited.is_ok(), "this did not become as it must: {found:#?}");
        found
    }

    /// The journal, seen from outside of the gateway.
    fn database(&self) -> rusqlite::Connection {
        rusqlite::Connection::open(self.directory.path().join("data/journal.sqlite")).unwrap()
    }

    /// The entries of all plans by the events of a kind, in their order.
    fn entries_by(&self, kind: &str) -> Vec<String> {
        let database = self.database();
        let mut found = database.prepare("SELECT entry FROM event WHERE kind = ?1 ORDER BY seq").unwrap();
        found.query_map([kind], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    }

    /// Writes an event and tells nobody.
    async fn writes(&self, plan: &PlanId, event: PlanEvent) {
        let plan = plan.clone();
        let write = move |transaction: &rusqlite::Transaction<'_>| {
            let number = plan_number(transaction, &plan)?;
            append(transaction, Timestamp(1), EventSubject::Plan(number), &Event::Plan(event)).map(drop)
        };
        self.app.journal.write(write).await.unwrap();
    }

    /// Writes that a call of the plan's entry was about to leave, as a process did that is gone.
    async fn writes_intent(&self, plan: &PlanId) -> EntryId {
        let entry = EntryId::new(format!("{plan}.1"));
        let (attempt, intent) =
            (AttemptKey { entry: entry.clone(), number: 1 }, r#"{"who":"w","method":"POST","path":"/p"}"#);
        let (event, at) = (Event::decode("intent", intent).unwrap(), self.clock.now());
        let write = move |transaction: &rusqlite::Transaction<'_>| append(transaction, at, &attempt, &event).map(drop);
        self.app.journal.write(write).await.unwrap();
        entry
    }

    async fn is_revoked(&self, plan: &PlanId) {
        let is_revoked = |found: &StoredPlan| found.entries[0].state.outcome() == Some(&Outcome::Revoked);
        self.until(plan, |found| is_revoked(found) && found.status == PlanStatus::Finished).await;
    }

    /// A plan that waits, since the vendor wants fewer calls.
    async fn waiting(&self) -> PlanId {
        self.fault(json!({ "path": CALL, "status": 429 })).await;
        let plan = self.stored(true).await;
        self.until_waiting(&plan).await;
        plan
    }

    async fn until_waiting(&self, plan: &PlanId) {
        self.until(plan, |_| !self.app.hub.waiting_of(plan).is_empty()).await;
    }

    /// The only plan there is.
    async fn only_plan(&self) -> PlanId {
        let select = "SELECT id FROM plan";
        let find = move |connection: &rusqlite::Connection| {
            let mut found = connection.prepare(select)?;
            let found = found.query_map([], |row| row.get::<_, String>(0))?;
            Ok(found.map(|id| PlanId::new(id.unwrap())).collect::<Vec<_>>())
        };
        loop {
            match &self.app.journal.view(move |connection, _| find(connection)).await.unwrap()[..] {
                [] => tokio::time::sleep(Duration::from_millis(5)).await,
                [plan] => return plan.clone(),
                more => panic!("{more:?}"),
            }
        }
    }
}

fn person() -> Asker {
    Asker::Person(Person { who: "w".to_owned(), session: None })
}

#[tokio::test]
async fn what_somebody_wants_of_a_plan_is_done_also_when_they_go_away_before_they_are_answered() {
    // A future that is dropped after it has run once is a browser that goes away while the journal is written.
    let world = World::start().await;
    assert!(world.create(true).now_or_never().is_none());
    world.is_revoked(&world.only_plan().await).await;

    let world = World::start().await;
    let plan = world.stored(false).await;
    assert!(world.asks(&plan, "start").now_or_never().is_none());
    world.is_revoked(&plan).await;

    let world = World::start().await;
    let plan = world.waiting().await;
    world.asks(&plan, "pause").await;
    world.lift().await;
    assert!(world.asks(&plan, "resume").now_or_never().is_none());
    world.is_revoked(&plan).await;

    let world = World::start().await;
    let denied = json!({ "code": 65535, "message": "PrivilegeManageOwnership: permission deny to root" });
    world.fault(json!({ "path": CALL, "times": 1, "body": denied })).await;
    let plan = world.stored(true).await;
    world.until(&plan, |found| found.status == PlanStatus::Finished).await;
    assert!(world.asks(&plan, "retry").now_or_never().is_none());
    world.is_revoked(&plan).await;
}

#[tokio::test]
async fn a_pause_that_is_heard_after_the_resume_that_followed_it_stops_nothing() {
    let world = World::start().await;
    // Nobody knows what became of the one, so that the other waits.
    let unsettled = world.stored(false).await;
    world.writes_intent(&unsettled).await;
    world.asks(&unsettled, "check").await;
    let plan = world.stored(true).await;
    world.until_waiting(&plan).await;
    let by = person().by();
    world.writes(&plan, PlanEvent::Paused(Paused { by: Some(by.clone()), why: PauseReason::Person })).await;
    world.writes(&plan, PlanEvent::Resumed(by.clone())).await;
    let (done, heard) = oneshot::channel();
    for message in [Message::Reload(by), Message::Withdraw, Message::Observe(done)] {
        assert!(world.app.runner.tell(&plan, message));
    }
    heard.await.unwrap();
    world.asks(&unsettled, "retry").await;
    world.until(&plan, |found| found.status == PlanStatus::Finished).await;
}

#[tokio::test]
async fn what_an_attempt_that_panics_had_called_for_is_found_out_before_the_same_is_called_for_again() {
    let world = World::start().await;
    let plan = world.stored(false).await;
    let entry = EntryId::new(format!("{plan}.1"));
    world.fault(json!({ "path": CALL, "delay_ms": 60_000 })).await;
    world.asks(&plan, "start").await;
    world.has_called(CALL).await;
    // What came back cannot be written.
    *world.clock.breaks.lock().unwrap() = Some((world.app.journal.in_flight().clone(), entry.clone()));
    world.lift().await;
    let is_paused = |found: &StoredPlan| matches!(found.status, PlanStatus::Paused { .. } | PlanStatus::Running);
    world.until(&plan, |found| is_paused(found) && found.entries[0].state == EntryState::Lost).await;
    let other = world.stored(true).await;
    world.is_revoked(&plan).await;
    world.until(&other, |found| found.status == PlanStatus::Finished).await;
    assert_eq!(world.entries_by("outcome"), [entry.to_string(), format!("{other}.1")]);
    assert_eq!(world.entries_by("intent"), [entry.to_string()]);
}

#[tokio::test]
async fn a_task_that_fails_lets_its_calls_end_and_takes_nothing_with_it() {
    let world = World::start().await;
    world.fault(json!({ "path": CALL, "times": 1, "delay_ms": 300 })).await;
    let plan = world.stored(true).await;
    world.until(&plan, |found| found.entries[0].state != EntryState::Planned).await;
    world.app.runner.tell(&plan, Message::Break);
    world.is_revoked(&plan).await;
    assert_eq!(world.entries_by("answer").len(), 1, "the call was not cut off");
    let next = world.stored(true).await;
    world.until(&next, |found| found.status == PlanStatus::Finished).await;
}

#[tokio::test]
async fn outcomes_that_could_not_be_written_for_too_long_are_found_out_anew_and_keep_others_waiting_until_then() {
    let world = World::start().await;
    let full = "CREATE TRIGGER full BEFORE INSERT ON event WHEN new.kind = 'outcome' \
        BEGIN SELECT RAISE(ABORT, 'disk full'); END";
    world.database().execute_batch(full).unwrap();
    let plan = world.stored(true).await;
    world.until(&plan, |found| found.entries[0].state == EntryState::Answered).await;
    let other = world.stored(true).await;
    // It gives up, and nobody is told why: that cannot be written either before there is room again.
    world.clock.now.fetch_add(16 * 60 * 1000, Ordering::SeqCst);
    while world.app.runner.tell(&plan, Message::Trouble) {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    world.database().execute_batch("DROP TRIGGER full").unwrap();
    world.asks(&plan, "resume").await;
    world.is_revoked(&plan).await;
    world.asks(&other, "resume").await;
    world.until(&other, |found| found.status == PlanStatus::Finished).await;
    assert_eq!(world.entries_by("outcome"), [format!("{plan}.1"), format!("{other}.1")]);
    assert_eq!(world.entries_by("intent").len(), 1);
}

#[tokio::test]
async fn who_checks_again_has_also_that_observed_which_nobody_is_at_and_which_has_no_outcome_yet() {
    let world = World::start().await;
    let plan = world.stored(false).await;
    let entry = world.writes_intent(&plan).await;
    world.asks(&plan, "check").await;
    let found = stored::plan(&world.app, &plan).await.unwrap();
    assert!(matches!(found.entries[0].state.outcome(), Some(Outcome::Unknown { .. })), "{found:#?}");
    assert_eq!(world.entries_by("outcome"), [entry.to_string()]);
}

#[tokio::test]
async fn what_an_entry_keeps_others_from_is_free_in_time_although_finding_out_takes_longer() {
    let (lane, entry) = (Lane::new(Vendor::Milvus), EntryId::new("p.1"));
    let grant = Grant::Membership(Membership::new(RoleRef::plain("r"), Principal::user("u")));
    let unsettled = Unsettled { entry: entry.clone(), grant, keys: Vec::new(), until: Timestamp(0) };
    let batch = lane.adopt(&PlanId::new("p"), unsettled);
    assert!(lane.holds(&entry));
    let found_out = watch::while_held(&lane, &entry, batch, Duration::ZERO, std::future::pending::<()>());
    let is_free = async {
        while lane.holds(&entry) {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), async {
        tokio::select! {
            () = found_out => {}
            () = is_free => {}
        }
    })
    .await
    .unwrap();
}
