//! What a freshly installed Milvus and a new cluster of Zilliz Cloud have before anybody changes them.

use super::{SeedGrant, put_database, stored};
use crate::milvus::rows::Rows;

/// What everybody may do on Milvus (`common.security.enablePublicPrivilege`).
const PUBLIC: &[SeedGrant] = &[
    ("Collection", "*", "*", "IndexDetail", "root"),
    ("Global", "*", "*", "DescribeCollection", "root"),
    ("Global", "*", "*", "ListAliases", "root"),
];

/// The vendor's published description of `db_admin`, which is as powerful as `admin` by name.
const DB_ADMIN: &[SeedGrant] = &[
    ("Collection", "*", "*", "IndexDetail", "db_admin"),
    ("Global", "*", "*", "DescribeCollection", "db_admin"),
    ("Global", "*", "*", "ShowCollections", "db_admin"),
];

/// The nine privileges that the vendor documents.
const DB_RO: &[SeedGrant] = &[
    ("Collection", "*", "*", "GetLoadState", "db_admin"),
    ("Collection", "*", "*", "GetLoadingProgress", "db_admin"),
    ("Collection", "*", "*", "IndexDetail", "db_admin"),
    ("Collection", "*", "*", "Load", "db_admin"),
    ("Collection", "*", "*", "Query", "db_admin"),
    ("Collection", "*", "*", "Search", "db_admin"),
    ("Global", "*", "*", "DescribeCollection", "db_admin"),
    ("Global", "*", "*", "ListDatabases", "db_admin"),
    ("Global", "*", "*", "ShowCollections", "db_admin"),
];

/// What `db_rw` has besides the nine of `db_ro`.
const DB_RW: &[SeedGrant] = &[
    ("Collection", "*", "*", "CreateIndex", "db_admin"),
    ("Collection", "*", "*", "Delete", "db_admin"),
    ("Collection", "*", "*", "DropIndex", "db_admin"),
    ("Collection", "*", "*", "Flush", "db_admin"),
    ("Collection", "*", "*", "GetFlushState", "db_admin"),
    ("Collection", "*", "*", "Insert", "db_admin"),
    ("Collection", "*", "*", "Release", "db_admin"),
    ("Collection", "*", "*", "Upsert", "db_admin"),
    ("Global", "*", "*", "CreateCollection", "db_admin"),
    ("Global", "*", "*", "DropCollection", "db_admin"),
];

/// The superuser, the two default roles and the default database.
pub(super) fn milvus(rows: &Rows<'_>) -> rusqlite::Result<()> {
    rows.put_user("root", "Milvus", "")?;
    rows.put_role("admin", "")?;
    put(rows, "public", "", &[PUBLIC])?;
    put_database(rows, "default")
}

/// The superuser, the three built-in roles and the default database.
pub(super) fn zilliz(rows: &Rows<'_>) -> rusqlite::Result<()> {
    rows.put_user("db_admin", "Sandbox-1", "")?;
    put(rows, "db_admin", "Admin", &[DB_ADMIN])?;
    put(rows, "db_ro", "Read-Only", &[DB_RO])?;
    put(rows, "db_rw", "Read-Write", &[DB_RO, DB_RW])?;
    rows.bind("db_admin", "db_admin")?;
    put_database(rows, "default")
}

fn put(rows: &Rows<'_>, role: &str, description: &str, parts: &[&[SeedGrant]]) -> rusqlite::Result<()> {
    rows.put_role(role, description)?;
    parts.iter().flat_map(|part| part.iter()).try_for_each(|grant| rows.put_grant(role, &stored(grant)))
}
