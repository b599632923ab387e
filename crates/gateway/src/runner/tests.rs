//! What only a hand inside of the gateway can bring about: requests that nobody waits for any more, and messages that overtake
//! each other.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Extension, Request, State};
use axum::response::IntoResponse as _;
use futures_util::FutureExt as _;
use rescind_domain::hazard::HazardCode;
use rescind_domain::{
    Accepted, ConnectionId, Entry, Grant, Membership, NewPlan, Outcome, PlanId, PlanStatus, Principal, RoleRef,
};
use rescind_sandbox::Seed;
use serde_json::{Value, json};

use super::stored::{self, StoredPlan};
use crate::app::App;
use crate::environment::Environment;
use crate::extract::Id;
use crate::plans;
use crate::serve::{Gateway, Limits, Options, Vendors};
use crate::session::Person;

/// A gateway with a sandbox inside, which nobody serves.
struct World {
    gateway: Gateway,
    app: Arc<App>,
    http: reqwest::Client,
    _directory: tempfile::TempDir,
}

/// The call that revokes the role.
const CALL: &str = "/v2/vectordb/users/revoke_role";

impl World {
    async fn start() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let assets = directory.path().join("dist");
        std::fs::create_dir_all(&assets).unwrap();
        std::fs::write(assets.join("index.html"), "<title>Rescind</title>").unwrap();
        let gateway = Gateway::open(Options {
            listen: "127.0.0.1:0".parse().unwrap(),
            assets,
            data: directory.path().join("data"),
            vendors: Vendors::Sandbox(Seed::default()),
            token: Some("token".to_owned()),
            environment: Environment::default(),
            limits: Limits { pause: Duration::from_millis(1), ..Limits::default() },
        });
        let gateway = gateway.await.unwrap();
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        Self { app: gateway.app(), gateway, http, _directory: directory }
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

    fn create(
        &self,
        start: bool,
    ) -> impl Future<Output = Result<axum::Json<rescind_domain::PlanRef>, crate::error::Error>> {
        let role = Grant::Membership(Membership::new(RoleRef::plain("read_only"), Principal::user("user_1")));
        let accepts = [HazardCode::LastHolder, HazardCode::PerhapsLastHolder, HazardCode::BuiltIn];
        let entry =
            Entry { accepts: accepts.map(Accepted::Hazard).into(), ..Entry::revoke(ConnectionId::new("milvus"), role) };
        let reason = String::new();
        let plan = NewPlan { key: None, reason, entries: vec![entry], time_limit_ms: None, start };
        let request = Request::new(json!(plan).to_string().into());
        plans::create(State(Arc::clone(&self.app)), Extension(person()), request)
    }

    async fn stored(&self, start: bool) -> PlanId {
        self.create(start).await.unwrap().0.id
    }

    /// What somebody asks of a plan.
    async fn asks(&self, plan: &PlanId, what: &str) {
        let (app, id) = (State(Arc::clone(&self.app)), Id(plan.to_string()));
        let answer = match what {
            "start" => plans::start(app, Extension(person()), id).await,
            "pause" => plans::pause(app, Extension(person()), id).await,
            "resume" => plans::resume(app, Extension(person()), id).await,
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

    async fn is_revoked(&self, plan: &PlanId) {
        let is_revoked = |found: &StoredPlan| found.entries[0].state.outcome() == Some(&Outcome::Revoked);
        self.until(plan, |found| is_revoked(found) && found.status == PlanStatus::Finished).await;
    }

    /// A plan that waits, since the vendor wants fewer calls.
    async fn waiting(&self) -> PlanId {
        self.fault(json!({ "path": CALL, "status": 429 })).await;
        let plan = self.stored(true).await;
        while self.app.hub.waiting_of(&plan).is_empty() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        plan
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

fn person() -> Person {
    Person { who: "w".to_owned(), session: None }
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
