//! What the state shows of Yandex' grants: the permissions of a user, which nothing else shows.

use futures_util::{StreamExt, stream};
use rescind_domain::{ActionKind, Extent, Grant, Membership, Observation, Principal, RoleRef};

use super::revoke::Target;
use super::scope::{ClusterId, DatabaseName, Place};
use super::user::User;
use super::{read, roles};
use crate::Transport;
use crate::mutation::{Observations, Seen};
use crate::read::CONCURRENCY;

/// Observes grants. A batch is one grant here; of several, what all of them can touch is not told.
pub(super) async fn observe(transport: &impl Transport, kind: ActionKind, grants: &[Grant]) -> Observations {
    let all = stream::iter(grants.to_vec()).map(|grant| async move { one(transport, kind, &grant).await });
    let mut all: Vec<(Seen, Extent)> = all.buffered(CONCURRENCY).collect().await;
    let extent = match all.as_mut_slice() {
        [(_, extent)] => std::mem::replace(extent, Extent::Grants(Vec::new())),
        _ => Extent::NotRead("several grants were observed together".to_owned()),
    };
    Observations { each: all.into_iter().map(|(seen, _)| seen).collect(), extent }
}

async fn one(transport: &impl Transport, kind: ActionKind, grant: &Grant) -> (Seen, Extent) {
    // There are no grants of another kind here, so nothing could ever show one.
    let Ok(Target { cluster, database, user: name }) = Target::of(grant) else {
        let extent = Extent::NotRead("the service has no such grants".to_owned());
        return (Seen::alone(grant, Observation::NotObservable), extent);
    };
    match read::user(transport, &cluster, name).await {
        Ok(Some(user)) => {
            let observation = match kind {
                ActionKind::Revoke => present(grant, &user, &database),
                ActionKind::Grant => present_in_full(grant, &user, &database),
            };
            let captured = captured(grant, &user, &database);
            (Seen { observation, captured }, Extent::Grants(permissions(&cluster, &user)))
        }
        Ok(None) => (Seen::alone(grant, Observation::absent()), Extent::Grants(Vec::new())),
        Err(fault) => {
            let why = fault.message.clone().unwrap_or_else(|| "the user could not be read".to_owned());
            (Seen::alone(grant, Observation::from(fault)), Extent::NotRead(why))
        }
    }
}

fn present(grant: &Grant, user: &User, database: &DatabaseName) -> Observation {
    let Grant::Membership(membership) = grant else { return Observation::of(user.has_permission_on(database)) };
    let held = user.roles_on(database);
    if held.contains(&membership.role) {
        return Observation::Present;
    }
    let covering = roles::covering_among(&membership.role, &held);
    Observation::Absent { still: covering.iter().map(ToString::to_string).collect() }
}

/// Whether a grant is there again: all access to a place only with each of its roles.
fn present_in_full(grant: &Grant, user: &User, database: &DatabaseName) -> Observation {
    let Grant::Access(access) = grant else { return present(grant, user, database) };
    let held = user.roles_on(database);
    Observation::of(!access.roles.is_empty() && access.roles.iter().all(|role| held.contains(role)))
}

/// What is there of the grant: of all access to a place, the roles that there are and none that are only said to be.
fn captured(grant: &Grant, user: &User, database: &DatabaseName) -> Vec<Grant> {
    let held = user.roles_on(database);
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

/// All roles of a user, on every database of the cluster: a call replaces the whole set.
fn permissions(cluster: &ClusterId, user: &User) -> Vec<Grant> {
    let held = |(database, role): (&DatabaseName, &rescind_domain::RoleName)| {
        let place = Place { cluster: cluster.clone(), database: database.clone() };
        let role = RoleRef::scoped(place.scope(), role.clone());
        Grant::Membership(Membership::new(role, Principal::user(user.name.as_str())))
    };
    user.held().into_iter().map(held).collect()
}
