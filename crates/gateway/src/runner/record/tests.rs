use rescind_domain::{CallResultKind, Fault, FaultKind, FaultSource, Retry};

use super::*;
use crate::journal::{EventSubject, Retried, Store};

const NOW: Timestamp = Timestamp(1_000);

fn fault(kind: FaultKind) -> Fault {
    Fault::new(kind, FaultSource::Gateway, "", "", Retry::AfterReread)
}

fn settlement(outcome: Outcome, result: Option<CallResultKind>) -> Settlement {
    Settlement { outcome, observed: None, comparison: None, result }
}

/// A plan of one entry in a journal, which events are added to.
struct Entry<'a>(&'a Transaction<'a>);

impl Entry<'_> {
    fn id() -> EntryId {
        EntryId::new("p.1")
    }

    fn tell(&self, number: u32, kind: &str, body: &str) {
        let attempt = AttemptKey { entry: Self::id(), number };
        append(self.0, NOW, &attempt, &Event::decode(kind, body).unwrap()).unwrap();
    }

    fn call(&self, number: u32) {
        self.tell(number, "intent", r#"{"who":"w","method":"POST","path":"/p"}"#);
    }

    fn retried(&self) {
        let by = By { who: "w".to_owned(), session: None };
        let retried = PlanEvent::Retried(Retried { by, entries: vec![Self::id()] });
        append(self.0, NOW, EventSubject::Plan(1), &retried.into()).unwrap();
    }

    /// Its call was lost, and nobody knows what became of it.
    fn lost(&self) {
        self.call(1);
        self.tell(1, "lost", r#"{"reason":"upstream_lost"}"#);
        self.settle(settlement(Outcome::unknown(fault(FaultKind::Unknown)), Some(CallResultKind::Lost)), Of::Now(None));
    }

    fn settle(&self, settlement: Settlement, of: Of<'_>) {
        settle_one(self.0, NOW, Self::id(), settlement, of, &InFlight::default()).unwrap();
    }

    /// The number of its latest attempt, and what the latest event of it says.
    fn latest(&self) -> (u32, String) {
        let (attempt, event) = latest(self.0, &Self::id()).unwrap().unwrap();
        let word = match &event {
            Event::Settled(settled) => settled.outcome.name().to_owned(),
            other => other.kind().to_owned(),
        };
        (attempt.number, word)
    }

    fn is(&self, number: u32, word: &str) {
        assert_eq!(self.latest(), (number, word.to_owned()));
    }
}

async fn with_an_entry(act: impl FnOnce(Entry<'_>) + Send + 'static) {
    let directory = tempfile::tempdir().unwrap();
    let store = Store::open(&directory.path().join("journal.sqlite"), Timestamp(0)).unwrap();
    let written = store.write(move |transaction| {
        let grant = r#"{"kind":"membership","role":"r","principal":{"kind":"user","id":"u"}}"#;
        transaction.execute_batch("INSERT INTO plan (number, id, at_ms, who, reason) VALUES (1, 'p', 0, 'w', '')")?;
        transaction.execute("INSERT INTO entry VALUES ('p.1', 1, 0, 'c', ?1, 'r', 'u')", [grant])?;
        act(Entry(transaction));
        Ok(())
    });
    written.await.unwrap();
}

#[tokio::test]
async fn what_was_seen_of_an_earlier_attempt_is_no_outcome_of_a_later_one() {
    with_an_entry(|entry| {
        entry.lost();
        entry.retried();
        entry.call(2);
        entry.tell(2, "answer", r#"{"httpStatus":200,"result":"accepted"}"#);
        // The look began before the second call.
        entry.settle(settlement(Outcome::StillPresent, Some(CallResultKind::Lost)), Of::Attempt(1));
        entry.is(2, "answer");
        entry.settle(settlement(Outcome::Revoked, Some(CallResultKind::Accepted)), Of::Now(None));
        entry.is(2, "Revoked");
    })
    .await;
}

#[tokio::test]
async fn what_was_seen_of_a_lost_call_counts_although_a_later_one_was_sent_away() {
    with_an_entry(|entry| {
        entry.lost();
        entry.retried();
        entry.call(2);
        entry.tell(2, "answer", r#"{"httpStatus":429,"result":"rejected","again":true}"#);
        let last = stored::last_call(entry.0, &Entry::id(), &InFlight::default()).unwrap().unwrap();
        assert_eq!((last.attempt, last.sent.result), (1, Some(CallResultKind::Lost)));
        entry.settle(settlement(Outcome::Revoked, Some(CallResultKind::Lost)), Of::Attempt(1));
        entry.is(2, "Revoked");
        assert!(!journal::is_wanted_again(entry.0, &Entry::id()).unwrap());
    })
    .await;
    with_an_entry(|entry| {
        entry.call(1);
        entry.tell(1, "lost", r#"{"reason":"upstream_unreachable"}"#);
        let last = stored::last_call(entry.0, &Entry::id(), &InFlight::default()).unwrap().unwrap();
        assert_eq!(last.attempt, 1, "there is no other one");
    })
    .await;
}

#[tokio::test]
async fn that_a_retry_was_not_sent_says_nothing_of_a_call_that_was_lost() {
    let not_sent = || settlement(Outcome::failed(fault(FaultKind::Unconfirmed), Proof::NotSent), None);
    with_an_entry(move |entry| {
        entry.lost();
        entry.retried();
        entry.settle(not_sent(), Of::Now(None));
        entry.is(1, "Unknown");
        let told = journal::unknown(entry.0, &Entry::id()).unwrap().map(|fault| fault.kind);
        assert_eq!(told, Some(FaultKind::Unconfirmed), "why it was not tried again");
        assert!(!journal::is_wanted_again(entry.0, &Entry::id()).unwrap(), "it would be refused over and over");
        // It is found out later.
        entry.settle(settlement(Outcome::Revoked, Some(CallResultKind::Lost)), Of::Attempt(1));
        entry.is(1, "Revoked");
    })
    .await;
    with_an_entry(move |entry| {
        entry.settle(not_sent(), Of::Now(None));
        entry.is(1, "Failed");
        entry.retried();
        entry.settle(not_sent(), Of::Now(None));
        entry.is(2, "Failed");
    })
    .await;
}

#[tokio::test]
async fn the_entries_that_permit_no_call_are_known_by_name() {
    with_an_entry(|entry| {
        let permitted = || permit(entry.0, &Entry::id(), &InFlight::default()).unwrap();
        assert_eq!(permitted().unwrap(), 1);
        entry.lost();
        assert!(matches!(permitted(), Err(Error::IntentRefused(_))));
        entry.retried();
        assert_eq!(permitted().unwrap(), 2);
    })
    .await;
}
