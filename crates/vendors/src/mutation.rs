//! What changes something at a vendor, and what shows whether it did: batches and calls for grants, what an answer says of a
//! call, and observations. It decides no outcome; whoever sends the calls and believes the observations is elsewhere.

use rescind_domain::hazard::HazardCode;
use rescind_domain::{
    ActionKind, BusinessStatus, CallResult, Connection, Extent, Fault, FaultKind, Grant, Observation, Operation,
    OperationId, RoleName, RoleRef, Vendor,
};

use crate::api::{Api as _, with_api};
use crate::read::{Show, capabilities};
use crate::{Request, Response, Transport};

/// What was observed of one grant.
#[derive(Clone, Debug, PartialEq)]
pub struct Seen {
    /// Whether it is there.
    pub observation: Observation,
    /// What is there of it, and of what the vendor revokes together with it: what a call that revokes it revokes.
    pub captured: Vec<Grant>,
}

impl Seen {
    /// An observation without anything that goes along.
    #[must_use]
    pub fn alone(grant: &Grant, observation: Observation) -> Self {
        let captured = if observation == Observation::Present { vec![grant.clone()] } else { Vec::new() };
        Self { observation, captured }
    }
}

/// What was observed of the grants of one batch.
#[derive(Clone, Debug, PartialEq)]
pub struct Observations {
    /// Of each grant, in their order.
    pub each: Vec<Seen>,
    /// Everything that the call for them can touch.
    pub extent: Extent,
}

/// The grants of a plan that go in one call each, as positions in `grants`, in the order in which they are to be sent.
#[must_use]
pub fn batches(vendor: Vendor, kind: ActionKind, grants: &[Grant]) -> Vec<Vec<usize>> {
    with_api!(vendor, api => api.batches(kind, grants))
}

/// The call whose answer [`calls`] needs, if it needs any.
#[must_use]
pub fn preparation(vendor: Vendor, grants: &[Grant]) -> Option<Request> {
    with_api!(vendor, api => api.preparation(grants))
}

/// The calls that may revoke, or grant, the grants of one batch and nothing else, best first. `prepared` is the call of
/// [`preparation`] with its answer.
///
/// # Errors
/// The vendor has no such call, the preparation failed, the grants are not a batch, or the state has changed so that no call
/// would change these grants and nothing else.
pub fn calls(
    vendor: Vendor,
    kind: ActionKind,
    grants: &[Grant],
    prepared: Option<(&Request, &Response)>,
) -> Result<Vec<Request>, Fault> {
    with_api!(vendor, api => api.calls(kind, grants, prepared))
}

/// The calls for the grants of one batch, after reading whatever they depend on: to be shown, not to be sent.
///
/// # Errors
/// As [`calls`], or the preparation got no answer.
pub async fn calls_now(
    transport: &impl Transport,
    vendor: Vendor,
    kind: ActionKind,
    grants: &[Grant],
) -> Result<Vec<Request>, Fault> {
    let Some(request) = preparation(vendor, grants) else { return calls(vendor, kind, grants, None) };
    let answer = transport.read(&request).await;
    let response = answer.map_err(|failure| crate::transport::fault_of(&failure, &request))?;
    calls(vendor, kind, grants, Some((&request, &response)))
}

/// Whether the vendor can have such a grant, and no name of it could be more than a name.
///
/// # Errors
/// What is wrong with it.
pub fn check(vendor: Vendor, grant: &Grant) -> Result<(), Fault> {
    with_api!(vendor, api => api.check(grant))
}

/// What the vendor grants along with a grant, whether it was there or not. Where it was not revoked together with the grant,
/// no call restores the grant and nothing else.
#[must_use]
pub fn granted_along(vendor: Vendor, grant: &Grant) -> Vec<Grant> {
    with_api!(vendor, api => api.granted_along(grant))
}

