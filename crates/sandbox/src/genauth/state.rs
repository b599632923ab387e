//! The whole user pool as JSON, for tests that want to know what really is. Secrets of access keys are left out.

use rusqlite::Transaction;
use serde_json::{Value, json};

use super::{rows::Rows, world::World};

/// Everything, in the form in which a reset takes it.
pub(crate) fn dump(transaction: &Transaction<'_>) -> rusqlite::Result<Value> {
    let rows = Rows::new(transaction);
    let roles = rows.all_roles()?;
    let mut holders = Vec::new();
    for role in &roles {
        holders.extend(rows.holders(role)?);
    }
    let mut users = rows.users("", "", None)?.list;
    for user in &mut users {
        user.department_ids = Some(rows.departments_of(&user.user_id)?);
    }
    let mut groups = rows.groups("", None)?.list;
    for group in &mut groups {
        let members = rows.group_members(&group.code, None)?.list;
        group.members = members.into_iter().map(|user| user.user_id).collect();
    }
    Ok(json!(World {
        pool: rows.pool()?,
        access_keys: Vec::new(),
        namespaces: rows.namespaces("", "", None)?.list,
        roles,
        holders,
        users,
        groups,
        organizations: rows.organizations(None)?.list,
        departments: rows.all_departments()?,
        resources: rows.resources()?,
        grants: rows.all_grants()?,
        policies: rows.policies("", None)?.list,
    }))
}
