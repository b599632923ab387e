//! The keys of what may be dangerous about a revocation.

use super::{With1, With2, With3};

texts! {
    /// The texts of hazards.
    HazardTexts;

    /// Hazard: role.
    last_holder: With1,
    /// Hazard: role.
    last_administrator: With1,
    /// Hazard: role, which several lose at once.
    all_holders: With1,
    /// Hazard: role, which several lose at once.
    all_administrators: With1,
    /// Hazard: an administrator role of which not all holders are known.
    perhaps_last_administrator: With1,
    /// Hazard: role, of which no other holder is known.
    perhaps_last_holder: With1,
    /// Hazard: role, which loses a privilege.
    built_in: With1,
    /// Hazard: the account that the gateway itself uses.
    yourself: With1,
    /// Hazard: the account that the gateway itself uses.
    yourself_administrator: With1,
    /// Hazard: the privilege with its scope.
    wildcard: With1,
    /// Hazard: the other privileges.
    takes_also: With1,
    /// Hazard: one of several grants, the other privileges.
    takes_also_with: With2,
    /// Hazard: the grants that still allow it.
    still_covered: With1,
    /// Hazard: departments, groups or roles that hold the role as well, and the role.
    held_by_groups: With2,
    /// Hazard: from whom one of several grants is taken, what it is, and the grants that still allow it.
    still_covered_for: With3,
    /// Hazard: the roles.
    all_roles: With1,
    /// Hazard: the roles, one of which is an administrator role.
    all_roles_administrator: With1,
}
