//! Rules that a fault alone does not show: what is believed and when, what a restart does with plans that ran, which key a
//! repeated call has, and whose turn it is.

mod confirmed;
mod keys;
mod observed;
mod restart;
mod turns;
mod unsettled;
mod waiting;

use rescind_domain::{Grant, Membership, Principal, PrivilegeGrant, RoleName, RoleRef, Scope};
use rescind_gateway::Limits;
use serde_json::json;
use tempfile::TempDir;

use crate::driver::{Place, Toys, quick, write_vendors};
use crate::faults::between::Between;

/// A gateway before a sandbox, with a hand in between that sees every call.
struct World {
    toys: Toys,
    between: Between,
    place: Place,
    directory: TempDir,
}

impl World {
    async fn start(limits: Limits) -> Self {
        let toys = Toys::start().await;
        toys.control("knobs", json!({ "record_mutations": true, "mongodb": { "operation_ms": 0 } })).await;
        let between = Between::start(toys.address).await;
        let directory = tempfile::tempdir().unwrap();
        let config = write_vendors(directory.path(), between.address);
        let place = Place::start(directory.path(), config, limits).await;
        Self { toys, between, place, directory }
    }

    /// Ends the gateway, and begins another one with the same journal.
    async fn restarted(self) -> Self {
        let Self { toys, between, place, directory } = self;
        place.stop().await;
        let place = Place::start(directory.path(), directory.path().join("vendors.toml"), quick()).await;
        Self { toys, between, place, directory }
    }
}

/// The role `read_only` of `user_1` at Milvus.
fn membership() -> Grant {
    Grant::Membership(Membership::new(RoleRef::plain("read_only"), Principal::user("user_1")))
}

/// A role of alice at Managed MongoDB.
fn mongodb_role() -> Grant {
    let role = RoleRef::scoped(Scope::new("c9qshop0n8r2k6t0v5x1/billing"), RoleName::new("read"));
    Grant::Membership(Membership::new(role, Principal::user("alice")))
}

/// The privileges at Milvus that the large seed adds to other roles than the one with half of all.
async fn privileges(toys: &Toys, count: usize) -> Vec<Grant> {
    let state = toys.state_of("milvus").await;
    let text = |row: &serde_json::Value, field: &str| row[field].as_str().unwrap().to_owned();
    let privilege = |row: &serde_json::Value| {
        Grant::Privilege(PrivilegeGrant {
            object_type: text(row, "objectType"),
            object_name: text(row, "objectName"),
            database: text(row, "dbName"),
            privilege: text(row, "privilege"),
            grantor: Some(text(row, "grantor")),
            ..PrivilegeGrant::of(RoleRef::plain(text(row, "role")))
        })
    };
    let rows = state["milvus"]["grants"].as_array().unwrap();
    let light = rows.iter().rev().filter(|row| row["role"] != "large_everything");
    let found: Vec<Grant> = light.take(count).map(privilege).collect();
    assert_eq!(found.len(), count);
    found
}
