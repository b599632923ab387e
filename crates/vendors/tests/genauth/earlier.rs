//! Calls of which only the journal knows: what it kept, and a look, decide.

use rescind_domain::{BusinessStatus, Outcome, Vendor};
use rescind_vendors::revoke::{Earlier, settle_earlier};

use crate::fake::Look::{Fine, Forbidden};
use crate::fake::{Genauth, Look, Script};
use crate::kits::{Kit, kits, word};
use crate::now;
use crate::state::State;

fn envelope(status_code: i64, success: Option<bool>) -> Option<BusinessStatus> {
    Some(BusinessStatus::Envelope { status_code, api_code: None, success })
}

/// The words for each set of grants, held or not when it is looked at.
fn settled(kit: &Kit, earlier: &Earlier, look: Look, gone: bool) -> Vec<&'static str> {
    let state = State::default().with(&kit.grants);
    let state = if gone { state.without(&kit.grants) } else { state };
    let genauth = Genauth::new(state, Script { first: look, ..Script::good() });
    let call = ("POST", "/api/v3/revoke-role");
    let outcomes: Vec<Outcome> = now(settle_earlier(&genauth, Vendor::Genauth, &kit.grants, earlier, call, &|_| ()));
    assert!(genauth.sent.read().unwrap().is_empty(), "nothing is sent");
    let mut words: Vec<&'static str> = outcomes.iter().map(|outcome| word(Some(outcome))).collect();
    words.dedup();
    words
}

#[test]
fn the_journals_answer_and_a_look_settle_a_call() {
    let answered = |status, business| Earlier::Answered { status, business };
    let table = [
        // Earlier, gone, still there, may not look, no call shows it
        (answered(200, envelope(200, Some(true))), ["Revoked", "StillPresent", "Accepted", "Accepted"]),
        (answered(200, envelope(200, Some(false))), ["Revoked", "Failed", "Unknown", "Unknown"]),
        // A data policy's success looks like this, and so does a success without `data`.
        (answered(200, envelope(200, None)), ["Revoked", "Failed", "Unknown", "Unknown"]),
        (answered(200, envelope(403, None)), ["Revoked", "Failed", "Unknown", "Unknown"]),
        (answered(200, None), ["Revoked", "Failed", "Unknown", "Unknown"]),
        (answered(429, envelope(429, None)), ["Revoked", "Failed", "Failed", "Failed"]),
        (answered(504, None), ["Revoked", "Unknown", "Unknown", "Unknown"]),
        (answered(502, None), ["Revoked", "Failed", "Unknown", "Unknown"]),
        (Earlier::Lost, ["Revoked", "Failed", "Unknown", "Unknown"]),
    ];
    for kit in kits() {
        for (earlier, [gone, held, hidden, blind]) in &table {
            let what = format!("{}: {earlier:?}", kit.name);
            let of_kit = |word| if kit.sort == crate::kits::Sort::ByCode { *blind } else { word };
            assert_eq!(settled(&kit, earlier, Fine, true), [of_kit(*gone)], "{what}");
            assert_eq!(settled(&kit, earlier, Fine, false), [of_kit(*held)], "{what}");
            assert_eq!(settled(&kit, earlier, Forbidden, true), [of_kit(*hidden)], "{what}");
        }
    }
}

#[test]
fn a_success_that_is_not_signed_in_is_none() {
    let business = Some(BusinessStatus::Envelope { status_code: 200, api_code: Some(2020), success: Some(true) });
    let kit = kits().into_iter().find(|kit| kit.sort == crate::kits::Sort::ByCode).unwrap();
    assert_eq!(settled(&kit, &Earlier::Answered { status: 200, business }, Fine, false), ["Unknown"]);
}
