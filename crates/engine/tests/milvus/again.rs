//! Entries that are tried again while nobody knows what became of an earlier call: that one may have been carried out, or may still be.

use rescind_domain::outcome::Proof;
use rescind_domain::{ActionKind, Comparison, Fault, FaultKind, FaultSource, Grant, Observer, Outcome, Retry, Vendor};
use rescind_engine::attempt::Subject;
use rescind_engine::start;
use rescind_engine::{NotBegun, Put};

use crate::confirmed::{on_docs, server};
use crate::fake::Look::{self, Denies, Fine, Malformed};
use crate::fake::{Milvus, Script, State};
use crate::grants;
use crate::looks::confirmed;
use crate::support::{Ground, attempt, connection, now, outcome, refusal, settled, subjects, unconfirmed, word};

fn lost() -> Fault {
    Fault::new(FaultKind::Unknown, FaultSource::Gateway, "POST", "/", Retry::AfterReread)
}

/// The same entry, of which nobody knows what became of an earlier call.
fn tried_again(subject: Subject) -> Subject {
    Subject { unknown: Some(lost()), ..subject }
}

fn tried(milvus: &Milvus, subject: Subject) -> Put {
    attempt(&Ground::new(milvus), Vendor::Milvus, &[subject]).remove(0)
}

#[test]
fn what_is_as_wanted_before_the_next_call_is_the_work_of_the_earlier_one() {
    for grant in grants() {
        for (kind, alone, expected) in
            [(ActionKind::Revoke, "AlreadyAbsent", "Revoked"), (ActionKind::Grant, "AlreadyHeld", "Restored")]
        {
            let there = State::default().with(&grant);
            let state = if kind == ActionKind::Revoke { there.without(&grant) } else { there };
            let subject = subjects(kind, std::slice::from_ref(&grant)).remove(0);
            let milvus = server(state);
            assert_eq!(word(&tried(&milvus, subject.clone())), alone, "{grant:?}");
            let put = tried(&milvus, tried_again(subject));
            assert_eq!(word(&put), expected, "{grant:?}: {put:?}");
            let settlement = settled(&put);
            assert_eq!(settlement.observed.as_ref().map(|observed| observed.by), Some(Observer::Gateway));
            let is_compared = matches!(settlement.comparison, Some(Comparison::NotCompared { .. }));
            assert_eq!((settlement.result, is_compared), (None, kind == ActionKind::Revoke));
            assert_eq!(milvus.sent(), []);
        }
    }
}

#[test]
fn what_keeps_the_next_call_from_being_sent_is_no_failure_of_the_earlier_one() {
    let has_fault = |put: &Put, kind: &FaultKind| {
        assert_eq!(outcome(put).and_then(Outcome::fault).map(|fault| &fault.kind), Some(kind), "{put:?}");
    };
    // More than was confirmed, found out with all of the plan and once more before the call.
    let wildcard = unconfirmed(ActionKind::Revoke, &on_docs("*"));
    let milvus = server(State::default().with(&on_docs("*")));
    for (subject, expected) in [(wildcard.clone(), "Failed"), (tried_again(wildcard), "Unknown")] {
        let put = tried(&milvus, subject.clone());
        assert_eq!(word(&put), expected, "{put:?}");
        let found = now(start::check(&Ground::new(&milvus), &connection(Vendor::Milvus), &[subject], &|_| false));
        assert_eq!(found[0].as_ref().map(|settlement| settlement.outcome.name()), Some(expected));
        has_fault(&put, &FaultKind::Unconfirmed);
    }
    let grant = on_docs("Search");
    let subject = || subjects(ActionKind::Revoke, std::slice::from_ref(&grant)).remove(0);
    // A no to the look.
    let script = |first: Look| Script { first, effect: crate::fake::Effect::Applied, answer: confirmed(), after: Fine };
    let milvus = Milvus::new(State::default().with(&grant), script(Malformed));
    let put = tried(&milvus, subject());
    assert_eq!(outcome(&put).and_then(Outcome::proof), Some(Proof::NotSent));
    assert_eq!(word(&tried(&milvus, tried_again(subject()))), "Unknown");
    // The journal.
    let milvus = server(State::default().with(&grant));
    let mut ground = Ground::new(&milvus);
    ground.refuses = vec![subject().id];
    let put = attempt(&ground, Vendor::Milvus, &[tried_again(subject())]).remove(0);
    assert_eq!(word(&put), "Unknown", "{put:?}");
    has_fault(&put, &refusal().kind);
    // A plan that stops says nothing of any entry.
    let mut ground = Ground::new(&milvus);
    ground.forbids = Some(NotBegun::Stopped);
    assert_eq!(attempt(&ground, Vendor::Milvus, &[tried_again(subject())]), [Put::Stopped]);
    assert_eq!(milvus.sent(), []);
}

#[test]
fn a_call_that_is_sent_again_has_the_outcome_of_any_call() {
    let grant: Grant = on_docs("Search");
    let subject = subjects(ActionKind::Revoke, std::slice::from_ref(&grant)).remove(0);
    let milvus = server(State::default().with(&grant));
    assert_eq!(word(&tried(&milvus, tried_again(subject.clone()))), "Revoked");
    assert_eq!(milvus.sent().len(), 1);
    let script = Script { first: Denies, effect: crate::fake::Effect::Applied, answer: confirmed(), after: Fine };
    let milvus = Milvus::new(State::default().with(&grant), script);
    assert_eq!(word(&tried(&milvus, tried_again(subject))), "Revoked", "a lie that cannot be found out");
}
