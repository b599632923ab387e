//! Calls that were sent earlier, by this page or by another one: what the journal kept of their answers stands in for these.
//! What may be claimed then is the flow's to decide, as it is of a call of now.

use rescind_domain::{Act, BusinessStatus, Fault, FaultKind, FaultSource, Grant, Outcome, Retry, Vendor, Word};

use crate::Transport;
use crate::api::{Api as _, with_api};
use crate::flow::{aftermath, follow, settle};
use crate::revoke::{Earlier, Step, Verdict};

/// Finds out what became of a call whose answer is gone but for what the journal kept of it: its method and path among that.
pub(crate) async fn settle_earlier(
    transport: &impl Transport,
    vendor: Vendor,
    act: Act,
    grants: &[Grant],
    earlier: &Earlier,
    (method, path): (&str, &str),
    step: &(dyn Fn(Step) + Sync),
) -> Vec<Outcome> {
    let (word, status, business) = match earlier {
        Earlier::Judged { word, status, business } => (*word, *status, business.as_ref()),
        Earlier::Answered { status, business } => {
            let business = business.as_ref();
            (by_status(vendor, *status, business), Some(*status), business)
        }
        Earlier::Lost => (Word::Unclear, None, None),
    };
    let fault = |kind| {
        let mut fault = Fault::new(kind, FaultSource::Vendor, method, path, Retry::AfterReread);
        fault.http_status = status;
        fault.business = business.cloned();
        fault
    };
    let aftermath = |verdict| aftermath(transport, vendor, grants, verdict, step);
    let verdict = match (word, business) {
        (Word::Done, _) => Verdict::Confirmed,
        (Word::Begun, Some(BusinessStatus::Operation(operation))) => follow(transport, vendor, operation, step).await,
        (Word::Refused, _) => Verdict::Refused(fault(FaultKind::Rejected)),
        (Word::Late, _) => aftermath(Verdict::Late(fault(FaultKind::Timeout))).await,
        (Word::Begun | Word::Unclear, _) => aftermath(Verdict::Lost(fault(kind_of(status)))).await,
    };
    step(Step::Verifying);
    settle(transport, vendor, act, grants, &verdict).await
}

/// What an answer says of which the journal has nothing but its statuses, as from before answers were judged as they came.
fn by_status(vendor: Vendor, status: u16, business: Option<&BusinessStatus>) -> Word {
    let says_success = |business| with_api!(vendor, api => api.is_success(business));
    match (status, business) {
        (200, Some(BusinessStatus::Operation(_))) => Word::Begun,
        (200, Some(business)) if says_success(business) => Word::Done,
        (408 | 504, _) => Word::Late,
        // What a 200 without success said is not known here: no, or something that is no answer at all.
        (200..=299 | 500..=599, _) => Word::Unclear,
        _ => Word::Refused,
    }
}

/// What kind of fault an answer is that says nothing of the call.
const fn kind_of(status: Option<u16>) -> FaultKind {
    match status {
        Some(408 | 504) => FaultKind::Timeout,
        Some(500..=599) => FaultKind::Unavailable,
        Some(_) => FaultKind::Rejected,
        None => FaultKind::Unknown,
    }
}
