//! A running sandbox and short ways to talk to it.

use std::path::Path;

use reqwest::{Client, RequestBuilder, Response};
use rescind_sandbox::{Era, Options, Seed, serve};
use serde_json::{Value, json};
use tokio::{net::TcpListener, sync::oneshot, task::JoinHandle};

pub(crate) const ROOT: &str = "Bearer root:Milvus";
pub(crate) const ZILLIZ_KEY: &str = "Bearer zilliz-sandbox";

pub(crate) struct Sandbox {
    pub(crate) url: String,
    pub(crate) http: Client,
    stop: oneshot::Sender<()>,
    serving: JoinHandle<()>,
}

impl Sandbox {
    pub(crate) async fn demo() -> Self {
        Self::start(Options::default()).await
    }

    pub(crate) async fn seeded(seed: Seed) -> Self {
        Self::start(Options { seed, ..Options::default() }).await
    }

    pub(crate) async fn of_era(milvus_era: Era) -> Self {
        Self::start(Options { milvus_era, ..Options::default() }).await
    }

    pub(crate) async fn kept_in(data: &Path) -> Self {
        Self::start(Options { data: Some(data.to_path_buf()), ..Options::default() }).await
    }

    pub(crate) async fn start(options: Options) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (stop, stopped) = oneshot::channel::<()>();
        let serving = tokio::spawn(async move {
            let shutdown = async move {
                let _dropped = stopped.await;
            };
            serve(listener, options, shutdown).await.unwrap();
        });
        // The system's certificates take longer to read than most of these tests, and nothing here speaks TLS.
        let http = Client::builder().tls_built_in_root_certs(false).build().unwrap();
        Self { url, http, stop, serving }
    }

    /// Stops it and waits until it has let go of its store.
    pub(crate) async fn stop(self) {
        drop(self.stop);
        self.serving.await.unwrap();
    }

    /// A POST of JSON with this `Authorization`.
    pub(crate) fn post(&self, path: &str, authorization: &str, body: &Value) -> RequestBuilder {
        self.http.post(format!("{}{path}", self.url)).header("authorization", authorization).json(body)
    }

    /// A Milvus call by a caller; the path stands after `/v2/vectordb/`.
    pub(crate) async fn call_as(&self, authorization: &str, path: &str, body: Value) -> (u16, Value) {
        let answer = self.post(&format!("/v2/vectordb/{path}"), authorization, &body).send().await.unwrap();
        (answer.status().as_u16(), answer.json().await.unwrap())
    }

    /// A Milvus call by root.
    pub(crate) async fn call(&self, path: &str, body: Value) -> Value {
        self.call_as(ROOT, path, body).await.1
    }

    /// A Milvus call by root that must succeed; its data.
    pub(crate) async fn data(&self, path: &str, body: Value) -> Value {
        let answer = self.call(path, body.clone()).await;
        assert_eq!(answer["code"], 0, "{path} {body}: {answer}");
        answer["data"].clone()
    }

    /// A Milvus call by root that must be refused; its code and message.
    pub(crate) async fn refusal(&self, path: &str, body: Value) -> (i64, String) {
        let answer = self.call(path, body.clone()).await;
        assert!(answer.get("data").is_none(), "{path} {body}: {answer}");
        (answer["code"].as_i64().unwrap(), answer["message"].as_str().unwrap().to_owned())
    }

    /// A call on the Zilliz instance by the holder of its key.
    pub(crate) async fn zilliz(&self, path: &str, body: Value) -> Value {
        let path = format!("/zilliz/v2/vectordb/{path}");
        self.post(&path, ZILLIZ_KEY, &body).send().await.unwrap().json().await.unwrap()
    }

    /// A POST to a control route.
    pub(crate) async fn control(&self, route: &str, body: Value) -> Response {
        self.http.post(format!("{}/__sandbox/{route}", self.url)).json(&body).send().await.unwrap()
    }

    /// Sets knobs of the `milvus` instance.
    pub(crate) async fn knobs(&self, milvus: Value) {
        let answer = self.control("knobs", json!({ "milvus": milvus })).await;
        assert_eq!(answer.status(), 200, "{}", answer.text().await.unwrap());
    }

    /// Adds a fault and returns its id.
    pub(crate) async fn fault(&self, fault: Value) -> u64 {
        let answer: Value = self.control("faults", fault).await.json().await.unwrap();
        answer["id"].as_u64().unwrap()
    }

    /// The whole state.
    pub(crate) async fn state(&self) -> Value {
        self.http.get(format!("{}/__sandbox/state", self.url)).send().await.unwrap().json().await.unwrap()
    }

    /// Whether a user of `milvus` holds a role, by the sandbox's own account.
    pub(crate) async fn holds(&self, user: &str, role: &str) -> bool {
        let bindings = self.state().await["milvus"]["bindings"].clone();
        bindings.as_array().unwrap().contains(&json!({ "role": role, "user": user }))
    }

    /// The privileges of a role in all databases, each as `type db object privilege`.
    pub(crate) async fn grants(&self, role: &str) -> Vec<String> {
        let data = self.data("roles/describe", json!({ "roleName": role, "dbName": "*" })).await;
        let text = |row: &Value, field: &str| row[field].as_str().unwrap().to_owned();
        let shown = |row| ["objectType", "dbName", "objectName", "privilege"].map(|field| text(row, field)).join(" ");
        data.as_array().unwrap().iter().map(shown).collect()
    }
}
