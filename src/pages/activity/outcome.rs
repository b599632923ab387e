//! What is said of a row's state: its badge, whether a re-read stands behind it, and how it is known. The only place of the
//! page that decides it; it calls nothing "revoked" but [`Outcome::Revoked`].

use leptos::prelude::*;
use rescind_domain::{EntryState, JournalRow, Outcome};

use super::act;
use super::journal::{Knowledge, Row};
use crate::i18n::{Texts, use_i18n};
use crate::state::use_console;
use crate::ui::badge::{Badge, BusyBadge, Tone};
use crate::ui::dynamic::dynamic;

/// The word of a state.
pub(super) type Word = fn(&'static Texts) -> &'static str;

/// Tone and word of a state.
#[must_use]
pub(super) fn word(state: &EntryState) -> (Tone, Word) {
    match state {
        EntryState::Planned | EntryState::Lost => (Tone::Warning, |t| t.activity.lost),
        EntryState::InFlight => (Tone::Accent, |t| t.activity.in_flight),
        EntryState::Answered => (Tone::Warning, |t| t.activity.answered),
        EntryState::Settled { outcome } => match outcome {
            Outcome::Revoked => (Tone::Good, |t| t.activity.revoked),
            Outcome::Accepted => (Tone::Plain, |t| t.activity.accepted),
            Outcome::AlreadyAbsent => (Tone::Plain, |t| t.activity.absent),
            Outcome::StillEffective { .. } => (Tone::Warning, |t| t.activity.still_effective),
            Outcome::StillPresent => (Tone::Danger, |t| t.activity.still_present),
            Outcome::Pending { .. } => (Tone::Accent, |t| t.activity.pending),
            Outcome::Unknown { .. } => (Tone::Warning, |t| t.unknown),
            Outcome::Failed { .. } => (Tone::Danger, |t| t.activity.failed),
        },
    }
}

/// How it is known, in a sentence.
#[must_use]
pub(super) fn how(t: &Texts, state: &EntryState) -> String {
    let t = &t.activity;
    match state {
        EntryState::Planned | EntryState::Lost => t.lost_how,
        EntryState::InFlight => t.in_flight_how,
        EntryState::Answered => t.answered_how,
        EntryState::Settled { outcome } => match outcome {
            Outcome::Revoked => t.revoked_how,
            Outcome::Accepted => t.accepted_how,
            Outcome::AlreadyAbsent => t.absent_how,
            Outcome::StillEffective { via } => return (t.still_effective_how)(&via.join(", ")),
            Outcome::StillPresent => t.still_present_how,
            Outcome::Pending { operation } => return (t.pending_how)(operation.as_str()),
            Outcome::Unknown { .. } => t.unknown_how,
            Outcome::Failed { .. } => t.failed_how,
        },
    }
    .to_owned()
}

/// Whether a re-read stands behind it.
#[must_use]
pub(super) const fn verified(row: &JournalRow) -> Word {
    if row.verified { |t| t.activity.verified } else { |t| t.activity.not_verified }
}

/// The cell: what became of it, or that it is being found out just now, and the button that does so.
pub(super) fn cell(row: &Row) -> AnyView {
    let i18n = use_i18n();
    let open = row.knowledge == Knowledge::Open;
    let state = open.then(|| use_console().revocations.row(&row.row.grant.key(&row.row.connection)));
    let (tone, word) = word(&row.row.state);
    let verified = verified(&row.row);
    let badge = dynamic(move || match &state {
        Some(state) if state.with(|state| state.is_busy()) => {
            view! { <BusyBadge text=i18n.signal(|t| t.settling) /> }.into_any()
        }
        _ => view! { <Badge tone=tone text=i18n.signal(word) /> }.into_any(),
    });
    view! {
        {badge}
        <span class="under">{i18n.text(verified)}</span>
        {open.then(|| act::check_again(&row.row))}
    }
    .into_any()
}
