//! What a start does with plans that an earlier process ran: it goes on with them by itself, or they wait for somebody.

use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rescind_domain::outcome::Proof;
use rescind_domain::{Outcome, PauseReason, PlanId, PlanStatus, PlanView};
use serde_json::json;
use tempfile::TempDir;

use super::{membership, privileges};
use crate::driver::{Driver, Place, Toys, outcomes, quick, revocation_of, write_vendors};

/// A gateway that was stopped while its plan waited for the vendor, which can be used again by now.
struct Left {
    toys: Toys,
    directory: TempDir,
    config: PathBuf,
    plan: PlanId,
}

impl Left {
    async fn behind() -> Self {
        let toys = Toys::start().await;
        let directory = tempfile::tempdir().unwrap();
        let config = write_vendors(directory.path(), toys.address);
        let place = Place::start(directory.path(), config.clone(), quick()).await;
        toys.control("knobs", json!({ "record_mutations": true })).await;
        toys.control("faults", json!({ "path": "/v2/vectordb/*", "status": 429 })).await;
        let plan = place.driver.store(vec![revocation_of("milvus", membership())], true).await.id;
        place.driver.until(&plan, |plan| !plan.waiting.is_empty()).await;
        place.stop().await;
        Self { toys, directory, config, plan }
    }

    fn path(&self) -> &Path {
        self.directory.path()
    }

    /// Lets the last heartbeat be so long ago.
    fn away_for(&self, time: Duration) {
        let database = rusqlite::Connection::open(self.path().join("data/journal.sqlite")).unwrap();
        let beat = (SystemTime::now() - time).duration_since(UNIX_EPOCH).unwrap().as_millis();
        let changed = database.execute("UPDATE run SET beat_ms = ?1", [i64::try_from(beat).unwrap()]).unwrap();
        assert_eq!(changed, 1);
    }

    async fn start(&self) -> Place {
        Place::start(self.path(), self.config.clone(), quick()).await
    }

    async fn sent(&self) -> usize {
        self.toys.state_of("milvus").await["mutations"].as_array().unwrap().len()
    }

    /// The next process does not go on by itself, for this reason; when somebody resumes the plan it does.
    async fn waits_for_somebody(&self, why: &PauseReason) {
        self.toys.lift().await;
        let place = self.start().await;
        let is_paused =
            |plan: &PlanView| matches!(&plan.status, PlanStatus::Paused { why: other, by: None, .. } if other == why);
        place.driver.until(&self.plan, is_paused).await;
        assert_eq!(self.sent().await, 0);
        place.driver.wants(&self.plan, "resume").await;
        assert_eq!(outcomes(&place.driver.over(&self.plan).await), [Outcome::Revoked]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_goes_on_by_itself_when_the_gateway_is_back_within_a_quarter_of_an_hour() {
    let left = Left::behind().await;
    left.away_for(Duration::from_secs(14 * 60));
    left.toys.lift().await;
    let place = left.start().await;
    assert_eq!(outcomes(&place.driver.over(&left.plan).await), [Outcome::Revoked]);
    assert_eq!(left.sent().await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_waits_for_somebody_when_the_gateway_was_away_for_longer() {
    let left = Left::behind().await;
    left.away_for(Duration::from_secs(15 * 60 + 1));
    left.waits_for_somebody(&PauseReason::Away).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_waits_for_somebody_when_its_connection_is_another_one() {
    let left = Left::behind().await;
    let text = std::fs::read_to_string(&left.config).unwrap();
    let port = left.toys.address.port();
    std::fs::write(&left.config, text.replace(&format!("127.0.0.1:{port}"), &format!("localhost:{port}"))).unwrap();
    left.waits_for_somebody(&PauseReason::ConnectionChanged).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_whose_connection_is_gone_from_the_config_ends_when_somebody_resumes_it_and_sends_nothing() {
    let left = Left::behind().await;
    let text = std::fs::read_to_string(&left.config).unwrap();
    let (rest, _) = text.rsplit_once("[[connection]]\nid = \"milvus\"").unwrap();
    let after = text[rest.len()..].split("[[connection]]").skip(2);
    let rest: String =
        std::iter::once(rest.to_owned()).chain(after.map(|one| format!("[[connection]]{one}"))).collect();
    assert!(!rest.contains("milvus") && rest.contains("genauth"));
    std::fs::write(&left.config, rest).unwrap();
    left.toys.lift().await;
    let place = left.start().await;
    place.driver.until(&left.plan, |plan| matches!(plan.status, PlanStatus::Paused { .. })).await;
    place.driver.wants(&left.plan, "resume").await;
    let found = outcomes(&place.driver.over(&left.plan).await);
    assert!(matches!(&found[..], [Outcome::Failed { .. }]) && found[0].proof() == Some(Proof::NotSent), "{found:?}");
    assert_eq!(left.sent().await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_waits_for_somebody_after_three_continuations_without_an_outcome() {
    let left = Left::behind().await;
    for _ in 0..3 {
        let place = left.start().await;
        place.driver.until(&left.plan, |plan| plan.status == PlanStatus::Running && !plan.waiting.is_empty()).await;
        place.stop().await;
    }
    left.waits_for_somebody(&PauseReason::NoProgress).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_gateway_that_stops_sends_no_more_and_lets_what_has_begun_end() {
    let toys = Toys::start().await;
    toys.control("reset", json!({ "seed": "large:200" })).await;
    toys.control("knobs", json!({ "record_mutations": true })).await;
    let directory = tempfile::tempdir().unwrap();
    let config = write_vendors(directory.path(), toys.address);
    let place = Place::start(directory.path(), config.clone(), quick()).await;
    let revoke = "/v2/vectordb/roles/revoke_privilege_v2";
    toys.control("faults", json!({ "path": revoke, "delay_ms": 400 })).await;
    let grants = privileges(&toys, 40).await;
    let entries = grants.iter().map(|grant| revocation_of("milvus", grant.clone())).collect();
    let plan = place.driver.store(entries, true).await.id;
    let sent = async || toys.state_of("milvus").await["calls"][revoke].as_u64().unwrap_or_default();
    place.driver.until(&plan, |plan| plan.entries.iter().any(|entry| entry.state.outcome().is_some())).await;
    place.stop().await;
    let at_the_end = sent().await;
    assert!((1..40).contains(&at_the_end), "{at_the_end}");
    let database = rusqlite::Connection::open(directory.path().join("data/journal.sqlite")).unwrap();
    let count = |kind: &str| -> u64 {
        database.query_row("SELECT count(*) FROM event WHERE kind = ?1", [kind], |row| row.get(0)).unwrap()
    };
    // A call that had its intent and still waited for a place among the requests was put back.
    let not_sent = database.query_row(
        "SELECT count(*) FROM event WHERE kind = 'lost' AND body ->> 'reason' = 'plan_refused'",
        [],
        |row| row.get::<_, u64>(0),
    );
    assert_eq!(count("lost"), not_sent.unwrap());
    assert_eq!((count("intent"), count("answer")), (at_the_end + count("lost"), at_the_end));
    // The next one goes on with the rest.
    toys.lift().await;
    let place = Place::start(directory.path(), config, quick()).await;
    let driver: &Driver = &place.driver;
    assert!(outcomes(&driver.over(&plan).await).iter().all(Outcome::is_gone));
    assert_eq!(sent().await, 40);
}
