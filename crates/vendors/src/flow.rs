//! The engine of both flows, taking away and giving back: look, call, look again, compare. It decides what may be claimed,
//! and knows neither vendors' calls nor how entries came to be.

use rescind_domain::outcome::Proof;
use rescind_domain::{Act, EntryId, Fault, FaultKind, GatewayErrorKind, Grant, OperationId, Outcome, Retry, Vendor};

use crate::api::{Api as _, with_api};
use crate::give::giving_calls;
use crate::operation::Operation;
use crate::revoke::{Next, Sight, Step, Tried, Verdict, preparation, revocation_calls};
use crate::transport::fault_of;
use crate::{Request, Response, Transport, TransportFailure};

/// Before a grant that is not as it should be by now is reported as such, it is looked at once more after this pause, in
/// milliseconds: servers answer before every replica has heard of the change.
const SECOND_LOOK_AFTER: u32 = 800;
/// The pause in milliseconds before a look that failed for a passing reason is tried once more.
const LOOK_AGAIN_AFTER: u32 = 400;

/// One entry on its way.
#[derive(Clone, Debug)]
pub(crate) struct Errand {
    /// The entry.
    pub(crate) entry: EntryId,
    /// The grant.
    pub(crate) grant: Grant,
    /// The entry that it undoes, when it gives back.
    pub(crate) undo: Option<EntryId>,
}

/// Looks, calls, looks again, for the entries of one batch. `attempt` counts the forms of the call, from 0.
pub(crate) async fn carry_out(
    transport: &impl Transport,
    vendor: Vendor,
    act: Act,
    errands: &[Errand],
    attempt: usize,
    step: &(dyn Fn(Step) + Sync),
) -> Tried {
    step(Step::Looking);
    let grants: Vec<Grant> = errands.iter().map(|errand| errand.grant.clone()).collect();
    let first = patient_looks(transport, vendor, act, &grants).await;
    let mut outcomes: Vec<Option<Outcome>> = first.into_iter().map(|sight| before_the_call(sight, act)).collect();
    let open: Vec<usize> =
        outcomes.iter().enumerate().filter_map(|(at, found)| found.is_none().then_some(at)).collect();
    let wanted: Vec<Errand> = open.iter().filter_map(|at| errands.get(*at)).cloned().collect();
    if wanted.is_empty() {
        return Tried { outcomes, next: Next::Nothing, refusal: None };
    }
    let tried = call_and_settle(transport, vendor, act, &wanted, attempt, step).await;
    for (at, outcome) in open.into_iter().zip(tried.outcomes) {
        if let Some(place) = outcomes.get_mut(at) {
            *place = outcome;
        }
    }
    Tried { outcomes, ..tried }
}

/// What is clear without any call.
fn before_the_call(sight: Sight, act: Act) -> Option<Outcome> {
    match (sight, act) {
        (Sight::Gone { .. }, Act::Take) => Some(Outcome::AlreadyAbsent),
        (Sight::Held, Act::Give) => Some(Outcome::AlreadyHeld),
        (Sight::Failed(fault), _) => Some(failed(fault, act, Proof::NotSent)),
        (Sight::Held, Act::Take) | (Sight::Gone { .. }, Act::Give) | (Sight::Hidden(_) | Sight::Blind, _) => None,
    }
}

/// The calls for the grants of one batch, best first, after reading whatever they depend on.
pub(crate) async fn calls(
    transport: &impl Transport,
    vendor: Vendor,
    act: Act,
    grants: &[Grant],
) -> Result<Vec<Request>, Fault> {
    let made = |prepared: Option<(&Request, &Response)>| match act {
        Act::Take => revocation_calls(vendor, grants, prepared),
        Act::Give => giving_calls(vendor, grants, prepared),
    };
    let Some(request) = preparation(vendor, grants) else { return made(None) };
    let mut answer = transport.read(&request).await;
    if answer.as_ref().is_err_and(|failure| fault_of(failure, &request).is_transient()) {
        transport.pause(LOOK_AGAIN_AFTER).await;
        answer = transport.read(&request).await;
    }
    let response = answer.map_err(|failure| fault_of(&failure, &request))?;
    made(Some((&request, &response)))
}

