//! A gateway in this process, with a client that is signed in, and the few things that most tests say.

use std::future::Future;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use reqwest::{Method, Response, StatusCode};
use rescind_domain::Timestamp;
use rescind_gateway::{
    Clock, Environment, Gateway, Limits, Names, Options, Random, SystemNames, SystemRandom, Vendors,
};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::upstream::Upstream;

pub(crate) const TOKEN: &str = "login-token-of-the-tests";
pub(crate) const CREDENTIAL: &str = "root:upstream-Pa55word";
/// A read that asks the vendor once, for the names of its roles.
pub(crate) const READ: &str = "/api/connections/prod/describe/role?name=reader";

/// How long a test waits for what must happen.
pub(crate) const DEADLINE: Duration = Duration::from_secs(20);

/// The pause before a test asks again for what must become so.
pub(crate) const ASK_AGAIN: Duration = Duration::from_millis(5);

/// The usual limits, but for pauses between two reads, which tests have no use for.
pub(crate) fn quick() -> Limits {
    Limits { pause: Duration::from_millis(1), ..Limits::default() }
}

/// Waits for something that must happen.
pub(crate) async fn within<T>(future: impl Future<Output = T>) -> T {
    tokio::time::timeout(DEADLINE, future).await.unwrap_or_else(|_| panic!("this did not happen"))
}

/// A clock that a test moves. Date and elapsed time go together.
#[derive(Default)]
pub(crate) struct TestClock(AtomicU64);

impl TestClock {
    pub(crate) fn advance(&self, time: Duration) {
        self.0.fetch_add(u64::try_from(time.as_millis()).unwrap(), Ordering::SeqCst);
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        Timestamp(1_700_000_000_000 + self.0.load(Ordering::SeqCst))
    }

    fn elapsed(&self) -> Duration {
        Duration::from_millis(self.0.load(Ordering::SeqCst))
    }
}

/// A config with the connection `prod`, and `audit`, which is read-only.
pub(crate) fn write_config(directory: &Path, base: &str) {
    write_config_with(directory, base, "");
}

/// The same, with these keys in each connection.
pub(crate) fn write_config_with(directory: &Path, base: &str, keys: &str) {
    std::fs::write(directory.join("credential"), format!("{CREDENTIAL}\n")).unwrap();
    let connection = |id: &str, more: &str| {
        format!(
            "[[connection]]\nid = \"{id}\"\nlabel = \"Label of {id}\"\nvendor = \"milvus\"\nurl = \"{base}\"\n{keys}{more}\
             [connection.credential]\nfile = \"credential\"\n"
        )
    };
    let read_only = if keys.contains("read_only") { "" } else { "read_only = true\n" };
    let text = connection("prod", "") + &connection("audit", read_only) + &connection("other", "");
    std::fs::write(directory.join("rescind.toml"), text).unwrap();
}

/// A certificate for this machine and a name.
pub(crate) fn certificate() -> rcgen::CertifiedKey<rcgen::KeyPair> {
    let names = ["127.0.0.1", "localhost", "rescind.example"];
    rcgen::generate_simple_self_signed(names.map(str::to_owned)).unwrap()
}

/// Puts certificate and key where the config of a [`Setup`] with TLS looks for them.
pub(crate) fn write_certificate(directory: &Path, certificate: &rcgen::CertifiedKey<rcgen::KeyPair>) {
    std::fs::write(directory.join("tls.crt"), certificate.cert.pem()).unwrap();
    std::fs::write(directory.join("tls.key"), certificate.signing_key.serialize_pem()).unwrap();
}

fn prepend(path: &Path, text: &str) {
    let rest = std::fs::read_to_string(path).unwrap();
    std::fs::write(path, format!("{text}{rest}")).unwrap();
}

