//! What the user pool is filled with. Seeds write rows past the API's rules, but nothing that its rules forbid.

mod access;
mod company;
mod large;
mod people;

use std::collections::BTreeMap;

use rusqlite::Transaction;

use super::{
    rows::Rows,
    schema::TABLES,
    world::{Access, AccessKey, Holder, LONG_AGO, Namespace, Role, TargetType, World},
};
use crate::options::Seed;

/// The id of the user pool, and of the key that may do everything.
const POOL: &str = "sandbox-pool";

/// Empties the pool and fills it as the seed says.
pub(crate) fn apply(transaction: &Transaction<'_>, seed: Seed) -> rusqlite::Result<()> {
    match seed {
        Seed::Empty => put(transaction, &World { namespaces: builtin(), ..World::default() }),
        Seed::Demo => put(transaction, &demo()),
        Seed::Large(count) => {
            let mut world = demo();
            large::add(&mut world, count);
            put(transaction, &world)
        }
    }
}

fn demo() -> World {
    let mut world = World { namespaces: builtin(), ..World::default() };
    company::add(&mut world);
    people::add(&mut world);
    access::add(&mut world);
    world
}

/// What every pool has.
fn builtin() -> Vec<Namespace> {
    [("default", "Default", "Default permission space"), ("system", "System", "System permission space")]
        .map(|(code, name, description)| Namespace {
            code: code.to_owned(),
            name: name.to_owned(),
            description: Some(description.to_owned()),
            status: 1,
        })
        .to_vec()
}

/// Empties the pool and fills it with a world. Holders of roles that the world does not have are left out.
pub(crate) fn put(transaction: &Transaction<'_>, world: &World) -> rusqlite::Result<()> {
    for table in TABLES {
        transaction.execute(&format!("DELETE FROM {table}"), [])?;
    }
    let rows = Rows::new(transaction);
    rows.put_pool(if world.pool.is_empty() { POOL } else { &world.pool })?;
    for (id, secret, access) in
        [(POOL, "sandbox-secret", Access::All), ("sandbox-reader", "sandbox-reader-secret", Access::Read)]
    {
        rows.put_key(&AccessKey { id: id.to_owned(), secret: secret.to_owned(), access })?;
    }
    world.access_keys.iter().try_for_each(|key| rows.put_key(key))?;
    world.namespaces.iter().try_for_each(|namespace| rows.put_namespace(namespace))?;
    world.roles.iter().try_for_each(|role| rows.put_role(role))?;
    world.users.iter().try_for_each(|user| rows.put_user(user))?;
    world.groups.iter().try_for_each(|group| rows.put_group(group))?;
    world.organizations.iter().try_for_each(|organization| rows.put_organization(organization))?;
    world.departments.iter().try_for_each(|department| rows.put_department(department))?;
    world.resources.iter().try_for_each(|resource| rows.put_resource(resource))?;
    world.grants.iter().try_for_each(|grant| rows.put_grant(grant))?;
    world.policies.iter().try_for_each(|policy| rows.put_policy(policy))?;
    let ids: BTreeMap<_, _> = world.roles.iter().map(|role| ((&role.namespace, &role.code), &role.id)).collect();
    for holder in &world.holders {
        if let Some(id) = ids.get(&(&holder.namespace, &holder.role)) {
            rows.hold(id, holder)?;
        }
    }
    Ok(())
}

fn holder(namespace: &str, role: &str, target_type: TargetType, target: &str) -> Holder {
    Holder {
        namespace: namespace.to_owned(),
        role: role.to_owned(),
        target_type,
        target_identifier: target.to_owned(),
        enable_time: None,
        end_time: None,
        created_at: LONG_AGO.to_owned(),
    }
}

fn role(id: &str, namespace: &str, code: &str, name: &str, description: &str) -> Role {
    Role {
        id: id.to_owned(),
        namespace: namespace.to_owned(),
        code: code.to_owned(),
        name: name.to_owned(),
        description: description.to_owned(),
        status: "ENABLE".to_owned(),
        disable_time: None,
    }
}
