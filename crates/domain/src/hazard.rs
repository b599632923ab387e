//! Rules that warn before a plan is sent. They look at what was read, never at the network; what was not read is never
//! taken for "none".

use crate::role::{RoleNature, RolePower};
use crate::{Grant, PrincipalId, RoleName};

/// How much a hazard asks of the admin before the plan may run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// It is said; nothing more is asked.
    Notice,
    /// A word has to be typed.
    Danger,
}

/// Something that the admin should know about a revocation before sending it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hazard {
    /// The gateway's own account loses the role.
    Yourself {
        /// The account.
        account: PrincipalId,
        /// Whether the role is the vendor's administrator role.
        power: RolePower,
    },
    /// The role is taken from the last principal that holds it.
    LastHolder {
        /// The role that nobody will hold.
        role: RoleName,
        /// Whether it is the vendor's administrator role.
        power: RolePower,
    },
    /// What is taken stands for everything on its object.
    Wildcard {
        /// The privilege with its scope.
        what: String,
    },
    /// The server takes other grants away together with this one.
    TakesAlso {
        /// Their names.
        what: Vec<String>,
    },
    /// Every role of the principal in one place goes.
    AllRoles {
        /// The roles.
        roles: Vec<RoleName>,
    },
    /// Other grants still allow the same afterwards.
    StillCovered {
        /// Those grants.
        via: Vec<String>,
    },
}

impl Hazard {
    /// How much it asks.
    #[must_use]
    pub const fn severity(&self) -> Severity {
        match self {
            Self::Yourself { .. } | Self::LastHolder { power: RolePower::Administrator, .. } => Severity::Danger,
            Self::LastHolder { power: RolePower::Ordinary, .. }
            | Self::Wildcard { .. }
            | Self::TakesAlso { .. }
            | Self::AllRoles { .. }
            | Self::StillCovered { .. } => Severity::Notice,
        }
    }
}

/// What is known around a grant when its hazards are looked for.
#[derive(Clone, Debug)]
pub struct Known {
    /// What the role is.
    pub nature: RoleNature,
    /// How many hold it; nothing when not all holders could be read.
    pub holders: Option<usize>,
    /// The account that the gateway uses for this connection.
    pub account: Option<PrincipalId>,
    /// What the server takes away together with it.
    pub going_too: Vec<String>,
    /// What still allows the same.
    pub covering: Vec<String>,
    /// Whether it stands for everything on its object.
    pub wildcard: bool,
}

/// The hazards of taking `grant` away, the most dangerous first.
#[must_use]
pub fn hazards(grant: &Grant, known: &Known) -> Vec<Hazard> {
    let power = known.nature.power;
    let mut found = Vec::new();
    let own = known.account.as_ref().filter(|account| grant.principal().is_some_and(|whom| whom.id == **account));
    if let Some(account) = own {
        found.push(Hazard::Yourself { account: account.clone(), power });
    }
    match grant {
        Grant::Membership(membership) => {
            if known.holders == Some(1) {
                found.push(Hazard::LastHolder { role: membership.role.clone(), power });
            }
        }
        Grant::Access(access) => found.push(Hazard::AllRoles { roles: access.roles.clone() }),
        Grant::Privilege(_) => {
            if known.wildcard {
                found.push(Hazard::Wildcard { what: grant.what() });
            }
            if !known.going_too.is_empty() {
                found.push(Hazard::TakesAlso { what: known.going_too.clone() });
            }
        }
    }
    if !known.covering.is_empty() {
        found.push(Hazard::StillCovered { via: known.covering.clone() });
    }
    found.sort_by_key(|hazard| std::cmp::Reverse(hazard.severity()));
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Membership, Principal, PrivilegeGrant, RoleRef};

    fn known(power: RolePower, holders: Option<usize>) -> Known {
        Known {
            nature: RoleNature { power, ..RoleNature::CUSTOM },
            holders,
            account: Some(PrincipalId::new("ops")),
            going_too: Vec::new(),
            covering: Vec::new(),
            wildcard: false,
        }
    }

    fn membership(user: &str) -> Grant {
        Grant::Membership(Membership::new(RoleRef::plain("admin"), Principal::user(user)))
    }

    fn severities(grant: &Grant, known: &Known) -> Vec<Severity> {
        hazards(grant, known).iter().map(Hazard::severity).collect()
    }

    #[test]
    fn the_last_holder_is_said_and_of_an_administrator_role_confirmed() {
        let alice = membership("alice");
        assert_eq!(severities(&alice, &known(RolePower::Ordinary, Some(2))), []);
        assert_eq!(severities(&alice, &known(RolePower::Ordinary, Some(1))), [Severity::Notice]);
        assert_eq!(severities(&alice, &known(RolePower::Administrator, Some(1))), [Severity::Danger]);
    }

    #[test]
    fn holders_that_could_not_be_read_are_not_counted() {
        assert_eq!(severities(&membership("alice"), &known(RolePower::Administrator, None)), []);
    }

    #[test]
    fn taking_a_role_from_ones_own_account_is_confirmed_first() {
        let found = hazards(&membership("ops"), &known(RolePower::Ordinary, Some(1)));
        assert_eq!(found.iter().map(Hazard::severity).collect::<Vec<_>>(), [Severity::Danger, Severity::Notice]);
    }

    #[test]
    fn a_privilege_says_what_goes_with_it_and_what_stays() {
        let grant = Grant::Privilege(PrivilegeGrant {
            object_type: "Collection".into(),
            object_name: "docs".into(),
            database: "default".into(),
            privilege: "Load".into(),
            ..PrivilegeGrant::of(RoleRef::plain("r"))
        });
        let known = Known {
            going_too: vec!["GetLoadState".into()],
            covering: vec!["CollectionAdmin".into()],
            wildcard: true,
            ..known(RolePower::Ordinary, Some(1))
        };
        let found = hazards(&grant, &known);
        assert!(matches!(
            found.as_slice(),
            [Hazard::Wildcard { .. }, Hazard::TakesAlso { .. }, Hazard::StillCovered { .. }]
        ));
    }
}
