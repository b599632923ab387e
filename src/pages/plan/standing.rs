//! Where a plan stands, in words, and how many of its entries are how far: decided here for the list, the bar of what runs and
//! the plan's page alike.

use leptos::prelude::*;
use rescind_domain::{By, EntryState, Outcome, PauseReason, PlanStatus, PlanSummary};

use super::waiting::given_up_words;
use crate::i18n::{Plural, Texts, format, use_i18n};
use crate::ui::badge::{Badge, BusyBadge, Tone};

/// How many entries are how far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// All of them.
    pub all: usize,
    /// Those that came out as asked for.
    pub done: usize,
    /// Those of them that something else still allows.
    pub covered: usize,
    /// Those of them that the vendor confirmed and nobody can see.
    pub unverified: usize,
    /// Those that did not.
    pub failed: usize,
    /// Those of the failed that nobody knows the fate of.
    pub unknown: usize,
    /// Those of them that no operation will tell of, and that may be sent again on somebody's word.
    pub lost: usize,
    /// Those that may be tried again although nothing is unknown about them.
    pub repeatable: usize,
    /// Those of the failed that would have done more than was confirmed, and have to be confirmed anew.
    pub unconfirmed: usize,
    /// Those that were never sent.
    pub planned: usize,
}

impl Counts {
    /// Those without an outcome.
    #[must_use]
    pub const fn left(self) -> usize {
        self.all.saturating_sub(self.done + self.failed)
    }

    /// Whether some of them may be sent again.
    #[must_use]
    pub const fn can_be_sent_again(self) -> bool {
        self.repeatable + self.lost > 0
    }

    /// Those that are known not to have come out as asked for.
    #[must_use]
    pub const fn known_failed(self) -> usize {
        self.failed.saturating_sub(self.unknown)
    }

    /// Of a plan's entries.
    pub fn of<'a>(states: impl IntoIterator<Item = &'a EntryState>) -> Self {
        let mut counts = Self::default();
        for state in states {
            counts.all += 1;
            match state {
                EntryState::Planned => counts.planned += 1,
                EntryState::Settled { outcome } if outcome.is_done() => {
                    counts.done += 1;
                    counts.covered += usize::from(matches!(outcome, Outcome::StillEffective { .. }));
                    counts.unverified += usize::from(matches!(outcome, Outcome::Accepted));
                }
                EntryState::Settled { outcome } => {
                    counts.failed += 1;
                    counts.repeatable += usize::from(may_be_tried_again(outcome));
                    counts.unconfirmed += usize::from(outcome.is_unconfirmed());
                    counts.unknown += usize::from(outcome.is_open());
                    counts.lost += usize::from(matches!(outcome, Outcome::Unknown { .. }));
                }
                EntryState::InFlight | EntryState::Answered | EntryState::Lost => {}
            }
        }
        counts
    }

    /// Of a plan of the list.
    #[must_use]
    pub fn of_summary(plan: &PlanSummary) -> Self {
        let number = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
        let with = |names: &[&str]| number(names.iter().filter_map(|name| plan.outcomes.get(*name)).sum());
        let done = with(&Outcome::DONE);
        // What is to be tried again is counted among what is left.
        let failed = number(plan.states.settled.saturating_sub(plan.again)).saturating_sub(done);
        Self {
            all: number(plan.entries),
            done,
            covered: with(&["StillEffective"]),
            unverified: with(&["Accepted"]),
            failed,
            unknown: with(&["Unknown", "Pending"]).min(failed),
            lost: with(&["Unknown"]),
            repeatable: with(&Outcome::TO_BE_TRIED_AGAIN),
            // The list does not tell them apart.
            unconfirmed: 0,
            planned: number(plan.states.planned),
        }
    }
}

/// Whether it makes sense to send the same again.
#[must_use]
pub fn may_be_tried_again(outcome: &Outcome) -> bool {
    outcome.can_be_tried_again() && !outcome.is_unconfirmed()
}

