//! What something that was heard or read changes: which rows show what, which grants are gone, and what is to be told.

use std::collections::HashMap;
use std::sync::Arc;

use rescind_domain::event::{EntryEvent, Step};
use rescind_domain::pace::Pace;
use rescind_domain::{EntryState, GrantKey, Operation, Outcome, PlanId, PlanStatus, PlanSummary, Timestamp, sort};

use super::{Ended, Model, signed};
use crate::state::plans::entry::keys;

/// What a row shows of the entries that are about its grant.
#[derive(Clone, Debug, PartialEq)]
pub enum Showing {
    /// Nothing goes on with it.
    Nothing,
    /// Its plan runs and has not come to it.
    Waiting,
    /// This goes on with it.
    Running(Step),
    /// A call has begun, and what became of it is being found out.
    Settling,
    /// It has an outcome.
    Settled(Outcome),
}

/// What a row shows from now on.
#[derive(Clone, Debug, PartialEq)]
pub struct RowChange {
    /// The row.
    pub key: GrantKey,
    /// The entry that it shows; nothing when no entry is about it.
    pub event: Option<Arc<EntryEvent>>,
    /// What it shows of it.
    pub showing: Showing,
}

/// What something that was heard or read has changed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Changes {
    /// Rows that show something else.
    pub rows: Vec<RowChange>,
    /// Entries that have an outcome which was not known here.
    pub outcomes: Vec<Arc<EntryEvent>>,
    /// Grants that were proved to be gone, and when, by this browser's clock.
    pub gone: Vec<(GrantKey, Timestamp)>,
    /// Grants that are there again.
    pub back: Vec<GrantKey>,
    /// Outcomes of plans that were started here, and which are to be told now.
    pub told: Vec<Arc<EntryEvent>>,
    /// Plans that were started here and ended while nobody listened: what became of them has to be read.
    pub unread: Vec<PlanId>,
    /// Plans that run with entries of which no event tells, because they are not begun: the plan has to be read.
    pub unlisted: Vec<PlanId>,
    /// Whether entries ended without anybody here hearing how.
    pub missed: bool,
}

/// A plan with how fast it goes.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// The plan.
    pub summary: Arc<PlanSummary>,
    /// How fast it goes since it is watched.
    pub pace: Pace,
}

/// An operation of the vendor's that entries wait for.
#[derive(Clone, Debug, PartialEq)]
pub struct Following {
    /// What waits; never empty.
    pub entries: Vec<Arc<EntryEvent>>,
    /// The operation.
    pub operation: Operation,
    /// Whether it is somebody else's, which is only in the way.
    pub in_the_way: bool,
}

impl Model {
    pub(super) fn changes(&mut self, ended: Ended) -> Changes {
        let mut last: HashMap<GrantKey, Arc<EntryEvent>> = HashMap::new();
        for event in ended.values() {
            for key in keys(&event.entry.entry) {
                let newest = last.entry(key).or_insert_with(|| Arc::clone(event));
                if newest.seq < event.seq {
                    *newest = Arc::clone(event);
                }
            }
        }
        let touched = std::mem::take(&mut self.touched);
        let mut rows = Vec::with_capacity(touched.len());
        for key in touched {
            let (event, showing) = self.showing(&key, last.remove(&key));
            rows.push(RowChange { key, event, showing });
        }
        let outcomes = sort::by_key(ended.into_values().collect(), |event: &Arc<EntryEvent>| event.seq);
        let told = self.ripe();
        let (mut gone, mut back) = (Vec::new(), Vec::new());
        for event in &outcomes {
            match event.entry.state.outcome() {
                Some(outcome) if outcome.is_gone() => {
                    let at = self.by_browser(event.at);
                    gone.extend(keys(&event.entry.entry).into_iter().map(|key| (key, at)));
                }
                Some(Outcome::Restored | Outcome::AlreadyHeld) => back.extend(keys(&event.entry.entry)),
                _ => {}
            }
        }
        let unlisted = self.unlisted();
        Changes { rows, outcomes, gone, back, told, unlisted, ..Changes::default() }
    }

    /// A moment of the gateway's by this browser's clock: never too early.
    fn by_browser(&self, at: Timestamp) -> Timestamp {
        Timestamp(u64::try_from(signed(at) + self.ahead.unwrap_or_default()).unwrap_or_default())
    }

    /// The entry that a row shows, of those about its grant; `ended` has just got its outcome.
    fn showing(&self, key: &GrantKey, ended: Option<Arc<EntryEvent>>) -> (Option<Arc<EntryEvent>>, Showing) {
        let open = self.by_key.get(key).map(Vec::as_slice).unwrap_or_default();
        let mut found: Vec<(u8, Arc<EntryEvent>, Showing)> =
            open.iter().filter_map(|id| self.entries.get(id)).filter_map(|event| self.showing_of(event)).collect();
        if let Some(event) = ended
            && let Some(outcome) = event.entry.state.outcome().cloned()
        {
            found.push((1, event, Showing::Settled(outcome)));
        }
        let newest = found.into_iter().max_by_key(|(rank, event, _)| (*rank, event.seq));
        newest.map_or((None, Showing::Nothing), |(_, event, showing)| (Some(event), showing))
    }

    fn showing_of(&self, event: &Arc<EntryEvent>) -> Option<(u8, Arc<EntryEvent>, Showing)> {
        let (rank, showing) = match (self.steps.get(&event.entry.id), &event.entry.state) {
            (Some(step), _) => (4, Showing::Running(step.clone())),
            (None, EntryState::InFlight) => (3, Showing::Running(Step::Calling)),
            (None, EntryState::Answered) => (3, Showing::Running(Step::Verifying)),
            (None, EntryState::Lost) => (3, Showing::Settling),
            (None, EntryState::Planned) => {
                let is_running = self.plan(&event.plan).is_some_and(|plan| plan.status == PlanStatus::Running);
                (2, is_running.then_some(Showing::Waiting)?)
            }
            (None, EntryState::Settled { outcome }) => (1, Showing::Settled(outcome.clone())),
        };
        Some((rank, Arc::clone(event), showing))
    }
}
