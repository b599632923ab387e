//! A plan that a page shows, kept up to date: what was read of it, with everything newer that was heard.

use std::collections::HashMap;
use std::sync::Arc;

use rescind_domain::event::{EntryEvent, Progress, Step};
use rescind_domain::{EntryId, PlanEntry, PlanId, PlanStatus, PlanSummary, PlanView, Waiting};

/// A plan as it is now.
#[derive(Clone, Debug, PartialEq)]
pub struct LivePlan {
    /// The plan as it was read, without what has changed since.
    pub read: Arc<PlanView>,
    /// Where it stands.
    pub status: PlanStatus,
    /// The connections that it waits for.
    pub waiting: Vec<Waiting>,
    /// The entries in their order.
    pub entries: Vec<Arc<PlanEntry>>,
    /// What goes on with entries.
    pub steps: HashMap<EntryId, Step>,
}

impl LivePlan {
    /// The whole plan with its entries as they are now.
    #[must_use]
    pub fn view(&self) -> PlanView {
        let entries = self.entries.iter().map(|entry| PlanEntry::clone(entry)).collect();
        PlanView { entries, status: self.status.clone(), waiting: self.waiting.clone(), ..PlanView::clone(&self.read) }
    }
}

/// What is known of a plan that a page shows.
#[derive(Debug)]
pub(super) struct Followed {
    plan: PlanId,
    read: Option<Arc<PlanView>>,
    entries: Vec<Arc<PlanEntry>>,
    places: HashMap<EntryId, usize>,
    /// The newest events, also of the time while it is being read.
    heard: HashMap<EntryId, Arc<EntryEvent>>,
    summary: Option<PlanSummary>,
    steps: HashMap<EntryId, Step>,
    outdated: u64,
    version: u64,
}

impl Followed {
    pub(super) fn new(plan: &PlanId) -> Self {
        Self {
            plan: plan.clone(),
            read: None,
            entries: Vec::new(),
            places: HashMap::new(),
            heard: HashMap::new(),
            summary: None,
            steps: HashMap::new(),
            outdated: 0,
            version: 0,
        }
    }

    pub(super) fn read(&mut self, view: &Arc<PlanView>) {
        if self.read.as_ref().is_some_and(|read| read.seq > view.seq || Arc::ptr_eq(read, view)) {
            return;
        }
        self.places = view.entries.iter().enumerate().map(|(at, entry)| (entry.id.clone(), at)).collect();
        let newest = |entry: &PlanEntry| {
            let heard = self.heard.get(&entry.id).filter(|event| event.seq > view.seq);
            Arc::new(heard.map_or_else(|| entry.clone(), |event| event.entry.clone()))
        };
        self.entries = view.entries.iter().map(newest).collect();
        self.heard.retain(|_, event| event.seq > view.seq);
        if self.read.is_none() {
            let steps = std::mem::take(&mut self.steps);
            for progress in &view.progress {
                self.enter_steps(progress);
            }
            self.steps.extend(steps.into_iter().filter(|(id, _)| self.places.contains_key(id)));
        }
        self.read = Some(Arc::clone(view));
        self.version += 1;
    }

    /// Events up to this number may have passed unheard.
    pub(super) fn miss(&mut self, seq: u64) {
        if self.read.as_ref().is_some_and(|read| read.seq < seq) {
            self.outdated += 1;
            self.version += 1;
        }
    }

    pub(super) fn enter(&mut self, event: &Arc<EntryEvent>) {
        if event.entry.entry.action.undoes().is_some_and(|undone| self.places.contains_key(undone)) {
            self.outdated += 1;
            self.version += 1;
        }
        if event.plan != self.plan {
            return;
        }
        if event.entry.state.outcome().is_some() {
            self.steps.remove(&event.entry.id);
        }
        if let Some(entry) = self.places.get(&event.entry.id).and_then(|at| self.entries.get_mut(*at)) {
            *entry = Arc::new(event.entry.clone());
            self.version += 1;
        }
        self.heard.insert(event.entry.id.clone(), Arc::clone(event));
    }

    pub(super) fn enter_plan(&mut self, plan: &PlanSummary) {
        let is_newer = || self.summary.as_ref().is_none_or(|known| known.seq <= plan.seq);
        if plan.id == self.plan && is_newer() {
            self.summary = Some(plan.clone());
            self.version += 1;
        }
    }

    pub(super) fn enter_progress(&mut self, progress: &Progress) {
        if progress.plan != self.plan {
            return;
        }
        self.enter_steps(progress);
        self.version += 1;
    }

    fn enter_steps(&mut self, progress: &Progress) {
        for id in &progress.entries {
            match &progress.step {
                Some(step) => self.steps.insert(id.clone(), step.clone()),
                None => self.steps.remove(id),
            };
        }
    }

    pub(super) fn live(&self) -> Option<LivePlan> {
        let read = self.read.clone()?;
        let newer = self.summary.as_ref().filter(|plan| plan.seq >= read.seq);
        let (status, waiting) = newer.map_or_else(
            || (read.status.clone(), read.waiting.clone()),
            |plan| (plan.status.clone(), plan.waiting.clone()),
        );
        Some(LivePlan { read, status, waiting, entries: self.entries.clone(), steps: self.steps.clone() })
    }

    pub(super) const fn version(&self) -> u64 {
        self.version
    }

    /// How often it had to be read again: events may have passed unheard, or entries undo some of these, and what they restored
    /// is told only when it is read again.
    pub(super) const fn outdated(&self) -> u64 {
        self.outdated
    }
}
