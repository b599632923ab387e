//! What is right only after a while: changes that come after the connection was closed, reads of replicas that lag, and vendors
//! that want no call for a time. Whatever is waited for, is waited for side by side.

use std::time::Duration;

use futures_util::future::join_all;
use rescind_domain::{ActionKind, Outcome, PlanView, Waiting};
use rescind_gateway::Limits;
use rescind_vendors::routes::{self, Effect, Route};
use serde_json::{Value, json};

use super::IS_FIRST_OF_ITS_VENDOR;
use super::acts::{self, Act};
use super::lane::Lane;
use crate::driver::{outcomes, quick};

/// So long after the answer was lost the vendor carries the call out, in milliseconds: after the first observation on any
/// machine. Each is observed at the next of the moments at which such entries are: 2, 5, 15, 30 and 60 s after the loss; a change
/// at such a moment may be seen only at the one after it. The vendor and the gateway have clocks of their own here, which no test
/// moves: these seconds pass.
const LATER: [u64; 3] = [3000, 10_000, 30_000];
/// Longer than the longest of these and its moment.
const PATIENCE: Duration = Duration::from_secs(75);

/// One of each vendor and kind.
fn some() -> Vec<Act> {
    let names = ["milvus membership back", "genauth member back", "yandex access back"];
    let is_one = |act: &Act| IS_FIRST_OF_ITS_VENDOR.contains(&act.name) || names.contains(&act.name);
    acts::all().into_iter().filter(is_one).collect()
}

/// The routes by which an act may change something.
fn changing(act: &Act) -> Vec<&'static Route> {
    let effects = match act.kind {
        ActionKind::Revoke => [Effect::Revoke, Effect::Replace],
        ActionKind::Grant => [Effect::Give, Effect::Replace],
    };
    routes::routes(act.vendor).iter().filter(|route| effects.contains(&route.effect)).collect()
}

/// Lets each of the act's calls meet this once, whichever of its forms it has.
async fn provoke(lane: &Lane, fault: &Value) {
    for route in changing(&lane.act) {
        let mut fault = fault.clone();
        fault["method"] = json!(route.method.as_str());
        fault["path"] = json!(lane.path(route));
        fault["times"] = json!(1);
        lane.toys.control("faults", fault).await;
    }
}

/// Whether everything came as it was wanted, by the outcomes and by the sandbox.
async fn is_done(lane: &Lane, plan: &PlanView) -> bool {
    let held = lane.act.held(&lane.toys.state_of(lane.act.connection).await);
    let is_it = |outcome: &Outcome| match lane.act.kind {
        ActionKind::Revoke => matches!(outcome, Outcome::Revoked | Outcome::StillEffective { .. }),
        ActionKind::Grant => *outcome == Outcome::Restored,
    };
    outcomes(plan).iter().all(is_it) && held.iter().all(|held| *held == (lane.act.kind == ActionKind::Grant))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_change_that_comes_after_the_loss_is_found_without_anybody_asking() {
    let cells = LATER.iter().flat_map(|later| some().into_iter().map(move |act| (act, *later)));
    // All is ready before the first answer is lost, so that none is observed late because others are still prepared.
    let ready = join_all(cells.map(|(act, later)| async move {
        let lane = Lane::with(act, quick()).await;
        lane.restore().await;
        let entries = lane.entries().await;
        provoke(&lane, &json!({ "apply_after_ms": later })).await;
        (lane, entries, later)
    }));
    let cells = ready.await.into_iter().map(|(lane, entries, later)| async move {
        let driver = &lane.place.driver;
        let plan = driver.store(entries, true).await.id;
        let first = driver.over(&plan).await;
        let is_unknown = |outcome: &Outcome| matches!(outcome, Outcome::Unknown { .. });
        assert!(outcomes(&first).iter().all(is_unknown), "{} after {later} ms: {first:#?}", lane.act.name);
        let last = driver.until_within(PATIENCE, &plan, |plan| !outcomes(plan).iter().any(is_unknown)).await;
        assert!(is_done(&lane, &last).await, "{} after {later} ms: {last:#?}", lane.act.name);
    });
    join_all(cells).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_replica_that_lags_makes_a_false_outcome() {
    let cells = [300, 800].iter().flat_map(|stale| acts::all().into_iter().map(move |act| (act, *stale)));
    let cells = cells.map(|(act, stale)| async move {
        let lane = Lane::with(act, Limits::default()).await;
        lane.restore().await;
        let entries = lane.entries().await;
        lane.toys.control("faults", json!({ "path": "/*", "stale_ms": stale })).await;
        let plan = lane.place.driver.run(entries).await;
        assert!(is_done(&lane, &plan).await, "{} with {stale} ms: {plan:#?}", lane.act.name);
    });
    join_all(cells).await;
}

/// What a vendor says with its 429, and how long is waited for that, in milliseconds: from, to.
fn wishes() -> Vec<(Value, [u64; 2])> {
    let header = |value: &str| json!({ "status": 429, "headers": { "retry-after": value } });
    vec![
        (header("1"), [1000, 1000]),
        (header("2"), [2000, 2000]),
        (json!({ "status": 429, "retry_after_date_s": 2 }), [2000, 3000]),
        (json!({ "status": 429, "retry_after_date_s": -5 }), [1000, 1000]),
        (header("0"), [1000, 1000]),
        (header("soon"), [1000, 1000]),
        (json!({ "status": 429 }), [1000, 1000]),
    ]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_sent_before_the_vendor_wants_it() {
    let lanes = some().into_iter().map(|act| async move {
        let lane = Lane::with(act, quick()).await;
        for (wish, [from, to]) in wishes() {
            lane.touch();
            lane.restore().await;
            let entries = lane.entries().await;
            lane.toys.control("knobs", json!({ "record_mutations": true })).await;
            let before = lane.toys.state_of(lane.act.connection).await["mutations"].as_array().unwrap().len();
            provoke(&lane, &wish).await;
            let driver = &lane.place.driver;
            let plan = driver.store(entries, true).await.id;
            let view = driver.until(&plan, |plan| !plan.waiting.is_empty()).await;
            let Waiting::Connection { since, retry_at: Some(retry_at), .. } = view.waiting[0] else {
                panic!("{view:#?}")
            };
            let pause = retry_at.0 - since.0;
            assert!((from..=to).contains(&pause), "{wish}: {pause}");
            let over = driver.over(&plan).await;
            assert!(is_done(&lane, &over).await, "{} {wish}: {over:#?}", lane.act.name);
            let state = lane.toys.state_of(lane.act.connection).await;
            let calls: Vec<u64> = state["mutations"].as_array().unwrap()[before..]
                .iter()
                .map(|call| call["at_ms"].as_u64().unwrap())
                .collect();
            assert_eq!(calls.len(), 2, "{} {wish}: {state}", lane.act.name);
            assert!(calls[1] >= retry_at.0, "{wish}: {calls:?} {retry_at:?}");
            assert!(calls[1] - calls[0] >= from, "{wish}: {calls:?}");
        }
    });
    join_all(lanes).await;
}
