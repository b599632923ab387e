//! What is dangerous about entries whose rows are not on the page: read again, since their plan may be old, made by another
//! program, or refused because the state has changed. It sends nothing.
//!
//! It tells what the question before a revocation tells, but for three notices: the last holder of an ordinary role, the groups
//! that hold it as well, and another role of the same holder that covers one. For these all people of a connection would have
//! to be read once for each role.

use std::collections::HashSet;

use futures_util::future::join_all;
use rescind_domain::hazard::Known;
use rescind_domain::preview::{Around, NewPreview, Preview, WantedCalls};
use rescind_domain::read::{Gap, Subject};
use rescind_domain::role::RolePower;
use rescind_domain::{ActionKind, Connection, Fault, Grant, GrantKey, RoleNature, RoleRef, sort};

use super::{Asked, Missing, Wish};
use crate::pages::power::administrator;
use crate::state::Console;
use crate::state::plans::PlannedEntry;
use crate::transport::Abort;

/// What is known of entries that revoke something.
#[derive(Clone, Debug, Default)]
pub struct ReadAgain {
    /// The grants, with what is known around each.
    pub wishes: Vec<Wish>,
    /// Those of them that nobody holds any more.
    pub absent: HashSet<GrantKey>,
    /// The roles that were not looked at.
    pub unread: Vec<Unread>,
}

/// A role that was not looked at.
#[derive(Clone, Debug)]
pub struct Unread {
    /// The label of its connection.
    pub at: String,
    /// The role.
    pub role: RoleRef,
    /// What was to be read of it.
    pub subject: Subject,
    /// Why not; nothing where there are too many roles.
    pub why: Option<Fault>,
}

impl ReadAgain {
    /// The question about all of them.
    #[must_use]
    pub fn question(self) -> Asked {
        let (unread, skipped): (Vec<Unread>, Vec<Unread>) =
            self.unread.into_iter().partition(|unread| unread.why.is_some());
        let mut unfinished: Vec<String> = skipped.into_iter().map(|unread| unread.at).collect();
        unfinished.dedup();
        let gap = |Unread { at, role, subject, why }: Unread| {
            let place = Some(role.name.to_string());
            Some(Missing { at, gap: Gap::Unread { subject, place, fault: Box::new(why?) } })
        };
        Asked { wishes: self.wishes, gaps: unread.into_iter().filter_map(gap).collect(), unfinished }
    }
}

/// Reads what has to be known of those of the entries that revoke something: each connection by itself, so that one that the
/// gateway refuses hides nothing of the others.
pub async fn read_again(console: Console, entries: Vec<PlannedEntry>, abort: Abort) -> ReadAgain {
    let mut places: Vec<(Connection, Vec<PlannedEntry>)> = Vec::new();
    for entry in entries.into_iter().filter(|entry| entry.kind() == ActionKind::Revoke) {
        match places.iter_mut().find(|(connection, _)| connection.id == entry.connection.id) {
            Some((_, entries)) => entries.push(entry),
            None => places.push((entry.connection.clone(), vec![entry])),
        }
    }
    let mut known = ReadAgain::default();
    let reading = places.into_iter().map(|(connection, entries)| read_place(console, connection, entries, &abort));
    for of_place in join_all(reading).await {
        known.wishes.extend(of_place.wishes);
        known.absent.extend(of_place.absent);
        known.unread.extend(of_place.unread);
    }
    known
}

async fn read_place(console: Console, connection: Connection, entries: Vec<PlannedEntry>, abort: &Abort) -> ReadAgain {
    let wanted = NewPreview::of(entries.iter().map(|planned| planned.entry.clone()), WantedCalls::None).with_hazards();
    let (around, unread) = match console.client.preview(&wanted, abort).await {
        Ok(Preview { entries, unread, .. }) => {
            (entries, unread.into_iter().map(|unread| (unread.role, unread.subject, unread.fault)).collect())
        }
        Err(fault) => {
            let roles = entries.iter().filter_map(|entry| role_to_read(&connection, entry.what()));
            let fault = Box::new(fault);
            let unread = sort::map(roles).into_iter().map(|(role, subject)| (role, subject, Some(fault.clone())));
            (Vec::new(), unread.collect::<Vec<_>>())
        }
    };
    let mut around = around.into_iter();
    let mut known = ReadAgain::default();
    for entry in entries {
        let (key, around) = (entry.key(), around.next().unwrap_or_default());
        known.absent.extend((around.held == Some(false)).then_some(key));
        known.wishes.push(wish(&connection, entry, around));
    }
    let missing = |(role, subject, why): (RoleRef, Subject, Option<Box<Fault>>)| Unread {
        at: connection.label.clone(),
        role,
        subject,
        why: why.map(|fault| *fault),
    };
    known.unread = unread.into_iter().map(missing).collect();
    known
}

/// The role that has to be read for a grant, and what of it.
fn role_to_read(connection: &Connection, grant: &Grant) -> Option<(RoleRef, Subject)> {
    match grant {
        Grant::Membership(membership) => {
            administrator(connection, grant).map(|_| (membership.role_ref(), Subject::Members))
        }
        Grant::Privilege(privilege) => Some((privilege.role_ref(), Subject::Privileges)),
        Grant::Access(_) => None,
    }
}

/// A grant with what is known around it.
fn wish(connection: &Connection, planned: PlannedEntry, around: Around) -> Wish {
    let grant = planned.entry.grant;
    let power = administrator(connection, &grant).map_or(RolePower::Ordinary, |_| RolePower::Administrator);
    let nature = around.nature.unwrap_or(RoleNature { power, ..RoleNature::CUSTOM });
    let known = Known::of_membership(nature, around.holders.into(), connection.account.clone());
    Wish::new(connection, grant, known, Vec::new()).with(Some(&around.facts))
}
