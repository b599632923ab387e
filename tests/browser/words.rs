//! What is claimed of an outcome, in every language.

use std::sync::Arc;

use rescind::i18n::Locale;
use rescind::pages::words;
use rescind::state::notices::Said;
use rescind::state::plans::entry::{PlannedEntry, StoredEntry, Wanted};
use rescind_domain::observation::Place;
use rescind_domain::outcome::Proof;
use rescind_domain::{
    Access, Capabilities, Comparison, Connection, ConnectionId, EntryId, Fault, FaultKind, FaultSource, Grant,
    Membership, NewPlan, Outcome, PlanId, Principal, Retry, RoleRef, Timestamp, Vendor,
};
use wasm_bindgen_test::wasm_bindgen_test;

pub(crate) fn connection() -> Connection {
    let (label, vendor, access) = ("Milvus".to_owned(), Vendor::Milvus, Access::ReadWrite);
    let capabilities = Capabilities::default();
    Connection { id: ConnectionId::new("milvus"), label, vendor, access, account: None, folder: None, capabilities }
}

pub(crate) fn entry(user: &str) -> PlannedEntry {
    let grant = Grant::Membership(Membership::new(RoleRef::plain("read_only"), Principal::user(user)));
    let stored = StoredEntry { plan: PlanId::new("p"), id: EntryId::new("e"), reason: String::new() };
    PlannedEntry { stored: Some(stored), ..PlannedEntry::revoke(&connection(), grant) }
}

pub(crate) fn fault() -> Fault {
    Fault::new(FaultKind::Rejected, FaultSource::Vendor, "POST", "/p", Retry::Useless)
}

pub(crate) fn said(outcome: Outcome) -> Said {
    Said::Outcome { entries: vec![entry("alice")], outcome, comparison: None }
}

fn all_but_revoked() -> [Outcome; 5] {
    [
        Outcome::Accepted,
        Outcome::AlreadyAbsent,
        Outcome::StillPresent,
        Outcome::unknown(fault()),
        Outcome::failed(fault(), Proof::Said),
    ]
}

#[wasm_bindgen_test]
fn only_a_proved_revocation_is_called_one() {
    assert!(
        words::success(Locale::En.texts(), &said(Outcome::Revoked))
            .unwrap()
            .0
            .starts_with("Revoked read_only from alice")
    );
    for locale in Locale::ALL {
        let (revoked, _) = words::success(locale.texts(), &said(Outcome::Revoked)).unwrap();
        let word = revoked.split([' ', '：', ':']).next().unwrap();
        for outcome in all_but_revoked() {
            if let Some((sentence, _)) = words::success(locale.texts(), &said(outcome.clone())) {
                assert!(!sentence.starts_with(word), "{locale:?} {outcome:?}: {sentence}");
            }
        }
    }
}

#[wasm_bindgen_test]
fn what_is_not_known_to_be_gone_is_no_success() {
    for outcome in all_but_revoked() {
        let quiet = matches!(outcome, Outcome::Accepted | Outcome::AlreadyAbsent);
        assert_eq!(said(outcome.clone()).is_success(), quiet, "{outcome:?}");
        assert_eq!(words::success(Locale::En.texts(), &said(outcome)).is_some(), quiet);
    }
}

#[wasm_bindgen_test]
fn the_banner_puts_both_statuses_and_the_vendors_words_side_by_side() {
    let mut fault = fault();
    fault.http_status = Some(200);
    fault.business = Some(rescind_domain::BusinessStatus::Code(65535));
    fault.message = Some("permission deny".into());
    let report = words::report(&said(Outcome::failed(fault, Proof::Said)));
    assert_eq!(report.title, "Could not revoke read_only from alice.");
    assert_eq!(report.quote.as_deref(), Some("permission deny"));
    let facts: Vec<String> = report.facts.iter().map(|(label, value)| format!("{label} {value}")).collect();
    assert_eq!(facts, ["HTTP 200", "code 65535", "POST /p"]);
    assert!(words::report(&said(Outcome::StillPresent)).title.contains("still"));
}

