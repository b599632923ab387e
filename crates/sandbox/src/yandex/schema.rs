//! The tables of the emulator. Records are JSON documents; the columns beside them are what they are looked up by.

/// Creates what is not there yet.
pub(crate) const SCHEMA: &str = "
CREATE TABLE IF NOT EXISTS mongodb_cluster (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, folder TEXT NOT NULL, name TEXT NOT NULL,
    document TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS mongodb_database (
    number INTEGER PRIMARY KEY, cluster TEXT NOT NULL, name TEXT NOT NULL, document TEXT NOT NULL,
    UNIQUE (cluster, name)
) STRICT;
CREATE TABLE IF NOT EXISTS mongodb_user (
    number INTEGER PRIMARY KEY, cluster TEXT NOT NULL, name TEXT NOT NULL, document TEXT NOT NULL,
    UNIQUE (cluster, name)
) STRICT;
CREATE TABLE IF NOT EXISTS mongodb_operation (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, cluster TEXT NOT NULL, subject TEXT NOT NULL,
    idempotency_key TEXT, state TEXT NOT NULL, due INTEGER, document TEXT NOT NULL,
    UNIQUE (subject, idempotency_key)
) STRICT;
CREATE INDEX IF NOT EXISTS mongodb_operation_state ON mongodb_operation (state, cluster);
CREATE INDEX IF NOT EXISTS mongodb_operation_cluster ON mongodb_operation (cluster, number);
CREATE TABLE IF NOT EXISTS mongodb_token (
    token TEXT PRIMARY KEY, subject TEXT NOT NULL, expires INTEGER NOT NULL, generation INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
";

/// Who is signed in.
pub(crate) const TOKENS: &str = "mongodb_token";

/// Every table, for emptying them.
pub(crate) const TABLES: &[&str] =
    &["mongodb_cluster", "mongodb_database", "mongodb_user", "mongodb_operation", TOKENS];
