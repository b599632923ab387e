//! Giving back at Milvus: every answer to the call, with and without the change, times what the looks show; and that taking
//! and giving back ends where it began.

use proptest::prelude::*;
use rescind_domain::{ActionKind, FaultKind, Grant, Outcome, Vendor};
use rescind_engine::Put;
use rescind_vendors::mutation;
use serde_json::json;

use crate::answers::{Says, cases};
use crate::fake::Effect::{self, Applied, Ignored};
use crate::fake::Look::{self, FailsAlways, FailsOnce, Fine, Forbidden, StaleAlways, StaleOnce};
use crate::fake::{Milvus, Script, State, http};
use crate::support::{now, outcome, settled, word};
use crate::{calls, grants, run, run_as};

const LOOKS: [Look; 6] = [Fine, Forbidden, FailsOnce, FailsAlways, StaleOnce, StaleAlways];

/// The outcome for what the answer says, what was done, and each of [`LOOKS`] afterwards. Never `Restored` where it is not so.
#[rustfmt::skip]
const EXPECTED: [(Says, Effect, [&str; 6]); 12] = [
    //                                Fine           Forbidden   FailsOnce      FailsAlways  StaleOnce      StaleAlways
    (Says::Yes,           Applied, ["Restored",    "Accepted", "Restored",    "Unknown",   "Restored",    "StillAbsent"]),
    (Says::Yes,           Ignored, ["StillAbsent", "Accepted", "StillAbsent", "Unknown",   "StillAbsent", "StillAbsent"]),
    (Says::No,            Applied, ["Restored",    "Failed",   "Restored",    "Failed",    "Failed",      "Failed"]),
    (Says::No,            Ignored, ["Failed",      "Failed",   "Failed",      "Failed",    "Failed",      "Failed"]),
    (Says::PerhapsNo,     Applied, ["Restored",    "Unknown",  "Restored",    "Unknown",   "Restored",    "Failed"]),
    (Says::PerhapsNo,     Ignored, ["Failed",      "Unknown",  "Failed",      "Unknown",   "Failed",      "Failed"]),
    (Says::Nothing,       Applied, ["Restored",    "Unknown",  "Restored",    "Unknown",   "Restored",    "Unknown"]),
    (Says::Nothing,       Ignored, ["Unknown",     "Unknown",  "Unknown",     "Unknown",   "Unknown",     "Unknown"]),
    (Says::Later,         Applied, ["Back",        "Back",     "Back",        "Back",      "Back",        "Back"]),
    (Says::Later,         Ignored, ["Back",        "Back",     "Back",        "Back",      "Back",        "Back"]),
    (Says::NeverLeft,     Applied, ["Failed",      "Failed",   "Failed",      "Failed",    "Failed",      "Failed"]),
    (Says::NeverLeft,     Ignored, ["Failed",      "Failed",   "Failed",      "Failed",    "Failed",      "Failed"]),
];

fn give_back(milvus: &Milvus, grant: &Grant) -> Put {
    run_as(ActionKind::Grant, milvus, grant).0
}

fn good() -> Script {
    Script { first: Fine, effect: Applied, answer: http(200, json!({"code": 0, "data": {}})), after: Fine }
}

#[test]
fn every_answer_effect_and_look_has_the_outcome_of_the_table() {
    for grant in grants() {
        let full = State::default().with(&grant);
        let forms = calls(ActionKind::Grant, &grant);
        for case in cases() {
            for (at, after) in LOOKS.into_iter().enumerate() {
                for effect in [Applied, Ignored] {
                    let what = format!("{} on {}: {effect:?}, {after:?} after", case.name, forms[0]);
                    let milvus = Milvus::new(
                        full.without(&grant),
                        Script { effect, after, answer: case.answer.clone(), ..good() },
                    );
                    let put = give_back(&milvus, &grant);
                    let row = EXPECTED.iter().find(|row| (row.0, row.1) == (case.says, effect)).expect("a row");
                    assert_eq!(word(&put), row.2[at], "{what}");
                    let held = milvus.state.read().unwrap().holds(&grant);
                    assert!(held || word(&put) != "Restored", "{what}");
                    assert_eq!(
                        milvus.state.read().unwrap().without(&grant),
                        full.without(&grant),
                        "{what}: all else stays"
                    );
                    let sent = if case.name == "404 text/plain" { forms.as_slice() } else { &forms[..1] };
                    assert_eq!(milvus.sent(), sent, "{what}");
                }
            }
        }
    }
}

