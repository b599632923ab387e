//! A call that did nothing, because it could not leave or was sent away for a reason that passes, waits to be started once more:
//! whoever pauses, resumes, cancels or restarts meanwhile.

use rescind_domain::{EntryState, Grant, Outcome, PlanStatus, PlanView, PrivilegeGrant, RoleRef};
use serde_json::json;

use super::membership;
use crate::driver::{Driver, Place, Toys, outcomes, quick, revocation_of, write_vendors};

const CALL: &str = "/v2/vectordb/users/revoke_role";

fn waits(plan: &PlanView) -> bool {
    !plan.waiting.is_empty() && plan.entries[0].state == EntryState::Planned
}

fn is_paused(plan: &PlanView) -> bool {
    matches!(plan.status, PlanStatus::Paused { .. })
}

/// A gateway whose plan of one waits since its call was answered with 429.
async fn sent_away() -> (Toys, tempfile::TempDir, Place, rescind_domain::PlanId) {
    let toys = Toys::start().await;
    toys.control("knobs", json!({ "record_mutations": true })).await;
    let directory = tempfile::tempdir().unwrap();
    let config = write_vendors(directory.path(), toys.address);
    let place = Place::start(directory.path(), config, quick()).await;
    toys.control("faults", json!({ "path": CALL, "status": 429 })).await;
    let plan = place.driver.store(vec![revocation_of("milvus", membership())], true).await.id;
    place.driver.until(&plan, waits).await;
    (toys, directory, place, plan)
}

async fn ends(driver: &Driver, toys: &Toys, plan: &rescind_domain::PlanId) {
    toys.lift().await;
    assert_eq!(outcomes(&driver.over(plan).await), [Outcome::Revoked]);
    let rows = driver.rows().await;
    assert_eq!(rows.iter().filter(|row| row.result.is_some()).count(), rows.len(), "{rows:#?}");
    assert!(rows.len() >= 2, "each attempt is one of its own");
}

#[tokio::test(flavor = "multi_thread")]
async fn it_goes_on_when_somebody_has_paused_and_resumes_it() {
    let (toys, _directory, place, plan) = sent_away().await;
    place.driver.wants(&plan, "pause").await;
    place.driver.until(&plan, is_paused).await;
    place.driver.wants(&plan, "resume").await;
    ends(&place.driver, &toys, &plan).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn it_goes_on_after_a_restart() {
    let (toys, directory, place, plan) = sent_away().await;
    place.stop().await;
    let place = Place::start(directory.path(), directory.path().join("vendors.toml"), quick()).await;
    ends(&place.driver, &toys, &plan).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_never_started_when_the_plan_is_cancelled() {
    let (toys, directory, place, plan) = sent_away().await;
    place.driver.wants(&plan, "cancel").await;
    let is_cancelled = |plan: &PlanView| matches!(plan.status, PlanStatus::Cancelled { .. }) && plan.waiting.is_empty();
    place.driver.until(&plan, is_cancelled).await;
    toys.lift().await;
    place.stop().await;
    let place = Place::start(directory.path(), directory.path().join("vendors.toml"), quick()).await;
    let view = place.driver.until(&plan, is_cancelled).await;
    assert_eq!(view.entries[0].state, EntryState::Planned);
    let held = |row: &serde_json::Value| row["user"] == "user_1" && row["role"] == "read_only";
    assert!(toys.state_of("milvus").await["milvus"]["bindings"].as_array().unwrap().iter().any(held));
}

/// A privilege, which goes before a membership.
fn privilege() -> Grant {
    Grant::Privilege(PrivilegeGrant {
        object_type: "Global".into(),
        object_name: "*".into(),
        database: "default".into(),
        privilege: "DescribeCollection".into(),
        ..PrivilegeGrant::of(RoleRef::plain("read_only"))
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_tried_again_after_its_plan_was_cancelled_goes_on_after_a_restart_and_nothing_else_of_it() {
    const PRIVILEGE: &str = "/v2/vectordb/roles/revoke_privilege_v2";
    let toys = Toys::start().await;
    let directory = tempfile::tempdir().unwrap();
    let config = write_vendors(directory.path(), toys.address);
    let place = Place::start(directory.path(), config.clone(), quick()).await;
    let denied = json!({ "code": 65535, "message": "PrivilegeManageOwnership: permission deny to root" });
    toys.control("faults", json!({ "path": PRIVILEGE, "times": 1, "body": denied })).await;
    toys.control("faults", json!({ "path": CALL, "status": 429 })).await;
    let entries = vec![revocation_of("milvus", privilege()), revocation_of("milvus", membership())];
    let plan = place.driver.store(entries, true).await.id;
    let is_failed = |plan: &PlanView| matches!(plan.entries[0].state.outcome(), Some(Outcome::Failed { .. }));
    place.driver.until(&plan, |plan| is_failed(plan) && !plan.waiting.is_empty()).await;
    place.driver.wants(&plan, "cancel").await;
    place.driver.until(&plan, |plan| plan.waiting.is_empty()).await;
    // The vendor wants fewer calls, so that it waits when the gateway ends.
    toys.control("faults", json!({ "path": PRIVILEGE, "status": 429 })).await;
    place.driver.wants(&plan, "retry").await;
    let waits = |plan: &PlanView| !plan.waiting.is_empty() && plan.entries[0].state == EntryState::Planned;
    place.driver.until(&plan, waits).await;
    place.stop().await;
    toys.lift().await;
    let place = Place::start(directory.path(), config, quick()).await;
    let is_revoked = |plan: &PlanView| plan.entries[0].state.outcome() == Some(&Outcome::Revoked);
    let view = place.driver.until(&plan, |plan| is_revoked(plan) && plan.status != PlanStatus::Running).await;
    assert!(matches!(view.status, PlanStatus::Cancelled { .. }), "{view:#?}");
    assert_eq!(view.entries[1].state, EntryState::Planned, "what was cancelled is never started");
    let held = |row: &serde_json::Value| row["user"] == "user_1" && row["role"] == "read_only";
    assert!(toys.state_of("milvus").await["milvus"]["bindings"].as_array().unwrap().iter().any(held));
}

#[tokio::test(flavor = "multi_thread")]
async fn it_goes_on_when_the_vendor_can_be_reached_again() {
    let toys = Toys::start().await;
    let directory = tempfile::tempdir().unwrap();
    let config = write_vendors(directory.path(), "127.0.0.1:1".parse().unwrap());
    let place = Place::start(directory.path(), config.clone(), quick()).await;
    let plan = place.driver.store(vec![revocation_of("milvus", membership())], true).await.id;
    place.driver.until(&plan, waits).await;
    place.stop().await;
    write_vendors(directory.path(), toys.address);
    let place = Place::start(directory.path(), config, quick()).await;
    place.driver.until(&plan, is_paused).await;
    place.driver.wants(&plan, "resume").await;
    assert_eq!(outcomes(&place.driver.over(&plan).await), [Outcome::Revoked]);
}
