//! What is Milvus' own about giving back: a call that takes one row may take others along, each of which is given back by
//! itself.

use rescind_domain::{Grant, PrivilegeGrant};

use super::privileges::{going_too, is_same, linked};
use super::revoke::{look, visible_grants};
use crate::Transport;
use crate::revoke::Sight;

/// What is held now of the grant, and of the rows that the server takes along.
pub(super) async fn witness(transport: &impl Transport, grant: &Grant) -> Vec<Grant> {
    let Grant::Privilege(privilege) = grant else {
        return if look(transport, grant).await == Sight::Held { vec![grant.clone()] } else { Vec::new() };
    };
    // A role whose grants cannot be read shows nothing, and so nothing can be given back.
    let rows = visible_grants(transport, privilege).await.unwrap_or_default();
    let itself: Vec<_> = rows.iter().filter(|row| is_same(row, privilege)).collect();
    if itself.is_empty() {
        return Vec::new();
    }
    // Given back in this order, each is proved by a call of its own: the last one would bring the others.
    going_too(privilege, &rows).into_iter().chain(itself).cloned().map(Grant::Privilege).collect()
}

/// The rows that the server adds when the grant is given, as it drops them when it is taken.
pub(super) fn given_along(grant: &Grant) -> Vec<Grant> {
    let Grant::Privilege(privilege) = grant else { return Vec::new() };
    let row = |name: &&str| PrivilegeGrant { privilege: (*name).to_owned(), grantor: None, ..privilege.clone() };
    linked(&privilege.privilege).iter().map(row).map(Grant::Privilege).collect()
}
