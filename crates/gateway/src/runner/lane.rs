//! One connection as the tasks of all plans share it: the order of calls, how many requests may be under way at once, a rest
//! where it cannot be used, and which grants calls are under way for. It sends nothing.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rescind_domain::{ConnectionId, EntryId, Fault, FaultKind, Grant, PlanId, Timestamp, Vendor, Waiting};
use rescind_engine::connection_fault::back_off;
use rescind_engine::{Batch, BatchId, LockKey, Scheduler};
use rescind_vendors::read::capabilities;
use tokio::sync::mpsc::UnboundedSender;
use tokio::sync::{Semaphore, SemaphorePermit};

use super::{AWAY, Message};

/// How long a call that has ended still explains what another one sees to be gone, in milliseconds.
const EXPLAINS: u64 = 15 * 60 * 1000;

/// What the tasks of all plans share of a connection.
pub(super) struct Lane {
    state: Mutex<State>,
    /// One for each request that may be under way at the same time, whatever it is for.
    requests: Semaphore,
}

struct State {
    scheduler: Scheduler,
    next: u64,
    /// Whom to tell that a batch may go.
    owners: HashMap<BatchId, (ConnectionId, UnboundedSender<Message>)>,
    plans: HashMap<PlanId, UnboundedSender<Message>>,
    trouble: Option<Trouble>,
    calls: Vec<UnderWay>,
    /// What an entry holds of which nobody knows what became of it.
    held: HashMap<EntryId, Held>,
}

/// What is held for an entry whose call may still be carried out although nobody waits for it any more.
struct Held {
    batch: BatchId,
    plan: PlanId,
    grant: Grant,
    until: Timestamp,
}

/// An entry whose call may still be carried out although nobody waits for it any more.
pub(super) struct Unsettled {
    pub(super) entry: EntryId,
    pub(super) grant: Grant,
    /// What it keeps others from.
    pub(super) keys: Vec<LockKey>,
    /// For how long.
    pub(super) until: Timestamp,
}

/// The connection cannot be used.
struct Trouble {
    fault: Fault,
    since: Timestamp,
    tries: u32,
    retry_at: Timestamp,
    phase: Phase,
}

/// What is done about a connection that cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    /// Nothing goes.
    Rest,
    /// One batch is to find out whether it can be used again.
    Try,
    /// This one is finding out.
    Trying(BatchId),
}

/// A call that has begun.
struct UnderWay {
    batch: BatchId,
    grants: Vec<Grant>,
    ended: Option<Timestamp>,
}

