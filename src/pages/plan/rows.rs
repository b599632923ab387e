//! The table of a plan's entries. It words what was not sent; what became of the rest is worded elsewhere.

use std::sync::Arc;

use leptos::prelude::*;
use rescind_domain::table::CellKey;
use rescind_domain::{EntryState, Outcome, PlanEntry};

use super::standing::Standing;
use crate::i18n::use_i18n;
use crate::pages::outcome::{self, Word};
use crate::pages::step;
use crate::pages::undo::Taken;
use crate::pages::words::{self, what};
use crate::state::revocations::RowState;
use crate::state::use_console;
use crate::ui::badge::{Badge, BusyBadge, Tone};
use crate::ui::dynamic::dynamic;
use crate::ui::table::{Choice, Column, ColumnKind};

/// An entry as the table shows it.
#[derive(Clone)]
pub struct Row {
    /// The entry, with the newest state that is known.
    pub entry: Arc<PlanEntry>,
    /// What its connection is called.
    pub connection: Arc<str>,
    /// Where the plan stands.
    pub standing: Standing,
}

impl Row {
    /// Which row it is.
    pub fn key(&self) -> String {
        self.entry.id.to_string()
    }

    /// What of it can change.
    pub fn version(&self) -> String {
        let undoable = self.undoable().is_some();
        format!("{:?} {:?} {} {undoable}", self.standing, self.entry.state, self.entry.given_back.len())
    }

    /// What the filter looks into.
    pub fn searched(&self) -> String {
        let (grant, t) = (&self.entry.grant, use_i18n().t());
        let (_, word) = badge_of(&self.entry.state, self.standing);
        let fault = self.outcome().and_then(Outcome::fault).and_then(|fault| fault.message.clone()).unwrap_or_default();
        let place = grant.place().unwrap_or_default();
        format!("{} {} {place} {} {} {fault}", what(t, grant), grant.from_whom(), self.connection, word(t))
    }

    /// The id under which it is selected to be undone; nothing when it cannot be.
    pub fn undoable(&self) -> Option<String> {
        Taken::from(&*self.entry).left().is_ok().then(|| self.key())
    }

    /// What its checkbox calls it.
    pub fn name(&self) -> String {
        let (grant, t) = (&self.entry.grant, use_i18n().t());
        let name = (t.messages().from_whom)(&what(t, grant), &words::whom(t, grant));
        (t.messages().in_place)(&name, &self.connection)
    }

    fn outcome(&self) -> Option<&Outcome> {
        self.entry.state.outcome()
    }
}

/// The columns.
pub fn columns() -> Vec<Column<Row>> {
    let i18n = use_i18n();
    vec![
        Column {
            id: "what",
            title: i18n.signal(|t| t.plans().what),
            kind: ColumnKind::Heading,
            sort: Some(Arc::new(|row: &Row| CellKey::text(&what(use_i18n().t(), &row.entry.grant)))),
            cell: Arc::new(move |row: &Row| {
                let entry = Arc::clone(&row.entry);
                view! { <span class="id">{dynamic(move || what(i18n.t(), &entry.grant))}</span> }.into_any()
            }),
        },
        Column {
            id: "from",
            title: i18n.signal(|t| t.plans().from),
            kind: ColumnKind::Plain,
            sort: Some(Arc::new(|row: &Row| CellKey::text(&row.entry.grant.from_whom()))),
            cell: Arc::new(|row: &Row| {
                let grant = &row.entry.grant;
                let scope = grant.scope().map(ToString::to_string);
                let place = grant.place().map(|place| view! { " " <span class="muted">{place.to_owned()}</span> });
                view! { <span title=scope>{grant.from_whom()} {place}</span> }.into_any()
            }),
        },
        Column {
            id: "connection",
            title: i18n.signal(|t| t.col_connection),
            kind: ColumnKind::Detail,
            sort: Some(Arc::new(|row: &Row| CellKey::text(&row.connection))),
            cell: Arc::new(|row: &Row| view! { <span>{row.connection.to_string()}</span> }.into_any()),
        },
        Column {
            id: "state",
            title: i18n.signal(|t| t.plans().state),
            kind: ColumnKind::Plain,
            sort: Some(Arc::new(|row: &Row| CellKey::text(badge_of(&row.entry.state, row.standing).1(use_i18n().t())))),
            cell: Arc::new(state_cell),
        },
        Column {
            id: "detail",
            title: i18n.signal(|t| t.plans().detail),
            kind: ColumnKind::Detail,
            sort: None,
            cell: Arc::new(|row: &Row| {
                let detail = row.outcome().map(detail).unwrap_or_default();
                view! { <span class="muted told">{detail}</span> }.into_any()
            }),
        },
    ]
}

