//! What the state shows of the grants of a batch.
//!
//! A membership is looked for in the list of the role's own holders, the one that the table was made from. The other two
//! reads could not prove that it is gone: `has-any-role` answers what somebody may do, which a disabled role or a time in the
//! future changes without the membership, and `get-user-roles` may count what comes through a department.

use std::collections::HashSet;

use rescind_domain::{Fault, FaultKind, Grant, PrincipalId, PrincipalKind, PrivilegeGrant, RoleRef};

use super::classify::is_not_offered;
use super::cover;
use super::read::{self, DATA_POLICY, Listed, ListedKind, says_absent};
use super::requests::Role;
use crate::Transport;
use crate::read::CONCURRENCY;
use crate::revoke::Sight;

/// One sight for each grant, in their order, with the departments through which a user still has a role that the user does not
/// hold any more.
pub async fn look(transport: &impl Transport, grants: &[Grant]) -> Vec<Sight> {
    let mut sights = look_back(transport, grants).await;
    cover::add(transport, grants, &mut sights).await;
    sights
}

/// One sight for each grant, in their order, of that grant alone. What no call lists (groups, roles, single resources) cannot
/// be seen.
pub async fn look_back(transport: &impl Transport, grants: &[Grant]) -> Vec<Sight> {
    let mut sights = vec![Sight::Blind; grants.len()];
    for list in lists(grants) {
        let found = holders(transport, &list).await;
        put(&mut sights, list.members.iter().map(|(at, _)| *at).zip(found));
    }
    for (at, grant) in grants.iter().enumerate() {
        if let Grant::Privilege(policy) = grant {
            let sight = data_policy(transport, policy).await;
            put(&mut sights, std::iter::once((at, sight)));
        }
    }
    sights
}

fn put(sights: &mut [Sight], found: impl Iterator<Item = (usize, Sight)>) {
    for (at, sight) in found {
        if let Some(place) = sights.get_mut(at) {
            *place = sight;
        }
    }
}

/// One list that has to be read, and who is looked for in it.
struct List<'a> {
    role: RoleRef,
    kind: ListedKind,
    members: Vec<(usize, &'a PrincipalId)>,
}

fn lists(grants: &[Grant]) -> Vec<List<'_>> {
    let mut lists: Vec<List<'_>> = Vec::new();
    for (at, grant) in grants.iter().enumerate() {
        let Grant::Membership(membership) = grant else { continue };
        let kind = match membership.principal.kind {
            PrincipalKind::User => ListedKind::Users,
            PrincipalKind::Department => ListedKind::Departments,
            PrincipalKind::Group | PrincipalKind::Role => continue,
        };
        let (role, member) = (membership.role_ref(), (at, &membership.principal.id));
        match lists.iter_mut().find(|list| list.kind == kind && list.role == role) {
            Some(list) => list.members.push(member),
            None => lists.push(List { role, kind, members: vec![member] }),
        }
    }
    lists
}

async fn holders(transport: &impl Transport, list: &List<'_>) -> Vec<Sight> {
    let namespace = read::namespace_of(&list.role);
    let role = Role { namespace: &namespace, code: &list.role.name };
    let wanted: Vec<&PrincipalId> = list.members.iter().map(|(_, id)| *id).collect();
    let fault = match read::holder_ids(transport, role, list.kind, &wanted).await {
        Ok(listed) => return sights(&listed, wanted.iter().map(|id| id.as_str())),
        Err(fault) => fault,
    };
    let sight = if fault.kind == FaultKind::NotFound && is_gone(transport, role).await {
        Sight::gone()
    } else if list.kind == ListedKind::Departments && is_not_offered(&fault) {
        Sight::Blind
    } else {
        Sight::from(fault)
    };
    vec![sight; wanted.len()]
}

/// Who is in a list holds the role; who is not does not, if the list is whole.
fn sights<'a>(listed: &Listed<String>, wanted: impl Iterator<Item = &'a str>) -> Vec<Sight> {
    let seen: HashSet<&str> = listed.rows.iter().map(String::as_str).collect();
    let sight = |id: &str| match &listed.missing {
        _ if seen.contains(id) => Sight::Held,
        None => Sight::gone(),
        Some(fault) => Sight::from(Fault::clone(fault)),
    };
    wanted.map(sight).collect()
}

/// Whether a role that was not found is gone, and with it all that it was given to. The body for an unknown call looks the
/// same, so only the list of the namespace's roles proves it; for a namespace that is gone, the list of namespaces.
async fn is_gone(transport: &impl Transport, role: Role<'_>) -> bool {
    match read::roles_of(transport, role.namespace, CONCURRENCY).await {
        Ok(roles) => roles.missing.is_none() && !roles.rows.iter().any(|row| row.code == *role.code),
        Err(fault) if says_absent(&fault) => read::namespaces(transport).await.is_ok_and(|namespaces| {
            let known = namespaces.rows.iter().any(|namespace| namespace.code == *role.namespace);
            namespaces.missing.is_none() && !namespaces.rows.is_empty() && !known
        }),
        Err(_) => false,
    }
}

async fn data_policy(transport: &impl Transport, policy: &PrivilegeGrant) -> Sight {
    let Some(role) = policy.role_id.as_deref().filter(|_| policy.object_type == DATA_POLICY) else {
        return Sight::Blind;
    };
    match read::policy_roles(transport, &policy.object_name, role).await {
        Ok(listed) => sights(&listed, std::iter::once(role)).pop().unwrap_or(Sight::Blind),
        // The policy is not there, or the call is not: the list of all policies tells, and whose they are.
        Err(fault) if fault.kind == FaultKind::NotFound => {
            let policies = read::policies(transport).await;
            let named = policies.rows.iter().find(|other| other.id == policy.object_name);
            match (named.is_some_and(|policy| policy.roles.iter().any(|id| id == role)), policies.gap) {
                (true, _) => Sight::Held,
                (false, None) => Sight::gone(),
                (false, Some(_)) => Sight::from(fault),
            }
        }
        Err(fault) => Sight::from(fault),
    }
}
