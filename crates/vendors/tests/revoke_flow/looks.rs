//! The looks themselves: what keeps the call from being sent, which failures earn a second look, and how long the pauses
//! are that the flow asks for.

use rescind_domain::{FaultKind, GatewayError, GatewayErrorKind, Grant, Outcome};
use rescind_vendors::TransportFailure;
use rescind_vendors::revoke::Step;
use serde_json::json;

use crate::answers::cases;
use crate::fake::Effect::{Applied, Ignored};
use crate::fake::Look::{self, *};
use crate::fake::{Answer, Milvus, Script, State, http};
use crate::{grants, is_false, run, word};

pub(crate) fn confirmed() -> Answer {
    http(200, json!({"code": 0, "data": {}}))
}

#[test]
fn nothing_is_sent_unless_the_first_look_leaves_it_possible() {
    let table: [(Look, bool, &str, bool); 6] = [
        (Fine, false, "AlreadyAbsent", false),
        (FailsOnce, false, "AlreadyAbsent", false),
        (FailsAlways, true, "Failed", false),
        (Malformed, true, "Failed", false),
        // Nothing was sent and nothing is held: `Failed` says only that the call was not made.
        (FailsAlways, false, "Failed", true),
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
                let (outcome, steps) = run(&milvus, &grant);
                assert_eq!(word(outcome.as_ref()), expected, "{what}");
                assert_eq!(is_false(outcome.as_ref(), held), marked, "{what}");
                assert_eq!(milvus.sent(), [], "{what}");
                assert_eq!(steps, [Step::Looking], "{what}");
                assert_eq!(milvus.state.read().unwrap().holds(&grant), held, "{what}");
            }
        }
    }
}

#[test]
fn the_pauses_are_asked_for_and_not_more_than_needed() {
    let no = || http(200, json!({"code": 1100, "message": "bad role name: invalid parameter"}));
    let table: [(Look, Answer, Look, &[u32]); 9] = [
        (Fine, confirmed(), Fine, &[]),
        (Fine, confirmed(), Forbidden, &[]),
        (Fine, confirmed(), Malformed, &[]),
        (Fine, confirmed(), StaleOnce, &[800]),
        (Fine, confirmed(), StaleAlways, &[800]),
        (FailsOnce, confirmed(), FailsOnce, &[400, 400]),
        (Fine, confirmed(), FailsAlways, &[400]),
        (Fine, no(), StaleAlways, &[]),
        (FailsAlways, confirmed(), Fine, &[400]),
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
    for grant in grants() {
        for (failure, looks) in passing.iter().map(|f| (f, 2)).chain(lasting.iter().map(|f| (f, 1))) {
            let script = Script { first: Fine, effect: Ignored, answer: confirmed(), after: Fine };
            let milvus = Milvus::new(State::default(), script);
            milvus.instead.write().unwrap().extend([("describe", failure.clone()), ("describe", failure.clone())]);
            let (outcome, _) = run(&milvus, &grant);
            assert_eq!(word(outcome.as_ref()), "Failed", "{failure:?}");
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
        let (outcome, _) = run(&milvus, &grant);
        assert_eq!(outcome, Some(Outcome::Accepted));
        assert!(!Outcome::Accepted.is_verified());
    }
}

#[test]
fn a_session_that_ends_after_the_yes_is_unknown() {
    let signed_out = || {
        let error = GatewayError { kind: GatewayErrorKind::SignedOut, message: "Sign in again.".into() };
        Err(TransportFailure::Gateway { status: 401, error })
    };
    for grant in grants() {
        let script = Script { first: Forbidden, effect: Applied, answer: confirmed(), after: Fine };
        let milvus = Milvus::new(State::default().with(&grant), script);
        // A privilege that may not be looked for in all databases is looked for in its own.
        let refusals = if matches!(grant, Grant::Privilege(_)) { 2 } else { 1 };
        let forbidden = || ("describe", http(403, json!({"code": 65535, "message": "no"})));
        milvus.instead.write().unwrap().extend((0..refusals).map(|_| forbidden()).chain([("describe", signed_out())]));
        let (outcome, _) = run(&milvus, &grant);
        assert!(
            matches!(&outcome, Some(Outcome::Unknown { fault }) if fault.kind == FaultKind::SignedOut),
            "{outcome:?}"
        );
    }
}