#[wasm_bindgen_test]
fn a_banner_says_only_what_is_known_of_a_failure() {
    let meaning = |proof| words::report(&said(Outcome::failed(fault(), proof))).meaning;
    let texts = Locale::En.texts();
    let (sent, looked) = (texts.messages().nothing_was_sent, texts.messages().looked_again_still_there);
    assert!(meaning(Proof::NotSent).ends_with(sent) && !meaning(Proof::NotSent).contains(looked));
    assert!(meaning(Proof::ReadAgain).ends_with(looked) && !meaning(Proof::ReadAgain).contains(sent));
    assert!(!meaning(Proof::Said).contains(sent) && !meaning(Proof::Said).contains(looked));
}

#[wasm_bindgen_test]
fn what_was_not_confirmed_is_to_be_reviewed_and_not_to_be_cleared_away() {
    let mut fault = Fault::new(FaultKind::Unconfirmed, FaultSource::Gateway, "", "", Retry::Useless);
    fault.message = Some("This would also revoke Search from alice, which was not confirmed.".into());
    let report = words::report(&said(Outcome::failed(fault.clone(), Proof::NotSent)));
    assert!(report.meaning.starts_with("The state has changed since this was confirmed."), "{}", report.meaning);
    assert!(report.meaning.ends_with(Locale::En.texts().messages().nothing_was_sent), "{}", report.meaning);
    assert!(report.advice.starts_with("Review it again"), "{}", report.advice);
    assert_eq!(report.quote, fault.message);
    let restored = PlannedEntry::grant_again(&connection(), entry("alice").entry.grant, EntryId::new("e.1"));
    let outcome = Outcome::failed(fault, Proof::NotSent);
    let advice = words::report(&Said::Outcome { entries: vec![restored], outcome, comparison: None }).advice;
    assert!(advice.starts_with("Undo it again"), "{advice}");
}

#[wasm_bindgen_test]
fn what_else_is_gone_is_said_with_the_outcome_and_not_called_revoked() {
    let gone = Grant::Membership(Membership::new(RoleRef::plain("writer"), Principal::user("bob")));
    let also = |place| Comparison::AlsoGone {
        grants: vec![gone.clone()],
        count: None,
        from: Timestamp(1_000_000_000_000),
        to: Timestamp(1_000_000_005_000),
        place,
    };
    let note = |outcome, comparison| {
        words::report(&Said::Outcome { entries: vec![entry("alice")], outcome, comparison: Some(comparison) }).note
    };
    let besides = note(Outcome::Revoked, also(Place::Besides)).unwrap();
    assert!(besides.starts_with("Also gone between") && besides.contains("writer from bob"), "{besides}");
    let instead = note(Outcome::StillPresent, also(Place::Instead)).unwrap();
    assert!(instead.starts_with("read_only is still there; gone instead"), "{instead}");
    let why = "the list was cut".to_owned();
    assert_eq!(
        note(Outcome::Revoked, Comparison::NotCompared { why }).as_deref(),
        Some("Could not compare: the list was cut")
    );
    assert_eq!(note(Outcome::Revoked, Comparison::Same), None);
}

#[wasm_bindgen_test]
fn an_answer_that_was_lost_leaves_open_whether_there_is_a_plan() {
    let wanted = Arc::new(Wanted {
        plan: NewPlan {
            key: Some("k".into()),
            reason: String::new(),
            entries: Vec::new(),
            time_limit_ms: None,
            start: true,
            digest: None,
        },
        entries: vec![entry("alice")],
    });
    let said = |is_lost| words::report(&Said::NotStarted { wanted: wanted.clone(), fault: Box::new(fault()), is_lost });
    let texts = Locale::En.texts();
    assert!(said(true).meaning.contains("may have been stored"));
    assert!(!said(true).meaning.contains(texts.messages().nothing_was_sent));
    assert!(said(false).meaning.starts_with(texts.messages().nothing_was_sent));
}