async fn call_and_settle(
    transport: &impl Transport,
    vendor: Vendor,
    act: Act,
    errands: &[Errand],
    attempt: usize,
    step: &(dyn Fn(Step) + Sync),
) -> Tried {
    let ended = |outcomes, next| Tried { outcomes, next, refusal: None };
    let grants: Vec<Grant> = errands.iter().map(|errand| errand.grant.clone()).collect();
    let all = |outcome: Outcome| vec![Some(outcome); errands.len()];
    let calls = match calls(transport, vendor, act, &grants).await {
        Ok(calls) => calls,
        Err(fault) => return ended(all(failed(fault, act, Proof::NotSent)), Next::Nothing),
    };
    let Some(call) = calls.get(attempt) else { return ended(vec![None; errands.len()], Next::Nothing) };
    step(Step::Calling);
    let entries: Vec<EntryId> = errands.iter().map(|errand| errand.entry.clone()).collect();
    let undone: Vec<EntryId> = errands.iter().filter_map(|errand| errand.undo.clone()).collect();
    let answer = match act {
        Act::Take => transport.revoke(call, &entries).await,
        Act::Give => transport.give(call, &entries, &undone).await,
    };
    if let Err(failure) = &answer
        && leaves_it_to_the_journal(failure)
    {
        let refusal = matches!(failure, TransportFailure::Gateway { .. }).then(|| fault_of(failure, call));
        return Tried { outcomes: vec![None; errands.len()], next: Next::Nothing, refusal };
    }
    let verdict = match judge(vendor, call, &answer) {
        Verdict::Pending(operation) => follow(transport, vendor, &operation, step).await,
        verdict => aftermath(transport, vendor, &grants, verdict, step).await,
    };
    let next = match &verdict {
        Verdict::Refused(fault) => match &fault.kind {
            FaultKind::NotFound if fault.http_status == Some(404) && calls.len() > attempt + 1 => Next::OlderForm,
            FaultKind::Conflict { blocking: Some(operation) } => Next::After(operation.clone()),
            _ => Next::Nothing,
        },
        _ => Next::Nothing,
    };
    step(Step::Verifying);
    let outcomes = settle(transport, vendor, act, &grants, &verdict).await;
    // Whatever is gone, or may be, needs no other form.
    let failed = outcomes.iter().all(|outcome| matches!(outcome, Outcome::Failed { .. }));
    ended(outcomes.into_iter().map(Some).collect(), if failed { next } else { Next::Nothing })
}

/// Waits for the end of an operation.
pub(crate) async fn follow(
    transport: &impl Transport,
    vendor: Vendor,
    operation: &OperationId,
    step: &(dyn Fn(Step) + Sync),
) -> Verdict {
    let show = |operation: &Operation| step(Step::Following(operation.clone()));
    with_api!(vendor, api => api.follow(transport, operation, &show).await)
}

/// The verdict on a call once nothing of it is under way any more, as far as that can be waited for.
pub(crate) async fn aftermath(
    transport: &impl Transport,
    vendor: Vendor,
    grants: &[Grant],
    verdict: Verdict,
    step: &(dyn Fn(Step) + Sync),
) -> Verdict {
    let show = |operation: &Operation| step(Step::Following(operation.clone()));
    match verdict {
        Verdict::Lost(_) | Verdict::Late(_) => {
            with_api!(vendor, api => api.aftermath(transport, grants, verdict, &show).await)
        }
        verdict => verdict,
    }
}

/// The outcomes of a call that was judged, after looking again.
pub(crate) async fn settle(
    transport: &impl Transport,
    vendor: Vendor,
    act: Act,
    grants: &[Grant],
    verdict: &Verdict,
) -> Vec<Outcome> {
    match verdict {
        Verdict::NotSent(fault) => return vec![failed(fault.clone(), act, Proof::NotSent); grants.len()],
        Verdict::Pending(operation) => return vec![Outcome::Pending { operation: operation.clone() }; grants.len()],
        _ => {}
    }
    let mut sights = patient_looks(transport, vendor, act, grants).await;
    let as_before = |sight: &Sight| match act {
        Act::Take => *sight == Sight::Held,
        Act::Give => matches!(sight, Sight::Gone { .. }),
    };
    let unchanged: Vec<usize> =
        sights.iter().enumerate().filter_map(|(at, sight)| as_before(sight).then_some(at)).collect();
    if !unchanged.is_empty() && !matches!(verdict, Verdict::Refused(_)) {
        transport.pause(SECOND_LOOK_AFTER).await;
        // What of the same call is still there may be what covers the rest of it.
        let is_covered = |sight: &Sight| matches!(sight, Sight::Gone { still } if !still.is_empty());
        let covered = sights.iter().enumerate().filter_map(|(at, sight)| is_covered(sight).then_some(at));
        let unchanged: Vec<usize> = match act {
            Act::Take => unchanged.into_iter().chain(covered).collect(),
            Act::Give => unchanged,
        };
        let again: Vec<Grant> = unchanged.iter().filter_map(|at| grants.get(*at)).cloned().collect();
        for (at, sight) in unchanged.into_iter().zip(patient_looks(transport, vendor, act, &again).await) {
            let sees = matches!(sight, Sight::Held | Sight::Gone { .. });
            if let Some(place) = sights.get_mut(at)
                && (sees || act == Act::Give || !is_covered(place))
            {
                *place = sight;
            }
        }
    }
    let claim = match act {
        Act::Take => taken,
        Act::Give => given,
    };
    sights.into_iter().map(|sight| claim(sight, verdict)).collect()
}

