//! The looks themselves: what keeps the call from being sent, which failures earn a second look, and how long the pauses
//! are that the flow asks for.

use rescind_domain::event::Step;
use rescind_domain::{FaultKind, GatewayError, GatewayErrorKind, Grant, Outcome};
use rescind_engine::Put;
use rescind_vendors::TransportFailure;
use serde_json::json;

use crate::answers::cases;
use crate::fake::Effect::{Applied, Ignored};
use crate::fake::Look::{self, *};
use crate::fake::{Milvus, Script, State, http};
use crate::support::{Answer, is_false, outcome, refusal, word};
use crate::{grants, run};

pub(crate) fn confirmed() -> Answer {
    http(200, json!({"code": 0, "data": {}}))
}

#[test]
fn nothing_is_sent_unless_the_first_look_leaves_it_possible() {
    let table: [(Look, bool, &str, bool); 7] = [
        (Fine, false, "AlreadyAbsent", false),
        (FailsOnce, false, "AlreadyAbsent", false),
        // What could not be read says nothing: it is observed again later.
        (FailsAlways, true, "Back", false),
        (FailsAlways, false, "Back", false),
        (Malformed, true, "Failed", false),
        // Nothing was sent and nothing is held: `Failed` says only that the call was not made.
        (Malformed, false, "Failed", true),
        // A lie that cannot be found out.
        (Denies, true, "AlreadyAbsent", true),
    ];
    for grant in grants() {
        for case in cases() {
            for (first, held, expected, marked) in table {
                let what = format!("{grant:?}, {first:?} while held is {held}, {}", case.name);
                let state = State::default().with(&grant);
                let script = Script { first, effect: Applied, answer: case.answer.clone(), after: Fine };
                let milvus = Milvus::new(state, script);
                if !held {
                    let call = crate::first_call(&grant);
                    milvus.take_away(&call);
                }
                let (put, log) = run(&milvus, &grant);
                assert_eq!(word(&put), expected, "{what}");
                assert_eq!(is_false(outcome(&put), held), marked, "{what}");
                assert_eq!((milvus.sent(), log.begun), (vec![], vec![]), "{what}");
                assert_eq!(log.steps, [Step::Observing], "{what}");
                assert_eq!(milvus.state.read().unwrap().holds(&grant), held, "{what}");
            }
        }
    }
}

#[test]
fn the_pauses_are_asked_for_and_not_more_than_needed() {
    let no = || http(200, json!({"code": 1100, "message": "bad role name: invalid parameter"}));
    let table: [(Look, Answer, Look, &[u32]); 10] = [
        (Fine, confirmed(), Fine, &[]),
        (Fine, confirmed(), Forbidden, &[]),
        (Fine, confirmed(), Malformed, &[]),
        (Fine, confirmed(), StaleOnce, &[1000]),
        (Fine, confirmed(), StaleAlways, &[1000]),
        (FailsOnce, confirmed(), FailsOnce, &[400, 400]),
        (Fine, confirmed(), FailsAlways, &[400]),
        (Fine, no(), StaleAlways, &[]),
        (FailsAlways, confirmed(), Fine, &[400]),
        // That it is absent already is believed only when a second look shows it.
        (Denies, confirmed(), Fine, &[1000]),
    ];
    for grant in grants() {
        for (first, answer, after, pauses) in &table {
            let script = Script { first: *first, effect: Applied, answer: answer.clone(), after: *after };
            let milvus = Milvus::new(State::default().with(&grant), script);
            run(&milvus, &grant);
            assert_eq!(milvus.pauses(), *pauses, "{grant:?}: {first:?}, {answer:?}, {after:?}");
        }
    }
}

