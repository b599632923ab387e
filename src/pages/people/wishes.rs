//! What the table of people offers to take away: every role of everybody who is selected.

use std::collections::HashMap;

use rescind_domain::hazard::Known;
use rescind_domain::{Connection, Grant, Membership, RoleRef};
use rescind_vendors::read::{Holding, PersonEntry};

use crate::pages::power;
use crate::pages::revoke::Wish;

/// The grants of these people. `all` are those who are left, when the list that they are from is whole.
pub(super) fn of(connection: &Connection, people: &[PersonEntry], all: Option<&[PersonEntry]>) -> Vec<Wish> {
    let holders = all.and_then(holders);
    let wish = |person: &PersonEntry, role: &RoleRef| {
        let membership = Membership::new(role.clone(), person.principal.clone());
        let grant = Grant::Membership(membership.called(person.place_of(role).as_deref()));
        let nature = power::nature(connection.vendor, &role.name);
        let holders = holders.as_ref().and_then(|holders| holders.get(role).copied());
        let known = Known::of_membership(nature, holders.into(), connection.account.clone());
        // Every role of theirs goes.
        Wish::new(connection, grant, known, Vec::new())
    };
    people.iter().flat_map(|person| roles(person).iter().map(move |role| wish(person, role))).collect()
}

/// The roles that a person is known to hold.
pub(super) fn roles(person: &PersonEntry) -> &[RoleRef] {
    match &person.roles {
        Holding::Known(roles) => roles,
        Holding::Hidden(_) | Holding::NotListed => &[],
    }
}

/// How many hold each role; nothing when that is not known of everybody.
fn holders(all: &[PersonEntry]) -> Option<HashMap<RoleRef, usize>> {
    let is_known = |person: &PersonEntry| matches!(person.roles, Holding::Known(_));
    if !all.iter().all(is_known) {
        return None;
    }
    let mut holders = HashMap::new();
    for role in all.iter().flat_map(roles) {
        *holders.entry(role.clone()).or_default() += 1;
    }
    Some(holders)
}
