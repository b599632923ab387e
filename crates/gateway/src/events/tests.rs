use std::path::Path;
use std::sync::Arc;

use rescind_domain::event::{Progress, Step};
use rescind_domain::{
    By, ConnectionId, EntryId, Fault, FaultKind, FaultSource, PlanId, PlanStatus, Retry, Timestamp, Waiting,
};
use rusqlite::Transaction;

use super::Hub;
use super::hub::{Changes, Start};
use super::sequence::After;
use crate::error::Error;
use crate::journal::{AttemptKey, Event, EventSubject, Flight, InFlight, PlanEvent, Retried, Store, append};
use crate::plans::summary;

const GRANT: &str = r#"{"kind":"membership","role":"r","principal":{"kind":"user","id":"u"}}"#;

/// A journal with the plan `p` of some entries, and its hub.
struct World {
    hub: Hub,
    store: Store,
    in_flight: InFlight,
    _directory: tempfile::TempDir,
}

impl World {
    async fn with(entries: usize) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let store = Self::open(directory.path());
        let hub = Hub::new(store.newest().unwrap());
        let store = store.with_listener(Arc::new(hub.clone()));
        let plan = move |transaction: &Transaction<'_>| {
            let plan = "INSERT INTO plan (number, id, at_ms, who, reason) VALUES (1, 'p', 0, 'w', '')";
            transaction.execute(plan, [])?;
            for number in 1..=entries {
                let entry = "INSERT INTO entry VALUES (?1, 1, ?2, 'c', ?3, 'r', 'u')";
                transaction.execute(entry, (format!("p.{number}"), number, GRANT))?;
            }
            Ok(())
        };
        store.write(plan).await.unwrap();
        Self { hub, store, in_flight: InFlight::default(), _directory: directory }
    }

    fn open(directory: &Path) -> Store {
        Store::open(&directory.join("journal.sqlite"), Timestamp(0)).unwrap()
    }

    async fn tell(&self, entry: &str, attempt: u32, kind: &str, body: &str) {
        let (attempt, event) = (key(entry, attempt), Event::decode(kind, body).unwrap());
        self.store.write(move |transaction| append(transaction, Timestamp(1), &attempt, &event)).await.unwrap();
    }

    async fn intent(&self, entry: &str, attempt: u32) -> Flight {
        let flight = self.in_flight.begin(key(entry, attempt));
        self.tell(entry, attempt, "intent", r#"{"who":"w","method":"POST","path":"/p"}"#).await;
        flight
    }

    async fn outcome(&self, entry: &str, attempt: u32, name: &str) {
        let fault = r#""fault":{"kind":"unknown","source":"gateway","method":"POST","path":"/p","retry":"useless"}"#;
        let body = format!(r#"{{"who":"w","outcome":"{name}","operation":"o",{fault}}}"#);
        self.tell(entry, attempt, "outcome", &body).await;
    }

    async fn plan(&self, event: PlanEvent) {
        let append = move |transaction: &Transaction<'_>| {
            append(transaction, Timestamp(2), EventSubject::Plan(1), &event.into())
        };
        self.store.write(append).await.unwrap();
    }

    /// What the hub's own numbers say of the plan, which is what counting says.
    async fn counted(&self) -> rescind_domain::PlanSummary {
        let kept = self.hub.summary(&PlanId::new("p"), &self.in_flight).unwrap();
        let in_flight = self.in_flight.clone();
        let counted = self.store.read(move |connection| summary(connection, 1, &in_flight)).await.unwrap();
        assert_eq!(kept, counted);
        kept
    }
}

fn key(entry: &str, number: u32) -> AttemptKey {
    AttemptKey { entry: EntryId::new(entry), number }
}

fn by() -> By {
    By { who: "w".to_owned(), session: None }
}

fn progress(entries: &[&str], step: Option<Step>) -> Progress {
    Progress { plan: PlanId::new("p"), entries: entries.iter().copied().map(EntryId::new).collect(), step }
}

