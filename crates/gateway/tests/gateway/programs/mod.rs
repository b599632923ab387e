//! Programs with tokens: made by the real command line beside the gateway, and used as `docs/programs.md` says.

mod beside;
mod dangers;
mod ends;
mod paper;
mod reach;
mod secret;
mod table;
mod who;

use std::path::Path;
use std::process::Output;

use reqwest::{Method, RequestBuilder, Response};
use serde_json::{Value, json};

use crate::milvus::{Roles, milvus};
use crate::program::gateway;
use crate::support::{Plan, World, entry, json_of, until};

const EVERYTHING: &str = "read,plan,run,undo";

/// Runs `rescind-gateway token` on the data directory of a world.
fn token(directory: &Path, arguments: &[&str]) -> Output {
    gateway(directory).arg("token").args(arguments).args(["--data", "data"]).output().unwrap()
}

/// Makes a token for these connections, and tells its secret.
fn made(world: &World, name: &str, connections: &str, scopes: &str, more: &[&str]) -> String {
    let arguments = ["create", name, "--expires-in", "1h", "--connections", connections, "--scopes", scopes];
    let output = token(world.directory.path(), &[&arguments[..], more].concat());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().trim_end().to_owned()
}

/// Makes a token for `prod`.
fn token_of(world: &World, name: &str, scopes: &str) -> String {
    made(world, name, "prod", scopes, &[])
}

fn revoke(world: &World, name: &str) {
    assert!(token(world.directory.path(), &["revoke", name]).status.success());
}

/// A request as a program makes it.
fn request(world: &World, secret: &str, method: Method, path: &str) -> RequestBuilder {
    world.client.request(method, format!("{}{path}", world.base)).header("authorization", format!("Bearer {secret}"))
}

async fn get(world: &World, secret: &str, path: &str) -> Response {
    request(world, secret, Method::GET, path).send().await.unwrap()
}

async fn post(world: &World, secret: &str, path: &str, body: &Value) -> Response {
    let request = request(world, secret, Method::POST, path).header("content-type", "application/json");
    request.body(body.to_string()).send().await.unwrap()
}

/// Has the gateway run a plan of one for a program, to its end.
async fn run(world: &World, secret: &str, user: &str) -> Plan {
    let plan = json!({ "reason": "left", "entries": [entry("prod", user)], "start": true });
    let plan = Plan::of(&json_of(post(world, secret, "/api/plans", &plan).await).await);
    let view = || async { json_of(get(world, secret, &plan.path()).await).await };
    until(view, |view| view["status"]["status"] == "finished").await;
    plan
}

async fn world() -> World {
    World::of(&milvus(&Roles::default()).await).await
}
