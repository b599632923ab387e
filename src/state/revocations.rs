//! The state of every row that is being revoked or given back, by its key: any page that shows the grant shows the same state.
//! A grant counts as gone only from the moment that an outcome proved it.

use std::collections::HashMap;
use std::sync::Arc;

use leptos::prelude::*;
use rescind_domain::{
    Act, ConnectionId, EntryId, Grant, GrantKey, Membership, Outcome, PlanId, RoleName, RoleRef, Timestamp,
};
use rescind_vendors::Operation;
use rescind_vendors::revoke::Step;

use crate::i18n::format;
use crate::lasting::{Lasting, forget};

/// One revocation or return under way: what the flow and the retry need to know.
#[derive(Clone, Debug, PartialEq)]
pub struct Task {
    /// Where, with the vendor.
    pub connection: rescind_domain::Connection,
    /// What.
    pub grant: Grant,
    /// Why, for a retry that needs a new plan.
    pub reason: String,
    /// The plan.
    pub plan: PlanId,
    /// The plan's entry.
    pub entry: EntryId,
    /// The entry that is undone by giving the grant back; nothing when it is taken away.
    pub undo: Option<EntryId>,
}

impl Task {
    /// Whether it takes away or gives back.
    #[must_use]
    pub const fn act(&self) -> Act {
        Act::of(self.undo.as_ref())
    }

    /// The key of its row.
    #[must_use]
    pub fn key(&self) -> GrantKey {
        self.grant.key(&self.connection.id)
    }

    /// The keys of all rows that it is about.
    #[must_use]
    pub fn keys(&self) -> Vec<GrantKey> {
        keys(&self.connection.id, &self.grant)
    }
}

/// What a row shows.
#[derive(Clone, Debug, PartialEq)]
pub enum RowState {
    /// Nothing is going on.
    Idle,
    /// A revocation is being prepared; what was there before it.
    Starting(Box<RowState>),
    /// A revocation or a return runs.
    Running(Act, Step),
    /// The answer got lost and is being looked for.
    Settling,
    /// It has an outcome.
    Settled(Box<Task>, Outcome),
}

impl RowState {
    /// Whether something is going on, so that no button is offered.
    #[must_use]
    pub const fn is_busy(&self) -> bool {
        matches!(self, Self::Starting(_) | Self::Running(..) | Self::Settling)
    }

    /// Whether a call for it is under way here or at the vendor, so that no other one is to be sent.
    #[must_use]
    pub const fn is_under_way(&self) -> bool {
        self.is_busy() || matches!(self, Self::Settled(_, Outcome::Pending { .. }))
    }

    /// Whether the last outcome that it shows, or would show again, is of this task's plan, and of the task no other one.
    #[must_use]
    pub fn tells_of(&self, task: &Task, outcome: &Outcome) -> bool {
        match self {
            Self::Settled(last, newest) => last.plan == task.plan && (last.entry != task.entry || newest == outcome),
            Self::Starting(before) => before.tells_of(task, outcome),
            Self::Idle | Self::Running(..) | Self::Settling => false,
        }
    }
}

