//! What the state shows of the grants of a batch.
//!
//! A membership is looked for in the list of the role's own holders, the one that the table was made from. The other two
//! reads could not prove that it is gone: `has-any-role` answers what somebody may do, which a disabled role or a time in the
//! future changes without the membership, and `get-user-roles` may count what comes through a department.

use std::collections::{BTreeMap, HashSet};

use rescind_domain::{
    ActionKind, Extent, Fault, FaultKind, Grant, Observation, PrincipalId, PrincipalKind, PrivilegeGrant, RoleRef,
};

use super::classify::is_not_offered;
use super::cover;
use super::read::{self, DATA_POLICY, Listed, ListedKind, says_absent};
use super::requests::Role;
use crate::Transport;
use crate::mutation::{Observations, Seen};
use crate::read::CONCURRENCY;

/// Observes the grants of one batch: what is to be revoked with the departments through which a user still has a role that the
/// user does not hold any more. What no call lists (groups, roles, single resources) is not observable.
pub async fn observe(transport: &impl Transport, kind: ActionKind, grants: &[Grant]) -> Observations {
    let (mut observations, extent) = alone(transport, grants).await;
    if kind == ActionKind::Revoke {
        cover::add(transport, grants, &mut observations).await;
    }
    let each = grants.iter().zip(observations).map(|(grant, observation)| Seen::alone(grant, observation));
    Observations { each: each.collect(), extent }
}

/// Each grant by itself, and how many hold each of the roles of the batch.
async fn alone(transport: &impl Transport, grants: &[Grant]) -> (Vec<Observation>, Extent) {
    let mut sights = vec![Observation::NotObservable; grants.len()];
    let mut totals = Some(BTreeMap::new());
    for list in lists(grants) {
        let (found, held) = holders(transport, &list).await;
        match (totals.as_mut(), held) {
            (Some(totals), Some(held)) => drop(totals.insert(list.name(), held)),
            _ => totals = None,
        }
        put(&mut sights, list.members.iter().map(|(at, _)| *at).zip(found));
    }
    for (at, grant) in grants.iter().enumerate() {
        if let Grant::Privilege(policy) = grant {
            let sight = data_policy(transport, policy).await;
            put(&mut sights, std::iter::once((at, sight)));
        }
    }
    let is_listed = grants
        .iter()
        .zip(&sights)
        .all(|(grant, sight)| matches!(grant, Grant::Membership(_)) && *sight != Observation::NotObservable);
    let extent = match totals.filter(|_| is_listed) {
        Some(totals) => Extent::Totals(totals),
        None => Extent::NotRead("GenAuth does not list everything that such a call can touch".to_owned()),
    };
    (sights, extent)
}

fn put(sights: &mut [Observation], found: impl Iterator<Item = (usize, Observation)>) {
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

impl List<'_> {
    /// Its name among the lists of the connection. No code has a line break.
    fn name(&self) -> String {
        let kind = match self.kind {
            ListedKind::Users => "users",
            ListedKind::Departments => "departments",
        };
        [read::namespace_of(&self.role).as_str(), self.role.name.as_str(), kind].join("\n")
    }
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

/// What the list shows of each who is looked for, and how many are in it, where it does not contradict itself.
async fn holders(transport: &impl Transport, list: &List<'_>) -> (Vec<Observation>, Option<u64>) {
    let namespace = read::namespace_of(&list.role);
    let role = Role { namespace: &namespace, code: &list.role.name };
    let wanted: Vec<&PrincipalId> = list.members.iter().map(|(_, id)| *id).collect();
    let fault = match read::holder_ids(transport, role, list.kind, &wanted).await {
        Ok((listed, total)) => {
            let total = listed.missing.is_none().then_some(total);
            return (sights(&listed, wanted.iter().map(|id| id.as_str())), total);
        }
        Err(fault) => fault,
    };
    let sight = if fault.kind == FaultKind::NotFound && is_gone(transport, role).await {
        Observation::absent()
    } else if list.kind == ListedKind::Departments && is_not_offered(&fault) {
        Observation::NotObservable
    } else {
        Observation::from(fault)
    };
    let total = matches!(sight, Observation::Absent { .. }).then_some(0);
    (vec![sight; wanted.len()], total)
}

/// Who is in a list holds the role; who is not does not, if the list is whole.
fn sights<'a>(listed: &Listed<String>, wanted: impl Iterator<Item = &'a str>) -> Vec<Observation> {
    let seen: HashSet<&str> = listed.rows.iter().map(String::as_str).collect();
    let sight = |id: &str| match &listed.missing {
        _ if seen.contains(id) => Observation::Present,
        None => Observation::absent(),
        Some(fault) => Observation::from(Fault::clone(fault)),
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

async fn data_policy(transport: &impl Transport, policy: &PrivilegeGrant) -> Observation {
    let Some(role) = policy.role_id.as_deref().filter(|_| policy.object_type == DATA_POLICY) else {
        return Observation::NotObservable;
    };
    match read::policy_roles(transport, &policy.object_name, role).await {
        Ok(listed) => sights(&listed, std::iter::once(role)).pop().unwrap_or(Observation::NotObservable),
        // The policy is not there, or the call is not: the list of all policies tells, and whose they are.
        Err(fault) if fault.kind == FaultKind::NotFound => {
            let policies = read::policies(transport).await;
            let named = policies.rows.iter().find(|other| other.id == policy.object_name);
            match (named.is_some_and(|policy| policy.roles.iter().any(|id| id == role)), policies.gap) {
                (true, _) => Observation::Present,
                (false, None) => Observation::absent(),
                (false, Some(_)) => Observation::from(fault),
            }
        }
        Err(fault) => Observation::from(fault),
    }
}
