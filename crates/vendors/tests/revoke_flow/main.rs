//! The one flow from a grant to an outcome, against a Milvus in memory: every answer to the call, with and without the
//! change, times everything that the looks before and after may show.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test whose own parts do not fit together may panic"
)]

mod answers;
mod earlier;
mod fake;
mod looks;
mod matrix;
mod missing_role;
mod scope;

use std::cell::RefCell;

use fake::Milvus;
use futures_util::FutureExt;
use rescind_domain::{EntryId, Grant, Membership, Outcome, Principal, PrivilegeGrant, RoleName, Vendor};
use rescind_vendors::revocation_calls;
use rescind_vendors::revoke::{Step, revoke};

/// Both kinds of grant, and the privileges that need different calls.
fn grants() -> Vec<Grant> {
    let privilege = |object_type: &str, object: &str, database: &str, privilege: &str| {
        Grant::Privilege(PrivilegeGrant {
            role: RoleName::new("analyst"),
            object_type: object_type.into(),
            object_name: object.into(),
            database: database.into(),
            privilege: privilege.into(),
            grantor: None,
        })
    };
    vec![
        Grant::Membership(Membership { role: RoleName::new("analyst"), principal: Principal::user("alice") }),
        privilege("Collection", "docs", "db1", "Search"),
        privilege("Collection", "docs", "db1", "*"),
        privilege("Global", "docs", "db1", "CollectionReadOnly"),
        privilege("Global", "*", "default", "DescribeCollection"),
    ]
}

/// The result of one revocation, together with the steps that were told.
fn run(milvus: &Milvus, grant: &Grant) -> (Option<Outcome>, Vec<Step>) {
    let steps = RefCell::new(Vec::new());
    let entry = EntryId::new("entry");
    let step = |step| steps.borrow_mut().push(step);
    let call = revocation_calls(Vendor::Milvus, grant).swap_remove(0);
    let flow = revoke(milvus, Vendor::Milvus, grant, &call, &entry, &step);
    // The fake is always ready: a flow that waits for anything else, such as a clock, is a failure.
    let outcome = flow.now_or_never().expect("the flow waits for nothing but its transport");
    (outcome, steps.into_inner())
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
        Some(Outcome::Unknown { .. }) => "Unknown",
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
