//! A client that has a gateway run plans: it stores a plan, waits for what becomes of it, and reads the outcomes. And a
//! gateway in this process with the real clock, since what a runner waits for is a matter of real time.

use std::path::{Path, PathBuf};
use std::time::Duration;

use reqwest::Method;
use rescind_domain::hazard::HazardCode;
use rescind_domain::{
    Accepted, ConnectionId, Entry, EntryId, EntryState, Grant, JournalPage, JournalRow, NewPlan, Outcome, PlanEntry,
    PlanId, PlanRef, PlanStatus, PlanView,
};
use rescind_gateway::{Environment, Gateway, Limits, Options, Vendors};
use rescind_sandbox::{MilvusKnobs, Sandbox};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::support::{DEADLINE, TOKEN, json_of, within};

/// The first pause between two looks at something that takes its time, and the longest: each is longer than the one before.
const BETWEEN_LOOKS: [Duration; 2] = [Duration::from_millis(2), Duration::from_millis(64)];

/// The gateway was not there.
#[derive(Debug)]
pub(crate) struct Gone;

/// A session at a gateway.
#[derive(Clone)]
pub(crate) struct Driver {
    http: reqwest::Client,
    pub(crate) base: String,
    cookie: String,
}

impl Driver {
    /// Signs in.
    pub(crate) async fn sign_in(base: &str, token: &str) -> Self {
        let http = reqwest::Client::builder().no_proxy().timeout(DEADLINE).build().unwrap();
        let mut driver = Self { http, base: base.to_owned(), cookie: String::new() };
        let body = json!({ "token": token }).to_string();
        let answer = driver.request("POST", "/api/session", body).send().await.unwrap();
        driver.cookie = answer.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
        driver
    }

    fn request(&self, method: &str, path: &str, body: String) -> reqwest::RequestBuilder {
        let request = self.http.request(Method::from_bytes(method.as_bytes()).unwrap(), format!("{}{path}", self.base));
        let request = request.header("x-rescind", "1").header("cookie", &self.cookie);
        if body.is_empty() { request } else { request.header("content-type", "application/json").body(body) }
    }

    /// Status and body of the gateway's answer.
    pub(crate) async fn ask(&self, method: &str, path: &str, body: String) -> Result<(u16, String), Gone> {
        let answer = self.request(method, path, body).send().await.map_err(|_| Gone)?;
        Ok((answer.status().as_u16(), answer.text().await.map_err(|_| Gone)?))
    }

    pub(crate) async fn get<T: DeserializeOwned>(&self, path: &str) -> T {
        let (status, text) = self.ask("GET", path, String::new()).await.unwrap();
        assert_eq!(status, 200, "{path}: {text}");
        serde_json::from_str(&text).unwrap()
    }

    /// Stores a plan, and starts it if that is asked for.
    pub(crate) async fn store(&self, entries: Vec<Entry>, start: bool) -> PlanRef {
        self.store_with(NewPlan {
            key: None,
            reason: "held".to_owned(),
            entries,
            time_limit_ms: None,
            start,
            digest: None,
        })
        .await
    }

    pub(crate) async fn store_with(&self, plan: NewPlan) -> PlanRef {
        let (status, text) = self.ask("POST", "/api/plans", json!(plan).to_string()).await.unwrap();
        assert_eq!(status, 200, "{text}");
        serde_json::from_str(&text).unwrap()
    }

    /// Asks something of a plan: `start`, `pause`, `resume`, `cancel`, `retry` or `check`.
    pub(crate) async fn wants(&self, plan: &PlanId, what: &str) {
        let (status, text) = self.ask("POST", &format!("/api/plans/{plan}/{what}"), String::new()).await.unwrap();
        assert_eq!(status, 204, "{what}: {text}");
    }

    pub(crate) async fn view(&self, plan: &PlanId) -> PlanView {
        self.get(&format!("/api/plans/{plan}")).await
    }

    /// Waits until a plan is so.
    pub(crate) async fn until(&self, plan: &PlanId, is_so: impl Fn(&PlanView) -> bool) -> PlanView {
        self.until_within(DEADLINE, plan, is_so).await
    }

