//! What is dangerous about going on with a plan: looked at before anybody can say so, since a stored plan may be old, or made
//! by another program. It sends nothing.
//!
//! It tells what the question before a revocation tells, but for three notices: the last holder of an ordinary role, the groups
//! that hold it as well, and another role of the same holder that covers one. For these all people of a connection would have
//! to be read once for each role.

use std::collections::{BTreeMap, HashMap, HashSet};

use leptos::prelude::*;
use rescind_domain::hazard::Known;
use rescind_domain::role::RolePower;
use rescind_domain::{
    ActionKind, Connection, ConnectionId, EntryId, EntryState, Fault, Grant, GrantKey, Outcome, PlanEntry,
    PrivilegeGrant, RoleNature, RoleRef, sort,
};
use rescind_vendors::read::{self, Member, PrivilegeFacts};

use crate::i18n::use_i18n;
use crate::pages::power::administrator;
use crate::pages::revoke::hazards::{hazard_lines, hazards_of, word_to_type};
use crate::pages::revoke::{Wish, parts};
use crate::pages::role::reads::all_listed;
use crate::pages::words;
use crate::state::Console;
use crate::state::load::Load;
use crate::state::plans::PlannedEntry;
use crate::transport::Abort;
use crate::ui::dynamic::dynamic;

/// How many roles are looked at.
const LOOKED_AT: usize = 50;
/// How many roles are named that were not.
const NAMED: usize = 5;
/// The id of the warnings, by which they describe the buttons that wait for them.
pub const WARNINGS: &str = "ahead";

/// What is known of the entries that would be sent.
#[derive(Clone, Debug, Default)]
pub struct Ahead {
    /// Those that revoke something.
    wishes: Vec<Wish>,
    /// The vendor's administrator role, where an entry grants it again.
    grants: Option<String>,
    /// What has to be typed before going on.
    pub word: Option<String>,
    /// The roles that were not looked at.
    unread: Vec<String>,
    /// Why, where it was not their number.
    why: Option<Fault>,
}

impl Ahead {
    /// Whether it warns of nothing that the other one does not warn of.
    #[must_use]
    pub fn adds_nothing_to(&self, other: &Self) -> bool {
        let known: HashSet<_> = hazards_of(&other.wishes).into_iter().collect();
        hazards_of(&self.wishes).iter().all(|hazard| known.contains(hazard))
            && self.grants.iter().all(|role| other.grants.as_ref() == Some(role))
            && self.unread.iter().all(|role| other.unread.contains(role))
    }
}

/// What was read of a role.
#[derive(Default)]
struct Facts {
    nature: Option<RoleNature>,
    holders: Option<Holders>,
    /// Of those of its privileges that are to be taken.
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

/// Whether an entry would be sent by going on, or by trying once more what failed or is unknown.
#[must_use]
pub fn may_be_sent(state: &EntryState) -> bool {
    match state {
        EntryState::Planned => true,
        EntryState::Settled { outcome } => outcome.can_be_tried_again() || matches!(outcome, Outcome::Unknown { .. }),
        _ => false,
    }
}

/// The entries that would be sent so.
pub fn would_be_sent<'a>(entries: impl Iterator<Item = &'a PlanEntry>) -> Vec<EntryId> {
    entries.filter(|entry| may_be_sent(&entry.state)).map(|entry| entry.id.clone()).collect()
}

