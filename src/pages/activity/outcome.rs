//! What the journal's page says of a row's state: its badge, and whether a re-read stands behind it.

use leptos::prelude::*;
use rescind_domain::{BusinessStatus, EntryState, JournalRow, OperationId, Outcome, Repeat};

use super::act;
use super::journal::{Knowledge, Row};
use crate::i18n::{Texts, use_i18n};
use crate::pages::outcome::{Word, badge, how as how_of_state, proof_word};
use crate::pages::undo::Revoked;
use crate::state::use_console;
use crate::ui::badge::{Badge, BusyBadge, Tone};
use crate::ui::dynamic::dynamic;

/// Tone and word of an attempt's state.
#[must_use]
pub(super) fn word(row: &JournalRow) -> (Tone, Word) {
    if let Some(repeat) = row.repeat {
        return (Tone::Plain, repeat_word(&row.state, repeat));
    }
    match &row.state {
        EntryState::Planned | EntryState::Lost => (Tone::Warning, |t| t.outcomes().lost),
        EntryState::InFlight => (Tone::Accent, |t| t.outcomes().in_flight),
        EntryState::Answered if operation_of(row).is_some() => (Tone::Accent, |t| t.outcomes().pending),
        EntryState::Answered => (Tone::Warning, |t| t.outcomes().answered),
        EntryState::Settled { outcome } => badge(outcome),
    }
}

/// The vendor's operation that carries the call out.
const fn operation_of(row: &JournalRow) -> Option<&OperationId> {
    match &row.business {
        Some(BusinessStatus::Operation(operation)) => Some(operation),
        _ => None,
    }
}

/// An attempt that did nothing: its answer says so, or its call did not leave.
const fn repeat_word(state: &EntryState, repeat: Repeat) -> Word {
    match (state, repeat) {
        (EntryState::Answered, Repeat::Sent) => |t| t.outcomes().refused_tried_again,
        (EntryState::Answered, Repeat::NotSent) => |t| t.outcomes().refused,
        (_, Repeat::Sent) => |t| t.outcomes().not_sent_tried_again,
        (_, Repeat::NotSent) => |t| t.outcomes().not_sent,
    }
}

/// How it is known, in a sentence or two.
#[must_use]
pub(super) fn how(t: &'static Texts, row: &JournalRow) -> String {
    let Some(repeat) = row.repeat else {
        return match operation_of(row) {
            Some(operation) if row.state == EntryState::Answered => (t.outcomes().pending_how)(operation.as_str()),
            _ => how_of_state(t, &row.state),
        };
    };
    let t = t.outcomes();
    let how = if row.state == EntryState::Answered { t.refused_how } else { t.not_sent_how };
    let after = if repeat == Repeat::Sent { t.tried_again } else { t.not_tried_again };
    format!("{how} {after}")
}

/// Whether a re-read stands behind it; of what failed, how that is known.
#[must_use]
pub(super) fn verified(row: &JournalRow) -> Word {
    match &row.state {
        _ if row.repeat.is_some() => |t| t.activity().nothing_changed,
        EntryState::Settled { outcome: Outcome::Failed { proof, .. } } => proof_word(*proof),
        _ if row.verified => |t| t.activity().verified,
        _ => |t| t.activity().not_verified,
    }
}

/// The cell: what became of it, or that it is being found out just now, and the button that does so.
pub(super) fn cell(row: &Row) -> AnyView {
    let i18n = use_i18n();
    let open = row.knowledge == Knowledge::Open;
    let state = open.then(|| use_console().revocations.row(&row.row.grant.key(&row.row.connection)));
    let (tone, word) = word(&row.row);
    let verified = verified(&row.row);
    let undone = Revoked::from(&*row.row).is_undone();
    let badge = dynamic(move || match &state {
        Some(state) if state.with(|state| state.is_busy()) => {
            view! { <BusyBadge text=i18n.signal(|t| t.revoke().settling) /> }.into_any()
        }
        _ => view! { <Badge tone=tone text=i18n.signal(word) /> }.into_any(),
    });
    view! {
        {badge}
        <span class="under">{i18n.text(verified)}</span>
        {undone.then(|| view! { <span class="under">{i18n.text(|t| t.undo().has_undo)}</span> })}
        {open.then(|| act::check_again(&row.row))}
    }
    .into_any()
}
