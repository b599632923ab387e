//! What an earlier page left behind: attempts without an outcome. After a reload, a crash or a closed tab they are taken up
//! again, and their fate is found by reading the vendor's state. Nothing is ever sent again here.

use std::collections::{BTreeMap, HashMap};

use futures_util::future::join_all;
use leptos::prelude::*;
use leptos::task::spawn_local;
use rescind_domain::outcome::Finality;
use rescind_domain::{ConnectionId, EntryId, EntryState, JournalRow, Outcome, PlanId};

use super::execute::Shared;
use super::notices::Stored;
use super::revocations::{RowState, Task};
use super::{Console, execute, preferences};
use crate::transport::pause;

/// The pause in milliseconds before asking again for the lease of a plan that another tab runs.
const ASK_EVERY: u32 = 2_000;

/// Takes up everything that is unsettled, in the background. What becomes of a plan's entries is said together, as it is when
/// the plan runs.
pub async fn resume_all(console: Console) {
    let Ok(rows) = console.client.unsettled().await else { return };
    let task = |row: JournalRow| {
        let connection = console.connection(&row.connection)?;
        let (grant, reason) = (row.grant.clone(), row.reason.clone());
        let (plan, entry, undo) = (row.plan.clone(), row.entry.clone(), row.undo.clone());
        Some((Task { connection, grant, reason, plan, entry, undo }, row))
    };
    let is_free = |(task, _): &(Task, JournalRow)| !console.revocations.row(&task.key()).get_untracked().is_busy();
    let mut plans: BTreeMap<PlanId, Vec<(Task, JournalRow)>> = BTreeMap::new();
    for (task, row) in rows.into_iter().filter_map(task).filter(is_free).collect::<Vec<_>>() {
        console.revocations.set(&task.keys(), &RowState::Settling);
        plans.entry(task.plan.clone()).or_default().push((task, row));
    }
    for tasks in plans.into_values() {
        spawn_local(async move {
            let ways = ways(console, tasks.iter().map(|(task, _)| task));
            let settled = join_all(tasks.into_iter().map(|(task, row)| resume(console, &ways, task, row))).await;
            console.notices.say_all(settled.into_iter().flatten().collect());
        });
    }
}

/// Reads the state again for entries of one plan whose outcome is unknown.
pub fn check_again(console: Console, tasks: Vec<Task>) {
    for task in &tasks {
        console.revocations.set(&task.keys(), &RowState::Settling);
    }
    spawn_local(async move {
        let rows = console.client.unsettled().await.unwrap_or_default();
        let rows: HashMap<EntryId, JournalRow> = rows.into_iter().map(|row| (row.entry.clone(), row)).collect();
        let ways = ways(console, &tasks);
        let check = async |task: Task| {
            let outcome = find(console, &ways, &task, rows.get(&task.entry)).await;
            execute::settled(console, task, outcome).await
        };
        console.notices.say_all(join_all(tasks.into_iter().map(check)).await);
    });
}

/// The ways to the connections. Everybody who goes one of them shares the looks of the others.
type Ways = HashMap<ConnectionId, Shared>;

fn ways<'a>(console: Console, tasks: impl IntoIterator<Item = &'a Task>) -> Ways {
    let mut ways = Ways::new();
    for task in tasks {
        let id = &task.connection.id;
        ways.entry(id.clone()).or_insert_with(|| Shared::new(console.client.to(id.clone(), None)));
    }
    ways
}

/// Finds out what became of an attempt; `row` is what the journal had of it a moment ago.
async fn find(console: Console, ways: &Ways, task: &Task, row: Option<&JournalRow>) -> Outcome {
    let Some(way) = ways.get(&task.connection.id) else { return Outcome::unknown(execute::never_sent()) };
    match row {
        Some(row) if row.state != EntryState::InFlight => execute::look_again(console, way, task, row).await,
        _ => execute::find_out(console, way, task).await,
    }
}

async fn resume(console: Console, ways: &Ways, task: Task, row: JournalRow) -> Option<(Task, Outcome, Stored)> {
    let holder = preferences::tab();
    while console.client.lease(&task.plan, &holder).await.is_err() {
        pause(ASK_EVERY).await;
        // When the other tab has found it out, its outcome is in the journal.
        if let Some(EntryState::Settled { outcome }) = execute::entry_state(console, &task).await
            && !matches!(outcome.finality(), Finality::Open | Finality::Running)
        {
            console.revocations.settle(&[(task, outcome)]);
            return None;
        }
    }
    let outcome = find(console, ways, &task, Some(&row)).await;
    Some(execute::settled(console, task, outcome).await)
}
