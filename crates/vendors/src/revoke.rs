//! The one flow from a grant to an outcome, the same for every vendor: look, call, look again, compare.
//!
//! It decides what may be claimed. `Revoked` comes from a look that could have seen the grant and nothing else; the server's
//! own word is never enough, and neither is our own failure to look.

use rescind_domain::{EntryId, Fault, FaultKind, FaultSource, GatewayErrorKind, Grant, Outcome, Retry, Vendor};

use crate::transport::fault_of;
use crate::{Request, Response, Transport, TransportFailure, milvus, revocation_calls};

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
    /// The vendor answered with this HTTP status, and with success inside the body or not.
    Answered {
        /// The HTTP status.
        status: u16,
        /// Whether the body's own status was success.
        success: bool,
    },
    /// There was no answer and there will be none.
    Lost,
}

/// How far one revocation is, for those who watch it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Looking whether the grant is there at all.
    Looking,
    /// Waiting for the answer.
    Calling,
    /// Reading the state again.
    Verifying,
}

/// Looks, calls, looks again. Returns nothing when the answer got lost between the gateway and us, or when the gateway says
/// that the entry's call was sent before: it may still be under way there, so whoever asked waits for the journal to tell, and
/// then calls [`settle_earlier`].
///
/// `call` is one of [`crate::revocation_calls`]; [`endpoint_is_missing`] tells whether the next one is worth a try.
pub async fn revoke(
    transport: &impl Transport,
    vendor: Vendor,
    grant: &Grant,
    call: &Request,
    entry: &EntryId,
    step: &dyn Fn(Step),
) -> Option<Outcome> {
    step(Step::Looking);
    match patient_look(transport, vendor, grant).await {
        Sight::Gone { .. } => return Some(Outcome::AlreadyAbsent),
        Sight::Failed(fault) => return Some(Outcome::failed(fault)),
        Sight::Held | Sight::Hidden(_) => {}
    }
    step(Step::Calling);
    let answer = transport.revoke(call, entry).await;
    if answer.as_ref().is_err_and(leaves_it_to_the_journal) {
        return None;
    }
    let verdict = judge(vendor, call, &answer);
    step(Step::Verifying);
    Some(settle(transport, vendor, grant, verdict).await)
}

/// Whether a call failed because this server's version does not offer it, so that an older form of it may do.
#[must_use]
pub fn endpoint_is_missing(outcome: &Outcome) -> bool {
    let missing = |fault: &Fault| fault.kind == FaultKind::NotFound && fault.http_status == Some(404);
    matches!(outcome, Outcome::Failed { fault } if missing(fault))
}

/// Finds out what became of a call whose answer is gone but for what the journal kept of it.
pub async fn settle_earlier(transport: &impl Transport, vendor: Vendor, grant: &Grant, earlier: &Earlier) -> Outcome {
    let calls = revocation_calls(vendor, grant);
    let (method, path) = calls.first().map_or(("", ""), |call| (call.method.as_str(), call.path.as_str()));
    let fault = |kind, retry| Fault::new(kind, FaultSource::Vendor, method, path, retry);
    let verdict = match earlier {
        Earlier::Answered { status: 200, success: true } => Verdict::Confirmed,
        Earlier::Answered { status, .. } => {
            let with_status = |kind| {
                let mut fault = fault(kind, Retry::AfterReread);
                fault.http_status = Some(*status);
                fault
            };
            match status {
                408 | 504 => Verdict::Late(with_status(FaultKind::Timeout)),
                500..=599 => Verdict::Lost(with_status(FaultKind::Unavailable)),
                // What a 200 without success said is not known here: no, or something that is no answer at all.
                200..=299 => Verdict::Lost(with_status(FaultKind::Rejected)),
                _ => Verdict::Refused(with_status(FaultKind::Rejected)),
            }
        }
        Earlier::Lost => Verdict::Lost(fault(FaultKind::Unknown, Retry::AfterReread)),
    };
    settle(transport, vendor, grant, verdict).await
}

/// The outcome of a call that was judged, after looking again.
async fn settle(transport: &impl Transport, vendor: Vendor, grant: &Grant, verdict: Verdict) -> Outcome {
    if let Verdict::NotSent(fault) = verdict {
        return Outcome::failed(fault);
    }
    let mut sight = patient_look(transport, vendor, grant).await;
    if sight == Sight::Held && !matches!(verdict, Verdict::Refused(_)) {
        transport.pause(SECOND_LOOK_AFTER).await;
        sight = patient_look(transport, vendor, grant).await;
    }
    match (sight, verdict) {
        (Sight::Gone { still }, _) if still.is_empty() => Outcome::Revoked,
        (Sight::Gone { still: via }, _) => Outcome::StillEffective { via },
        (_, Verdict::Refused(fault) | Verdict::NotSent(fault)) => Outcome::failed(fault),
        (Sight::Held, Verdict::Confirmed) => Outcome::StillPresent,
        (Sight::Held, Verdict::Lost(fault)) => Outcome::failed(fault),
        (Sight::Hidden(_), Verdict::Confirmed) => Outcome::Accepted,
        (Sight::Failed(fault), Verdict::Confirmed) => Outcome::unknown(fault),
        (_, Verdict::Lost(fault) | Verdict::Late(fault)) => Outcome::unknown(fault),
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
        Ok(response) => {
            return match vendor {
                Vendor::Milvus => milvus::revoke::judge(call, response),
            };
        }
        Err(failure) => failure,
    };
    let fault = fault_of(failure, call);
    match fault.kind {
        FaultKind::Unknown => Verdict::Lost(fault),
        FaultKind::Timeout => Verdict::Late(fault),
        _ => Verdict::NotSent(fault),
    }
}

/// Looks, and once more when the look failed for a reason that passes.
async fn patient_look(transport: &impl Transport, vendor: Vendor, grant: &Grant) -> Sight {
    match look(transport, vendor, grant).await {
        Sight::Failed(fault) if fault.is_transient() => {
            transport.pause(LOOK_AGAIN_AFTER).await;
            look(transport, vendor, grant).await
        }
        sight => sight,
    }
}

async fn look(transport: &impl Transport, vendor: Vendor, grant: &Grant) -> Sight {
    match vendor {
        Vendor::Milvus => milvus::revoke::look(transport, grant).await,
    }
}
