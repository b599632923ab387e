//! Giving back at GenAuth: the outcomes, the calls, and that taking and giving back ends where it began.

use proptest::prelude::*;
use rescind_domain::{ActionKind, FaultKind, Grant, Outcome};
use rescind_engine::Put;
use serde_json::json;

use crate::fake::{Effect, Genauth, Look, Script, http};
use crate::kits::{Sort, kits, policy, user, users};
use crate::run::{run, run_as, tally};
use crate::state::{State, absent};
use crate::support::outcome;

fn give_back(genauth: &Genauth, grants: &[Grant]) -> Vec<Put> {
    run_as(ActionKind::Grant, genauth, grants).0
}

#[test]
fn what_was_taken_is_given_back_in_as_few_calls_and_proved_where_it_can_be_seen() {
    for kit in kits() {
        let start = State::default().with(&kit.grants);
        let genauth = Genauth::new(start.without(&kit.grants), Script::good());
        let outcomes = give_back(&genauth, &kit.grants);
        let expected = match kit.sort {
            Sort::Listed => "Restored",
            Sort::ByCode => "Accepted",
            Sort::Policy => "Failed",
        };
        assert_eq!(tally(&outcomes), [(expected, kit.grants.len())], "{}", kit.name);
        let end = if kit.sort == Sort::Policy { start.without(&kit.grants) } else { start };
        assert_eq!(*genauth.state.read().unwrap(), end, "{}", kit.name);
    }
    let genauth = Genauth::new(State::default().with(&users(120)).without(&users(120)), Script::good());
    give_back(&genauth, &users(120));
    let size = |call: &rescind_vendors::Request| call.body.as_ref().unwrap()["targets"].as_array().unwrap().len();
    let sizes: Vec<usize> = genauth.sent.read().unwrap().iter().map(size).collect();
    assert_eq!(sizes, [50, 50, 20]);
}

#[test]
fn a_yes_that_is_none_is_seen_and_a_policy_is_refused_in_words() {
    let grant = [user("code1", "u")];
    let without = || State::default().with(&grant).without(&grant);
    for (script, expected) in [
        (Script { effect: Effect::Ignored, ..Script::good() }, "StillAbsent"),
        (Script { after: Look::Forbidden, ..Script::good() }, "Accepted"),
        (Script { after: Look::Malformed, ..Script::good() }, "Unknown"),
        (Script { after: Look::StaleOnce, ..Script::good() }, "Restored"),
    ] {
        assert_eq!(tally(&give_back(&Genauth::new(without(), script), &grant)), [(expected, 1)]);
    }
    let held = Genauth::new(State::default().with(&grant), Script::good());
    assert_eq!(tally(&give_back(&held, &grant)), [("AlreadyHeld", 1)]);
    assert!(held.sent.read().unwrap().is_empty());

    let policy = [policy("code1", "p1")];
    let genauth = Genauth::new(State::default().with(&policy).without(&policy), Script::good());
    let outcomes = give_back(&genauth, &policy);
    let fault = outcome(&outcomes[0]).and_then(Outcome::fault).unwrap();
    assert!(fault.message.as_ref().is_some_and(|words| words.contains("no published call")), "{fault:?}");
    assert!(genauth.sent.read().unwrap().is_empty());
}

#[test]
fn nothing_is_given_back_to_a_user_who_is_gone() {
    let grant = [user("code1", "u")];
    let script = Script { effect: Effect::Ignored, answer: http(200, absent()), ..Script::good() };
    let genauth = Genauth::new(State::default().with(&grant).without(&grant), script);
    let outcomes = give_back(&genauth, &grant);
    let fault = outcome(&outcomes[0]).and_then(Outcome::fault).unwrap();
    assert_eq!(fault.kind, FaultKind::Vanished);
    assert_eq!(fault.message.as_deref(), json!(absent())["message"].as_str());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn taking_and_giving_back_ends_where_it_began(which in prop::sample::subsequence((0..120).collect::<Vec<_>>(), 0..=120)) {
        let mut all = users(117);
        all.extend(kits().into_iter().find(|kit| kit.name == "three roles of a user").unwrap().grants);
        let start = State::default().with(&all);
        let genauth = Genauth::new(start.clone(), Script::good());
        let chosen: Vec<Grant> = which.into_iter().map(|at: usize| all[at].clone()).collect();
        let logs = run(&genauth, &chosen).1;
        let begun = logs.into_iter().flat_map(|log| log.begun).flat_map(|(entries, _)| entries);
        let seen: Vec<Grant> = begun.flat_map(|intended| intended.captured).collect();
        prop_assert!(seen.len() == chosen.len() && chosen.iter().all(|grant| seen.contains(grant)));
        prop_assert_eq!(&*genauth.state.read().unwrap(), &start.without(&chosen));
        prop_assert!(give_back(&genauth, &seen).iter().all(|put| outcome(put) == Some(&Outcome::Restored)));
        prop_assert_eq!(&*genauth.state.read().unwrap(), &start);
    }
}
