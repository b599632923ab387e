//! Runs plans: one task a plan, which observes, writes the intent, calls, writes the answer, observes again and writes the
//! outcome. It alone makes calls that change something, and it alone writes outcomes. What may be claimed is `rescind-engine`'s
//! to decide; what people may ask of a plan is `plans`'.

mod alive;
mod batch;
mod check;
mod hear;
mod lane;
mod plan;
mod record;
mod start_up;
mod stored;
#[cfg(test)]
mod tests;
mod watch;
mod world;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rescind_domain::{By, ConnectionId, EntryId, PlanId, Timestamp, Waiting};
use rusqlite::Transaction;
use tokio::sync::OwnedSemaphorePermit;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::sync::oneshot;

use crate::app::App;
use crate::connections::Connections;
use crate::error::Error;
use lane::Lane;

pub(crate) use start_up::continue_all;
pub(crate) use watch::check;

/// How long a gateway may be away before its plans wait for somebody.
pub(crate) const AWAY: Duration = Duration::from_secs(15 * 60);

/// What a plan's task is told.
#[derive(Debug)]
pub(crate) enum Message {
    /// A batch may go now.
    Granted(ConnectionId, rescind_engine::BatchId),
    /// Somebody started or resumed the plan, or wants entries to be tried again: what is to be done is in the journal.
    Reload(By),
    /// No more of it is to be started.
    Withdraw,
    /// What the plan waits for may have changed: a connection cannot be used, or can be used again; or nobody knows what became of
    /// an entry, or it is known.
    Trouble,
    /// What became of entries is to be found out that nobody is at any more; this is told when that is done.
    Observe(oneshot::Sender<()>),
    /// For tests: the task panics.
    #[cfg(test)]
    Break,
    /// A connection could not be used for too long; this is what was waited for.
    GivenUp(ConnectionId, Waiting),
}

/// The tasks of all plans, and what their calls share.
pub(crate) struct Runner {
    lanes: HashMap<ConnectionId, Arc<Lane>>,
    plans: Mutex<HashMap<PlanId, UnboundedSender<Message>>>,
}

impl Runner {
    /// Nothing runs yet.
    pub(crate) fn new(connections: &Connections) -> Self {
        let lane = |connection: &Arc<crate::connections::Connection>| {
            (connection.public.id.clone(), Arc::new(Lane::new(connection.public.vendor)))
        };
        Self { lanes: connections.all().map(lane).collect(), plans: Mutex::default() }
    }

    fn lane(&self, connection: &ConnectionId) -> Option<&Arc<Lane>> {
        self.lanes.get(connection)
    }

    /// Waits for a place among the requests of a connection, and holds it until what is returned is dropped.
    pub(crate) async fn place(&self, connection: &ConnectionId) -> Option<OwnedSemaphorePermit> {
        self.lane(connection)?.place().await
    }

    /// Withdraws all that waits, as the gateway stops. Calls that have begun end.
    pub(crate) fn stop(&self) {
        for sender in self.plans.lock().unwrap_or_else(PoisonError::into_inner).values() {
            // A task that has ended needs no word.
            let _ended = sender.send(Message::Withdraw);
        }
    }

    /// Tells the plan's task, if there is one.
    fn tell(&self, plan: &PlanId, message: Message) -> bool {
        let plans = self.plans.lock().unwrap_or_else(PoisonError::into_inner);
        plans.get(plan).is_some_and(|sender| sender.send(message).is_ok())
    }

    /// Tells the plan's task to look again what is to be done; where there is none, makes the caller begin one. A plan never
    /// has two.
    fn reload_or_begin(
        &self,
        plan: &PlanId,
        by: &By,
    ) -> Option<(UnboundedSender<Message>, UnboundedReceiver<Message>)> {
        let mut plans = self.plans.lock().unwrap_or_else(PoisonError::into_inner);
        if plans.get(plan).is_some_and(|sender| sender.send(Message::Reload(by.clone())).is_ok()) {
            return None;
        }
        let (sender, messages) = unbounded_channel();
        plans.insert(plan.clone(), sender.clone());
        Some((sender, messages))
    }

    /// Forgets a plan's task, as it ends.
    fn forget(&self, plan: &PlanId, task: &UnboundedSender<Message>) {
        let mut plans = self.plans.lock().unwrap_or_else(PoisonError::into_inner);
        if plans.get(plan).is_some_and(|sender| sender.same_channel(task)) {
            plans.remove(plan);
        }
        drop(plans);
        self.lanes.values().for_each(|lane| lane.forget(plan, task));
    }
}

/// Carries out what the journal says is to be done of a plan, on somebody's word.
pub(crate) fn run(app: &Arc<App>, plan: PlanId, by: By) {
    plan::begin(app, plan, by, plan::Takeover::Fresh);
}

/// Notes that somebody wants a plan to run, in the transaction in which that is written.
///
/// # Errors
/// When that cannot be written.
pub(crate) fn wanted(app: &App, transaction: &Transaction<'_>, plan: i64, at: Timestamp) -> Result<(), Error> {
    let mut select = transaction.prepare_cached("SELECT DISTINCT connection FROM entry WHERE plan = ?1")?;
    let found = select.query_map([plan], |row| row.get::<_, String>(0))?;
    let mut connections: Vec<ConnectionId> =
        found.map(|id| Ok(ConnectionId::new(id?))).collect::<Result<_, Error>>()?;
    connections.sort_unstable();
    record::wanted(transaction, plan, at, &watch::identities(app, &connections))
}

/// Starts no more of a plan.
pub(crate) fn withdraw(app: &App, plan: &PlanId) {
    // Where there is no task, nothing waits.
    let _is_told = app.runner.tell(plan, Message::Withdraw);
}

/// Frees what entries hold that nobody knows the fate of: somebody wants them to be tried again.
pub(crate) fn release(app: &App, connection: &ConnectionId, entries: &[EntryId]) {
    if let Some(lane) = app.runner.lane(connection) {
        lane.release(entries);
    }
}
