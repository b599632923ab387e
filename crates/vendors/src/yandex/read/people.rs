//! People: the users of every cluster, and one of them with the roles held.

use futures_util::future;
use rescind_domain::{Connection, Fault, Membership, Principal, RoleRef};

use super::super::roles as known;
use super::super::scope::{ClusterId, Place};
use super::super::user::User;
use super::roles::{add_privileges, siblings};
use super::{ClusterUsers, cluster_name, directory, user, users};
use crate::Transport;
use crate::read::Show;
use rescind_domain::read::{
    Gap, Held, Holding, PeopleList, PersonEntry, PersonRef, PersonView, PrivilegeList, Subject,
};

/// The users of all clusters.
pub(in super::super) async fn people(
    transport: &impl Transport,
    connection: &Connection,
    show: Show<'_, PeopleList>,
) -> Result<PeopleList, Fault> {
    let progress = |read: &[ClusterUsers], clusters: usize| show(&people_list(read, clusters));
    let read = directory(transport, connection, &progress).await?;
    Ok(people_list(&read, read.len()))
}

fn people_list(read: &[ClusterUsers], clusters: usize) -> PeopleList {
    let mut list = PeopleList { progress: Some((read.len(), clusters)), ..PeopleList::default() };
    for entry in read {
        list.gaps.extend(entry.gap());
        let users = entry.users.as_deref().unwrap_or_default();
        list.rows.extend(users.iter().map(|user| PersonEntry {
            everything: false,
            person: PersonRef { id: user.name.clone(), scope: Some(entry.cluster.id.scope()) },
            principal: Principal::user(user.name.as_str()),
            place: Some(entry.cluster.name.clone()),
            detail: None,
            roles: Holding::Known(held_roles(&entry.cluster.id, user).into_iter().map(|(_, role)| role).collect()),
        }));
    }
    list
}

/// The roles of a user with their places.
fn held_roles(cluster: &ClusterId, user: &User) -> Vec<(Place, RoleRef)> {
    let role = |(database, role): (&_, &rescind_domain::RoleName)| {
        let place = Place { cluster: cluster.clone(), database: Clone::clone(database) };
        let role = RoleRef::scoped(place.scope(), role.clone());
        (place, role)
    };
    user.held().into_iter().map(role).collect()
}

/// One user with the roles held; nothing when the cluster has no such user.
pub(in super::super) async fn person(
    transport: &impl Transport,
    person: &PersonRef,
    show: Show<'_, Option<PersonView>>,
) -> Result<Option<PersonView>, Fault> {
    let Some(cluster) = person.scope.as_ref().map(ClusterId::of_person) else { return Ok(None) };
    let (name, found) = future::join(cluster_name(transport, &cluster), user(transport, &cluster, &person.id)).await;
    let Some(user) = found? else { return Ok(None) };
    let mut view = PersonView {
        principal: Principal::user(user.name.as_str()),
        place: Some(name.clone()),
        detail: None,
        held: held(&cluster, &name, &user),
        everything: false,
        gaps: Vec::new(),
    };
    if view.held.is_empty() {
        return Ok(Some(view));
    }
    show(&Some(view.clone()));
    match users(transport, &cluster).await {
        Ok(users) => {
            for row in &mut view.held {
                let Some(place) = row.membership.scope.as_ref().and_then(Place::parse) else { continue };
                let role = &row.membership.role;
                let holders = users.iter().filter(|user| user.held().contains(&(&place.database, role)));
                row.holders = Some(holders.count());
            }
        }
        Err(fault) => {
            view.gaps.push(Gap::Unread { subject: Subject::Members, place: Some(name), fault: Box::new(fault) });
        }
    }
    Ok(Some(view))
}

fn held(cluster: &ClusterId, cluster_name: &str, user: &User) -> Vec<Held> {
    let row = |(place, role): (Place, RoleRef)| {
        let siblings = siblings(user, &place.database, &role.name);
        Held {
            nature: known::nature(&role.name),
            covered_by: known::covering_among(&role.name, &siblings),
            siblings,
            through: Vec::new(),
            holders: None,
            privileges: known::count(&role.name),
            membership: Membership::new(role, Principal::user(user.name.as_str()))
                .called(Some(&place.called(cluster_name))),
        }
    };
    held_roles(cluster, user).into_iter().map(row).collect()
}

/// Everything that a user may do through the roles held.
pub(in super::super) async fn effective(
    transport: &impl Transport,
    person: &PersonRef,
) -> Result<PrivilegeList, Fault> {
    let mut list = PrivilegeList::default();
    let Some(cluster) = person.scope.as_ref().map(ClusterId::of_person) else { return Ok(list) };
    if let Some(user) = user(transport, &cluster, &person.id).await? {
        for (place, role) in held_roles(&cluster, &user) {
            add_privileges(&mut list, &place, &role.name);
        }
    }
    Ok(list)
}