    /// The same for what takes longer than most.
    pub(crate) async fn until_within(
        &self,
        limit: Duration,
        plan: &PlanId,
        is_so: impl Fn(&PlanView) -> bool,
    ) -> PlanView {
        let mut last = None;
        let [mut pause, longest] = BETWEEN_LOOKS;
        let wait = async {
            loop {
                let view = self.view(plan).await;
                if is_so(&view) {
                    return view;
                }
                last = Some(view);
                tokio::time::sleep(pause).await;
                pause = (pause * 2).min(longest);
            }
        };
        match tokio::time::timeout(limit, wait).await {
            Ok(view) => view,
            Err(_) => panic!("this did not happen: {last:#?}"),
        }
    }

    /// Waits until a plan is over.
    pub(crate) async fn over(&self, plan: &PlanId) -> PlanView {
        self.until(plan, is_over).await
    }

    /// Stores and starts a plan, and waits until it is over.
    pub(crate) async fn run(&self, entries: Vec<Entry>) -> PlanView {
        let plan = self.store(entries, true).await;
        self.over(&plan.id).await
    }

    /// Every row of the journal, newest first.
    pub(crate) async fn rows(&self) -> Vec<JournalRow> {
        let mut rows: Vec<JournalRow> = Vec::new();
        loop {
            let before = rows.last().map(|row| format!("&before={}", row.number)).unwrap_or_default();
            let page: JournalPage = self.get(&format!("/api/journal?limit=1000{before}")).await;
            if page.rows.is_empty() {
                return rows;
            }
            rows.extend(page.rows);
        }
    }
}

/// Whether nothing of a plan is left: it runs no more, and every entry has its outcome.
pub(crate) fn is_over(plan: &PlanView) -> bool {
    plan.status == PlanStatus::Finished && plan.entries.iter().all(|entry| entry.state.outcome().is_some())
}

/// The outcomes of a plan's entries, in their order.
pub(crate) fn outcomes(plan: &PlanView) -> Vec<Outcome> {
    plan.entries.iter().map(|entry| outcome(entry).clone()).collect()
}

pub(crate) fn outcome(entry: &PlanEntry) -> &Outcome {
    match &entry.state {
        EntryState::Settled { outcome } => outcome,
        state => panic!("it has no outcome: {state:?}"),
    }
}

/// What may be confirmed without naming other grants.
pub(crate) fn all_hazards() -> Vec<Accepted> {
    [
        HazardCode::Yourself,
        HazardCode::LastHolder,
        HazardCode::PerhapsLastHolder,
        HazardCode::BuiltIn,
        HazardCode::Wildcard,
        HazardCode::TakesAlso,
        HazardCode::AllRoles,
        HazardCode::HeldByGroups,
        HazardCode::StillCovered,
        HazardCode::GrantsAdministrator,
    ]
    .map(Accepted::Hazard)
    .into()
}

/// An entry that revokes, with everything confirmed that can be dangerous about it.
pub(crate) fn revocation_of(connection: &str, grant: Grant) -> Entry {
    Entry { accepts: all_hazards(), ..Entry::revoke(ConnectionId::new(connection), grant) }
}

/// An entry that restores what another one revoked.
pub(crate) fn undo_of(connection: &str, grant: Grant, undoes: EntryId) -> Entry {
    Entry { accepts: all_hazards(), ..Entry::grant(ConnectionId::new(connection), grant, undoes) }
}

/// A sandbox that runs as long as the test, and a client of it.
#[derive(Clone)]
pub(crate) struct Toys {
    pub(crate) address: std::net::SocketAddr,
    http: reqwest::Client,
}

