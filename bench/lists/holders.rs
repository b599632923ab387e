//! The holders of a role at a Milvus with a thousand users, which has to be asked about each of them.

use std::path::Path;
use std::time::Duration;

use reqwest::Method;
use serde_json::json;

use crate::far;
use crate::world::World;

const USERS: u64 = 1_000;
/// How long the vendor takes for each request, in milliseconds.
const VENDOR: u64 = 20;
/// From the browser to the gateway and back.
const BROWSER: Duration = Duration::from_millis(50);
/// How many requests of a reading are under way at the same time.
const CONCURRENCY: u64 = rescind_vendors::read::CONCURRENCY as u64;
const RUNS: usize = 5;

pub(crate) async fn measure(binaries: &Path) {
    let world = World::new(binaries, "empty").await;
    world.tell("/v2/vectordb/roles/create", json!({ "roleName": "reader" })).await;
    for number in 0..USERS {
        let user = format!("user_{number:04}");
        world.tell("/v2/vectordb/users/create", json!({ "userName": user, "password": "P@ssw0rd" })).await;
        world.tell("/v2/vectordb/users/grant_role", json!({ "userName": user, "roleName": "reader" })).await;
    }
    world.tell("/__sandbox/knobs", json!({ "milvus": { "latency_ms": VENDOR } })).await;
    let port = far::away(world.gateway.port, BROWSER / 2).await;
    let path = "/api/connections/milvus/role/members?name=reader";
    println!(
        "the holders of a role: {USERS} users of Milvus, {VENDOR} ms to the vendor, {} ms to the browser",
        BROWSER.as_millis()
    );
    println!(
        "{:>10} {:>10} {:>14} {:>17} {:>22} {:>8} {:>10}",
        "first ms", "tail ms", "round trips ms", "times round trips", "requests to the vendor", "bytes", "CPU ms"
    );
    for _ in 0..RUNS {
        // A page has asked before, so that there is a connection.
        let warm = world.request(Method::GET, port, "/api/session").send().await.unwrap();
        assert!(!warm.bytes().await.unwrap().is_empty());
        let (before, used) = (world.calls().await, world.gateway.used());
        let seen = world.read(port, path).await;
        let calls = world.calls().await - before;
        assert_eq!(seen.rows, USERS);
        // The users first; then each of them, so many at a time.
        let trips = Duration::from_millis(VENDOR * (1 + (calls - 1).div_ceil(CONCURRENCY)));
        println!(
            "{:>10.0} {:>10.0} {:>14} {:>17.3} {:>22} {:>8} {:>10.0}",
            seen.first.as_secs_f64() * 1e3,
            seen.tail.as_secs_f64() * 1e3,
            trips.as_millis(),
            (seen.tail - BROWSER).as_secs_f64() / trips.as_secs_f64(),
            calls,
            seen.bytes,
            (world.gateway.used() - used) / 1e3
        );
    }
}
