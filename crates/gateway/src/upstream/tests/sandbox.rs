//! The credentials of the embedded sandbox's connections, and a service account's, against the sandbox, which checks them
//! by code that shares nothing with ours.

use rescind_sandbox::Seed;
use serde_json::{Value, json};

use super::*;
use crate::clock::SystemClock;
use crate::sandbox::Embedded;

const KEY: &str = include_str!("../yandex/test_key.json");
const CLUSTERS: &str = "/managed-mongodb/v1/clusters?folderId=sandbox-folder";
const NAMESPACES: &str = "/api/v3/list-permission-namespaces";

struct Sandbox {
    embedded: Embedded,
    client: Client,
    clock: SystemClock,
    directory: tempfile::TempDir,
}

impl Sandbox {
    async fn start() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let embedded = Embedded::start(Seed::Demo, directory.path()).await.unwrap();
        let names = Environment::default().names;
        let client = Client::new(Pooling::Shared, &Limits::default(), &names, HashMap::new()).unwrap();
        Self { embedded, client, clock: SystemClock::default(), directory }
    }

    fn connection(&self, id: &str) -> Connection {
        let mut connections = self.embedded.connections().into_iter();
        connections.find(|connection| connection.public.id.as_str() == id).unwrap()
    }

    fn call(&self, method: Method, base: &str, path: &str, body: &Value) -> Call {
        let headers = HeaderMap::from_iter([(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))]);
        let uri = format!("{base}{path}").parse().unwrap();
        Call { method, uri, headers, body: body.to_string().into(), limit: Duration::from_secs(20) }
    }

    /// A read's answer, or why there is no credential for it.
    async fn read(&self, connection: &Connection, path: &str) -> Result<Value, Error> {
        let means = Means { clock: &self.clock, client: &self.client };
        let method = if connection.public.vendor == Vendor::Milvus { Method::POST } else { Method::GET };
        let call = self.call(method, &connection.base, path, &json!({}));
        let authorized = authorize(means, connection, call).await?;
        let answer = send(&self.client, means, connection, authorized).await.unwrap();
        Ok(serde_json::from_slice(&answer.body).unwrap())
    }

    async fn turn(&self, knobs: Value) {
        let base = format!("http://{}", self.embedded.address);
        let call = self.call(Method::POST, &base, "/__sandbox/knobs", &knobs);
        let answer = self.client.send(call, &[]).await.unwrap();
        assert!(answer.status.is_success(), "{}", text(&answer));
    }
}

#[tokio::test]
async fn the_credentials_of_the_demo_are_good() {
    let sandbox = Sandbox::start().await;
    for (id, path, holds) in [
        ("milvus", "/v2/vectordb/roles/list", "/data"),
        ("zilliz", "/v2/vectordb/roles/list", "/data"),
        ("genauth", NAMESPACES, "/data/list"),
        ("mongodb", CLUSTERS, "/clusters"),
    ] {
        let answer = sandbox.read(&sandbox.connection(id), path).await.unwrap();
        let rows = answer.pointer(holds).and_then(Value::as_array).unwrap_or_else(|| panic!("{id}: {answer}"));
        assert!(!rows.is_empty(), "{id}");
    }
}

#[tokio::test]
async fn tokens_that_end_in_between_are_renewed() {
    let sandbox = Sandbox::start().await;
    let genauth = sandbox.connection("genauth");
    sandbox.turn(json!({ "genauth": { "pool_header_required": true, "codes_as_text": true } })).await;
    for epoch in [0, 1, 2] {
        sandbox.turn(json!({ "genauth": { "token_epoch": epoch } })).await;
        let answer = sandbox.read(&genauth, NAMESPACES).await.unwrap();
        assert_eq!(answer["statusCode"], "200", "{answer}");
    }
}

#[tokio::test]
async fn the_statement_of_a_service_account_is_verified() {
    let sandbox = Sandbox::start().await;
    let key: Value = serde_json::from_str(KEY).unwrap();
    sandbox.turn(json!({ "mongodb": { "service_account_key": key["public_key"] } })).await;
    let file = sandbox.directory.path().join("key.json");
    std::fs::write(&file, KEY).unwrap();
    let connection = sandbox.connection("mongodb");
    let credential = Credential::ServiceAccount(ServiceAccount::new(&connection.base, file));
    let connection = Connection { credential, ..connection };
    for generation in [0, 1, 2] {
        sandbox.turn(json!({ "mongodb": { "token_generation": generation } })).await;
        let answer = sandbox.read(&connection, CLUSTERS).await.unwrap();
        assert!(answer["clusters"].is_array(), "{answer}");
    }
}
