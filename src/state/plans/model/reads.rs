//! What is read because no event tells of it: what is open, and the entries that are not begun. An answer may be older than
//! what is heard meanwhile; then it changes nothing.

use std::collections::HashSet;
use std::sync::Arc;

use rescind_domain::event::{EntryEvent, OpenPlans};
use rescind_domain::{EntryId, EntryState, PlanEntry, PlanId, PlanStatus, PlanSummary, PlanView, Timestamp};

use super::{Changes, Ended, Line, Model};

impl Model {
    /// Something is about to be read.
    pub const fn begin_read(&mut self) {
        self.reads += 1;
    }

    /// It was read and taken over, or could not be.
    pub fn end_read(&mut self) {
        self.reads = self.reads.saturating_sub(1);
        if self.reads == 0 {
            self.passed.clear();
        }
    }

    /// What is known cannot be continued: events count from this number on. What is open has to be read again.
    pub fn reset(&mut self, seq: u64) {
        self.is_renumbered |= self.seq.is_some_and(|known| known > seq);
        self.seq = Some(seq);
    }

    /// Takes over everything that is open, as it was read, and the plans that wait for somebody to resume them.
    pub fn read_open(&mut self, open: &OpenPlans, paused: &[PlanSummary], now: Timestamp) -> Changes {
        let is_renumbered = std::mem::take(&mut self.is_renumbered);
        let missed = self.forget_ended(open, is_renumbered);
        for event in &open.entries {
            self.enter_read(event);
        }
        let plans = || open.plans.iter().chain(paused);
        let listed: HashSet<&PlanId> = plans().map(|plan| &plan.id).collect();
        self.plans.retain(|id, line| listed.contains(id) || (!is_renumbered && line.summary.seq > open.seq));
        self.listed.extend(open.plans.iter().map(|plan| plan.id.clone()));
        for plan in plans() {
            self.enter_plan(plan, now);
        }
        for progress in &open.progress {
            self.enter_progress(progress);
        }
        self.seq = self.seq.max(Some(open.seq));
        // Events from before that are not told any more, and may have been about plans that pages show.
        self.followed.values_mut().for_each(|followed| followed.miss(open.seq));
        // What was open before this page is no news.
        let changes = self.changes(Ended::new());
        let unread = self.own.unread(|plan| self.plans.contains_key(plan));
        Changes { missed, unread, ..changes }
    }

    /// Forgets the entries that are not open any more; whether there were any.
    fn forget_ended(&mut self, open: &OpenPlans, is_renumbered: bool) -> bool {
        let listed: HashSet<&EntryId> = open.entries.iter().map(|event| &event.entry.id).collect();
        let is_ended = |event: &&Arc<EntryEvent>| {
            let id = &event.entry.id;
            let is_older = is_renumbered || event.seq <= open.seq;
            !self.passed.contains_key(id) && is_older && (is_renumbered || !listed.contains(id))
        };
        let ended: Vec<EntryId> = self.entries.values().filter(is_ended).map(|event| event.entry.id.clone()).collect();
        ended.iter().for_each(|id| self.forget(id));
        let passed = &self.passed;
        self.steps.retain(|id, _| passed.contains_key(id));
        !ended.is_empty()
    }

    /// Takes over the entries of a plan that are not begun: no event tells of them.
    pub fn read_entries(&mut self, view: &PlanView) -> Changes {
        self.list(&view.id, &view.reason, view.entries.iter().cloned());
        self.changes(Ended::new())
    }

    pub(super) fn list(&mut self, plan: &PlanId, reason: &str, entries: impl Iterator<Item = PlanEntry>) {
        for entry in entries.filter(|entry| entry.state == EntryState::Planned) {
            let (plan, reason) = (plan.clone(), reason.to_owned());
            self.enter_read(&EntryEvent { seq: 0, at: Timestamp(0), plan, reason, entry });
        }
        self.listed.insert(plan.clone());
    }

    /// Takes over an entry that was read, unless something newer was heard of it.
    fn enter_read(&mut self, event: &EntryEvent) {
        let id = &event.entry.id;
        let heard = self.passed.get(id).copied().or_else(|| self.entries.get(id).map(|known| known.seq));
        if heard.is_none_or(|heard| heard < event.seq) {
            self.enter(&Arc::new(event.clone()));
        }
    }

    /// The plans that run with entries that are not begun and not known here: no event tells of these.
    pub(super) fn unlisted(&mut self) -> Vec<PlanId> {
        if self.own.is_creating() {
            return Vec::new();
        }
        let is_unlisted = |line: &&Line| {
            let plan = &line.summary;
            plan.status == PlanStatus::Running && plan.states.planned > 0 && !self.listed.contains(&plan.id)
        };
        let unlisted: Vec<PlanId> =
            self.plans.values().filter(is_unlisted).map(|line| line.summary.id.clone()).collect();
        self.listed.extend(unlisted.iter().cloned());
        unlisted
    }
}
