//! Through what users still have a role that they do not hold by themselves any more: the departments that they are in.
//!
//! It only adds to what is proved. Whatever cannot be read here, or is not offered (GenAuth's own service has no call for the
//! departments of a role), leaves a department unnoticed and a revocation as proved as it was. Groups that hold a role are
//! listed by no call.

use std::collections::{BTreeMap, BTreeSet};

use futures_util::{StreamExt, stream};
use rescind_domain::{Grant, Membership, Principal, PrincipalId, PrincipalKind, RoleRef, sort};

use super::read;
use super::requests::Role;
use crate::Transport;
use crate::read::CONCURRENCY;
use rescind_domain::Observation;

/// Adds to the sights of users who do not hold a role the departments of theirs that do.
pub(super) async fn add(transport: &impl Transport, grants: &[Grant], sights: &mut [Observation]) {
    let gone: Vec<(usize, &Membership)> = memberships_gone(grants, sights).collect();
    let (lost, taken): (Vec<_>, Vec<_>) =
        gone.into_iter().partition(|(_, gone)| gone.principal.kind == PrincipalKind::User);
    let users = sort::set(lost.iter().map(|(_, lost)| &lost.principal.id));
    let roles = sort::set(lost.iter().map(|(_, lost)| lost.role_ref()));
    if lost.is_empty() {
        return;
    }
    // A batch is many users of one role or many roles of one user. The fewer are asked for first: mostly that is all, since
    // the user is in no department, or no department holds the role.
    let (of_users, of_roles);
    if users.len() <= roles.len() {
        of_users = departments_of_users(transport, users).await;
        of_roles = if of_users.is_empty() { BTreeMap::new() } else { departments_of_roles(transport, roles).await };
    } else {
        of_roles = departments_of_roles(transport, roles).await;
        of_users = if of_roles.is_empty() { BTreeMap::new() } else { departments_of_users(transport, users).await };
    }
    // What the same look has proved to be gone is no cover, whatever another list shows.
    let is_taken = |role: &RoleRef, department: &Principal| {
        taken.iter().any(|(_, taken)| taken.principal.id == department.id && taken.role_ref() == *role)
    };
    for (at, lost) in lost {
        let role = lost.role_ref();
        let (Some(own), Some(holding)) = (of_users.get(&lost.principal.id), of_roles.get(&role)) else { continue };
        let still = holding.iter().filter(|department| own.contains(&department.id) && !is_taken(&role, department));
        if let Some(Observation::Absent { still: place }) = sights.get_mut(at) {
            *place = still.map(Principal::name).collect();
        }
    }
}

/// The memberships of users and departments that are proved not to be there.
fn memberships_gone<'a>(grants: &'a [Grant], sights: &[Observation]) -> impl Iterator<Item = (usize, &'a Membership)> {
    grants.iter().zip(sights).enumerate().filter_map(|(at, (grant, sight))| match (grant, sight) {
        (Grant::Membership(membership), Observation::Absent { .. }) => Some((at, membership)),
        _ => None,
    })
}

/// The departments that each of these users is directly in, where there are any.
async fn departments_of_users(
    transport: &impl Transport,
    users: BTreeSet<&PrincipalId>,
) -> BTreeMap<PrincipalId, Vec<PrincipalId>> {
    // The call for several users at once takes the same parameter many times, which no route lets through.
    let users: Vec<PrincipalId> = users.into_iter().cloned().collect();
    let reads = stream::iter(users).map(|id| async move {
        let user = read::get_user(transport, &id).await;
        (id, user)
    });
    let found: Vec<_> = reads.buffer_unordered(CONCURRENCY).collect().await;
    let departments = |(id, user): (PrincipalId, Result<read::User, _>)| Some((id, user.ok()?.departments));
    sort::map(found.into_iter().filter_map(departments).filter(|(_, departments)| !departments.is_empty()))
}

/// The departments that hold each of these roles, where there are any; of a list that is not whole, those that it shows.
async fn departments_of_roles(
    transport: &impl Transport,
    roles: BTreeSet<RoleRef>,
) -> BTreeMap<RoleRef, Vec<Principal>> {
    let reads = stream::iter(roles).map(|role| async move {
        let namespace = read::namespace_of(&role);
        let found = read::role_departments(transport, Role { namespace: &namespace, code: &role.name }).await;
        (role, found)
    });
    let found: Vec<_> = reads.buffer_unordered(CONCURRENCY).collect().await;
    let holding = |(role, found): (RoleRef, Result<read::Listed<Principal>, _>)| Some((role, found.ok()?.rows));
    sort::map(found.into_iter().filter_map(holding).filter(|(_, holding)| !holding.is_empty()))
}
