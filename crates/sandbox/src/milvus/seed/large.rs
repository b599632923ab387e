//! A company that grew: many roles, users and grants on top of the demo, the same ones every time.

use super::{PASSWORD, put_database};
use crate::milvus::rows::{Grant, Rows};

const PRIVILEGES: &[&str] = &[
    "Search",
    "Query",
    "Insert",
    "Upsert",
    "Delete",
    "GetStatistics",
    "CreateIndex",
    "DropIndex",
    "IndexDetail",
    "ShowPartitions",
    "HasPartition",
    "CreatePartition",
    "DropPartition",
    "Release",
    "Compaction",
    "LoadBalance",
];
const TEAMS: &[&str] = &["search", "ads", "fraud", "support", "growth", "payments", "logistics", "research"];
const DUTIES: &[&str] = &["reader", "writer", "operator", "importer", "reviewer"];
const COLLECTIONS_OF_A_DATABASE: usize = 40;
const DATABASES: usize = 12;

/// The role that half of all grants belong to: the long table that a console must scroll.
const HEAVY_ROLE: &str = "large_everything";

/// Adds exactly `count` privilege grants. There are up to 400 roles and 500 users, each of whom holds up to four.
pub(super) fn fill(rows: &Rows<'_>, count: u32) -> rusqlite::Result<()> {
    let count = usize::try_from(count).unwrap_or(usize::MAX);
    for database in 0..DATABASES {
        let db = database_name(database);
        put_database(rows, &db)?;
        for collection in 0..COLLECTIONS_OF_A_DATABASE {
            rows.put_collection(&db, &collection_name(collection))?;
        }
    }
    let roles: Vec<String> = (0..(count / 50).clamp(5, 400)).map(role_name).collect();
    for role in roles.iter().map(String::as_str).chain([HEAVY_ROLE]) {
        rows.put_role(role, "Added by the large seed")?;
    }
    let heavy = count / 2;
    for number in 0..heavy {
        rows.put_grant(HEAVY_ROLE, &grant(number))?;
    }
    for (number, role) in (0..count - heavy).zip(roles.iter().cycle()) {
        rows.put_grant(role, &grant(number))?;
    }
    for number in 0..(count / 20).clamp(10, 500) {
        let user = user_name(number);
        rows.put_user(&user, PASSWORD, "")?;
        for step in 0..=number % 4 {
            if let Some(role) = roles.get((number * 7 + step * 3) % roles.len()) {
                rows.bind(&user, role)?;
            }
        }
        if number % 2 == 0 {
            rows.bind(&user, HEAVY_ROLE)?;
        }
    }
    Ok(())
}

/// The grant of this number. Numbers count through privileges, then collections, then databases, then copies of them,
/// so that no two are alike.
fn grant(number: usize) -> Grant {
    let privilege = PRIVILEGES.get(number % PRIVILEGES.len()).copied().unwrap_or_default();
    let scope = number / PRIVILEGES.len();
    let collection = scope % COLLECTIONS_OF_A_DATABASE;
    let database = scope / COLLECTIONS_OF_A_DATABASE % DATABASES;
    let copy = scope / COLLECTIONS_OF_A_DATABASE / DATABASES;
    let object = match copy {
        0 => collection_name(collection),
        _ => format!("{}_v{}", collection_name(collection), copy + 1),
    };
    Grant {
        object_type: "Collection".to_owned(),
        db: database_name(database),
        object,
        privilege: privilege.to_owned(),
        grantor: "root".to_owned(),
    }
}

fn named(names: &[&'static str], number: usize) -> &'static str {
    names.get(number % names.len()).copied().unwrap_or_default()
}

fn role_name(number: usize) -> String {
    format!("{}_{}_{number:03}", named(TEAMS, number), named(DUTIES, number / TEAMS.len()))
}

fn user_name(number: usize) -> String {
    format!("{}.member{number:04}", named(TEAMS, number))
}

fn database_name(number: usize) -> String {
    format!("{}_{number:02}", named(TEAMS, number))
}

fn collection_name(number: usize) -> String {
    format!("collection_{number:03}")
}
