//! What an earlier page left behind: attempts without an outcome. After a reload, a crash or a closed tab they are taken up
//! again, and their fate is found by reading the vendor's state. Nothing is ever sent again here.

use std::collections::{BTreeMap, HashMap};

use futures_util::future::join_all;
use leptos::prelude::*;
use leptos::task::spawn_local;
use rescind_domain::outcome::Finality;
use rescind_domain::{ConnectionId, EntryId, EntryState, JournalRow, Outcome, PlanId};

use super::execute::Shared;
use super::revocations::{RowState, Task};
use super::{Console, lost, outcomes, tab};
use crate::transport::pause;

/// The pause in milliseconds before asking again whether another tab still runs a plan.
const ASK_EVERY: u32 = 2_000;

/// Something unsettled, with the way on which its fate is looked for. Everybody who goes one way shares the looks of the
/// others.
struct Unsettled {
    task: Task,
    way: Shared,
    /// What the journal had of it a moment ago.
    row: Option<JournalRow>,
}

/// Takes up everything that is unsettled, in the background. What becomes of a plan's entries is said together, as it is when
/// the plan runs.
pub async fn resume_all(console: Console) {
    let Ok(rows) = console.client.unsettled().await else { return };
    let task = |row: JournalRow| Some((untrack(|| task_of(console, &row))?, Some(row)));
    let mut plans: BTreeMap<PlanId, Vec<(Task, Option<JournalRow>)>> = BTreeMap::new();
    let free: Vec<_> = rows.into_iter().filter_map(task).filter(|(task, _)| is_free(console, task)).collect();
    for (task, row) in free {
        plans.entry(task.plan.clone()).or_default().push((task, row));
    }
    for (plan, tasks) in plans {
        let all = take_up(console, tasks);
        spawn_local(async move {
            let all = wait_for_others(console, &plan, all).await;
            settle(console, all).await;
        });
    }
}

/// Reads the state again for entries of one plan whose outcome is unknown.
pub fn check_again(console: Console, tasks: Vec<Task>) {
    let free: Vec<Task> = tasks.into_iter().filter(|task| is_free(console, task)).collect();
    if free.is_empty() {
        return;
    }
    let mut all = take_up(console, free.into_iter().map(|task| (task, None)).collect());
    spawn_local(async move {
        let rows = console.client.unsettled().await.unwrap_or_default();
        let mut rows: HashMap<EntryId, JournalRow> = rows.into_iter().map(|row| (row.entry.clone(), row)).collect();
        for unsettled in &mut all {
            unsettled.row = rows.remove(&unsettled.task.entry);
        }
        settle(console, all).await;
    });
}

/// What the journal's row is about; nothing when its connection is not configured any more. Tracked.
#[must_use]
pub fn task_of(console: Console, row: &JournalRow) -> Option<Task> {
    Some(Task {
        connection: console.connection(&row.connection)?,
        grant: row.grant.clone(),
        reason: row.reason.clone(),
        plan: row.plan.clone(),
        entry: row.entry.clone(),
        undo: row.undo.clone(),
    })
}

/// Whether nobody is at it.
fn is_free(console: Console, task: &Task) -> bool {
    !console.revocations.row(&task.key()).get_untracked().is_busy()
}

/// The tasks, from now on shown as being looked for.
fn take_up(console: Console, tasks: Vec<(Task, Option<JournalRow>)>) -> Vec<Unsettled> {
    let mut ways: HashMap<ConnectionId, Shared> = HashMap::new();
    let taken = |(task, row): (Task, Option<JournalRow>)| {
        console.revocations.set(std::slice::from_ref(&task), &RowState::Settling);
        let id = &task.connection.id;
        let way = ways.entry(id.clone()).or_insert_with(|| Shared::new(console.client.to(id.clone(), None)));
        Unsettled { way: way.clone(), task, row }
    };
    tasks.into_iter().map(taken).collect()
}

/// Waits until no other tab runs the plan. What it has found out meanwhile is in the journal, and needs no more. The lease is
/// not taken: whoever runs the plan may have lost it to a restart of the gateway, and is about to renew it.
async fn wait_for_others(console: Console, plan: &PlanId, mut all: Vec<Unsettled>) -> Vec<Unsettled> {
    let own = tab::name();
    while !all.is_empty() {
        let view = match console.client.plan(plan).await {
            Ok(view) if view.lease.as_ref().is_none_or(|lease| lease.holder == own) => break,
            Ok(view) => view,
            Err(_) => {
                pause(ASK_EVERY).await;
                continue;
            }
        };
        let found = |task: &Task| {
            let entry = view.entries.iter().find(|entry| entry.id == task.entry)?;
            let EntryState::Settled { outcome } = &entry.state else { return None };
            (!matches!(outcome.finality(), Finality::Open | Finality::Running)).then(|| outcome.clone())
        };
        let settled: Vec<(Task, Outcome)> =
            all.iter().filter_map(|unsettled| Some((unsettled.task.clone(), found(&unsettled.task)?))).collect();
        all.retain(|unsettled| found(&unsettled.task).is_none());
        if !settled.is_empty() {
            console.revocations.settle(&settled);
        }
        pause(ASK_EVERY).await;
    }
    all
}

/// Finds out what became of all of these, and says so.
async fn settle(console: Console, all: Vec<Unsettled>) {
    let find = async |Unsettled { task, way, row }: Unsettled| {
        let found = match &row {
            Some(row) if row.state != EntryState::InFlight => {
                let outcome = lost::look_again(console, &way, &task, row).await;
                vec![(task, outcome)]
            }
            _ => lost::find_out(console, &way, vec![task]).await,
        };
        outcomes::store_all(console, found).await
    };
    outcomes::say(console, join_all(all.into_iter().map(find)).await.into_iter().flatten().collect());
}
