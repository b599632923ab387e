//! Calls that were sent earlier, of whose answer the journal kept the status: the same outcomes as if the flow had been there,
//! as far as the journal knows.

use futures_util::FutureExt;
use rescind_domain::{BusinessStatus, FaultKind, Grant, Outcome, Vendor, Word};
use rescind_vendors::revoke::{Earlier, settle_earlier};

use crate::answers::Says;
use crate::fake::Effect::{Applied, Ignored};
use crate::fake::{Milvus, Script, State, http};
use crate::matrix::{LOOKS, expected};
use crate::{first_call, grants, is_false, word};

fn answered(status: u16) -> Earlier {
    Earlier::Answered { status, business: Some(BusinessStatus::Code(65535)) }
}

fn succeeded(status: u16) -> Earlier {
    Earlier::Answered { status, business: Some(BusinessStatus::Code(0)) }
}

const fn judged(word: Word, status: Option<u16>) -> Earlier {
    Earlier::Judged { word, status, business: None }
}

fn settle(milvus: &Milvus, grant: &Grant, earlier: &Earlier) -> Outcome {
    let call = first_call(grant);
    let sent = (call.method.as_str(), call.path.as_str());
    let settling = settle_earlier(milvus, Vendor::Milvus, std::slice::from_ref(grant), earlier, sent, &|_| ());
    let outcomes = settling.now_or_never().expect("settling waits for nothing but its transport");
    let [outcome] = outcomes.try_into().expect("one grant has one outcome");
    outcome
}

#[test]
fn an_earlier_call_is_settled_as_if_its_answer_were_read_now() {
    let table = [
        (succeeded(200), Says::Yes, FaultKind::Unknown),
        // The journal does not keep whether a 200 without success said no, or was HTML or cut.
        (answered(200), Says::Nothing, FaultKind::Rejected),
        (answered(401), Says::No, FaultKind::Rejected),
        (answered(403), Says::No, FaultKind::Rejected),
        (answered(404), Says::No, FaultKind::Rejected),
        (answered(429), Says::No, FaultKind::Rejected),
        (answered(302), Says::No, FaultKind::Rejected),
        (answered(408), Says::NotYet, FaultKind::Timeout),
        (answered(504), Says::NotYet, FaultKind::Timeout),
        (answered(500), Says::Nothing, FaultKind::Unavailable),
        (answered(502), Says::Nothing, FaultKind::Unavailable),
        (answered(503), Says::Nothing, FaultKind::Unavailable),
        (answered(204), Says::Nothing, FaultKind::Rejected),
        // Success in the body of another status is no success.
        (succeeded(500), Says::Nothing, FaultKind::Unavailable),
        (Earlier::Lost, Says::Nothing, FaultKind::Unknown),
        // What was judged as it came counts for more than the status.
        (judged(Word::Done, Some(200)), Says::Yes, FaultKind::Unknown),
        (judged(Word::Refused, Some(200)), Says::No, FaultKind::Rejected),
        (judged(Word::Unclear, Some(200)), Says::Nothing, FaultKind::Rejected),
        (judged(Word::Unclear, Some(503)), Says::Nothing, FaultKind::Unavailable),
        (judged(Word::Late, Some(200)), Says::NotYet, FaultKind::Timeout),
        (judged(Word::Late, None), Says::NotYet, FaultKind::Timeout),
        (judged(Word::Unclear, None), Says::Nothing, FaultKind::Unknown),
    ];
    for grant in grants() {
        let call = first_call(&grant);
        for (earlier, says, kind) in &table {
            for (effect, after) in [Applied, Ignored].into_iter().flat_map(|effect| LOOKS.map(|look| (effect, look))) {
                let what = format!("{earlier:?} on {call}: {effect:?}, {after:?}");
                let script = Script { first: after, effect, answer: http(200, "never asked"), after };
                let milvus = Milvus::new(State::default().with(&grant), script).called_earlier(&call);
                let outcome = settle(&milvus, &grant, earlier);

                let (expected, marked) = expected(*says, effect, after);
                assert_eq!(word(Some(&outcome)), expected, "{what}");
                let held = milvus.state.read().unwrap().holds(&grant);
                assert_eq!(is_false(Some(&outcome), held), marked, "{what}");
                assert_eq!(milvus.sent().len(), 1, "{what}: settling sends nothing");
                if let Some(fault) = outcome.fault().filter(|_| *says != Says::Yes) {
                    let status = match earlier {
                        Earlier::Answered { status, .. } => Some(*status),
                        Earlier::Judged { status, .. } => *status,
                        Earlier::Lost => None,
                    };
                    assert_eq!((&fault.kind, fault.http_status, &fault.path), (kind, status, &call.path), "{what}");
                }
            }
        }
    }
}

#[test]
fn settling_can_end_in_every_outcome_but_already_absent() {
    let mut seen = std::collections::BTreeSet::new();
    for grant in grants() {
        for (earlier, effect) in [Earlier::Lost, succeeded(200), answered(408)]
            .into_iter()
            .flat_map(|earlier| [(earlier.clone(), Applied), (earlier, Ignored)])
        {
            for after in LOOKS {
                let call = first_call(&grant);
                let script = Script { first: after, effect, answer: http(200, ""), after };
                let milvus = Milvus::new(State::default().with(&grant), script).called_earlier(&call);
                let outcome = settle(&milvus, &grant, &earlier);
                assert_ne!(outcome, Outcome::AlreadyAbsent);
                seen.insert(word(Some(&outcome)));
            }
        }
    }
    assert_eq!(seen.into_iter().collect::<Vec<_>>(), ["Accepted", "Failed", "Revoked", "StillPresent", "Unknown"]);
}
