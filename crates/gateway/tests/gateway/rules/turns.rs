//! One grant, one call at a time, over all plans; and plans take turns.

use std::collections::HashMap;
use std::time::Instant;

use rescind_domain::{EntryState, Grant, Membership, Outcome, PlanView, Principal, RoleName, RoleRef, Scope};
use rescind_gateway::Limits;
use serde_json::{Value, json};

use super::{World, privileges};
use crate::driver::{outcomes, quick, revocation_of};

pub(super) const REVOKE: &str = "POST /v2/vectordb/roles/revoke_privilege_v2";

impl World {
    /// With so many grants more, and with a server that takes its time for each call.
    pub(super) async fn large(count: usize, latency_ms: u64) -> Self {
        Self::large_with(quick(), count, latency_ms).await
    }

    async fn large_with(limits: Limits, count: usize, latency_ms: u64) -> Self {
        let world = Self::start(limits).await;
        world.toys.control("reset", json!({ "seed": format!("large:{count}") })).await;
        world.toys.control("knobs", json!({ "record_mutations": true, "milvus": { "latency_ms": latency_ms } })).await;
        world
    }

    pub(super) async fn started(&self, grants: &[Grant]) -> rescind_domain::PlanId {
        let entries = grants.iter().map(|grant| revocation_of("milvus", grant.clone())).collect();
        self.place.driver.store(entries, true).await.id
    }
}

pub(super) fn has_begun(plan: &PlanView) -> bool {
    plan.entries.iter().any(|entry| entry.state != EntryState::Planned)
}

/// The role, the database and the object that the calls for a grant touch.
fn object(grant: &Grant) -> (String, String, String) {
    match grant {
        Grant::Privilege(grant) => (grant.role.to_string(), grant.database.clone(), grant.object_name.clone()),
        other => panic!("{other:?}"),
    }
}

/// Privileges on the object that has most of them here, and one on another object.
pub(super) async fn on_one_object(world: &World, count: usize) -> (Vec<Grant>, Grant) {
    let all = privileges(&world.toys, 200).await;
    let mut by_object: HashMap<_, Vec<Grant>> = HashMap::new();
    for grant in &all {
        by_object.entry(object(grant)).or_default().push(grant.clone());
    }
    let largest = by_object.values().max_by_key(|grants| grants.len()).unwrap().clone();
    assert!(largest.len() >= count, "{}", largest.len());
    let other = all.into_iter().find(|grant| object(grant).0 != object(&largest[0]).0).unwrap();
    (largest.into_iter().take(count).collect(), other)
}

#[tokio::test(flavor = "multi_thread")]
async fn calls_for_the_same_never_overlap_whichever_plan_they_are_of() {
    let world = World::large(400, 20).await;
    let grants = privileges(&world.toys, 60).await;
    let turned: Vec<Grant> = grants.iter().rev().cloned().collect();
    let plans = [world.started(&grants).await, world.started(&turned).await];
    for plan in &plans {
        let outcomes = outcomes(&world.place.driver.over(plan).await);
        assert!(outcomes.iter().all(Outcome::is_gone), "{outcomes:?}");
    }
    let calls: Vec<_> = world
        .between
        .passed(REVOKE)
        .into_iter()
        .map(|call| {
            let body: Value = serde_json::from_str(&call.request.body).unwrap();
            (["roleName", "dbName", "collectionName"].map(|name| body[name].clone()), call.began, call.ended.unwrap())
        })
        .collect();
    assert_eq!(calls.len(), grants.len(), "each was sent once, by one of the plans");
    let pairs =
        || calls.iter().enumerate().flat_map(|(at, one)| calls.iter().skip(at + 1).map(move |other| (one, other)));
    let overlap = |(one, other): &(&(_, Instant, Instant), &(_, Instant, Instant))| one.1 < other.2 && other.1 < one.2;
    assert_eq!(pairs().filter(|(one, other)| one.0 == other.0).filter(overlap).count(), 0);
    assert!(pairs().filter(overlap).count() > 0, "others go side by side");
}

#[tokio::test(flavor = "multi_thread")]
async fn as_many_requests_are_under_way_as_the_vendor_may_have_and_never_more() {
    let world = World::large(400, 20).await;
    let grants = privileges(&world.toys, 60).await;
    let (some, others) = grants.split_at(30);
    for plan in [world.started(some).await, world.started(others).await] {
        world.place.driver.over(&plan).await;
    }
    let requests = world.between.passed("POST /v2/vectordb/");
    let at_once = |moment: Instant| {
        requests.iter().filter(|request| request.began <= moment && moment < request.ended.unwrap()).count()
    };
    let most = requests.iter().map(|request| at_once(request.began)).max();
    assert_eq!(most, Some(4));
}

