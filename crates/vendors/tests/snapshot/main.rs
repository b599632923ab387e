//! Saved `describe_role` results from outside: every shape, every error with its place, and texts that nobody thought of.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test whose own parts do not fit together may panic"
)]

mod errors;
mod fixtures;
mod fuzz;
mod literals;
mod roles;
mod round_trip;

use rescind_domain::{PrivilegeGrant, RoleRef};

/// A grant: role, object type, object, database, privilege, grantor; an empty grantor is none.
fn grant(parts: [&str; 6]) -> PrivilegeGrant {
    let [role, object_type, object_name, database, privilege, grantor] = parts;
    PrivilegeGrant {
        object_type: object_type.into(),
        object_name: object_name.into(),
        database: database.into(),
        privilege: privilege.into(),
        grantor: Some(grantor.to_owned()).filter(|grantor| !grantor.is_empty()),
        ..PrivilegeGrant::of(RoleRef::plain(role))
    }
}
