//! The state of every row that is being changed, by its key: any page that shows the grant shows the same state. It is told by
//! the plans' events. A grant counts as gone only from the moment that an outcome proved it.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use leptos::prelude::*;
use rescind_domain::event::Step;
use rescind_domain::{ActionKind, ConnectionId, GrantKey, Outcome, Timestamp};

use super::plans::PlannedEntry;
use crate::lasting::{Lasting, forget};

/// What a row shows.
#[derive(Clone, Debug, PartialEq)]
pub enum RowState {
    /// Nothing is going on.
    Idle,
    /// A plan with it is being made; what was there before.
    Starting(Box<RowState>),
    /// Its plan runs and has not come to it.
    Waiting(ActionKind),
    /// This goes on with it.
    Running(ActionKind, Step),
    /// A call has begun, and what became of it is being found out.
    Settling,
    /// It has an outcome.
    Settled(Box<PlannedEntry>, Outcome),
}

impl RowState {
    /// Whether something is going on, so that no button is offered.
    #[must_use]
    pub const fn is_busy(&self) -> bool {
        matches!(self, Self::Starting(_) | Self::Waiting(_) | Self::Running(..) | Self::Settling)
    }

    /// Whether a call for it is under way in the gateway or at the vendor, so that no other one is to be sent.
    #[must_use]
    pub const fn is_under_way(&self) -> bool {
        self.is_busy() || matches!(self, Self::Settled(_, Outcome::Pending { .. }))
    }
}

/// The state of one row, for as long as anybody shows it or anything is going on with it.
pub type Row = Arc<ArcRwSignal<RowState>>;

/// So many rows may be known, besides as many as there is something to know of, before the rest is forgotten.
const SPARE: usize = 512;

#[derive(Default)]
struct Rows {
    all: HashMap<GrantKey, Row>,
    /// How many there were when the rest was forgotten last.
    stayed: usize,
}

impl Rows {
    /// One row. Tables ask for every row that they ever show, so those that nobody shows any more are forgotten.
    fn row(&mut self, key: &GrantKey) -> Row {
        if let Some(row) = self.all.get_mut(key) {
            if Arc::strong_count(row) == 1 {
                // Whoever has shown it is gone, and is forgotten with the signal.
                *row = Row::new(ArcRwSignal::new(row.get_untracked()));
            }
            return Arc::clone(row);
        }
        if self.all.len() > 2 * self.stayed + SPARE {
            self.all.retain(|_, row| Arc::strong_count(row) > 1 || row.with_untracked(|row| *row != RowState::Idle));
            self.stayed = self.all.len();
        }
        let row = Row::new(ArcRwSignal::new(RowState::Idle));
        self.all.insert(key.clone(), Arc::clone(&row));
        row
    }
}

/// How many outcomes there were.
#[derive(Clone, Debug, Default)]
struct Settled {
    all: u32,
    at: HashMap<ConnectionId, u32>,
    /// How often some were missed, which may have been anywhere.
    missed: u32,
}

/// The states of all rows.
#[derive(Clone, Copy)]
pub struct Revocations {
    rows: StoredValue<Rows>,
    gone: Lasting<HashMap<GrantKey, Timestamp>>,
    settled: Lasting<Settled>,
}

impl Revocations {
    pub(super) fn new() -> Self {
        Self {
            rows: StoredValue::new(Rows::default()),
            gone: Lasting::new(HashMap::new()),
            settled: Lasting::new(Settled::default()),
        }
    }

    /// The state of one row.
    #[must_use]
    pub fn row(self, key: &GrantKey) -> Row {
        self.rows.try_update_value(|rows| rows.row(key)).unwrap_or_else(|| Row::new(ArcRwSignal::new(RowState::Idle)))
    }

    /// Whether the grant was proved gone after a read that began at `read`, tracked. A later read has the last word.
    #[must_use]
    pub fn is_gone_since(self, key: &GrantKey, read: Timestamp) -> bool {
        self.gone.with(|gone| gone.get(key).is_some_and(|at| *at >= read))
    }

    /// How many times outcomes were heard, tracked: what a change may have touched besides its own row is read again.
    #[must_use]
    pub fn settled(self) -> u32 {
        self.settled.with(|settled| settled.all)
    }

    /// The same of one connection, tracked.
    #[must_use]
    pub fn settled_at(self, connection: &ConnectionId) -> u32 {
        self.settled.with(|settled| settled.at.get(connection).copied().unwrap_or_default() + settled.missed)
    }

    /// A plan with these rows is being made.
    pub(super) fn start(self, keys: &[GrantKey]) {
        for key in keys {
            let row = self.row(key);
            if !matches!(row.get_untracked(), RowState::Starting(_)) {
                change(&row, |state| *state = RowState::Starting(Box::new(std::mem::replace(state, RowState::Idle))));
            }
        }
    }

    /// Nothing came of it: the rows are as they were before.
    pub(super) fn give_up(self, keys: &[GrantKey]) {
        for key in keys {
            let row = self.row(key);
            if let RowState::Starting(before) = row.get_untracked() {
                change(&row, |state| *state = *before);
            }
        }
    }

    /// Shows what goes on with rows. Where nothing does any more, the outcome that a row shows stays.
    pub(super) fn show(self, rows: Vec<(GrantKey, RowState)>) {
        for (key, state) in rows {
            let row = self.row(&key);
            let stays = |shown: &RowState| {
                let is_open = matches!(shown, RowState::Settled(_, outcome) if outcome.is_open());
                *shown == state || (state == RowState::Idle && !shown.is_busy() && !is_open)
            };
            if !row.with_untracked(stays) {
                change(&row, |shown| *shown = state);
            }
        }
    }

    /// Nothing is known of these rows any more.
    pub(super) fn forget(self, keys: Vec<GrantKey>) {
        self.show(keys.into_iter().map(|key| (key, RowState::Idle)).collect());
    }

    /// Notes outcomes, all at once: whatever follows from them on a page is computed, and read again, once. `missed` says that
    /// there were others that nobody here heard of.
    pub(super) fn settle(
        self,
        gone: Vec<(GrantKey, Timestamp)>,
        back: &[GrantKey],
        places: HashSet<ConnectionId>,
        missed: bool,
    ) {
        if !gone.is_empty() {
            self.gone.update(|all| all.extend(gone));
        }
        if self.gone.with_untracked(|all| back.iter().any(|key| all.contains_key(key))) {
            self.gone.update(|all| all.retain(|key, _| !back.contains(key)));
        }
        if !places.is_empty() || missed {
            self.settled.update(|settled| {
                settled.all += 1;
                for place in places {
                    *settled.at.entry(place).or_default() += 1;
                }
                settled.missed += u32::from(missed);
            });
        }
    }
}

fn change(row: &Row, change: impl FnOnce(&mut RowState)) {
    row.update(change);
    forget(&**row);
}
