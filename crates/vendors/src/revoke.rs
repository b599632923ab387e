//! The one flow from grants to outcomes, the same for every vendor: look, call, look again, compare.
//!
//! It decides what may be claimed. `Revoked` comes from a look that could have seen the grant and nothing else; the server's
//! own word is never enough, and neither is our own failure to look.

use rescind_domain::{
    BusinessStatus, EntryId, Fault, FaultKind, FaultSource, GatewayErrorKind, Grant, OperationId, Outcome, Retry,
    Vendor,
};

use crate::api::{Api as _, with_api};
use crate::operation::Operation;
use crate::transport::fault_of;
use crate::{Request, Response, Transport, TransportFailure};

/// Before a grant that is still there is reported as such, it is looked at once more after this pause, in milliseconds:
/// servers answer before every replica has heard of the change.
const SECOND_LOOK_AFTER: u32 = 800;
/// The pause in milliseconds before a look that failed for a passing reason is tried once more.
const LOOK_AGAIN_AFTER: u32 = 400;

/// What is known of the answer to the call.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    /// Nothing left for the vendor.
    NotSent(Fault),
    /// The vendor says that it is done.
    Confirmed,
    /// The vendor says no.
    Refused(Fault),
    /// No answer, or none that means anything, and none will come.
    Lost(Fault),
    /// No answer in time; the change may still happen later.
    Late(Fault),
    /// The vendor took the call; what becomes of it is told by this operation.
    Pending(OperationId),
}

/// What a look at the vendor's state shows.
#[derive(Clone, Debug, PartialEq)]
pub enum Sight {
    /// The grant is there.
    Held,
    /// The grant is not there, and would have been seen.
    Gone {
        /// The grants that still allow the same.
        still: Vec<String>,
    },
    /// The connection's account may not look.
    Hidden(Fault),
    /// The vendor's API cannot show such a grant at all.
    Blind,
    /// The look failed.
    Failed(Fault),
}

impl Sight {
    /// From whether the grant was seen.
    #[must_use]
    pub const fn of(held: bool) -> Self {
        if held { Self::Held } else { Self::gone() }
    }

    /// Gone, and with it what it allowed.
    #[must_use]
    pub const fn gone() -> Self {
        Self::Gone { still: Vec::new() }
    }
}

impl From<Fault> for Sight {
    fn from(fault: Fault) -> Self {
        match fault.kind {
            FaultKind::Forbidden { .. } => Self::Hidden(fault),
            _ => Self::Failed(fault),
        }
    }
}

/// What is known of a call that was sent earlier, by this page or by another one.
#[derive(Clone, Debug, PartialEq)]
pub enum Earlier {
    /// The vendor answered.
    Answered {
        /// The HTTP status.
        status: u16,
        /// The status inside the body, when there was one.
        business: Option<BusinessStatus>,
    },
    /// There was no answer and there will be none.
    Lost,
}

/// How far one call is, for those who watch it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Looking whether the grants are there at all.
    Looking,
    /// Waiting for the answer.
    Calling,
    /// The vendor carries it out.
    Following(Operation),
    /// Another operation of the vendor's is in the way.
    WaitingFor(Operation),
    /// Reading the state again.
    Verifying,
}

/// One entry of a plan: what is to be taken away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// The entry.
    pub entry: EntryId,
    /// The grant.
    pub grant: Grant,
}

/// What came of one call.
#[derive(Clone, Debug, PartialEq)]
pub struct Tried {
    /// For each item its outcome. Nothing when the answer got lost between the gateway and us, or when the gateway says that
    /// the entry's call was sent before: it may still be under way there, so whoever asked waits for the journal to tell,
    /// and then calls [`settle_earlier`].
    pub outcomes: Vec<Option<Outcome>>,
    /// What may be worth another try.
    pub next: Next,
}

/// What may follow a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next {
    /// Nothing: the outcomes stand.
    Nothing,
    /// This server lacks the call; there is an older form of it.
    OlderForm,
    /// The vendor is busy with this operation; the same call may do when that has ended.
    After(OperationId),
}

/// The grants of a plan that go in one call each, as positions in `grants`, in the order in which they are to be sent.
#[must_use]
pub fn batches(vendor: Vendor, grants: &[Grant]) -> Vec<Vec<usize>> {
    with_api!(vendor, api => api.batches(grants))
}

/// The call whose answer [`revocation_calls`] needs, if it needs any.
#[must_use]
pub fn preparation(vendor: Vendor, grants: &[Grant]) -> Option<Request> {
    with_api!(vendor, api => api.preparation(grants))
}

/// The calls that may take the grants of one batch away, best first. The gateway lets a plan's entries send one of these and
/// nothing else. `prepared` is the call of [`preparation`] with its answer.
///
/// # Errors
/// The preparation failed, the grants are not a batch, or the state has changed so that no call would take away these grants
/// and nothing else.
pub fn revocation_calls(
    vendor: Vendor,
    grants: &[Grant],
    prepared: Option<(&Request, &Response)>,
) -> Result<Vec<Request>, Fault> {
    with_api!(vendor, api => api.calls(grants, prepared))
}

