//! What the journal's page says of a row's state: its badge, and whether a re-read stands behind it.

use leptos::prelude::*;
use rescind_domain::{EntryState, JournalRow, Outcome};

use super::act;
use super::journal::{Knowledge, Row};
use crate::i18n::use_i18n;
use crate::pages::outcome::{Word, badge, proof_word};
use crate::pages::undo::Revoked;
use crate::state::use_console;
use crate::ui::badge::{Badge, BusyBadge, Tone};
use crate::ui::dynamic::dynamic;

/// Tone and word of a state.
#[must_use]
pub(super) fn word(state: &EntryState) -> (Tone, Word) {
    match state {
        EntryState::Planned | EntryState::Lost => (Tone::Warning, |t| t.outcomes().lost),
        EntryState::InFlight => (Tone::Accent, |t| t.outcomes().in_flight),
        EntryState::Answered => (Tone::Warning, |t| t.outcomes().answered),
        EntryState::Settled { outcome } => badge(outcome),
    }
}

/// Whether a re-read stands behind it; of what failed, how that is known.
#[must_use]
pub(super) fn verified(row: &JournalRow) -> Word {
    match &row.state {
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
    let (tone, word) = word(&row.row.state);
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
