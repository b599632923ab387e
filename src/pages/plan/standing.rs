//! Where a plan stands, and how many of its entries are how far: decided here for the list and for the plan's page alike.

use leptos::prelude::*;
use rescind_domain::plan::{Cancelled, Lease};
use rescind_domain::{EntryState, Outcome, PlanId, PlanSummary, Timestamp};

use crate::i18n::{Plural, Texts, format, use_i18n};
use crate::state::runs::Phase;
use crate::state::{Console, tab};
use crate::ui::badge::{Badge, BusyBadge, Tone};

/// Where a plan stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It runs in this tab.
    Running,
    /// It is paused in this tab.
    Paused,
    /// Another tab runs it.
    Elsewhere,
    /// No entry was ever sent, and nobody runs it.
    NotStarted,
    /// Some entries were never sent, and nobody runs it.
    Unfinished,
    /// The same, and somebody wanted it so.
    Cancelled,
    /// Every entry was sent, or needed no call.
    Finished,
}

impl Standing {
    /// Whether entries that were never sent wait for somebody to say so.
    #[must_use]
    pub const fn waits(self) -> bool {
        matches!(self, Self::NotStarted | Self::Unfinished | Self::Cancelled)
    }
}

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
    /// Those that may be tried again.
    pub repeatable: usize,
    /// Those that were never sent.
    pub planned: usize,
}

impl Counts {
    /// Those without an outcome.
    #[must_use]
    pub const fn left(self) -> usize {
        self.all.saturating_sub(self.done + self.failed)
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
                    counts.repeatable += usize::from(outcome.can_be_tried_again());
                    counts.unknown += usize::from(outcome.is_open());
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
        Self {
            all: number(plan.entries),
            done,
            covered: with(&["StillEffective"]),
            unverified: with(&["Accepted"]),
            failed: number(plan.states.settled).saturating_sub(done),
            unknown: with(&["Unknown", "Pending"]),
            repeatable: with(&Outcome::TO_BE_TRIED_AGAIN),
            planned: number(plan.states.planned),
        }
    }
}

/// What was read of a plan besides its entries.
#[derive(Clone, Copy, Debug)]
pub struct Read<'a> {
    /// Which tab runs it.
    pub lease: Option<&'a Lease>,
    /// Who called off the rest.
    pub cancelled: Option<&'a Cancelled>,
    /// When the reading began.
    pub began: Timestamp,
}

/// Where a plan stands, tracked as far as it runs here.
#[must_use]
pub fn standing(console: Console, plan: &PlanId, read: Read<'_>, counts: Counts) -> Standing {
    let Read { lease, cancelled, began } = read;
    let is_cancelled = console.runs.is_cancelled(plan, cancelled, began);
    match console.runs.of(plan).map(|run| run.phase) {
        Some(Phase::Running | Phase::Ending) => Standing::Running,
        Some(Phase::Paused) => Standing::Paused,
        None if counts.left() == 0 => Standing::Finished,
        None if lease.is_some_and(|lease| lease.holder != tab::name()) => Standing::Elsewhere,
        None if is_cancelled => Standing::Cancelled,
        None if counts.planned == 0 => Standing::Finished,
        None if counts.planned == counts.all => Standing::NotStarted,
        None => Standing::Unfinished,
    }
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
pub fn standing_badge(standing: Standing, counts: Counts) -> AnyView {
    let i18n = use_i18n();
    if standing == Standing::Finished && counts.failed > 0 {
        let number = move |number| format::number(i18n.locale(), number);
        let text = Signal::derive(move || match (counts.known_failed(), counts.unknown) {
            (0, unknown) => (i18n.t().plans().finished_unknown)(&number(unknown)),
            (failed, 0) => (i18n.t().plans().finished_failed)(&number(failed)),
            (failed, unknown) => (i18n.t().plans().finished_both)(&number(failed), &number(unknown)),
        });
        return view! { <Badge tone=Tone::Warning text=text /> }.into_any();
    }
    let (tone, word): (Tone, fn(&Texts) -> &'static str) = match standing {
        Standing::Running => return view! { <BusyBadge text=i18n.signal(|t| t.plans().running) /> }.into_any(),
        Standing::Elsewhere => return view! { <BusyBadge text=i18n.signal(|t| t.plans().elsewhere) /> }.into_any(),
        Standing::Paused => (Tone::Warning, |t| t.plans().paused),
        Standing::NotStarted => (Tone::Plain, |t| t.plans().not_started),
        Standing::Unfinished => (Tone::Warning, |t| t.plans().unfinished),
        Standing::Cancelled => (Tone::Plain, |t| t.plans().cancelled),
        Standing::Finished => (Tone::Plain, |t| t.plans().finished),
    };
    view! { <Badge tone=tone text=i18n.signal(word) /> }.into_any()
}
