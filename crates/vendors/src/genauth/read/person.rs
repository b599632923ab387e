//! One user: the roles held in every namespace, and what they allow.

use futures_util::{StreamExt, stream};
use rescind_domain::role::RoleNature;
use rescind_domain::{Fault, Membership, Principal, PrincipalId, RoleRef};

use super::super::requests;
use super::counts::Counter;
use super::members::{User, user_row};
use super::privileges::{add_policies, of_resources};
use super::roles::{add_first, namespaces, says_absent, user_roles};
use super::{add_gap, fetch, policies, unread};
use crate::Transport;
use crate::read::{CONCURRENCY, Show};
use rescind_domain::read::{Gap, Held, PersonRef, PersonView, PrivilegeList, Subject};

/// The roles of a user over all namespaces, each once.
struct Holdings {
    roles: Vec<Holding>,
    gaps: Vec<Gap>,
}

struct Holding {
    role: RoleRef,
    id: String,
    place: String,
}

/// One user and the roles that the user holds; nothing when there is no such user.
///
/// # Errors
/// The fault of reading the user or the namespaces.
pub async fn person(
    transport: &impl Transport,
    person: &PersonRef,
    show: Show<'_, Option<PersonView>>,
) -> Result<Option<PersonView>, Fault> {
    let user = match get_user(transport, &person.id).await {
        Err(fault) if says_absent(&fault) => return Ok(None),
        user => user?,
    };
    let held = holdings(transport, &person.id).await?;
    let mut view = PersonView {
        held: held.roles.iter().map(|holding| held_role(holding, user.principal())).collect(),
        principal: user.principal(),
        place: None,
        detail: user.detail,
        everything: false,
        gaps: held.gaps,
    };
    show(&Some(view.clone()));
    let policies = policies(transport).await;
    let counter = &Counter::looking_for(&user.departments, &policies);
    let counted = |holding: Holding| async move { counter.count(transport, &holding.role, &holding.id).await };
    let counts: Vec<_> = stream::iter(held.roles).map(counted).buffered(CONCURRENCY).collect().await;
    let mut gaps: Vec<Gap> = policies.gap.iter().cloned().collect();
    for (row, counts) in view.held.iter_mut().zip(counts) {
        (row.holders, row.privileges, row.through) = (counts.members, counts.privileges, counts.through);
        counts.gaps.into_iter().for_each(|gap| add_first(&mut gaps, gap));
    }
    // What the server does not offer is said where it is what is asked for.
    view.gaps.extend(gaps.into_iter().filter(|gap| matches!(gap, Gap::Unread { .. })));
    Ok(Some(view))
}

/// A user.
///
/// # Errors
/// One classified fault; [`rescind_domain::FaultKind::NotFound`] when there is no such user.
pub async fn get_user(transport: &impl Transport, user: &PrincipalId) -> Result<User, Fault> {
    let reply = fetch(transport, requests::get_user(user)).await?;
    user_row(&reply.data).map_err(|field| reply.malformed(&format!("data.{field}"), "it is not usable"))
}

fn held_role(holding: &Holding, principal: Principal) -> Held {
    Held {
        membership: Membership::new(holding.role.clone(), principal).called(Some(&holding.place)),
        nature: RoleNature::CUSTOM,
        siblings: Vec::new(),
        covered_by: Vec::new(),
        through: Vec::new(),
        holders: None,
        privileges: None,
    }
}

/// The roles of a user. Without a namespace the server would tell those of the default one only.
async fn holdings(transport: &impl Transport, user: &PrincipalId) -> Result<Holdings, Fault> {
    let namespaces = namespaces(transport).await?;
    let mut found = Holdings { roles: Vec::new(), gaps: Vec::new() };
    found.gaps.extend(namespaces.missing.map(|fault| unread(Subject::Namespaces, None, *fault)));
    let mut reads = stream::iter(namespaces.rows)
        .map(|namespace| async move {
            let roles = user_roles(transport, user, &namespace.code).await;
            (namespace, roles)
        })
        .buffered(CONCURRENCY);
    while let Some((namespace, answer)) = reads.next().await {
        let missing = match answer {
            Ok(listed) => {
                for row in listed.rows {
                    let role = row.role_ref(&namespace.code);
                    if !found.roles.iter().any(|other| other.role == role) {
                        found.roles.push(Holding { role, id: row.id, place: namespace.name.clone() });
                    }
                }
                listed.missing.map(|fault| *fault)
            }
            Err(fault) => Some(fault),
        };
        found.gaps.extend(missing.map(|fault| unread(Subject::Roles, Some(&namespace.name), fault)));
    }
    drop(reads);
    // What departments hold would take a call for each role of the server; what groups hold is told by none.
    found.gaps.push(Gap::OnlyDirect);
    Ok(found)
}

/// Everything that a user may do through the roles held. A role whose privileges cannot be read is a gap.
///
/// # Errors
/// The fault of listing the namespaces.
pub async fn effective(transport: &impl Transport, person: &PersonRef) -> Result<PrivilegeList, Fault> {
    let held = holdings(transport, &person.id).await?;
    let reads = stream::iter(held.roles)
        .map(|holding| async move {
            let read = of_resources(transport, &holding.role).await;
            (holding, read)
        })
        .buffered(CONCURRENCY)
        .collect::<Vec<_>>()
        .await;
    let policies = policies(transport).await;
    let mut list = PrivilegeList::of(Vec::new(), held.gaps);
    for (holding, read) in reads {
        match read {
            Ok(read) => {
                list.rows.extend(read.rows);
                read.gaps.into_iter().for_each(|gap| add_gap(&mut list.gaps, gap));
            }
            Err(fault) => {
                list.gaps.push(unread(Subject::Privileges, Some(holding.role.name.as_str()), fault));
            }
        }
        add_policies(&mut list, &policies, &holding.role, &holding.id);
    }
    Ok(list)
}
