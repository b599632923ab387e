//! Calls of which only the journal knows: what it kept, and a look, decide.

use rescind_domain::{ActionKind, BusinessStatus, Vendor};
use rescind_engine::recovery::{Sent, recover};

use crate::fake::Look::{Fine, Forbidden};
use crate::fake::{Genauth, Look, Script};
use crate::kits::{Kit, kits};
use crate::state::State;
use crate::support::{Ground, connection, now};

fn envelope(status_code: i64, success: Option<bool>) -> Option<BusinessStatus> {
    Some(BusinessStatus::Envelope { status_code, api_code: None, success })
}

/// The words for each set of grants, held or not when it is looked at.
fn recovered(kit: &Kit, sent: &Sent, look: Look, gone: bool) -> Vec<&'static str> {
    let state = State::default().with(&kit.grants);
    let state = if gone { state.without(&kit.grants) } else { state };
    let genauth = Genauth::new(state, Script { first: look, ..Script::good() });
    let sent = Sent { method: "POST".into(), path: "/api/v3/revoke-role".into(), ..sent.clone() };
    let (ground, connection) = (Ground::new(&genauth), connection(Vendor::Genauth));
    let settlements = now(recover(&ground, &connection, ActionKind::Revoke, &kit.grants, &sent));
    assert!(genauth.sent.read().unwrap().is_empty(), "nothing is sent");
    let mut words: Vec<&'static str> = settlements.iter().map(|settlement| settlement.outcome.name()).collect();
    words.dedup();
    words
}

#[test]
fn the_journals_answer_and_a_look_settle_a_call() {
    let answered = |status, business| Sent { status: Some(status), business, ..Sent::default() };
    let table = [
        // Earlier, gone, still there, may not look, no call shows it
        (answered(200, envelope(200, Some(true))), ["Revoked", "StillPresent", "Accepted", "Accepted"]),
        (answered(200, envelope(200, Some(false))), ["Revoked", "Unknown", "Unknown", "Unknown"]),
        // A data policy's success looks like this, and so does a success without `data`.
        (answered(200, envelope(200, None)), ["Revoked", "Unknown", "Unknown", "Unknown"]),
        (answered(200, envelope(403, None)), ["Revoked", "Unknown", "Unknown", "Unknown"]),
        (answered(200, None), ["Revoked", "Unknown", "Unknown", "Unknown"]),
        (answered(429, envelope(429, None)), ["Revoked", "Failed", "Failed", "Failed"]),
        (answered(504, None), ["Revoked", "Unknown", "Unknown", "Unknown"]),
        (answered(502, None), ["Revoked", "Unknown", "Unknown", "Unknown"]),
        (Sent::default(), ["Revoked", "Unknown", "Unknown", "Unknown"]),
    ];
    for kit in kits() {
        for (sent, [gone, held, hidden, blind]) in &table {
            let what = format!("{}: {sent:?}", kit.name);
            let of_kit = |word| if kit.sort == crate::kits::Sort::ByCode { *blind } else { word };
            assert_eq!(recovered(&kit, sent, Fine, true), [of_kit(*gone)], "{what}");
            assert_eq!(recovered(&kit, sent, Fine, false), [of_kit(*held)], "{what}");
            assert_eq!(recovered(&kit, sent, Forbidden, true), [of_kit(*hidden)], "{what}");
        }
    }
}

#[test]
fn a_success_that_is_not_signed_in_is_none() {
    let business = Some(BusinessStatus::Envelope { status_code: 200, api_code: Some(2020), success: Some(true) });
    let kit = kits().into_iter().find(|kit| kit.sort == crate::kits::Sort::ByCode).unwrap();
    let sent = Sent { status: Some(200), business, ..Sent::default() };
    assert_eq!(recovered(&kit, &sent, Fine, false), ["Unknown"]);
}
