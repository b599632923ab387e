//! A plan that a page shows, kept up to date: what was read of it, with everything newer that was heard.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use rescind_domain::event::{EntryEvent, Progress, Step};
use rescind_domain::{EntryId, EntryState, PlanEntry, PlanId, PlanStatus, PlanSummary, PlanView, Waiting};

/// A plan as it is now.
#[derive(Clone, Debug, PartialEq)]
pub struct LivePlan {
    /// The plan as it was read, without what has changed since.
    pub read: Arc<PlanView>,
    /// Where it stands.
    pub status: PlanStatus,
    /// The connections that it waits for.
    pub waiting: Vec<Waiting>,
    /// The entries in their order. What is to be tried again waits as if it had never been.
    pub entries: Vec<Arc<PlanEntry>>,
    /// What goes on with entries.
    pub steps: HashMap<EntryId, Step>,
    /// Those of the entries that are to be tried again, as they were left.
    again: HashMap<EntryId, Arc<PlanEntry>>,
}

impl LivePlan {
    /// The whole plan with its entries as they are now, with the outcomes of those that are to be tried again.
    #[must_use]
    pub fn view(&self) -> PlanView {
        let left = |entry: &Arc<PlanEntry>| PlanEntry::clone(self.again.get(&entry.id).unwrap_or(entry));
        let again = self.entries.iter().map(|entry| &entry.id).filter(|id| self.again.contains_key(id)).cloned();
        let (entries, again) = (self.entries.iter().map(left).collect(), again.collect());
        PlanView {
            entries,
            again,
            status: self.status.clone(),
            waiting: self.waiting.clone(),
            ..PlanView::clone(&self.read)
        }
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
    /// The entries that are to be tried again.
    again: HashSet<EntryId>,
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
            again: HashSet::new(),
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
        self.again = view.again.iter().filter(|id| !self.heard.contains_key(id)).cloned().collect();
        if self.read.is_none() {
            let steps = std::mem::take(&mut self.steps);
            for progress in &view.progress {
                self.enter_steps(progress);
            }
            self.steps.extend(steps.into_iter().filter(|(id, _)| self.places.contains_key(id)));
        }
        // Somebody may have had it go on since it was read.
        let is_asked = |plan: &PlanSummary| {
            plan.status == PlanStatus::Running
                && (view.status != PlanStatus::Running || (view.again.len() as u64) < plan.again)
        };
        self.outdated += u64::from(self.summary.as_ref().is_some_and(|plan| plan.seq > view.seq && is_asked(plan)));
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
        self.again.remove(&event.entry.id);
        if let Some(entry) = self.places.get(&event.entry.id).and_then(|at| self.entries.get_mut(*at)) {
            *entry = Arc::new(event.entry.clone());
            self.version += 1;
        }
        self.heard.insert(event.entry.id.clone(), Arc::clone(event));
    }

