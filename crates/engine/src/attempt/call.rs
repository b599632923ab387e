//! The call: its intent, its answer and what that says, and the end of whatever it began. It observes nothing.

use rescind_domain::event::Step;
use rescind_domain::observation::Certainty;
use rescind_domain::{CallResult, Connection, EntryId, Fault, FaultKind, Grant, Operation, OperationId, Timestamp};
use rescind_vendors::mutation;
use rescind_vendors::transport::fault_of;
use rescind_vendors::{Request, Response, TransportFailure};

use super::{Attempt, Put};
use crate::connection_fault::{is_of_connection, keeps_from_observing};
use crate::observe::{self, Look};
use crate::world::{Intended, NotBegun, World};

/// The pause in milliseconds before a call is made again while nobody can see whether the operation in its way has ended.
const BLIND_WAIT: u32 = 5_000;

/// What came of the call of a batch.
pub(super) enum Called {
    /// It was answered, or not.
    Result(CallResult),
    /// It did not leave, which says nothing of any entry.
    Put(Put),
    /// It cannot be sent for any of its entries.
    NotSent(Fault),
    /// It did not leave, since these of its entries do not permit it.
    Refused(Vec<(EntryId, Fault)>),
    /// It did not leave, and is to be observed once more first.
    Late,
}

impl<W: World> Attempt<'_, W> {
    /// Sends the best form of the call that this server has. Each form has its own intent and answer.
    pub(super) async fn call(
        &self,
        grants: &[Grant],
        intended: &[Intended],
        look: &Look,
        fresh_until: Timestamp,
    ) -> Called {
        let calls = match observe::calls(self.world, self.connection, self.kind, grants, look).await {
            Ok(calls) => calls,
            Err(fault) if keeps_from_observing(&fault) => return Called::Put(Put::back(fault)),
            Err(fault) => return Called::NotSent(fault),
        };
        let mut last = None;
        for call in &calls {
            match self.world.begin(intended, call, fresh_until).await {
                Ok(()) => self.world.step(Step::Calling),
                Err(NotBegun::Late) => return Called::Late,
                Err(NotBegun::Stopped) => return Called::Put(Put::Stopped),
                Err(NotBegun::Refused(refused)) => return Called::Refused(refused),
                Err(NotBegun::Journal(fault)) => return Called::Put(Put::back(fault)),
            }
            let answer = self.world.call(call).await;
            let result = judge(self.connection, call, &answer);
            if let CallResult::NotSent(fault) = result {
                return if is_of_connection(&fault) { Called::Put(Put::back(fault)) } else { Called::NotSent(fault) };
            }
            let lacks_the_call = matches!(&result, CallResult::Rejected { fault, certainty: Certainty::NothingChanged }
                if is_lacking(fault));
            last = Some(result);
            if !lacks_the_call {
                break;
            }
        }
        match last {
            Some(result) => Called::Result(result),
            None => {
                let beyond = Fault::new(
                    FaultKind::Rejected,
                    rescind_domain::FaultSource::Gateway,
                    "",
                    "",
                    rescind_domain::Retry::Useless,
                );
                Called::NotSent(beyond)
            }
        }
    }

    /// The result once nothing of the call is under way any more, as far as that can be waited for.
    pub(super) async fn end_of(&self, grants: &[Grant], result: CallResult) -> CallResult {
        match result {
            CallResult::Pending(operation) => follow(self.world, self.connection, &operation).await,
            CallResult::Lost(_) | CallResult::TimedOut(_) => {
                let show = |operation: &Operation| self.world.step(Step::Following { operation: operation.clone() });
                mutation::after_loss(self.world, self.connection.vendor, grants, result, &show).await
            }
            result => result,
        }
    }
}

/// Whether a server lacks a call, so that an older form of it may be tried.
fn is_lacking(fault: &Fault) -> bool {
    fault.kind == FaultKind::NotFound && fault.http_status == Some(404) && fault.business.is_none()
}

/// Whether a call may be sent again, or in another form, without anybody's word: its answer says that nothing was done, for a
/// reason that passes or that the other form does not have.
#[must_use]
pub fn may_be_repeated(result: &CallResult) -> bool {
    let CallResult::Rejected { fault, certainty: Certainty::NothingChanged } = result else { return false };
    is_of_connection(fault) || is_lacking(fault) || matches!(fault.kind, FaultKind::Conflict { blocking: Some(_) })
}

/// What the answer says of the call, before anything is observed.
fn judge(connection: &Connection, call: &Request, answer: &Result<Response, TransportFailure>) -> CallResult {
    let failure = match answer {
        Ok(response) => return mutation::call_result(connection.vendor, call, response),
        Err(failure) => failure,
    };
    let fault = fault_of(failure, call);
    match fault.kind {
        FaultKind::Unknown | FaultKind::Cancelled => CallResult::Lost(fault),
        FaultKind::Timeout => CallResult::TimedOut(fault),
        _ => CallResult::NotSent(fault),
    }
}

/// Waits for the end of the call's own operation.
pub(crate) async fn follow<W: World>(world: &W, connection: &Connection, operation: &OperationId) -> CallResult {
    let show = |operation: &Operation| world.step(Step::Following { operation: operation.clone() });
    mutation::follow(world, connection.vendor, operation, &show).await
}

/// Waits until an operation that is in the way has ended, however it ends.
pub(super) async fn wait_for<W: World>(world: &W, connection: &Connection, operation: &OperationId) {
    let show = |operation: &Operation| world.step(Step::WaitingFor { operation: operation.clone() });
    let ended = mutation::follow(world, connection.vendor, operation, &show).await;
    if matches!(ended, CallResult::TimedOut(_) | CallResult::Pending(_)) {
        world.pause(BLIND_WAIT).await;
    }
}
