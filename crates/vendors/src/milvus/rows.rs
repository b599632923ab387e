//! From what was read of Milvus to the rows that all vendors share. It reads nothing.

use rescind_domain::role::{Holders, RoleNature, RolePower};
use rescind_domain::{Fault, Membership, Principal, RoleName, RoleRef};

use super::privileges::Groups;
use super::read::{Directory, GrantScope, Offer, RoleGrants, UserRoles};
use super::roles::{ROOT_USER, nature};
use rescind_domain::read::{
    Gap, Held, Holding, Lock, Member, PersonEntry, PersonRef, PrivilegeList, PrivilegeRow, RoleEntry, Subject,
};

/// A part that could not be read.
pub(super) fn unread(subject: Subject, fault: Fault) -> Gap {
    Gap::Unread { subject, place: None, fault: Box::new(fault) }
}

/// A role without the counts.
pub(super) fn role_entry(name: &RoleName, all: &[RoleName]) -> RoleEntry {
    RoleEntry {
        role: RoleRef::plain(name.as_str()),
        place: None,
        label: None,
        nature: nature(name, all),
        members: None,
        privileges: None,
    }
}

/// Counts the holders of each role; what keeps that from being known.
pub(super) fn count_members(roles: &mut [RoleEntry], directory: &Directory) -> Option<Gap> {
    if let Some(gap) = hidden(directory) {
        // Users who could not be read may hold anything.
        return Some(gap);
    }
    for entry in roles.iter_mut().filter(|entry| entry.nature.holders == Holders::Listed) {
        entry.members = Some(directory.members_of(&entry.role.name).len());
    }
    None
}

/// How many privileges each role has, and for the first of those of which that cannot be told, why not.
pub(super) fn count_privileges(grants: Vec<Result<RoleGrants, Fault>>) -> (Vec<Option<usize>>, Option<Gap>) {
    let mut first = None;
    let counted = |grants: Result<RoleGrants, Fault>| {
        let gap = match grants {
            Ok(RoleGrants { rows, scope: GrantScope::AllDatabases }) => return Some(rows.len()),
            // A count that may be too low is none.
            Ok(RoleGrants { scope: GrantScope::Only(databases), .. }) => Gap::OnlyDatabases(databases),
            Err(fault) => unread(Subject::Privileges, fault),
        };
        first.get_or_insert(gap);
        None
    };
    let counts = grants.into_iter().map(counted).collect();
    (counts, first)
}

/// An administrator role may do everything, whatever is stored for it.
pub(super) fn shown(nature: RoleNature, count: Option<usize>) -> Option<usize> {
    count.filter(|_| nature.power == RolePower::Ordinary)
}

/// The users whose roles could not be read.
pub(super) fn hidden(directory: &Directory) -> Option<Gap> {
    directory.hidden().map(|(count, fault)| Gap::HiddenUsers { count, fault: Box::new(fault.clone()) })
}

/// A user as a holder of a role; nothing where the user does not hold it, or is not known to.
pub(super) fn member(user: &UserRoles, role: &RoleName) -> Option<Member> {
    let others = user.besides(role)?;
    Some(Member {
        also: Some(others.map(|role| RoleRef::plain(role.as_str())).collect()),
        siblings: Vec::new(),
        covered_by: Vec::new(),
        detail: None,
        person: Some(PersonRef { id: user.user.clone(), scope: None }),
        membership: Membership::new(RoleRef::plain(role.as_str()), Principal::user(user.user.as_str())),
    })
}

/// A user with the roles that are held.
pub(super) fn person_entry(user: &UserRoles) -> PersonEntry {
    PersonEntry {
        everything: user.user.as_str() == ROOT_USER,
        person: PersonRef { id: user.user.clone(), scope: None },
        principal: Principal::user(user.user.as_str()),
        place: None,
        detail: None,
        roles: match &user.roles {
            Ok(roles) => Holding::Known(roles.iter().map(|role| RoleRef::plain(role.as_str())).collect()),
            Err(fault) => Holding::Hidden(fault.clone()),
        },
    }
}

/// A role that somebody holds, without the counts.
pub(super) fn held_role(role: &RoleName, person: &PersonRef, all: &[RoleName]) -> Held {
    Held {
        membership: Membership::new(RoleRef::plain(role.as_str()), Principal::user(person.id.as_str())),
        nature: nature(role, all),
        siblings: Vec::new(),
        covered_by: Vec::new(),
        through: Vec::new(),
        holders: None,
        privileges: None,
    }
}

/// The groups, or what is missing without them: then one of them passes for a single privilege.
pub(super) fn groups_of(groups: Result<Offer<Groups>, Fault>) -> (Groups, Option<Gap>) {
    match groups {
        Ok(Offer::Offered(groups)) => (groups, None),
        Ok(Offer::NotOffered) => (Groups::default(), None),
        Err(fault) => (Groups::default(), Some(unread(Subject::PrivilegeGroups, fault))),
    }
}

/// Privileges with what their names stand for.
pub(super) fn privilege_list(
    grants: impl IntoIterator<Item = RoleGrants>,
    (groups, ungrouped): (Groups, Option<Gap>),
    lock: Option<Lock>,
) -> PrivilegeList {
    let mut list = PrivilegeList::default();
    for grants in grants {
        if let GrantScope::Only(databases) = grants.scope
            && list.gaps.is_empty()
        {
            list.gaps.push(Gap::OnlyDatabases(databases));
        }
        list.rows.extend(grants.rows.into_iter().map(|grant| PrivilegeRow {
            kind: groups.kind(&grant.privilege),
            members: groups.members(&grant.privilege).map(<[String]>::to_vec).unwrap_or_default(),
            lock,
            grant,
        }));
    }
    list.gaps.extend(ungrouped);
    list
}
