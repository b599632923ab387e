//! What is dangerous about going on with a plan: looked at before anybody can say so, since a stored plan may be old, or made
//! by another program. It sends nothing.
//!
//! What it tells is what [`read_again`](crate::pages::revoke::read_again) reads.

use std::collections::HashSet;

use leptos::prelude::*;
use rescind_domain::{ActionKind, EntryId, EntryState, Fault, Outcome, PlanEntry};

use super::standing::may_be_tried_again;
use crate::i18n::use_i18n;
use crate::pages::power::administrator;
use crate::pages::revoke::hazards::{hazard_lines, hazards_of, word_to_type};
use crate::pages::revoke::read_again::{ReadAgain, read_again};
use crate::pages::revoke::{Wish, parts};
use crate::pages::words;
use crate::state::Console;
use crate::state::load::Load;
use crate::state::plans::PlannedEntry;
use crate::transport::Abort;
use crate::ui::dynamic::dynamic;

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

/// Whether an entry would be sent by going on, or by trying once more what failed or is unknown.
#[must_use]
pub fn may_be_sent(state: &EntryState) -> bool {
    match state {
        EntryState::Planned => true,
        EntryState::Settled { outcome } => may_be_tried_again(outcome) || matches!(outcome, Outcome::Unknown { .. }),
        _ => false,
    }
}

/// The entries that would be sent so.
pub fn would_be_sent<'a>(entries: impl Iterator<Item = &'a PlanEntry>) -> Vec<EntryId> {
    entries.filter(|entry| may_be_sent(&entry.state)).map(|entry| entry.id.clone()).collect()
}

/// Looks at all that the entries need to be warned of.
pub async fn look(console: Console, entries: Vec<PlannedEntry>, abort: Abort) -> Result<Ahead, Fault> {
    let again = entries.iter().filter(|entry| entry.kind() == ActionKind::Grant);
    let grants =
        again.filter_map(|entry| administrator(&entry.connection, entry.what())).map(ToString::to_string).next();
    let ReadAgain { mut wishes, absent, unread } = read_again(console, entries, abort).await;
    wishes.retain(|wish| !absent.contains(&wish.entry().key()));
    let why = unread.iter().find_map(|unread| unread.why.clone());
    let unread = unread.iter().map(|unread| unread.role.name.to_string()).collect();
    let word = word_to_type(&wishes).or_else(|| grants.clone());
    Ok(Ahead { wishes, grants, word, unread, why })
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
