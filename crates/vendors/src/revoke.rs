//! The one flow from grants to outcomes, the same for every vendor: look, call, look again, compare.
//!
//! It decides what may be claimed. `Revoked` comes from a look that could have seen the grant and nothing else; the server's
//! own word is never enough, and neither is our own failure to look.

use rescind_domain::{
    Act, BusinessStatus, EntryId, Fault, FaultKind, Grant, JournalRow, OperationId, Outcome, Vendor, Word,
};

use crate::api::{Api as _, with_api};
use crate::earlier;
use crate::flow::{self, Errand};
use crate::operation::Operation;
use crate::{Request, Response, Transport};

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
        /// The grants that still allow the same, or the departments that still hold it.
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
    /// What came back was judged as it came.
    Judged {
        /// How.
        word: Word,
        /// The HTTP status, when there was an answer.
        status: Option<u16>,
        /// The status inside the body, when there was one.
        business: Option<BusinessStatus>,
    },
}

impl Earlier {
    /// What the journal knows of an attempt that has ended.
    #[must_use]
    pub fn of(row: &JournalRow) -> Self {
        let business = row.business.clone();
        match (row.word, row.http_status) {
            (Some(word), status) => Self::Judged { word, status, business },
            (None, Some(status)) => Self::Answered { status, business },
            (None, None) => Self::Lost,
        }
    }
}

/// What an answer says of a call that was to change something, for the journal: whoever finds out later what became of the
/// call has nothing else of the answer.
#[must_use]
pub fn word_of(vendor: Vendor, call: &Request, response: &Response) -> Word {
    match with_api!(vendor, api => api.judge(call, response)) {
        Verdict::Confirmed => Word::Done,
        Verdict::Refused(_) | Verdict::NotSent(_) => Word::Refused,
        Verdict::Lost(_) => Word::Unclear,
        Verdict::Late(_) => Word::Late,
        Verdict::Pending(_) => Word::Begun,
    }
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
    /// The vendor wants fewer calls.
    Resting,
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
    /// Why the gateway sent nothing, when it said so of an entry without an outcome.
    pub refusal: Option<Fault>,
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
    flow::calls(transport, vendor, Act::Take, grants).await
}

/// Looks, calls, looks again, for the entries of one batch. `attempt` counts the forms of the call, from 0.
pub async fn revoke(
    transport: &impl Transport,
    vendor: Vendor,
    items: &[Item],
    attempt: usize,
    step: &(dyn Fn(Step) + Sync),
) -> Tried {
    let errand = |item: &Item| Errand { entry: item.entry.clone(), grant: item.grant.clone(), undo: None };
    let errands: Vec<Errand> = items.iter().map(errand).collect();
    flow::carry_out(transport, vendor, Act::Take, &errands, attempt, step).await
}

/// Finds out what became of a call whose answer is gone but for what the journal kept of it: its method and path among that.
pub async fn settle_earlier(
    transport: &impl Transport,
    vendor: Vendor,
    grants: &[Grant],
    earlier: &Earlier,
    (method, path): (&str, &str),
    step: &(dyn Fn(Step) + Sync),
) -> Vec<Outcome> {
    earlier::settle_earlier(transport, vendor, Act::Take, grants, earlier, (method, path), step).await
}

/// Waits until an operation that is in the way has ended, however it ends.
pub async fn wait_for(
    transport: &impl Transport,
    vendor: Vendor,
    operation: &OperationId,
    step: &(dyn Fn(Step) + Sync),
) {
    let show = |operation: &Operation| step(Step::WaitingFor(operation.clone()));
    let _ = with_api!(vendor, api => api.follow(transport, operation, &show).await);
}
