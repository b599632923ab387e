//! The plans that run in this tab: how far each is, and whether more of it may be sent. It sends nothing itself.

use std::collections::HashMap;

use leptos::prelude::*;
use rescind_domain::pace::Pace;
use rescind_domain::plan::{Cancelled, Rest};
use rescind_domain::{Fault, Outcome, PlanId, PlanSummary, Timestamp};

use super::notices::Stored;
use super::plan_memory;
use super::revocations::Task;
use crate::i18n::format;
use crate::lasting::Lasting;

/// Whether a plan that runs may send more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// It sends one call after the other.
    Running,
    /// What was sent runs to its end; nothing more is sent until somebody says so.
    Paused,
    /// What was sent runs to its end; nothing more is ever sent by this run.
    Ending,
}

/// What of a plan runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Extent {
    /// Everything of it that was never sent: a reload goes on with it by itself.
    Rest,
    /// Entries that are tried again.
    Again,
}

/// What of a plan had an outcome before the run.
#[derive(Debug, Default)]
pub(super) struct Before {
    /// How many entries.
    pub(super) settled: usize,
    /// How many of those did not come out as asked for.
    pub(super) failed: usize,
    /// How many of those that failed nobody knows the fate of.
    pub(super) unknown: usize,
    /// What is to be said of them when the run is over.
    pub(super) to_be_told: Vec<(Task, Outcome)>,
}

/// A plan, or some entries of it, that runs in this tab.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    /// The plan.
    pub plan: PlanId,
    /// Why, in the admin's words.
    pub reason: String,
    /// How many entries run.
    pub all: usize,
    /// How many have an outcome.
    pub done: usize,
    /// How many of those did not come out as asked for.
    pub failed: usize,
    /// How many of those that failed nobody knows the fate of.
    pub unknown: usize,
    /// Whether more may be sent.
    pub phase: Phase,
    /// How fast it goes.
    pub pace: Pace,
    /// Whether it waits until the gateway answers again, or somebody signs in.
    pub is_cut_off: bool,
    /// Which run it is.
    pub number: u64,
    extent: Extent,
}

/// All of them, and the plans that an earlier page left unfinished.
#[derive(Clone, Copy)]
pub struct Runs {
    all: Lasting<Vec<Run>>,
    last: StoredValue<u64>,
    dismissed: StoredValue<Vec<PlanId>>,
    /// What was wanted here of the rest of plans, and since when the gateway knows that: it is newer than what was read before.
    wanted: Lasting<HashMap<PlanId, (Rest, Option<Timestamp>)>>,
    /// Plans of which it is being read what is left to do.
    starting: StoredValue<Vec<PlanId>>,
    /// Whether somebody looks for plans that could be gone on with.
    looking: StoredValue<bool>,
    /// Plans of this person that nobody runs and that have entries which were never sent.
    pub unfinished: Lasting<Vec<PlanSummary>>,
    /// A plan that could not be gone on with, and why.
    pub trouble: Lasting<Option<(PlanId, Fault)>>,
}

impl Runs {
    pub(super) fn new() -> Self {
        Self {
            all: Lasting::new(Vec::new()),
            last: StoredValue::new(0),
            dismissed: StoredValue::new(Vec::new()),
            wanted: Lasting::new(HashMap::new()),
            starting: StoredValue::new(Vec::new()),
            looking: StoredValue::new(false),
            unfinished: Lasting::new(Vec::new()),
            trouble: Lasting::new(None),
        }
    }

