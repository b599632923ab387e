//! Which roles are the vendor's administrators', by their names: what is known of a role that was not read.

use rescind_domain::role::RolePower;
use rescind_domain::{Connection, Grant, RoleName, RoleNature};

/// What a role is, as far as its name tells.
#[must_use]
pub(super) fn nature(connection: &Connection, role: &RoleName) -> RoleNature {
    let power =
        if connection.capabilities.is_administrator(role) { RolePower::Administrator } else { RolePower::Ordinary };
    RoleNature { power, ..RoleNature::CUSTOM }
}

/// The role of the vendor's administrators, where a grant is of it or has it among others.
#[must_use]
pub(super) fn administrator<'a>(connection: &Connection, grant: &'a Grant) -> Option<&'a RoleName> {
    let roles = match grant {
        Grant::Membership(membership) => std::slice::from_ref(&membership.role),
        Grant::Access(access) => &access.roles,
        Grant::Privilege(_) => &[],
    };
    roles.iter().find(|role| connection.capabilities.is_administrator(role))
}
