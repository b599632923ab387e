//! One connection as the tasks of all plans share it: the order of calls, how many requests may be under way at once, and which
//! grants calls are under way for. It sends nothing.

mod held;
mod trouble;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures_util::FutureExt as _;
use futures_util::future::{self, BoxFuture};
use rescind_domain::{ConnectionId, EntryId, Grant, PlanId, Timestamp, Vendor, Waiting};
use rescind_engine::{Batch, BatchId, LockKey, Scheduler};
use rescind_vendors::read::capabilities;
use tokio::sync::mpsc::UnboundedSender;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use self::held::Held;
use self::trouble::{Phase, Trouble};
use super::Message;

pub(super) use self::held::Unsettled;

/// How many batches are at work for each call that may be under way: while some observe or write, others call.
const AHEAD: usize = 3;

/// How long a call that has ended still explains what another one sees to be gone, in milliseconds.
const EXPLAINS: u64 = 15 * 60 * 1000;

/// A turn among the calls, or a place among the requests, which may not have come yet. They come in the order of the numbers.
/// Whoever waited for one has it until that is dropped, and a number that is dropped is passed over.
pub(super) type Turn = BoxFuture<'static, Option<OwnedSemaphorePermit>>;

/// What the tasks of all plans share of a connection.
pub(super) struct Lane {
    state: Mutex<State>,
    /// One for each request that may be under way at the same time, whatever it is for.
    requests: Arc<Semaphore>,
    /// One for each call that may have begun at the same time.
    calls: Arc<Semaphore>,
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
            requests: Arc::new(Semaphore::new(at_once)),
            calls: Arc::new(Semaphore::new(at_once)),
            state: Mutex::new(State {
                scheduler: Scheduler::new(at_once * AHEAD),
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

    /// Takes a number for a place among the requests that may be under way at the same time.
    pub(super) fn place(&self) -> Turn {
        numbered(&self.requests)
    }

    /// Takes a number for a turn among the calls.
    pub(super) fn turn(&self) -> Turn {
        numbered(&self.calls)
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
        state.forget_given_up();
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

    /// What the batches of a plan wait for here, besides their turn.
    pub(super) fn waiting(&self, connection: &ConnectionId, plan: &PlanId) -> Vec<Waiting> {
        let state = self.state();
        let trouble = state.trouble.as_ref().map(|trouble| trouble.waiting(connection));
        trouble.into_iter().chain(state.held_against(connection, plan)).collect()
    }
}

fn numbered(those: &Arc<Semaphore>) -> Turn {
    // It is never closed, so that there is always one.
    let mut turn = Arc::clone(those).acquire_owned().map(Result::ok).boxed();
    // The number is taken when it is first asked for.
    match (&mut turn).now_or_never() {
        Some(has) => future::ready(has).boxed(),
        None => turn,
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