    /// Whether nothing runs, could go on or has failed to, tracked.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.all.with(Vec::is_empty) && self.unfinished.with(Vec::is_empty) && self.trouble.with(Option::is_none)
    }

    /// Everything that runs, tracked.
    #[must_use]
    pub fn all(self) -> Vec<Run> {
        self.all.get()
    }

    /// One run, as long as it lasts, tracked.
    #[must_use]
    pub fn numbered(self, number: u64) -> Option<Run> {
        self.all.with(|all| all.iter().find(|run| run.number == number).cloned())
    }

    /// How a plan runs here, if it does, tracked.
    #[must_use]
    pub fn of(self, plan: &PlanId) -> Option<Run> {
        self.all.with(|all| all.iter().find(|run| run.plan == *plan).cloned())
    }

    /// Whether anything of a plan runs here.
    pub(super) fn has(self, plan: &PlanId) -> bool {
        self.all.with_untracked(|all| all.iter().any(|run| run.plan == *plan))
    }

    /// Notes that a plan starts. Whoever gets "no" is not the first: it starts already, or runs.
    pub(super) fn start(self, plan: &PlanId) -> bool {
        if self.has(plan) {
            return false;
        }
        let is_new = self.starting.try_update_value(|starting| {
            let is_first = !starting.contains(plan);
            if is_first {
                starting.push(plan.clone());
            }
            is_first
        });
        is_new == Some(true)
    }

    /// The plan has run, or could not.
    pub(super) fn started(self, plan: &PlanId) {
        self.starting.update_value(|starting| starting.retain(|other| other != plan));
    }

    /// Somebody wants to look for plans that could be gone on with; whether nobody does already.
    pub(super) fn look_out(self) -> bool {
        self.looking.try_update_value(|looking| !std::mem::replace(looking, true)) == Some(true)
    }

    /// Nobody looks for plans any more.
    pub(super) fn looked(self) {
        self.looking.set_value(false);
    }

    /// Sends nothing more of any plan in the name of who signs out.
    pub(super) fn leave(self) {
        self.all.update(|all| all.iter_mut().for_each(|run| run.phase = Phase::Ending));
        self.wanted.update(HashMap::clear);
    }

    /// Sends nothing more of a plan until [`Runs::go_on`].
    pub fn pause(self, plan: &PlanId) {
        plan_memory::stopped(plan);
        self.change(plan, Phase::Paused);
    }

    /// Sends more of a plan that was paused.
    pub fn go_on(self, plan: &PlanId) {
        if self.all.with_untracked(|all| all.iter().any(|run| run.plan == *plan && run.extent == Extent::Rest)) {
            plan_memory::runs(plan);
        }
        self.change(plan, Phase::Running);
    }

    /// Sends nothing more of a plan. That somebody wanted it so is [`go_on::cancel`](super::go_on::cancel)'s to write down.
    pub(super) fn cancel(self, plan: &PlanId) {
        plan_memory::stopped(plan);
        self.want(plan, Rest::Cancelled, None);
        self.change(plan, Phase::Ending);
        self.unfinished.update(|all| all.retain(|other| other.id != *plan));
    }

    /// Notes what is wanted of the rest of a plan, and since when the gateway knows it.
    pub(super) fn want(self, plan: &PlanId, rest: Rest, since: Option<Timestamp>) {
        self.wanted.update(|wanted| {
            wanted.insert(plan.clone(), (rest, since));
        });
    }

    /// Whether this is still to be told to the gateway.
    pub(super) fn is_wanted(self, plan: &PlanId, rest: Rest) -> bool {
        self.wanted.with_untracked(|wanted| wanted.get(plan) == Some(&(rest, None)))
    }

    /// Whether the rest of a plan was called off, which was read as `cancelled` by a read that began at `began`, tracked.
    #[must_use]
    pub fn is_cancelled(self, plan: &PlanId, cancelled: Option<&Cancelled>, began: Timestamp) -> bool {
        let here = self.wanted.with(|wanted| wanted.get(plan).copied());
        let newer = here.filter(|(_, since)| since.is_none_or(|since| since >= began));
        newer.map_or(cancelled.is_some(), |(rest, _)| rest == Rest::Cancelled)
    }

    /// Sends nothing more of a plan, because another tab runs it now.
    pub(super) fn hand_over(self, plan: &PlanId) {
        self.change(plan, Phase::Ending);
    }

    /// Offers these plans to be gone on with, but for those that somebody did not want to hear of again.
    pub(super) fn offer(self, plans: Vec<PlanSummary>) {
        let wanted = |plan: &PlanSummary| self.dismissed.with_value(|dismissed| !dismissed.contains(&plan.id));
        let plans: Vec<PlanSummary> = plans.into_iter().filter(wanted).collect();
        // What is offered already keeps its buttons under the pointer.
        self.unfinished.maybe_update(|offered| {
            let is_new = *offered != plans;
            *offered = plans;
            is_new
        });
    }

    /// Offers a plan no longer, as long as this page is open.
    pub fn dismiss(self, plan: &PlanId) {
        self.dismissed.update_value(|dismissed| dismissed.push(plan.clone()));
        self.unfinished.update(|all| all.retain(|other| other.id != *plan));
    }

    fn change(self, plan: &PlanId, phase: Phase) {
        let now = format::now();
        self.all.update(|all| {
            for run in all.iter_mut().filter(|run| run.plan == *plan && run.phase != Phase::Ending) {
                run.phase = phase;
                match phase {
                    Phase::Running => run.pace.run(now),
                    Phase::Paused | Phase::Ending => run.pace.pause(now),
                }
            }
        });
    }

    /// Begins to count the outcomes of entries of a plan.
    pub(super) fn begin(self, plan: &PlanId, reason: &str, all: usize, extent: Extent, before: &Before) -> Running {
        let number = self.last.try_update_value(|last| {
            *last += 1;
            *last
        });
        let (number, mut pace) = (number.unwrap_or_default(), Pace::default());
        pace.run(format::now());
        let run = Run {
            plan: plan.clone(),
            reason: reason.to_owned(),
            all: all + before.settled,
            done: before.settled,
            failed: before.failed,
            unknown: before.unknown,
            phase: Phase::Running,
            pace,
            is_cut_off: false,
            extent,
            number,
        };
        if extent == Extent::Rest {
            plan_memory::runs(plan);
            self.unfinished.update(|all| all.retain(|other| other.id != *plan));
        }
        self.all.update(|all| all.push(run));
        Running { runs: self, number }
    }
}