/// Looks at all that the entries need to be warned of.
pub async fn look(console: Console, entries: Vec<PlannedEntry>, abort: Abort) -> Result<Ahead, Fault> {
    let mut ahead = Ahead::default();
    let mut facts: BTreeMap<(ConnectionId, RoleRef), Facts> = BTreeMap::new();
    let mut failed: Vec<ConnectionId> = Vec::new();
    // What asks for the word comes first.
    let all = sort::by_key(wanted(&entries).into_iter().collect(), |(_, wanted)| !wanted.holders);
    for (number, ((id, role), wanted)) in all.into_iter().enumerate() {
        if number >= LOOKED_AT || failed.contains(&id) {
            ahead.unread.push(role.name.to_string());
            continue;
        }
        match read_role(console, &wanted, &role, abort.clone()).await {
            Ok(read) => _ = facts.insert((id, role), read),
            Err(fault) => {
                ahead.unread.push(role.name.to_string());
                ahead.why.get_or_insert(fault);
                failed.push(id);
            }
        }
    }
    for entry in entries {
        match entry.kind() {
            ActionKind::Revoke => ahead.wishes.extend(wish(entry, &facts)),
            ActionKind::Grant => {
                let granted = || administrator(&entry.connection, entry.what()).map(ToString::to_string);
                ahead.grants = ahead.grants.take().or_else(granted);
            }
        }
    }
    ahead.word = word_to_type(&ahead.wishes).or_else(|| ahead.grants.clone());
    Ok(ahead)
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
    let transport = console.client.to(connection.id.clone(), Some(abort));
    let mut facts = Facts::default();
    if *holders {
        let list = read::members(&transport, connection, role, &|_| ()).await?;
        let key = |member: Member| Grant::Membership(member.membership).key(&connection.id);
        let all = all_listed(connection.vendor, &list.gaps);
        facts.holders = Some(Holders { grants: list.rows.into_iter().map(key).collect(), all });
    }
    if !privileges.is_empty() {
        facts.nature = read::role(&transport, connection, role).await?.map(|entry| entry.nature);
        let list = read::privileges(&transport, connection, role).await?;
        let key = |privilege: &&PrivilegeGrant| Grant::Privilege((*privilege).clone()).key(&connection.id);
        let of_each = read::facts(connection.vendor, &list, privileges);
        facts.privileges = privileges.iter().map(key).zip(of_each).collect();
    }
    Ok(facts)
}

/// What is dangerous about an entry; nothing where it takes a role from somebody who does not hold it any more.
fn wish(planned: PlannedEntry, facts: &BTreeMap<(ConnectionId, RoleRef), Facts>) -> Option<Wish> {
    let PlannedEntry { connection, entry, .. } = planned;
    let grant = entry.grant;
    let key = grant.key(&connection.id);
    let facts = role_of(&grant).and_then(|role| facts.get(&(connection.id.clone(), role)));
    let holders = facts.and_then(|facts| facts.holders.as_ref()).filter(|holders| holders.all);
    if holders.is_some_and(|holders| !holders.grants.contains(&key)) {
        return None;
    }
    let of_privilege = facts.and_then(|facts| facts.privileges.get(&key).cloned()).unwrap_or_default();
    let power = administrator(&connection, &grant).map_or(RolePower::Ordinary, |_| RolePower::Administrator);
    let known = Known {
        nature: facts.and_then(|facts| facts.nature).unwrap_or(RoleNature { power, ..RoleNature::CUSTOM }),
        holders: holders.map(|holders| holders.grants.len()).into(),
        account: connection.account.clone(),
        going_too: of_privilege.going_too,
        covering: of_privilege.covering,
        groups: Vec::new(),
        wildcard: of_privilege.wildcard,
    };
    Some(Wish::new(&connection, grant, known, Vec::new()))
}

/// The warnings, and the field for the word where there is danger. Whoever has typed it may send off with Enter.
pub fn warnings(ahead: Load<Ahead>, typed: RwSignal<String>, send: Callback<()>) -> AnyView {
    let i18n = use_i18n();
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        send.run(());
    };
    let shown = move |ahead: &Ahead| {
        let (grants, unread) = (ahead.grants.clone(), unread(ahead));
        view! {
            {hazard_lines(&ahead.wishes)}
            {grants.map(|role| parts::hazard(move || (i18n.t().undo().administrator)(&role)))}
            {unread.map(|(roles, why)| parts::hazard(move || (i18n.t().plans().not_looked_at)(&roles, &why)))}
        }
    };
    // By itself, so that another look leaves the field, and whoever types in it, alone.
    let word = Memo::new(move |_| ahead.get().and_then(|ahead| ahead.value.word.clone()));
    view! {
        <form class="ahead" on:submit=submit>
            <div role="status" id=WARNINGS>
                {dynamic(move || ahead.get().is_none().then(|| view! { <p class="muted">{i18n.t().plans().looking}</p> }))}
                {dynamic(move || ahead.get().map(|ahead| shown(&ahead.value)))}
            </div>
            {dynamic(move || word.get().map(|word| parts::word_field("word-ahead", &word, typed)))}
        </form>
    }
    .into_any()
}

/// The roles that were not looked at, and why.
fn unread(ahead: &Ahead) -> Option<(String, String)> {
    let mut roles: Vec<&str> = ahead.unread.iter().take(NAMED).map(String::as_str).collect();
    if ahead.unread.len() > NAMED {
        roles.push("…");
    }
    let why = ahead.why.as_ref().map(words::line).unwrap_or_default();
    (!roles.is_empty()).then(|| (roles.join(", "), why))
}
