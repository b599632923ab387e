//! The log: one line a request, with what helps and without what must not be there; and the id that leads to it.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::lists::fault;
use crate::milvus::{Roles, milvus};
use crate::program::{Client, Running, configured, gateway};
use crate::support::{READ, World};
use crate::upstream::{Upstream, answer};

const ARGUMENTS: [&str; 6] = ["--listen", "127.0.0.1:0", "--config", "rescind.toml", "--data", "data"];

#[tokio::test(flavor = "multi_thread")]
async fn each_request_is_one_line_of_json() {
    let upstream = milvus(&Roles::default()).await;
    let directory = configured(&format!("http://{}", upstream.address));
    let mut command = gateway(directory.path());
    let running = Running::start(command.args(ARGUMENTS).args(["--log-format", "json"]).env("RESCIND_LOG", "trace"));
    let client = Client::of(&running).await;
    client.start_for_alice().await;
    // It is looked at before the call and after it.
    upstream.has_requests(3).await;
    client.get_json("/api/journal?role=asked-for").await;
    let body = json!({ "userName": "alice", "roleName": "reader" });
    assert_eq!(client.get("/api/connections/prod/users?name=asked-for").await.status(), 400);
    assert_eq!(client.get("/api/connections/stranger/users").await.status(), 404);
    assert_eq!(client.post("/api/c/prod/v2/vectordb/users/list", &body).await.status(), 404);
    let refused = client.post("/api/none", &json!({ "body": "asked-for" })).await;
    let refused = refused.headers()["x-request-id"].to_str().unwrap().to_owned();
    let page = reqwest::get(format!("{}/c/asked-for?name=asked-for", running.base)).await.unwrap();
    assert_eq!(page.status(), 404);
    running.signal("TERM");
    let (code, _, stderr) = running.end();
    assert_eq!(code, Some(0));

    let lines: Vec<Value> =
        stderr.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("no JSON: {line}"))).collect();
    let requests: Vec<_> = lines.iter().filter(|line| line["message"] == "request").collect();
    let of = |line: &Value| {
        let text = |field: &str| line[field].as_str().unwrap_or("-").to_owned();
        format!("{} {} {} {} {}", text("method"), text("route"), text("connection"), line["status"], text("who"))
    };
    assert_eq!(
        requests.iter().map(|line| of(line)).collect::<Vec<_>>(),
        [
            "POST /api/session - 204 -",
            "POST /api/plans - 200 admin",
            "GET /api/journal - 200 admin",
            "GET /api/connections/{id}/users prod 400 admin",
            "GET /api/connections/{id}/users - 404 admin",
            "POST /api/{*rest} - 404 admin",
            "POST /api/{*rest} - 404 admin",
            "GET console - 404 -",
        ]
    );
    assert!(requests.iter().all(|line| line["ms"].is_u64() && line["level"] == "INFO"));
    assert_eq!(requests[6]["request_id"], refused.as_str());
    let ids: BTreeSet<_> = requests.iter().map(|line| line["request_id"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), requests.len());
    let session = client.cookie.split_once('=').unwrap().1;
    for unwanted in ["asked-for", "stranger", "alice", "reader", session] {
        assert!(!stderr.contains(unwanted), "{unwanted} is in:\n{stderr}");
    }
}

#[tokio::test]
async fn the_gateway_puts_its_id_on_every_answer_and_the_vendors_into_the_fault() {
    let upstream = Upstream::always(answer("500 Oops", &["x-request-id: the-vendors"], "{}")).await;
    let world = World::of(&upstream).await;
    let id = |answer: &reqwest::Response| answer.headers()["x-request-id"].to_str().unwrap().to_owned();
    let read = world.get(READ).await;
    let first = id(&read);
    assert_eq!(fault(read).await.request_id.unwrap().as_str(), "the-vendors");
    let page = id(&world.get("/").await);
    let (run, number) = first.rsplit_once('-').unwrap();
    let (same_run, next) = page.rsplit_once('-').unwrap();
    assert_eq!((run.len(), run), (12, same_run));
    assert_eq!(next.parse::<u64>().unwrap(), number.parse::<u64>().unwrap() + 1);
}