/// Something that runs, until this is dropped.
pub(super) struct Running {
    runs: Runs,
    number: u64,
}

impl Running {
    /// Counts outcomes.
    pub(super) fn count(&self, settled: &[(Task, Outcome, Stored)]) {
        let count = |is: fn(&Outcome) -> bool| settled.iter().filter(|(_, outcome, _)| is(outcome)).count();
        let (failed, unknown) = (count(|outcome| !outcome.is_done()), count(Outcome::is_open));
        self.runs.all.update(|all| {
            if let Some(run) = all.iter_mut().find(|run| run.number == self.number) {
                run.done += settled.len();
                run.failed += failed;
                run.unknown += unknown;
                run.pace.count(settled.len() as u64);
            }
        });
    }

    /// Shows whether it waits for the gateway.
    pub(super) fn cut_off(&self, is_cut_off: bool) {
        self.runs.all.maybe_update(|all| {
            let run = all.iter_mut().find(|run| run.number == self.number && run.is_cut_off != is_cut_off);
            run.map(|run| run.is_cut_off = is_cut_off).is_some()
        });
    }

    /// Whether more may be sent now.
    pub(super) fn phase(&self) -> Phase {
        let phase = |all: &Vec<Run>| all.iter().find(|run| run.number == self.number).map(|run| run.phase);
        self.runs.all.with_untracked(phase).unwrap_or(Phase::Ending)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let mut plan = None;
        self.runs.all.update(|all| {
            plan = all.iter().find(|run| run.number == self.number).map(|run| run.plan.clone());
            all.retain(|run| run.number != self.number);
            // Another run of the same plan, such as a second try of a row, may go on.
            plan.take_if(|plan| all.iter().any(|run| run.plan == *plan));
        });
        if let Some(plan) = plan {
            plan_memory::stopped(&plan);
        }
    }
}
