//! A cluster that grew: as many permissions as asked for, each with one role, on top of the demo, the same every time.

use serde_json::json;

use super::{cluster, database, permission, user};
use crate::yandex::rows::Rows;

const TEAMS: &[&str] = &["search", "ads", "fraud", "support", "growth", "payments", "logistics", "research"];
const ROLES: &[&str] = &["read", "readWrite", "mdbDbAdmin"];
const DATABASES: usize = 200;

/// How many permissions a user has; the last one has what is left.
const OF_A_USER: usize = 20;

/// Adds exactly `count` permissions, in a cluster of their own.
pub(super) fn fill(rows: &Rows<'_>, count: u32) -> rusqlite::Result<()> {
    let rest =
        json!({ "createdAt": "2026-03-01T06:00:00Z", "description": "Added by the large seed", "sharded": true });
    let warehouse = cluster("c9qwarehouse00000004", "warehouse", "RUNNING", rest);
    rows.put_cluster(&warehouse)?;
    for number in 0..DATABASES {
        rows.put_database(&database(&warehouse.id, &database_name(number)))?;
    }
    let count = usize::try_from(count).unwrap_or(usize::MAX);
    for number in 0..count.div_ceil(OF_A_USER) {
        let held = (number * OF_A_USER)..((number + 1) * OF_A_USER).min(count);
        let mut member = user(&warehouse.id, &format!("{}.member{number:05}", named(TEAMS, number)), &[]);
        // A step that has no factor in common with the number of databases meets none of them twice.
        let databases = held.enumerate().map(|(place, grant)| ((number + place * 7) % DATABASES, grant));
        member.permissions =
            databases.map(|(database, grant)| permission(&database_name(database), &[named(ROLES, grant)])).collect();
        rows.put_user(&member)?;
    }
    Ok(())
}

fn named(names: &[&'static str], number: usize) -> &'static str {
    names.get(number % names.len()).copied().unwrap_or_default()
}

fn database_name(number: usize) -> String {
    format!("{}_{number:03}", named(TEAMS, number))
}
