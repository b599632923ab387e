//! Which idempotency key a repeated call has: a vendor that did nothing, or was seen to have changed nothing, is asked anew; one
//! of whose call nobody knows is asked for the same call once more.

use rescind_domain::{Outcome, PlanId};
use serde_json::{Value, json};

use super::{World, mongodb_role};
use crate::driver::{is_over, outcomes, quick, revocation_of};

/// The call that takes one of several roles.
const CALL: &str = "/managed-mongodb/v1/clusters/c9qshop0n8r2k6t0v5x1/users/alice";

impl World {
    /// The keys with which the call was sent, in their order, as the vendor saw them.
    fn keys(&self) -> Vec<String> {
        let calls = self.between.passed(&format!("PATCH {CALL}"));
        calls.iter().map(|call| call.request.header("idempotency-key").unwrap().to_owned()).collect()
    }

    /// Lets the next call meet this.
    async fn meet(&self, mut fault: Value) {
        (fault["method"], fault["path"], fault["times"]) = (json!("PATCH"), json!(CALL), json!(1));
        self.toys.control("faults", fault).await;
    }

    async fn retry(&self, plan: &PlanId) -> Vec<Outcome> {
        let seq = self.place.driver.view(plan).await.seq;
        self.place.driver.wants(plan, "retry").await;
        outcomes(&self.place.driver.until(plan, |view| view.seq > seq && is_over(view)).await)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_failure_the_key_is_a_fresh_one_and_after_a_loss_the_same() {
    let world = World::start(quick()).await;
    world.meet(json!({ "status": 403, "body": { "code": 7, "message": "Permission denied" } })).await;
    let plan = world.place.driver.run(vec![revocation_of("mongodb", mongodb_role())]).await;
    assert!(matches!(outcomes(&plan)[..], [Outcome::Failed { .. }]), "{plan:#?}");
    world.meet(json!({ "cut": "before" })).await;
    assert!(matches!(world.retry(&plan.id).await[..], [Outcome::Unknown { .. }]));
    world.meet(json!({ "cut": "before" })).await;
    assert!(matches!(world.retry(&plan.id).await[..], [Outcome::Unknown { .. }]));
    assert!(world.retry(&plan.id).await.iter().all(Outcome::is_gone));
    let keys = world.keys();
    assert_eq!(keys.len(), 4);
    assert!(keys[1] != keys[0] && keys[2] == keys[1] && keys[3] == keys[1], "{keys:?}");
    let mut told: Vec<String> = world
        .place
        .driver
        .rows()
        .await
        .iter()
        .filter_map(|row| row.idempotency_key.clone())
        .map(|key| key.to_string())
        .collect();
    told.reverse();
    assert_eq!(told, keys, "the journal tells them");
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_yes_that_changed_nothing_the_key_is_a_fresh_one() {
    let world = World::start(quick()).await;
    let lie = json!({ "id": "c9qop", "done": true, "response": {} });
    world.meet(json!({ "body": lie })).await;
    world.toys.control("faults", json!({ "path": "/operations/*", "times": 1, "body": lie })).await;
    let plan = world.place.driver.run(vec![revocation_of("mongodb", mongodb_role())]).await;
    assert_eq!(outcomes(&plan), [Outcome::StillPresent]);
    assert!(world.retry(&plan.id).await.iter().all(Outcome::is_gone));
    let keys = world.keys();
    assert!(keys.len() == 2 && keys[0] != keys[1], "{keys:?}");
}