/// An operation of the vendor's that rows wait for.
#[derive(Clone, Debug, PartialEq)]
pub struct Watched {
    /// What waits; never empty.
    pub tasks: Vec<Task>,
    /// The operation.
    pub operation: Operation,
    /// Whether it is somebody else's, which is only in the way.
    pub in_the_way: bool,
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

/// The states of all rows.
#[derive(Clone, Copy)]
pub struct Revocations {
    rows: StoredValue<Rows>,
    gone: Lasting<HashMap<GrantKey, Timestamp>>,
    settled: Lasting<u32>,
    watched: Lasting<Vec<Watched>>,
}

impl Revocations {
    pub(super) fn new() -> Self {
        Self {
            rows: StoredValue::new(Rows::default()),
            gone: Lasting::new(HashMap::new()),
            settled: Lasting::new(0),
            watched: Lasting::new(Vec::new()),
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

    /// How many outcomes there have been, tracked: what a change may have touched besides its own row is read again.
    #[must_use]
    pub fn settled(self) -> u32 {
        self.settled.get()
    }

    /// Whether rows wait for operations, tracked.
    #[must_use]
    pub fn is_watching(self) -> bool {
        self.watched.with(|watched| !watched.is_empty())
    }

    /// Whether rows of a connection wait for operations, tracked.
    #[must_use]
    pub fn is_watching_at(self, connection: &ConnectionId) -> bool {
        let is_there = |watched: &Watched| watched.tasks.iter().any(|task| task.connection.id == *connection);
        self.watched.with(|watched| watched.iter().any(is_there))
    }

    /// The operations that rows wait for, each once, tracked.
    #[must_use]
    pub fn watched(self) -> Vec<Watched> {
        self.watched.get()
    }

    fn watch(self, task: &Task, state: &RowState) {
        let watched = match state {
            RowState::Running(_, Step::Following(operation)) => Some((operation.clone(), false)),
            RowState::Running(_, Step::WaitingFor(operation)) => Some((operation.clone(), true)),
            _ => None,
        };
        let key = task.key();
        let is_same = |other: &Task| other.key() == key;
        if watched.is_none()
            && self.watched.with_untracked(|all| !all.iter().any(|other| other.tasks.iter().any(is_same)))
        {
            return;
        }
        self.watched.update(|all| {
            all.iter_mut().for_each(|other| other.tasks.retain(|other| !is_same(other)));
            all.retain(|other| !other.tasks.is_empty());
            let Some((operation, in_the_way)) = watched else { return };
            match all.iter_mut().find(|other| other.operation.id == operation.id) {
                Some(other) => {
                    other.operation = operation;
                    other.tasks.push(task.clone());
                }
                None => all.push(Watched { tasks: vec![task.clone()], operation, in_the_way }),
            }
        });
    }

    /// Sets the state of the rows of tasks: what goes on with all access goes on with each of its roles.
    pub(super) fn set(self, tasks: &[Task], state: &RowState) {
        for task in tasks {
            self.watch(task, state);
            for key in task.keys() {
                change(&self.row(&key), |row| row.clone_from(state));
            }
        }
    }

    /// Something is being prepared for these rows.
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

    /// Shows outcomes, all at once: whatever follows from them on a page is computed, and read again, once.
    pub(super) fn settle(self, settled: &[(Task, Outcome)]) {
        if settled.is_empty() {
            return;
        }
        for (task, outcome) in settled {
            self.set(std::slice::from_ref(task), &RowState::Settled(Box::new(task.clone()), outcome.clone()));
        }
        let gone: Vec<GrantKey> =
            settled.iter().filter(|(_, outcome)| outcome.is_gone()).flat_map(|(task, _)| task.keys()).collect();
        if !gone.is_empty() {
            let now = format::now();
            self.gone.update(|all| all.extend(gone.into_iter().map(|key| (key, now))));
        }
        let back = |key: &GrantKey| {
            let is_back = |outcome: &Outcome| matches!(outcome, Outcome::Restored | Outcome::AlreadyHeld);
            settled.iter().any(|(task, outcome)| is_back(outcome) && task.keys().contains(key))
        };
        if self.gone.with_untracked(|all| all.keys().any(back)) {
            self.gone.update(|all| all.retain(|key, _| !back(key)));
        }
        self.settled.update(|count| *count += 1);
    }
}

fn change(row: &Row, change: impl FnOnce(&mut RowState)) {
    row.update(change);
    forget(&**row);
}

/// The keys of all that goes when a grant goes, and comes when it comes: of all access, also those of its roles, which have
/// rows of their own.
#[must_use]
pub fn keys(connection: &ConnectionId, grant: &Grant) -> Vec<GrantKey> {
    let mut keys = vec![grant.key(connection)];
    if let Grant::Access(access) = grant {
        let role = |role: &RoleName| RoleRef::scoped(access.scope.clone(), role.clone());
        let held = |name: &RoleName| Grant::Membership(Membership::new(role(name), access.principal.clone()));
        keys.extend(access.roles.iter().map(|name| held(name).key(connection)));
    }
    keys
}
