//! The journal as a file: as a download, and from the program beside a running gateway.

use std::io::Read as _;
use std::process::Stdio;

use serde_json::{Value, json};

use crate::milvus::{Roles, milvus};
use crate::program::gateway;
use crate::support::{ASK_AGAIN, Plan, World, entry, json_of, refusal, told, within};

/// A gateway with two rows, of which the newer one has a dangerous name and reason.
async fn world() -> World {
    let roles = Roles::default();
    roles.set("@алиса", &[]);
    let world = World::of(&milvus(&roles).await).await;
    world.run(&["alice"]).await;
    let plan = json!({ "reason": "=cmd(\"x\"),\nsecond line", "entries": [entry("other", "@алиса")], "start": true });
    world.ends(&Plan::of(&json_of(world.post("/api/plans", &plan.to_string()).await).await)).await;
    world
}

async fn download(world: &World, query: &str) -> (String, String) {
    let answer = world.get(&format!("/api/journal/export?{query}")).await;
    assert_eq!(answer.status(), 200);
    let kind = answer.headers()["content-type"].to_str().unwrap().to_owned();
    let name = answer.headers()["content-disposition"].to_str().unwrap();
    assert!(name.starts_with("attachment; filename=\"rescind-journal."), "{name}");
    (kind, answer.text().await.unwrap())
}

/// What the program writes beside the running gateway.
fn program(world: &World, format: &str) -> String {
    let mut command = gateway(world.directory.path());
    let output = command.args(["journal", "export", "--data", "data", "--format", format]).output().unwrap();
    assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(0), b"".as_slice()));
    String::from_utf8(output.stdout).unwrap()
}

#[tokio::test]
async fn json_lines_are_the_rows_of_the_journal() {
    let world = world().await;
    let (kind, text) = download(&world, "format=jsonl").await;
    assert_eq!(kind, "application/x-ndjson");
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines, world.rows().await);
    assert_eq!(program(&world, "jsonl"), text);
    let (_, filtered) = download(&world, "connection=prod&outcome=Revoked").await;
    assert_eq!(filtered, text.split_inclusive('\n').next_back().unwrap());
    assert_eq!(download(&world, "role=none").await.1, "");
}

#[tokio::test]
async fn csv_has_a_line_of_names_and_no_formula() {
    let world = world().await;
    let (kind, text) = download(&world, "format=csv").await;
    assert_eq!(kind, "text/csv; charset=utf-8");
    assert_eq!(program(&world, "csv"), text);
    let rows = world.rows().await;
    let of = |row: usize, field: &str| rows[row][field].as_str().unwrap_or_default().to_owned();
    let grant = |name: &str| {
        let grant = entry("", name)["grant"].clone();
        let grant = [("kind", &grant["kind"]), ("principal", &grant["principal"]), ("role", &grant["role"])];
        let fields: Vec<_> = grant.iter().map(|(name, value)| format!("\"{name}\":{value}")).collect();
        format!("\"{{{}}}\"", fields.join(",").replace('"', "\"\""))
    };
    let observed = ",gateway,POST /v2/vectordb/users/describe,2023-11-14T22:13:20.000Z,";
    let expected = [
        "number,time,who,connection,method,path,kind,principal,role,taken,from,reason,plan,entry,idempotency_key,\
         request_id,http_status,business_status,state,outcome,verified,fault,grant,undoes,restored,observed_by,observed_read,observed_at,also_gone,repeat\r\n"
            .to_owned(),
        format!(
            "8,2023-11-14T22:13:20.000Z,admin,other,,,membership,'@алиса,reader,reader,'@алиса,\
             \"'=cmd(\"\"x\"\"),\nsecond line\",{},{},,,,,settled,AlreadyAbsent,true,,{},,{observed},\r\n",
            of(0, "plan"),
            of(0, "entry"),
            grant("@алиса"),
        ),
        format!(
            "3,2023-11-14T22:13:20.000Z,admin,prod,POST,/v2/vectordb/users/revoke_role,membership,alice,reader,reader,\
             alice,left,{},{},{},0123456789abcdef,200,\"{{\"\"code\"\":0}}\",settled,Revoked,true,,{},,{observed},\r\n",
            of(1, "plan"),
            of(1, "entry"),
            of(1, "idempotencyKey"),
            grant("alice"),
        ),
    ];
    // A plan's id is random and may begin like a formula.
    assert_eq!(text.replace(",'-", ",-"), expected.concat());
}

#[tokio::test]
async fn a_long_journal_leaves_in_batches_without_gap_or_repetition() {
    let (roles, users) = (Roles::default(), (0..501).map(|number| format!("user-{number}")).collect::<Vec<_>>());
    users.iter().for_each(|user| roles.set(user, &[]));
    let world = World::of(&milvus(&roles).await).await;
    let plan = world.start(&users.iter().map(String::as_str).collect::<Vec<_>>()).await;
    within(async {
        while world.get_json("/api/plans").await[0]["status"]["status"] != "finished" {
            tokio::time::sleep(ASK_AGAIN).await;
        }
    })
    .await;
    let (_, text) = download(&world, "").await;
    let numbers: Vec<u64> =
        text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()["number"].as_u64().unwrap()).collect();
    assert_eq!(numbers, (3..=503).rev().collect::<Vec<_>>());
    assert_eq!(told(&world.view(&plan).await), ["AlreadyAbsent"; 501]);
    let csv = program(&world, "csv");
    assert_eq!(csv.matches("\r\n").count(), 502);

    let mut command = gateway(world.directory.path());
    command.args(["journal", "export", "--data", "data"]);
    let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
    child.stdout.take().unwrap().read_exact(&mut [0]).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(0), b"".as_slice()), "a reader may stop early");
}

#[tokio::test]
async fn nobody_gets_the_journal_without_a_session() {
    let mut world = world().await;
    world.cookie = String::new();
    assert_eq!(refusal(world.get("/api/journal/export").await).await, (401, "signed_out".to_owned()));
}
