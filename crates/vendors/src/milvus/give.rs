//! What is Milvus' own about granting again: a call that grants one row may add others.

use rescind_domain::{Grant, PrivilegeGrant};

use super::privileges::linked;

/// The rows that the server adds when the grant is granted, as it drops them when it is revoked.
pub(super) fn granted_along(grant: &Grant) -> Vec<Grant> {
    let Grant::Privilege(privilege) = grant else { return Vec::new() };
    let row = |name: &&str| PrivilegeGrant { privilege: (*name).to_owned(), grantor: None, ..privilege.clone() };
    linked(&privilege.privilege).iter().map(row).map(Grant::Privilege).collect()
}
