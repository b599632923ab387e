//! The one path from a plan to its outcomes. A page cannot call a vendor's revoke by itself: it hands its grants to
//! [`start`], and one row goes the same way as many.
//!
//! Nothing here is ever aborted: a revocation that has begun runs to its end even when its page is left.

use std::cell::Cell;
use std::rc::Rc;

use leptos::task::spawn_local;
use rescind_domain::{
    BusinessStatus, Connection, EntryId, EntryState, Fault, FaultKind, FaultSource, Grant, JournalRow, NewEntry,
    NewPlan, Outcome, PlanId, Retry,
};
use rescind_vendors::revoke::{Earlier, endpoint_is_missing, revoke, settle_earlier};
use rescind_vendors::{Method, revocation_calls};

use super::notices::{Said, Stored};
use super::revocations::{RowState, Task};
use super::{Console, preferences};
use crate::api;
use crate::transport::pause;

/// How often a tab renews its lease of the plan that it runs, in milliseconds. The gateway's lease lasts longer.
const RENEW_EVERY: u32 = 5_000;
/// The pause in milliseconds between two questions to the journal about an answer that got lost on the way to us.
const ASK_EVERY: u32 = 1_000;
/// How often an entry must be seen without a call before the call counts as never having reached the gateway.
const NEVER_ARRIVED_AFTER: u32 = 3;

/// Stores a plan that takes these grants away, then carries it out, one entry after the other.
pub fn start(console: Console, connection: Connection, grants: Vec<Grant>, reason: String) {
    for grant in &grants {
        console.revocations.set(&grant.key(&connection.id), RowState::Starting);
    }
    spawn_local(async move {
        let entries = grants.iter().map(|grant| NewEntry { connection: connection.id.clone(), grant: grant.clone() });
        let plan = NewPlan { reason: reason.clone(), entries: entries.collect() };
        let task = |grant: Grant, plan: PlanId, entry: EntryId| Task {
            connection: connection.clone(),
            grant,
            reason: reason.clone(),
            plan,
            entry,
        };
        match console.client.create_plan(&plan).await {
            Ok(stored) => {
                preferences::forget_reason();
                let entries = grants.into_iter().zip(stored.entries);
                run(console, entries.map(|(grant, entry)| task(grant, stored.id.clone(), entry.id)).collect()).await;
            }
            Err(failure) => {
                let fault = api::fault(&failure, Method::Post, "/api/plans");
                for grant in grants {
                    let task = Box::new(task(grant, PlanId::new(""), EntryId::new("")));
                    console.revocations.set(&task.key(), RowState::Idle);
                    console.notices.say(Said::NotStarted { task, fault: Box::new(fault.clone()) });
                }
            }
        }
    });
}

/// Tries a grant again: within its entry where the journal permits another call, else as a new plan.
pub fn retry(console: Console, task: Task) {
    let row = console.revocations.row(&task.key());
    let again = match leptos::prelude::GetUntracked::get_untracked(&row) {
        RowState::Settled(_, outcome) => matches!(outcome, Outcome::Failed { .. }) && !task.entry.as_str().is_empty(),
        state if state.is_busy() => return,
        _ => false,
    };
    if again {
        console.revocations.set(&task.key(), RowState::Starting);
        spawn_local(run(console, vec![task]));
    } else {
        start(console, task.connection, vec![task.grant], task.reason);
    }
}

/// Carries out tasks of one plan in their order, holding the plan's lease meanwhile.
async fn run(console: Console, tasks: Vec<Task>) {
    let Some(plan) = tasks.first().map(|task| task.plan.clone()) else { return };
    let running = Rc::new(Cell::new(true));
    let renewing = Rc::clone(&running);
    spawn_local(async move {
        let holder = preferences::tab();
        while renewing.get() {
            // A lease that cannot be had is no reason to stop: the gateway refuses a second call for an entry by itself.
            let _ = console.client.lease(&plan, &holder).await;
            pause(RENEW_EVERY).await;
        }
    });
    for task in tasks {
        let outcome = carry_out(console, &task).await;
        settle(console, task, outcome).await;
    }
    running.set(false);
}

/// Tries the calls that may take the grant away, best first. A later one is the form that older servers offer: the failure
/// of the one before it is in the journal before it leaves, as an attempt of its own.
async fn carry_out(console: Console, task: &Task) -> Outcome {
    let key = task.key();
    let transport = console.client.to(task.connection.id.clone(), None);
    let step = |step| console.revocations.set(&key, RowState::Running(step));
    let mut calls = revocation_calls(task.connection.vendor, &task.grant).into_iter().peekable();
    while let Some(call) = calls.next() {
        let outcome = revoke(&transport, task.connection.vendor, &task.grant, &call, &task.entry, &step).await;
        let Some(outcome) = outcome else { return find_out(console, task).await };
        let next = calls.peek().is_some() && endpoint_is_missing(&outcome);
        if !next || console.client.store_outcome(&task.entry, &outcome).await.is_err() {
            return outcome;
        }
    }
    find_out(console, task).await
}

/// Finds out what became of a call whose answer did not reach us: waits until the gateway knows that it has ended, then
/// reads the state again.
pub(super) async fn find_out(console: Console, task: &Task) -> Outcome {
    console.revocations.set(&task.key(), RowState::Settling);
    let mut never_arrived = 0;
    loop {
        match console.client.unsettled().await {
            Ok(rows) => match rows.into_iter().find(|row| row.entry == task.entry) {
                Some(row) if row.state == EntryState::InFlight => {}
                Some(row) => return look_again(console, task, &row).await,
                None => match entry_state(console, task).await {
                    Some(EntryState::Settled { outcome }) => return outcome,
                    Some(EntryState::Planned) => {
                        never_arrived += 1;
                        if never_arrived >= NEVER_ARRIVED_AFTER {
                            return Outcome::failed(never_sent(task));
                        }
                    }
                    _ => {}
                },
            },
            Err(_) => never_arrived = 0,
        }
        pause(ASK_EVERY).await;
    }
}

/// Reads the state again for an attempt that has ended without our seeing its answer.
pub(super) async fn look_again(console: Console, task: &Task, row: &JournalRow) -> Outcome {
    let transport = console.client.to(task.connection.id.clone(), None);
    let earlier = match row.http_status {
        Some(status) => {
            Earlier::Answered { status, success: matches!(row.business, Some(BusinessStatus::Code(0 | 200))) }
        }
        None => Earlier::Lost,
    };
    settle_earlier(&transport, task.connection.vendor, &task.grant, &earlier).await
}

/// Writes the outcome into the journal, then shows it.
pub(super) async fn settle(console: Console, task: Task, outcome: Outcome) {
    let stored = match console.client.store_outcome(&task.entry, &outcome).await {
        Ok(()) => Stored::Yes,
        Err(_) => Stored::No,
    };
    let task = Box::new(task);
    console.revocations.set(&task.key(), RowState::Settled(task.clone(), outcome.clone()));
    console.notices.say(Said::Outcome { task, outcome, stored });
}

/// How far an entry is, as the gateway has it.
pub(super) async fn entry_state(console: Console, task: &Task) -> Option<EntryState> {
    let plan = console.client.plan(&task.plan).await.ok()?;
    plan.entries.into_iter().find(|entry| entry.id == task.entry).map(|entry| entry.state)
}

fn never_sent(task: &Task) -> Fault {
    let calls = revocation_calls(task.connection.vendor, &task.grant);
    let (method, path) = calls.first().map_or(("", ""), |call| (call.method.as_str(), call.path.as_str()));
    Fault::new(FaultKind::Offline, FaultSource::Browser, method, path, Retry::Safe)
}
