//! What comes out, for every answer, effect and look. The table is written from the design's rules; a `!` marks the cells
//! whose outcome says what is not so, and each of those has a reason beneath.

use rescind_domain::event::Step;
use rescind_domain::outcome::Proof;
use rescind_domain::{ActionKind, EntryId, FaultSource, Observer, Outcome};
use rescind_engine::Put;

use crate::answers::{Case, Says, cases};
use crate::fake::Effect::{self, Applied, Ignored};
use crate::fake::Look::{self, *};
use crate::fake::{Milvus, Script, State};
use crate::support::{Log, compared, is_false, outcome, settled, word};
use crate::{calls, grants, run};

pub(crate) const LOOKS: [Look; 8] =
    [Fine, Forbidden, FailsOnce, FailsAlways, StaleOnce, StaleAlways, Denies, Malformed];

/// The outcome for what the answer says, what was done, and each of [`LOOKS`] afterwards.
///
/// The false ones (`!`), and why they stay:
/// - `Denies` shows nothing where something is, in a well-formed answer. A server that lies so cannot be found out.
/// - `No` with the change made, and a look that fails or is forbidden: two answers of the vendor's own, one of them a clear
///   no, and nothing that says otherwise. `Failed` keeps the row, and the entry may be tried again.
/// - `No` with the change made, and a stale look: as above; only a clear no earns no second look.
/// - `PerhapsNo` with the change made, and looks that stay stale over the pause: the vendor and two looks deny it.
/// - `NeverLeft` with the change made: somebody else made it. `Failed` is about this call.
#[rustfmt::skip]
pub(crate) const EXPECTED: [(Says, Effect, [&str; 8]); 12] = [
    //                      Fine            Forbidden   FailsOnce       FailsAlways  StaleOnce       StaleAlways     Denies      Malformed
    (Says::Yes,       Applied, ["Revoked",      "Accepted", "Revoked",      "Unknown",   "Revoked",      "StillPresent", "Revoked",  "Unknown"]),
    (Says::Yes,       Ignored, ["StillPresent", "Accepted", "StillPresent", "Unknown",   "StillPresent", "StillPresent", "Revoked!", "Unknown"]),
    (Says::No,        Applied, ["Revoked",      "Failed!",  "Revoked",      "Failed!",   "Failed!",      "Failed!",      "Revoked",  "Failed!"]),
    (Says::No,        Ignored, ["Failed",       "Failed",   "Failed",       "Failed",    "Failed",       "Failed",       "Revoked!", "Failed"]),
    (Says::PerhapsNo, Applied, ["Revoked",      "Unknown",  "Revoked",      "Unknown",   "Revoked",      "Failed!",      "Revoked",  "Unknown"]),
    (Says::PerhapsNo, Ignored, ["Failed",       "Unknown",  "Failed",       "Unknown",   "Failed",       "Failed",       "Revoked!", "Unknown"]),
    (Says::Nothing,   Applied, ["Revoked",      "Unknown",  "Revoked",      "Unknown",   "Revoked",      "Unknown",      "Revoked",  "Unknown"]),
    (Says::Nothing,   Ignored, ["Unknown",      "Unknown",  "Unknown",      "Unknown",   "Unknown",      "Unknown",      "Revoked!", "Unknown"]),
    (Says::Later,     Applied, ["Back",         "Back",     "Back",         "Back",      "Back",         "Back",         "Back",     "Back"]),
    (Says::Later,     Ignored, ["Back",         "Back",     "Back",         "Back",      "Back",         "Back",         "Back",     "Back"]),
    (Says::NeverLeft, Applied, ["Failed!",      "Failed!",  "Failed!",      "Failed!",   "Failed!",      "Failed!",      "Failed!",  "Failed!"]),
    (Says::NeverLeft, Ignored, ["Failed",       "Failed",   "Failed",       "Failed",    "Failed",       "Failed",       "Failed",   "Failed"]),
];

/// The cell of [`EXPECTED`]: the word, and whether it is marked as false.
pub(crate) fn expected(says: Says, effect: Effect, look: Look) -> (&'static str, bool) {
    let row = EXPECTED.iter().find(|row| (row.0, row.1) == (says, effect)).expect("a row for every pair");
    let cell = row.2[LOOKS.iter().position(|other| *other == look).expect("a column for every look")];
    cell.strip_suffix('!').map_or((cell, false), |word| (word, true))
}

