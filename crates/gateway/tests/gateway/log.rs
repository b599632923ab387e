//! The log: one line a request, with what helps and without what must not be there; and the id that leads to it.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::milvus::{Roles, milvus};
use crate::program::{Client, Running, configured, gateway};
use crate::support::{REVOKE, World};
use crate::upstream::{Upstream, answer, done};

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
    assert_eq!(client.post(REVOKE, &body).await.status(), 403);
    assert_eq!(client.post("/api/c/stranger/v2/vectordb/users/list", &body).await.status(), 404);
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
            "POST /api/c/{*rest} prod 403 admin",
            "POST /api/c/{*rest} - 404 admin",
            "POST /api/{*rest} - 404 admin",
            "GET console - 404 -",
        ]
    );
    assert!(requests.iter().all(|line| line["ms"].is_u64() && line["level"] == "INFO"));
    assert_eq!(requests[5]["request_id"], refused.as_str());
    let ids: BTreeSet<_> = requests.iter().map(|line| line["request_id"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), requests.len());
    let session = client.cookie.split_once('=').unwrap().1;
    for unwanted in ["asked-for", "stranger", "alice", "reader", session] {
        assert!(!stderr.contains(unwanted), "{unwanted} is in:\n{stderr}");
    }
}

#[tokio::test]
async fn the_gateway_puts_its_id_on_its_own_answers_only() {
    let upstream = Upstream::start(|number, _| match number {
        1 => answer("200 OK", &["x-request-id: the-vendors"], "{}"),
        _ => done(),
    })
    .await;
    let world = World::of(&upstream).await;
    let list = "/api/c/prod/v2/vectordb/users/list";
    let id = |answer: &reqwest::Response| Some(answer.headers().get("x-request-id")?.to_str().unwrap().to_owned());
    assert_eq!(id(&world.post(list, "{}").await).as_deref(), Some("the-vendors"));
    assert_eq!(id(&world.post(list, "{}").await), None);
    let refused = id(&world.post("/api/c/prod/none", "{}").await).unwrap();
    let page = id(&world.get("/").await).unwrap();
    let (run, number) = refused.rsplit_once('-').unwrap();
    let (same_run, next) = page.rsplit_once('-').unwrap();
    assert_eq!((run.len(), run), (12, same_run));
    assert_eq!(next.parse::<u64>().unwrap(), number.parse::<u64>().unwrap() + 1);
}
