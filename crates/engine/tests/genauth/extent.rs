//! What is told of a call besides its own grants: how many are gone from the lists of holders that it was made for.

use rescind_domain::observation::Place;
use rescind_domain::{Comparison, Grant};

use crate::fake::{Effect, Genauth, Script};
use crate::kits::{user, users};
use crate::run::{run, tally};
use crate::state::State;
use crate::support::settled;

/// How many are gone as well, and whether that is instead of what was asked for.
fn also(genauth: &Genauth, grants: &[Grant]) -> Vec<Option<(u64, Place)>> {
    let one = |put| match settled(put).comparison.as_ref() {
        Some(Comparison::AlsoGone { count: Some(count), place, grants, .. }) => {
            assert!(grants.is_empty());
            Some((*count, *place))
        }
        Some(Comparison::Same) => None,
        other => panic!("{other:?}"),
    };
    run(genauth, grants).0.iter().map(one).collect()
}

#[test]
fn one_good_revocation_takes_two_observations_and_one_call() {
    let grants = users(1);
    let genauth = Genauth::new(State::default().with(&grants), Script::good());
    let (puts, logs) = run(&genauth, &grants);
    assert_eq!(tally(&puts), [("Revoked", 1)]);
    // Of a user who is gone it is asked in which departments the user still may be.
    assert_eq!(genauth.paths_read(), ["list-role-members", "list-role-members", "get-user"]);
    assert_eq!((logs[0].sent.len(), genauth.pauses.read().unwrap().len()), (1, 0));
}

#[test]
fn who_is_gone_besides_is_counted() {
    let grants = users(120);
    let mut genauth = Genauth::new(State::default().with(&grants), Script::good());
    assert_eq!(also(&genauth, &grants[..3]), [None; 3]);
    genauth.meanwhile = Some(|state| state.members.retain(|member| !member.3.starts_with("user-11")));
    assert_eq!(also(&genauth, &grants[3..5]), [Some((10, Place::Besides)); 2]);
    *genauth.script.write().unwrap() = Script { effect: Effect::InPart(1), ..Script::good() };
    genauth.meanwhile = Some(|state| state.members.retain(|member| !member.3.starts_with("user-10")));
    assert_eq!(also(&genauth, &grants[5..7]), [Some((10, Place::Instead)); 2]);
}

#[test]
fn a_list_that_needed_no_call_is_not_counted() {
    // Of three roles of a user one is gone already, and many others hold that one: the lists of the other two are compared.
    let mut others: Vec<Grant> = users(60);
    let roles = [user("code1", "u"), user("a", "u"), user("b", "u")];
    others.extend_from_slice(&roles[1..]);
    let genauth = Genauth::new(State::default().with(&others), Script::good());
    let (puts, _) = run(&genauth, &roles);
    assert_eq!(tally(&puts), [("AlreadyAbsent", 1), ("Revoked", 2)]);
    assert!(puts[1..].iter().all(|put| settled(put).comparison == Some(Comparison::Same)), "{puts:?}");
}

#[test]
fn what_is_looked_at_once_more_is_counted_once_more() {
    // Two roles of a user of which only one is revoked: the second look is for the other one alone.
    let roles = [user("a", "u"), user("b", "u")];
    let script = Script { effect: Effect::Ignored, ..Script::good() };
    let mut genauth = Genauth::new(State::default().with(&roles), script);
    genauth.meanwhile = Some(|state| {
        state.members.remove(&("default".into(), "a".into(), "USER", "u".into()));
    });
    let (puts, _) = run(&genauth, &roles);
    assert_eq!(tally(&puts), [("Revoked", 1), ("StillPresent", 1)]);
    assert!(puts.iter().all(|put| settled(put).comparison == Some(Comparison::Same)), "{puts:?}");
}
