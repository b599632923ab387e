//! Reading: names here, who holds what in `directory`, what a role may do in `grants`, privilege groups in `groups`. It
//! changes nothing.

mod directory;
mod grants;
mod groups;

pub use directory::{Directory, UserRoles, directory};
pub use grants::{GrantScope, RoleGrants, grants_in, role_grants};
pub use groups::{Offer, privilege_groups};
use rescind_domain::{Fault, PrincipalId, Retry, RoleName};
use serde::de::DeserializeOwned;

use super::classify::Answer;
use super::{envelope, requests};

use crate::transport::fault_of;
use crate::{Request, Transport};

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

/// The roles of one user, in the server's order. An unknown user has none: the server does not tell the two apart.
///
/// # Errors
/// One classified fault.
pub async fn user_roles(transport: &impl Transport, user: &PrincipalId) -> Result<Vec<RoleName>, Fault> {
    Ok(names(fetch(transport, &requests::users_describe(user)).await?, RoleName::new))
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