/// The calls that may take the grants of one batch away, after reading whatever they depend on.
///
/// # Errors
/// As [`revocation_calls`], or the preparation got no answer.
pub async fn calls(transport: &impl Transport, vendor: Vendor, grants: &[Grant]) -> Result<Vec<Request>, Fault> {
    let Some(request) = preparation(vendor, grants) else { return revocation_calls(vendor, grants, None) };
    let mut answer = transport.read(&request).await;
    if answer.as_ref().is_err_and(|failure| fault_of(failure, &request).is_transient()) {
        transport.pause(LOOK_AGAIN_AFTER).await;
        answer = transport.read(&request).await;
    }
    let response = answer.map_err(|failure| fault_of(&failure, &request))?;
    revocation_calls(vendor, grants, Some((&request, &response)))
}

/// Looks, calls, looks again, for the entries of one batch. `attempt` counts the forms of the call, from 0.
pub async fn revoke(
    transport: &impl Transport,
    vendor: Vendor,
    items: &[Item],
    attempt: usize,
    step: &dyn Fn(Step),
) -> Tried {
    step(Step::Looking);
    let grants: Vec<Grant> = items.iter().map(|item| item.grant.clone()).collect();
    let first = patient_looks(transport, vendor, &grants).await;
    let mut outcomes: Vec<Option<Outcome>> = first.iter().map(before_the_call).collect();
    let open: Vec<usize> =
        outcomes.iter().enumerate().filter_map(|(at, found)| found.is_none().then_some(at)).collect();
    let wanted: Vec<Item> = open.iter().filter_map(|at| items.get(*at)).cloned().collect();
    if wanted.is_empty() {
        return Tried { outcomes, next: Next::Nothing };
    }
    let (found, next) = call_and_settle(transport, vendor, &wanted, attempt, step).await;
    for (at, outcome) in open.into_iter().zip(found) {
        if let Some(place) = outcomes.get_mut(at) {
            *place = outcome;
        }
    }
    Tried { outcomes, next }
}

/// What is clear without any call.
fn before_the_call(sight: &Sight) -> Option<Outcome> {
    match sight {
        Sight::Gone { .. } => Some(Outcome::AlreadyAbsent),
        Sight::Failed(fault) => Some(Outcome::failed(fault.clone())),
        Sight::Held | Sight::Hidden(_) | Sight::Blind => None,
    }
}

