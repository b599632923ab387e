//! What an earlier page left behind: attempts without an outcome. After a reload, a crash or a closed tab they are taken up
//! again, and their fate is found by reading the vendor's state. Nothing is ever sent again here.

use futures_util::future::join_all;
use leptos::prelude::*;
use leptos::task::spawn_local;
use rescind_domain::outcome::Finality;
use rescind_domain::{EntryState, JournalRow};

use super::revocations::{RowState, Task};
use super::{Console, execute, preferences};
use crate::transport::pause;

/// The pause in milliseconds before asking again for the lease of a plan that another tab runs.
const ASK_EVERY: u32 = 2_000;

/// Takes up everything that is unsettled, in the background.
pub async fn resume_all(console: Console) {
    let Ok(rows) = console.client.unsettled().await else { return };
    let tasks: Vec<(Task, JournalRow)> = rows
        .into_iter()
        .filter_map(|row| {
            let connection =
                console.connections.with_untracked(|all| all.iter().find(|c| c.id == row.connection).cloned())?;
            let (grant, reason) = (row.grant.clone(), row.reason.clone());
            let (plan, entry, undo) = (row.plan.clone(), row.entry.clone(), row.undo.clone());
            Some((Task { connection, grant, reason, plan, entry, undo }, row))
        })
        .filter(|(task, _)| !console.revocations.row(&task.key()).get_untracked().is_busy())
        .collect();
    for (task, _) in &tasks {
        console.revocations.set(&task.key(), RowState::Settling);
    }
    spawn_local(async move {
        join_all(tasks.into_iter().map(|(task, row)| resume(console, task, row))).await;
    });
}

/// Reads the state again for one row whose outcome is unknown.
pub fn check_again(console: Console, task: Task) {
    console.revocations.set(&task.key(), RowState::Settling);
    spawn_local(async move {
        let outcome = execute::find_out(console, &task).await;
        execute::settle(console, task, outcome).await;
    });
}

async fn resume(console: Console, task: Task, row: JournalRow) {
    let holder = preferences::tab();
    while console.client.lease(&task.plan, &holder).await.is_err() {
        pause(ASK_EVERY).await;
        // When the other tab has found it out, its outcome is in the journal.
        if let Some(EntryState::Settled { outcome }) = execute::entry_state(console, &task).await
            && !matches!(outcome.finality(), Finality::Open | Finality::Running)
        {
            console.revocations.settle(&[(task, outcome)]);
            return;
        }
    }
    let outcome = match row.state {
        EntryState::InFlight => execute::find_out(console, &task).await,
        _ => execute::look_again(console, &task, &row).await,
    };
    execute::settle(console, task, outcome).await;
}
