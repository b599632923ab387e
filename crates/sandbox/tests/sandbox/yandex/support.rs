//! A sandbox and short ways to talk to its Managed MongoDB.

use reqwest::{Method, header::HeaderMap};
use rescind_sandbox::Options;
use serde_json::{Value, json};

use crate::support::Sandbox;

pub(crate) const TOKEN: &str = "t1.sandbox";
pub(crate) const FOLDER: &str = "/managed-mongodb/v1/clusters?folderId=sandbox-folder";
pub(crate) const SHOP: &str = "/managed-mongodb/v1/clusters/c9qshop0n8r2k6t0v5x1";
pub(crate) const ARCHIVE: &str = "/managed-mongodb/v1/clusters/c9qarchive0000000003";
pub(crate) const ALICE: &str = "/managed-mongodb/v1/clusters/c9qshop0n8r2k6t0v5x1/users/alice";

/// An answer, read to its end.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Value,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    /// Status, code and message of a refusal.
    pub(crate) fn refusal(&self) -> (u16, i64, &str) {
        let code = self.body["code"].as_i64().unwrap_or_else(|| panic!("{self:?}"));
        (self.status, code, self.body["message"].as_str().unwrap())
    }
}

/// The emulator, as the holder of one token sees it.
pub(crate) struct Yandex {
    pub(crate) sandbox: Sandbox,
    pub(crate) token: String,
}

impl Yandex {
    /// The demo, with operations that are done when they are looked at.
    pub(crate) async fn demo() -> Self {
        Self::start(Options::default()).await
    }

    pub(crate) async fn start(options: Options) -> Self {
        let yandex = Self { sandbox: Sandbox::start(options).await, token: TOKEN.to_owned() };
        yandex.knobs(json!({ "operation_ms": 0 })).await;
        yandex
    }

    pub(crate) async fn knobs(&self, mongodb: Value) {
        let answer = self.sandbox.control("knobs", json!({ "mongodb": mongodb })).await;
        assert_eq!(answer.status(), 200, "{}", answer.text().await.unwrap());
    }

    /// A call with headers of its own besides the token.
    pub(crate) async fn send(&self, method: Method, path: &str, headers: &[(&str, &str)], body: String) -> Answer {
        let mut call = self.sandbox.http.request(method, format!("{}{path}", self.sandbox.url)).body(body);
        for (name, value) in headers {
            call = call.header(*name, *value);
        }
        if !self.token.is_empty() {
            call = call.header("authorization", format!("Bearer {}", self.token));
        }
        let answer = call.send().await.unwrap();
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        let text = answer.text().await.unwrap();
        let body = if text.is_empty() { Value::Null } else { serde_json::from_str(&text).unwrap() };
        Answer { status, headers, body }
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, &[], String::new()).await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Answer {
        self.send(Method::POST, path, &[("content-type", "application/json")], body.to_string()).await
    }

    pub(crate) async fn patch(&self, path: &str, body: Value) -> Answer {
        self.send(Method::PATCH, path, &[("content-type", "application/json")], body.to_string()).await
    }

    pub(crate) async fn delete(&self, path: &str) -> Answer {
        self.send(Method::DELETE, path, &[], String::new()).await
    }

    /// A change under an idempotency key.
    pub(crate) async fn keyed(&self, method: Method, path: &str, key: &str, body: Value) -> Answer {
        self.send(method, path, &[("idempotency-key", key)], body.to_string()).await
    }

    /// Revokes what alice has on a database.
    pub(crate) async fn revoke(&self, database: &str) -> Answer {
        self.post(&format!("{ALICE}:revokePermission"), json!({ "databaseName": database })).await
    }

    /// One look at the operation that an answer is.
    pub(crate) async fn look(&self, operation: &Answer) -> Value {
        let id = operation.body["id"].as_str().unwrap_or_else(|| panic!("{operation:?}"));
        self.get(&format!("/operations/{id}")).await.body
    }

    /// The response of an operation that must have been accepted and be done well at the first look.
    pub(crate) async fn done(&self, operation: Answer) -> Value {
        assert_eq!((operation.status, &operation.body["done"]), (200, &json!(false)), "{operation:?}");
        let ended = self.look(&operation).await;
        assert_eq!((&ended["done"], ended.get("error")), (&json!(true), None), "{ended}");
        ended["response"].clone()
    }

    /// The databases on which alice has roles.
    pub(crate) async fn held(&self) -> Vec<String> {
        let user = self.get(ALICE).await.body;
        let permissions = user["permissions"].as_array().cloned().unwrap_or_default();
        permissions.iter().map(|permission| permission["databaseName"].as_str().unwrap().to_owned()).collect()
    }

    /// The emulator's part of the state.
    pub(crate) async fn state(&self) -> Value {
        self.sandbox.state().await["mongodb"].clone()
    }
}
