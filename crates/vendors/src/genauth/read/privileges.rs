//! What a role may do: resources and data policies in one table.

use futures_util::future;
use rescind_domain::{Fault, RoleRef};

use super::super::requests::Role;
use super::policies::Policies;
use super::resources::resources;
use super::roles::says_absent;
use super::{add_gap, get_role, namespace_of, policies, unread};
use crate::Transport;
use rescind_domain::read::{PrivilegeList, Subject};

/// What a role may do.
///
/// # Errors
/// The fault of reading the resources; that there is no such role.
pub async fn privileges(transport: &impl Transport, role: &RoleRef) -> Result<PrivilegeList, Fault> {
    let namespace = namespace_of(role);
    let asked = Role { namespace: &namespace, code: &role.name };
    let role = RoleRef::scoped(namespace.clone(), role.name.clone());
    let (row, list, policies) = future::join3(
        get_role(transport, asked),
        of_resources(transport, &role),
        // They are many and all roles', but no call tells those of one role.
        policies(transport),
    )
    .await;
    match row {
        // Of an unknown role some servers say that it may do nothing.
        Err(fault) if says_absent(&fault) => Err(fault),
        Err(fault) => {
            let mut list = list?;
            list.gaps.push(unread(Subject::DataPolicies, None, fault));
            Ok(list)
        }
        Ok(row) => {
            let mut list = list?;
            add_policies(&mut list, &policies, &role, &row.id);
            Ok(list)
        }
    }
}

/// What a role may do on resources.
pub(super) async fn of_resources(transport: &impl Transport, role: &RoleRef) -> Result<PrivilegeList, Fault> {
    let namespace = namespace_of(role);
    let read = resources(transport, Role { namespace: &namespace, code: &role.name }).await?;
    let mut list = PrivilegeList::of(read.rows, Vec::new());
    list.gaps.extend(read.missing.map(|fault| unread(Subject::Privileges, None, *fault)));
    Ok(list)
}

/// Adds the data policies of a role.
pub(super) fn add_policies(list: &mut PrivilegeList, policies: &Policies, role: &RoleRef, id: &str) {
    list.rows.extend(policies.rows_of(role, id));
    if let Some(gap) = &policies.gap {
        add_gap(&mut list.gaps, gap.clone());
    }
}
