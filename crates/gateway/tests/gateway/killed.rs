//! A gateway that is killed in the middle of a call, as by a machine that loses its power, or told to stop: what is on
//! record then, and that the next one observes before anything else and sends nothing again.

use std::net::SocketAddr;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use rescind_sandbox::{MilvusKnobs, Options, Sandbox};
use serde_json::json;
use tokio::net::{TcpListener, TcpStream};

use crate::milvus::{Act, Roles, is_change, milvus_that_holds, milvus_where};
use crate::program::{Client, Running, configured, gateway};
use crate::support::{json_of, within};
use crate::upstream::{done, held};

pub(crate) fn serving(directory: &Path) -> Command {
    let mut command = gateway(directory);
    command.args(["--listen", "127.0.0.1:0", "--config", "rescind.toml", "--data", "data"]);
    command
}

pub(crate) fn chain(directory: &Path) -> String {
    let output = gateway(directory).args(["journal", "verify", "--data", "data"]).output().unwrap();
    let text = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
    assert!(output.status.success(), "{text}");
    text
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_killed_gateway_had_begun_is_observed_first_and_never_sent_again() {
    for (carried, expected) in [(true, "Revoked"), (false, "Unknown")] {
        let upstream = milvus_where(&Roles::default(), move |_, _| match carried {
            true => Act::Carried(held(&Arc::default(), done())),
            false => Act::Left(held(&Arc::default(), done())),
        })
        .await;
        let directory = configured(&format!("http://{}", upstream.address));
        let directory = directory.path();
        let running = Running::start(&mut serving(directory));
        let client = Client::of(&running).await;
        let plan = client.start_for_alice().await;
        upstream.has_changes(1).await;
        running.signal("KILL");
        assert_eq!(running.end().0, None);
        assert!(chain(directory).starts_with("the journal is whole: 3 events"), "before anybody has repaired anything");

        let before = upstream.requests().len();
        let running = Running::start(&mut serving(directory));
        let client = Client::of(&running).await;
        client.becomes(&plan, &[expected]).await;
        let rows = client.rows().await;
        assert_eq!((rows.len(), &rows[0]["outcome"], &rows[0]["verified"]), (1, &json!(expected), &json!(carried)));
        let since = upstream.requests().split_off(before);
        assert!(!since.is_empty() && !since.iter().any(is_change), "it has looked, and sent nothing: {since:?}");
        assert!(chain(directory).starts_with("the journal is whole: 4 events"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_gateway_that_is_told_to_stop_waits_for_its_call() {
    let (upstream, release) = milvus_that_holds().await;
    let directory = configured(&format!("http://{}", upstream.address));
    let directory = directory.path();
    let running = Running::start(&mut serving(directory));
    let client = Client::of(&running).await;
    client.start_for_alice().await;
    upstream.has_changes(1).await;
    running.signal("TERM");
    let address = running.base.trim_start_matches("http://").to_owned();
    within(async { while TcpStream::connect(&address).await.is_ok() {} }).await;
    release.notify_one();
    let (code, _, stderr) = running.end();
    assert_eq!(code, Some(0), "{stderr}");
    assert!(chain(directory).starts_with("the journal is whole: 5 events"));
    let running = Running::start(&mut serving(directory));
    let rows = Client::of(&running).await.rows().await;
    assert_eq!((rows.len(), &rows[0]["outcome"], &rows[0]["httpStatus"]), (1, &json!("Revoked"), &json!(200)));
    assert_eq!(upstream.changes().len(), 1);
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
async fn after_a_look_that_tells_nothing_somebody_may_have_the_call_sent_once_more() {
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
    let plan = client.start(json!({ "connection": "prod", "grant": grant })).await;
    // The sandbox forgets the fault as soon as the call has met it.
    within(async { while json_of(http.get(&faults).send().await.unwrap()).await != json!([]) {} }).await;
    running.signal("KILL");
    assert_eq!(running.end().0, None);

    let running = Running::start(&mut serving(directory));
    let client = Client::of(&running).await;
    client.becomes(&plan, &["Unknown"]).await;
    let roles = async || {
        let request = http.post(format!("http://{sandbox}/v2/vectordb/users/describe"));
        let request = request.header("authorization", "Bearer root:Milvus").header("content-type", "application/json");
        json_of(request.body(r#"{"userName":"user_1"}"#).send().await.unwrap()).await["data"].clone()
    };
    let holds = |roles: serde_json::Value| roles.as_array().unwrap().contains(&json!("read_only"));
    assert!(holds(roles().await), "neither the killed gateway nor the next one has carried the call out");
    assert_eq!(client.post(&format!("{}/retry", plan.path()), &json!({ "entries": [] })).await.status(), 204);
    client.becomes(&plan, &["Revoked"]).await;
    assert!(!holds(roles().await));
    let rows = client.rows().await;
    let outcomes: Vec<_> = rows.iter().map(|row| row["outcome"].as_str().unwrap()).collect();
    assert_eq!(outcomes, ["Revoked", "Unknown"]);
    assert_eq!(rows[0]["idempotencyKey"], rows[1]["idempotencyKey"], "the first one may still arrive");
    assert!(chain(directory).starts_with("the journal is whole: 8 events"));
}