#[test]
fn what_was_not_there_yet_and_then_could_not_be_seen_is_not_said_to_be_absent() {
    let grant = grants().into_iter().find(|grant| matches!(grant, Grant::Privilege(_))).expect("a privilege");
    let Grant::Privilege(privilege) = &grant else { return };
    let mut state = State::default().with(&grant).without(&grant);
    state.grants.push([
        privilege.role.to_string(),
        privilege.object_type.clone(),
        "*".into(),
        privilege.database.clone(),
        "*".into(),
    ]);
    let milvus = Milvus::new(state, Script { after: Look::StaleThenForbidden, ..good() });
    assert_eq!(word(&give_back(&milvus, &grant)), "Accepted", "what covers it is no sight of it");
}

#[test]
fn what_is_there_already_is_not_given_again() {
    for grant in grants() {
        let milvus = Milvus::new(State::default().with(&grant), good());
        assert_eq!(word(&give_back(&milvus, &grant)), "AlreadyHeld");
        assert_eq!(milvus.pauses(), [1000], "two looks show it");
        assert_eq!(milvus.sent(), []);
    }
}

#[test]
fn a_user_or_role_that_is_gone_gets_nothing_back_and_is_named() {
    let grant = grants().remove(0);
    for text in ["not found the role, maybe the role isn't existed", "user \"alice\" not found: invalid parameter"] {
        let answer = http(200, json!({"code": 1100, "message": text}));
        let script = Script { effect: Ignored, answer, ..good() };
        let milvus = Milvus::new(State::default().with(&grant).without(&grant), script);
        let put = give_back(&milvus, &grant);
        let fault = outcome(&put).and_then(Outcome::fault).expect("a fault");
        assert_eq!(fault.kind, FaultKind::Vanished);
        assert_eq!(fault.message.as_deref(), Some(text));
    }
}

#[test]
fn load_brings_along_what_it_took_along() {
    let load = |privilege: &str| {
        let Grant::Privilege(grant) = grants().remove(1) else { panic!("a privilege") };
        Grant::Privilege(rescind_domain::PrivilegeGrant { privilege: privilege.into(), ..grant })
    };
    let mut state = State::default().with(&load("Load"));
    state.grants.push(["analyst", "Collection", "docs", "db1", "GetLoadState"].map(String::from));
    let milvus = Milvus::new(state, good());
    let observed = |milvus: &Milvus| {
        let grants = [load("Load")];
        let observed = now(mutation::observe(milvus, Vendor::Milvus, ActionKind::Revoke, &grants));
        observed.each[0].captured.iter().map(Grant::what).collect::<Vec<_>>()
    };
    assert_eq!(observed(&milvus), ["GetLoadState on Collection docs in db1", "Load on Collection docs in db1"]);
    let along: Vec<String> = mutation::granted_along(Vendor::Milvus, &load("Load")).iter().map(Grant::what).collect();
    assert_eq!(along, ["GetLoadState on Collection docs in db1", "GetLoadingProgress on Collection docs in db1"]);
    assert_eq!(mutation::granted_along(Vendor::Milvus, &load("Search")), []);
    // Whoever has only the linked rows has no Load that could be taken.
    milvus.state.write().unwrap().grants.retain(|row| row[4] != "Load");
    assert_eq!(observed(&milvus), [""; 0]);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn taking_and_giving_back_ends_where_it_began(chosen in prop::sample::subsequence((0..5).collect::<Vec<_>>(), 0..=5)) {
        let all = grants();
        let start = all.iter().fold(State::default(), |state, grant| state.with(grant));
        let milvus = Milvus::new(start.clone(), good());
        let mut taken = Vec::new();
        for at in chosen {
            let grant = &all[at];
            let (put, log) = run(&milvus, grant);
            prop_assert!(settled(&put).outcome.is_gone(), "{:?}", put);
            taken.extend(log.begun[0].0[0].captured.clone());
        }
        for grant in &taken {
            prop_assert_eq!(word(&give_back(&milvus, grant)), "Restored");
        }
        let sorted = |mut state: State| { state.grants.sort(); state.grants.dedup(); state };
        prop_assert_eq!(sorted(milvus.state.into_inner().unwrap()), sorted(start));
    }
}
