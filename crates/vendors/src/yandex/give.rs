//! What is Yandex' own about granting again: which call grants one grant and nothing else.
//!
//! What granting on a database does where the user has roles already is documented nowhere, so that call serves only where
//! there are none. Where there are, one role is added by replacing the set. All access to a place is granted again only where
//! nothing was granted there meanwhile: what should become of both together is for people to decide.

use rescind_domain::{Fault, FaultKind, Grant};

use super::requests;
use super::revoke::{Prepared, Target, refused};
use super::user::Permission;
use crate::{Request, Response};

/// The order in which grants are given back, each by a call of its own. All access to a database goes first: it goes back only
/// where nothing else is held, and what was taken before it would be in its way.
#[must_use]
pub fn granting_batches(grants: &[Grant]) -> Vec<Vec<usize>> {
    let is_access = |at: &usize| matches!(grants.get(*at), Some(Grant::Access(_)));
    let (access, roles): (Vec<usize>, Vec<usize>) = (0..grants.len()).partition(is_access);
    access.into_iter().chain(roles).map(|at| vec![at]).collect()
}

/// The one call that gives the grant back, computed from nothing but the grant and the user's body.
///
/// # Errors
/// More than one grant, a grant that the service does not have, an answer that shows no such user; a conflict when the user
/// holds it already, or was given something in its place.
pub fn granting_calls(grants: &[Grant], prepared: Option<(&Request, &Response)>) -> Result<Vec<Request>, Fault> {
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
