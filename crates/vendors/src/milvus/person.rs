//! One user: the roles held, and what they allow.

use futures_util::{StreamExt, future, stream};
use rescind_domain::read::{PersonRef, PersonView, PrivilegeList, Subject};
use rescind_domain::{Fault, FaultKind, Principal, RoleName};

use super::read::{self, RoleGrants};
use super::roles::{PUBLIC, ROOT_USER};
use super::rows::{count_privileges, groups_of, held_role, privilege_list, shown, unread};
use crate::Transport;
use crate::read::{CONCURRENCY, Show};

/// One user with the roles held; nothing when there is no such user.
pub(super) async fn person(
    transport: &impl Transport,
    person: &PersonRef,
    show: Show<'_, Option<PersonView>>,
) -> Result<Option<PersonView>, Fault> {
    let (held, names) = future::try_join(read::user_roles(transport, &person.id), read::roles(transport)).await?;
    let mut view = PersonView {
        principal: Principal::user(person.id.as_str()),
        place: None,
        detail: None,
        held: held.iter().map(|role| held_role(role, person, &names)).collect(),
        everything: person.id.as_str() == ROOT_USER,
        gaps: Vec::new(),
    };
    if !view.held.is_empty() {
        show(&Some(view.clone()));
    }
    let grants = grants_of_each(transport, held);
    let (directory, grants) = future::join(read::directory(transport, &|_, _| {}), grants).await;
    let (counts, uncounted) = count_privileges(grants);
    for (row, count) in view.held.iter_mut().zip(counts) {
        row.privileges = shown(row.nature, count);
    }
    match directory {
        // Of an unknown user the server says that there are no roles; only the list of users tells.
        Ok(directory) if !directory.users.iter().any(|user| user.user == person.id) => return Ok(None),
        Ok(directory) => {
            let hidden = directory.hidden().map(|(_, fault)| unread(Subject::Members, fault.clone()));
            for row in &mut view.held {
                row.holders = hidden.is_none().then(|| directory.members_of(&row.membership.role).len());
            }
            view.gaps.extend(hidden);
        }
        Err(fault) => view.gaps.push(unread(Subject::Members, fault)),
    }
    view.gaps.extend(uncounted);
    Ok(Some(view))
}

/// Everything that a user may do through the roles held.
pub(super) async fn effective(transport: &impl Transport, person: &PersonRef) -> Result<PrivilegeList, Fault> {
    let roles = read::user_roles(transport, &person.id).await?;
    // Everybody holds it, without being listed, where there is such a role: Zilliz Cloud has none.
    let public = RoleName::new(PUBLIC);
    let of_public = async || match read::role_grants(transport, &public).await {
        // The server says the same when something else is wrong; only the list of roles tells.
        Err(fault) if fault.kind == FaultKind::NotFound => match read::roles(transport).await?.contains(&public) {
            true => Err(fault),
            false => Ok(None),
        },
        answer => answer.map(Some),
    };
    let grants = grants_of_each(transport, roles);
    let (grants, public, groups) = future::join3(grants, of_public(), read::privilege_groups(transport)).await;
    let grants = grants.into_iter().chain(public.transpose()).collect::<Result<Vec<_>, Fault>>()?;
    Ok(privilege_list(grants, groups_of(groups), None))
}

/// What each of these roles may do, in their order.
pub(super) async fn grants_of_each(transport: &impl Transport, roles: Vec<RoleName>) -> Vec<Result<RoleGrants, Fault>> {
    let reads = stream::iter(roles).map(|role| async move { read::role_grants(transport, &role).await });
    reads.buffered(CONCURRENCY).collect().await
}
