//! Waiting for an operation. Time is counted by our own pauses: there is no clock here, and a runner whose pauses
//! last longer only waits longer.

use rescind_domain::{
    BusinessStatus, CallResult, Fault, FaultKind, Operation, OperationId, OperationState, PrincipalId,
};

use super::answer::Answer;
use super::field::{self, Wrong};
use super::read::{pages, safe_to_repeat};
use super::scope::ClusterId;
use super::{operation, requests};
use crate::read::Show;
use crate::transport::fault_of;
use crate::{Request, Transport};

/// After so many milliseconds waiting is left to a later look.
const LIMIT: u32 = 600_000;
/// How many milliseconds a server may ask us to pause.
const LONGEST_PAUSE: u32 = 60_000;
/// A fresh operation may not be on every replica: the vendor's own clients bear so many answers that there is none.
const NOT_FOUND_LIMIT: u8 = 3;
/// The gateway renews a credential that was refused; then it is not refused again.
const UNAUTHENTICATED_LIMIT: u8 = 1;
/// Other failures in a row that may pass.
const TROUBLE_LIMIT: u8 = 5;
/// The pause before operations are looked for, in milliseconds: the list may lag like the operation itself.
const BEFORE_LISTING: u32 = 1000;

/// Waits until an operation has ended. An operation that is forgotten, or hidden from this account, tells nothing any more,
/// but the user still does.
pub(super) async fn follow(
    transport: &impl Transport,
    operation: &OperationId,
    show: Show<'_, Operation>,
) -> CallResult {
    let request = requests::operation(operation);
    let mut patience = Patience::default();
    let mut waited = 0;
    loop {
        let pause = match look_at(transport, &request, operation).await {
            Ok((seen, hint)) => {
                patience = Patience::default();
                show(&seen);
                match seen.state {
                    OperationState::Done => return CallResult::Accepted,
                    OperationState::Failed(fault) => return CallResult::rejected(*fault),
                    OperationState::Unclear(fault) => return CallResult::Lost(*fault),
                    OperationState::Running | OperationState::Failing(_) => hint.unwrap_or_else(|| interval(waited)),
                }
            }
            Err(fault) => match patience.bear(&fault) {
                Bearing::On => interval(waited).max(wished_pause(&fault)),
                Bearing::Enough => return CallResult::Pending(operation.clone()),
                Bearing::Blind => return CallResult::TimedOut(fault),
            },
        };
        if waited >= LIMIT {
            return CallResult::Pending(operation.clone());
        }
        transport.pause(pause).await;
        waited = waited.saturating_add(pause);
    }
}

/// The next pause in milliseconds: short at first, when most operations end.
const fn interval(waited: u32) -> u32 {
    match waited {
        0..10_000 => 1000,
        10_000..60_000 => 2000,
        _ => 5000,
    }
}

fn wished_pause(fault: &Fault) -> u32 {
    match fault.kind {
        FaultKind::RateLimited { retry_after_seconds: Some(seconds) } => milliseconds(seconds),
        _ => 0,
    }
}

fn milliseconds(seconds: u32) -> u32 {
    seconds.saturating_mul(1000).min(LONGEST_PAUSE)
}

/// The operation, and the pause in milliseconds that the server wishes.
async fn look_at(
    transport: &impl Transport,
    request: &Request,
    operation: &OperationId,
) -> Result<(Operation, Option<u32>), Fault> {
    let response = transport.read(request).await.map_err(|failure| fault_of(&failure, request))?;
    let answer = Answer::new(request, &response);
    let seen = operation::decode(&answer).map_err(safe_to_repeat)?;
    if seen.id != *operation {
        return Err(answer.wrong(&Wrong("id".into())));
    }
    Ok((seen, response.poll_interval_seconds.map(|seconds| milliseconds(seconds.max(1)))))
}

/// The failures since the operation was last seen.
#[derive(Default)]
struct Patience {
    not_found: u8,
    unauthenticated: u8,
    troubles: u8,
}

/// What to do after a failure.
enum Bearing {
    /// Ask again.
    On,
    /// Stop asking; the operation is what it was.
    Enough,
    /// Stop asking: this operation will not be seen.
    Blind,
}

impl Patience {
    fn bear(&mut self, fault: &Fault) -> Bearing {
        let server_failed = fault.http_status.is_some_and(|status| status >= 500);
        let (count, limit, then) = match &fault.kind {
            FaultKind::NotFound if fault.business == Some(BusinessStatus::Rpc(5)) => {
                (&mut self.not_found, NOT_FOUND_LIMIT, Bearing::Blind)
            }
            FaultKind::Forbidden { .. } => return Bearing::Blind,
            FaultKind::Unauthenticated => (&mut self.unauthenticated, UNAUTHENTICATED_LIMIT, Bearing::Enough),
            FaultKind::RateLimited { .. } | FaultKind::Malformed { .. } => {
                (&mut self.troubles, TROUBLE_LIMIT, Bearing::Enough)
            }
            _ if fault.is_transient() || server_failed => (&mut self.troubles, TROUBLE_LIMIT, Bearing::Enough),
            _ => return Bearing::Enough,
        };
        *count = count.saturating_add(1);
        if *count > limit { then } else { Bearing::On }
    }
}

/// After the answer to a call was lost: waits for the operations of the user that it may have begun. One that is found and
/// ends says what became of the call, as far as it can be ours; that none is listed proves nothing.
pub(super) async fn after_loss(
    transport: &impl Transport,
    (cluster, user): (&ClusterId, &PrincipalId),
    result: CallResult,
    show: Show<'_, Operation>,
) -> CallResult {
    transport.pause(BEFORE_LISTING).await;
    if let Ok(operations) = running(transport, cluster, user).await {
        for operation in operations {
            let _ended = follow(transport, &operation, show).await;
        }
    }
    result
}

/// The operations of a user that have not ended. Those of others do not matter: a cluster carries out one after the other.
async fn running(
    transport: &impl Transport,
    cluster: &ClusterId,
    user: &PrincipalId,
) -> Result<Vec<OperationId>, Fault> {
    let mut running = Vec::new();
    pages(transport, "operations", &|token| requests::cluster_operations(cluster, token), &mut |item, at| {
        let id = field::name(item, "id", at)?;
        let metadata = field::present(item, "metadata");
        let whose = metadata.and_then(|metadata| field::present(metadata, "userName"));
        let elses = whose.is_some_and(|whose| whose.as_str() != Some(user.as_str()));
        if !field::flag(item, "done")? && !elses {
            running.push(OperationId::new(id));
        }
        Ok(())
    })
    .await?;
    Ok(running)
}
