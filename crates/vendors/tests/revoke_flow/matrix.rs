//! What comes out, for every answer, effect and look. The table is written from the design's rules; a `!` marks the cells
//! whose outcome says what is not so, and each of those has a reason beneath.

use futures_util::FutureExt;
use rescind_domain::outcome::Proof;
use rescind_domain::{EntryId, FaultSource, Outcome, Vendor};
use rescind_vendors::revoke::{Item, Step, revoke};

use crate::answers::{Says, cases};
use crate::fake::Effect::{self, Applied, Ignored};
use crate::fake::Look::{self, *};
use crate::fake::{Event, Milvus, Script, State};
use crate::{first_call, grants, is_false, run, word};

pub(crate) const LOOKS: [Look; 8] =
    [Fine, Forbidden, FailsOnce, FailsAlways, StaleOnce, StaleAlways, Denies, Malformed];

/// The outcome for what the answer says, what was done, and each of [`LOOKS`] afterwards.
///
/// The false ones (`!`), and why they stay:
/// - `Denies` shows nothing where something is, in a well-formed answer. A server that lies so cannot be found out.
/// - `No` with the change made, and a look that fails or is forbidden: two answers of the vendor's own, one of them a clear
///   no, and nothing that says otherwise. `Failed` keeps the row, and the entry may be tried again.
/// - `No` with the change made, and a stale look: as above; only a yes or silence earns the second look.
/// - `Nothing` with the change made, and looks that stay stale over the pause: nothing tells it from a call that was lost.
/// - `NeverLeft` with the change made: somebody else made it. `Failed` is about this call.
#[rustfmt::skip]
pub(crate) const EXPECTED: [(Says, Effect, [&str; 8]); 12] = [
    //                          Fine            Forbidden    FailsOnce       FailsAlways  StaleOnce       StaleAlways     Denies      Malformed
    (Says::Yes,           Applied, ["Revoked",      "Accepted",  "Revoked",      "Unknown",   "Revoked",      "StillPresent", "Revoked",  "Unknown"]),
    (Says::Yes,           Ignored, ["StillPresent", "Accepted",  "StillPresent", "Unknown",   "StillPresent", "StillPresent", "Revoked!", "Unknown"]),
    (Says::No,            Applied, ["Revoked",      "Failed!",   "Revoked",      "Failed!",   "Failed!",      "Failed!",      "Revoked",  "Failed!"]),
    (Says::No,            Ignored, ["Failed",       "Failed",    "Failed",       "Failed",    "Failed",       "Failed",       "Revoked!", "Failed"]),
    (Says::Nothing,       Applied, ["Revoked",      "Unknown",   "Revoked",      "Unknown",   "Revoked",      "Failed!",      "Revoked",  "Unknown"]),
    (Says::Nothing,       Ignored, ["Failed",       "Unknown",   "Failed",       "Unknown",   "Failed",       "Failed",       "Revoked!", "Unknown"]),
    (Says::NotYet,        Applied, ["Revoked",      "Unknown",   "Revoked",      "Unknown",   "Revoked",      "Unknown",      "Revoked",  "Unknown"]),
    (Says::NotYet,        Ignored, ["Unknown",      "Unknown",   "Unknown",      "Unknown",   "Unknown",      "Unknown",      "Revoked!", "Unknown"]),
    (Says::NeverLeft,     Applied, ["Failed!",      "Failed!",   "Failed!",      "Failed!",   "Failed!",      "Failed!",      "Failed!",  "Failed!"]),
    (Says::NeverLeft,     Ignored, ["Failed",       "Failed",    "Failed",       "Failed",    "Failed",       "Failed",       "Failed",   "Failed"]),
    (Says::AskTheJournal, Applied, ["None",         "None",      "None",         "None",      "None",         "None",         "None",     "None"]),
    (Says::AskTheJournal, Ignored, ["None",         "None",      "None",         "None",      "None",         "None",         "None",     "None"]),
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
        let call = first_call(&grant);
        for case in cases() {
            for (effect, after) in [Applied, Ignored].into_iter().flat_map(|effect| LOOKS.map(|look| (effect, look))) {
                // What lets the call be sent must not change what is said of it.
                for first in [Fine, FailsOnce, Forbidden] {
                    combinations += 1;
                    let what = format!("{} on {call}: {effect:?}, {first:?} before, {after:?} after", case.name);
                    let script = Script { first, effect, answer: case.answer.clone(), after };
                    let milvus = Milvus::new(State::default().with(&grant), script);
                    let before = milvus.state.read().unwrap().clone();
                    let (outcome, steps) = run(&milvus, &grant);

                    let (expected, marked) = expected(case.says, effect, after);
                    assert_eq!(word(outcome.as_ref()), expected, "{what}");
                    let held = milvus.state.read().unwrap().holds(&grant);
                    assert_eq!(is_false(outcome.as_ref(), held), marked, "{what}: says {expected}, held: {held}");
                    assert_eq!(held, effect == Ignored, "{what}: the call takes away what it is for");
                    let all_else = milvus.state.read().unwrap().without(&grant);
                    assert_eq!(all_else, before.without(&grant), "{what}: all else stays");

                    let once = vec![Event::Sent(call.clone(), EntryId::new("entry"))];
                    assert_eq!(milvus.sent(), once, "{what}: sent once, for the entry");
                    let expected = match case.says {
                        Says::AskTheJournal => vec![Step::Looking, Step::Calling],
                        _ => vec![Step::Looking, Step::Calling, Step::Verifying],
                    };
                    assert_eq!(steps, expected, "{what}");
                    let proof = outcome.as_ref().and_then(Outcome::proof);
                    assert_eq!(proof, (word(outcome.as_ref()) == "Failed").then(|| known(case.says, after)), "{what}");
                    fault_is_the_one_that_decided(&what, outcome.as_ref(), &case, &call.path);
                }
            }
        }
    }
    assert_eq!(combinations, 5 * 37 * 2 * 8 * 3);
}

