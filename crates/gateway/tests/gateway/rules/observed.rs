//! What is believed: only reads that began after the answer, and that nothing was there only when two looks say so.

use rescind_domain::{CallResultKind, Outcome};
use rescind_gateway::Limits;
use serde_json::json;

use super::{World, membership, mongodb_role};
use crate::driver::{outcomes, quick, revocation_of};

#[tokio::test(flavor = "multi_thread")]
async fn what_is_revoked_was_seen_gone_by_a_read_that_began_after_the_answer() {
    let world = World::start(quick()).await;
    let entries = vec![revocation_of("milvus", membership()), revocation_of("mongodb", mongodb_role())];
    let plan = world.place.driver.run(entries).await;
    assert!(outcomes(&plan).iter().all(Outcome::is_gone), "{plan:#?}");
    for row in world.place.driver.rows().await {
        let (observed, answered) = (row.observed.clone().unwrap(), row.ended.unwrap());
        assert!(observed.at.unwrap() >= answered && observed.read.is_some() && row.verified, "{row:#?}");
        assert!(matches!(row.result, Some(CallResultKind::Accepted | CallResultKind::Pending)), "{row:#?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_replica_that_does_not_know_a_grant_yet_makes_nothing_already_absent() {
    let world = World::start(Limits::default()).await;
    let driver = &world.place.driver;
    let first = driver.run(vec![revocation_of("milvus", membership())]).await;
    assert_eq!(outcomes(&first), [Outcome::Revoked]);
    world.toys.control("faults", json!({ "path": "/v2/vectordb/*", "stale_ms": 800 })).await;
    // Somebody else grants it just now; the replica has not heard of it.
    world.toys.milvus("/v2/vectordb/users/grant_role", &json!({ "userName": "user_1", "roleName": "read_only" })).await;
    let plan = driver.run(vec![revocation_of("milvus", membership())]).await;
    assert_eq!(outcomes(&plan), [Outcome::Revoked]);
    let state = world.toys.state_of("milvus").await;
    let held = |row: &serde_json::Value| row["user"] == "user_1" && row["role"] == "read_only";
    assert!(!state["milvus"]["bindings"].as_array().unwrap().iter().any(held));
}

#[tokio::test(flavor = "multi_thread")]
async fn already_absent_was_seen_twice() {
    let world = World::start(quick()).await;
    let entries = || vec![revocation_of("milvus", membership())];
    assert_eq!(outcomes(&world.place.driver.run(entries()).await), [Outcome::Revoked]);
    let look = "POST /v2/vectordb/users/describe";
    let before = world.between.passed(look).len();
    assert_eq!(outcomes(&world.place.driver.run(entries()).await), [Outcome::AlreadyAbsent]);
    assert!(world.between.passed(look).len() >= before + 2);
}
