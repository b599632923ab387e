//! What is Yandex' own about giving back: which call gives a grant and nothing else, and when a grant is there again.
//!
//! What granting on a database does where the user has roles already is documented nowhere, so that call serves only where
//! there are none. Where there are, one role is added by replacing the set. All access to a place is given back only where
//! nothing was given there meanwhile: what should become of both together is for people to decide.

use rescind_domain::{Fault, FaultKind, Grant};

use super::revoke::{Prepared, Target, look, refused};
use super::user::{Permission, User};
use super::{read, requests};
use crate::revoke::Sight;
use crate::{Request, Response, Transport};

/// The order in which grants are given back, each by a call of its own. All access to a database goes first: it goes back only
/// where nothing else is held, and what was taken before it would be in its way.
#[must_use]
pub fn giving_batches(grants: &[Grant]) -> Vec<Vec<usize>> {
    let is_access = |at: &usize| matches!(grants.get(*at), Some(Grant::Access(_)));
    let (access, roles): (Vec<usize>, Vec<usize>) = (0..grants.len()).partition(is_access);
    access.into_iter().chain(roles).map(|at| vec![at]).collect()
}

/// The one call that gives the grant back, computed from nothing but the grant and the user's body.
///
/// # Errors
/// More than one grant, a grant that the service does not have, an answer that shows no such user; a conflict when the user
/// holds it already, or was given something in its place.
pub fn giving_calls(grants: &[Grant], prepared: Option<(&Request, &Response)>) -> Result<Vec<Request>, Fault> {
    let Prepared { grant, target, user, response } = Prepared::of(grants, prepared)?;
    let Target { cluster, database, user: name } = target;
    let path = requests::user(&cluster, name).path;
    let on_nothing = |roles: &[_]| {
        requests::grant_permission(&cluster, name, &Permission { database: database.clone(), roles: roles.to_vec() })
    };
    let held = user.roles_on(&database);
    let conflict = |words: &str| {
        let roles: Vec<&str> = held.iter().map(|role| role.as_str()).collect();
        let mut fault = refused(FaultKind::Conflict { blocking: None }, &path).with_raw(&response.body);
        fault.message = Some(format!("{name} {words} on {database}: {}.", roles.join(", ")));
        Err(fault)
    };
    match grant {
        Grant::Access(access) if access.roles.is_empty() => Err(refused(FaultKind::Rejected, &path)),
        Grant::Access(_) if user.has_permission_on(&database) => conflict("was given something meanwhile"),
        Grant::Access(access) => Ok(vec![on_nothing(&access.roles)]),
        Grant::Membership(membership) if held.contains(&membership.role) => conflict("holds it already"),
        Grant::Membership(membership) if user.has_permission_on(&database) => {
            let more = user.with(&database, &membership.role);
            Ok(vec![requests::replace_permissions(&cluster, name, &more)])
        }
        Grant::Membership(membership) => Ok(vec![on_nothing(std::slice::from_ref(&membership.role))]),
        Grant::Privilege(_) => Err(refused(FaultKind::Rejected, "")),
    }
}

/// Whether a grant is there again: all access to a place only with each of its roles.
pub(super) async fn look_back(transport: &impl Transport, grant: &Grant) -> Sight {
    let Grant::Access(access) = grant else { return look(transport, grant).await };
    let Ok(Target { cluster, database, user }) = Target::of(grant) else { return Sight::Blind };
    let whole = |user: &User| {
        let held = user.roles_on(&database);
        !access.roles.is_empty() && access.roles.iter().all(|role| held.contains(role))
    };
    match read::user(transport, &cluster, user).await {
        Ok(user) => Sight::of(user.is_some_and(|user| whole(&user))),
        Err(fault) => Sight::from(fault),
    }
}

/// What is held now of the grant: of all access to a place, the roles that there are and none that are only said to be.
pub(super) async fn witness(transport: &impl Transport, grant: &Grant) -> Vec<Grant> {
    let Ok(Target { cluster, database, user }) = Target::of(grant) else { return Vec::new() };
    let Ok(Some(user)) = read::user(transport, &cluster, user).await else { return Vec::new() };
    let held = user.roles_on(&database);
    match grant {
        Grant::Membership(membership) if held.contains(&membership.role) => vec![grant.clone()],
        Grant::Access(access) if !held.is_empty() => {
            let mut seen = access.clone();
            seen.roles = held;
            vec![Grant::Access(seen)]
        }
        Grant::Membership(_) | Grant::Access(_) | Grant::Privilege(_) => Vec::new(),
    }
}
