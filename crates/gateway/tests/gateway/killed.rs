//! A gateway that is killed in the middle of a call, as by a machine that loses its power, or told to stop: what is on
//! record then, and what the next one knows.

use std::net::SocketAddr;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use rescind_sandbox::{MilvusKnobs, Options, Sandbox};
use serde_json::{Value, json};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;

use crate::program::{Client, Running, configured, gateway};
use crate::support::{REVOKE, fault, json_of, refusal, revocation, within};
use crate::upstream::{Upstream, done, held};

pub(crate) fn serving(directory: &Path) -> Command {
    let mut command = gateway(directory);
    command.args(["--listen", "127.0.0.1:0", "--config", "rescind.toml", "--data", "data"]);
    command
}

/// Starts the next gateway and checks what it shows of the entry whose call was cut off.
async fn found_after(directory: &Path, entry: &str) -> (Running, Client) {
    let running = Running::start(&mut serving(directory));
    let client = Client::of(&running).await;
    let rows = client.rows().await;
    assert_eq!((rows.len(), &rows[0]["state"], &rows[0]["entry"]), (1, &json!("lost"), &json!(entry)));
    assert!(rows[0].get("outcome").is_none() && rows[0]["verified"] == false);
    assert_eq!(client.get_json("/api/journal?unsettled=1").await["rows"], json!(rows), "it is offered for settling");
    assert_eq!(client.get_json("/api/journal?state=in_flight").await["rows"], json!([]));
    let plan = &client.get_json("/api/plans").await[0];
    assert_eq!((&plan["states"]["lost"], &plan["states"]["in_flight"]), (&json!(1), &json!(0)));
    (running, client)
}

pub(crate) fn chain(directory: &Path) -> String {
    let output = gateway(directory).args(["journal", "verify", "--data", "data"]).output().unwrap();
    let text = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
    assert!(output.status.success(), "{text}");
    text
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_gateway_leaves_a_lost_call_that_can_be_settled() {
    let upstream = Upstream::always(held(&Arc::default(), done())).await;
    let directory = configured(&format!("http://{}", upstream.address));
    let directory = directory.path();
    let running = Running::start(&mut serving(directory));
    let client = Client::of(&running).await;
    let id = client.plan_for_alice().await;
    let body: Value = serde_json::from_str(&revocation("alice")).unwrap();
    let call = tokio::spawn(client.send(REVOKE, &id, &body).send());
    upstream.has_requests(1).await;
    running.signal("KILL");
    assert_eq!(running.end().0, None);
    assert!(call.await.unwrap().is_err());
    assert!(chain(directory).starts_with("the journal is whole: 1 events"), "before anybody has repaired anything");

    let (_running, client) = found_after(directory, &id).await;
    assert_eq!(refusal(client.post(REVOKE, &id, &body).await).await, (409, "intent_refused".to_owned()));
    let settled = client.post(&format!("/api/journal/{id}/outcome"), "", &json!({ "outcome": "Revoked" })).await;
    assert_eq!(settled.status(), 204);
    assert_eq!(client.get_json("/api/journal?unsettled=1").await["rows"], json!([]));
    assert_eq!(upstream.requests().len(), 1, "the start sent nothing");
    assert!(chain(directory).starts_with("the journal is whole: 2 events"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_gateway_that_is_told_to_stop_waits_for_its_call() {
    let release = Arc::new(Notify::new());
    let upstream = Upstream::always(held(&release, done())).await;
    let directory = configured(&format!("http://{}", upstream.address));
    let directory = directory.path();
    let running = Running::start(&mut serving(directory));
    let client = Client::of(&running).await;
    let id = client.plan_for_alice().await;
    let body: Value = serde_json::from_str(&revocation("alice")).unwrap();
    let call = tokio::spawn(client.send(REVOKE, &id, &body).send());
    upstream.has_requests(1).await;
    running.signal("TERM");
    let address = running.base.trim_start_matches("http://").to_owned();
    within(async { while TcpStream::connect(&address).await.is_ok() {} }).await;
    release.notify_one();
    let answer = within(call).await.unwrap().unwrap();
    assert_eq!(json_of(answer).await["code"], 0, "the browser hears of it");
    let (code, _, stderr) = running.end();
    assert_eq!(code, Some(0), "{stderr}");
    assert!(chain(directory).starts_with("the journal is whole: 2 events"));
    let running = Running::start(&mut serving(directory));
    let rows = Client::of(&running).await.rows().await;
    assert_eq!((rows.len(), &rows[0]["state"], &rows[0]["httpStatus"]), (1, &json!("answered"), &json!(200)));
}

/// A sandbox that runs as long as the test.
async fn sandbox() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let sandbox = Sandbox::open(Options::default(), MilvusKnobs::default()).await.unwrap();
    tokio::spawn(sandbox.serve(listener, std::future::pending()));
    address
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_look_that_tells_nothing_the_call_may_be_sent_once_more() {
    let sandbox = sandbox().await;
    let directory = configured(&format!("http://{sandbox}"));
    let directory = directory.path();
    std::fs::write(directory.join("credential"), "root:Milvus").unwrap();
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let faults = format!("http://{sandbox}/__sandbox/faults");
    let stall = json!({ "path": "/v2/vectordb/users/revoke_role", "times": 1, "delay_ms": 3_600_000 });
    let request = http.post(&faults).header("content-type", "application/json").body(stall.to_string());
    assert!(request.send().await.unwrap().status().is_success());

    let running = Running::start(&mut serving(directory));
    let client = Client::of(&running).await;
    let principal = json!({ "kind": "user", "id": "user_1" });
    let grant = json!({ "kind": "membership", "role": "read_only", "principal": principal });
    let id = client.plan(json!({ "connection": "prod", "grant": grant })).await;
    let body = json!({ "userName": "user_1", "roleName": "read_only" });
    let call = tokio::spawn(client.send(REVOKE, &id, &body).send());
    // The sandbox forgets the fault as soon as the call has met it.
    within(async { while json_of(http.get(&faults).send().await.unwrap()).await != json!([]) {} }).await;
    running.signal("KILL");
    assert_eq!(running.end().0, None);
    assert!(call.await.unwrap().is_err());

    let (_running, client) = found_after(directory, &id).await;
    let roles = async || {
        let path = "/api/c/prod/v2/vectordb/users/describe";
        json_of(client.post(path, "", &json!({ "userName": "user_1" })).await).await["data"].clone()
    };
    let holds = |roles: Value| roles.as_array().unwrap().contains(&json!("read_only"));
    assert!(holds(roles().await), "neither the killed gateway nor the next one has carried the call out");
    let outcome = format!("/api/journal/{id}/outcome");
    assert_eq!(client.post(&outcome, "", &fault("Unknown")).await.status(), 204);
    assert_eq!(json_of(client.post(REVOKE, &id, &body).await).await["code"], 0);
    assert!(!holds(roles().await));
    assert_eq!(client.post(&outcome, "", &json!({ "outcome": "Revoked" })).await.status(), 204);
    let rows = client.rows().await;
    let outcomes: Vec<_> = rows.iter().map(|row| row["outcome"].as_str().unwrap()).collect();
    assert_eq!(outcomes, ["Revoked", "Unknown"]);
    assert_eq!(rows[0]["idempotencyKey"], rows[1]["idempotencyKey"]);
    assert!(chain(directory).starts_with("the journal is whole: 5 events"));
}