/// What an answer says of a call that was to change something, before anything is observed.
#[must_use]
pub fn call_result(vendor: Vendor, call: &Request, response: &Response) -> CallResult {
    with_api!(vendor, api => api.call_result(call, response))
}

/// Whether such a status of a call that changes something, with HTTP 200, is the vendor's word of success.
#[must_use]
pub fn is_success(vendor: Vendor, status: &BusinessStatus) -> bool {
    with_api!(vendor, api => api.is_success(status))
}

/// What the call for these grants touches besides them, in the vendor's words.
#[must_use]
pub fn lock_parts(vendor: Vendor, grants: &[Grant]) -> Vec<String> {
    with_api!(vendor, api => api.lock_parts(grants))
}

/// Which of that a call for one grant still touches that may be carried out although nobody waits for it any more.
#[must_use]
pub fn held_parts(vendor: Vendor, grant: &Grant) -> Vec<String> {
    with_api!(vendor, api => api.held_parts(grant))
}

/// How much a batch of these grants stands for.
#[must_use]
pub fn priority(vendor: Vendor, grants: &[Grant]) -> u8 {
    with_api!(vendor, api => api.priority(grants))
}

/// Observes the grants of one batch.
pub async fn observe(transport: &impl Transport, vendor: Vendor, kind: ActionKind, grants: &[Grant]) -> Observations {
    with_api!(vendor, api => api.observe(transport, kind, grants).await)
}

/// Waits until an operation has ended, however it ends.
pub async fn follow(
    transport: &impl Transport,
    vendor: Vendor,
    operation: &OperationId,
    show: Show<'_, Operation>,
) -> CallResult {
    with_api!(vendor, api => api.follow(transport, operation, show).await)
}

/// Waits for whatever a call may have begun whose answer was lost, as far as the vendor can tell of it.
pub async fn after_loss(
    transport: &impl Transport,
    vendor: Vendor,
    grants: &[Grant],
    result: CallResult,
    show: Show<'_, Operation>,
) -> CallResult {
    with_api!(vendor, api => api.after_loss(transport, grants, result, show).await)
}

/// What is dangerous about revoking a grant, as far as the grant itself tells.
#[must_use]
pub fn hazards(connection: &Connection, grant: &Grant) -> Vec<HazardCode> {
    let mut found = Vec::new();
    let holder = grant.principal().map(|holder| &holder.id);
    if holder.is_some() && holder == connection.account.as_ref() {
        found.push(HazardCode::Yourself);
    }
    if matches!(grant, Grant::Access(_)) {
        found.push(HazardCode::AllRoles);
    }
    if with_api!(connection.vendor, api => api.is_built_in(grant)) {
        found.push(HazardCode::BuiltIn);
    }
    if with_api!(connection.vendor, api => api.is_wildcard(grant)) {
        found.push(HazardCode::Wildcard);
    }
    found
}

/// The vendor's administrator role that a grant is about, if it is about one.
#[must_use]
pub fn administrator_role(vendor: Vendor, grant: &Grant) -> Option<RoleRef> {
    let is_administrator = |role: &&RoleName| capabilities(vendor).is_administrator(role);
    let name = match grant {
        Grant::Membership(membership) => Some(&membership.role).filter(is_administrator),
        Grant::Access(access) => access.roles.iter().find(is_administrator),
        Grant::Privilege(_) => None,
    };
    name.map(|name| RoleRef { scope: grant.scope().cloned(), name: name.clone() })
}

/// A failure of a call that no rule of the vendor's says to be found before anything is written. An answer that is none, or
/// that says that the server failed, is no answer to the call.
pub(crate) fn perhaps_changed(fault: Fault) -> CallResult {
    match fault.kind {
        FaultKind::Malformed { .. } | FaultKind::Unavailable | FaultKind::Unknown => CallResult::Lost(fault),
        FaultKind::Timeout => CallResult::TimedOut(fault),
        _ => CallResult::perhaps_changed(fault),
    }
}
