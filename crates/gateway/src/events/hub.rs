//! The one place that knows what has happened since the last frame. The journal's writer tells it of every event in the order
//! of the commits; the runner tells it of progress and of what plans wait for. It reads no database but at the end of a
//! transaction, and its lock is held for moments.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rescind_domain::event::{Frame, Progress, Step};
use rescind_domain::{EntryId, PlanId, PlanSummary, Waiting};
use rusqlite::Transaction;
use tokio::sync::{Notify, broadcast};

use super::appended::{self, Appended, What};
use super::sequence::After;
use crate::error::Error;
use crate::journal::{InFlight, Listener, Tell};
use crate::plans::{Latest, Tally};

/// So many frames may wait for a reader; whoever is further behind reads everything again.
const FRAMES: usize = 256;
/// So many events are told again to whoever comes back.
const REMEMBERED: u64 = 4096;
/// The numbers of so many plans are kept; plans that are over are counted again when there are more.
const TALLIES: usize = 1024;

/// What is told to all readers at once.
#[derive(Clone, Debug)]
pub(super) enum Published {
    /// Something has changed.
    Frame(Arc<Frame>),
    /// What has changed could not be read: everything is to be read again.
    Reset,
}

/// What has changed since the last frame.
#[derive(Debug, Default)]
pub(super) struct Changes {
    /// The number of the newest event, if there was one.
    pub(super) seq: Option<u64>,
    pub(super) entries: Vec<EntryId>,
    pub(super) plans: Vec<PlanId>,
    pub(super) progress: Vec<Progress>,
}

#[derive(Default)]
struct State {
    /// The number of the newest event.
    last: u64,
    tallies: HashMap<PlanId, Tally>,
    /// What goes on with entries right now.
    steps: HashMap<EntryId, (PlanId, Step)>,
    waiting: HashMap<PlanId, Vec<Waiting>>,
    /// What changed although no event tells so, with the number of the newest event at that moment.
    silent: HashMap<PlanId, Silent>,
    has_events: bool,
    entries: Vec<EntryId>,
    plans: Vec<PlanId>,
    progress: Vec<(PlanId, EntryId, Option<Step>)>,
}

/// What of a plan changed without an event.
#[derive(Debug, Default)]
struct Silent {
    /// The number of the newest event when it did last.
    at: u64,
    entries: HashMap<EntryId, u64>,
}

impl State {
    /// Notes that a plan and entries of it are to be told although no event is about them.
    fn changed_silently(&mut self, plan: &PlanId, entries: &[EntryId]) {
        let (last, oldest) = (self.last, self.last.saturating_sub(REMEMBERED));
        // Who knows less than that reads everything again.
        self.silent.retain(|_, silent| silent.at >= oldest);
        let silent = self.silent.entry(plan.clone()).or_default();
        silent.at = last;
        silent.entries.extend(entries.iter().map(|entry| (entry.clone(), last)));
        self.plans.push(plan.clone());
        self.entries.extend(entries.iter().cloned());
    }
}

struct Inner {
    state: Mutex<State>,
    /// What was the newest event when the gateway started: nobody can be told what happened before.
    began: u64,
    changed: Notify,
    frames: broadcast::Sender<Published>,
}

/// A handle on it.
#[derive(Clone)]
pub(crate) struct Hub(Arc<Inner>);

/// Where a reader begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Start {
    /// Now; the newest event has this number.
    Now(u64),
    /// After an event, of which everything since is known, until the newest one.
    After { after: u64, seq: u64 },
    /// With everything anew: what the reader knows is too old, or of another journal.
    Reset(u64),
}

impl Hub {
    /// Of a journal whose newest event has this number.
    pub(crate) fn new(last: u64) -> Self {
        let state = Mutex::new(State { last, ..State::default() });
        Self(Arc::new(Inner { state, began: last, changed: Notify::new(), frames: broadcast::Sender::new(FRAMES) }))
    }

