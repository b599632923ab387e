//! What is Milvus' own about revoking: how an answer is judged, and how the state is looked at again.
//!
//! Success says nothing here: revoking what is not there, or with a slightly different scope, answers code 0 as well.

use rescind_domain::{Fault, FaultKind, Grant, PrivilegeGrant, RoleName};

use super::classify::Answer;
use super::privileges::{DEFAULT_DATABASE, Groups, WILDCARD, is_same};
use super::read::Offer;
use super::{envelope, read};
use crate::revoke::{Sight, Verdict};
use crate::{Request, Response, Transport};

/// What the server said of a call that takes a grant away.
#[must_use]
pub fn judge(request: &Request, response: &Response) -> Verdict {
    match envelope::confirm(&Answer::new(request, response)) {
        Ok(()) => Verdict::Confirmed,
        Err(fault) => match fault.kind {
            // The server's own limit, or a proxy's: the work itself may still complete.
            FaultKind::Timeout => Verdict::Late(fault),
            // These are found before anything is written.
            FaultKind::Unauthenticated
            | FaultKind::Forbidden { .. }
            | FaultKind::InvalidInput { .. }
            | FaultKind::RateLimited { .. } => Verdict::Refused(fault),
            FaultKind::NotFound if response.status == 404 => Verdict::Refused(fault),
            // Everything else may come from a write that failed half-way: "not found the role, maybe the role isn't existed
            // or internal system error" says so itself, and 65535 stands for any error that the server does not classify.
            _ => Verdict::Lost(fault),
        },
    }
}

/// Reads the state again, through a call that would show the grant.
pub async fn look(transport: &impl Transport, grant: &Grant) -> Sight {
    match grant {
        Grant::Membership(membership) => match read::user_roles(transport, &membership.principal.id).await {
            Ok(roles) => Sight::of(roles.contains(&membership.role)),
            Err(fault) => Sight::from(fault),
        },
        Grant::Privilege(grant) => match visible_grants(transport, grant).await {
            Ok(rows) if rows.iter().any(|row| is_same(row, grant)) => Sight::Held,
            Ok(rows) => Sight::Gone { still: covering(transport, grant, &rows).await },
            Err(fault) if fault.kind == FaultKind::NotFound => without_role(transport, &grant.role, fault).await,
            Err(fault) => Sight::from(fault),
        },
        // There are none of these here, so nothing could ever show one.
        Grant::Access(_) => Sight::Blind,
    }
}

/// The grants of the role, at least in the scope of `grant`: an account that may not ask for all databases may still ask for
/// the one that matters, and that answer would show the grant.
pub(super) async fn visible_grants(
    transport: &impl Transport,
    grant: &PrivilegeGrant,
) -> Result<Vec<PrivilegeGrant>, Fault> {
    match read::grants_in(transport, &grant.role, WILDCARD).await {
        Err(fault) if matches!(fault.kind, FaultKind::Forbidden { .. }) => {
            // What is granted in all databases comes with each of them.
            let database = if grant.database == WILDCARD { DEFAULT_DATABASE } else { grant.database.as_str() };
            read::grants_in(transport, &grant.role, database).await
        }
        answer => answer,
    }
}

/// What still allows the same. Not knowing the groups only means that one of them may go unnoticed.
async fn covering(transport: &impl Transport, grant: &PrivilegeGrant, rows: &[PrivilegeGrant]) -> Vec<String> {
    if rows.is_empty() {
        return Vec::new();
    }
    let groups = match read::privilege_groups(transport).await {
        Ok(Offer::Offered(groups)) => groups,
        Ok(Offer::NotOffered) | Err(_) => Groups::default(),
    };
    groups.covering(grant, rows)
}

/// A role that is gone has no grants. But the server's text for an unknown role also stands for an "internal system error",
/// so only the list of roles proves it.
async fn without_role(transport: &impl Transport, role: &RoleName, fault: Fault) -> Sight {
    match read::roles(transport).await {
        Ok(roles) if !roles.is_empty() && !roles.contains(role) => Sight::gone(),
        Ok(_) => Sight::from(fault),
        Err(fault) => Sight::from(fault),
    }
}
