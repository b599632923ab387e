//! What comes out, for every set of grants, answer, effect and look. The table is written from the design's rules; a `!`
//! marks the cells whose outcome says what is not so, for the reasons that the flow's own table gives.

use rescind_domain::{FaultSource, Outcome};
use rescind_vendors::revoke::Step;

use crate::answers::{Case, Says, cases};
use crate::fake::Effect::{self, Applied, Ignored};
use crate::fake::Look::{self, *};
use crate::fake::{Genauth, Script};
use crate::kits::{Kit, Sort, is_false, kits, run, word};
use crate::state::State;

const LOOKS: [Look; 9] = [Fine, Forbidden, FailsOnce, FailsAlways, StaleOnce, StaleAlways, Denies, Malformed, Short];

/// The outcome for what the answer says, what was done, and each of [`LOOKS`] afterwards. A list that is too short shows
/// who is in it and proves nothing of anybody else.
#[rustfmt::skip]
const EXPECTED: [(Says, Effect, [&str; 9]); 12] = [
    //                          Fine            Forbidden   FailsOnce       FailsAlways StaleOnce       StaleAlways     Denies      Malformed  Short
    (Says::Yes,           Applied, ["Revoked",      "Accepted", "Revoked",      "Unknown", "Revoked",      "StillPresent", "Revoked",  "Unknown", "Unknown"]),
    (Says::Yes,           Ignored, ["StillPresent", "Accepted", "StillPresent", "Unknown", "StillPresent", "StillPresent", "Revoked!", "Unknown", "StillPresent"]),
    (Says::No,            Applied, ["Revoked",      "Failed!",  "Revoked",      "Failed!", "Failed!",      "Failed!",      "Revoked",  "Failed!", "Failed!"]),
    (Says::No,            Ignored, ["Failed",       "Failed",   "Failed",       "Failed",  "Failed",       "Failed",       "Revoked!", "Failed",  "Failed"]),
    (Says::Nothing,       Applied, ["Revoked",      "Unknown",  "Revoked",      "Unknown", "Revoked",      "Failed!",      "Revoked",  "Unknown", "Unknown"]),
    (Says::Nothing,       Ignored, ["Failed",       "Unknown",  "Failed",       "Unknown", "Failed",       "Failed",       "Revoked!", "Unknown", "Failed"]),
    (Says::NotYet,        Applied, ["Revoked",      "Unknown",  "Revoked",      "Unknown", "Revoked",      "Unknown",      "Revoked",  "Unknown", "Unknown"]),
    (Says::NotYet,        Ignored, ["Unknown",      "Unknown",  "Unknown",      "Unknown", "Unknown",      "Unknown",      "Revoked!", "Unknown", "Unknown"]),
    (Says::NeverLeft,     Applied, ["Failed!",      "Failed!",  "Failed!",      "Failed!", "Failed!",      "Failed!",      "Failed!",  "Failed!", "Failed!"]),
    (Says::NeverLeft,     Ignored, ["Failed",       "Failed",   "Failed",       "Failed",  "Failed",       "Failed",       "Failed",   "Failed",  "Failed"]),
    (Says::AskTheJournal, Applied, ["None",         "None",     "None",         "None",    "None",         "None",         "None",     "None",    "None"]),
    (Says::AskTheJournal, Ignored, ["None",         "None",     "None",         "None",    "None",         "None",         "None",     "None",    "None"]),
];

/// What no call can show, only the answer tells: never that it is gone.
fn of_blind(says: Says, effect: Effect) -> (&'static str, bool) {
    match says {
        Says::Yes => ("Accepted", false),
        Says::No | Says::NeverLeft => ("Failed", effect == Applied),
        Says::Nothing | Says::NotYet => ("Unknown", false),
        _ => ("None", false),
    }
}

