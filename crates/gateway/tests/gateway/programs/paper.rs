//! The six lines of `docs/programs.md`, with the bodies that stand there, against the sandbox.

use reqwest::Method;
use rescind_gateway::Vendors;
use rescind_sandbox::Seed;
use serde_json::{Value, json};

use super::{get, made, post, request};
use crate::support::{Plan, Setup, World, json_of, told, until, within};

const PAPER: &str = include_str!("../../../../../docs/programs.md");

/// The lines that a shell would run, numbered as there.
fn lines() -> [&'static str; 6] {
    let lines: Vec<_> = PAPER.lines().filter(|line| line.starts_with("curl ")).collect();
    lines.try_into().unwrap()
}

/// The body of a line, with the variables of the shell in it replaced.
fn body(line: &str, variables: &[(&str, &str)]) -> Value {
    let (_, rest) = line.split_once("--json '").unwrap();
    let (body, _) = rest.rsplit_once("' ").unwrap();
    let filled = variables.iter().fold(body.to_owned(), |body, (name, value)| body.replace(name, value));
    let filled = filled.replace("'\"", "").replace("\"'", "");
    serde_json::from_str(&filled).unwrap_or_else(|error| panic!("{error}: {filled}"))
}

#[tokio::test]
async fn the_six_lines_of_the_paper_do_what_it_says() {
    let setup = Setup { vendors: Some(Vendors::Sandbox(Seed::Demo)), ..Setup::default() };
    let world = World::with("http://127.0.0.1:1", setup).await;
    let create = PAPER.lines().find(|line| line.starts_with("rescind-gateway token create ")).unwrap();
    let words: Vec<_> = create.split(' ').collect();
    let of = |option: &str| words[words.iter().position(|word| *word == option).unwrap() + 1];
    let secret = made(&world, words[3], of("--connections"), of("--scopes"), &[]);
    let [connections, preview, revoke, watch, outcome, undo] = lines();
    assert!(connections.ends_with("/api/connections\""));
    let listed = json_of(get(&world, &secret, "/api/connections").await).await;
    assert_eq!(listed.as_array().unwrap().len(), 2);

    let key = ("$KEY", "8f14e45f-ceea-467f-a8d5-6a1f2e3b4c5d");
    let asked = body(revoke, &[key]);
    assert!(preview.ends_with("/api/plans/preview\""));
    let shown = json_of(post(&world, &secret, "/api/plans/preview", &body(preview, &[])).await).await;
    assert_eq!(shown["entries"].as_array().unwrap().len(), 1);
    assert!(shown["digest"].is_string() && shown["calls"][0]["calls"][0].is_string(), "{shown:#}");
    assert_eq!(body(preview, &[])["entries"], asked["entries"], "what is shown is what is done");
    let plan = Plan::of(&json_of(post(&world, &secret, "/api/plans", &asked).await).await);
    let again = Plan::of(&json_of(post(&world, &secret, "/api/plans", &asked).await).await);
    assert_eq!(plan, again, "the same key makes no second plan");

    assert!(watch.contains("-H 'Accept: text/event-stream'") && watch.ends_with("/api/plans/$PLAN/events\""));
    let events = request(&world, &secret, Method::GET, &format!("{}/events", plan.path()));
    let mut events = events.header("accept", "text/event-stream").send().await.unwrap();
    assert!(String::from_utf8_lossy(&within(events.chunk()).await.unwrap().unwrap()).contains("hello"));

    assert!(outcome.ends_with("/api/plans/$PLAN\""));
    let ends = async |plan: &Plan| {
        let view = || async { json_of(get(&world, &secret, &plan.path()).await).await };
        until(view, |view| view["status"]["status"] == "finished").await
    };
    assert_eq!(told(&ends(&plan).await), ["Revoked"]);

    let other_key = ("$OTHER_KEY", "c9f0f895-fb98-4ab9-9f5a-1f2e3b4c5d6e");
    let undone = body(undo, &[other_key, ("$PLAN", &plan.id)]);
    assert_eq!(undone["entries"][0]["undoes"], json!(plan.entries[0]));
    let undone = Plan::of(&json_of(post(&world, &secret, "/api/plans", &undone).await).await);
    assert_eq!(told(&ends(&undone).await), ["Restored"]);
}
