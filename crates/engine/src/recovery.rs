//! What became of a call that was sent earlier, by this process or by one that is gone: what the journal kept of its answer
//! stands in for the answer. It only observes; nothing is ever sent again here.

use rescind_domain::{
    ActionKind, BusinessStatus, CallResult, CallResultKind, Comparison, Connection, EntryState, Fault, FaultKind,
    FaultSource, Grant, Outcome, Retry,
};
use rescind_vendors::mutation;

use crate::World;
use crate::attempt::{Settlement, follow, settled};

/// What is to be done about an entry when its plan is taken up again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TakeUp {
    /// It was never started: it is submitted like a new one.
    Start,
    /// Its call may have left: it is observed first, and never sent again by itself.
    Observe,
    /// Nobody knows yet what became of it: it is observed again from time to time.
    Watch,
    /// It has an outcome.
    Nothing,
}

/// What is to be done about an entry in this state. An intent that no process waits for any more counts as lost.
#[must_use]
pub const fn take_up(state: &EntryState) -> TakeUp {
    match state {
        EntryState::Planned => TakeUp::Start,
        EntryState::InFlight | EntryState::Answered | EntryState::Lost => TakeUp::Observe,
        EntryState::Settled { outcome: Outcome::Unknown { .. } | Outcome::Pending { .. } } => TakeUp::Watch,
        EntryState::Settled { .. } => TakeUp::Nothing,
    }
}

/// What the journal knows of a call that was sent.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sent {
    /// The call's method.
    pub method: String,
    /// The call's path.
    pub path: String,
    /// How its answer was judged as it came; nothing where there was none, or where nobody judged it.
    pub result: Option<CallResultKind>,
    /// The HTTP status of its answer.
    pub status: Option<u16>,
    /// The status inside its answer's body.
    pub business: Option<BusinessStatus>,
}

/// The outcomes of a call that was sent earlier: what it changed besides cannot be compared any more.
pub async fn recover<W: World>(
    world: &W,
    connection: &Connection,
    kind: ActionKind,
    grants: &[Grant],
    sent: &Sent,
) -> Vec<Settlement> {
    let result = match (judged(connection, sent), &sent.business) {
        (CallResultKind::Pending, Some(BusinessStatus::Operation(operation))) => {
            follow(world, connection, operation).await
        }
        (kind, _) => result_of(kind, sent),
    };
    let result = match result {
        CallResult::Lost(_) | CallResult::TimedOut(_) => {
            mutation::after_loss(world, connection.vendor, grants, result, &|_| {}).await
        }
        result => result,
    };
    settled(world, connection, kind, grants, &result)
        .await
        .1
        .into_iter()
        .map(|settlement| match settlement.outcome.is_gone() {
            true => Settlement { comparison: Some(not_compared()), ..settlement },
            false => settlement,
        })
        .collect()
}

/// What is said of what a call changed besides of which nobody waited for the end.
pub(crate) fn not_compared() -> Comparison {
    Comparison::NotCompared { why: "the state before the call is not known any more".to_owned() }
}

/// How the answer was judged, or would have been where only its statuses are known.
fn judged(connection: &Connection, sent: &Sent) -> CallResultKind {
    if let Some(result) = sent.result {
        return result;
    }
    match (sent.status, &sent.business) {
        (None, _) => CallResultKind::Lost,
        (Some(200), Some(BusinessStatus::Operation(_))) => CallResultKind::Pending,
        (Some(200), Some(business)) if mutation::is_success(connection.vendor, business) => CallResultKind::Accepted,
        (Some(408 | 504), _) => CallResultKind::TimedOut,
        // What a 200 without success said is not known here: no, or something that is no answer at all.
        (Some(400..=499), _) => CallResultKind::Rejected,
        (Some(_), _) => CallResultKind::Lost,
    }
}

fn result_of(kind: CallResultKind, sent: &Sent) -> CallResult {
    let fault = |kind| {
        let mut fault = Fault::new(kind, FaultSource::Vendor, &sent.method, &sent.path, Retry::AfterReread);
        fault.http_status = sent.status;
        fault.business.clone_from(&sent.business);
        fault
    };
    match kind {
        CallResultKind::Accepted => CallResult::Accepted,
        CallResultKind::Rejected => CallResult::rejected(fault(FaultKind::Rejected)),
        CallResultKind::PerhapsChanged => CallResult::perhaps_changed(fault(FaultKind::Rejected)),
        CallResultKind::TimedOut => CallResult::TimedOut(fault(FaultKind::Timeout)),
        CallResultKind::Lost | CallResultKind::Pending => CallResult::Lost(fault(match sent.status {
            Some(408 | 504) => FaultKind::Timeout,
            Some(500..=599) => FaultKind::Unavailable,
            Some(_) => FaultKind::Rejected,
            None => FaultKind::Unknown,
        })),
    }
}
