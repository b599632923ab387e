//! What the service's roles are and grant. They are part of the product and the API does not describe them, so that this
//! table is their only source here; a role that is not in it is shown by its name and nothing is claimed of it.

use std::borrow::Cow;

use rescind_domain::role::{Holders, RoleNature, RoleOrigin, RolePower};
use rescind_domain::{PrivilegeGrant, PrivilegeKind, RoleName, RoleRef};

use super::scope::{DatabaseName, Place};
use rescind_domain::read::{Lock, PrivilegeRow};

const READ: &str = "read";
const READ_WRITE: &str = "readWrite";
const DB_ADMIN: &str = "mdbDbAdmin";
const MONITOR: &str = "mdbMonitor";
const SHARDING: &str = "mdbShardingManager";
const REPLICATION: &str = "mdbReplication";

/// The roles that reach over the whole cluster and change it.
pub const ADMINISTRATORS: &[Cow<'static, str>] = &[Cow::Borrowed(SHARDING), Cow::Borrowed(REPLICATION)];
/// The database for the roles that reach over the whole cluster. The list of databases never has it.
pub const ADMIN_DATABASE: &str = "admin";
/// Stands for all: objects, or databases.
const ALL: &str = "*";

/// What a role is. Those that reach over the whole cluster and change it pass for administrators; `mdbDbAdmin` does not,
/// since its power ends with its database. All are fixed: what they may do cannot be changed, while who holds them can.
#[must_use]
pub fn nature(role: &RoleName) -> RoleNature {
    let administrates = ADMINISTRATORS.iter().any(|name| name == role.as_str());
    let power = if administrates { RolePower::Administrator } else { RolePower::Ordinary };
    RoleNature { origin: RoleOrigin::Fixed, power, holders: Holders::Listed }
}

/// Whether the service offers a role on a database, whoever holds it.
#[must_use]
pub fn is_offered(role: &RoleName, database: &DatabaseName) -> bool {
    match role.as_str() {
        READ | READ_WRITE | DB_ADMIN => database.as_str() != ADMIN_DATABASE,
        MONITOR | SHARDING | REPLICATION => database.as_str() == ADMIN_DATABASE,
        _ => false,
    }
}

/// The roles on the same database that allow all that a role allows.
#[must_use]
pub fn covering(role: &RoleName) -> &'static [&'static str] {
    match role.as_str() {
        READ => &[READ_WRITE, DB_ADMIN],
        READ_WRITE => &[DB_ADMIN],
        _ => &[],
    }
}

/// Those of the roles on the same database that allow all that a role allows.
#[must_use]
pub fn covering_among(role: &RoleName, others: &[RoleName]) -> Vec<RoleName> {
    let covers = |other: &&RoleName| covering(role).contains(&other.as_str());
    others.iter().filter(covers).cloned().collect()
}

