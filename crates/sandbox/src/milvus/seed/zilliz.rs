//! The demo company on Zilliz Cloud: a small cluster where most people hold a built-in role.

use super::{SeedDatabase, SeedRole, SeedUser, put_all};
use crate::milvus::rows::Rows;

const DATABASES: &[SeedDatabase] = &[("default", &["faq", "manuals"], &[]), ("beta", &["faq"], &[])];

const ROLES: &[SeedRole] = &[(
    "faq_editor",
    "Keeps the answers current",
    &[
        ("Collection", "default", "faq", "Delete", "db_admin"),
        ("Collection", "default", "faq", "Insert", "db_admin"),
        ("Collection", "default", "faq", "Upsert", "db_admin"),
        ("Global", "beta", "faq", "CollectionReadWrite", "db_admin"),
    ],
)];

const USERS: &[SeedUser] = &[
    ("user_1", "", &["db_ro"]),
    ("alice", "Search team, leaves on Friday", &["db_ro", "faq_editor"]),
    ("grace_kim", "Head of platform", &["db_admin"]),
    ("svc_helpdesk", "Service account", &["db_rw"]),
    ("carol", "On leave", &[]),
];

/// Fills an instance that has what a fresh one has.
pub(super) fn fill(rows: &Rows<'_>) -> rusqlite::Result<()> {
    put_all(rows, DATABASES, ROLES, USERS)
}
