//! What the call of an entry touches, as values that can be compared over all plans. Two calls that share a key are never
//! under way at the same time. It holds nothing; the scheduler does.

use std::fmt;

use rescind_domain::{Connection, ConnectionId, Grant, GrantKey, Membership, RoleName, RoleRef, Scope};
use rescind_vendors::mutation::administrator_role;

/// One thing that a call touches, within one connection.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LockKey(String);

impl LockKey {
    /// The key of a grant.
    #[must_use]
    pub fn of_grant(key: &GrantKey) -> Self {
        Self(format!("grant {key}"))
    }

    /// The key of who administers a connection through a role. Whether a call takes the last of them is seen by the look before it, so
    /// that no two such calls may look at the same time.
    #[must_use]
    fn of_administrators(connection: &ConnectionId, role: &RoleRef) -> Self {
        // No name has a line break.
        let scope = role.scope.as_ref().map(Scope::as_str).unwrap_or_default();
        Self(format!("administrators {connection} {scope}\n{}", role.name))
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

/// The keys of the call for these grants, each once: of each grant, of the roles that all access stands for, of who administers the
/// connection where one of them is an administrator's, and of whatever else the vendor's call touches.
#[must_use]
pub fn lock_keys(connection: &Connection, grants: &[Grant]) -> Vec<LockKey> {
    let own = grants.iter().flat_map(|grant| grant_keys(&connection.id, grant));
    let parts = rescind_vendors::mutation::lock_parts(connection.vendor, grants);
    all(connection, own, &parts, grants)
}

fn all(
    connection: &Connection,
    own: impl Iterator<Item = GrantKey>,
    parts: &[String],
    grants: &[Grant],
) -> Vec<LockKey> {
    let administrators = grants.iter().filter_map(|grant| administrator_role(connection.vendor, grant));
    let administrators = administrators.map(|role| LockKey::of_administrators(&connection.id, &role));
    let parts = parts.iter().map(|part| LockKey::of_part(&connection.id, part));
    let mut keys: Vec<LockKey> = own.map(|key| LockKey::of_grant(&key)).chain(parts).chain(administrators).collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// What stays locked while the call for a grant may still be carried out although nobody waits for it any more: the grant, what
/// comes and goes with it, and whatever such a call would spoil: who administers the connection may be one fewer than is seen.
/// Everything else that the call touched is free.
#[must_use]
pub fn held_keys(connection: &Connection, grant: &Grant) -> Vec<LockKey> {
    let along = rescind_vendors::mutation::granted_along(connection.vendor, grant);
    let own = std::iter::once(grant).chain(&along).flat_map(|grant| grant_keys(&connection.id, grant));
    let parts = rescind_vendors::mutation::held_parts(connection.vendor, grant);
    all(connection, own, &parts, std::slice::from_ref(grant))
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

#[cfg(test)]
mod tests {
    use rescind_domain::{Access, AccessGrant, Principal, Vendor};

    use super::*;

    fn connection(vendor: Vendor) -> Connection {
        let id = ConnectionId::new("c");
        let (access, capabilities) = (Access::ReadWrite, rescind_vendors::read::capabilities(vendor).clone());
        Connection { id, label: "C".into(), vendor, access, account: None, folder: None, capabilities }
    }

    fn share(vendor: Vendor, one: &Grant, other: &Grant) -> [bool; 2] {
        let connection = connection(vendor);
        let has_one_of = |keys: Vec<LockKey>| {
            let others = lock_keys(&connection, std::slice::from_ref(other));
            keys.iter().any(|key| others.contains(key))
        };
        [lock_keys(&connection, std::slice::from_ref(one)), held_keys(&connection, one)].map(has_one_of)
    }

    #[test]
    fn no_two_calls_look_for_the_last_administrator_at_the_same_time() {
        let held =
            |role: &str, user: &str| Grant::Membership(Membership::new(RoleRef::plain(role), Principal::user(user)));
        let of = |role: &str| share(Vendor::Milvus, &held(role, "alice"), &held(role, "bob"));
        assert_eq!(of("admin"), [true; 2], "also while nobody knows what became of the first call");
        assert_eq!(of("reader"), [false; 2]);
        assert_eq!(share(Vendor::Milvus, &held("admin", "alice"), &held("db_admin", "bob")), [false; 2]);
        let scope = Scope::new("c9q/orders");
        let access = Grant::Access(AccessGrant {
            scope: scope.clone(),
            on: "orders".into(),
            principal: Principal::user("alice"),
            roles: vec![RoleName::new("read"), RoleName::new("mdbShardingManager")],
        });
        let role = RoleRef::scoped(scope, RoleName::new("mdbShardingManager"));
        let bob = Grant::Membership(Membership::new(role, Principal::user("bob")));
        assert_eq!(share(Vendor::YandexMongodb, &access, &bob), [true; 2]);
    }
}
