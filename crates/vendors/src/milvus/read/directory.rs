//! Who holds what. No REST call tells who holds a role: the users are listed once, each is described, and the answers are
//! inverted.

use futures_util::StreamExt;
use rescind_domain::{Fault, Membership, Principal, PrincipalId, RoleName, RoleRef};

use super::{user_roles, users};
use crate::Transport;
use crate::read::CONCURRENCY;

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

impl UserRoles {
    /// The other roles of a holder; nothing for a user who does not hold this one, or is not known to.
    pub fn besides<'a>(&'a self, role: &'a RoleName) -> Option<impl Iterator<Item = &'a RoleName>> {
        let roles = self.roles.as_ref().ok().filter(|roles| roles.contains(role))?;
        Some(roles.iter().filter(move |other| *other != role))
    }
}

impl Directory {
    /// The memberships of one role.
    #[must_use]
    pub fn members_of(&self, role: &RoleName) -> Vec<Membership> {
        self.users
            .iter()
            .filter(|user| user.besides(role).is_some())
            .map(|user| Membership::new(RoleRef::plain(role.as_str()), Principal::user(user.user.as_str())))
            .collect()
    }

    /// The users whose roles could not be read, with the first fault; nothing when the directory is complete.
    #[must_use]
    pub fn hidden(&self) -> Option<(usize, &Fault)> {
        let mut faults = self.users.iter().filter_map(|user| user.roles.as_ref().err());
        let first = faults.next()?;
        Some((1 + faults.count(), first))
    }
}

/// Who holds what. `progress` is shown what has been read so far, at first nothing and then one user more each time, and how many users
/// there are in all. A user whose roles cannot be read stays in the directory with the fault, so that a partial view never passes for a whole one.
///
/// # Errors
/// The fault of listing the users at all.
pub async fn directory(
    transport: &impl Transport,
    progress: &(dyn Fn(&Directory, usize) + Sync),
) -> Result<Directory, Fault> {
    let users = users(transport).await?;
    let total = users.len();
    let mut directory = Directory { users: Vec::with_capacity(total) };
    progress(&directory, total);
    let mut described = futures_util::stream::iter(users)
        .map(|user| async move {
            let roles = user_roles(transport, &user).await.map_err(Box::new);
            UserRoles { user, roles }
        })
        .buffered(CONCURRENCY);
    while let Some(user) = described.next().await {
        directory.users.push(user);
        progress(&directory, total);
    }
    drop(described);
    Ok(directory)
}
