//! What becomes of an entry that was to be tried again when its plan is cancelled.

use super::*;

fn is_unknown(found: &StoredPlan) -> bool {
    matches!(found.entries[0].state.outcome(), Some(Outcome::Unknown { .. })) && found.status == PlanStatus::Finished
}

impl World {
    /// A plan of which nobody knows what became, and whose retry meets this.
    async fn unknown_and_retried(&self, meets: Value) -> PlanId {
        self.fault(json!({ "path": CALL, "times": 1, "cut": "before" })).await;
        let plan = self.stored(true).await;
        self.until(&plan, is_unknown).await;
        self.fault(meets).await;
        self.asks(&plan, "retry").await;
        plan
    }
}

#[tokio::test]
async fn what_nobody_knew_before_a_retry_that_did_nothing_nobody_knows_after_a_cancel() {
    let world = World::start().await;
    let plan = world.unknown_and_retried(json!({ "path": CALL, "status": 429 })).await;
    world.until_waiting(&plan).await;
    world.asks(&plan, "cancel").await;
    world.until(&plan, is_unknown).await;
    assert_eq!(world.entries_by("outcome").len(), 2);
}

#[tokio::test]
async fn nor_when_the_plan_is_cancelled_while_the_call_is_under_way() {
    let world = World::start().await;
    let plan = world.unknown_and_retried(json!({ "path": CALL, "status": 429, "delay_ms": 500 })).await;
    world.until(&plan, |found| found.entries[0].state == EntryState::InFlight).await;
    world.asks(&plan, "cancel").await;
    world.until(&plan, is_unknown).await;
    assert_eq!(world.entries_by("outcome").len(), 2);
}
