//! Rules that warn before a plan is sent. They look at what was read, never at the network; what was not read is never
//! taken for "none".

use std::collections::{HashMap, HashSet};

use serde::{Deserialize, Serialize};

use crate::role::{RoleNature, RoleOrigin, RolePower};
use crate::{ConnectionId, Grant, Membership, Principal, PrincipalId, PrincipalKind, RoleName, RoleRef, sort};

/// How much a hazard asks of the admin before the plan may run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
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

/// How many hold a role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HolderCount {
    /// So many, and nobody else.
    All(usize),
    /// So many that could be listed, and perhaps others.
    Listed(usize),
    /// They were not read.
    Unknown,
}

impl From<Option<usize>> for HolderCount {
    /// All of them, if they are known.
    fn from(all: Option<usize>) -> Self {
        all.map_or(Self::Unknown, Self::All)
    }
}

/// What is known around a grant when its hazards are looked for.
#[derive(Clone, Debug)]
pub struct Known {
    /// What the role is.
    pub nature: RoleNature,
    /// How many hold it.
    pub holders: HolderCount,
    /// The account that the gateway uses for this connection.
    pub account: Option<PrincipalId>,
    /// What the server takes away together with it.
    pub going_too: Vec<String>,
    /// What still allows the same: grants of the same role, other roles of the same holder in the same scope, or departments
    /// of the holder's that hold the role too.
    pub covering: Vec<String>,
    /// Who else holds the role and stands for many: departments, groups, roles.
    pub groups: Vec<Principal>,
    /// Whether it stands for everything on its object.
    pub wildcard: bool,
}

impl Known {
    /// What is known around a membership: nothing goes with it, and what covers it is not known yet.
    #[must_use]
    pub const fn of_membership(nature: RoleNature, holders: HolderCount, account: Option<PrincipalId>) -> Self {
        Self {
            nature,
            holders,
            account,
            going_too: Vec::new(),
            covering: Vec::new(),
            groups: Vec::new(),
            wildcard: false,
        }
    }
}

/// A hazard among those of several grants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// What.
    pub hazard: Hazard,
    /// The place of the grant that it is about; the first, where it is about several.
    pub at: usize,
}

/// A grant that is to be taken away.
#[derive(Clone, Copy, Debug)]
pub struct Taken<'a> {
    /// Where.
    pub connection: &'a ConnectionId,
    /// What.
    pub grant: &'a Grant,
    /// What is known around it.
    pub known: &'a Known,
}

/// The hazards of taking all of these grants away at once: each said once, the most dangerous first. Where the holders of a
/// role go one by one in the same plan, they are its last holders together.
#[must_use]
pub fn of_all(all: &[Taken<'_>]) -> Vec<Found> {
    let mut losing: HashMap<(&ConnectionId, RoleRef), HashSet<(PrincipalKind, &PrincipalId)>> = HashMap::new();
    for Taken { connection, grant, .. } in all {
        if let Grant::Membership(membership) = grant {
            let principal = &membership.principal;
            losing.entry((connection, membership.role_ref())).or_default().insert((principal.kind, &principal.id));
        }
    }
    let loses = |taken: &Taken<'_>, role: RoleRef, principal: &Principal| {
        let principals = losing.get(&(taken.connection, role));
        principals.is_some_and(|principals| principals.contains(&(principal.kind, &principal.id)))
    };
    let count = |taken: &Taken<'_>| match taken.grant {
        Grant::Membership(membership) => losing.get(&(taken.connection, membership.role_ref())).map_or(1, HashSet::len),
        Grant::Access(_) | Grant::Privilege(_) => 1,
    };
    // Of what still covers a membership, a role that is taken from the same holder covers nothing.
    let goes_too = |taken: &Taken<'_>, role: &String| {
        let Grant::Membership(Membership { scope, principal, .. }) = taken.grant else { return false };
        loses(taken, RoleRef { scope: scope.clone(), name: RoleName::new(role.as_str()) }, principal)
    };
    let groups = |taken: &Taken<'_>| {
        let Grant::Membership(membership) = taken.grant else { return None };
        let role = membership.role_ref();
        let left = taken.known.groups.iter().filter(|group| !loses(taken, role.clone(), group));
        let groups: Vec<String> = left.map(Principal::name).collect();
        let is_one = membership.principal.kind == PrincipalKind::User;
        (is_one && !groups.is_empty()).then_some(Hazard::HeldByGroups { role, groups })
    };
    let (mut found, mut said) = (Vec::new(), HashSet::new());
    for (at, taken) in all.iter().enumerate() {
        for mut hazard in hazards(taken.grant, taken.known, count(taken)).into_iter().chain(groups(taken)) {
            if let Hazard::StillCovered { via } = &mut hazard {
                via.retain(|role| !goes_too(taken, role));
                if via.is_empty() {
                    continue;
                }
            }
            // What a grant stands for, takes along or leaves behind is said of each grant by itself.
            let is_of_grant =
                matches!(hazard, Hazard::Wildcard | Hazard::TakesAlso { .. } | Hazard::StillCovered { .. });
            if said.insert((taken.connection, hazard.clone(), is_of_grant.then_some(taken.grant))) {
                found.push(Found { hazard, at });
            }
        }
    }
    sort::by_key(found, |found: &Found| std::cmp::Reverse(found.hazard.severity()))
}