/// What may be claimed of one grant that was to be taken away.
fn taken(sight: Sight, verdict: &Verdict) -> Outcome {
    match (sight, verdict) {
        (Sight::Gone { still }, _) if still.is_empty() => Outcome::Revoked,
        (Sight::Gone { still: via }, _) => Outcome::StillEffective { via },
        (_, Verdict::NotSent(fault)) => Outcome::failed(fault.clone(), Proof::NotSent),
        (Sight::Held, Verdict::Refused(fault) | Verdict::Lost(fault)) => {
            Outcome::failed(fault.clone(), Proof::ReadAgain)
        }
        (_, Verdict::Refused(fault)) => Outcome::failed(fault.clone(), Proof::Said),
        (_, Verdict::Pending(operation)) => Outcome::Pending { operation: operation.clone() },
        (Sight::Held, Verdict::Confirmed) => Outcome::StillPresent,
        (Sight::Hidden(_) | Sight::Blind, Verdict::Confirmed) => Outcome::Accepted,
        (Sight::Failed(fault), Verdict::Confirmed) => Outcome::unknown(fault),
        (_, Verdict::Lost(fault) | Verdict::Late(fault)) => Outcome::unknown(fault.clone()),
    }
}

/// What may be claimed of one grant that was to be given back.
fn given(sight: Sight, verdict: &Verdict) -> Outcome {
    match (sight, verdict) {
        (Sight::Held, _) => Outcome::Restored,
        (_, Verdict::NotSent(fault)) => failed(fault.clone(), Act::Give, Proof::NotSent),
        (Sight::Gone { .. }, Verdict::Refused(fault) | Verdict::Lost(fault)) => {
            failed(fault.clone(), Act::Give, Proof::ReadAgain)
        }
        (_, Verdict::Refused(fault)) => failed(fault.clone(), Act::Give, Proof::Said),
        (_, Verdict::Pending(operation)) => Outcome::Pending { operation: operation.clone() },
        (Sight::Gone { .. }, Verdict::Confirmed) => Outcome::StillAbsent,
        (Sight::Hidden(_) | Sight::Blind, Verdict::Confirmed) => Outcome::Accepted,
        (Sight::Failed(fault), Verdict::Confirmed) => Outcome::unknown(fault),
        (_, Verdict::Lost(fault) | Verdict::Late(fault)) => Outcome::unknown(fault.clone()),
    }
}

/// A failure. Where whoever or whatever it is for is not there any more, nothing can be given back: that is no mistake of the
/// call, and whether to make it anew is not ours to decide. A call that the server lacks is another matter.
fn failed(mut fault: Fault, act: Act, proof: Proof) -> Outcome {
    let lacks_the_call = fault.http_status == Some(404) && fault.business.is_none();
    if act == Act::Give && fault.kind == FaultKind::NotFound && !lacks_the_call {
        fault.kind = FaultKind::Vanished;
        fault.retry = Retry::Useless;
    }
    Outcome::failed(fault, proof)
}

/// Whether only the journal can tell what became of the call: no answer reached us, or another page's call for the same
/// entry is under way, so that its fate is the entry's.
fn leaves_it_to_the_journal(failure: &TransportFailure) -> bool {
    match failure {
        TransportFailure::NoAnswer | TransportFailure::Timeout | TransportFailure::Cancelled => true,
        TransportFailure::Gateway { error, .. } => error.kind == GatewayErrorKind::IntentRefused,
    }
}

/// What the answer says of the call, before anything is looked at.
fn judge(vendor: Vendor, call: &Request, answer: &Result<Response, TransportFailure>) -> Verdict {
    let failure = match answer {
        Ok(response) => return with_api!(vendor, api => api.judge(call, response)),
        Err(failure) => failure,
    };
    let fault = fault_of(failure, call);
    match fault.kind {
        FaultKind::Unknown => Verdict::Lost(fault),
        FaultKind::Timeout => Verdict::Late(fault),
        _ => Verdict::NotSent(fault),
    }
}

/// Looks, and once more at what could not be seen for a reason that passes.
async fn patient_looks(transport: &impl Transport, vendor: Vendor, act: Act, grants: &[Grant]) -> Vec<Sight> {
    let mut sights = looks(transport, vendor, act, grants).await;
    let failed = |sight: &Sight| matches!(sight, Sight::Failed(fault) if fault.is_transient());
    let unseen: Vec<usize> = sights.iter().enumerate().filter_map(|(at, sight)| failed(sight).then_some(at)).collect();
    if !unseen.is_empty() {
        transport.pause(LOOK_AGAIN_AFTER).await;
        let again: Vec<Grant> = unseen.iter().filter_map(|at| grants.get(*at)).cloned().collect();
        for (at, sight) in unseen.into_iter().zip(looks(transport, vendor, act, &again).await) {
            if let Some(place) = sights.get_mut(at) {
                *place = sight;
            }
        }
    }
    sights
}

async fn looks(transport: &impl Transport, vendor: Vendor, act: Act, grants: &[Grant]) -> Vec<Sight> {
    match act {
        Act::Take => with_api!(vendor, api => api.look(transport, grants).await),
        Act::Give => with_api!(vendor, api => api.look_back(transport, grants).await),
    }
}