#[test]
fn every_answer_effect_and_look_has_the_outcome_of_the_table() {
    let mut combinations = 0;
    for grant in grants() {
        let forms = calls(ActionKind::Revoke, &grant);
        for case in cases() {
            for (effect, after) in [Applied, Ignored].into_iter().flat_map(|effect| LOOKS.map(|look| (effect, look))) {
                // What lets the call be sent must not change what is said of it.
                for first in [Fine, FailsOnce, Forbidden] {
                    combinations += 1;
                    let what = format!("{} on {}: {effect:?}, {first:?} before, {after:?} after", case.name, forms[0]);
                    let script = Script { first, effect, answer: case.answer.clone(), after };
                    let milvus = Milvus::new(State::default().with(&grant), script);
                    let before = milvus.state.read().unwrap().clone();
                    let (put, log) = run(&milvus, &grant);

                    let (expected, marked) = expected(case.says, effect, after);
                    assert_eq!(word(&put), expected, "{what}");
                    let held = milvus.state.read().unwrap().holds(&grant);
                    assert_eq!(is_false(outcome(&put), held), marked, "{what}: says {expected}, held: {held}");
                    assert_eq!(held, effect == Ignored, "{what}: the call takes away what it is for");
                    let all_else = milvus.state.read().unwrap().without(&grant);
                    assert_eq!(all_else, before.without(&grant), "{what}: all else stays");

                    // Only a server that lacks the call is asked in an older form, with an intent of its own.
                    let sent = if case.name == "404 text/plain" { forms.as_slice() } else { &forms[..1] };
                    assert_eq!(milvus.sent(), sent, "{what}");
                    let is_for = |(entries, _): &(Vec<rescind_engine::Intended>, _)| {
                        entries.len() == 1 && entries[0].entry == EntryId::new("entry-0")
                    };
                    assert!(log.begun.iter().all(is_for), "{what}");
                    let mut steps = vec![Step::Observing];
                    steps.extend(sent.iter().map(|_| Step::Calling));
                    steps.extend((!matches!(case.says, Says::Later | Says::NeverLeft)).then_some(Step::Verifying));
                    assert_eq!(log.steps, steps, "{what}");
                    settlement_is_founded(&what, &put, &case, first, after, &log);
                    fault_is_the_one_that_decided(&what, &put, &case, &sent[sent.len() - 1].path);
                }
            }
        }
    }
    assert_eq!(combinations, 5 * cases().len() * 2 * 8 * 3);
}

/// What an outcome says of the reads behind it is so.
fn settlement_is_founded(what: &str, put: &Put, case: &Case, first: Look, after: Look, log: &Log) {
    let Put::Settled(settlement) = put else { return };
    let proof = settlement.outcome.proof();
    assert_eq!(proof, (word(put) == "Failed").then(|| known(case.says, after)), "{what}");
    if case.says == Says::NeverLeft {
        assert_eq!((&settlement.observed, &settlement.result), (&None, &None), "{what}");
        return;
    }
    let sees = matches!(after, Fine | FailsOnce | StaleOnce | StaleAlways | Denies);
    assert_eq!(settlement.observed.is_some(), sees, "{what}");
    if let Some(observed) = &settlement.observed {
        let (_, answered) = log.sent[log.sent.len() - 1];
        // What only the second look showed is known since then.
        let since = if word(put) == "Revoked" && after == StaleOnce { 1000 } else { 0 };
        assert!(observed.at.is_some_and(|at| at.0 > answered.0 + since), "{what}: it was read after the answer");
        assert_eq!(observed.by, Observer::Gateway);
        assert!(observed.read.as_ref().is_some_and(|read| read.ends_with("/describe")), "{what}: {observed:?}");
    }
    let expected = match (first, after) {
        (Forbidden, _) | (_, Forbidden | FailsAlways | Malformed) => "NotCompared",
        (_, Denies) => "AlsoGone",
        _ => "Same",
    };
    assert_eq!(compared(settlement.comparison.as_ref()), expected, "{what}");
}

/// How a failure is known: by a look that could have seen the change, or by what was said.
fn known(says: Says, after: Look) -> Proof {
    match after {
        _ if says == Says::NeverLeft => Proof::NotSent,
        Fine | FailsOnce | StaleOnce | StaleAlways | Denies => Proof::ReadAgain,
        Forbidden | FailsAlways | Malformed | Look::StaleThenForbidden => Proof::Said,
    }
}

/// `Failed` shows what the vendor or the gateway answered, `Unknown` what kept us from knowing.
fn fault_is_the_one_that_decided(what: &str, put: &Put, case: &Case, path: &str) {
    let fault = match put {
        Put::Back(fault) => Some(&**fault),
        put => outcome(put).and_then(Outcome::fault),
    };
    let Some(fault) = fault else { return };
    if case.says == Says::Yes {
        assert!(fault.path != path && fault.path.ends_with("/describe"), "{what}: the look failed, not {}", fault.path);
        return;
    }
    // A look that failed is what keeps us from knowing only where something was said at all.
    assert_eq!((Some(&fault.kind), fault.path.as_str()), (case.kind.as_ref(), path), "{what}");
    assert_eq!(fault.method, "POST", "{what}");
    if case.answer.is_ok() {
        assert_eq!(fault.source, FaultSource::Vendor, "{what}");
        assert!(fault.http_status.is_some(), "{what}");
    }
}

#[test]
fn a_lost_answer_is_never_a_failure() {
    for grant in grants() {
        for case in cases().into_iter().filter(|case| case.says == Says::Nothing) {
            for after in LOOKS {
                let script = Script { first: Fine, effect: Ignored, answer: case.answer.clone(), after };
                let (put, _) = run(&Milvus::new(State::default().with(&grant), script), &grant);
                assert!(word(&put) == "Unknown" || after == Denies, "{}, {after:?}: {put:?}", case.name);
                assert_eq!(settled(&put).outcome.is_open(), after != Denies);
            }
        }
    }
}
