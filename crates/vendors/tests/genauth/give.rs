//! Giving back at GenAuth: the outcomes, the calls, and that taking and giving back ends where it began.

use proptest::prelude::*;
use rescind_domain::{EntryId, FaultKind, Grant, Outcome, Vendor};
use rescind_vendors::give::{Return, give, giving_batches};
use rescind_vendors::revoke::Item;
use rescind_vendors::witness;
use serde_json::json;

use crate::fake::{Effect, Genauth, Look, Script, http};
use crate::kits::{Sort, kits, policy, run, tally, user, users};
use crate::now;
use crate::state::{State, absent};

fn give_back(genauth: &Genauth, grants: &[Grant]) -> Vec<Option<Outcome>> {
    let mut outcomes = vec![None; grants.len()];
    for batch in giving_batches(Vendor::Genauth, grants) {
        genauth.rewind();
        let back = |at: &usize| Return {
            item: Item { entry: EntryId::new(format!("undo-{at}")), grant: grants[*at].clone() },
            undo: EntryId::new(format!("entry-{at}")),
        };
        let returns: Vec<Return> = batch.iter().map(back).collect();
        let tried = now(give(genauth, Vendor::Genauth, &returns, 0, &|_| {}));
        for (at, outcome) in batch.into_iter().zip(tried.outcomes) {
            outcomes[at] = outcome;
        }
    }
    outcomes
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
    let sizes: Vec<usize> = genauth.sent.read().unwrap().iter().map(|(_, entries)| entries.len()).collect();
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
    assert_eq!(give_back(&held, &grant), [Some(Outcome::AlreadyHeld)]);
    assert!(held.sent.read().unwrap().is_empty());

    let policy = [policy("code1", "p1")];
    let genauth = Genauth::new(State::default().with(&policy).without(&policy), Script::good());
    let outcomes = give_back(&genauth, &policy);
    let fault = outcomes[0].as_ref().and_then(Outcome::fault).unwrap();
    assert!(fault.message.as_ref().is_some_and(|words| words.contains("no published call")), "{fault:?}");
    assert!(genauth.sent.read().unwrap().is_empty());
}

#[test]
fn nothing_is_given_back_to_a_user_who_is_gone() {
    let grant = [user("code1", "u")];
    let script = Script { effect: Effect::Ignored, answer: http(200, absent()), ..Script::good() };
    let genauth = Genauth::new(State::default().with(&grant).without(&grant), script);
    let outcomes = give_back(&genauth, &grant);
    let fault = outcomes[0].as_ref().and_then(Outcome::fault).unwrap();
    assert_eq!(fault.kind, FaultKind::Vanished);
    assert_eq!(fault.message.as_deref(), json!(absent())["message"].as_str());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]
    #[test]
    fn taking_and_giving_back_ends_where_it_began(which in prop::sample::subsequence((0..120).collect::<Vec<_>>(), 0..=120)) {
        let mut all = users(117);
        all.extend(kits().into_iter().find(|kit| kit.name == "three roles of a user").unwrap().grants);
        let start = State::default().with(&all);
        let genauth = Genauth::new(start.clone(), Script::good());
        let chosen: Vec<Grant> = which.into_iter().map(|at: usize| all[at].clone()).collect();
        let seen: Vec<Grant> = now(witness(&genauth, Vendor::Genauth, &chosen)).into_iter().flatten().collect();
        prop_assert_eq!(&seen, &chosen);
        run(&genauth, &chosen);
        prop_assert_eq!(&*genauth.state.read().unwrap(), &start.without(&chosen));
        prop_assert!(give_back(&genauth, &seen).iter().all(|outcome| *outcome == Some(Outcome::Restored)));
        prop_assert_eq!(&*genauth.state.read().unwrap(), &start);
    }
}
