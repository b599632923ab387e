//! Many grants in several calls of which one goes wrong: each grant has the outcome that the state proves.

use rescind_domain::outcome::Proof;
use rescind_domain::{ActionKind, PrincipalKind, Vendor};
use rescind_engine::Put;
use rescind_vendors::mutation::batches;
use serde_json::json;

use crate::fake::{Effect, Genauth, Look, Script, http};
use crate::kits::{member, user, users};
use crate::run::{run, tally};
use crate::state::{State, absent};
use crate::support::{Ground, attempt, outcome, refusal, subjects, word};

#[test]
fn when_the_middle_call_is_lost_its_grants_stay_unknown_and_another_plan_takes_them() {
    let grants = users(120);
    let genauth = Genauth::new(State::default().with(&grants), Script::good());
    let mut puts = vec![Put::Stopped; grants.len()];
    let subjects = subjects(ActionKind::Revoke, &grants);
    for (number, batch) in batches(Vendor::Genauth, ActionKind::Revoke, &grants).into_iter().enumerate() {
        genauth.rewind();
        let good = Script::good();
        let bad = Script { effect: Effect::Ignored, answer: http(502, "<html>bad gateway</html>"), ..Script::good() };
        *genauth.script.write().unwrap() = if number == 1 { bad } else { good };
        let some: Vec<_> = batch.iter().map(|at| subjects[*at].clone()).collect();
        let found = attempt(&Ground::new(&genauth), Vendor::Genauth, &some);
        batch.into_iter().zip(found).for_each(|(at, put)| puts[at] = put);
    }
    assert_eq!(tally(&puts), [("Revoked", 70), ("Unknown", 50)]);
    let held = grants.iter().filter(|grant| genauth.state.read().unwrap().holds(grant)).count();
    assert_eq!(held, 50);

    let left: Vec<_> =
        grants.iter().zip(&puts).filter(|(_, put)| word(put) == "Unknown").map(|(g, _)| g.clone()).collect();
    *genauth.script.write().unwrap() = Script::good();
    assert_eq!(tally(&run(&genauth, &left).0), [("Revoked", 50)]);
    assert_eq!(genauth.sent.read().unwrap().len(), 4);
}

#[test]
fn what_the_journal_does_not_permit_is_left_out_of_the_call_and_the_others_go() {
    let grants = users(50);
    let genauth = Genauth::new(State::default().with(&grants), Script::good());
    let subjects = subjects(ActionKind::Revoke, &grants);
    let mut ground = Ground::new(&genauth);
    ground.refuses = vec![subjects[3].id.clone(), subjects[7].id.clone()];
    let puts = attempt(&ground, Vendor::Genauth, &subjects);
    assert_eq!(tally(&puts), [("Revoked", 48), ("Failed", 2)]);
    for at in [3, 7] {
        let outcome = outcome(&puts[at]).expect("an outcome");
        assert_eq!((outcome.proof(), outcome.fault()), (Some(Proof::NotSent), Some(&refusal())));
    }
    let sent = genauth.sent.read().unwrap();
    assert_eq!(sent.len(), 1);
    assert_eq!(sent[0].body.as_ref().unwrap()["targets"].as_array().unwrap().len(), 48);
}

#[test]
fn an_unknown_user_among_others_leaves_each_to_the_look() {
    let grants = users(5);
    for (applied, tallied) in
        [(0, vec![("Failed", 5)]), (2, vec![("Revoked", 2), ("Failed", 3)]), (5, vec![("Revoked", 5)])]
    {
        let script = Script { effect: Effect::InPart(applied), answer: http(200, absent()), ..Script::good() };
        let genauth = Genauth::new(State::default().with(&grants), script);
        assert_eq!(tally(&run(&genauth, &grants).0), tallied);
    }
    // Where nothing can be seen afterwards, nothing is known of any of them.
    let script =
        Script { effect: Effect::InPart(2), answer: http(200, absent()), after: Look::FailsAlways, ..Script::good() };
    assert_eq!(tally(&run(&Genauth::new(State::default().with(&grants), script), &grants).0), [("Unknown", 5)]);
}

#[test]
fn who_is_not_among_the_members_is_left_out_of_the_call() {
    let held = users(2);
    let mut grants = held.clone();
    grants.insert(1, user("code1", "nobody7"));
    let genauth = Genauth::new(State::default().with(&held), Script::good());
    let (puts, _) = run(&genauth, &grants);
    assert_eq!(tally(&puts), [("Revoked", 2), ("AlreadyAbsent", 1)]);
    let body = genauth.sent.read().unwrap()[0].body.clone().unwrap();
    assert_eq!(body["targets"].as_array().unwrap().len(), 2, "one unknown target would fail the whole call");
}

#[test]
fn a_grant_that_is_there_twice_is_taken_once() {
    let grants = [user("code1", "u"), user("code1", "u")];
    let genauth = Genauth::new(State::default().with(&grants), Script::good());
    assert_eq!(tally(&run(&genauth, &grants).0), [("Revoked", 1), ("AlreadyAbsent", 1)]);
    assert_eq!(genauth.sent.read().unwrap().len(), 1);
}

#[test]
fn groups_and_roles_are_accepted_and_never_revoked() {
    let grants =
        [member("default", "code1", PrincipalKind::Group, "dev"), member("default", "code1", PrincipalKind::Role, "r")];
    let genauth = Genauth::new(State::default().with(&grants), Script::good());
    assert_eq!(tally(&run(&genauth, &grants).0), [("Accepted", 2)]);
    assert!(genauth.reads.read().unwrap().is_empty(), "no call shows them");
}

#[test]
fn a_token_that_ends_midway_fails_no_entry() {
    let grants = users(2);
    let answer = http(200, json!({"statusCode": 401, "apiCode": 2020, "message": "尚未登录，无权限访问此请求"}));
    let script = Script { effect: Effect::Ignored, answer, ..Script::good() };
    let genauth = Genauth::new(State::default().with(&grants), script);
    assert_eq!(tally(&run(&genauth, &grants).0), [("Back", 2)]);
    assert!(genauth.pauses.read().unwrap().is_empty());
}
