//! The calls that take grants away, and what their answers say before anything is looked at.
//!
//! Success says little here: taking a role from somebody who does not hold it answers the same. A failure of a call with
//! several targets says little too: nobody knows whether those before the bad one were already taken away.

use rescind_domain::{BusinessStatus, CallResult, Fault, FaultKind, FaultSource, Grant, Membership, Retry};
use serde_json::Value;

use super::classify::Answer;
use super::envelope;
use super::read::DATA_POLICY;
use super::requests::{self, ROLES, Role, TARGETS};
use crate::mutation::perhaps_changed;
use crate::{Request, Response};

/// The call that takes the grants of one batch away, and nothing else. There is one form of it.
///
/// # Errors
/// The grants are not a batch of [`super::batches`], or a role comes without its namespace: the server would take another.
pub fn calls(grants: &[Grant]) -> Result<Vec<Request>, Fault> {
    let call = match grants {
        [Grant::Privilege(policy)] if policy.object_type == DATA_POLICY => policy
            .role_id
            .as_deref()
            .map(|id| requests::revoke_data_policy(&policy.object_name, id))
            .ok_or_else(|| refused(FaultKind::InvalidInput { field: Some("targetIdentifier".to_owned()) }))?,
        grants => memberships_call(grants)?,
    };
    Ok(vec![call])
}

fn memberships_call(grants: &[Grant]) -> Result<Request, Fault> {
    let mut roles: Vec<Role<'_>> = Vec::new();
    let mut targets = Vec::new();
    for grant in grants {
        let Grant::Membership(membership) = grant else { return Err(refused(FaultKind::Rejected)) };
        let role = role_of(membership)?;
        if !roles.contains(&role) {
            roles.push(role);
        }
        let same = |target: &&rescind_domain::Principal| {
            (target.kind, &target.id) == (membership.principal.kind, &membership.principal.id)
        };
        if !targets.iter().any(same) {
            targets.push(&membership.principal);
        }
    }
    match (roles.as_slice(), targets.as_slice()) {
        ([role], targets) if targets.len() <= TARGETS => Ok(requests::revoke_role(*role, targets)),
        // With one target every pair of the two lists is a grant that is wanted.
        (roles, [target]) if (2..=ROLES).contains(&roles.len()) => Ok(requests::revoke_role_batch(roles, target)),
        _ => Err(refused(FaultKind::Rejected)),
    }
}

pub(super) fn role_of(membership: &Membership) -> Result<Role<'_>, Fault> {
    let namespace = membership.scope.as_ref();
    let namespace =
        namespace.ok_or_else(|| refused(FaultKind::InvalidInput { field: Some("namespace".to_owned()) }))?;
    Ok(Role { namespace, code: &membership.role })
}

fn refused(kind: FaultKind) -> Fault {
    Fault::new(kind, FaultSource::Gateway, "POST", requests::REVOKE_ROLE, Retry::Useless)
}

/// Whether the vendor can have such a grant.
///
/// # Errors
/// It has none of this kind, or the role comes without its namespace.
pub(super) fn check(grant: &Grant) -> Result<(), Fault> {
    match grant {
        Grant::Membership(membership) => role_of(membership).map(drop),
        Grant::Privilege(policy) if policy.object_type == DATA_POLICY && policy.role_id.is_some() => Ok(()),
        Grant::Privilege(_) | Grant::Access(_) => Err(refused(FaultKind::Rejected)),
    }
}

/// What the server said of a call that changes something.
#[must_use]
pub fn call_result(request: &Request, response: &Response) -> CallResult {
    let answer = Answer::new(request, response);
    let confirmed = match request.path.as_str() {
        requests::REVOKE_DATA_POLICY => envelope::confirm_head(&answer),
        _ => envelope::confirm_success(&answer),
    };
    match confirmed {
        Ok(()) => CallResult::Accepted,
        Err(fault) => failure(fault, pairs(request)),
    }
}

fn failure(fault: Fault, pairs: usize) -> CallResult {
    let status = match fault.business {
        Some(BusinessStatus::Envelope { status_code, .. }) => Some(status_code),
        _ => None,
    };
    match fault.kind {
        // A 200 that contradicts itself, whichever of its words was taken for a failure.
        _ if status == Some(envelope::SUCCESS) => perhaps_changed(fault),
        // These are found before anything is written.
        FaultKind::Unauthenticated
        | FaultKind::Forbidden { .. }
        | FaultKind::InvalidInput { .. }
        | FaultKind::RateLimited { .. } => CallResult::rejected(fault),
        // The plan does not cover the call, or the body is too large.
        FaultKind::Rejected if matches!(status, Some(402 | 413 | 501)) => CallResult::rejected(fault),
        // Without an envelope it is the address that is not there.
        FaultKind::NotFound if status.is_none() => CallResult::rejected(fault),
        // It is no answer of the server's, whoever it is from.
        FaultKind::Rejected if status.is_none() => CallResult::Lost(fault),
        // One of several targets is unknown, or against a rule: the others may be gone already. Of one alone it is a no.
        FaultKind::NotFound | FaultKind::Conflict { .. } if pairs <= 1 => CallResult::rejected(fault),
        FaultKind::Rejected if pairs <= 1 && status == Some(422) => CallResult::rejected(fault),
        _ => perhaps_changed(fault),
    }
}

/// How many grants a call takes away.
fn pairs(request: &Request) -> usize {
    let length = |field: &str| {
        request.body.as_ref().and_then(|body| body.get(field)).and_then(Value::as_array).map_or(1, Vec::len)
    };
    length("roles") * length("targets")
}