/// How many of those that are done something else still allows, and how many nobody can see; nothing when there are none.
pub fn done_badges(counts: Counts) -> Option<AnyView> {
    let i18n = use_i18n();
    let badge = |number: usize, words: fn(&'static Texts) -> &'static Plural| {
        let text = Signal::derive(move || format::count(i18n.locale(), number, words(i18n.t())));
        (number > 0).then(|| view! { <Badge tone=Tone::Warning text=text /> })
    };
    let badges = (badge(counts.covered, |t| &t.plans().covered), badge(counts.unverified, |t| &t.plans().unverified));
    (counts.covered + counts.unverified > 0).then(|| badges.into_any())
}

/// The badge that says it.
pub fn standing_badge(status: &PlanStatus, counts: Counts) -> AnyView {
    let i18n = use_i18n();
    if *status == PlanStatus::Finished && counts.failed > 0 {
        let number = move |number| format::number(i18n.locale(), number);
        let text = Signal::derive(move || match (counts.known_failed(), counts.unknown) {
            (0, unknown) => (i18n.t().plans().finished_unknown)(&number(unknown)),
            (failed, 0) => (i18n.t().plans().finished_failed)(&number(failed)),
            (failed, unknown) => (i18n.t().plans().finished_both)(&number(failed), &number(unknown)),
        });
        return view! { <Badge tone=Tone::Warning text=text /> }.into_any();
    }
    let (tone, word): (Tone, fn(&Texts) -> &'static str) = match status {
        PlanStatus::Running => return view! { <BusyBadge text=i18n.signal(|t| t.plans().running) /> }.into_any(),
        PlanStatus::Paused { .. } => (Tone::Warning, |t| t.plans().paused),
        PlanStatus::Stored => (Tone::Plain, |t| t.plans().not_started),
        PlanStatus::Cancelled { .. } => (Tone::Plain, |t| t.plans().cancelled),
        PlanStatus::Finished => (Tone::Plain, |t| t.plans().finished),
    };
    view! { <Badge tone=tone text=i18n.signal(word) /> }.into_any()
}

/// Somebody's name, with the session where one name stands for many people.
#[must_use]
pub fn name_of(who: &str, session: Option<&str>) -> String {
    session.map_or_else(|| who.to_owned(), |session| format!("{who} ({session})"))
}

/// Who paused or cancelled a plan, when, why, and what to do about it; nothing of a plan that is neither.
#[must_use]
pub fn pause_words(status: &PlanStatus) -> Option<String> {
    let i18n = use_i18n();
    let (t, locale) = (i18n.t().plans(), i18n.locale());
    let name = |by: &By| name_of(&by.who, by.session.as_deref());
    match status {
        PlanStatus::Paused { at, by, why } => {
            let when = format::date_time(locale, *at);
            let who = match by {
                Some(by) => (t.paused_by)(&name(by), &when),
                None => (t.paused_itself)(&when),
            };
            Some([Some(who), reason_words(why)].into_iter().flatten().collect::<Vec<_>>().join(" "))
        }
        PlanStatus::Cancelled { at, by } => Some((t.cancelled_by)(&name(by), &format::date_time(locale, *at))),
        PlanStatus::Stored | PlanStatus::Running | PlanStatus::Finished => None,
    }
}

/// Why a plan is paused and what to do about it; nothing where somebody just wanted it.
fn reason_words(why: &PauseReason) -> Option<String> {
    let t = use_i18n().t().plans();
    Some(match why {
        PauseReason::Person => return None,
        PauseReason::Away => t.why_away.to_owned(),
        PauseReason::ConnectionChanged => t.why_connection_changed.to_owned(),
        PauseReason::NoProgress => t.why_no_progress.to_owned(),
        PauseReason::BeforeUpgrade => t.why_before_upgrade.to_owned(),
        PauseReason::ConnectionFault { connection, fault } => given_up_words(connection, fault),
        PauseReason::RunnerFault { message } => (t.why_runner_fault)(message),
    })
}