#[tokio::test(flavor = "multi_thread")]
async fn calls_that_take_long_do_not_keep_it_unknown_what_became_of_others() {
    // By its second look, all the others are under way.
    let world = World::large_with(Limits::default(), 400, 0).await;
    world.lose_one(REVOKE).await;
    let path = REVOKE.strip_prefix("POST ").unwrap();
    world.toys.control("faults", json!({ "path": path, "times": 4, "delay_ms": 10 * 60 * 1000 })).await;
    // What stands for more, or is for the same object, would have the others wait.
    let all = privileges(&world.toys, 200).await.into_iter().filter(|grant| object(grant).2 != "*");
    let grants: HashMap<_, Grant> = all.map(|grant| (object(&grant), grant)).collect();
    let grants: Vec<Grant> = grants.into_values().take(5).collect();
    let plan = world.started(&grants).await;
    let is_lost = |state: &EntryState| matches!(state, EntryState::Settled { outcome } if matches!(outcome, Outcome::Unknown { .. }));
    let counts = |plan: &PlanView| {
        let lost = plan.entries.iter().filter(|entry| is_lost(&entry.state)).count();
        let under_way = plan.entries.iter().filter(|entry| entry.state == EntryState::InFlight).count();
        (lost, under_way)
    };
    world.place.driver.until(&plan, |plan| counts(plan) == (1, 4)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_of_one_starts_soon_beside_one_of_ten_thousand() {
    let world = World::large(20_100, 20).await;
    let mut grants = privileges(&world.toys, 10_001).await;
    let one = grants.remove(0);
    let large = world.started(&grants).await;
    world.place.driver.until(&large, has_begun).await;
    let small = world.started(std::slice::from_ref(&one)).await;
    let stored = Instant::now();
    assert_eq!(outcomes(&world.place.driver.over(&small).await), [Outcome::Revoked]);
    world.place.driver.wants(&large, "cancel").await;
    let calls = world.between.passed(REVOKE);
    let is_its_own = |body: &str| {
        let body: Value = serde_json::from_str(body).unwrap();
        let said = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
        let Grant::Privilege(grant) = &one else { panic!("{one:?}") };
        (said("roleName"), said("dbName"), said("collectionName")) == object(&one)
            && said("privilege") == grant.privilege.as_str()
    };
    let its_own = calls.iter().filter(|call| is_its_own(&call.request.body)).map(|call| call.began).min().unwrap();
    let before = calls.iter().filter(|call| stored < call.began && call.began < its_own).count();
    assert!(before < 200, "{before} of {} went before it", grants.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_that_is_paused_holds_nothing() {
    let world = World::large(400, 0).await;
    let (mut grants, _) = on_one_object(&world, 3).await;
    let one = grants.pop().unwrap();
    // The first call takes until the plan is paused.
    let path = REVOKE.strip_prefix("POST ").unwrap();
    world.toys.control("faults", json!({ "path": path, "delay_ms": 10 * 60 * 1000 })).await;
    let plan = world.started(&grants).await;
    world.place.driver.until(&plan, has_begun).await;
    world.place.driver.wants(&plan, "pause").await;
    world.toys.lift().await;
    let small = world.started(&[one]).await;
    assert_eq!(outcomes(&world.place.driver.over(&small).await), [Outcome::Revoked]);
    let paused = world.place.driver.view(&plan).await;
    assert!(paused.entries.iter().any(|entry| entry.state == EntryState::Planned), "{paused:#?}");
    world.place.driver.wants(&plan, "resume").await;
    assert!(outcomes(&world.place.driver.over(&plan).await).iter().all(Outcome::is_gone));
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_of_a_list_that_nobody_waits_for_any_more_hold_nobody_up() {
    let world = World::large(1_200, 0).await;
    // Each is found before the last of the pages is there.
    for member in members(&world).await.into_iter().skip(60).step_by(10).take(6) {
        let plan = world.place.driver.run(vec![revocation_of("genauth", member)]).await;
        assert_eq!(outcomes(&plan), [Outcome::Revoked]);
    }
}

/// Who holds the role that has most holders.
async fn members(world: &World) -> Vec<Grant> {
    let state = world.toys.state_of("genauth").await;
    let mut by_role: HashMap<RoleRef, Vec<Grant>> = HashMap::new();
    for holder in state["genauth"]["holders"].as_array().unwrap() {
        let text = |field: &str| holder[field].as_str().unwrap();
        let role = RoleRef::scoped(Scope::new(text("namespace")), RoleName::new(text("role")));
        let membership = Membership::new(role.clone(), Principal::user(text("targetIdentifier")));
        by_role.entry(role).or_default().push(Grant::Membership(membership));
    }
    by_role.into_values().max_by_key(Vec::len).unwrap()
}
