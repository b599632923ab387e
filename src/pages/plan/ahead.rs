//! What is dangerous about going on with a plan: looked at before anybody can say so, since a stored plan may be old, or made
//! by another program. It sends nothing.
//!
//! It tells what the question before a revocation tells, but for one notice: the last holder of an ordinary role, for which
//! all people of a connection would have to be read once for each role.

use std::collections::BTreeMap;

use leptos::prelude::*;
use rescind_domain::hazard::Known;
use rescind_domain::role::RolePower;
use rescind_domain::{Act, Connection, ConnectionId, Fault, Grant, RoleNature, RoleRef};
use rescind_vendors::read::{self, PrivilegeFacts, PrivilegeList};

use crate::i18n::use_i18n;
use crate::pages::revoke::hazards::{hazard_lines, word_to_type};
use crate::pages::revoke::{Wish, parts};
use crate::pages::role::reads::all_listed;
use crate::pages::undo::confirm::administrator;
use crate::pages::words;
use crate::state::Console;
use crate::state::load::Load;
use crate::state::revocations::Task;
use crate::transport::Abort;
use crate::ui::dynamic::dynamic;

/// How many roles are looked at.
const LOOKED_AT: usize = 50;
/// How many roles are named that were not.
const NAMED: usize = 5;

/// What is known of the entries that would be sent.
#[derive(Clone, Debug, Default)]
pub struct Ahead {
    /// Those that take something away.
    wishes: Vec<Wish>,
    /// The vendor's administrator role, where an entry gives it back.
    gives: Option<String>,
    /// What has to be typed before going on.
    pub word: Option<String>,
    /// The roles that were not looked at.
    unread: Vec<String>,
    /// Why, where it was not their number.
    why: Option<Fault>,
}

/// What was read of a role.
#[derive(Default)]
struct Facts {
    nature: Option<RoleNature>,
    holders: Option<usize>,
    privileges: Option<PrivilegeList>,
}

/// What has to be read of a role.
struct Wanted {
    connection: Connection,
    holders: bool,
    privileges: bool,
}

/// Looks at all that the entries need to be warned of.
pub async fn look(console: Console, tasks: Vec<Task>, abort: Abort) -> Result<Ahead, Fault> {
    let mut ahead = Ahead::default();
    let mut facts: BTreeMap<(ConnectionId, RoleRef), Facts> = BTreeMap::new();
    let mut failed: Vec<ConnectionId> = Vec::new();
    for (number, ((id, role), wanted)) in wanted(&tasks).into_iter().enumerate() {
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
    for task in tasks {
        match task.act() {
            Act::Take => ahead.wishes.push(wish(task, &facts)),
            Act::Give => {
                let given = || administrator(&task.connection, &task.grant).map(ToString::to_string);
                ahead.gives = ahead.gives.take().or_else(given);
            }
        }
    }
    ahead.word = word_to_type(&ahead.wishes).or_else(|| ahead.gives.clone());
    Ok(ahead)
}

fn wanted(tasks: &[Task]) -> BTreeMap<(ConnectionId, RoleRef), Wanted> {
    let mut all: BTreeMap<(ConnectionId, RoleRef), Wanted> = BTreeMap::new();
    for Task { connection, grant, .. } in tasks.iter().filter(|task| task.act() == Act::Take) {
        let (role, holders, privileges) = match grant {
            Grant::Membership(membership) => (membership.role_ref(), true, false),
            Grant::Privilege(privilege) => (privilege.role_ref(), false, true),
            Grant::Access(_) => continue,
        };
        if holders && administrator(connection, grant).is_none() {
            continue;
        }
        let entry = all.entry((connection.id.clone(), role)).or_insert_with(|| Wanted {
            connection: connection.clone(),
            holders: false,
            privileges: false,
        });
        entry.holders |= holders;
        entry.privileges |= privileges;
    }
    all
}

async fn read_role(console: Console, wanted: &Wanted, role: &RoleRef, abort: Abort) -> Result<Facts, Fault> {
    let Wanted { connection, holders, privileges } = wanted;
    let transport = console.client.to(connection.id.clone(), Some(abort));
    let mut facts = Facts::default();
    if *holders {
        let list = read::members(&transport, connection, role, &|_| ()).await?;
        facts.holders = all_listed(connection.vendor, &list.gaps).then_some(list.rows.len());
    }
    if *privileges {
        facts.nature = read::role(&transport, connection, role).await?.map(|entry| entry.nature);
        facts.privileges = Some(read::privileges(&transport, connection, role).await?);
    }
    Ok(facts)
}

fn wish(task: Task, facts: &BTreeMap<(ConnectionId, RoleRef), Facts>) -> Wish {
    let Task { connection, grant, .. } = task;
    let role = match &grant {
        Grant::Membership(membership) => Some(membership.role_ref()),
        Grant::Privilege(privilege) => Some(privilege.role_ref()),
        Grant::Access(_) => None,
    };
    let facts = role.and_then(|role| facts.get(&(connection.id.clone(), role)));
    let of_privilege = match (&grant, facts.and_then(|facts| facts.privileges.as_ref())) {
        (Grant::Privilege(privilege), Some(list)) => read::facts(connection.vendor, list, privilege),
        _ => PrivilegeFacts::default(),
    };
    let power = administrator(&connection, &grant).map_or(RolePower::Ordinary, |_| RolePower::Administrator);
    let known = Known {
        nature: facts.and_then(|facts| facts.nature).unwrap_or(RoleNature { power, ..RoleNature::CUSTOM }),
        holders: facts.and_then(|facts| facts.holders),
        account: connection.account,
        going_too: of_privilege.going_too,
        covering: of_privilege.covering,
        wildcard: of_privilege.wildcard,
    };
    Wish { grant, known, siblings: Vec::new() }
}

/// The warnings, and the field for the word where there is danger. Whoever has typed it may go on with Enter.
pub fn warnings(ahead: Load<Ahead>, typed: RwSignal<String>, go_on: Callback<()>) -> AnyView {
    let i18n = use_i18n();
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        go_on.run(());
    };
    let shown = move |ahead: &Ahead| {
        let (gives, unread) = (ahead.gives.clone(), unread(ahead));
        view! {
            {hazard_lines(&ahead.wishes)}
            {gives.map(|role| parts::hazard(move || (i18n.t().undo.administrator)(&role)))}
            {unread.map(|(roles, why)| parts::hazard(move || (i18n.t().plans.not_looked_at)(&roles, &why)))}
            {ahead.word.as_ref().map(|word| parts::word_field(word, typed))}
        }
    };
    view! {
        <form class="ahead" on:submit=submit>
            {dynamic(move || ahead.get().is_none().then(|| view! { <p class="muted">{i18n.t().plans.looking}</p> }))}
            {dynamic(move || ahead.get().map(|ahead| shown(&ahead.value)))}
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
