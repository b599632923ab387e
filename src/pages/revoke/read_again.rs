//! What is dangerous about entries whose rows are not on the page: read again, since their plan may be old, made by another
//! program, or refused because the state has changed. It sends nothing.
//!
//! It tells what the question before a revocation tells, but for three notices: the last holder of an ordinary role, the groups
//! that hold it as well, and another role of the same holder that covers one. For these all people of a connection would have
//! to be read once for each role.

use std::collections::{BTreeMap, HashMap, HashSet};

use rescind_domain::hazard::Known;
use rescind_domain::preview::{Preview, PreviewEntry};
use rescind_domain::read::{Gap, Member, PrivilegeFacts, Subject};
use rescind_domain::role::RolePower;
use rescind_domain::{
    ActionKind, Connection, ConnectionId, Entry, Fault, Grant, GrantKey, PrivilegeGrant, RoleNature, RoleRef, sort,
};

use super::{Asked, Missing, Wish};
use crate::pages::power::administrator;
use crate::pages::role::reads::all_listed;
use crate::state::Console;
use crate::state::plans::PlannedEntry;
use crate::transport::Abort;

/// How many roles are looked at.
const LOOKED_AT: usize = 50;

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

/// What was read of a role.
#[derive(Default)]
struct Facts {
    nature: Option<RoleNature>,
    holders: Option<Holders>,
    /// Of those of its privileges that are to be revoked.
    privileges: HashMap<GrantKey, PrivilegeFacts>,
}

/// Who holds a role.
struct Holders {
    grants: HashSet<GrantKey>,
    /// Whether these are all.
    all: bool,
}

/// What has to be read of a role.
struct Wanted<'a> {
    connection: &'a Connection,
    holders: bool,
    privileges: Vec<&'a PrivilegeGrant>,
}

impl Wanted<'_> {
    const fn subject(&self) -> Subject {
        if self.holders { Subject::Members } else { Subject::Privileges }
    }
}

/// Reads what has to be known of those of the entries that revoke something.
pub async fn read_again(console: Console, entries: Vec<PlannedEntry>, abort: Abort) -> ReadAgain {
    let mut known = ReadAgain::default();
    let mut facts: BTreeMap<(ConnectionId, RoleRef), Facts> = BTreeMap::new();
    let mut failed: Vec<ConnectionId> = Vec::new();
    // What asks for the word comes first.
    let all = sort::by_key(wanted(&entries).into_iter().collect(), |(_, wanted)| !wanted.holders);
    for (number, ((id, role), wanted)) in all.into_iter().enumerate() {
        let mut missing = |why| {
            let (at, subject) = (wanted.connection.label.clone(), wanted.subject());
            known.unread.push(Unread { at, role: role.clone(), subject, why });
        };
        if number >= LOOKED_AT || failed.contains(&id) {
            missing(None);
            continue;
        }
        match read_role(console, &wanted, &role, abort.clone()).await {
            Ok(read) => _ = facts.insert((id, role), read),
            Err(fault) => {
                missing(Some(fault));
                failed.push(id);
            }
        }
    }
    for entry in entries.into_iter().filter(|entry| entry.kind() == ActionKind::Revoke) {
        let key = entry.key();
        let (wish, is_absent) = wish(entry, &facts);
        known.wishes.push(wish);
        known.absent.extend(is_absent.then_some(key));
    }
    known
}

fn wanted(entries: &[PlannedEntry]) -> BTreeMap<(ConnectionId, RoleRef), Wanted<'_>> {
    let mut all: BTreeMap<(ConnectionId, RoleRef), Wanted<'_>> = BTreeMap::new();
    for planned in entries.iter().filter(|entry| entry.kind() == ActionKind::Revoke) {
        let (connection, grant) = (&planned.connection, planned.what());
        let Some(role) = role_of(grant) else { continue };
        let holders = administrator(connection, grant).is_some();
        let privilege = match grant {
            Grant::Privilege(privilege) => Some(privilege),
            Grant::Membership(_) | Grant::Access(_) => None,
        };
        if holders || privilege.is_some() {
            let new = || Wanted { connection, holders: false, privileges: Vec::new() };
            let entry = all.entry((connection.id.clone(), role)).or_insert_with(new);
            entry.holders |= holders;
            entry.privileges.extend(privilege);
        }
    }
    all
}

fn role_of(grant: &Grant) -> Option<RoleRef> {
    match grant {
        Grant::Membership(membership) => Some(membership.role_ref()),
        Grant::Privilege(privilege) => Some(privilege.role_ref()),
        Grant::Access(_) => None,
    }
}

async fn read_role(console: Console, wanted: &Wanted<'_>, role: &RoleRef, abort: Abort) -> Result<Facts, Fault> {
    let Wanted { connection, holders, privileges } = wanted;
    let place = console.client.at(&connection.id, &abort);
    let mut facts = Facts::default();
    if *holders {
        let list = place.members(role, None).await?;
        let key = |member: Member| Grant::Membership(member.membership).key(&connection.id);
        let all = all_listed(connection, &list.gaps);
        facts.holders = Some(Holders { grants: list.rows.into_iter().map(key).collect(), all });
    }
    if !privileges.is_empty() {
        facts.nature = place.role(role).await?.map(|entry| entry.nature);
        let grants: Vec<Grant> = privileges.iter().map(|privilege| Grant::Privilege((*privilege).clone())).collect();
        let wanted = grants.iter().map(|grant| Entry::revoke(connection.id.clone(), grant.clone()));
        let wanted = wanted.map(|entry| PreviewEntry { entry, done: false }).collect();
        let Preview { entries, unread, .. } = console.client.preview(wanted, false, &abort).await?;
        if let Some(fault) = unread.into_iter().find_map(|unread| unread.fault) {
            return Err(*fault);
        }
        let keys = grants.iter().map(|grant| grant.key(&connection.id));
        facts.privileges = keys.zip(entries.into_iter().map(|around| around.facts)).collect();
    }
    Ok(facts)
}

/// What is known around an entry's grant, and whether it is known to be held by nobody.
fn wish(planned: PlannedEntry, facts: &BTreeMap<(ConnectionId, RoleRef), Facts>) -> (Wish, bool) {
    let PlannedEntry { connection, entry, .. } = planned;
    let grant = entry.grant;
    let key = grant.key(&connection.id);
    let facts = role_of(&grant).and_then(|role| facts.get(&(connection.id.clone(), role)));
    let holders = facts.and_then(|facts| facts.holders.as_ref()).filter(|holders| holders.all);
    let is_absent = holders.is_some_and(|holders| !holders.grants.contains(&key));
    let of_privilege = facts.and_then(|facts| facts.privileges.get(&key));
    let power = administrator(&connection, &grant).map_or(RolePower::Ordinary, |_| RolePower::Administrator);
    let known = Known {
        nature: facts.and_then(|facts| facts.nature).unwrap_or(RoleNature { power, ..RoleNature::CUSTOM }),
        holders: holders.map(|holders| holders.grants.len()).into(),
        account: connection.account.clone(),
        going_too: Vec::new(),
        covering: Vec::new(),
        groups: Vec::new(),
        wildcard: false,
    };
    (Wish::new(&connection, grant, known, Vec::new()).with(of_privilege), is_absent)
}
