//! What stays taken for entries of which nobody knows what became of them: their calls may still be carried out, so that nothing
//! else touches the same until that is known, or too long ago.

use rescind_domain::{ConnectionId, EntryId, Grant, PlanId, Timestamp, Waiting};
use rescind_engine::{Batch, BatchId, LockKey};

use super::{Lane, State, UnderWay};

/// What is held for an entry whose call may still be carried out although nobody waits for it any more.
pub(super) struct Held {
    pub(super) batch: BatchId,
    plan: PlanId,
    grant: Grant,
    until: Timestamp,
}

/// An entry whose call may still be carried out although nobody waits for it any more.
pub(in crate::runner) struct Unsettled {
    pub(in crate::runner) entry: EntryId,
    pub(in crate::runner) grant: Grant,
    /// What it keeps others from.
    pub(in crate::runner) keys: Vec<LockKey>,
    /// For how long.
    pub(in crate::runner) until: Timestamp,
}

impl Lane {
    /// A batch has ended, and what became of some of its entries is not known: what is theirs stays taken, the rest is free.
    /// Tells by which batch each holds it from now on.
    pub(in crate::runner) fn hold(&self, id: BatchId, plan: &PlanId, unsettled: Vec<Unsettled>) -> Vec<BatchId> {
        let mut state = self.state();
        let (held, ids) = unsettled.into_iter().map(|unsettled| state.held_for(plan, unsettled)).unzip();
        state.scheduler.hold(id, held);
        state.owners.remove(&id);
        state.found_out_nothing(id);
        state.pump();
        state.tell();
        ids
    }

    /// Takes what is an entry's whose call an earlier process began.
    pub(in crate::runner) fn adopt(&self, plan: &PlanId, unsettled: Unsettled) -> BatchId {
        let mut state = self.state();
        let (batch, id) = state.held_for(plan, unsettled);
        state.scheduler.adopt(batch);
        state.tell();
        id
    }

    /// Whether somebody finds out what became of an entry.
    pub(in crate::runner) fn holds(&self, entry: &EntryId) -> bool {
        self.state().held.contains_key(entry)
    }

    /// Frees what these entries hold.
    pub(in crate::runner) fn release(&self, entries: &[EntryId]) {
        let mut state = self.state();
        let held: Vec<Held> = entries.iter().filter_map(|entry| state.held.remove(entry)).collect();
        if held.is_empty() {
            return;
        }
        held.iter().for_each(|held| state.scheduler.ended(held.batch));
        state.pump();
        state.tell();
    }

    /// Frees what one batch holds for an entry; what a later one holds for it stays.
    pub(in crate::runner) fn let_go(&self, entry: &EntryId, batch: BatchId) {
        if self.state().held.get(entry).is_some_and(|held| held.batch == batch) {
            self.release(std::slice::from_ref(entry));
        }
    }
}

impl State {
    /// Notes that an entry holds something, and that its call explains for so long what others see to be gone.
    fn held_for(&mut self, plan: &PlanId, unsettled: Unsettled) -> (Batch, BatchId) {
        let Unsettled { entry, grant, keys, until } = unsettled;
        let batch = self.next();
        self.calls.push(UnderWay { batch, grants: vec![grant.clone()], ended: Some(until) });
        self.held.insert(entry, Held { batch, plan: plan.clone(), grant, until });
        (Batch { id: batch, plan: plan.clone(), keys, priority: 0 }, batch)
    }

    /// Which of what is held keeps batches of a plan waiting.
    pub(super) fn held_against(&self, connection: &ConnectionId, plan: &PlanId) -> Vec<Waiting> {
        let against = self.scheduler.held_against(plan);
        let mut held: Vec<(&EntryId, &Held)> =
            self.held.iter().filter(|(_, held)| against.contains(&held.batch)).collect();
        held.sort_unstable_by_key(|(entry, _)| *entry);
        let unsettled = |(entry, held): (&EntryId, &Held)| Waiting::Unsettled {
            entry: entry.clone(),
            plan: held.plan.clone(),
            connection: connection.clone(),
            grant: Box::new(held.grant.clone()),
            until: held.until,
        };
        held.into_iter().map(unsettled).collect()
    }
}
