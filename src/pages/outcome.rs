//! What is said of an attempt's state wherever one is listed: its badge and how it is known. It calls nothing "revoked" but
//! [`Outcome::Revoked`], and nothing "restored" but [`Outcome::Restored`].

use rescind_domain::outcome::Proof;
use rescind_domain::{EntryState, Observed, Observer, Outcome};

use crate::i18n::{Texts, format, use_i18n};
use crate::ui::badge::Tone;

/// A text to be chosen in the reader's language.
pub type Word = fn(&'static Texts) -> &'static str;

/// Tone and word of an outcome.
#[must_use]
pub fn badge(outcome: &Outcome) -> (Tone, Word) {
    match outcome {
        Outcome::Revoked => (Tone::Good, |t| t.outcomes().revoked),
        Outcome::Accepted => (Tone::Plain, |t| t.outcomes().accepted),
        Outcome::AlreadyAbsent => (Tone::Plain, |t| t.outcomes().absent),
        Outcome::StillEffective { .. } => (Tone::Warning, |t| t.outcomes().still_effective),
        Outcome::StillPresent => (Tone::Danger, |t| t.outcomes().still_present),
        Outcome::Pending { .. } => (Tone::Accent, |t| t.outcomes().pending),
        Outcome::Unknown { .. } => (Tone::Warning, |t| t.revoke().unknown),
        Outcome::Failed { .. } => (Tone::Danger, |t| t.outcomes().failed),
        Outcome::Restored => (Tone::Good, |t| t.outcomes().restored),
        Outcome::AlreadyHeld => (Tone::Plain, |t| t.outcomes().already_held),
        Outcome::StillAbsent => (Tone::Danger, |t| t.outcomes().still_absent),
    }
}

/// How a failure is known.
#[must_use]
pub fn proof_word(proof: Proof) -> Word {
    match proof {
        Proof::NotSent => |t| t.activity().nothing_sent,
        Proof::ReadAgain => |t| t.activity().unchanged,
        Proof::Said => |t| t.activity().refused,
    }
}

/// The word of an outcome by its name on the wire; nothing for a name that is none.
#[must_use]
pub fn word_of(t: &'static Texts, name: &str) -> Option<&'static str> {
    let unknown = t.revoke().unknown;
    let t = t.outcomes();
    Some(match name {
        "Unknown" => unknown,
        "Revoked" => t.revoked,
        "Accepted" => t.accepted,
        "AlreadyAbsent" => t.absent,
        "StillEffective" => t.still_effective,
        "StillPresent" => t.still_present,
        "Pending" => t.pending,
        "Failed" => t.failed,
        "Restored" => t.restored,
        "AlreadyHeld" => t.already_held,
        "StillAbsent" => t.still_absent,
        _ => return None,
    })
}

/// Who observed an outcome, and by which read.
#[must_use]
pub fn observed(observed: &Observed) -> Option<String> {
    let i18n = use_i18n();
    let t = i18n.t().outcomes();
    match observed.by {
        Observer::Console => Some(t.by_console.to_owned()),
        Observer::Gateway => {
            let read = observed.read.as_ref()?;
            let at = observed.at.map(|at| format::date_time(i18n.locale(), at)).unwrap_or_default();
            Some((t.by_gateway)(read, &at).trim_end().to_owned())
        }
    }
}

/// How a state is known, in a sentence.
#[must_use]
pub fn how(t: &Texts, state: &EntryState) -> String {
    let t = t.outcomes();
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
            Outcome::Restored => t.restored_how,
            Outcome::AlreadyHeld => t.already_held_how,
            Outcome::StillAbsent => t.still_absent_how,
        },
    }
    .to_owned()
}