/// The hazards of taking `grant` away, the most dangerous first. `count` is how many lose the role at once.
fn hazards(grant: &Grant, known: &Known, count: usize) -> Vec<Hazard> {
    let power = known.nature.power;
    let mut found = Vec::new();
    let own = known.account.as_ref().filter(|account| grant.principal().is_some_and(|whom| whom.id == **account));
    if let Some(account) = own {
        found.push(Hazard::Yourself { account: account.clone(), power });
    }
    match grant {
        Grant::Membership(membership) => match (known.holders, power) {
            // Where nobody holds it any more, nobody loses it.
            (HolderCount::All(holders), _) if (1..=count).contains(&holders) => {
                found.push(Hazard::LastHolder { role: membership.role_ref(), power, count });
            }
            (HolderCount::Listed(_) | HolderCount::Unknown, RolePower::Administrator) => {
                found.push(Hazard::PerhapsLastHolder { role: membership.role_ref(), power });
            }
            (HolderCount::Listed(holders), RolePower::Ordinary) if (1..=count).contains(&holders) => {
                found.push(Hazard::PerhapsLastHolder { role: membership.role_ref(), power });
            }
            (HolderCount::All(_), _) | (HolderCount::Listed(_) | HolderCount::Unknown, RolePower::Ordinary) => {}
        },
        Grant::Access(access) => found.push(Hazard::AllRoles { roles: access.roles.clone(), power }),
        Grant::Privilege(privilege) => {
            if known.nature.origin == RoleOrigin::Default {
                found.push(Hazard::BuiltIn { role: privilege.role.clone() });
            }
            if known.wildcard {
                found.push(Hazard::Wildcard);
            }
            if !known.going_too.is_empty() {
                found.push(Hazard::TakesAlso { what: known.going_too.clone() });
            }
        }
    }
    if !known.covering.is_empty() {
        found.push(Hazard::StillCovered { via: known.covering.clone() });
    }
    sort::by_key(found, |hazard| std::cmp::Reverse(hazard.severity()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{AccessGrant, PrivilegeGrant};

    fn known(power: RolePower, holders: impl Into<HolderCount>) -> Known {
        Known {
            nature: RoleNature { power, ..RoleNature::CUSTOM },
            holders: holders.into(),
            account: Some(PrincipalId::new("ops")),
            going_too: Vec::new(),
            covering: Vec::new(),
            groups: Vec::new(),
            wildcard: false,
        }
    }

    fn membership(user: &str) -> Grant {
        Grant::Membership(Membership::new(RoleRef::plain("admin"), Principal::user(user)))
    }

    /// The hazards of grants of one connection.
    fn of_one(all: &[(&Grant, &Known)]) -> Vec<Found> {
        let connection = ConnectionId::new("c");
        of_all(&all.iter().map(|(grant, known)| Taken { connection: &connection, grant, known }).collect::<Vec<_>>())
    }

    fn severities(grant: &Grant, known: &Known) -> Vec<Severity> {
        of_one(&[(grant, known)]).iter().map(|found| found.hazard.severity()).collect()
    }

    #[test]
    fn the_last_holder_is_said_and_of_an_administrator_role_confirmed() {
        let alice = membership("alice");
        assert_eq!(severities(&alice, &known(RolePower::Ordinary, Some(2))), []);
        assert_eq!(severities(&alice, &known(RolePower::Ordinary, Some(1))), [Severity::Notice]);
        assert_eq!(severities(&alice, &known(RolePower::Administrator, Some(1))), [Severity::Danger]);
    }

    #[test]
    fn holders_that_could_not_be_read_may_be_the_last_ones() {
        assert_eq!(severities(&membership("alice"), &known(RolePower::Administrator, None)), [Severity::Danger]);
        assert_eq!(severities(&membership("alice"), &known(RolePower::Ordinary, None)), []);
    }

    #[test]
    fn where_not_all_can_be_listed_the_last_one_that_is_may_be_the_last() {
        let (alice, listed) = (membership("alice"), |power, count| known(power, HolderCount::Listed(count)));
        assert_eq!(severities(&alice, &listed(RolePower::Ordinary, 2)), []);
        assert_eq!(severities(&alice, &listed(RolePower::Ordinary, 1)), [Severity::Notice]);
        assert_eq!(severities(&alice, &listed(RolePower::Administrator, 2)), [Severity::Danger]);
        let (bob, two) = (membership("bob"), listed(RolePower::Ordinary, 2));
        assert_eq!(of_one(&[(&alice, &two), (&bob, &two)]).len(), 1, "both at once, said once");
    }

    #[test]
    fn who_is_named_twice_is_one_holder_and_what_nobody_holds_has_no_last_one() {
        let (alice, known) = (membership("alice"), |holders| known(RolePower::Administrator, Some(holders)));
        assert_eq!(of_one(&[(&alice, &known(2)), (&alice, &known(2))]), []);
        assert_eq!(severities(&alice, &known(0)), []);
    }

    #[test]
    fn the_holders_of_two_connections_are_not_counted_together() {
        let (alice, bob) = (membership("alice"), membership("bob"));
        let (one, other) = (ConnectionId::new("one"), ConnectionId::new("other"));
        let both = |known: &Known| {
            let taken = |connection, grant| Taken { connection, grant, known };
            of_all(&[taken(&one, &alice), taken(&other, &bob)]).len()
        };
        assert_eq!(both(&known(RolePower::Administrator, Some(2))), 0);
        assert_eq!(both(&known(RolePower::Administrator, Some(1))), 2, "each is said");
    }

    #[test]
    fn all_access_that_is_an_administrators_is_confirmed() {
        let access = Grant::Access(AccessGrant {
            scope: crate::Scope::new("c/admin"),
            on: "admin".into(),
            principal: Principal::user("alice"),
            roles: vec![RoleName::new("manager")],
        });
        assert_eq!(severities(&access, &known(RolePower::Administrator, Some(5))), [Severity::Danger]);
        assert_eq!(severities(&access, &known(RolePower::Ordinary, Some(1))), [Severity::Notice]);
    }

    #[test]
    fn taking_a_role_from_ones_own_account_is_confirmed_first() {
        let found = severities(&membership("ops"), &known(RolePower::Ordinary, Some(1)));
        assert_eq!(found, [Severity::Danger, Severity::Notice]);
    }

    #[test]
    fn all_holders_at_once_are_the_last_ones() {
        let (alice, bob) = (membership("alice"), membership("bob"));
        let two = |holders| {
            let known = known(RolePower::Administrator, Some(holders));
            of_one(&[(&alice, &known), (&bob, &known)])
        };
        assert_eq!(two(3), []);
        let [found] = two(2).try_into().unwrap();
        assert_eq!((found.hazard.severity(), found.at), (Severity::Danger, 0));
        assert!(matches!(found.hazard, Hazard::LastHolder { count: 2, .. }));
    }

    #[test]
    fn a_role_of_the_same_name_elsewhere_is_another_one() {
        let role = |scope: &str| RoleRef { scope: Some(crate::Scope::new(scope)), ..RoleRef::plain("admin") };
        let of = |scope| Grant::Membership(Membership::new(role(scope), Principal::user("alice")));
        let both = |holders| {
            let known = known(RolePower::Ordinary, Some(holders));
            of_one(&[(&of("a"), &known), (&of("b"), &known)]).len()
        };
        assert_eq!((both(2), both(1)), (0, 2));
    }

    #[test]
    fn what_goes_along_is_said_of_each_grant() {
        let of = |privilege: &str| {
            let grant = PrivilegeGrant { privilege: privilege.into(), ..PrivilegeGrant::of(RoleRef::plain("r")) };
            Grant::Privilege(grant)
        };
        let (load, flush) = (of("Load"), of("Flush"));
        let known = Known { going_too: vec!["GetLoadState".into()], ..known(RolePower::Ordinary, None) };
        let found = of_one(&[(&load, &known), (&flush, &known), (&flush, &known)]);
        assert_eq!(found.iter().map(|found| found.at).collect::<Vec<_>>(), [0, 1]);
    }

    #[test]
    fn a_role_of_the_same_holder_covers_another_unless_it_goes_as_well() {
        let held =
            |role: &str, user: &str| Grant::Membership(Membership::new(RoleRef::plain(role), Principal::user(user)));
        let (read, write, other) = (held("read", "alice"), held("readWrite", "alice"), held("readWrite", "bob"));
        let covered = Known { covering: vec!["readWrite".into()], ..known(RolePower::Ordinary, None) };
        let free = known(RolePower::Ordinary, None);
        let found = of_one(&[(&read, &covered), (&other, &free)]);
        assert_eq!(found, [Found { hazard: Hazard::StillCovered { via: vec!["readWrite".into()] }, at: 0 }]);
        assert_eq!(of_one(&[(&read, &covered), (&write, &free)]), []);
    }

    #[test]
    fn groups_that_hold_the_role_and_keep_it_are_named_once() {
        let group = Principal { kind: PrincipalKind::Department, ..Principal::user("d") };
        let known = Known { groups: vec![group.clone()], ..known(RolePower::Ordinary, None) };
        let (alice, bob) = (membership("alice"), membership("bob"));
        let role = RoleRef::plain("admin");
        let found = of_one(&[(&alice, &known), (&bob, &known)]);
        assert_eq!(found, [Found { hazard: Hazard::HeldByGroups { role, groups: vec!["d".into()] }, at: 0 }]);
        let whole = Grant::Membership(Membership::new(RoleRef::plain("admin"), group));
        assert_eq!(of_one(&[(&alice, &known), (&whole, &known)]), []);
    }

    #[test]
    fn a_role_of_the_servers_own_is_mentioned_when_it_loses_a_privilege() {
        let nature = RoleNature { origin: RoleOrigin::Default, ..RoleNature::CUSTOM };
        let known = Known { nature, ..known(RolePower::Ordinary, None) };
        let privilege = Grant::Privilege(PrivilegeGrant::of(RoleRef::plain("public")));
        assert_eq!(severities(&privilege, &known), [Severity::Notice]);
        assert_eq!(severities(&membership("alice"), &known), []);
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
        let found: Vec<Hazard> = of_one(&[(&grant, &known)]).into_iter().map(|found| found.hazard).collect();
        assert!(matches!(found.as_slice(), [Hazard::Wildcard, Hazard::TakesAlso { .. }, Hazard::StillCovered { .. }]));
    }
}