/// Privileges of one kind of object: its type, its name, its database, what may be done. The database is empty where it is
/// the one that the role is held on.
type Block = (&'static str, &'static str, &'static str, &'static [&'static str]);

const COLLECTION: &str = "Collection";
const DATABASE: &str = "Database";
const CLUSTER: &str = "Cluster";
const SYSTEM_JS: &str = "system.js";

/// What `read` stands for in the vendor's table is spelled out nowhere; the word stands for itself.
const READS: &[&str] = &["read"];
const READS_AND_WRITES: &[&str] = &["read", "write"];
const ADMINISTERS: &[&str] =
    &["collMod", "planCacheWrite", "planCacheRead", "planCacheIndexFilter", "bypassDocumentValidation"];
const SYSTEM_READS: &[&str] =
    &["collStats", "dbHash", "dbStats", "find", "killCursors", "listCollections", "listIndexes", "planCacheRead"];

fn blocks(role: &str) -> Option<&'static [Block]> {
    Some(match role {
        READ => &[(COLLECTION, ALL, "", READS), (COLLECTION, SYSTEM_JS, "", READS)],
        READ_WRITE => &[(COLLECTION, ALL, "", READS_AND_WRITES), (COLLECTION, SYSTEM_JS, "", READS_AND_WRITES)],
        DB_ADMIN => &[
            (COLLECTION, ALL, "", READS_AND_WRITES),
            (COLLECTION, SYSTEM_JS, "", READS_AND_WRITES),
            (COLLECTION, ALL, "", ADMINISTERS),
        ],
        MONITOR => &[
            (
                CLUSTER,
                ALL,
                ALL,
                &[
                    "connPoolStats",
                    "getLog",
                    "getParameter",
                    "getShardMap",
                    "hostInfo",
                    "inprog",
                    "listDatabases",
                    "listSessions",
                    "listShards",
                    "netstat",
                    "replSetGetConfig",
                    "replSetGetStatus",
                    "serverStatus",
                    "shardingState",
                    "top",
                ],
            ),
            (DATABASE, ALL, ALL, &["collStats", "dbStats", "getShardVersion", "indexStats", "useUUID"]),
            (COLLECTION, "system.profile", ALL, &["find"]),
            (COLLECTION, "system.*", "local", SYSTEM_READS),
            (COLLECTION, "system.*", "config", SYSTEM_READS),
        ],
        SHARDING => &[
            (DATABASE, ADMIN_DATABASE, ADMIN_DATABASE, &["viewRole"]),
            (
                "Any",
                ALL,
                ALL,
                &[
                    "enableSharding",
                    "flushRouterConfig",
                    "getShardVersion",
                    "getShardMap",
                    "shardingState",
                    "moveChunk",
                    "splitChunk",
                    "splitVector",
                ],
            ),
            (COLLECTION, ALL, "config", &["find"]),
        ],
        // Known from a release note alone, which speaks of access to the oplog and of no action.
        REPLICATION => &[(COLLECTION, "oplog.rs", "local", &["access"])],
        _ => return None,
    })
}

/// How many privileges a role has; nothing when it is unknown here.
#[must_use]
pub fn count(role: &RoleName) -> Option<usize> {
    blocks(role.as_str()).map(|blocks| blocks.iter().map(|(.., privileges)| privileges.len()).sum())
}

/// The privileges of a role held on a database; nothing when the role is unknown here.
#[must_use]
pub fn privileges(place: &Place, role: &RoleName) -> Option<Vec<PrivilegeRow>> {
    let mut rows = Vec::new();
    for (object_type, object_name, database, privileges) in blocks(role.as_str())? {
        let database = if database.is_empty() { place.database.as_str() } else { database };
        rows.extend(privileges.iter().map(|privilege| PrivilegeRow {
            kind: kind(privilege),
            members: Vec::new(),
            lock: Some(Lock::FixedRole),
            grant: PrivilegeGrant {
                object_type: (*object_type).to_owned(),
                object_name: (*object_name).to_owned(),
                database: database.to_owned(),
                privilege: (*privilege).to_owned(),
                ..PrivilegeGrant::of(RoleRef::scoped(place.scope(), role.clone()))
            },
        }));
    }
    Some(rows)
}

fn kind(privilege: &str) -> PrivilegeKind {
    if ["read", "write", "access"].contains(&privilege) { PrivilegeKind::Group } else { PrivilegeKind::Single }
}

#[cfg(test)]
mod tests {
    use super::super::scope::ClusterId;
    use super::*;

    fn rows(role: &str) -> Option<Vec<PrivilegeRow>> {
        let place = Place { cluster: ClusterId::new("c9q"), database: DatabaseName::new("orders") };
        privileges(&place, &RoleName::new(role))
    }

    #[test]
    fn a_role_that_covers_another_has_all_of_its_privileges() {
        for role in [READ, READ_WRITE, DB_ADMIN] {
            let allowed = rows(role).unwrap();
            for wider in covering(&RoleName::new(role)) {
                let wider = rows(wider).unwrap();
                for row in &allowed {
                    let same = |other: &PrivilegeRow| {
                        let what = |row: &PrivilegeRow| (row.grant.object_name.clone(), row.grant.privilege.clone());
                        what(other) == what(row) && other.grant.database == row.grant.database
                    };
                    assert!(wider.iter().any(same), "{role}: {row:?}");
                }
                assert!(wider.len() > allowed.len(), "{role}");
            }
        }
        assert!([MONITOR, SHARDING, REPLICATION, "new"].iter().all(|role| covering(&RoleName::new(*role)).is_empty()));
    }

    #[test]
    fn every_row_is_locked_and_says_which_role_on_which_database() {
        for role in [READ, READ_WRITE, DB_ADMIN, MONITOR, SHARDING, REPLICATION] {
            let rows = rows(role).unwrap();
            assert_eq!(Some(rows.len()), count(&RoleName::new(role)), "{role}");
            let mut keys: Vec<String> = Vec::new();
            for row in rows {
                assert_eq!(row.lock, Some(Lock::FixedRole));
                assert_eq!(row.grant.scope.as_ref().unwrap().as_str(), "c9q/orders");
                assert!(!row.grant.database.is_empty());
                keys.push(format!("{:?}", row.grant));
            }
            let all = keys.len();
            keys.sort();
            keys.dedup();
            assert_eq!(keys.len(), all, "{role}: each privilege once");
        }
        assert_eq!((rows("mdbGlobalWriter"), count(&RoleName::new("mdbGlobalWriter"))), (None, None));
    }

    #[test]
    fn what_reaches_over_the_cluster_and_changes_it_is_an_administrators() {
        let power = |role| nature(&RoleName::new(role)).power;
        assert_eq!([SHARDING, REPLICATION].map(power), [RolePower::Administrator; 2]);
        assert_eq!([READ, READ_WRITE, DB_ADMIN, MONITOR, "new"].map(power), [RolePower::Ordinary; 5]);
        let offered = |role, database| is_offered(&RoleName::new(role), &DatabaseName::new(database));
        assert!(offered(READ, "orders") && offered(MONITOR, "admin"));
        assert!(!offered(READ, "admin") && !offered(MONITOR, "orders") && !offered("new", "orders"));
    }
}