/// What became of it, and where it is.
pub fn choices() -> Vec<Choice<Row>> {
    let i18n = use_i18n();
    let state = move |value: &str| outcome::word_of(i18n.t(), value).unwrap_or(i18n.t().plans().no_outcome).to_owned();
    vec![
        Choice {
            id: "state",
            title: i18n.signal(|t| t.plans().state),
            of: Arc::new(|row: &Row| row.outcome().map(Outcome::name).unwrap_or_default().to_owned()),
            word: Arc::new(state),
        },
        Choice {
            id: "connection",
            title: i18n.signal(|t| t.col_connection),
            of: Arc::new(|row: &Row| row.connection.to_string()),
            word: Arc::new(str::to_owned),
        },
    ]
}

/// What goes on right now, else the state.
fn state_cell(row: &Row) -> AnyView {
    let i18n = use_i18n();
    let live = use_console().revocations.row(&row.entry.grant.key(&row.entry.connection));
    let (tone, word) = badge_of(&row.entry.state, row.standing);
    let undone = Taken::from(&*row.entry).is_undone();
    let shown = Arc::clone(&live);
    let badge = dynamic(move || {
        // What waits for its turn says so by itself.
        let busy = live.with(|live| step::word(live).filter(|_| !matches!(live, RowState::Starting(_))));
        match busy {
            Some(busy) => view! { <BusyBadge text=i18n.signal(busy) /> }.into_any(),
            None => view! { <Badge tone=tone text=i18n.signal(word) /> }.into_any(),
        }
    });
    let why = row.outcome().map(detail).filter(|why| !why.is_empty());
    view! {
        {badge}
        {why.map(|why| view! { <span class="show-s">{why}</span> })}
        {dynamic(move || {
            // As long as it is under way nobody has seen it.
            let given_back = undone && !shown.with(RowState::is_busy);
            given_back.then(|| view! { <span class="under">{i18n.text(|t| t.undo().has_undo)}</span> })
        })}
    }
    .into_any()
}

fn badge_of(state: &EntryState, standing: Standing) -> (Tone, Word) {
    let outcome = match state {
        EntryState::Planned => {
            return match standing {
                Standing::Running | Standing::Paused | Standing::Elsewhere => (Tone::Plain, |t| t.plans().waiting),
                Standing::Cancelled => (Tone::Plain, |t| t.plans().cancelled_entry),
                Standing::NotStarted | Standing::Unfinished | Standing::Finished => {
                    (Tone::Plain, |t| t.plans().not_sent)
                }
            };
        }
        EntryState::InFlight => return (Tone::Accent, |t| t.plans().sent),
        EntryState::Answered | EntryState::Lost => return (Tone::Warning, |t| t.plans().unclear),
        EntryState::Settled { outcome } => outcome,
    };
    outcome::badge(outcome)
}

/// What else is known of an outcome: the statuses and words of a fault, what still allows the same, the operation.
fn detail(outcome: &Outcome) -> String {
    match outcome {
        Outcome::StillEffective { via } => via.join(", "),
        Outcome::Pending { operation } => operation.to_string(),
        Outcome::Unknown { fault } => words::line(fault),
        Outcome::Failed { fault, proof } => {
            let known = outcome::proof_word(*proof)(use_i18n().t());
            format!("{known} · {}", words::line(fault))
        }
        Outcome::Revoked
        | Outcome::Accepted
        | Outcome::AlreadyAbsent
        | Outcome::StillPresent
        | Outcome::Restored
        | Outcome::AlreadyHeld
        | Outcome::StillAbsent => String::new(),
    }
}
