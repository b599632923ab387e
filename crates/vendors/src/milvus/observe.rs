//! What the state shows of Milvus' grants, through calls that would show them: the roles of a user, and the grants of a role.

use futures_util::{StreamExt, stream};
use rescind_domain::{
    Extent, Fault, FaultKind, Grant, Membership, Observation, Principal, PrincipalId, PrivilegeGrant, RoleName, RoleRef,
};

use super::privileges::{DEFAULT_DATABASE, Groups, WILDCARD, going_too, is_same};
use super::read::{self, Offer};
use crate::Transport;
use crate::mutation::{Observations, Seen};
use crate::read::CONCURRENCY;

/// Observes grants. A batch is one grant here; of several, what all of them can touch is not told.
pub(super) async fn observe(transport: &impl Transport, grants: &[Grant]) -> Observations {
    let all = stream::iter(grants.to_vec()).map(|grant| async move { one(transport, &grant).await });
    let mut all: Vec<(Seen, Extent)> = all.buffered(CONCURRENCY).collect().await;
    let extent = match all.as_mut_slice() {
        [(_, extent)] => std::mem::replace(extent, Extent::Grants(Vec::new())),
        _ => Extent::NotRead("several grants were observed together".to_owned()),
    };
    Observations { each: all.into_iter().map(|(seen, _)| seen).collect(), extent }
}

async fn one(transport: &impl Transport, grant: &Grant) -> (Seen, Extent) {
    match grant {
        Grant::Membership(held) => membership(transport, grant, held).await,
        Grant::Privilege(row) => privilege(transport, row).await,
        // There are none of these here, so nothing could ever show one.
        Grant::Access(_) => {
            let extent = Extent::NotRead("Milvus has no such grants".to_owned());
            (Seen::alone(grant, Observation::NotObservable), extent)
        }
    }
}

async fn membership(transport: &impl Transport, grant: &Grant, held: &Membership) -> (Seen, Extent) {
    match read::user_roles(transport, &held.principal.id).await {
        Ok(roles) => {
            let observation = Observation::of(roles.contains(&held.role));
            (Seen::alone(grant, observation), Extent::Grants(memberships(&held.principal.id, &roles)))
        }
        Err(fault) => unread(grant, Observation::from(fault)),
    }
}

fn memberships(user: &PrincipalId, roles: &[RoleName]) -> Vec<Grant> {
    let held = |role: &RoleName| Membership::new(RoleRef::plain(role.as_str()), Principal::user(user.as_str()));
    roles.iter().map(held).map(Grant::Membership).collect()
}

async fn privilege(transport: &impl Transport, row: &PrivilegeGrant) -> (Seen, Extent) {
    let grant = Grant::Privilege(row.clone());
    match visible_grants(transport, row).await {
        Ok(Visible { rows, whole }) => {
            let itself: Vec<&PrivilegeGrant> = rows.iter().filter(|other| is_same(other, row)).collect();
            let observation = match itself.is_empty() {
                false => Observation::Present,
                true => Observation::Absent { still: covering(transport, row, &rows).await },
            };
            // Restored in this order, each is proved by a call of its own: the last one would bring the others.
            let captured = match itself.is_empty() {
                false => going_too(row, &rows).into_iter().chain(itself).cloned().map(Grant::Privilege).collect(),
                true => Vec::new(),
            };
            let extent = match whole {
                Whole::Yes => Extent::Grants(rows.into_iter().map(Grant::Privilege).collect()),
                Whole::No => Extent::NotRead("the account may not read the role in all databases".to_owned()),
            };
            (Seen { observation, captured }, extent)
        }
        Err(fault) if fault.kind == FaultKind::NotFound => {
            unread(&grant, without_role(transport, &row.role, fault).await)
        }
        Err(fault) => unread(&grant, Observation::from(fault)),
    }
}

fn unread(grant: &Grant, observation: Observation) -> (Seen, Extent) {
    let why = match &observation {
        // Of what does not exist any more nothing is left.
        Observation::Absent { .. } => return (Seen::alone(grant, observation), Extent::Grants(Vec::new())),
        Observation::Forbidden(fault) | Observation::Failed(fault) => fault.message.clone(),
        Observation::Present | Observation::NotObservable => None,
    };
    let extent = Extent::NotRead(why.unwrap_or_else(|| "the state could not be read".to_owned()));
    (Seen::alone(grant, observation), extent)
}

/// Whether rows are all that the role has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Whole {
    Yes,
    No,
}

struct Visible {
    rows: Vec<PrivilegeGrant>,
    whole: Whole,
}

/// The grants of the role, at least in the scope of `grant`: an account that may not ask for all databases may still ask for
/// the one that matters, and that answer would show the grant.
async fn visible_grants(transport: &impl Transport, grant: &PrivilegeGrant) -> Result<Visible, Fault> {
    match read::grants_in(transport, &grant.role, WILDCARD).await {
        Err(fault) if matches!(fault.kind, FaultKind::Forbidden { .. }) => {
            // What is granted in all databases comes with each of them.
            let database = if grant.database == WILDCARD { DEFAULT_DATABASE } else { grant.database.as_str() };
            let rows = read::grants_in(transport, &grant.role, database).await?;
            Ok(Visible { rows, whole: Whole::No })
        }
        answer => Ok(Visible { rows: answer?, whole: Whole::Yes }),
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
async fn without_role(transport: &impl Transport, role: &RoleName, fault: Fault) -> Observation {
    match read::roles(transport).await {
        Ok(roles) if !roles.is_empty() && !roles.contains(role) => Observation::absent(),
        Ok(_) => Observation::from(fault),
        Err(fault) => Observation::from(fault),
    }
}
