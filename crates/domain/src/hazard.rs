//! Rules that warn before a plan is sent. They look at what was read, never at the network.

use crate::{Grant, RoleName};

/// How much a hazard asks of the admin before the plan may run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// It is said; nothing more is asked.
    Notice,
    /// A word has to be typed.
    Danger,
}

/// Something that the admin should know about a plan before sending it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hazard {
    /// The plan takes a role from the last principal that holds it.
    LastHolder {
        /// The role that nobody will hold.
        role: RoleName,
        /// Whether the role is the vendor's own administrator role.
        power: RolePower,
    },
}

/// What a role means to the vendor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RolePower {
    /// May do everything.
    Administrator,
    /// May do what was granted to it.
    Ordinary,
}

impl Hazard {
    /// How much it asks.
    #[must_use]
    pub const fn severity(&self) -> Severity {
        match self {
            Self::LastHolder { power: RolePower::Administrator, .. } => Severity::Danger,
            Self::LastHolder { power: RolePower::Ordinary, .. } => Severity::Notice,
        }
    }
}

/// The hazards of taking `grants` away from a role that `holders` principals are known to hold.
#[must_use]
pub fn hazards(role: &RoleName, power: RolePower, holders: usize, grants: &[&Grant]) -> Vec<Hazard> {
    let taken = grants.iter().filter(|grant| matches!(grant, Grant::Membership(m) if m.role == *role)).count();
    if taken > 0 && taken >= holders { vec![Hazard::LastHolder { role: role.clone(), power }] } else { Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Membership, Principal};

    #[test]
    fn taking_the_last_holder_is_said_and_of_an_administrator_role_confirmed() {
        let role = RoleName::new("admin");
        let grant = Grant::Membership(Membership { role: role.clone(), principal: Principal::user("root") });
        assert_eq!(hazards(&role, RolePower::Ordinary, 2, &[&grant]), []);
        let last = hazards(&role, RolePower::Ordinary, 1, &[&grant]);
        assert_eq!(last.iter().map(Hazard::severity).collect::<Vec<_>>(), [Severity::Notice]);
        let last = hazards(&role, RolePower::Administrator, 1, &[&grant]);
        assert_eq!(last.iter().map(Hazard::severity).collect::<Vec<_>>(), [Severity::Danger]);
        assert_eq!(hazards(&RoleName::new("other"), RolePower::Ordinary, 0, &[&grant]), []);
    }
}