#[tokio::test]
async fn the_numbers_that_are_kept_are_those_that_counting_gives() {
    let world = World::with(4).await;
    assert!(world.hub.summary(&PlanId::new("p"), &world.in_flight).is_none(), "nobody has asked for it yet");
    world.plan(PlanEvent::Started(by())).await;
    assert_eq!(world.counted().await.status, PlanStatus::Running);
    let flight = world.intent("p.1", 1).await;
    assert_eq!(world.counted().await.states.in_flight, 1);
    world.tell("p.1", 1, "answer", r#"{"httpStatus":200}"#).await;
    drop(flight);
    assert_eq!(world.counted().await.states.answered, 1);
    world.outcome("p.1", 1, "Unknown").await;
    world.counted().await;
    world.outcome("p.1", 1, "Revoked").await;
    assert_eq!(world.counted().await.outcomes.into_iter().collect::<Vec<_>>(), [("Revoked".to_owned(), 1)]);
    drop(world.intent("p.2", 1).await);
    assert_eq!(world.counted().await.states.lost, 1, "a call that is given up without a word is lost");
    world.outcome("p.2", 1, "Failed").await;
    let flight = world.intent("p.2", 2).await;
    world.counted().await;
    world.tell("p.2", 2, "lost", r#"{"reason":"upstream_lost"}"#).await;
    drop(flight);
    world.counted().await;
    world.outcome("p.2", 2, "StillPresent").await;
    world.outcome("p.3", 1, "AlreadyAbsent").await;
    world.outcome("p.4", 1, "Failed").await;
    assert_eq!(world.counted().await.status, PlanStatus::Finished);
    world.plan(PlanEvent::Retried(Retried { by: by(), entries: vec![EntryId::new("p.4")] })).await;
    assert_eq!(world.counted().await.status, PlanStatus::Running);
    world.outcome("p.4", 2, "AlreadyAbsent").await;
    assert_eq!(world.counted().await.status, PlanStatus::Finished);
}

#[tokio::test]
async fn what_happens_within_a_frame_is_told_once() {
    let world = World::with(3).await;
    let (_, _listening) = world.hub.subscribe(After::Nothing);
    world.outcome("p.2", 1, "AlreadyAbsent").await;
    let _flight = world.intent("p.1", 1).await;
    world.tell("p.1", 1, "answer", r#"{"httpStatus":200}"#).await;
    let Changes { seq, entries, plans, progress } = world.hub.take().unwrap();
    assert_eq!(
        (seq, entries, plans),
        (Some(3), vec![EntryId::new("p.2"), EntryId::new("p.1")], vec![PlanId::new("p")])
    );
    assert!(progress.is_empty() && world.hub.take().is_none());
}

#[tokio::test]
async fn what_was_not_committed_is_not_told() {
    let world = World::with(1).await;
    let (_, _listening) = world.hub.subscribe(After::Nothing);
    let failing = |transaction: &Transaction<'_>| -> Result<(), Error> {
        let outcome = Event::decode("outcome", r#"{"who":"w","outcome":"AlreadyAbsent"}"#).unwrap();
        append(transaction, Timestamp(1), &key("p.1", 1), &outcome)?;
        Err(Error::NotFound("reason to go on"))
    };
    world.store.write(failing).await.unwrap_err();
    assert!(world.hub.take().is_none());
    world.outcome("p.1", 1, "AlreadyAbsent").await;
    assert_eq!(world.hub.take().unwrap().seq, Some(1));
}

#[tokio::test]
async fn events_are_told_in_the_order_of_their_commits() {
    let world = World::with(50).await;
    let (_, _listening) = world.hub.subscribe(After::Nothing);
    let writes = (1..=50).map(|number| {
        let store = world.store.clone();
        tokio::spawn(async move {
            let (attempt, body) = (key(&format!("p.{number}"), 1), r#"{"who":"w","outcome":"AlreadyAbsent"}"#);
            let outcome = Event::decode("outcome", body).unwrap();
            let write = move |transaction: &Transaction<'_>| append(transaction, Timestamp(1), &attempt, &outcome);
            (format!("p.{number}"), store.write(write).await.unwrap())
        })
    });
    let mut written = Vec::new();
    for write in writes.collect::<Vec<_>>() {
        written.push(write.await.unwrap());
    }
    written.sort_by_key(|(_, seq)| *seq);
    let expected: Vec<_> = written.into_iter().map(|(entry, _)| EntryId::new(entry)).collect();
    let changes = world.hub.take().unwrap();
    assert_eq!((changes.seq, changes.entries), (Some(50), expected));
}

#[tokio::test]
async fn only_the_newest_step_is_told_and_an_outcome_ends_it() {
    let world = World::with(3).await;
    let (_, _listening) = world.hub.subscribe(After::Nothing);
    world.hub.progress(progress(&["p.1", "p.2"], Some(Step::Observing)));
    world.hub.progress(progress(&["p.1"], Some(Step::Calling)));
    let changes = world.hub.take().unwrap();
    assert_eq!(changes.seq, None, "no event tells it");
    let now = [progress(&["p.2"], Some(Step::Observing)), progress(&["p.1"], Some(Step::Calling))];
    assert_eq!(changes.progress, now);
    let [second, first] = now;
    assert_eq!(world.hub.progress_of(None), [first.clone(), second]);
    world.hub.progress(progress(&["p.2"], None));
    assert_eq!(world.hub.progress_of(Some(&PlanId::new("p"))), [first]);
    assert!(world.hub.progress_of(Some(&PlanId::new("q"))).is_empty());
    world.hub.progress(progress(&["p.1"], Some(Step::Verifying)));
    world.outcome("p.1", 1, "AlreadyAbsent").await;
    assert_eq!(world.hub.take().unwrap().progress, [progress(&["p.2", "p.1"], None)]);
    assert!(world.hub.progress_of(None).is_empty());
}

#[tokio::test]
async fn a_plan_is_told_with_what_it_waits_for() {
    let world = World::with(1).await;
    let (_, _listening) = world.hub.subscribe(After::Nothing);
    let fault = Fault::new(FaultKind::Offline, FaultSource::Gateway, "POST", "/p", Retry::Safe);
    let (connection, since, retry_at) = (ConnectionId::new("c"), Timestamp(1), Timestamp(2));
    let waiting = vec![Waiting::Connection { connection, fault: Box::new(fault), since, retry_at: Some(retry_at) }];
    let plan = PlanId::new("p");
    world.hub.waiting(&plan, Vec::new());
    assert!(world.hub.take().is_none(), "that is nothing new");
    world.hub.waiting(&plan, waiting.clone());
    assert_eq!(world.hub.take().unwrap().plans, std::slice::from_ref(&plan));
    assert_eq!(world.hub.waiting_of(&plan), waiting);
    world.plan(PlanEvent::Started(by())).await;
    assert_eq!(world.hub.summary(&plan, &world.in_flight).unwrap().waiting, waiting);
    world.hub.waiting(&plan, Vec::new());
    assert!(world.hub.waiting_of(&plan).is_empty());
}

#[tokio::test]
async fn who_comes_back_is_told_what_has_changed_without_an_event() {
    let world = World::with(1).await;
    let (plan, other, entry) = (PlanId::new("p"), PlanId::new("q"), EntryId::new("p.1"));
    let since = |after: u64| world.hub.silent_since(after, None);
    assert_eq!(since(0), (Vec::new(), Vec::new()));
    world.plan(PlanEvent::Started(by())).await;
    world.hub.touch(&plan, std::slice::from_ref(&entry));
    // It may have been before or after the touch that who knows the event heard of it.
    assert_eq!(since(1), (vec![entry], vec![plan.clone()]));
    assert_eq!(world.hub.silent_since(1, Some(&other)), (Vec::new(), Vec::new()));
    world.plan(PlanEvent::Resumed(by())).await;
    assert_eq!(since(2), (Vec::new(), Vec::new()));
    world.hub.touch(&plan, &[]);
    assert_eq!(since(2), (Vec::new(), vec![plan]), "the entry has not changed since");
}

#[tokio::test]
async fn nothing_is_collected_for_nobody() {
    let world = World::with(1).await;
    world.hub.touch(&PlanId::new("p"), &[EntryId::new("p.1")]);
    assert!(world.hub.take().is_none());
    let (_, _listening) = world.hub.subscribe(After::Nothing);
    assert!(world.hub.take().is_none(), "what was before is not told");
    world.hub.touch(&PlanId::new("p"), &[EntryId::new("p.1")]);
    let changes = world.hub.take().unwrap();
    assert_eq!((changes.seq, changes.entries), (None, vec![EntryId::new("p.1")]));
}

#[tokio::test]
async fn so_many_events_are_told_again_and_no_more() {
    let world = World::with(1).await;
    let many = |transaction: &Transaction<'_>| {
        (0..4_097).try_for_each(|_| {
            append(transaction, Timestamp(2), EventSubject::Plan(1), &PlanEvent::Started(by()).into()).map(drop)
        })
    };
    world.store.write(many).await.unwrap();
    assert_eq!(world.hub.start(After::Event(0)), Start::Reset(4_097));
    assert_eq!(world.hub.start(After::Event(1)), Start::After { after: 1, seq: 4_097 });
}
