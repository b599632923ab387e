//! The table of a plan's entries. It words what was not sent; what became of the rest is worded elsewhere.

use std::sync::Arc;

use leptos::prelude::*;
use rescind_domain::event::Step;
use rescind_domain::{EntryState, Fault, Observer, Outcome, PlanEntry, PlanStatus};

use crate::i18n::use_i18n;
use crate::pages::compared::compared;
use crate::pages::outcome::{self, Word};
use crate::pages::step;
use crate::pages::undo::Revoked;
use crate::pages::words::{self, what};
use crate::ui::badge::{Badge, BusyBadge, Tone};
use crate::ui::dynamic::dynamic;
use crate::ui::table::{CHOICE, Choice, Column, ColumnKind, text_key};

/// An entry as the table shows it.
#[derive(Clone)]
pub struct Row {
    /// The entry, with the newest state that is known.
    pub entry: Arc<PlanEntry>,
    /// What its connection is called.
    pub connection: Arc<str>,
    /// Where the plan stands.
    pub status: Arc<PlanStatus>,
    /// What goes on with it.
    pub step: Option<Step>,
}

impl Row {
    /// Which row it is.
    pub fn key(&self) -> String {
        self.entry.id.to_string()
    }

    /// Whether nothing of it has changed.
    pub fn is_same(&self, before: &Self) -> bool {
        let (entry, known) = (&self.entry, &before.entry);
        self.status == before.status
            && self.step == before.step
            && (&entry.state, entry.restored.len(), &entry.comparison)
                == (&known.state, known.restored.len(), &known.comparison)
            && self.undoable().is_some() == before.undoable().is_some()
    }

    /// What the filter looks into.
    pub fn searched(&self) -> String {
        let (grant, t) = (&self.entry.entry.grant, use_i18n().t());
        let (_, word) = badge_of(&self.entry.state, &self.status);
        let fault = self.outcome().and_then(Outcome::fault).and_then(|fault| fault.message.clone()).unwrap_or_default();
        let place = grant.place().unwrap_or_default();
        format!("{} {} {place} {} {} {fault}", what(t, grant), grant.from_whom(), self.connection, word(t))
    }

    /// The id under which it is selected to be undone; nothing when it cannot be.
    pub fn undoable(&self) -> Option<String> {
        Revoked::from(&*self.entry).left().is_ok().then(|| self.key())
    }

