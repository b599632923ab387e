//! The calls that grant memberships again. A data policy and a single resource cannot be: the published interface has no call
//! that gives the one, and none that takes the other.

use rescind_domain::{Fault, FaultKind, FaultSource, Grant, Retry};

use super::batches::batches;
use super::requests::{self, TARGETS};
use super::revoke::role_of;
use crate::Request;

/// The batches: as those that take away, but for several roles of one target, which go one by one.
#[must_use]
pub fn granting_batches(grants: &[Grant]) -> Vec<Vec<usize>> {
    let mut found = Vec::new();
    for batch in batches(grants) {
        let mut roles = batch.iter().filter_map(|at| grants.get(*at)).map(|grant| (grant.scope(), grant.role()));
        let first = roles.next();
        if roles.all(|role| Some(role) == first) {
            found.push(batch);
        } else {
            found.extend(batch.into_iter().map(|at| vec![at]));
        }
    }
    found
}

/// The call that gives the memberships of one batch back, and nothing else.
///
/// # Errors
/// The grants are not a batch of [`granting_batches`], a role comes without its namespace, or it is no membership.
pub fn granting_calls(grants: &[Grant]) -> Result<Vec<Request>, Fault> {
    let (mut wanted, mut targets) = (None, Vec::new());
    for grant in grants {
        let Grant::Membership(membership) = grant else {
            return Err(refused(Some("GenAuth has no published call that gives this back.")));
        };
        let role = role_of(membership)?;
        if wanted.is_some_and(|other| other != role) {
            return Err(refused(None));
        }
        wanted = Some(role);
        targets.push(&membership.principal);
    }
    match wanted {
        Some(role) if targets.len() <= TARGETS => Ok(vec![requests::assign_role(role, &targets)]),
        _ => Err(refused(None)),
    }
}

fn refused(message: Option<&str>) -> Fault {
    let mut fault =
        Fault::new(FaultKind::Rejected, FaultSource::Gateway, "POST", requests::ASSIGN_ROLE, Retry::Useless);
    fault.message = message.map(str::to_owned);
    fault
}

#[cfg(test)]
mod tests {
    use rescind_domain::{Membership, Principal, PrivilegeGrant, RoleName, RoleRef, Scope};

    use super::*;

    fn held(role: &str, user: &str) -> Grant {
        let role = RoleRef::scoped(Scope::new("default"), RoleName::new(role));
        Grant::Membership(Membership::new(role, Principal::user(user)))
    }

    #[test]
    fn one_role_goes_to_many_in_one_call_and_many_roles_go_one_by_one() {
        let many: Vec<Grant> = (0..120).map(|user| held("code1", &user.to_string())).collect();
        assert_eq!(granting_batches(&many).iter().map(Vec::len).collect::<Vec<_>>(), [50, 50, 20]);
        let roles = [held("a", "u"), held("b", "u")];
        assert_eq!(granting_batches(&roles), [vec![0], vec![1]]);
        assert!(granting_calls(&roles).is_err());
        assert!(granting_calls(&many).is_err() && granting_calls(&[]).is_err());
        assert_eq!(granting_calls(&many[..50]).unwrap().len(), 1);
    }

    #[test]
    fn what_no_call_gives_is_refused_in_words() {
        let policy = PrivilegeGrant { object_type: "DATA_POLICY".into(), ..PrivilegeGrant::of(RoleRef::plain("r")) };
        let fault = granting_calls(&[Grant::Privilege(policy)]).unwrap_err();
        assert!(fault.message.is_some_and(|words| words.contains("no published call")));
    }
}