/// How a test's gateway differs from the usual one.
pub(crate) struct Setup {
    pub(crate) vendors: Option<Vendors>,
    pub(crate) limits: Limits,
    pub(crate) clock: Arc<TestClock>,
    /// What stands in the config before the connections.
    pub(crate) config: &'static str,
    /// What stands in each connection besides the usual.
    pub(crate) keys: &'static str,
    pub(crate) names: Arc<dyn Names>,
    pub(crate) random: Arc<dyn Random>,
    /// The certificate that the client trusts; then the gateway has it, and speaks TLS.
    pub(crate) certificate: Option<rcgen::CertifiedKey<rcgen::KeyPair>>,
    pub(crate) assets: &'static [(&'static str, &'static str)],
    pub(crate) directory: TempDir,
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            vendors: None,
            limits: quick(),
            clock: Arc::default(),
            config: "",
            keys: "",
            names: Arc::new(SystemNames),
            random: Arc::new(SystemRandom),
            certificate: None,
            assets: &[("index.html", "<title>Rescind</title><script>start()</script>")],
            directory: tempfile::tempdir().unwrap(),
        }
    }
}

/// A gateway that runs.
pub(crate) struct World {
    pub(crate) base: String,
    pub(crate) link: String,
    pub(crate) address: std::net::SocketAddr,
    pub(crate) sandbox: Option<std::net::SocketAddr>,
    pub(crate) directory: TempDir,
    pub(crate) clock: Arc<TestClock>,
    pub(crate) client: reqwest::Client,
    pub(crate) cookie: String,
    stop: oneshot::Sender<()>,
    running: JoinHandle<()>,
}

impl World {
    /// In front of this upstream.
    pub(crate) async fn of(upstream: &Upstream) -> Self {
        Self::with(&format!("http://{}/base", upstream.address), Setup::default()).await
    }

