//! What is known of plans: which run, how far each is, what goes on with their entries, and which outcomes are to be told
//! here. It has no clock, no network and no signal; it says what has changed, and others show it.

mod changes;
mod following;
mod made;
mod own;
mod reads;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use rescind_domain::event::{EntryEvent, Frame, Progress, Step};
use rescind_domain::{
    ConnectionId, EntryId, EntryState, GrantKey, Outcome, PlanEntry, PlanId, PlanStatus, PlanSummary, Timestamp, sort,
};

pub use self::changes::{Changes, Following, Line, RowChange, Showing};
use self::own::Own;
use super::entry::keys;
use super::followed::Followed;

/// So many plans that are over may be known before they are forgotten.
const OVER: usize = 500;

/// Everything that is known.
#[derive(Debug, Default)]
pub struct Model {
    seq: Option<u64>,
    plans: HashMap<PlanId, Line>,
    /// How many changes of plans there were.
    plan_changes: u64,
    /// Entries that are still to be carried out, or of which nobody knows yet what became.
    entries: HashMap<EntryId, Arc<EntryEvent>>,
    by_key: HashMap<GrantKey, Vec<EntryId>>,
    steps: HashMap<EntryId, Step>,
    /// How many reads are under way whose answers may be older than what is heard meanwhile.
    reads: usize,
    /// The numbers of the events that were heard during these.
    passed: HashMap<EntryId, u64>,
    /// The plans of which all entries are known that were not begun when the plan was heard to run.
    listed: HashSet<PlanId>,
    own: Own,
    followed: HashMap<PlanId, Followed>,
    touched: BTreeSet<GrantKey>,
    /// How far this browser's clock is ahead of the gateway's, in milliseconds, as far as the quickest event tells.
    ahead: Option<i64>,
    /// Whether the numbers have begun anew, so that nothing that was known before counts.
    is_renumbered: bool,
}

/// Whether nothing of a plan is to be waited for: no entry is started, and no call is under way.
#[must_use]
pub fn is_over(plan: &PlanSummary) -> bool {
    let under_way = plan.states.in_flight + plan.states.answered + plan.states.lost;
    plan.status != PlanStatus::Running && under_way == 0
}

/// Entries that have just got an outcome.
type Ended = HashMap<EntryId, Arc<EntryEvent>>;

/// Whether an entry is still to be carried out, or nobody knows yet what became of it.
fn is_open(entry: &PlanEntry) -> bool {
    entry.state.outcome().is_none_or(Outcome::is_open)
}

impl Model {
    /// The number of the newest event that is known; nothing before anything was read.
    #[must_use]
    pub const fn seq(&self) -> Option<u64> {
        self.seq
    }

    /// The plans that run, or that wait for somebody to resume them, the newest first.
    #[must_use]
    pub fn lines(&self) -> Vec<Line> {
        let is_shown = |line: &&Line| {
            matches!(line.summary.status, PlanStatus::Running | PlanStatus::Paused { .. }) || !is_over(&line.summary)
        };
        let lines = self.plans.values().filter(is_shown).cloned().collect();
        sort::by(lines, |left: &Line, right| {
            (right.summary.at, &right.summary.id).cmp(&(left.summary.at, &left.summary.id))
        })
    }

    /// A plan that was heard of.
    #[must_use]
    pub fn plan(&self, plan: &PlanId) -> Option<&PlanSummary> {
        self.plans.get(plan).map(|line| &*line.summary)
    }

    /// How many changes there were of what is known of plans.
    #[must_use]
    pub const fn plan_changes(&self) -> u64 {
        self.plan_changes
    }

    /// Whether a plan that is not over has entries at a connection that are still to be carried out.
    #[must_use]
    pub fn is_running_at(&self, connection: &ConnectionId) -> bool {
        let runs = |plan: &PlanId| self.plans.get(plan).is_some_and(|line| !is_over(&line.summary));
        let is_there = |event: &Arc<EntryEvent>| {
            event.entry.entry.connection == *connection && event.entry.state.outcome().is_none() && runs(&event.plan)
        };
        self.entries.values().any(is_there)
    }

    /// The operations that entries wait for, each once.
    #[must_use]
    pub fn operations(&self) -> Vec<Following> {
        let mut all: BTreeMap<String, Following> = BTreeMap::new();
        for (id, step) in &self.steps {
            let (operation, in_the_way) = match step {
                Step::Following { operation } => (operation, false),
                Step::WaitingFor { operation } => (operation, true),
                Step::Observing | Step::Calling | Step::Verifying => continue,
            };
            let Some(event) = self.entries.get(id) else { continue };
            let new = || Following { entries: Vec::new(), operation: operation.clone(), in_the_way };
            all.entry(operation.id.to_string()).or_insert_with(new).entries.push(Arc::clone(event));
        }
        let sorted = |following: Following| {
            let entries = sort::by(following.entries, |left, right| left.entry.id.cmp(&right.entry.id));
            Following { entries, ..following }
        };
        all.into_values().map(sorted).collect()
    }

