//! Rules that warn before a plan is sent. They look at what was read, never at the network; what was not read is never
//! taken for "none".

use std::collections::{HashMap, HashSet};

use super::{Hazard, HazardCode};
use crate::role::{RoleNature, RoleOrigin, RolePower};
use crate::{
    Accepted, ConnectionId, Grant, Membership, Principal, PrincipalId, PrincipalKind, PrivilegeGrant, RoleName,
    RoleRef, sort,
};

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

/// What has to be accepted with each of these grants, when this was found of all of them: the hazards of its connection, and the
/// grants that go along, which are of the same role on the same object.
#[must_use]
pub fn accepted(all: &[Taken<'_>], found: &[Found]) -> Vec<Vec<Accepted>> {
    let mut shown: HashMap<&ConnectionId, Vec<HazardCode>> = HashMap::new();
    for Found { hazard, at } in found {
        let Some(taken) = all.get(*at) else { continue };
        let codes = shown.entry(taken.connection).or_default();
        if !codes.contains(&hazard.code()) {
            codes.push(hazard.code());
        }
    }
    let of = |taken: &Taken<'_>| {
        let codes = shown.get(taken.connection).into_iter().flatten().copied().map(Accepted::Hazard);
        let implied = implied(taken).into_iter().map(|grant| Accepted::Implied(Box::new(grant)));
        codes.chain(implied).collect()
    };
    all.iter().map(of).collect()
}

/// The grants that go together with a privilege.
fn implied(taken: &Taken<'_>) -> Vec<Grant> {
    let Grant::Privilege(grant) = taken.grant else { return Vec::new() };
    let named = |name: &String| Grant::Privilege(PrivilegeGrant { privilege: name.clone(), ..grant.clone() });
    taken.known.going_too.iter().map(named).collect()
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
