//! Calls that were sent earlier, of whose answer the journal kept the status: the same outcomes as if the attempt had gone on,
//! as far as the journal knows.

use rescind_domain::{ActionKind, BusinessStatus, CallResultKind, Comparison, FaultKind, Grant, Vendor};
use rescind_engine::Settlement;
use rescind_engine::recovery::{Sent, recover};

use crate::answers::Says;
use crate::fake::Effect::{Applied, Ignored};
use crate::fake::{Milvus, Script, State, http};
use crate::matrix::{LOOKS, expected};
use crate::support::{Ground, connection, is_false, now};
use crate::{first_call, grants};

fn answered(status: u16) -> Sent {
    Sent { status: Some(status), business: Some(BusinessStatus::Code(65535)), ..Sent::default() }
}

fn succeeded(status: u16) -> Sent {
    Sent { status: Some(status), business: Some(BusinessStatus::Code(0)), ..Sent::default() }
}

fn judged(result: CallResultKind, status: Option<u16>) -> Sent {
    Sent { result: Some(result), status, ..Sent::default() }
}

fn recovered(milvus: &Milvus, grant: &Grant, sent: &Sent) -> Settlement {
    let call = first_call(grant);
    let sent = Sent { method: call.method.as_str().to_owned(), path: call.path, ..sent.clone() };
    let ground = Ground::new(milvus);
    let grants = std::slice::from_ref(grant);
    let settlements = now(recover(&ground, &connection(Vendor::Milvus), ActionKind::Revoke, grants, &sent));
    let [settlement] = settlements.try_into().expect("one grant has one settlement");
    settlement
}

#[test]
fn an_earlier_call_is_settled_as_if_its_answer_were_read_now() {
    use CallResultKind as R;

    let table = [
        (succeeded(200), Says::Yes, FaultKind::Unknown),
        // The journal does not keep whether a 200 without success said no, or was HTML or cut.
        (answered(200), Says::Nothing, FaultKind::Rejected),
        (answered(401), Says::No, FaultKind::Rejected),
        (answered(403), Says::No, FaultKind::Rejected),
        (answered(404), Says::No, FaultKind::Rejected),
        (answered(429), Says::No, FaultKind::Rejected),
        (answered(302), Says::Nothing, FaultKind::Rejected),
        (answered(408), Says::Nothing, FaultKind::Timeout),
        (answered(504), Says::Nothing, FaultKind::Timeout),
        (answered(500), Says::Nothing, FaultKind::Unavailable),
        (answered(502), Says::Nothing, FaultKind::Unavailable),
        (answered(503), Says::Nothing, FaultKind::Unavailable),
        (answered(204), Says::Nothing, FaultKind::Rejected),
        // Success in the body of another status is no success.
        (succeeded(500), Says::Nothing, FaultKind::Unavailable),
        (Sent::default(), Says::Nothing, FaultKind::Unknown),
        // What was judged as it came counts for more than the status.
        (judged(R::Accepted, Some(200)), Says::Yes, FaultKind::Unknown),
        (judged(R::Rejected, Some(200)), Says::No, FaultKind::Rejected),
        (judged(R::PerhapsChanged, Some(200)), Says::PerhapsNo, FaultKind::Rejected),
        (judged(R::Lost, Some(200)), Says::Nothing, FaultKind::Rejected),
        (judged(R::Lost, Some(503)), Says::Nothing, FaultKind::Unavailable),
        (judged(R::TimedOut, Some(200)), Says::Nothing, FaultKind::Timeout),
        (judged(R::TimedOut, None), Says::Nothing, FaultKind::Timeout),
        (judged(R::Lost, None), Says::Nothing, FaultKind::Unknown),
    ];
    for grant in grants() {
        let call = first_call(&grant);
        for (sent, says, kind) in &table {
            for (effect, after) in [Applied, Ignored].into_iter().flat_map(|effect| LOOKS.map(|look| (effect, look))) {
                let what = format!("{sent:?} on {call}: {effect:?}, {after:?}");
                let script = Script { first: after, effect, answer: http(200, "never asked"), after };
                let milvus = Milvus::new(State::default().with(&grant), script).called_earlier(&call);
                let settlement = recovered(&milvus, &grant, sent);
                let outcome = &settlement.outcome;

                let (expected, marked) = expected(*says, effect, after);
                assert_eq!(outcome.name(), expected, "{what}");
                let held = milvus.state.read().unwrap().holds(&grant);
                assert_eq!(is_false(Some(outcome), held), marked, "{what}");
                assert_eq!(milvus.sent().len(), 1, "{what}: nothing is sent again");
                let is_gone = matches!(settlement.comparison, Some(Comparison::NotCompared { .. }));
                assert_eq!(is_gone, outcome.is_gone(), "{what}: what was there before is not known any more");
                if let Some(fault) = outcome.fault().filter(|_| *says != Says::Yes) {
                    assert_eq!(
                        (&fault.kind, fault.http_status, &fault.path),
                        (kind, sent.status, &call.path),
                        "{what}"
                    );
                }
            }
        }
    }
}

#[test]
fn what_happened_before_is_never_absent_already() {
    let mut seen = std::collections::BTreeSet::new();
    for grant in grants() {
        for (sent, effect) in [Sent::default(), succeeded(200), judged(CallResultKind::PerhapsChanged, Some(200))]
            .into_iter()
            .flat_map(|sent| [(sent.clone(), Applied), (sent, Ignored)])
        {
            for after in LOOKS {
                let call = first_call(&grant);
                let script = Script { first: after, effect, answer: http(200, ""), after };
                let milvus = Milvus::new(State::default().with(&grant), script).called_earlier(&call);
                seen.insert(recovered(&milvus, &grant, &sent).outcome.name());
            }
        }
    }
    assert_eq!(seen.into_iter().collect::<Vec<_>>(), ["Accepted", "Failed", "Revoked", "StillPresent", "Unknown"]);
}