    /// In front of this address.
    pub(crate) async fn with(upstream: &str, setup: Setup) -> Self {
        let Setup { vendors, limits, clock, config, keys, names, random, certificate, assets, directory } = setup;
        write_config_with(directory.path(), upstream, keys);
        let mut client = reqwest::Client::builder().no_proxy().timeout(DEADLINE);
        if let Some(certificate) = &certificate {
            write_certificate(directory.path(), certificate);
            prepend(&directory.path().join("rescind.toml"), "[tls]\ncertificate = \"tls.crt\"\nkey = \"tls.key\"\n");
            let trusted = reqwest::Certificate::from_der(certificate.cert.der()).unwrap();
            client = client.tls_built_in_root_certs(false).add_root_certificate(trusted);
        }
        prepend(&directory.path().join("rescind.toml"), config);
        let files = directory.path().join("dist");
        for (name, content) in assets {
            let path = files.join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, content).unwrap();
        }
        let options = Options {
            listen: "127.0.0.1:0".parse().unwrap(),
            assets: files,
            data: directory.path().join("data"),
            vendors: vendors.unwrap_or_else(|| Vendors::Config(directory.path().join("rescind.toml"))),
            token: Some(TOKEN.to_owned()),
            environment: Environment { clock: clock.clone(), names, random },
            limits,
        };
        let gateway = Gateway::open(options).await.unwrap();
        let (address, sandbox, link) = (gateway.address(), gateway.sandbox(), gateway.link());
        let (stop, stopped) = oneshot::channel();
        let running = tokio::spawn(async move {
            gateway.run(async move { stopped.await.unwrap_or_default() }).await.unwrap();
        });
        let client = client.redirect(reqwest::redirect::Policy::none()).build().unwrap();
        let scheme = if certificate.is_some() { "https" } else { "http" };
        let (base, cookie) = (format!("{scheme}://{address}"), String::new());
        let mut world = Self { base, link, address, sandbox, directory, clock, client, cookie, stop, running };
        if world.link.contains("#token=") {
            world.cookie = world.sign_in().await;
        }
        world
    }

    /// Exchanges the token for a cookie, `name=value`.
    pub(crate) async fn sign_in(&self) -> String {
        let body = json!({ "token": TOKEN }).to_string();
        let request = self.client.post(format!("{}/api/session", self.base)).header("x-rescind", "1");
        let answer = request.header("content-type", "application/json").body(body).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::NO_CONTENT);
        let cookie = answer.headers()["set-cookie"].to_str().unwrap();
        cookie.split(';').next().unwrap().to_owned()
    }

    /// A call to the embedded sandbox, past the gateway.
    pub(crate) async fn sandbox_says(&self, path: &str, body: &Value) -> Value {
        let request = self.client.post(format!("http://{}{path}", self.sandbox.unwrap()));
        let request = request.header("authorization", "Bearer root:Milvus").header("content-type", "application/json");
        json_of(request.body(body.to_string()).send().await.unwrap()).await
    }

    /// A request as the console makes it.
    pub(crate) fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        self.client
            .request(method, format!("{}{path}", self.base))
            .header("x-rescind", "1")
            .header("cookie", &self.cookie)
    }

    pub(crate) async fn get(&self, path: &str) -> Response {
        self.request(Method::GET, path).send().await.unwrap()
    }

    pub(crate) async fn get_json(&self, path: &str) -> Value {
        json_of(self.get(path).await).await
    }

    pub(crate) async fn post(&self, path: &str, body: &str) -> Response {
        let request = self.request(Method::POST, path).header("content-type", "application/json");
        request.body(body.to_owned()).send().await.unwrap()
    }

    /// Stores a plan, and starts it if that is asked for.
    pub(crate) async fn store(&self, entries: &[Value], start: bool) -> Plan {
        let plan = json!({ "reason": "left", "entries": entries, "start": start });
        Plan::of(&json_of(self.post("/api/plans", &plan.to_string()).await).await)
    }

    /// Stores a plan that revokes the role `reader` from each, and starts nothing of it.
    pub(crate) async fn plan(&self, users: &[&str]) -> Plan {
        self.store(&users.iter().map(|user| entry("prod", user)).collect::<Vec<_>>(), false).await
    }

    /// Has the gateway run a plan that revokes the role `reader` from each.
    pub(crate) async fn start(&self, users: &[&str]) -> Plan {
        self.store(&users.iter().map(|user| entry("prod", user)).collect::<Vec<_>>(), true).await
    }

    /// The same, to its end.
    pub(crate) async fn run(&self, users: &[&str]) -> Plan {
        let plan = self.start(users).await;
        self.ends(&plan).await;
        plan
    }

    /// Asks something of a plan: `start`, `pause`, `resume`, `cancel`, `retry` or `check`.
    pub(crate) async fn ask(&self, plan: &Plan, request: &str) -> Response {
        self.post(&format!("{}/{request}", plan.path()), "").await
    }

    pub(crate) async fn view(&self, plan: &Plan) -> Value {
        self.get_json(&plan.path()).await
    }

    /// Waits until a plan is as it must become, and shows it then.
    pub(crate) async fn until(&self, plan: &Plan, is_so: impl Fn(&Value) -> bool) -> Value {
        until(|| self.view(plan), is_so).await
    }

    /// Starts a stored plan, and waits for its end.
    pub(crate) async fn ends_after_start(&self, plan: &Plan) -> Value {
        assert_eq!(self.ask(plan, "start").await.status(), StatusCode::NO_CONTENT);
        self.ends(plan).await
    }

    /// Waits until nothing of a plan is left to be started, and no call of it is under way.
    pub(crate) async fn ends(&self, plan: &Plan) -> Value {
        self.until(plan, |view| view["status"]["status"] == "finished").await
    }

    /// The rows of the journal, newest first.
    pub(crate) async fn rows(&self) -> Vec<Value> {
        self.get_json("/api/journal").await["rows"].as_array().unwrap().clone()
    }

    /// The journal's database, seen from outside of the gateway.
    pub(crate) fn database(&self) -> rusqlite::Connection {
        let database = rusqlite::Connection::open(self.directory.path().join("data/journal.sqlite")).unwrap();
        database.busy_timeout(Duration::from_secs(10)).unwrap();
        database
    }

    /// The kinds of all events of entries, in their order, as they are on the disk.
    pub(crate) fn events(&self) -> Vec<String> {
        kinds(&self.database(), "entry IS NOT NULL")
    }

    /// The kinds of all events of plans, in their order.
    pub(crate) fn plan_events(&self) -> Vec<String> {
        kinds(&self.database(), "entry IS NULL")
    }

    /// The bodies of all events of a kind, in their order.
    pub(crate) fn bodies(&self, kind: &str) -> Vec<Value> {
        let database = self.database();
        let mut statement = database.prepare("SELECT body FROM event WHERE kind = ?1 ORDER BY seq").unwrap();
        let bodies = statement.query_map([kind], |row| row.get::<_, String>(0)).unwrap();
        bodies.map(|body| serde_json::from_str(&body.unwrap()).unwrap()).collect()
    }

    /// Stops the gateway and yields its directory.
    pub(crate) async fn stop(self) -> TempDir {
        self.stop.send(()).unwrap();
        within(self.running).await.unwrap();
        self.directory
    }
}

