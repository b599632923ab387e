//! Nothing of a plan is sent from its page that nobody was warned of there.

use std::collections::HashSet;
use std::sync::Arc;

use leptos::prelude::*;
use rescind_domain::{EntryId, Outcome, PauseReason, PlanStatus};

use super::ahead::{Ahead, would_be_sent};
use super::progress::Steered;
use super::standing::may_be_tried_again;
use crate::api::Steer;
use crate::state::Console;
use crate::state::plans::requests;
use crate::ui::effect::effect;

/// Whether it is worth a warning to go on with a plan that stands so: it was never started, or not paused by a person.
#[must_use]
pub(super) const fn is_unwarned(status: &PlanStatus) -> bool {
    match status {
        PlanStatus::Stored => true,
        PlanStatus::Paused { why, .. } => !matches!(why, PauseReason::Person),
        PlanStatus::Running | PlanStatus::Cancelled { .. } | PlanStatus::Finished => false,
    }
}

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Press {
    /// Nothing is named: the whole plan.
    Plan(Steer),
    /// Entries are tried again that failed for certain.
    RetryFailed,
    /// Entries are tried again of which nobody knows what became of them.
    RetryUnknown,
}

/// A press that waits for the warnings, and what was there to be seen.
#[derive(Clone)]
struct Pressed {
    press: Press,
    shown: Arc<Ahead>,
    status: PlanStatus,
    sent: HashSet<EntryId>,
}

/// Lets a press through that sends something as soon as everything is shown that it has to be warned of.
#[derive(Clone, Copy)]
pub(super) struct Gate {
    steered: Steered,
    typed: RwSignal<String>,
    pressed: RwSignal<Option<Pressed>>,
    console: Console,
}

impl Gate {
    /// A gate before what is sent of this plan; `typed` is the word that may have to be typed.
    pub(super) fn new(console: Console, steered: Steered, typed: RwSignal<String>) -> Self {
        let gate = Self { steered, typed, pressed: RwSignal::new(None), console };
        gate.keep_watch();
        gate
    }

    /// Whether nothing is left to be warned of, or to be typed, tracked.
    pub(super) fn is_ready(self) -> bool {
        let Steered { sends, ahead, .. } = self.steered;
        let is_typed = |word: &str| self.typed.with(|typed| typed.trim() == word);
        let warned = || ahead.get().is_some_and(|ahead| ahead.value.word.as_deref().is_none_or(is_typed));
        !sends.get() || (!ahead.is_busy() && warned())
    }

    /// Asks for it now, or as soon as the warnings that are being read say nothing new.
    pub(super) fn press(self, press: Press) {
        let Steered { plan, ahead, status, .. } = self.steered;
        if untrack(|| self.is_ready()) {
            self.typed.set(String::new());
            let (steer, entries) = match press {
                Press::Plan(steer) => (steer, Vec::new()),
                Press::RetryFailed => (Steer::Retry, self.with_outcome(may_be_tried_again)),
                Press::RetryUnknown => {
                    (Steer::Retry, self.with_outcome(|outcome| matches!(outcome, Outcome::Unknown { .. })))
                }
            };
            return plan.with_value(|plan| requests::steer_entries(self.console, plan, steer, entries));
        }
        let shown = ahead.untracked().filter(|_| untrack(|| ahead.is_busy())).map(|shown| shown.value);
        let is_typed =
            |shown: &Arc<Ahead>| shown.word.as_deref().is_none_or(|word| self.typed.get_untracked().trim() == word);
        let waits = |shown| Pressed { press, shown, status: status.get_untracked(), sent: self.sent() };
        self.pressed.set(shown.filter(is_typed).map(waits));
    }

    /// The entries that would be sent.
    fn sent(self) -> HashSet<EntryId> {
        let live = self.steered.live.get_untracked();
        let entries = live.iter().flat_map(|live| live.entries.iter().map(Arc::as_ref));
        would_be_sent(entries).into_iter().collect()
    }

    /// The entries whose outcome is one of these.
    fn with_outcome(self, is_one: fn(&Outcome) -> bool) -> Vec<EntryId> {
        let live = self.steered.live.get_untracked();
        let entries = live.iter().flat_map(|live| live.entries.iter());
        entries.filter(|entry| entry.state.outcome().is_some_and(is_one)).map(|entry| entry.id.clone()).collect()
    }

    /// What is pressed while the warnings are read again is not lost. It counts only for what was there to be seen: as soon as
    /// anything else is done with the plan, or would be sent, or is warned of, it has to be pressed again.
    fn keep_watch(self) {
        let Steered { ahead, status, sends, .. } = self.steered;
        effect(move |_| {
            let stands = status.get();
            if self.pressed.with_untracked(|pressed| pressed.as_ref().is_some_and(|pressed| pressed.status != stands)) {
                self.pressed.set(None);
            }
            if ahead.is_busy() {
                return;
            }
            let Some(wanted) = self.pressed.try_update(Option::take).flatten() else { return };
            let is_as_seen = ahead.untracked().is_some_and(|now| now.value.adds_nothing_to(&wanted.shown))
                && self.sent().is_subset(&wanted.sent);
            if is_as_seen && untrack(|| sends.get()) {
                self.press(wanted.press);
            }
        });
    }
}