    /// Applies what was heard; older events than those that are known change nothing.
    pub fn apply(&mut self, frame: &Frame, now: Timestamp) -> Changes {
        let seq = self.seq;
        let mut ended = Ended::new();
        for event in &frame.entries {
            // An entry may change without an event, as when its answer is waited for no longer.
            let is_same = |known: &Arc<EntryEvent>| known.seq == event.seq && known.entry != event.entry;
            let is_new = seq.is_none_or(|seq| event.seq > seq);
            if !is_new && !self.entries.get(&event.entry.id).is_some_and(is_same) {
                continue;
            }
            let ahead = signed(now) - signed(event.at);
            self.ahead = Some(self.ahead.map_or(ahead, |known| known.min(ahead)));
            let event = Arc::new(event.clone());
            self.enter(&event);
            self.note_outcome(&event, &mut ended);
        }
        for plan in &frame.plans {
            self.enter_plan(plan, now);
        }
        for progress in &frame.progress {
            self.enter_progress(progress);
        }
        let newest = frame.entries.iter().map(|event| event.seq).chain(frame.seq).max();
        self.seq = self.seq.max(newest);
        self.changes(ended)
    }

    /// Forgets everything, as for the next person; the rows that showed something.
    pub fn clear(&mut self) -> Vec<GrantKey> {
        std::mem::take(self).by_key.into_keys().collect()
    }

    /// What these rows show.
    pub fn rows(&mut self, keys: &[GrantKey]) -> Changes {
        self.touched.extend(keys.iter().cloned());
        self.changes(Ended::new())
    }

    fn enter(&mut self, event: &Arc<EntryEvent>) {
        let id = &event.entry.id;
        for followed in self.followed.values_mut() {
            followed.enter(event);
        }
        self.forget(id);
        let keys = keys(&event.entry.entry);
        self.touched.extend(keys.iter().cloned());
        if is_open(&event.entry) {
            for key in keys {
                self.by_key.entry(key).or_default().push(id.clone());
            }
            self.entries.insert(id.clone(), Arc::clone(event));
        }
    }

    /// Notes what was heard of an entry: also that it has an outcome now.
    fn note_outcome(&mut self, event: &Arc<EntryEvent>, ended: &mut Ended) {
        let id = &event.entry.id;
        if self.reads > 0 {
            self.passed.insert(id.clone(), event.seq);
        }
        if event.entry.state.outcome().is_some() {
            self.steps.remove(id);
            self.own.enter(event);
            ended.insert(id.clone(), Arc::clone(event));
        }
    }

    fn forget(&mut self, id: &EntryId) {
        let Some(event) = self.entries.remove(id) else { return };
        for key in keys(&event.entry.entry) {
            if let Some(ids) = self.by_key.get_mut(&key) {
                ids.retain(|other| other != id);
                if ids.is_empty() {
                    self.by_key.remove(&key);
                }
            }
            self.touched.insert(key);
        }
    }

    fn enter_plan(&mut self, plan: &PlanSummary, now: Timestamp) {
        for followed in self.followed.values_mut() {
            followed.enter_plan(plan);
        }
        let before = self.plans.get(&plan.id);
        if before.is_some_and(|before| before.summary.seq > plan.seq) {
            return;
        }
        let was_running = before.is_some_and(|before| before.summary.status == PlanStatus::Running);
        let is_running = plan.status == PlanStatus::Running;
        let mut pace = before.map(|before| before.pace).unwrap_or_default();
        if let Some(before) = before {
            pace.count(plan.states.settled.saturating_sub(before.summary.states.settled));
        }
        if is_running {
            pace.run(now)
        } else {
            pace.pause(now)
        }
        self.plan_changes += 1;
        self.plans.insert(plan.id.clone(), Line { summary: Arc::new(plan.clone()), pace });
        if was_running != is_running {
            let of_plan = self.entries.values().filter(|event| event.plan == plan.id);
            self.touched.extend(of_plan.flat_map(|event| keys(&event.entry.entry)));
        }
        if matches!(plan.status, PlanStatus::Cancelled { .. } | PlanStatus::Finished) {
            let never = |event: &&Arc<EntryEvent>| event.plan == plan.id && event.entry.state == EntryState::Planned;
            let never: Vec<EntryId> = self.entries.values().filter(never).map(|event| event.entry.id.clone()).collect();
            never.iter().for_each(|id| self.forget(id));
            self.listed.remove(&plan.id);
        }
        if self.plans.len() > OVER {
            self.plans.retain(|_, line| !is_over(&line.summary));
        }
    }

    fn enter_progress(&mut self, progress: &Progress) {
        for followed in self.followed.values_mut() {
            followed.enter_progress(progress);
        }
        for id in &progress.entries {
            match &progress.step {
                Some(step) => self.steps.insert(id.clone(), step.clone()),
                None => self.steps.remove(id),
            };
            if let Some(event) = self.entries.get(id) {
                self.touched.extend(keys(&event.entry.entry));
            }
        }
    }
}

const fn signed(at: Timestamp) -> i64 {
    at.0.cast_signed()
}
