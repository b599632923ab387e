//! A call whose intent is written, and that waits for a place among the requests.

use rescind_domain::event::Step;
use tokio::sync::OwnedSemaphorePermit;

use super::*;

/// The read that looks before the call.
const LOOK: &str = "/v2/vectordb/users/describe";

impl World {
    /// A plan whose call has its intent and waits for a place, until these are dropped.
    async fn without_a_place(&self) -> (PlanId, Vec<Option<OwnedSemaphorePermit>>) {
        let lane = Arc::clone(self.app.runner.lane(&ConnectionId::new("milvus")).unwrap());
        let mut turns = Vec::new();
        while let Some(turn) = lane.turn().now_or_never() {
            turns.push(turn);
        }
        self.fault(json!({ "path": LOOK, "delay_ms": 60_000 })).await;
        let plan = self.stored(true).await;
        let looks = |plan: &PlanId| {
            self.app.hub.progress_of(Some(plan)).iter().any(|progress| progress.step == Some(Step::Observing))
        };
        self.until(&plan, |_| looks(&plan)).await;
        self.lift().await;
        self.until(&plan, |_| !looks(&plan)).await;
        let mut places = Vec::new();
        while let Some(place) = lane.place().now_or_never() {
            places.push(place);
        }
        drop(turns);
        self.until(&plan, |found| found.entries[0].state == EntryState::InFlight).await;
        (plan, places)
    }

    fn events(&self, plan: &PlanId) -> Vec<String> {
        let database = self.database();
        let select = "SELECT kind || coalesce(' ' || (body ->> 'reason'), '') FROM event WHERE entry = ?1 ORDER BY seq";
        let mut found = database.prepare(select).unwrap();
        found.query_map([format!("{plan}.1")], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    }
}

#[tokio::test]
async fn a_call_that_gets_its_place_too_late_is_not_sent_before_another_look() {
    let world = World::start().await;
    let (plan, places) = world.without_a_place().await;
    world.clock.now.fetch_add(3_000, Ordering::SeqCst);
    drop(places);
    world.is_revoked(&plan).await;
    assert_eq!(world.events(&plan), ["intent", "lost changed", "intent", "answer", "outcome"]);
}

#[tokio::test]
async fn a_call_that_gets_its_place_after_a_pause_is_not_sent_until_the_plan_goes_on() {
    let world = World::start().await;
    let (plan, places) = world.without_a_place().await;
    world.clock.now.fetch_add(1_000, Ordering::SeqCst);
    world.asks(&plan, "pause").await;
    drop(places);
    world.until(&plan, |found| found.entries[0].state != EntryState::InFlight).await;
    assert_eq!(world.events(&plan), ["intent", "lost plan_refused"]);
    world.asks(&plan, "resume").await;
    world.is_revoked(&plan).await;
    assert_eq!(world.events(&plan), ["intent", "lost plan_refused", "intent", "answer", "outcome"]);
}

#[tokio::test]
async fn a_call_that_gets_its_place_soon_is_sent() {
    let world = World::start().await;
    let (plan, places) = world.without_a_place().await;
    drop(places);
    world.is_revoked(&plan).await;
    assert_eq!(world.events(&plan), ["intent", "answer", "outcome"]);
}
