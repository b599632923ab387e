//! Calls that were sent earlier, of whose answer the journal kept the status: the same outcomes as if the flow had been there,
//! as far as the journal knows.

use futures_util::FutureExt;
use rescind_domain::{FaultKind, Outcome, Vendor};
use rescind_vendors::revocation_calls;
use rescind_vendors::revoke::{Earlier, settle_earlier};

use crate::answers::Says;
use crate::fake::Effect::{Applied, Ignored};
use crate::fake::{Milvus, Script, State, http};
use crate::matrix::{LOOKS, expected};
use crate::{grants, is_false, word};

fn answered(status: u16) -> Earlier {
    Earlier::Answered { status, success: false }
}

#[test]
fn an_earlier_call_is_settled_as_if_its_answer_were_read_now() {
    let table = [
        (Earlier::Answered { status: 200, success: true }, Says::Yes, FaultKind::Unknown),
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
        (Earlier::Answered { status: 500, success: true }, Says::Nothing, FaultKind::Unavailable),
        (Earlier::Lost, Says::Nothing, FaultKind::Unknown),
    ];
    for grant in grants() {
        let call = revocation_calls(Vendor::Milvus, &grant).swap_remove(0);
        for (earlier, says, kind) in &table {
            for (effect, after) in [Applied, Ignored].into_iter().flat_map(|effect| LOOKS.map(|look| (effect, look))) {
                let what = format!("{earlier:?} on {call}: {effect:?}, {after:?}");
                let script = Script { first: after, effect, answer: http(200, "never asked"), after };
                let milvus = Milvus::new(State::default().with(&grant), script).called_earlier(&call);
                let outcome = settle_earlier(&milvus, Vendor::Milvus, &grant, earlier).now_or_never();
                let outcome = outcome.expect("settling waits for nothing but its transport");

                let (expected, marked) = expected(*says, effect, after);
                assert_eq!(word(Some(&outcome)), expected, "{what}");
                let held = milvus.state.borrow().holds(&grant);
                assert_eq!(is_false(Some(&outcome), held), marked, "{what}");
                assert_eq!(milvus.sent().len(), 1, "{what}: settling sends nothing");
                if let Some(fault) = outcome.fault().filter(|_| *says != Says::Yes) {
                    let status = if let Earlier::Answered { status, .. } = earlier { Some(*status) } else { None };
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
        for (earlier, effect) in [Earlier::Lost, Earlier::Answered { status: 200, success: true }, answered(408)]
            .into_iter()
            .flat_map(|earlier| [(earlier.clone(), Applied), (earlier, Ignored)])
        {
            for after in LOOKS {
                let call = revocation_calls(Vendor::Milvus, &grant).swap_remove(0);
                let script = Script { first: after, effect, answer: http(200, ""), after };
                let milvus = Milvus::new(State::default().with(&grant), script).called_earlier(&call);
                let outcome = settle_earlier(&milvus, Vendor::Milvus, &grant, &earlier).now_or_never();
                assert_ne!(outcome, Some(Outcome::AlreadyAbsent));
                seen.insert(word(outcome.as_ref()));
            }
        }
    }
    assert_eq!(seen.into_iter().collect::<Vec<_>>(), ["Accepted", "Failed", "Revoked", "StillPresent", "Unknown"]);
}