    pub(super) fn enter_plan(&mut self, plan: &PlanSummary) {
        let is_newer = || self.summary.as_ref().is_none_or(|known| known.seq <= plan.seq);
        if plan.id == self.plan && is_newer() {
            // On whose word it runs, and what is to be tried again, is told only when it is read.
            let known = self.summary.as_ref().map(|known| (&known.status, known.again));
            let known = known.or_else(|| self.read.as_ref().map(|read| (&read.status, read.again.len() as u64)));
            let is_asked = |(status, again): (&PlanStatus, u64)| *status != PlanStatus::Running || again < plan.again;
            if plan.status == PlanStatus::Running && known.is_some_and(is_asked) {
                self.outdated += 1;
            }
            if plan.again == 0 {
                self.again.clear();
            }
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
        let mut live = LivePlan {
            read,
            status,
            waiting,
            entries: self.entries.clone(),
            steps: self.steps.clone(),
            again: HashMap::new(),
        };
        // What is cancelled is tried again no more.
        if matches!(live.status, PlanStatus::Running | PlanStatus::Paused { .. }) {
            for entry in live.entries.iter_mut().filter(|entry| self.again.contains(&entry.id)) {
                live.again.insert(entry.id.clone(), Arc::clone(entry));
                *entry = Arc::new(PlanEntry { state: EntryState::Planned, ..PlanEntry::clone(entry) });
            }
        }
        Some(live)
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use rescind_domain::outcome::Proof;
    use rescind_domain::{
        ConnectionId, Entry, Fault, FaultKind, FaultSource, Grant, Membership, Outcome, Principal, Retry, RoleRef,
        StateCounts, Timestamp,
    };

    use super::*;

    fn entry(user: &str, state: EntryState) -> PlanEntry {
        let grant = Grant::Membership(Membership::new(RoleRef::plain("reader"), Principal::user(user)));
        PlanEntry {
            id: EntryId::new(user),
            entry: Entry::revoke(ConnectionId::new("c"), grant),
            state,
            captured: Vec::new(),
            restored: Vec::new(),
            observed: None,
            comparison: None,
        }
    }

    fn failed() -> EntryState {
        let fault = Fault::new(FaultKind::Rejected, FaultSource::Vendor, "POST", "/p", Retry::Useless);
        EntryState::Settled { outcome: Outcome::failed(fault, Proof::Said) }
    }

    fn view(seq: u64, status: PlanStatus, again: &[&str]) -> Arc<PlanView> {
        Arc::new(PlanView {
            seq,
            status,
            waiting: Vec::new(),
            id: PlanId::new("p"),
            at: Timestamp(1),
            who: "admin".to_owned(),
            started: None,
            resumed: None,
            retried: None,
            reason: String::new(),
            entries: vec![entry("alice", failed()), entry("bob", failed())],
            progress: Vec::new(),
            later: Vec::new(),
            again: again.iter().copied().map(EntryId::new).collect(),
        })
    }

    fn summary(seq: u64, status: PlanStatus, again: u64) -> PlanSummary {
        PlanSummary {
            seq,
            status,
            waiting: Vec::new(),
            id: PlanId::new("p"),
            at: Timestamp(1),
            who: "admin".to_owned(),
            reason: String::new(),
            entries: 2,
            first: None,
            states: StateCounts { settled: 2, ..StateCounts::default() },
            again,
            outcomes: BTreeMap::new(),
        }
    }

    fn states(followed: &Followed) -> Vec<EntryState> {
        followed.live().unwrap().entries.iter().map(|entry| entry.state.clone()).collect()
    }

    #[test]
    fn what_is_to_be_tried_again_waits_until_something_is_heard_of_it() {
        let mut followed = Followed::new(&PlanId::new("p"));
        followed.read(&view(5, PlanStatus::Running, &["alice", "bob"]));
        assert_eq!(states(&followed), [EntryState::Planned, EntryState::Planned]);
        let kept: Vec<EntryState> = followed.live().unwrap().view().entries.into_iter().map(|e| e.state).collect();
        assert_eq!(kept, [failed(), failed()], "a file has the outcomes");
        let event = EntryEvent {
            seq: 6,
            at: Timestamp(1),
            plan: PlanId::new("p"),
            reason: String::new(),
            entry: entry("alice", EntryState::InFlight),
        };
        followed.enter(&Arc::new(event));
        assert_eq!(states(&followed), [EntryState::InFlight, EntryState::Planned]);
        followed.enter_plan(&summary(7, PlanStatus::Running, 0));
        assert_eq!(states(&followed), [EntryState::InFlight, failed()], "somebody has cancelled it meanwhile");
    }

    #[test]
    fn a_plan_is_read_again_when_somebody_has_it_go_on() {
        let mut followed = Followed::new(&PlanId::new("p"));
        followed.read(&view(5, PlanStatus::Finished, &[]));
        followed.enter_plan(&summary(6, PlanStatus::Running, 1));
        assert_eq!(followed.outdated(), 1, "it runs again");
        followed.enter_plan(&summary(7, PlanStatus::Running, 1));
        assert_eq!(followed.outdated(), 1, "nothing was asked of it");
        followed.enter_plan(&summary(8, PlanStatus::Running, 2));
        assert_eq!(followed.outdated(), 2, "one more is to be tried again");
        followed.enter_plan(&summary(9, PlanStatus::Finished, 0));
        assert_eq!(followed.outdated(), 2);
        let mut followed = Followed::new(&PlanId::new("p"));
        followed.enter_plan(&summary(6, PlanStatus::Running, 1));
        followed.read(&view(5, PlanStatus::Finished, &[]));
        assert_eq!(followed.outdated(), 1, "it was asked while it was read");
    }
}
