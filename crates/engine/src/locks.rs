//! What the call of an entry touches, as values that can be compared over all plans. Two calls that share a key are never
//! under way at the same time. It holds nothing; the scheduler does.

use std::fmt;

use rescind_domain::{Connection, ConnectionId, Grant, GrantKey, Membership, RoleName, RoleRef};

/// One thing that a call touches, within one connection.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LockKey(String);

impl LockKey {
    /// The key of a grant.
    #[must_use]
    pub fn of_grant(key: &GrantKey) -> Self {
        Self(format!("grant {key}"))
    }

    /// The key of something that the vendor names, such as a role or a cluster.
    #[must_use]
    pub fn of_part(connection: &ConnectionId, part: &str) -> Self {
        Self(format!("part {connection} {part}"))
    }
}

impl fmt::Display for LockKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The keys of the call for these grants, each once: of each grant, of the roles that all access stands for, and of whatever
/// else the vendor's call touches.
#[must_use]
pub fn lock_keys(connection: &Connection, grants: &[Grant]) -> Vec<LockKey> {
    let own = grants.iter().flat_map(|grant| grant_keys(&connection.id, grant));
    let parts = rescind_vendors::mutation::lock_parts(connection.vendor, grants);
    let parts = parts.iter().map(|part| LockKey::of_part(&connection.id, part));
    let mut keys: Vec<LockKey> = own.map(|key| LockKey::of_grant(&key)).chain(parts).collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// What stays locked while the call for a grant may still be carried out although nobody waits for it any more: the grant, what
/// comes and goes with it, and whatever such a call would spoil. Everything else that the call touched is free.
#[must_use]
pub fn held_keys(connection: &Connection, grant: &Grant) -> Vec<LockKey> {
    let along = rescind_vendors::mutation::granted_along(connection.vendor, grant);
    let own = std::iter::once(grant).chain(&along).flat_map(|grant| grant_keys(&connection.id, grant));
    let parts = rescind_vendors::mutation::held_parts(connection.vendor, grant);
    let parts = parts.iter().map(|part| LockKey::of_part(&connection.id, part));
    let mut keys: Vec<LockKey> = own.map(|key| LockKey::of_grant(&key)).chain(parts).collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// The keys of all that goes when a grant goes, and comes when it comes: of all access also those of its roles, which are
/// grants of their own.
#[must_use]
pub fn grant_keys(connection: &ConnectionId, grant: &Grant) -> Vec<GrantKey> {
    let mut keys = vec![grant.key(connection)];
    if let Grant::Access(access) = grant {
        let role = |role: &RoleName| RoleRef::scoped(access.scope.clone(), role.clone());
        let held = |name: &RoleName| Grant::Membership(Membership::new(role(name), access.principal.clone()));
        keys.extend(access.roles.iter().map(|name| held(name).key(connection)));
    }
    keys
}
