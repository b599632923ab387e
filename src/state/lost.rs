//! Calls whose answers did not reach us: what the gateway knows of them, and what a look tells of those that have ended.
//! Nothing is ever sent here.

use std::collections::HashMap;
use std::slice;

use futures_util::future::join_all;
use rescind_domain::outcome::Proof;
use rescind_domain::{Act, EntryId, EntryState, Fault, FaultKind, FaultSource, JournalRow, Outcome, PlanId, Retry};
use rescind_vendors::give::settle_earlier_return;
use rescind_vendors::revoke::{Earlier, settle_earlier};

use super::Console;
use super::execute::Shared;
use super::revocations::{RowState, Task};
use crate::transport::pause;

/// The pause in milliseconds between two questions to the journal about an answer that got lost on the way to us.
const ASK_EVERY: u32 = 1_000;
/// How often an entry must be seen without a call before the call counts as never having reached the gateway.
const NEVER_ARRIVED_AFTER: u32 = 3;

/// Finds out what became of calls of one plan whose answers did not reach us: waits until the gateway knows that they have
/// ended, then reads the state again.
pub(super) async fn find_out(console: Console, transport: &Shared, tasks: Vec<Task>) -> Vec<(Task, Outcome)> {
    console.revocations.set(&tasks, &RowState::Settling);
    let mut found = Vec::with_capacity(tasks.len());
    let mut open: Vec<Open> = tasks.into_iter().map(Open::new).collect();
    while !open.is_empty() {
        let fates = fates(console, &open).await;
        let (mut ended, mut still) = (Vec::new(), Vec::new());
        for (open, fate) in std::mem::take(&mut open).into_iter().zip(fates) {
            match fate {
                Fate::Ended(row) => ended.push((open.task, row)),
                Fate::Told(outcome) => found.push((open.task, outcome)),
                // Somebody else's call for it was seen, and this is what became of that.
                Fate::NoCall(Some(last)) if open.was_under_way => found.push((open.task, last)),
                Fate::NoCall(_) if open.never_arrived + 1 < NEVER_ARRIVED_AFTER => {
                    still.push(Open { never_arrived: open.never_arrived + 1, ..open });
                }
                Fate::NoCall(_) => found.push((open.task, Outcome::failed(never_sent(), Proof::NotSent))),
                Fate::UnderWay => still.push(Open { was_under_way: true, ..open }),
                Fate::Untold => still.push(open),
                Fate::Unheard => still.push(Open { never_arrived: 0, ..open }),
            }
        }
        open = still;
        let look = async |(task, row): (Task, Box<JournalRow>)| {
            let outcome = look_again(console, transport, &task, &row).await;
            (task, outcome)
        };
        found.extend(join_all(ended.into_iter().map(look)).await);
        if !open.is_empty() {
            pause(ASK_EVERY).await;
        }
    }
    found
}

/// An entry whose fate is looked for.
struct Open {
    task: Task,
    /// How often there was no call to be seen.
    never_arrived: u32,
    /// Whether one was seen.
    was_under_way: bool,
}

impl Open {
    const fn new(task: Task) -> Self {
        Self { task, never_arrived: 0, was_under_way: false }
    }
}

/// What the gateway knows of a call whose answer did not reach us.
enum Fate {
    /// It has ended, and only a look can tell how.
    Ended(Box<JournalRow>),
    /// The journal has the last word on the entry.
    Told(Outcome),
    /// There is none, but for one that has failed before; it may yet be on its way.
    NoCall(Option<Outcome>),
    /// It has not ended.
    UnderWay,
    /// The gateway could not tell.
    Untold,
    /// The gateway did not answer.
    Unheard,
}

/// What the gateway knows of these, in two reads at most.
async fn fates(console: Console, open: &[Open]) -> Vec<Fate> {
    let Ok(rows) = console.client.unsettled().await else {
        return open.iter().map(|_| Fate::Unheard).collect();
    };
    let mut rows: HashMap<EntryId, JournalRow> = rows.into_iter().map(|row| (row.entry.clone(), row)).collect();
    let unlisted = open.iter().find(|open| !rows.contains_key(&open.task.entry));
    let mut states = match unlisted {
        Some(open) => entry_states(console, &open.task.plan).await,
        None => HashMap::new(),
    };
    let fate = |open: &Open| match (rows.remove(&open.task.entry), states.remove(&open.task.entry)) {
        (Some(row), _) if row.state == EntryState::InFlight => Fate::UnderWay,
        (Some(row), _) => Fate::Ended(Box::new(row)),
        (None, Some(EntryState::Settled { outcome: outcome @ Outcome::Failed { .. } })) => Fate::NoCall(Some(outcome)),
        (None, Some(EntryState::Planned)) => Fate::NoCall(None),
        (None, Some(EntryState::InFlight)) => Fate::UnderWay,
        (None, Some(EntryState::Settled { outcome })) => Fate::Told(outcome),
        (None, _) => Fate::Untold,
    };
    open.iter().map(fate).collect()
}

/// Reads the state again for an attempt that has ended without our seeing its answer.
pub(super) async fn look_again(console: Console, transport: &Shared, task: &Task, row: &JournalRow) -> Outcome {
    let earlier = Earlier::of(row);
    let sent = (row.method.as_deref().unwrap_or_default(), row.path.as_deref().unwrap_or_default());
    let act = task.act();
    let step = |step| console.revocations.set(slice::from_ref(task), &RowState::Running(act, step));
    let grants = slice::from_ref(&task.grant);
    let vendor = task.connection.vendor;
    let settled = match act {
        Act::Take => settle_earlier(transport, vendor, grants, &earlier, sent, &step).await,
        Act::Give => settle_earlier_return(transport, vendor, grants, &earlier, sent, &step).await,
    };
    settled.into_iter().next().unwrap_or_else(|| Outcome::unknown(never_sent()))
}

/// How far an entry is, as the gateway has it.
pub(super) async fn entry_state(console: Console, task: &Task) -> Option<EntryState> {
    entry_states(console, &task.plan).await.remove(&task.entry)
}

/// How far the entries of a plan are, as the gateway has it; none where it does not tell.
async fn entry_states(console: Console, plan: &PlanId) -> HashMap<EntryId, EntryState> {
    let Ok(plan) = console.client.plan(plan).await else { return HashMap::new() };
    plan.entries.into_iter().map(|entry| (entry.id, entry.state)).collect()
}

fn never_sent() -> Fault {
    Fault::new(FaultKind::Offline, FaultSource::Browser, "", "", Retry::Safe)
}
