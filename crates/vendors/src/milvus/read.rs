//! Reading: roles, the grants of a role, and who holds what. It changes nothing.
//!
//! No REST call tells who holds a role: the users are listed once, each is described, and the answers are inverted.

use futures_util::StreamExt;
use rescind_domain::{Fault, Membership, Principal, PrincipalId, PrivilegeGrant, Retry, RoleName};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::classify::Answer;
use super::{envelope, requests};
use crate::transport::fault_of;
use crate::{Request, Transport};

/// How many users are described at the same time. The server answers each from memory; more would only queue.
const CONCURRENCY: usize = 6;

/// The role whose holders may do everything, by name.
pub const ADMIN_ROLE: &str = "admin";
/// The role that every user holds without being listed as a holder.
pub const PUBLIC_ROLE: &str = "public";
/// The user who may do everything, by name, without holding a role.
pub const ROOT_USER: &str = "root";

/// Who holds what in one connection, as far as it could be read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Directory {
    /// The users in the server's order, each with the roles or the fault that kept them hidden.
    pub users: Vec<UserRoles>,
}

/// One user's roles.
#[derive(Clone, Debug, PartialEq)]
pub struct UserRoles {
    /// The user.
    pub user: PrincipalId,
    /// The roles in the server's order, without the empty and doubled names that some servers return.
    pub roles: Result<Vec<RoleName>, Box<Fault>>,
}

impl Directory {
    /// The memberships of one role.
    #[must_use]
    pub fn members_of(&self, role: &RoleName) -> Vec<Membership> {
        self.users
            .iter()
            .filter(|user| user.roles.as_ref().is_ok_and(|roles| roles.contains(role)))
            .map(|user| Membership { role: role.clone(), principal: Principal::user(user.user.as_str()) })
            .collect()
    }

    /// The other roles of a holder.
    #[must_use]
    pub fn other_roles(&self, user: &PrincipalId, role: &RoleName) -> Vec<RoleName> {
        let roles = self.users.iter().find(|entry| entry.user == *user).and_then(|entry| entry.roles.as_ref().ok());
        roles.into_iter().flatten().filter(|other| *other != role).cloned().collect()
    }

    /// The users whose roles could not be read, with the first fault; nothing when the directory is complete.
    #[must_use]
    pub fn hidden(&self) -> Option<(usize, &Fault)> {
        let mut faults = self.users.iter().filter_map(|user| user.roles.as_ref().err());
        let first = faults.next()?;
        Some((1 + faults.count(), first))
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct GrantRow {
    object_type: String,
    object_name: String,
    privilege: String,
    #[serde(default)]
    db_name: String,
    #[serde(default)]
    grantor: String,
}

/// The role names in the server's order.
///
/// # Errors
/// One classified fault.
pub async fn roles(transport: &impl Transport) -> Result<Vec<RoleName>, Fault> {
    Ok(names(fetch(transport, &requests::roles_list()).await?, RoleName::new))
}

/// The user names in the server's order.
///
/// # Errors
/// One classified fault.
pub async fn users(transport: &impl Transport) -> Result<Vec<PrincipalId>, Fault> {
    Ok(names(fetch(transport, &requests::users_list()).await?, PrincipalId::new))
}

/// The grants of a role in every database, in the server's order.
///
/// # Errors
/// One classified fault; [`rescind_domain::FaultKind::NotFound`] when there is no such role.
pub async fn role_grants(transport: &impl Transport, role: &RoleName) -> Result<Vec<PrivilegeGrant>, Fault> {
    let rows = fetch::<Vec<GrantRow>>(transport, &requests::roles_describe(role)).await?;
    Ok(rows
        .into_iter()
        .map(|row| PrivilegeGrant {
            role: role.clone(),
            object_type: row.object_type,
            object_name: row.object_name,
            database: row.db_name,
            privilege: row.privilege,
            grantor: Some(row.grantor).filter(|grantor| !grantor.is_empty()),
        })
        .collect())
}

/// The roles of one user, in the server's order. An unknown user has none: the server does not tell the two apart.
///
/// # Errors
/// One classified fault.
pub async fn user_roles(transport: &impl Transport, user: &PrincipalId) -> Result<Vec<RoleName>, Fault> {
    Ok(names(fetch(transport, &requests::users_describe(user)).await?, RoleName::new))
}

/// Who holds what. `progress` is told how many users of how many are read. A user whose roles cannot be read stays in the
/// directory with the fault, so that a partial view never passes for a whole one.
///
/// # Errors
/// The fault of listing the users at all.
pub async fn directory(transport: &impl Transport, progress: &dyn Fn(usize, usize)) -> Result<Directory, Fault> {
    let users = users(transport).await?;
    let total = users.len();
    progress(0, total);
    let mut described = futures_util::stream::iter(users)
        .map(|user| async move {
            let roles = user_roles(transport, &user).await.map_err(Box::new);
            UserRoles { user, roles }
        })
        .buffered(CONCURRENCY);
    let mut users = Vec::with_capacity(total);
    while let Some(user) = described.next().await {
        users.push(user);
        progress(users.len(), total);
    }
    Ok(Directory { users })
}

/// Drops what some servers return for roles that were dropped: empty and doubled names.
fn names<T: PartialEq>(names: Vec<String>, wrap: impl Fn(String) -> T) -> Vec<T> {
    let mut kept: Vec<T> = Vec::with_capacity(names.len());
    for name in names.into_iter().filter(|name| !name.is_empty()) {
        let name = wrap(name);
        if !kept.contains(&name) {
            kept.push(name);
        }
    }
    kept
}

async fn fetch<T: DeserializeOwned>(transport: &impl Transport, request: &Request) -> Result<T, Fault> {
    let answer = transport.read(request).await.map_err(|failure| fault_of(&failure, request));
    answer.and_then(|response| envelope::decode(&Answer::new(request, &response))).map_err(|mut fault| {
        // There is nothing to look at first: a call that reads may be sent again, whatever came of it.
        if fault.retry == Retry::AfterReread {
            fault.retry = Retry::Safe;
        }
        fault
    })
}