#[test]
fn what_is_left_to_the_journal_is_told_with_the_gateways_refusal_if_that_is_why() {
    for case in cases().into_iter().filter(|case| case.says == Says::AskTheJournal) {
        for grant in grants() {
            let script = Script { first: Fine, effect: Ignored, answer: case.answer.clone(), after: Fine };
            let milvus = Milvus::new(State::default().with(&grant), script);
            let items = [Item { entry: EntryId::new("entry"), grant: grant.clone() }];
            let tried = revoke(&milvus, Vendor::Milvus, &items, 0, &|_| {}).now_or_never().unwrap();
            let source = tried.refusal.map(|fault| fault.source);
            assert_eq!(source, (case.name == "intent refused").then_some(FaultSource::Gateway), "{}", case.name);
        }
    }
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
fn fault_is_the_one_that_decided(what: &str, outcome: Option<&Outcome>, case: &crate::answers::Case, path: &str) {
    let Some(fault) = outcome.and_then(Outcome::fault) else { return };
    if case.says == Says::Yes {
        assert!(fault.path != path && fault.path.ends_with("/describe"), "{what}: the look failed, not {}", fault.path);
        return;
    }
    assert_eq!((Some(&fault.kind), fault.path.as_str()), (case.kind.as_ref(), path), "{what}");
    let source = if case.answer.is_ok() { FaultSource::Vendor } else { FaultSource::Gateway };
    assert_eq!((fault.source, fault.method.as_str()), (source, "POST"), "{what}");
    assert!(fault.http_status.is_some(), "{what}");
}

#[test]
fn only_where_the_vendor_said_not_yet_a_change_after_the_last_look_is_allowed_for() {
    for grant in grants() {
        let call = first_call(&grant);
        for case in cases().into_iter().filter(|case| case.says != Says::AskTheJournal) {
            let script = Script { first: Fine, effect: Ignored, answer: case.answer.clone(), after: Fine };
            let milvus = Milvus::new(State::default().with(&grant), script);
            let (outcome, _) = run(&milvus, &grant);
            milvus.take_away(&call);
            let overtaken = is_false(outcome.as_ref(), milvus.state.read().unwrap().holds(&grant));
            // `Yes` ends as StillPresent, which was true when it was said. Doubtful is `Nothing`: a server that is still at
            // work when the connection breaks, and for longer than the pause between the two looks, is missed.
            let expected = matches!(case.says, Says::No | Says::Nothing | Says::NeverLeft);
            assert_eq!(overtaken, expected, "{}: {outcome:?}", case.name);
        }
    }
}
