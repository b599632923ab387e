//! Tests of the GenAuth emulator, and the short ways in which they talk to it.

mod answers;
mod authentication;
mod batches;
mod departments;
mod grants;
mod knobs;
mod lists;
mod people;
mod persistence;
mod replay;
mod revoke;
mod seeds;
mod signing;

use reqwest::{Method, RequestBuilder, Response};
use serde_json::{Value, json};

use crate::support::Sandbox;

pub(super) const ALICE: &str = "60b49eb83fd80adb96f26e68";
pub(super) const DEVELOPMENT: &str = "6343bafc0190000889206c4c";
/// Somebody in that department.
pub(super) const DEVELOPER: &str = "6343b98b7cf0009366e9b7c0";
pub(super) const SHOP: &str = "6437a1f2c0de4b0012ab34cd";

/// A sandbox on the demo seed, and a token of its pool's own key.
pub(super) struct Pool {
    pub(super) sandbox: Sandbox,
    token: String,
}

impl Pool {
    pub(super) async fn demo() -> Self {
        Self::of(Sandbox::demo().await).await
    }

    pub(super) async fn of(sandbox: Sandbox) -> Self {
        let token = token(&sandbox, "sandbox-pool", "sandbox-secret").await;
        Self { sandbox, token }
    }

    /// A call with the pool's token; `target` is what stands after `/api/v3/`, with its query.
    pub(super) fn call(&self, method: Method, target: &str) -> RequestBuilder {
        self.call_as(method, target, &self.token)
    }

    pub(super) fn call_as(&self, method: Method, target: &str, token: &str) -> RequestBuilder {
        self.sandbox
            .http
            .request(method, format!("{}/api/v3/{target}", self.sandbox.url))
            .header("authorization", format!("Bearer {token}"))
            .header("x-authing-userpool-id", "sandbox-pool")
    }

    pub(super) async fn get(&self, target: &str) -> Value {
        let answer = self.call(Method::GET, target).send().await.unwrap();
        assert_eq!(answer.status(), 200, "{target}");
        answer.json().await.unwrap()
    }

    pub(super) async fn post(&self, target: &str, body: &Value) -> Value {
        let answer = self.call(Method::POST, target).json(body).send().await.unwrap();
        assert_eq!(answer.status(), 200, "{target}");
        answer.json().await.unwrap()
    }

    /// The data of a GET that must succeed.
    pub(super) async fn data(&self, target: &str) -> Value {
        data(target, self.get(target).await)
    }

    /// The data of a POST that must succeed.
    pub(super) async fn done(&self, target: &str, body: Value) -> Value {
        data(target, self.post(target, &body).await)
    }

    /// The status and message of a GET that must be refused.
    pub(super) async fn refusal(&self, target: &str) -> (u64, String) {
        refusal(target, &self.get(target).await)
    }

    /// The status and message of a POST that must be refused.
    pub(super) async fn refused(&self, target: &str, body: Value) -> (u64, String) {
        refusal(target, &self.post(target, &body).await)
    }

    pub(super) async fn knobs(&self, genauth: Value) {
        let answer = self.sandbox.control("knobs", json!({ "genauth": genauth })).await;
        assert_eq!(answer.status(), 200, "{}", answer.text().await.unwrap());
    }

    /// What the sandbox says of its pool.
    pub(super) async fn state(&self) -> Value {
        self.sandbox.state().await["genauth"].clone()
    }

    /// The holders of a role by the sandbox's own account, each as `TYPE identifier`.
    pub(super) async fn holders(&self, namespace: &str, role: &str) -> Vec<String> {
        let state = self.state().await;
        let text = |holder: &Value, field: &str| holder[field].as_str().unwrap().to_owned();
        let all = state["holders"].as_array().unwrap().iter();
        all.filter(|holder| holder["namespace"] == namespace && holder["role"] == role)
            .map(|holder| format!("{} {}", text(holder, "targetType"), text(holder, "targetIdentifier")))
            .collect()
    }
}

/// A POST of the pair that signs in.
pub(super) async fn sign_in(sandbox: &Sandbox, body: Value) -> Response {
    sandbox.http.post(format!("{}/api/v3/get-management-token", sandbox.url)).json(&body).send().await.unwrap()
}

pub(super) async fn token(sandbox: &Sandbox, id: &str, secret: &str) -> String {
    let pair = json!({ "accessKeyId": id, "accessKeySecret": secret });
    let answer: Value = sign_in(sandbox, pair).await.json().await.unwrap();
    answer["data"]["access_token"].as_str().unwrap().to_owned()
}

/// One target of a call.
pub(super) fn target(kind: &str, identifier: &str) -> Value {
    json!({ "targetType": kind, "targetIdentifier": identifier })
}

/// The field of every row, as texts.
pub(super) fn column(rows: &Value, field: &str) -> Vec<String> {
    rows.as_array().unwrap().iter().map(|row| row[field].as_str().unwrap().to_owned()).collect()
}

fn data(target: &str, answer: Value) -> Value {
    assert_eq!((&answer["statusCode"], &answer["message"]), (&json!(200), &json!("")), "{target}: {answer}");
    assert!(answer.get("apiCode").is_none() && answer.get("requestId").is_none(), "{target}: {answer}");
    answer["data"].clone()
}

fn refusal(target: &str, answer: &Value) -> (u64, String) {
    assert!(answer.get("data").is_none(), "{target}: {answer}");
    assert_eq!(answer["requestId"].as_str().unwrap().len(), 36, "{target}: {answer}");
    let (status, message) = (answer["statusCode"].as_u64().unwrap(), answer["message"].as_str().unwrap());
    assert_ne!(status, 200, "{target}: {answer}");
    (status, message.to_owned())
}