    /// What its checkbox calls it.
    pub fn name(&self) -> String {
        let (grant, t) = (&self.entry.entry.grant, use_i18n().t());
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
            sort: Some(Arc::new(|row: &Row| text_key(&what(use_i18n().t(), &row.entry.entry.grant)))),
            cell: Arc::new(move |row: &Row| {
                let entry = Arc::clone(&row.entry);
                view! { <span class="id">{dynamic(move || what(i18n.t(), &entry.entry.grant))}</span> }.into_any()
            }),
        },
        Column {
            id: "from",
            title: i18n.signal(|t| t.plans().from),
            kind: ColumnKind::Plain,
            sort: Some(Arc::new(|row: &Row| text_key(&row.entry.entry.grant.from_whom()))),
            cell: Arc::new(|row: &Row| {
                let grant = &row.entry.entry.grant;
                let scope = grant.scope().map(ToString::to_string);
                let place = grant.place().map(|place| view! { " " <span class="muted">{place.to_owned()}</span> });
                view! { <span title=scope>{grant.from_whom()} {place}</span> }.into_any()
            }),
        },
        Column {
            id: "connection",
            title: i18n.signal(|t| t.col_connection),
            kind: ColumnKind::Detail,
            sort: Some(Arc::new(|row: &Row| text_key(&row.connection))),
            cell: Arc::new(|row: &Row| view! { <span>{row.connection.to_string()}</span> }.into_any()),
        },
        Column {
            id: "state",
            title: i18n.signal(|t| t.plans().state),
            kind: ColumnKind::Plain,
            sort: Some(Arc::new(|row: &Row| text_key(badge_of(&row.entry.state, &row.status).1(use_i18n().t())))),
            cell: Arc::new(state_cell),
        },
        Column {
            id: "detail",
            title: i18n.signal(|t| t.plans().detail),
            kind: ColumnKind::Detail,
            sort: None,
            cell: Arc::new(|row: &Row| {
                let (detail, note) = (row.outcome().map(detail).unwrap_or_default(), note_of(row));
                view! {
                    <span class="muted told">{detail}</span>
                    {note.map(|note| view! { <span class="told note" role="note">{note}</span> })}
                }
                .into_any()
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
            view: CHOICE,
            title: i18n.signal(|t| t.plans().state),
            of: Arc::new(|row: &Row| row.outcome().map(Outcome::name).unwrap_or_default().to_owned()),
            word: Arc::new(state),
        },
        Choice {
            id: "connection",
            view: CHOICE,
            title: i18n.signal(|t| t.col_connection),
            of: Arc::new(|row: &Row| row.connection.to_string()),
            word: Arc::new(str::to_owned),
        },
    ]
}

/// What goes on right now, else the state.
fn state_cell(row: &Row) -> AnyView {
    let i18n = use_i18n();
    let (tone, word) = badge_of(&row.entry.state, &row.status);
    let badge = match &row.step {
        Some(step) => view! { <BusyBadge text=i18n.signal(step::of_step(row.entry.kind(), step)) /> }.into_any(),
        None => view! { <Badge tone=tone text=i18n.signal(word) /> }.into_any(),
    };
    let why = row.outcome().map(detail).filter(|why| !why.is_empty());
    let undone = Revoked::from(&*row.entry).is_undone();
    view! {
        {badge}
        {why.map(|why| view! { <span class="show-s words clip" title=why.clone()>{why.clone()}</span> })}
        {note_of(row).map(|note| view! { <span class="show-s words note">{note}</span> })}
        {undone.then(|| view! { <span class="under">{i18n.text(|t| t.undo().has_undo)}</span> })}
    }
    .into_any()
}

/// Who observed it where that was not the gateway, and what the call changed besides.
fn note_of(row: &Row) -> Option<String> {
    let t = use_i18n().t();
    let entry = &row.entry;
    let by_console = entry.observed.as_ref().filter(|observed| observed.by == Observer::Console);
    let observed = by_console.and_then(outcome::observed);
    let also = entry.comparison.as_ref();
    let also = also.and_then(|also| compared(t, also, &what(t, &entry.entry.grant)));
    let said: Vec<String> = [observed, also].into_iter().flatten().collect();
    (!said.is_empty()).then(|| said.join(" "))
}

fn badge_of(state: &EntryState, status: &PlanStatus) -> (Tone, Word) {
    let outcome = match state {
        EntryState::Planned => {
            return match status {
                PlanStatus::Running | PlanStatus::Paused { .. } => (Tone::Plain, |t| t.plans().waiting),
                PlanStatus::Cancelled { .. } => (Tone::Plain, |t| t.plans().cancelled_entry),
                PlanStatus::Stored | PlanStatus::Finished => (Tone::Plain, |t| t.plans().not_sent),
            };
        }
        EntryState::InFlight => return (Tone::Accent, |t| t.plans().sent),
        EntryState::Answered | EntryState::Lost => return (Tone::Warning, |t| t.plans().unclear),
        EntryState::Settled { outcome } => outcome,
    };
    outcome::badge(outcome)
}

/// The words of whoever refused, then how it is known, then the codes: where there is little room, the end is missing.
fn said_first(fault: &Fault, known: Option<Word>) -> String {
    let t = use_i18n().t();
    let words = fault.message.clone().filter(|message| !message.is_empty());
    let words = words.unwrap_or_else(|| words::meaning(t, fault));
    let known = known.map(|known| known(t).to_owned());
    std::iter::once(words).chain(known).chain(words::statuses(fault)).collect::<Vec<_>>().join(" · ")
}

/// What else is known of an outcome: the statuses and words of a fault, what still allows the same, the operation.
fn detail(outcome: &Outcome) -> String {
    match outcome {
        Outcome::StillEffective { via } => via.join(", "),
        Outcome::Pending { operation } => operation.to_string(),
        Outcome::StillPresent => use_i18n().t().outcomes().still_present_how.to_owned(),
        Outcome::StillAbsent => use_i18n().t().outcomes().still_absent_how.to_owned(),
        Outcome::Unknown { fault } => said_first(fault, None),
        Outcome::Failed { fault, proof } => said_first(fault, Some(outcome::proof_word(*proof))),
        Outcome::Revoked | Outcome::Accepted | Outcome::AlreadyAbsent | Outcome::Restored | Outcome::AlreadyHeld => {
            String::new()
        }
    }
}