#[test]
fn a_look_that_failed_is_repeated_once_and_only_if_the_reason_passes() {
    let gateway = |kind| {
        Err(TransportFailure::Gateway { status: 502, error: GatewayError { kind, message: "a sentence".into() } })
    };
    let envelope = |code: i64, message: &str| http(200, json!({"code": code, "message": message}));
    use GatewayErrorKind as G;
    let passing = [
        Err(TransportFailure::NoAnswer),
        Err(TransportFailure::Timeout),
        gateway(G::UpstreamUnreachable),
        gateway(G::UpstreamLost),
        gateway(G::UpstreamTimeout),
        http(408, json!({"code": 10001, "message": "request timeout"})),
        http(500, json!({"code": 500})),
        http(503, ""),
        envelope(1, "service not ready"),
        envelope(2, "service unavailable: role does not exist"),
    ];
    let lasting = [
        Err(TransportFailure::Cancelled),
        gateway(G::SignedOut),
        http(401, json!({"code": 1800, "message": "user hasn't authenticated"})),
        http(429, ""),
        envelope(1100, "bad name: invalid parameter"),
        envelope(65535, "something"),
        http(200, "<html>"),
        http(200, r#"{"code":0,"data":null}"#),
        http(200, r#"{"code":0,"data":{}}"#),
    ];
    // Nothing of these is about the grant: the entry waits.
    let later: Vec<&Answer> = passing.iter().chain([&lasting[2], &lasting[3]]).collect();
    let is_later = |failure: &Answer| later.contains(&failure);
    for grant in grants() {
        for (failure, looks) in passing.iter().map(|f| (f, 2)).chain(lasting.iter().map(|f| (f, 1))) {
            let script = Script { first: Fine, effect: Ignored, answer: confirmed(), after: Fine };
            let milvus = Milvus::new(State::default(), script);
            milvus.instead.write().unwrap().extend([("describe", failure.clone()), ("describe", failure.clone())]);
            let (put, _) = run(&milvus, &grant);
            assert_eq!(word(&put), if is_later(failure) { "Back" } else { "Failed" }, "{failure:?}");
            assert_eq!(milvus.sent(), [], "{failure:?}");
            assert_eq!(milvus.reads().len(), looks, "{failure:?}");
            assert_eq!(milvus.pauses().len(), looks - 1, "{failure:?}");
        }
    }
}

#[test]
fn an_account_that_may_not_look_gets_accepted_and_never_revoked() {
    for grant in grants() {
        let script = Script { first: Forbidden, effect: Applied, answer: confirmed(), after: Forbidden };
        let milvus = Milvus::new(State::default().with(&grant), script);
        let (put, _) = run(&milvus, &grant);
        assert_eq!(outcome(&put), Some(&Outcome::Accepted));
        assert!(!Outcome::Accepted.is_verified());
    }
}

#[test]
fn a_credential_that_ends_after_the_yes_leaves_it_unknown() {
    let expired = || http(401, json!({"code": 1800, "message": "user hasn't authenticated"}));
    for grant in grants() {
        let script = Script { first: Forbidden, effect: Applied, answer: confirmed(), after: Fine };
        let milvus = Milvus::new(State::default().with(&grant), script);
        // A privilege that may not be looked for in all databases is looked for in its own.
        let refusals = if matches!(grant, Grant::Privilege(_)) { 2 } else { 1 };
        let forbidden = || ("describe", http(403, json!({"code": 65535, "message": "no"})));
        milvus.instead.write().unwrap().extend((0..refusals).map(|_| forbidden()).chain([("describe", expired())]));
        let (put, _) = run(&milvus, &grant);
        let fault = outcome(&put).and_then(Outcome::fault).expect("a fault");
        assert_eq!((word(&put), &fault.kind), ("Unknown", &FaultKind::Unauthenticated), "{put:?}");
    }
}

#[test]
fn a_replica_that_lags_makes_nothing_absent() {
    for grant in grants() {
        let script = Script { first: Fine, effect: Applied, answer: confirmed(), after: Fine };
        let milvus = Milvus::new(State::default().with(&grant), script);
        // The replica that is asked first has not heard of the grant.
        let nothing = http(200, json!({"code": 0, "data": []}));
        milvus.instead.write().unwrap().push_back(("describe", nothing));
        let (put, log) = run(&milvus, &grant);
        assert_eq!(word(&put), "Revoked");
        let captured = &log.begun[0].0[0].captured;
        assert!(captured.len() == 1 && captured[0].is_same(&grant), "as the second look saw it: {captured:?}");
        assert_eq!(milvus.pauses(), [1000]);
    }
}

#[test]
fn one_good_revocation_takes_two_observations_and_one_call() {
    for grant in grants() {
        let script = Script { first: Fine, effect: Applied, answer: confirmed(), after: Fine };
        let milvus = Milvus::new(State::default().with(&grant), script);
        let (put, log) = run(&milvus, &grant);
        assert_eq!(word(&put), "Revoked");
        // Of a privilege that is gone it is asked whether a group of the server's still covers it.
        let of_groups = milvus.reads().iter().filter(|path| path.ends_with("/privilege_groups/list")).count();
        assert_eq!(of_groups, usize::from(matches!(grant, Grant::Privilege(_))));
        assert_eq!((log.reads - of_groups, log.sent.len(), milvus.pauses().len()), (2, 1, 0), "{grant:?}");
    }
}

#[test]
fn an_attempt_that_may_not_begin_sends_nothing() {
    use rescind_engine::NotBegun;

    let grant = grants().remove(0);
    for (forbids, expected) in
        [(NotBegun::Stopped, Put::Stopped), (NotBegun::Journal(refusal()), Put::Back(Box::new(refusal())))]
    {
        let script = Script { first: Fine, effect: Applied, answer: confirmed(), after: Fine };
        let milvus = Milvus::new(State::default().with(&grant), script);
        let mut ground = crate::support::Ground::new(&milvus);
        ground.forbids = Some(forbids);
        let subjects = crate::support::subjects(rescind_domain::ActionKind::Revoke, std::slice::from_ref(&grant));
        assert_eq!(crate::support::attempt(&ground, rescind_domain::Vendor::Milvus, &subjects), [expected]);
        assert_eq!(milvus.sent(), []);
    }
}

#[test]
fn whose_turn_comes_late_observes_once_more_before_the_call() {
    let grant = grants().remove(0);
    let script = Script { first: Fine, effect: Applied, answer: confirmed(), after: Fine };
    let milvus = Milvus::new(State::default().with(&grant), script);
    let ground = crate::support::Ground::new(&milvus);
    ground.late.store(2, std::sync::atomic::Ordering::Relaxed);
    let subjects = crate::support::subjects(rescind_domain::ActionKind::Revoke, std::slice::from_ref(&grant));
    let puts = crate::support::attempt(&ground, rescind_domain::Vendor::Milvus, &subjects);
    assert_eq!(puts.iter().map(word).collect::<Vec<_>>(), ["Revoked"]);
    assert_eq!((ground.log().reads, milvus.sent().len()), (4, 1), "three before the call, and one after it");
    // What was observed is good for two seconds from its beginning, and for longer each time that it was not.
    let fresh_for = ground.log().fresh_for;
    let is_about = |left: u64, whole: u64| (whole - 10..whole).contains(&left);
    let [first, second, third] = fresh_for[..] else { panic!("{fresh_for:?}") };
    assert!(is_about(first, 2_000) && is_about(second, 4_000) && is_about(third, 8_000), "{fresh_for:?}");
}

#[test]
fn a_look_at_a_slow_server_is_good_for_longer_than_it_took() {
    let grant = grants().remove(0);
    // The first look fails, so that the whole of it takes a pause longer.
    let script = Script { first: FailsOnce, effect: Applied, answer: confirmed(), after: Fine };
    let milvus = Milvus::new(State::default().with(&grant), script);
    let mut ground = crate::support::Ground::new(&milvus);
    ground.slow = 1_500;
    let subjects = crate::support::subjects(rescind_domain::ActionKind::Revoke, std::slice::from_ref(&grant));
    let puts = crate::support::attempt(&ground, rescind_domain::Vendor::Milvus, &subjects);
    assert_eq!(puts.iter().map(word).collect::<Vec<_>>(), ["Revoked"]);
    let fresh_for = ground.log().fresh_for;
    assert!(fresh_for.len() == 1 && fresh_for[0] > 1_400, "{fresh_for:?}");
}
