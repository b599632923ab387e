//! Who may use the demo's databases: the people and programs of a web shop, as `(user, [(database, roles)])`.

use super::SeedPermission;

/// The users of one cluster.
type Users = &'static [(&'static str, &'static [SeedPermission])];

/// The shop's own databases; the two names at the end of each list are people who have left or have just come.
pub(super) const SHOP: Users = &[
    // Two roles on one database: one call cannot take only one of them.
    ("alice", &[("orders", &["readWrite"]), ("admin", &["mdbMonitor"]), ("billing", &["read", "mdbDbAdmin"])]),
    ("bob", &[("orders", &["read"]), ("catalog", &["read"])]),
    ("bob@corp.example", &[("orders", &["readWrite"]), ("reports", &["read"])]),
    ("carol", &[("billing", &["readWrite"]), ("reports", &["read"])]),
    ("chen.wei", &[("catalog", &["readWrite"]), ("search", &["readWrite"])]),
    ("dmitri", &[("admin", &["mdbMonitor", "mdbShardingManager"])]),
    ("e.fernandez@partner.example", &[("catalog", &["read"])]),
    ("grace", &[("orders", &["mdbDbAdmin"]), ("billing", &["mdbDbAdmin"]), ("admin", &["mdbMonitor"])]),
    ("heidi", &[("reports", &["readWrite"]), ("orders", &["read"]), ("billing", &["read"]), ("catalog", &["read"])]),
    ("ivan", &[("search", &["read", "readWrite"])]),
    ("judy", &[("sessions", &["read"])]),
    ("katya", &[("orders", &["read", "readWrite", "mdbDbAdmin"])]),
    ("lena-ops", &[("admin", &["mdbMonitor"]), ("sessions", &["mdbDbAdmin"])]),
    ("mallory", &[("billing", &["readWrite", "mdbDbAdmin"]), ("admin", &["mdbReplication"])]),
    ("nina", &[("catalog", &["read"])]),
    ("oleg", &[("orders", &["read"]), ("reports", &["read"])]),
    ("svc-checkout", &[("orders", &["readWrite"]), ("sessions", &["readWrite"])]),
    ("svc-invoices", &[("billing", &["readWrite"]), ("orders", &["read"])]),
    ("svc-catalog-import", &[("catalog", &["readWrite"])]),
    ("svc-search-indexer", &[("catalog", &["read"]), ("search", &["readWrite"])]),
    ("svc_sessions", &[("sessions", &["readWrite"])]),
    ("svc-reporting", &[("reports", &["readWrite"]), ("orders", &["read"]), ("billing", &["read"])]),
    ("metrics", &[("admin", &["mdbMonitor"])]),
    // A role of which no document tells.
    ("backup_agent", &[("admin", &["mdbBackupOperator"])]),
    // A permission without a role: nobody knows what it lets one do.
    ("legacy", &[("orders", &[]), ("catalog", &["read"])]),
    ("peggy", &[("orders", &["readWrite"]), ("catalog", &["readWrite"]), ("billing", &["readWrite"])]),
    ("newcomer", &[]),
];

/// The analysts' databases.
pub(super) const ANALYTICS: Users = &[
    ("alice", &[("events", &["read"])]),
    ("heidi", &[("events", &["read"]), ("cohorts", &["readWrite"])]),
    ("quentin", &[("events", &["read"]), ("cohorts", &["read"])]),
    ("rosa", &[("cohorts", &["readWrite", "mdbDbAdmin"])]),
    ("svc-events", &[("events", &["readWrite"])]),
    ("svc-dashboards", &[("events", &["read"]), ("cohorts", &["read"])]),
    ("metrics", &[("admin", &["mdbMonitor"])]),
    ("sharding-admin", &[("admin", &["mdbShardingManager"])]),
    ("trent", &[("events", &["mdbDbAdmin"])]),
];

/// What nobody has switched on for a year.
pub(super) const ARCHIVE: Users =
    &[("alice", &[("orders_2023", &["read"])]), ("grace", &[("orders_2023", &["mdbDbAdmin"])]), ("victor", &[])];
