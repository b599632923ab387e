//! The one flow from a grant to an outcome, against a Milvus in memory: every answer to the call, with and without the
//! change, times everything that the looks before and after may show.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test whose own parts do not fit together may panic"
)]

mod answers;
mod earlier;
mod fake;
mod give;
mod looks;
mod matrix;
mod missing_role;
mod scope;

use std::sync::RwLock;

use fake::Milvus;
use futures_util::FutureExt;
use rescind_domain::{EntryId, Grant, Membership, Outcome, Principal, PrivilegeGrant, RoleRef, Vendor};
use rescind_vendors::revoke::{Item, Step, revoke};
use rescind_vendors::{Request, revocation_calls};

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

/// The call that is tried first.
fn first_call(grant: &Grant) -> Request {
    revocation_calls(Vendor::Milvus, std::slice::from_ref(grant), None)
        .expect("Milvus needs no preparation")
        .swap_remove(0)
}

/// The result of one revocation, together with the steps that were told.
fn run(milvus: &Milvus, grant: &Grant) -> (Option<Outcome>, Vec<Step>) {
    let steps = RwLock::new(Vec::new());
    let items = [Item { entry: EntryId::new("entry"), grant: grant.clone() }];
    let step = |step| steps.write().unwrap().push(step);
    let flow = revoke(milvus, Vendor::Milvus, &items, 0, &step);
    // The fake is always ready: a flow that waits for anything else, such as a clock, is a failure.
    let tried = flow.now_or_never().expect("the flow waits for nothing but its transport");
    let [outcome] = tried.outcomes.try_into().expect("one item has one outcome");
    (outcome, steps.into_inner().unwrap())
}

/// The name of an outcome, without its fault.
fn word(outcome: Option<&Outcome>) -> &'static str {
    match outcome {
        None => "None",
        Some(Outcome::Revoked) => "Revoked",
        Some(Outcome::StillEffective { .. }) => "StillEffective",
        Some(Outcome::Accepted) => "Accepted",
        Some(Outcome::AlreadyAbsent) => "AlreadyAbsent",
        Some(Outcome::StillPresent) => "StillPresent",
        Some(Outcome::Restored) => "Restored",
        Some(Outcome::AlreadyHeld) => "AlreadyHeld",
        Some(Outcome::StillAbsent) => "StillAbsent",
        Some(Outcome::Unknown { .. }) => "Unknown",
        Some(Outcome::Pending { .. }) => "Pending",
        Some(Outcome::Failed { .. }) => "Failed",
    }
}

/// Whether an outcome says what is not so: gone what is held, or not done what is done.
fn is_false(outcome: Option<&Outcome>, held: bool) -> bool {
    match outcome {
        Some(Outcome::Revoked | Outcome::StillEffective { .. } | Outcome::AlreadyAbsent) => held,
        Some(Outcome::Failed { .. }) => !held,
        _ => false,
    }
}