async fn call_and_settle(
    transport: &impl Transport,
    vendor: Vendor,
    items: &[Item],
    attempt: usize,
    step: &dyn Fn(Step),
) -> (Vec<Option<Outcome>>, Next) {
    let grants: Vec<Grant> = items.iter().map(|item| item.grant.clone()).collect();
    let all = |outcome: Outcome| vec![Some(outcome); items.len()];
    let calls = match calls(transport, vendor, &grants).await {
        Ok(calls) => calls,
        Err(fault) => return (all(Outcome::failed(fault)), Next::Nothing),
    };
    let Some(call) = calls.get(attempt) else { return (vec![None; items.len()], Next::Nothing) };
    step(Step::Calling);
    let entries: Vec<EntryId> = items.iter().map(|item| item.entry.clone()).collect();
    let answer = transport.revoke(call, &entries).await;
    if answer.as_ref().is_err_and(leaves_it_to_the_journal) {
        return (vec![None; items.len()], Next::Nothing);
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
    let outcomes = settle(transport, vendor, &grants, &verdict).await;
    // Whatever is gone, or may be, needs no other form.
    let failed = outcomes.iter().all(|outcome| matches!(outcome, Outcome::Failed { .. }));
    (outcomes.into_iter().map(Some).collect(), if failed { next } else { Next::Nothing })
}

/// Finds out what became of a call whose answer is gone but for what the journal kept of it: its method and path among that.
pub async fn settle_earlier(
    transport: &impl Transport,
    vendor: Vendor,
    grants: &[Grant],
    earlier: &Earlier,
    (method, path): (&str, &str),
    step: &dyn Fn(Step),
) -> Vec<Outcome> {
    let fault = |kind, retry| Fault::new(kind, FaultSource::Vendor, method, path, retry);
    let aftermath = |verdict| aftermath(transport, vendor, grants, verdict, step);
    let verdict = match earlier {
        Earlier::Answered { status: 200, business: Some(BusinessStatus::Operation(operation)) } => {
            follow(transport, vendor, operation, step).await
        }
        Earlier::Answered { status, business } => {
            let with_status = |kind| {
                let mut fault = fault(kind, Retry::AfterReread);
                fault.http_status = Some(*status);
                fault.business.clone_from(business);
                fault
            };
            let says_success = |business| with_api!(vendor, api => api.is_success(business));
            match status {
                200 if business.as_ref().is_some_and(says_success) => Verdict::Confirmed,
                408 | 504 => aftermath(Verdict::Late(with_status(FaultKind::Timeout))).await,
                500..=599 => aftermath(Verdict::Lost(with_status(FaultKind::Unavailable))).await,
                // What a 200 without success said is not known here: no, or something that is no answer at all.
                200..=299 => aftermath(Verdict::Lost(with_status(FaultKind::Rejected))).await,
                _ => Verdict::Refused(with_status(FaultKind::Rejected)),
            }
        }
        Earlier::Lost => aftermath(Verdict::Lost(fault(FaultKind::Unknown, Retry::AfterReread))).await,
    };
    step(Step::Verifying);
    settle(transport, vendor, grants, &verdict).await
}

/// Waits until an operation that is in the way has ended, however it ends.
pub async fn wait_for(transport: &impl Transport, vendor: Vendor, operation: &OperationId, step: &dyn Fn(Step)) {
    let show = |operation: &Operation| step(Step::WaitingFor(operation.clone()));
    let _ = with_api!(vendor, api => api.follow(transport, operation, &show).await);
}

async fn follow(transport: &impl Transport, vendor: Vendor, operation: &OperationId, step: &dyn Fn(Step)) -> Verdict {
    let show = |operation: &Operation| step(Step::Following(operation.clone()));
    with_api!(vendor, api => api.follow(transport, operation, &show).await)
}

/// The verdict on a call once nothing of it is under way any more, as far as that can be waited for.
async fn aftermath(
    transport: &impl Transport,
    vendor: Vendor,
    grants: &[Grant],
    verdict: Verdict,
    step: &dyn Fn(Step),
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
async fn settle(transport: &impl Transport, vendor: Vendor, grants: &[Grant], verdict: &Verdict) -> Vec<Outcome> {
    match verdict {
        Verdict::NotSent(fault) => return vec![Outcome::failed(fault.clone()); grants.len()],
        Verdict::Pending(operation) => return vec![Outcome::Pending { operation: operation.clone() }; grants.len()],
        _ => {}
    }
    let mut sights = patient_looks(transport, vendor, grants).await;
    let held: Vec<usize> =
        sights.iter().enumerate().filter_map(|(at, sight)| (*sight == Sight::Held).then_some(at)).collect();
    if !held.is_empty() && !matches!(verdict, Verdict::Refused(_)) {
        transport.pause(SECOND_LOOK_AFTER).await;
        let again: Vec<Grant> = held.iter().filter_map(|at| grants.get(*at)).cloned().collect();
        for (at, sight) in held.into_iter().zip(patient_looks(transport, vendor, &again).await) {
            if let Some(place) = sights.get_mut(at) {
                *place = sight;
            }
        }
    }
    sights.into_iter().map(|sight| outcome(sight, verdict)).collect()
}

/// What may be claimed of one grant.
fn outcome(sight: Sight, verdict: &Verdict) -> Outcome {
    match (sight, verdict) {
        (Sight::Gone { still }, _) if still.is_empty() => Outcome::Revoked,
        (Sight::Gone { still: via }, _) => Outcome::StillEffective { via },
        (_, Verdict::Refused(fault) | Verdict::NotSent(fault)) => Outcome::failed(fault.clone()),
        (_, Verdict::Pending(operation)) => Outcome::Pending { operation: operation.clone() },
        (Sight::Held, Verdict::Confirmed) => Outcome::StillPresent,
        (Sight::Held, Verdict::Lost(fault)) => Outcome::failed(fault.clone()),
        (Sight::Hidden(_) | Sight::Blind, Verdict::Confirmed) => Outcome::Accepted,
        (Sight::Failed(fault), Verdict::Confirmed) => Outcome::unknown(fault),
        (_, Verdict::Lost(fault) | Verdict::Late(fault)) => Outcome::unknown(fault.clone()),
    }
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
async fn patient_looks(transport: &impl Transport, vendor: Vendor, grants: &[Grant]) -> Vec<Sight> {
    let mut sights = looks(transport, vendor, grants).await;
    let failed = |sight: &Sight| matches!(sight, Sight::Failed(fault) if fault.is_transient());
    let unseen: Vec<usize> = sights.iter().enumerate().filter_map(|(at, sight)| failed(sight).then_some(at)).collect();
    if !unseen.is_empty() {
        transport.pause(LOOK_AGAIN_AFTER).await;
        let again: Vec<Grant> = unseen.iter().filter_map(|at| grants.get(*at)).cloned().collect();
        for (at, sight) in unseen.into_iter().zip(looks(transport, vendor, &again).await) {
            if let Some(place) = sights.get_mut(at) {
                *place = sight;
            }
        }
    }
    sights
}

async fn looks(transport: &impl Transport, vendor: Vendor, grants: &[Grant]) -> Vec<Sight> {
    with_api!(vendor, api => api.look(transport, grants).await)
}
