//! One instance's whole state as JSON, for tests that want to know what really is. Passwords are left out.

use rusqlite::Transaction;
use serde_json::{Value, json};

use super::{instance::Instance, roles::stored_key, rows::Rows};

/// Users, roles, bindings, grants, custom groups and databases.
pub(crate) fn dump(transaction: &Transaction<'_>, instance: &Instance) -> rusqlite::Result<Value> {
    let rows = Rows::new(transaction, instance);
    let (mut users, mut bindings) = (Vec::new(), Vec::new());
    for name in rows.users()? {
        let roles = rows.roles_of(&name)?;
        bindings.extend(roles.iter().map(|role| json!({ "role": role, "user": name })));
        let description = rows.user_description(&name)?.unwrap_or_default();
        users.push(json!({ "description": description, "name": name, "roles": roles }));
    }
    let (mut roles, mut grants) = (Vec::new(), Vec::new());
    for name in rows.roles()? {
        let mut held = rows.grants_of(&name)?;
        held.sort_by_cached_key(stored_key);
        grants.extend(held.iter().map(|grant| {
            json!({
                "dbName": grant.db, "grantor": grant.grantor, "objectName": grant.object,
                "objectType": grant.object_type, "privilege": grant.privilege, "role": name,
            })
        }));
        let (description, holders) = (rows.role_description(&name)?.unwrap_or_default(), rows.holders_of(&name)?);
        roles.push(json!({ "description": description, "name": name, "users": holders }));
    }
    let mut groups = Vec::new();
    for name in rows.groups()? {
        groups.push(json!({ "name": name, "privileges": rows.group_members(&name)?.unwrap_or_default() }));
    }
    let mut databases = Vec::new();
    for name in rows.databases()? {
        let aliases: Value = rows.aliases(&name)?.into_iter().map(|(name, of)| (name, Value::String(of))).collect();
        let (id, collections) = (rows.database_id(&name)?, rows.collections(&name)?);
        databases.push(json!({ "aliases": aliases, "collections": collections, "id": id, "name": name }));
    }
    Ok(json!({
        "bindings": bindings, "databases": databases, "grants": grants, "groups": groups, "roles": roles,
        "users": users,
    }))
}