impl Lane {
    pub(super) fn new(vendor: Vendor) -> Self {
        let at_once = capabilities(vendor).parallel;
        Self {
            requests: Semaphore::new(at_once),
            state: Mutex::new(State {
                scheduler: Scheduler::new(at_once),
                next: 0,
                owners: HashMap::new(),
                plans: HashMap::new(),
                trouble: None,
                calls: Vec::new(),
                held: HashMap::new(),
            }),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until one more request may be under way, and holds that place until what is returned is dropped. Requests go in
    /// the order in which they came.
    pub(super) async fn request(&self) -> Option<SemaphorePermit<'_>> {
        // It is never closed, so that there is always one.
        self.requests.acquire().await.ok()
    }

    /// Queues a batch of a plan; its task is told when it may go.
    pub(super) fn submit(
        &self,
        connection: &ConnectionId,
        plan: &PlanId,
        keys: Vec<LockKey>,
        priority: u8,
        owner: &UnboundedSender<Message>,
    ) -> BatchId {
        let mut state = self.state();
        let id = state.next();
        state.owners.insert(id, (connection.clone(), owner.clone()));
        state.plans.insert(plan.clone(), owner.clone());
        state.scheduler.submit(Batch { id, plan: plan.clone(), keys, priority });
        id
    }

    /// Lets batches go that may.
    pub(super) fn pump(&self) {
        self.state().pump();
    }

    /// Takes back what waits of a plan.
    pub(super) fn withdraw(&self, plan: &PlanId) -> Vec<BatchId> {
        let mut state = self.state();
        let batches: Vec<BatchId> = state.scheduler.withdraw(plan).into_iter().map(|batch| batch.id).collect();
        batches.iter().for_each(|id| drop(state.owners.remove(id)));
        state.pump();
        batches
    }

    /// Forgets a plan's task, as it ends. Another one that runs the plan by then is not forgotten.
    pub(super) fn forget(&self, plan: &PlanId, task: &UnboundedSender<Message>) {
        let mut state = self.state();
        if state.plans.get(plan).is_some_and(|owner| owner.same_channel(task)) {
            state.plans.remove(plan);
        }
    }

    /// A batch only waits and reads from now on.
    pub(super) fn waits(&self, id: BatchId) {
        let mut state = self.state();
        state.scheduler.waits(id);
        state.pump();
    }

    /// A batch has ended, and its keys are free.
    pub(super) fn ended(&self, id: BatchId) {
        let mut state = self.state();
        state.scheduler.ended(id);
        state.owners.remove(&id);
        state.held.retain(|_, held| held.batch != id);
        state.found_out_nothing(id);
        state.pump();
    }

    /// A batch has ended, and what became of some of its entries is not known: what is theirs stays taken, the rest is free.
    /// Tells by which batch each holds it from now on.
    pub(super) fn hold(&self, id: BatchId, plan: &PlanId, unsettled: Vec<Unsettled>) -> Vec<BatchId> {
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
    pub(super) fn adopt(&self, plan: &PlanId, unsettled: Unsettled) -> BatchId {
        let mut state = self.state();
        let (batch, id) = state.held_for(plan, unsettled);
        state.scheduler.adopt(batch);
        state.tell();
        id
    }

    /// Whether somebody finds out what became of an entry.
    pub(super) fn holds(&self, entry: &EntryId) -> bool {
        self.state().held.contains_key(entry)
    }

    /// Frees what these entries hold.
    pub(super) fn release(&self, entries: &[EntryId]) {
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
    pub(super) fn let_go(&self, entry: &EntryId, batch: BatchId) {
        if self.state().held.get(entry).is_some_and(|held| held.batch == batch) {
            self.release(std::slice::from_ref(entry));
        }
    }

    /// Notes that a call for these grants begins.
    pub(super) fn call_begins(&self, batch: BatchId, grants: Vec<Grant>) {
        self.state().calls.push(UnderWay { batch, grants, ended: None });
    }

    /// Notes that nothing of a batch is under way any more.
    pub(super) fn call_ended(&self, batch: BatchId, now: Timestamp) {
        let mut state = self.state();
        state.calls.iter_mut().filter(|call| call.batch == batch).for_each(|call| call.ended = Some(now));
        state.calls.retain(|call| call.ended.is_none_or(|ended| ended.0.saturating_add(EXPLAINS) > now.0));
    }

    /// The grants of other batches' calls that were under way at any moment since then.
    pub(super) fn others_since(&self, batch: BatchId, since: Timestamp) -> Vec<Grant> {
        let state = self.state();
        let others = state.calls.iter().filter(|call| call.batch != batch);
        others
            .filter(|call| call.ended.is_none_or(|ended| ended >= since))
            .flat_map(|call| call.grants.clone())
            .collect()
    }

    /// The connection cannot be used: nothing more goes before the pause is over, and then one batch tries.
    pub(super) fn trouble(self: &Arc<Self>, connection: &ConnectionId, fault: &Fault, now: Timestamp) {
        let mut state = self.state();
        let (since, tries) = state.trouble.as_ref().map_or((now, 0), |trouble| (trouble.since, trouble.tries));
        if state.trouble.as_ref().is_some_and(|trouble| trouble.phase == Phase::Rest) {
            // Several that were under way meet the same; one pause is enough.
            return;
        }
        let pause = back_off(tries, fault);
        let retry_at = Timestamp(now.0.saturating_add(pause));
        state.trouble = Some(Trouble { fault: fault.clone(), since, tries: tries + 1, retry_at, phase: Phase::Rest });
        let is_over = now.0.saturating_sub(since.0) >= u64::try_from(AWAY.as_millis()).unwrap_or(u64::MAX);
        for owner in state.plans.values() {
            let message = if is_over { Message::GivenUp(connection.clone()) } else { Message::Trouble };
            // A task that has ended waits for nothing.
            let _ended = owner.send(message);
        }
        drop(state);
        let lane = Arc::clone(self);
        tokio::spawn(async move {
            tokio::time::sleep(Duration::from_millis(pause)).await;
            let mut state = lane.state();
            let is_same = |trouble: &&mut Trouble| (trouble.since, trouble.tries) == (since, tries + 1);
            if let Some(trouble) = state.trouble.as_mut().filter(is_same) {
                trouble.phase = Phase::Try;
                state.pump();
            }
        });
    }

    /// The connection answered. Where the vendor wants fewer calls, the answer to one that was under way already is no reason to
    /// send more before the rest is over.
    pub(super) fn works(&self) {
        let mut state = self.state();
        let is_limited = |trouble: &Trouble| {
            trouble.phase == Phase::Rest && matches!(trouble.fault.kind, FaultKind::RateLimited { .. })
        };
        if state.trouble.as_ref().is_some_and(is_limited) {
            return;
        }
        if state.trouble.take().is_some() {
            state.tell();
            state.pump();
        }
    }

    /// Forgets that the connection could not be used: somebody wants it to be tried now.
    pub(super) fn try_now(&self) {
        let mut state = self.state();
        state.trouble = None;
        state.pump();
    }

    /// Why the connection cannot be used, if it cannot.
    pub(super) fn fault(&self) -> Option<Fault> {
        self.state().trouble.as_ref().map(|trouble| trouble.fault.clone())
    }

    /// What the batches of a plan wait for here, besides their turn.
    pub(super) fn waiting(&self, connection: &ConnectionId, plan: &PlanId) -> Vec<Waiting> {
        let state = self.state();
        let trouble = state.trouble.as_ref().map(|trouble| Waiting::Connection {
            connection: connection.clone(),
            fault: Box::new(trouble.fault.clone()),
            since: trouble.since,
            retry_at: trouble.retry_at,
        });
        let against = state.scheduler.held_against(plan);
        let held = state.held.iter().filter(|(_, held)| against.contains(&held.batch));
        let unsettled = |(entry, held): (&EntryId, &Held)| Waiting::Unsettled {
            entry: entry.clone(),
            plan: held.plan.clone(),
            connection: connection.clone(),
            grant: Box::new(held.grant.clone()),
            until: held.until,
        };
        let mut held: Vec<(&EntryId, &Held)> = held.collect();
        held.sort_unstable_by_key(|(entry, _)| *entry);
        trouble.into_iter().chain(held.into_iter().map(unsettled)).collect()
    }
}

impl State {
    const fn next(&mut self) -> BatchId {
        self.next += 1;
        BatchId(self.next)
    }

    /// Tells the plans that what they wait for may have changed.
    fn tell(&self) {
        // A task that has ended waits for nothing.
        self.plans.values().for_each(|owner| drop(owner.send(Message::Trouble)));
    }

    /// Notes that an entry holds something, and that its call explains for so long what others see to be gone.
    fn held_for(&mut self, plan: &PlanId, unsettled: Unsettled) -> (Batch, BatchId) {
        let Unsettled { entry, grant, keys, until } = unsettled;
        let batch = self.next();
        self.calls.push(UnderWay { batch, grants: vec![grant.clone()], ended: Some(until) });
        self.held.insert(entry, Held { batch, plan: plan.clone(), grant, until });
        (Batch { id: batch, plan: plan.clone(), keys, priority: 0 }, batch)
    }

    fn pump(&mut self) {
        loop {
            match self.trouble.as_ref().map(|trouble| trouble.phase) {
                Some(Phase::Rest | Phase::Trying(_)) => return,
                // What waits may not be able to go now, because of its keys: whoever can first tries.
                Some(Phase::Try) => match self.start_one() {
                    None => return,
                    Some(batch) => {
                        if let Some(trouble) = &mut self.trouble {
                            trouble.phase = Phase::Trying(batch);
                        }
                    }
                },
                None if self.start_one().is_none() => return,
                None => {}
            }
        }
    }

    /// A batch has ended without a word on the connection: if it was to find out about it, another one is to.
    fn found_out_nothing(&mut self, id: BatchId) {
        if let Some(trouble) = self.trouble.as_mut().filter(|trouble| trouble.phase == Phase::Trying(id)) {
            trouble.phase = Phase::Try;
        }
    }

    fn start_one(&mut self) -> Option<BatchId> {
        loop {
            let batch = self.scheduler.start()?;
            match self.owners.remove(&batch.id) {
                Some((connection, owner)) if owner.send(Message::Granted(connection.clone(), batch.id)).is_ok() => {
                    return Some(batch.id);
                }
                // Its task is gone, so that nobody would end it.
                _ => self.scheduler.ended(batch.id),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use rescind_domain::{FaultSource, Retry};

    use super::*;

    #[tokio::test]
    async fn an_answer_to_an_earlier_call_ends_no_rest_that_the_vendor_asked_for() {
        let connection = ConnectionId::new("c");
        let is_waiting_after = |kind: FaultKind| {
            let lane = Arc::new(Lane::new(Vendor::Milvus));
            let fault = Fault::new(kind, FaultSource::Vendor, "POST", "/p", Retry::Safe);
            lane.trouble(&connection, &fault, Timestamp(0));
            assert!(lane.fault().is_some());
            lane.works();
            lane.fault().is_some()
        };
        assert!(is_waiting_after(FaultKind::RateLimited { retry_after_seconds: Some(60) }));
        assert!(!is_waiting_after(FaultKind::Offline));
    }
}
