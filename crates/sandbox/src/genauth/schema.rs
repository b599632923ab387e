//! The tables of the GenAuth emulator: one user pool, its access keys, and what calls leave behind.

/// Creates what is not there yet.
pub(crate) const SCHEMA: &str = "
CREATE TABLE IF NOT EXISTS genauth_pool (id TEXT PRIMARY KEY) STRICT;
CREATE TABLE IF NOT EXISTS genauth_key (id TEXT PRIMARY KEY, secret TEXT NOT NULL, reads_only INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS genauth_namespace (
    position INTEGER PRIMARY KEY, code TEXT NOT NULL UNIQUE, name TEXT NOT NULL, description TEXT,
    status INTEGER NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS genauth_role (
    id TEXT PRIMARY KEY, namespace TEXT NOT NULL, code TEXT NOT NULL, name TEXT NOT NULL, description TEXT NOT NULL,
    status TEXT NOT NULL, disable_time INTEGER, UNIQUE (namespace, code)
) STRICT;
CREATE TABLE IF NOT EXISTS genauth_holder (
    role TEXT NOT NULL, type TEXT NOT NULL, target TEXT NOT NULL, enable_time INTEGER, end_time INTEGER,
    created_at TEXT NOT NULL, PRIMARY KEY (role, type, target)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS genauth_holder_target ON genauth_holder (type, target);
CREATE TABLE IF NOT EXISTS genauth_user (id TEXT PRIMARY KEY, profile TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS genauth_user_department (
    user TEXT NOT NULL, department TEXT NOT NULL, PRIMARY KEY (user, department)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS genauth_department_user ON genauth_user_department (department, user);
CREATE TABLE IF NOT EXISTS genauth_group (
    id TEXT PRIMARY KEY, code TEXT NOT NULL UNIQUE, name TEXT NOT NULL, description TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS genauth_group_member (
    code TEXT NOT NULL, user TEXT NOT NULL, PRIMARY KEY (code, user)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS genauth_organization (
    position INTEGER PRIMARY KEY, code TEXT NOT NULL UNIQUE, name TEXT NOT NULL, description TEXT NOT NULL,
    root TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS genauth_department (
    id TEXT PRIMARY KEY, organization TEXT NOT NULL, parent TEXT NOT NULL, code TEXT NOT NULL, name TEXT NOT NULL,
    description TEXT NOT NULL, leaders TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS genauth_resource (
    namespace TEXT NOT NULL, code TEXT NOT NULL, description TEXT, api_identifier TEXT, PRIMARY KEY (namespace, code)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS genauth_grant (
    position INTEGER PRIMARY KEY, namespace TEXT NOT NULL, type TEXT NOT NULL, target TEXT NOT NULL, row TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS genauth_grant_target ON genauth_grant (namespace, type, target);
CREATE TABLE IF NOT EXISTS genauth_policy (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, description TEXT, statements TEXT NOT NULL, updated_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS genauth_policy_target (
    policy TEXT NOT NULL, type TEXT NOT NULL, id TEXT NOT NULL, authorization_time TEXT NOT NULL,
    PRIMARY KEY (policy, type, id)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS genauth_nonce (nonce TEXT PRIMARY KEY, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS genauth_window (started INTEGER NOT NULL, calls INTEGER NOT NULL) STRICT;
";

/// Every table, for emptying them.
pub(super) const TABLES: &[&str] = &[
    "genauth_pool",
    "genauth_key",
    "genauth_namespace",
    "genauth_role",
    "genauth_holder",
    "genauth_user",
    "genauth_user_department",
    "genauth_group",
    "genauth_group_member",
    "genauth_organization",
    "genauth_department",
    "genauth_resource",
    "genauth_grant",
    "genauth_policy",
    "genauth_policy_target",
    "genauth_nonce",
    "genauth_window",
];
