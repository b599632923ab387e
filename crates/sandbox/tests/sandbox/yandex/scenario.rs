//! The state that the samples share, and what each of them needs besides.

use std::{
    collections::BTreeMap,
    time::{SystemTime, UNIX_EPOCH},
};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};

use super::support::Yandex;

const USER: &str = "/managed-mongodb/v1/clusters/c9qk2926qqu9hd3a5f7m/users/alice";

/// What of a sample is not sent or answered as it was recorded.
#[derive(Default)]
pub(super) struct Scenario {
    /// The id in the path, and the id of the operation that was made for it.
    operation: Option<(String, String)>,
    pub(super) body: Option<Value>,
    pub(super) response: Option<Value>,
}

impl Scenario {
    pub(super) fn path(&self, recorded: &str) -> String {
        match &self.operation {
            Some((recorded_id, id)) => recorded.replace(recorded_id, id),
            None => recorded.to_owned(),
        }
    }
}

/// The state that the samples share, taken from those that list it.
fn contents(samples: &BTreeMap<String, Value>) -> Value {
    let listed = |sample: &str, field: &str| samples[sample]["response"][field].clone();
    let mut created = listed("cluster.listOperations.ok", "operations")[1].clone();
    created["response"] = json!({ "@type": "type.googleapis.com/yandex.cloud.mdb.mongodb.v1.Cluster" });
    let mut earlier = created.clone();
    earlier["id"] = json!("c9qbeforeeverything0");
    json!({
        "clusters": listed("cluster.list.ok", "clusters"),
        "databases": listed("database.list.ok", "databases"),
        "users": listed("user.list.ok", "users"),
        "operations": [earlier, created],
    })
}

/// A JWT that a service account could have signed; the recorded one is a stub.
fn jwt() -> Value {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    let header = json!({ "alg": "PS256", "kid": "ajekey00000000000001" });
    let audience = "https://iam.api.cloud.yandex.net/iam/v1/tokens";
    let claims = json!({ "iss": "ajerobot000000000001", "aud": audience, "iat": now, "exp": now + 3600 });
    let parts = [header, claims].map(|part| URL_SAFE_NO_PAD.encode(part.to_string()));
    json!({ "jwt": format!("{}.{}.c2ln", parts[0], parts[1]) })
}

/// The knobs of a sample.
fn knobs(name: &str, sample: &Value) -> Value {
    match name {
        "cluster.list.empty-printed" | "user.list.defaults-printed" => json!({ "defaults": "printed" }),
        "cluster.list.permission-denied" => json!({ "access": "nobody" }),
        "user.get.auditor-denied" => json!({ "access": "auditor" }),
        "user.revokePermission.permission-denied" => json!({ "access": "viewer" }),
        "user.create.invalid-name" => json!({}),
        "cluster.listOperations.ok"
        | "operation.get.running"
        | "operation.cancel.not-cancellable"
        | "operation.get.cancelled" => json!({ "operation_end": "never" }),
        "operation.cancel.still-running" | "operation.cancel.post-variant" => {
            json!({ "operation_end": "never", "cancel": "ignored" })
        }
        "operation.get.poll-hint" => json!({ "operation_end": "never", "poll_interval_s": 5 }),
        "operation.get.rolling-back" => json!({
            "operation_end": "rollback", "operation_polls": 1, "operation_error": sample["response"]["error"],
        }),
        "operation.get.done-error" => json!({ "operation_end": "failure" }),
        "operation.get.done-error-details" => {
            json!({ "operation_end": "failure", "operation_error": sample["response"]["error"] })
        }
        "user.revokePermission.deadline" => json!({ "trouble": "deadline" }),
        "user.revokePermission.internal" => json!({ "trouble": "internal" }),
        "user.revokePermission.rate-limited" => json!({ "trouble": "rate_limited" }),
        "user.revokePermission.unavailable" => json!({ "trouble": "unavailable" }),
        // The other recordings of refused fields have no BadRequest.
        _ => json!({ "bad_request_details": false }),
    }
}

/// Sets the sandbox up for a sample.
pub(super) async fn prepare(
    yandex: &Yandex,
    name: &str,
    sample: &Value,
    samples: &BTreeMap<String, Value>,
) -> Scenario {
    let mut state = contents(samples);
    match name {
        "cluster.list.empty-omitted" | "cluster.list.empty-printed" => state["clusters"] = json!([]),
        "user.list.defaults-printed" => state["users"] = json!([state["users"][2]]),
        "user.get.empty-roles" => state["users"] = json!([sample["response"]]),
        "operation.get.done-user-last-permission" => {
            state["users"][0]["permissions"] = json!([{ "databaseName": "billing", "roles": ["read"] }]);
        }
        "user.revokePermission.cluster-stopped" => state["clusters"][0]["status"] = json!("STOPPED"),
        "user.revokePermission.conflict" => {
            let mut running = samples["operation.get.running"]["response"].clone();
            running["id"] = json!("c9q3a1b2c3d4e5f6g7h8");
            state["operations"].as_array_mut().unwrap().push(running);
        }
        _ => {}
    }
    let reset = yandex.sandbox.control("reset", json!({ "seed": "empty", "mongodb": state })).await;
    assert_eq!(reset.status(), 200, "{name}: {}", reset.text().await.unwrap());
    yandex.knobs(json!({ "operation_ms": 0 })).await;
    yandex.knobs(knobs(name, sample)).await;

    let mut scenario = Scenario::default();
    match name {
        "iam.token.create-jwt" => scenario.body = Some(jwt()),
        "endpoint.list.ok" => {
            // Discovery must not lead out of the sandbox.
            let here = yandex.sandbox.url.trim_start_matches("http://");
            let mut response = sample["response"].clone();
            response["endpoints"].as_array_mut().unwrap().iter_mut().for_each(|one| one["address"] = json!(here));
            scenario.response = Some(response);
        }
        "operation.get.not-found" => {}
        "operation.get.done-empty" => scenario.operation = Some(started(sample, &yandex.delete(USER).await.body)),
        "cluster.listOperations.ok" => {
            yandex.post(&format!("{USER}:revokePermission"), json!({ "databaseName": "billing" })).await;
        }
        _ if name.starts_with("operation.") => {
            let revoked = yandex.post(&format!("{USER}:revokePermission"), json!({ "databaseName": "billing" })).await;
            scenario.operation = Some(started(sample, &revoked.body));
        }
        _ => {}
    }
    if let (Some((_, id)), "operation.get.cancelled") = (&scenario.operation, name) {
        yandex.knobs(json!({ "cancel": "works" })).await;
        yandex.get(&format!("/operations/{id}:cancel")).await;
    }
    scenario
}

/// The recorded id and the id of what was started in its place.
fn started(sample: &Value, operation: &Value) -> (String, String) {
    let recorded = sample["request"]["path"].as_str().unwrap().trim_start_matches("/operations/");
    let recorded = recorded.trim_end_matches(":cancel").to_owned();
    (recorded, operation["id"].as_str().unwrap_or_else(|| panic!("{operation}")).to_owned())
}
