//! The plans that were made or steered on this page, from the request until what became of them is told. Which outcomes are
//! still to be told is noted by [`Own`](super::own::Own).

use std::sync::Arc;

use rescind_domain::event::EntryEvent;
use rescind_domain::{Entry, EntryRef, EntryState, PlanEntry, PlanId, PlanRef, PlanStatus, PlanView, Timestamp};

use super::{Changes, Ended, Model, is_over};
use crate::state::plans::entry::keys;

impl Model {
    /// A plan is being made here.
    pub const fn begin_create(&mut self) {
        self.own.begin();
        self.begin_read();
    }

    /// A plan with these entries was made here. What has happened to it meanwhile is told if it is over.
    pub fn end_create(&mut self, plan: &PlanRef, reason: &str, entries: &[Entry]) -> Changes {
        self.own.end(Some(&plan.id));
        let planned = |(entry, EntryRef { id }): (&Entry, &EntryRef)| PlanEntry {
            id: id.clone(),
            entry: entry.clone(),
            state: EntryState::Planned,
            captured: Vec::new(),
            restored: Vec::new(),
            observed: None,
            comparison: None,
        };
        self.list(&plan.id, reason, entries.iter().zip(&plan.entries).map(planned));
        self.end_read();
        self.changes(Ended::new())
    }

    /// No plan was made here after all, as far as is known.
    pub fn give_up_create(&mut self) {
        self.own.end(None);
        self.end_read();
    }

    /// From now on, what becomes of entries of this plan is told here: somebody has asked for it on this page.
    pub fn adopt(&mut self, plan: &PlanId) {
        self.own.adopt(plan, self.seq.unwrap_or_default());
    }

    /// The same of a plan that is started here: nothing of it can have happened before.
    pub fn adopt_whole(&mut self, plan: &PlanId) {
        self.own.adopt(plan, 0);
    }

    /// This page, before it was read again, has made these plans.
    pub fn adopt_earlier(&mut self, plans: impl IntoIterator<Item = PlanId>) {
        self.own.adopt_earlier(plans);
    }

    /// The plans that were made here and of which not everything is told.
    #[must_use]
    pub fn untold(&self) -> Vec<PlanId> {
        self.own.untold()
    }

    /// Takes over what became of a plan that was made here, of which events may have passed unheard.
    pub fn read_own(&mut self, view: &PlanView) -> Changes {
        let observed = |entry: &PlanEntry| entry.observed.as_ref().and_then(|observed| observed.at);
        let event = |entry: &PlanEntry| {
            Arc::new(EntryEvent {
                seq: view.seq,
                at: observed(entry).unwrap_or(Timestamp(0)),
                plan: view.id.clone(),
                reason: view.reason.clone(),
                entry: entry.clone(),
            })
        };
        let settled = view.entries.iter().filter(|entry| entry.state.outcome().is_some()).map(event);
        let settled: Vec<Arc<EntryEvent>> = settled.collect();
        self.own.read(&view.id, settled.iter().cloned());
        self.touched.extend(settled.iter().flat_map(|event| keys(&event.entry.entry)));
        let ended: Ended = settled.into_iter().map(|event| (event.entry.id.clone(), event)).collect();
        // What is gone is gone since it was observed: a page that was read before does not show it any more.
        let mut changes = self.changes(ended);
        if view.status != PlanStatus::Running {
            changes.told.extend(self.own.ripe(|plan| *plan == view.id));
        }
        changes
    }

    pub(super) fn ripe(&mut self) -> Vec<Arc<EntryEvent>> {
        let plans = &self.plans;
        self.own.ripe(|plan| plans.get(plan).is_some_and(|line| is_over(&line.summary)))
    }
}
