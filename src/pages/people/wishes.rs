//! What the tables of people offer to take away: everything that those who are selected hold. Where the list of people does
//! not tell what that is, it is read first.

use std::collections::HashMap;

use futures_util::{StreamExt, stream};
use rescind_domain::hazard::Known;
use rescind_domain::read::{Gap, Holding, PersonEntry, PersonView, Subject};
use rescind_domain::{Connection, Fault, FaultKind, Grant, Membership, RoleRef};

use crate::pages::power;
use crate::pages::revoke::{Asked, Wish};
use crate::state::Console;
use crate::transport::Abort;

/// How many people are looked up at the same time: a browser has no more connections.
const AT_ONCE: usize = 6;

/// People of one connection who are selected, be it nobody.
#[derive(Clone, Debug)]
pub(in crate::pages) struct Chosen {
    /// Where.
    pub(in crate::pages) connection: Connection,
    /// Who.
    pub(in crate::pages) people: Vec<PersonEntry>,
    /// Everybody who is left there, when the list that they are from is whole.
    pub(in crate::pages) all: Option<Vec<PersonEntry>>,
    /// What is missing from that list.
    pub(in crate::pages) gaps: Vec<Gap>,
    /// Whether more of it is yet to come.
    pub(in crate::pages) unfinished: bool,
}

/// Finds out what all of these hold. Of whom it could not be read, that is said; the others can be asked about all the same.
pub(in crate::pages) async fn read(console: Console, chosen: Vec<Chosen>, abort: Abort) -> Result<Asked, Fault> {
    let mut asked = Asked::default();
    for Chosen { connection, people, all, mut gaps, unfinished } in chosen {
        asked.unfinished.extend(unfinished.then(|| connection.label.clone()));
        let (listed, others): (Vec<_>, Vec<_>) =
            people.into_iter().partition(|person| matches!(person.roles, Holding::Known(_)));
        asked.wishes.extend(of(&connection, &listed, all.as_deref()));
        let mut unread = Vec::new();
        for (person, view) in look_up(console, &connection, others, abort.clone()).await {
            let faults = match view {
                Err(fault) if matches!(fault.kind, FaultKind::Cancelled | FaultKind::SignedOut) => return Err(fault),
                Err(fault) => vec![fault],
                Ok(None) => Vec::new(),
                Ok(Some(view)) => {
                    let wish = |held| Wish::of_held(&connection, held, view.gaps.is_empty());
                    asked.wishes.extend(view.held.iter().map(wish));
                    let (faults, others) = parted(view.gaps);
                    gaps.extend(others);
                    faults
                }
            };
            unread.extend(faults.into_iter().next().map(|fault| (person.principal.name(), fault)));
        }
        gaps.extend(gap_of(unread));
        asked.lacks(&connection, gaps);
    }
    Ok(asked)
}

/// Why a part of what somebody holds could not be read, and what else is missing.
fn parted(gaps: Vec<Gap>) -> (Vec<Fault>, Vec<Gap>) {
    let (mut faults, mut others) = (Vec::new(), Vec::new());
    for gap in gaps {
        match gap {
            Gap::Unread { subject: Subject::Roles, fault, .. } => faults.push(*fault),
            gap => others.push(gap),
        }
    }
    (faults, others)
}

/// One gap for all of them, with the first one's name and reason.
fn gap_of(unread: Vec<(String, Fault)>) -> Option<Gap> {
    let others = unread.len().saturating_sub(1);
    let (name, fault) = unread.into_iter().next()?;
    let place = if others == 0 { name } else { format!("{name} +{others}") };
    Some(Gap::Unread { subject: Subject::Roles, place: Some(place), fault: Box::new(fault) })
}

/// Reads what each of these holds.
async fn look_up(
    console: Console,
    connection: &Connection,
    people: Vec<PersonEntry>,
    abort: Abort,
) -> Vec<(PersonEntry, Result<Option<PersonView>, Fault>)> {
    let place = console.client.at(&connection.id, &abort);
    let look = async |person: PersonEntry| {
        let view = place.person(&person.person, None).await;
        (person, view)
    };
    stream::iter(people).map(look).buffered(AT_ONCE).collect().await
}

/// The grants that the list of people tells. `all` are those who are left, when it is whole.
fn of(connection: &Connection, people: &[PersonEntry], all: Option<&[PersonEntry]>) -> Vec<Wish> {
    let holders = all.and_then(holders);
    let wish = |person: &PersonEntry, role: &RoleRef| {
        let membership = Membership::new(role.clone(), person.principal.clone());
        let grant = Grant::Membership(membership.called(person.place_of(role).as_deref()));
        let nature = power::nature(connection, &role.name);
        let holders = holders.as_ref().and_then(|holders| holders.get(role).copied());
        let known = Known::of_membership(nature, holders.into(), connection.account.clone());
        // Every role of theirs goes.
        Wish::new(connection, grant, known, Vec::new())
    };
    people.iter().flat_map(|person| roles(person).iter().map(move |role| wish(person, role))).collect()
}

/// The roles that a person is known to hold.
fn roles(person: &PersonEntry) -> &[RoleRef] {
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
