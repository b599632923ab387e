//! An attempt at one entry, against a Milvus in memory: every answer to the call, with and without the change, times
//! everything that the looks before and after may show.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test whose own parts do not fit together may panic"
)]

mod again;
mod answers;
mod confirmed;
mod earlier;
mod extent;
mod fake;
mod give;
mod looks;
mod matrix;
mod missing_role;
mod scope;
#[path = "../support/mod.rs"]
mod support;

use fake::Milvus;
use rescind_domain::{ActionKind, Grant, Membership, Principal, PrivilegeGrant, RoleRef, Vendor};
use rescind_engine::Put;
use rescind_vendors::{Request, mutation};
use support::{Ground, Log, attempt, subjects};

/// Both kinds of grant, and the privileges that need different calls.
fn grants() -> Vec<Grant> {
    let privilege = |object_type: &str, object: &str, database: &str, privilege: &str| {
        Grant::Privilege(PrivilegeGrant {
            object_type: object_type.into(),
            object_name: object.into(),
            database: database.into(),
            privilege: privilege.into(),
            ..PrivilegeGrant::of(RoleRef::plain("analyst"))
        })
    };
    vec![
        Grant::Membership(Membership::new(RoleRef::plain("analyst"), Principal::user("alice"))),
        privilege("Collection", "docs", "db1", "Search"),
        privilege("Collection", "docs", "db1", "*"),
        privilege("Global", "docs", "db1", "CollectionReadOnly"),
        privilege("Global", "*", "default", "DescribeCollection"),
    ]
}

/// The calls that may be tried, best first.
fn calls(kind: ActionKind, grant: &Grant) -> Vec<Request> {
    let calls = mutation::calls(Vendor::Milvus, kind, std::slice::from_ref(grant), None);
    calls.expect("Milvus needs no preparation")
}

/// The call that is tried first.
fn first_call(grant: &Grant) -> Request {
    calls(ActionKind::Revoke, grant).swap_remove(0)
}

/// What comes of one attempt, and what it did.
fn run_as(kind: ActionKind, milvus: &Milvus, grant: &Grant) -> (Put, Log) {
    let ground = Ground::new(milvus);
    let puts = attempt(&ground, Vendor::Milvus, &subjects(kind, std::slice::from_ref(grant)));
    let [put] = puts.try_into().expect("one entry has one place");
    (put, ground.log())
}

/// What comes of one revocation, and what it did.
fn run(milvus: &Milvus, grant: &Grant) -> (Put, Log) {
    run_as(ActionKind::Revoke, milvus, grant)
}
