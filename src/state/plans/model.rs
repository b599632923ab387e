//! What is known of plans: which run, how far each is, what goes on with their entries, and which outcomes are to be told
//! here. It has no clock, no network and no signal; it says what has changed, and others show it.

mod changes;
mod own;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use rescind_domain::event::{EntryEvent, Frame, OpenPlans, Progress, Step};
use rescind_domain::{
    Entry, EntryId, EntryRef, EntryState, GrantKey, Outcome, PlanEntry, PlanId, PlanRef, PlanStatus, PlanSummary,
    PlanView, Timestamp,
};

pub use self::changes::{Changes, Following, Line, RowChange, Showing};
use self::own::Own;
use super::entry::keys;
use super::followed::{Followed, LivePlan};

/// So many plans that are over may be known before they are forgotten.
const OVER: usize = 500;

/// Everything that is known.
#[derive(Debug, Default)]
pub struct Model {
    seq: Option<u64>,
    plans: HashMap<PlanId, Line>,
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
        let mut lines: Vec<Line> = self.plans.values().filter(is_shown).cloned().collect();
        lines.sort_by(|left, right| (right.summary.at, &right.summary.id).cmp(&(left.summary.at, &left.summary.id)));
        lines
    }

    /// A plan that was heard of.
    #[must_use]
    pub fn plan(&self, plan: &PlanId) -> Option<&PlanSummary> {
        self.plans.get(plan).map(|line| &*line.summary)
    }

    /// The operations that entries wait for, each once.
    #[must_use]
    pub fn operations(&self) -> Vec<Following> {
        let mut all: BTreeMap<String, Following> = BTreeMap::new();
        for (id, step) in &self.steps {
            let (operation, in_the_way) = match step {
                Step::Following { operation } => (operation, false),
                Step::WaitingFor { operation } => (operation, true),
                Step::Observing | Step::Calling | Step::RateLimited { .. } | Step::Verifying => continue,
            };
            let Some(event) = self.entries.get(id) else { continue };
            let new = || Following { entries: Vec::new(), operation: operation.clone(), in_the_way };
            all.entry(operation.id.to_string()).or_insert_with(new).entries.push(Arc::clone(event));
        }
        let mut all: Vec<Following> = all.into_values().collect();
        for following in &mut all {
            following.entries.sort_by(|left, right| left.entry.id.cmp(&right.entry.id));
        }
        all
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

    fn list(&mut self, plan: &PlanId, reason: &str, entries: impl Iterator<Item = PlanEntry>) {
        for entry in entries.filter(|entry| entry.state == EntryState::Planned) {
            let (plan, reason) = (plan.clone(), reason.to_owned());
            self.enter_read(&EntryEvent { seq: 0, at: Timestamp(0), plan, reason, entry });
        }
        self.listed.insert(plan.clone());
    }

    /// Forgets everything, as for the next person; the rows that showed something.
    pub fn clear(&mut self) -> Vec<GrantKey> {
        std::mem::take(self).by_key.into_keys().collect()
    }

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

    /// What these rows show.
    pub fn rows(&mut self, keys: &[GrantKey]) -> Changes {
        self.touched.extend(keys.iter().cloned());
        self.changes(Ended::new())
    }

    /// Keeps the entries of a plan up to date from now on, for the page that shows it.
    pub fn follow(&mut self, plan: &PlanId) {
        self.followed.entry(plan.clone()).or_insert_with(|| Followed::new(plan));
    }

    /// Takes over a plan that is followed, as it was read.
    pub fn read_followed(&mut self, view: &Arc<PlanView>) {
        if let Some(followed) = self.followed.get_mut(&view.id) {
            followed.read(view);
        }
    }

    /// Nobody shows the plan any more.
    pub fn unfollow(&mut self, plan: &PlanId) {
        self.followed.remove(plan);
    }

    /// A plan that is followed, as it is now; nothing before it was read.
    #[must_use]
    pub fn live(&self, plan: &PlanId) -> Option<LivePlan> {
        self.followed.get(plan)?.live()
    }

    /// How many changes there were of plans that are followed.
    #[must_use]
    pub fn version(&self) -> u64 {
        self.followed.values().map(Followed::version).sum()
    }

    /// How often a followed plan has changed so that only reading it again tells how.
    #[must_use]
    pub fn outdated(&self, plan: &PlanId) -> u64 {
        self.followed.get(plan).map_or(0, Followed::outdated)
    }

    /// Takes over an entry that was read, unless something newer was heard of it.
    fn enter_read(&mut self, event: &EntryEvent) {
        let id = &event.entry.id;
        let heard = self.passed.get(id).copied().or_else(|| self.entries.get(id).map(|known| known.seq));
        if heard.is_none_or(|heard| heard < event.seq) {
            self.enter(&Arc::new(event.clone()));
        }
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

    fn ripe(&mut self) -> Vec<Arc<EntryEvent>> {
        let plans = &self.plans;
        self.own.ripe(|plan| plans.get(plan).is_some_and(|line| is_over(&line.summary)))
    }
}

const fn signed(at: Timestamp) -> i64 {
    at.0.cast_signed()
}
