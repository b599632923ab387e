//! What the admin should know about a revocation before it is sent. When which of it holds is decided by the [rules](of_all).

mod rules;

#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use crate::role::RolePower;
use crate::{PrincipalId, RoleName, RoleRef};

pub use rules::{Found, HolderCount, Known, Taken, accepted, of_all};

/// How much a hazard asks of the admin before the plan may run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// It is said; nothing more is asked.
    Notice,
    /// A word has to be typed.
    Danger,
}

/// Something that the admin should know about a revocation before sending it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Hazard {
    /// The gateway's own account loses the role.
    Yourself {
        /// The account.
        account: PrincipalId,
        /// Whether the role is the vendor's administrator role.
        power: RolePower,
    },
    /// The role is taken from everybody that holds it.
    LastHolder {
        /// The role that nobody will hold.
        role: RoleRef,
        /// Whether it is the vendor's administrator role.
        power: RolePower,
        /// From how many it is taken at once.
        count: usize,
    },
    /// The role is taken from everybody that is known to hold it, and not all of its holders are known. Of the vendor's
    /// administrator role it is said whoever else is known.
    PerhapsLastHolder {
        /// The role.
        role: RoleRef,
        /// Whether it is the vendor's administrator role.
        power: RolePower,
    },
    /// The role that loses something comes with the server.
    BuiltIn {
        /// The role.
        role: RoleName,
    },
    /// What is taken stands for everything on its object.
    Wildcard,
    /// The server takes other grants away together with this one.
    TakesAlso {
        /// Their names.
        what: Vec<String>,
    },
    /// Every role of the principal in one place goes.
    AllRoles {
        /// The roles.
        roles: Vec<RoleName>,
        /// Whether one of them is the vendor's administrator role.
        power: RolePower,
    },
    /// Groups hold the role as well, and nobody has read who is in them.
    HeldByGroups {
        /// The role.
        role: RoleRef,
        /// Their names.
        groups: Vec<String>,
    },
    /// Other grants still allow the same afterwards.
    StillCovered {
        /// Those grants.
        via: Vec<String>,
    },
}

/// A [`Hazard`] without its details, as the wire and the journal name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum HazardCode {
    /// [`Hazard::Yourself`].
    Yourself,
    /// [`Hazard::LastHolder`].
    LastHolder,
    /// [`Hazard::PerhapsLastHolder`].
    PerhapsLastHolder,
    /// [`Hazard::BuiltIn`].
    BuiltIn,
    /// [`Hazard::Wildcard`].
    Wildcard,
    /// [`Hazard::TakesAlso`].
    TakesAlso,
    /// [`Hazard::AllRoles`].
    AllRoles,
    /// [`Hazard::HeldByGroups`].
    HeldByGroups,
    /// [`Hazard::StillCovered`].
    StillCovered,
    /// An undo that makes somebody an administrator again.
    GrantsAdministrator,
}

impl HazardCode {
    /// Whether whoever accepts this accepts the other one with it: perhaps includes for certain.
    #[must_use]
    pub fn includes(self, other: Self) -> bool {
        self == other || (self == Self::PerhapsLastHolder && other == Self::LastHolder)
    }

    /// How much it asks where the grant is about a role of this power: the [`Hazard::severity`] of a hazard with this code.
    #[must_use]
    pub const fn severity(self, power: RolePower) -> Severity {
        match (self, power) {
            (Self::Yourself | Self::GrantsAdministrator, _)
            | (Self::LastHolder | Self::PerhapsLastHolder | Self::AllRoles, RolePower::Administrator) => {
                Severity::Danger
            }
            (Self::LastHolder | Self::PerhapsLastHolder | Self::AllRoles, RolePower::Ordinary)
            | (Self::BuiltIn | Self::Wildcard | Self::TakesAlso | Self::HeldByGroups | Self::StillCovered, _) => {
                Severity::Notice
            }
        }
    }
}

impl Hazard {
    /// Its code.
    #[must_use]
    pub const fn code(&self) -> HazardCode {
        match self {
            Self::Yourself { .. } => HazardCode::Yourself,
            Self::LastHolder { .. } => HazardCode::LastHolder,
            Self::PerhapsLastHolder { .. } => HazardCode::PerhapsLastHolder,
            Self::BuiltIn { .. } => HazardCode::BuiltIn,
            Self::Wildcard => HazardCode::Wildcard,
            Self::TakesAlso { .. } => HazardCode::TakesAlso,
            Self::AllRoles { .. } => HazardCode::AllRoles,
            Self::HeldByGroups { .. } => HazardCode::HeldByGroups,
            Self::StillCovered { .. } => HazardCode::StillCovered,
        }
    }

    /// How much it asks.
    #[must_use]
    pub const fn severity(&self) -> Severity {
        match self {
            Self::Yourself { .. }
            | Self::PerhapsLastHolder { power: RolePower::Administrator, .. }
            | Self::LastHolder { power: RolePower::Administrator, .. }
            | Self::AllRoles { power: RolePower::Administrator, .. } => Severity::Danger,
            Self::LastHolder { power: RolePower::Ordinary, .. }
            | Self::PerhapsLastHolder { power: RolePower::Ordinary, .. }
            | Self::AllRoles { power: RolePower::Ordinary, .. }
            | Self::BuiltIn { .. }
            | Self::Wildcard
            | Self::TakesAlso { .. }
            | Self::HeldByGroups { .. }
            | Self::StillCovered { .. } => Severity::Notice,
        }
    }
}