fn expected(kit: &Kit, says: Says, effect: Effect, look: Look) -> (&'static str, bool) {
    if kit.sort == Sort::ByCode {
        return of_blind(says, effect);
    }
    let row = EXPECTED.iter().find(|row| (row.0, row.1) == (says, effect)).expect("a row for every pair");
    let cell = row.2[LOOKS.iter().position(|other| *other == look).expect("a column for every look")];
    cell.strip_suffix('!').map_or((cell, false), |word| (word, true))
}

#[test]
fn every_answer_effect_and_look_has_the_outcome_of_the_table() {
    for kit in kits() {
        // Many grants take many pages: one answer of each meaning is enough there, and one way to begin.
        let mut told = Vec::new();
        let many = kit.grants.len() > 50;
        let beginnings: &[Look] = if many { &[Fine] } else { &[Fine, FailsOnce, Forbidden] };
        for case in cases() {
            if many && told.contains(&case.says) {
                continue;
            }
            told.push(case.says);
            for (effect, after) in [Applied, Ignored].into_iter().flat_map(|effect| LOOKS.map(|look| (effect, look))) {
                for first in beginnings {
                    one(&kit, &case, effect, *first, after);
                }
            }
        }
    }
}

fn one(kit: &Kit, case: &Case, effect: Effect, first: Look, after: Look) {
    let what = format!("{} on {}: {effect:?}, {first:?} before, {after:?} after", case.name, kit.name);
    let script = Script { first, effect, answer: case.answer.clone(), after };
    let genauth = Genauth::new(State::default().with(&kit.grants), script);
    let before = genauth.state.read().unwrap().clone();
    let (outcomes, steps) = run(&genauth, &kit.grants);

    let says = case.says.to(kit);
    let (expected, marked) = expected(kit, says, effect, after);
    for (grant, outcome) in kit.grants.iter().zip(&outcomes) {
        assert_eq!(word(outcome.as_ref()), expected, "{what}");
        let held = genauth.state.read().unwrap().holds(grant);
        assert_eq!(is_false(outcome.as_ref(), held), marked, "{what}: says {expected}, held: {held}");
        assert_eq!(held, effect == Ignored, "{what}: the call takes away what it is for");
        fault_is_the_one_that_decided(&what, outcome.as_ref(), says, case);
    }
    assert_eq!(
        genauth.state.read().unwrap().without(&kit.grants),
        before.without(&kit.grants),
        "{what}: all else stays"
    );
    let sent: Vec<usize> = genauth.sent.read().unwrap().iter().map(|(_, entries)| entries.len()).collect();
    assert_eq!(sent, kit.calls, "{what}: each call once, for its entries");
    let of_a_batch = match says {
        Says::AskTheJournal => vec![Step::Looking, Step::Calling],
        _ => vec![Step::Looking, Step::Calling, Step::Verifying],
    };
    let of_all: Vec<Step> = kit.calls.iter().flat_map(|_| of_a_batch.clone()).collect();
    assert_eq!(steps, of_all, "{what}");
}

/// `Failed` shows what the vendor or the gateway answered, `Unknown` what kept us from knowing.
fn fault_is_the_one_that_decided(what: &str, outcome: Option<&Outcome>, says: Says, case: &Case) {
    let Some(fault) = outcome.and_then(Outcome::fault) else { return };
    if says == Says::Yes {
        assert!(fault.path.contains("/list-"), "{what}: the look failed, not {}", fault.path);
        return;
    }
    assert!(fault.path.contains("/revoke-"), "{what}: {}", fault.path);
    // The call without `data` takes no offence at one that is odd.
    if case.says != Says::YesToPolicy {
        assert_eq!(Some(&fault.kind), case.kind.as_ref(), "{what}");
    }
    let source = if case.answer.is_ok() { FaultSource::Vendor } else { FaultSource::Gateway };
    assert_eq!((fault.source, fault.method.as_str()), (source, "POST"), "{what}");
    assert!(fault.http_status.is_some(), "{what}");
}