impl Toys {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let sandbox = Sandbox::open(rescind_sandbox::Options::default(), MilvusKnobs::default()).await.unwrap();
        tokio::spawn(sandbox.serve(listener, std::future::pending()));
        Self { address, http: reqwest::Client::builder().no_proxy().timeout(DEADLINE).build().unwrap() }
    }

    fn url(&self, what: &str) -> String {
        format!("http://{}/__sandbox/{what}", self.address)
    }

    /// Sets something.
    pub(crate) async fn control(&self, what: &str, body: Value) -> Value {
        let request = self.http.post(self.url(what)).header("content-type", "application/json");
        json_of(request.body(body.to_string()).send().await.unwrap()).await
    }

    pub(crate) async fn state(&self) -> Value {
        json_of(self.http.get(self.url("state")).send().await.unwrap()).await
    }

    /// The state, of the vendors only the one of this connection.
    pub(crate) async fn state_of(&self, connection: &str) -> Value {
        json_of(self.http.get(self.url(&format!("state/{connection}"))).send().await.unwrap()).await
    }

    /// A call of somebody else's at Milvus.
    pub(crate) async fn milvus(&self, path: &str, body: &Value) {
        let request =
            self.http.post(format!("http://{}{path}", self.address)).header("authorization", "Bearer root:Milvus");
        let request = request.header("content-type", "application/json").body(body.to_string());
        assert_eq!(json_of(request.send().await.unwrap()).await["code"], 0);
    }

    /// Nothing goes wrong any more.
    pub(crate) async fn lift(&self) {
        assert!(self.http.delete(self.url("faults")).send().await.unwrap().status().is_success());
    }
}

/// Writes a config of the sandbox's three connections `milvus`, `genauth` and `mongodb` at an address, and tells where.
pub(crate) fn write_vendors(directory: &Path, address: std::net::SocketAddr) -> PathBuf {
    for (file, secret) in [("milvus", "root:Milvus"), ("genauth", "sandbox-secret"), ("mongodb", "t1.sandbox")] {
        std::fs::write(directory.join(file), secret).unwrap();
    }
    let connection = |id: &str, vendor: &str, more: &str| {
        format!(
            "[[connection]]\nid = \"{id}\"\nlabel = \"{id}\"\nvendor = \"{vendor}\"\nurl = \"http://{address}\"\n{more}\n"
        )
    };
    let key = "credential.access_key = { id = \"sandbox-pool\", secret_file = \"genauth\" }";
    let config = connection("milvus", "milvus", "credential.file = \"milvus\"")
        + &connection("genauth", "genauth", key)
        + &connection("mongodb", "yandex-mongodb", "folder = \"sandbox-folder\"\ncredential.file = \"mongodb\"");
    let path = directory.join("vendors.toml");
    std::fs::write(&path, config).unwrap();
    path
}

/// A gateway in this process.
pub(crate) struct Place {
    pub(crate) driver: Driver,
    stop: oneshot::Sender<()>,
    running: JoinHandle<()>,
}

impl Place {
    /// With its config and its data in this directory.
    pub(crate) async fn start(directory: &Path, config: PathBuf, limits: Limits) -> Self {
        let assets = directory.join("dist");
        std::fs::create_dir_all(&assets).unwrap();
        std::fs::write(assets.join("index.html"), "<title>Rescind</title>").unwrap();
        let options = Options {
            listen: "127.0.0.1:0".parse().unwrap(),
            assets,
            data: directory.join("data"),
            vendors: Vendors::Config(config),
            token: Some(TOKEN.to_owned()),
            environment: Environment::default(),
            limits,
        };
        let gateway = Gateway::open(options).await.unwrap();
        let base = format!("http://{}", gateway.address());
        let (stop, stopped) = oneshot::channel();
        let running = tokio::spawn(async move {
            gateway.run(async move { stopped.await.unwrap_or_default() }).await.unwrap();
        });
        Self { driver: Driver::sign_in(&base, TOKEN).await, stop, running }
    }

    /// Stops the gateway, and waits until what was under way has ended.
    pub(crate) async fn stop(self) {
        self.stop.send(()).unwrap();
        within(self.running).await.unwrap();
    }
}

/// Limits with which nothing waits for replicas that lag.
pub(crate) fn quick() -> Limits {
    Limits { pause: Duration::from_millis(1), ..Limits::default() }
}