    /// Says how far entries are. It has no number, and is told only to those who listen now; who comes later is told how far
    /// they are then.
    pub(crate) fn progress(&self, progress: Progress) {
        let Progress { plan, entries, step } = progress;
        let mut state = self.lock();
        for entry in entries {
            match &step {
                Some(step) => drop(state.steps.insert(entry.clone(), (plan.clone(), step.clone()))),
                None => drop(state.steps.remove(&entry)),
            }
            state.progress.push((plan.clone(), entry, step.clone()));
        }
        drop(state);
        self.0.changed.notify_one();
    }

    /// Says what a plan waits for: all of it, in place of what was said before.
    pub(crate) fn waiting(&self, plan: &PlanId, waiting: Vec<Waiting>) {
        let mut state = self.lock();
        let before = match waiting.is_empty() {
            true => state.waiting.remove(plan).unwrap_or_default(),
            false => state.waiting.insert(plan.clone(), waiting.clone()).unwrap_or_default(),
        };
        if before == waiting {
            return;
        }
        state.changed_silently(plan, &[]);
        drop(state);
        self.0.changed.notify_one();
    }

    /// Says that entries are no longer what they were although no event tells so, as when a call is given up on without a word.
    pub(crate) fn touch(&self, plan: &PlanId, entries: &[EntryId]) {
        let mut state = self.lock();
        state.changed_silently(plan, entries);
        drop(state);
        self.0.changed.notify_one();
    }

    /// The entries and the plans, or those of one plan, that may have changed without an event after the one with this number.
    pub(super) fn silent_since(&self, after: u64, plan: Option<&PlanId>) -> (Vec<EntryId>, Vec<PlanId>) {
        let state = self.lock();
        let of = state.silent.iter().filter(|(id, silent)| silent.at >= after && plan.is_none_or(|plan| plan == *id));
        let (mut entries, mut plans) = (Vec::new(), Vec::new());
        for (id, silent) in of {
            plans.push(id.clone());
            entries.extend(silent.entries.iter().filter(|(_, at)| **at >= after).map(|(entry, _)| entry.clone()));
        }
        drop(state);
        plans.sort_unstable();
        entries.sort_unstable();
        (entries, plans)
    }

    /// What a plan waits for.
    pub(crate) fn waiting_of(&self, plan: &PlanId) -> Vec<Waiting> {
        self.lock().waiting.get(plan).cloned().unwrap_or_default()
    }

    /// What goes on right now with the entries of a plan, or of all.
    pub(crate) fn progress_of(&self, plan: Option<&PlanId>) -> Vec<Progress> {
        let state = self.lock();
        let of = state.steps.iter().filter(|(_, (other, _))| plan.is_none_or(|plan| plan == other));
        let mut steps: Vec<_> =
            of.map(|(entry, (plan, step))| (plan.clone(), entry.clone(), Some(step.clone()))).collect();
        drop(state);
        steps.sort_by(|one, other| (&one.0, &one.1).cmp(&(&other.0, &other.1)));
        grouped(steps)
    }

    /// How far a plan is, if its numbers are kept. What is in flight is looked at now and not earlier: a call is known before
    /// its intent is told, and until its end is.
    pub(super) fn summary(&self, plan: &PlanId, in_flight: &InFlight) -> Option<PlanSummary> {
        let state = self.lock();
        let mut summary = state.tallies.get(plan)?.summary(state.last, in_flight);
        summary.waiting = state.waiting.get(plan).cloned().unwrap_or_default();
        Some(summary)
    }

    /// The number of the newest event that it was told of.
    pub(super) fn last(&self) -> u64 {
        self.lock().last
    }

    /// Where a reader begins who knows what happened until then.
    pub(super) fn start(&self, after: After) -> Start {
        self.begin(after, &self.lock())
    }

    /// The same, and the frames from then on.
    pub(super) fn subscribe(&self, after: After) -> (Start, broadcast::Receiver<Published>) {
        let state = self.lock();
        (self.begin(after, &state), self.0.frames.subscribe())
    }

    fn begin(&self, after: After, state: &State) -> Start {
        let oldest = self.0.began.max(state.last.saturating_sub(REMEMBERED));
        match after {
            After::Nothing => Start::Now(state.last),
            After::Event(after) if (oldest..=state.last).contains(&after) => Start::After { after, seq: state.last },
            After::Event(_) | After::Unknown => Start::Reset(state.last),
        }
    }

