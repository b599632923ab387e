//! The tables of the Milvus instances. Every row belongs to one instance.

/// Creates what is not there yet.
pub(crate) const SCHEMA: &str = "
CREATE TABLE IF NOT EXISTS milvus_user (
    instance TEXT NOT NULL, name TEXT NOT NULL, password TEXT NOT NULL, description TEXT NOT NULL,
    PRIMARY KEY (instance, name)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS milvus_role (
    instance TEXT NOT NULL, name TEXT NOT NULL, description TEXT NOT NULL,
    PRIMARY KEY (instance, name)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS milvus_binding (
    instance TEXT NOT NULL, user TEXT NOT NULL, role TEXT NOT NULL,
    PRIMARY KEY (instance, user, role)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS milvus_binding_role ON milvus_binding (instance, role);
CREATE TABLE IF NOT EXISTS milvus_grant (
    instance TEXT NOT NULL, role TEXT NOT NULL, object_type TEXT NOT NULL, db TEXT NOT NULL, object TEXT NOT NULL,
    privilege TEXT NOT NULL, grantor TEXT NOT NULL,
    PRIMARY KEY (instance, role, object_type, db, object, privilege)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS milvus_grant_privilege ON milvus_grant (instance, privilege);
CREATE TABLE IF NOT EXISTS milvus_group (
    instance TEXT NOT NULL, name TEXT NOT NULL,
    PRIMARY KEY (instance, name)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS milvus_group_member (
    instance TEXT NOT NULL, name TEXT NOT NULL, privilege TEXT NOT NULL,
    PRIMARY KEY (instance, name, privilege)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS milvus_database (
    instance TEXT NOT NULL, name TEXT NOT NULL, id INTEGER NOT NULL,
    PRIMARY KEY (instance, name)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS milvus_collection (
    instance TEXT NOT NULL, db TEXT NOT NULL, name TEXT NOT NULL,
    PRIMARY KEY (instance, db, name)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS milvus_alias (
    instance TEXT NOT NULL, db TEXT NOT NULL, name TEXT NOT NULL, collection TEXT NOT NULL,
    PRIMARY KEY (instance, db, name)
) STRICT, WITHOUT ROWID;
";

/// Every table, for emptying them.
pub(crate) const TABLES: &[&str] = &[
    "milvus_user",
    "milvus_role",
    "milvus_binding",
    "milvus_grant",
    "milvus_group",
    "milvus_group_member",
    "milvus_database",
    "milvus_collection",
    "milvus_alias",
];
