//! What the store is filled with. Seeds write rows past the API's rules, but nothing that its rules forbid.

mod company;
mod demo;
mod large;

use rusqlite::Transaction;
use serde_json::{Value, json};

use super::{
    names::{ClusterId, DatabaseName, UserName},
    records::{AuthType, Cluster, Database, Permission, User},
    rows::Rows,
    schema::TABLES,
    state::Contents,
};
use crate::options::Seed;

/// The folder that every seeded cluster lies in.
const FOLDER: &str = "sandbox-folder";

/// A permission: database, roles.
type SeedPermission = (&'static str, &'static [&'static str]);

/// Empties the tables and fills them as the seed says.
pub(crate) fn apply(transaction: &Transaction<'_>, seed: Seed) -> rusqlite::Result<()> {
    empty(transaction)?;
    match seed {
        Seed::Empty => Rows::new(transaction).put_cluster(&fresh()),
        Seed::Demo => demo::contents().put(transaction),
        Seed::Large(count) => {
            demo::contents().put(transaction)?;
            large::fill(&Rows::new(transaction), count)
        }
    }
}

/// Empties the tables and fills them with what is given in place of a seed.
pub(crate) fn replace(transaction: &Transaction<'_>, contents: &Contents) -> rusqlite::Result<()> {
    empty(transaction)?;
    contents.put(transaction)
}

fn empty(transaction: &Transaction<'_>) -> rusqlite::Result<()> {
    TABLES.iter().try_for_each(|table| transaction.execute(&format!("DELETE FROM {table}"), []).map(drop))
}

/// A cluster that was created a moment ago: nobody may use it yet.
fn fresh() -> Cluster {
    cluster("c9qnewcluster0000000", "new-cluster", "RUNNING", json!({ "createdAt": "2026-09-01T08:00:00.120045Z" }))
}

/// A cluster; `rest` is what is particular about it.
fn cluster(id: &str, name: &str, status: &str, rest: Value) -> Cluster {
    let mut fields = json!({
        "environment": "PRODUCTION",
        "health": "ALIVE",
        "networkId": "enpsandbox0000000001",
        "config": {
            "version": "8.0", "featureCompatibilityVersion": "8.0", "fullVersion": "8.0.12",
            "backupWindowStart": { "hours": 22, "minutes": 15 }, "backupRetainPeriodDays": "7",
            "mongodbConfig": { "mongod": { "resources": {
                "resourcePresetId": "s3-c2-m8", "diskSize": "10737418240", "diskTypeId": "network-ssd",
            } } },
        },
        "maintenanceWindow": { "anytime": {} },
    });
    if let (Value::Object(fields), Value::Object(rest)) = (&mut fields, rest) {
        fields.extend(rest);
    }
    let rest = match fields {
        Value::Object(fields) => fields,
        _ => serde_json::Map::new(),
    };
    let (id, folder_id) = (ClusterId::new(id), FOLDER.to_owned());
    Cluster { id, folder_id, name: name.to_owned(), status: status.to_owned(), rest }
}

fn database(cluster: &ClusterId, name: &str) -> Database {
    Database { name: DatabaseName::new(name), cluster_id: cluster.clone(), deletion_protection: None }
}

fn user(cluster: &ClusterId, name: &str, permissions: &[SeedPermission]) -> User {
    User {
        name: UserName::new(name),
        cluster_id: cluster.clone(),
        permissions: permissions.iter().map(|(database, roles)| permission(database, roles)).collect(),
        connection_manager: None,
        auth_type: AuthType::Password,
        deletion_protection: None,
    }
}

fn permission(database: &str, roles: &[&str]) -> Permission {
    let roles = roles.iter().map(|role| (*role).to_owned()).collect();
    Permission { database_name: DatabaseName::new(database), roles }
}
