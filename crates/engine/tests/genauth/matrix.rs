//! What comes out, for every set of grants, answer, effect and look. The table is written from the design's rules; a `!`
//! marks the cells whose outcome says what is not so, for the reasons that Milvus' own table gives.

use rescind_domain::event::Step;
use rescind_domain::{FaultSource, Outcome};
use rescind_engine::Put;

use crate::answers::{Case, Says, cases};
use crate::fake::Effect::{self, Applied, Ignored};
use crate::fake::Look::{self, *};
use crate::fake::{Genauth, Script};
use crate::kits::{Kit, Sort, kits};
use crate::run::run;
use crate::state::State;
use crate::support::{compared, is_false, outcome, word};

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
    (Says::PerhapsNo,     Applied, ["Revoked",      "Unknown",  "Revoked",      "Unknown", "Revoked",      "Failed!",      "Revoked",  "Unknown", "Unknown"]),
    (Says::PerhapsNo,     Ignored, ["Failed",       "Unknown",  "Failed",       "Unknown", "Failed",       "Failed",       "Revoked!", "Unknown", "Failed"]),
    (Says::Nothing,       Applied, ["Revoked",      "Unknown",  "Revoked",      "Unknown", "Revoked",      "Unknown",      "Revoked",  "Unknown", "Unknown"]),
    (Says::Nothing,       Ignored, ["Unknown",      "Unknown",  "Unknown",      "Unknown", "Unknown",      "Unknown",      "Revoked!", "Unknown", "Unknown"]),
    (Says::Later,         Applied, ["Back",         "Back",     "Back",         "Back",    "Back",         "Back",         "Back",     "Back",    "Back"]),
    (Says::Later,         Ignored, ["Back",         "Back",     "Back",         "Back",    "Back",         "Back",         "Back",     "Back",    "Back"]),
    (Says::NeverLeft,     Applied, ["Failed!",      "Failed!",  "Failed!",      "Failed!", "Failed!",      "Failed!",      "Failed!",  "Failed!", "Failed!"]),
    (Says::NeverLeft,     Ignored, ["Failed",       "Failed",   "Failed",       "Failed",  "Failed",       "Failed",       "Failed",   "Failed",  "Failed"]),
];

/// What no call can show, only the answer tells: never that it is gone.
fn of_blind(says: Says, effect: Effect) -> (&'static str, bool) {
    match says {
        Says::Yes => ("Accepted", false),
        Says::No | Says::NeverLeft => ("Failed", effect == Applied),
        Says::Nothing | Says::PerhapsNo => ("Unknown", false),
        _ => ("Back", false),
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
    let (puts, logs) = run(&genauth, &kit.grants);

    let says = case.says.to(kit);
    let (expected, marked) = expected(kit, says, effect, after);
    for (grant, put) in kit.grants.iter().zip(&puts) {
        assert_eq!(word(put), expected, "{what}");
        let held = genauth.state.read().unwrap().holds(grant);
        assert_eq!(is_false(outcome(put), held), marked, "{what}: says {expected}, held: {held}");
        assert_eq!(held, effect == Ignored, "{what}: the call takes away what it is for");
        fault_is_the_one_that_decided(&what, put, says, case);
        comparison_is_founded(&what, put, kit, (first, effect, after));
    }
    assert_eq!(
        genauth.state.read().unwrap().without(&kit.grants),
        before.without(&kit.grants),
        "{what}: all else stays"
    );
    let begun: Vec<usize> = logs.iter().flat_map(|log| &log.begun).map(|(entries, _)| entries.len()).collect();
    assert_eq!(begun, kit.calls, "{what}: each call once, for its entries");
    let of_a_batch = match says {
        Says::Later | Says::NeverLeft => vec![Step::Observing, Step::Calling],
        _ => vec![Step::Observing, Step::Calling, Step::Verifying],
    };
    assert!(logs.iter().all(|log| log.steps == of_a_batch), "{what}");
}

/// `Failed` shows what the vendor or the gateway answered, `Unknown` what kept us from knowing.
fn fault_is_the_one_that_decided(what: &str, put: &Put, says: Says, case: &Case) {
    let fault = match put {
        Put::Back(fault) => Some(&**fault),
        put => outcome(put).and_then(Outcome::fault),
    };
    let Some(fault) = fault else { return };
    if says == Says::Yes {
        assert!(fault.path.contains("/list-"), "{what}: the look failed, not {}", fault.path);
        return;
    }
    assert!(fault.path.contains("/revoke-"), "{what}: {}", fault.path);
    // The call without `data` takes no offence at one that is odd.
    if case.says != Says::YesToPolicy {
        assert_eq!(Some(&fault.kind), case.kind.as_ref(), "{what}");
    }
    assert_eq!(fault.method, "POST", "{what}");
    if case.answer.is_ok() {
        assert_eq!(fault.source, FaultSource::Vendor, "{what}");
        assert!(fault.http_status.is_some(), "{what}");
    }
}

/// How many hold the roles is compared where lists tell it, before the call and after it.
fn comparison_is_founded(what: &str, put: &Put, kit: &Kit, seen: (Look, Effect, Look)) {
    let Put::Settled(settlement) = put else { return };
    if settlement.result.is_none() {
        return;
    }
    let expected = match seen {
        _ if kit.sort != Sort::Listed => "NotCompared",
        // Where everybody is seen the list is read no further, and nothing contradicts it.
        (_, Ignored, Short) => return,
        (Forbidden, ..) | (.., Forbidden | FailsAlways | Malformed | Short) => "NotCompared",
        (.., Denies) => "AlsoGone",
        _ => "Same",
    };
    assert_eq!(compared(settlement.comparison.as_ref()), expected, "{what}");
}