/// The events that a condition fits, in their order.
pub(crate) fn kinds(database: &rusqlite::Connection, condition: &str) -> Vec<String> {
    let mut statement = database.prepare(&format!("SELECT kind FROM event WHERE {condition} ORDER BY seq")).unwrap();
    statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}

/// A plan as the gateway has stored it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Plan {
    pub(crate) id: String,
    /// The ids of its entries.
    pub(crate) entries: Vec<String>,
}

impl Plan {
    /// From the answer to `POST /api/plans`.
    pub(crate) fn of(stored: &Value) -> Self {
        let entries = stored["entries"].as_array().unwrap();
        let entries = entries.iter().map(|entry| entry["id"].as_str().unwrap().to_owned()).collect();
        Self { id: stored["id"].as_str().unwrap().to_owned(), entries }
    }

    pub(crate) fn path(&self) -> String {
        format!("/api/plans/{}", self.id)
    }
}

/// How far each entry of a plan is: its outcome, or else its state.
pub(crate) fn told(view: &Value) -> Vec<&str> {
    let of = |entry: &'_ Value| match entry["state"]["outcome"].as_str() {
        Some(_) => "/state/outcome",
        None => "/state/state",
    };
    let entries = view["entries"].as_array().unwrap();
    entries.iter().map(|entry| entry.pointer(of(entry)).unwrap().as_str().unwrap()).collect()
}

/// A plan's entry that revokes the role `reader` from a user.
pub(crate) fn entry(connection: &str, user: &str) -> Value {
    let principal = json!({ "kind": "user", "id": user });
    json!({ "connection": connection, "grant": { "kind": "membership", "role": "reader", "principal": principal } })
}

/// The same, as the inverse of another one.
pub(crate) fn undo(user: &str, undoes: &str) -> Value {
    let mut entry = entry("prod", user);
    entry["undoes"] = json!(undoes);
    entry
}

/// The body of an answer that must have succeeded.
pub(crate) async fn json_of(answer: Response) -> Value {
    let status = answer.status();
    let text = answer.text().await.unwrap();
    assert!(status.is_success(), "{status}: {text}");
    serde_json::from_str(&text).unwrap()
}

/// Status and kind of an answer that the gateway made itself; the header and the body must agree on the kind.
pub(crate) async fn refusal(answer: Response) -> (u16, String) {
    let status = answer.status().as_u16();
    let kind = answer.headers().get("x-rescind-error").map(|kind| kind.to_str().unwrap().to_owned());
    let text = answer.text().await.unwrap();
    let kind = kind.unwrap_or_else(|| panic!("not an answer of the gateway: {status} {text}"));
    let body: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(body["error"]["kind"], kind, "{text}");
    let message = body["error"]["message"].as_str().unwrap();
    assert!(message.ends_with('.') && message.starts_with(char::is_uppercase), "no sentence: {message}");
    (status, kind)
}

/// Waits until what is viewed is as it must become, and shows it then.
pub(crate) async fn until<V: Future<Output = Value>>(look: impl Fn() -> V, is_so: impl Fn(&Value) -> bool) -> Value {
    let mut view = Value::Null;
    let waiting = async {
        loop {
            view = look().await;
            if is_so(&view) {
                return;
            }
            tokio::time::sleep(ASK_AGAIN).await;
        }
    };
    let waited = tokio::time::timeout(DEADLINE, waiting).await;
    assert!(waited.is_ok(), "this did not become as it must: {view:#}");
    view
}
