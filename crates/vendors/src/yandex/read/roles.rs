//! Roles: one is a name on a database of a cluster, and exists for the list as long as somebody holds it.

use std::collections::BTreeMap;

use futures_util::future;
use rescind_domain::{Connection, Fault, Membership, Principal, RoleName, RoleRef};

use super::super::roles::{self as known, is_offered};
use super::super::scope::{DatabaseName, Place};
use super::super::user::User;
use super::{ClusterUsers, cluster_name, databases, directory, users};
use crate::Transport;
use crate::read::Show;
use rescind_domain::read::{Gap, Member, MemberList, PersonRef, PrivilegeList, RoleEntry, RoleList, Subject};

/// All roles that somebody holds.
pub(in super::super) async fn roles(
    transport: &impl Transport,
    connection: &Connection,
    show: Show<'_, RoleList>,
) -> Result<RoleList, Fault> {
    let read = directory(transport, connection, &|read, _| show(&role_list(read))).await?;
    Ok(role_list(&read))
}

fn role_list(read: &[ClusterUsers]) -> RoleList {
    let mut list = RoleList::default();
    for entry in read {
        list.gaps.extend(entry.gap());
        let Ok(users) = &entry.users else { continue };
        let mut counts: BTreeMap<(&DatabaseName, &RoleName), usize> = BTreeMap::new();
        for pair in users.iter().flat_map(User::held) {
            *counts.entry(pair).or_default() += 1;
        }
        list.rows.extend(counts.into_iter().map(|((database, role), members)| {
            let place = Place { cluster: entry.cluster.id.clone(), database: database.clone() };
            RoleEntry {
                members: Some(members),
                privileges: known::count(role),
                ..role_entry(&place, &entry.cluster.name, role)
            }
        }));
    }
    list
}

fn role_entry(place: &Place, cluster: &str, role: &RoleName) -> RoleEntry {
    RoleEntry {
        role: RoleRef::scoped(place.scope(), role.clone()),
        place: Some(place.called(cluster)),
        label: None,
        nature: known::nature(role),
        members: None,
        privileges: None,
    }
}

fn place_of(role: &RoleRef) -> Option<Place> {
    role.scope.as_ref().and_then(Place::parse)
}

/// One role: somebody holds it, or the service offers it on a database that there is. A role does not cease to be one when
/// it is taken from its last holder.
pub(in super::super) async fn role(transport: &impl Transport, role: &RoleRef) -> Result<Option<RoleEntry>, Fault> {
    let Some(place) = place_of(role) else { return Ok(None) };
    let (name, users) = future::join(cluster_name(transport, &place.cluster), users(transport, &place.cluster)).await;
    let held = users?.iter().any(|user| user.held().contains(&(&place.database, &role.name)));
    let exists = held
        || is_offered(&role.name, &place.database)
            && (place.database.as_str() == known::ADMIN_DATABASE
                || databases(transport, &place.cluster).await?.contains(&place.database));
    Ok(exists.then(|| role_entry(&place, &name, &role.name)))
}

/// Who holds a role.
pub(in super::super) async fn members(transport: &impl Transport, role: &RoleRef) -> Result<MemberList, Fault> {
    let Some(place) = place_of(role) else { return Ok(MemberList::default()) };
    let users = users(transport, &place.cluster).await?;
    let rows = users.iter().filter_map(|user| member(&place, role, user)).collect();
    Ok(MemberList { rows, progress: Some((users.len(), users.len())), ..MemberList::default() })
}

fn member(place: &Place, role: &RoleRef, user: &User) -> Option<Member> {
    let held = user.held();
    if !held.contains(&(&place.database, &role.name)) {
        return None;
    }
    let others = held.iter().filter(|other| **other != (&place.database, &role.name)).map(|(database, role)| {
        let place = Place { cluster: place.cluster.clone(), database: (*database).clone() };
        RoleRef::scoped(place.scope(), (*role).clone())
    });
    let siblings = siblings(user, &place.database, &role.name);
    Some(Member {
        membership: Membership::new(role.clone(), Principal::user(user.name.as_str())),
        also: Some(others.collect()),
        covered_by: known::covering_among(&role.name, &siblings),
        siblings,
        detail: None,
        person: Some(PersonRef { id: user.name.clone(), scope: Some(place.cluster.scope()) }),
    })
}

/// The other roles on the same database.
pub(super) fn siblings(user: &User, database: &DatabaseName, role: &RoleName) -> Vec<RoleName> {
    user.roles_on(database).into_iter().filter(|other| other != role).collect()
}

/// What a role may do. Nobody is asked: the API does not tell, and of a role that is not known here nobody does.
pub(in super::super) fn privileges(role: &RoleRef) -> PrivilegeList {
    let mut list = PrivilegeList::default();
    if let Some(place) = place_of(role) {
        add_privileges(&mut list, &place, &role.name);
    }
    list
}

/// Adds what a role may do, or that it is not known.
pub(super) fn add_privileges(list: &mut PrivilegeList, place: &Place, role: &RoleName) {
    match known::privileges(place, role) {
        Some(rows) => list.rows.extend(rows),
        None if list.gaps.is_empty() => list.gaps.push(Gap::NotOffered(Subject::Privileges)),
        None => {}
    }
}