    /// Waits until something has changed since it was last taken.
    pub(super) async fn changed(&self) {
        self.0.changed.notified().await;
    }

    /// Takes what has changed. When nobody listens, nothing of it is needed: whoever comes is told from the journal.
    pub(super) fn take(&self) -> Option<Changes> {
        let mut state = self.lock();
        let is_heard = self.0.frames.receiver_count() > 0;
        let seq = std::mem::take(&mut state.has_events).then_some(state.last);
        let (entries, plans) = (std::mem::take(&mut state.entries), std::mem::take(&mut state.plans));
        let progress = std::mem::take(&mut state.progress);
        drop(state);
        let changes = Changes { seq, entries: once(entries), plans: once(plans), progress: grouped(newest(progress)) };
        let is_empty = changes.entries.is_empty() && changes.plans.is_empty() && changes.progress.is_empty();
        (is_heard && !(is_empty && changes.seq.is_none())).then_some(changes)
    }

    /// Tells all readers.
    pub(super) fn publish(&self, published: Published) {
        // Nobody may be there to hear it.
        let _unheard = self.0.frames.send(published);
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn tell(&self, Appended { events, counted }: Appended) {
        let mut state = self.lock();
        for new in events {
            state.last = new.seq;
            state.has_events = true;
            match new.what {
                What::Entry { plan, entry, before, now } => {
                    if let (false, Some(tally)) = (counted.contains_key(&plan), state.tallies.get_mut(&plan)) {
                        tally.entry(&entry, before.as_ref(), &now);
                    }
                    if matches!(now, Latest::Outcome(_)) && state.steps.remove(&entry).is_some() {
                        state.progress.push((plan.clone(), entry.clone(), None));
                    }
                    state.entries.push(entry);
                    state.plans.push(plan);
                }
                What::Plan { plan, event } => {
                    if let (false, Some(tally)) = (counted.contains_key(&plan), state.tallies.get_mut(&plan)) {
                        tally.plan(new.at, event);
                    }
                    state.plans.push(plan);
                }
                What::Journal => {}
            }
        }
        if state.tallies.len() + counted.len() > TALLIES {
            state.tallies.retain(|_, tally| !tally.is_over());
        }
        state.tallies.extend(counted);
        drop(state);
        self.0.changed.notify_one();
    }
}

impl Listener for Hub {
    fn look(&self, transaction: &Transaction<'_>) -> Result<Option<Tell>, Error> {
        // Nobody else writes meanwhile, so that what is known now is known until this is told.
        let last = self.lock().last;
        let appended = appended::since(transaction, last, |plan| self.lock().tallies.contains_key(plan))?;
        if appended.events.is_empty() {
            return Ok(None);
        }
        let hub = self.clone();
        Ok(Some(Box::new(move || hub.tell(appended))))
    }
}

/// Each once, at its first place.
pub(super) fn once<T: Clone + Eq + std::hash::Hash>(all: Vec<T>) -> Vec<T> {
    let mut seen = HashSet::new();
    all.into_iter().filter(|one| seen.insert(one.clone())).collect()
}

/// The newest step of each entry.
fn newest(all: Vec<(PlanId, EntryId, Option<Step>)>) -> Vec<(PlanId, EntryId, Option<Step>)> {
    let mut seen = HashSet::new();
    let mut newest: Vec<_> = all.into_iter().rev().filter(|(_, entry, _)| seen.insert(entry.clone())).collect();
    newest.reverse();
    newest
}

/// Entries that follow each other and are as far as each other are told together.
fn grouped(steps: Vec<(PlanId, EntryId, Option<Step>)>) -> Vec<Progress> {
    let mut groups: Vec<Progress> = Vec::new();
    for (plan, entry, step) in steps {
        match groups.last_mut().filter(|last| last.plan == plan && last.step == step) {
            Some(last) => last.entries.push(entry),
            None => groups.push(Progress { plan, entries: vec![entry], step }),
        }
    }
    groups
}
