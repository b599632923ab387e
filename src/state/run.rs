//! One run of a plan: which batch goes when, on whose lease, and through which outages. What one batch does is `execute`'s.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use futures_util::future::join_all;
use leptos::prelude::WithUntracked;
use leptos::task::spawn_local;
use rescind_domain::{Act, FaultKind, FaultSource, GatewayErrorKind, Grant, Outcome, PlanId};
use rescind_vendors::TransportFailure;
use rescind_vendors::give::giving_batches;
use rescind_vendors::lanes::{Schedule, Turn};
use rescind_vendors::read::capabilities;
use rescind_vendors::revoke::batches;

use super::execute::{Shared, carry_out};
use super::lost::{entry_state, find_out};
use super::notices::Stored;
use super::outcomes::{say, store_all};
use super::revocations::{RowState, Task};
use super::runs::{Before, Extent, Phase, Running};
use super::{Console, tab};
use crate::transport::pause;

/// How often a tab renews its lease of the plan that it runs, in milliseconds. The gateway's lease lasts longer.
const RENEW_EVERY: u32 = 5_000;
/// The pause in milliseconds before asking again whether the next call may leave.
const NEXT_TURN: u32 = 100;
/// The pause in milliseconds before asking again whether the gateway is there.
const ASK_EVERY: u32 = 1_000;
/// In milliseconds.
const SECOND: u32 = 1_000;

/// What happens when the gateway is away, or wants a new sign-in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Patience {
    /// It is told at once: somebody looks at the one row.
    Tell,
    /// The plan waits: it would only fail row by row.
    Wait,
}

/// Carries out tasks of one plan, holding the plan's lease meanwhile. Connections do not wait for each other.
pub(super) async fn run(console: Console, tasks: Vec<Task>, extent: Extent, before: Before) {
    let Some(Task { plan, reason, .. }) = tasks.first().cloned() else { return };
    for task in &tasks {
        console.revocations.start(&task.keys());
    }
    let running = console.runs.begin(&plan, &reason, tasks.len(), extent, &before);
    let patience = if tasks.len() > 1 { Patience::Wait } else { Patience::Tell };
    let over = Rc::new(Cell::new(false));
    spawn_local(hold_lease(console, plan, Rc::clone(&over)));
    let mut places: Vec<Vec<Task>> = Vec::new();
    for task in tasks {
        let alike = |other: &Task| other.connection == task.connection && other.act() == task.act();
        match places.iter_mut().find(|place| place.first().is_some_and(alike)) {
            Some(place) => place.push(task),
            None => places.push(vec![task]),
        }
    }
    let settled = join_all(places.into_iter().map(|tasks| run_at(console, &running, tasks, patience))).await;
    over.set(true);
    drop(running);
    let earlier = untold(console, before.to_be_told);
    say(console, settled.into_iter().flatten().chain(earlier).collect());
}

/// Tells what failed before this page.
pub(super) fn tell(console: Console, earlier: Vec<(Task, Outcome)>) {
    say(console, untold(console, earlier).collect());
}

/// Shows outcomes of earlier pages at their rows, but for rows that show something newer.
fn untold(console: Console, mut earlier: Vec<(Task, Outcome)>) -> impl Iterator<Item = (Task, Outcome, Stored)> {
    earlier.retain(|(task, _)| console.revocations.row(&task.key()).with_untracked(|row| *row == RowState::Idle));
    console.revocations.settle(&earlier);
    earlier.into_iter().map(|(task, outcome)| (task, outcome, Stored::Yes))
}

/// Renews the lease until the run is over. A lease that cannot be had at first is no reason to stop: the gateway refuses a
/// second call for an entry by itself. One that was lost is: this page stood still for too long, and another tab goes on.
async fn hold_lease(console: Console, plan: PlanId, over: Rc<Cell<bool>>) {
    let (holder, mut held) = (tab::name(), false);
    while !over.get() {
        match console.client.lease(&plan, &holder).await {
            Ok(_) => held = true,
            Err(failure) if held && is_leased(&failure) => return console.runs.hand_over(&plan),
            Err(_) => {}
        }
        pause(RENEW_EVERY).await;
    }
}

/// Whether another tab runs the plan.
pub(super) fn is_leased(failure: &TransportFailure) -> bool {
    matches!(failure, TransportFailure::Gateway { error, .. } if error.kind == GatewayErrorKind::Leased)
}

/// Carries out tasks at one connection, as many calls at a time as the vendor takes, until all are done or the run ends.
async fn run_at(
    console: Console,
    running: &Running,
    tasks: Vec<Task>,
    patience: Patience,
) -> Vec<(Task, Outcome, Stored)> {
    let Some((connection, act)) = tasks.first().map(|task| (task.connection.clone(), task.act())) else {
        return Vec::new();
    };
    let vendor = connection.vendor;
    let transport = Shared::new(console.client.to(connection.id, None));
    let grants: Vec<Grant> = tasks.iter().map(|task| task.grant.clone()).collect();
    let batches = match act {
        Act::Take => batches(vendor, &grants),
        Act::Give => giving_batches(vendor, &grants),
    };
    let batches: Vec<Vec<Task>> =
        batches.into_iter().map(|batch| batch.into_iter().filter_map(|at| tasks.get(at)).cloned().collect()).collect();
    let grants = |batch: &Vec<Task>| batch.iter().map(|task| task.grant.clone()).collect();
    let schedule = RefCell::new(Schedule::new(vendor, &batches.iter().map(grants).collect::<Vec<_>>()));
    let all_settled = RefCell::new(Vec::with_capacity(tasks.len()));
    let worker = || async {
        loop {
            let next = match running.phase() {
                Phase::Running => schedule.borrow_mut().turn(),
                // Nothing is left to pause for once all has begun.
                Phase::Paused if schedule.borrow().has_more() => Turn::Wait,
                Phase::Paused => Turn::Nothing,
                Phase::Ending => Turn::Nothing,
            };
            match next {
                Turn::Start(number) => {
                    let settled =
                        persist(console, &transport, running, batches.get(number).map_or(&[], Vec::as_slice), patience)
                            .await;
                    all_settled.borrow_mut().extend(settled);
                    schedule.borrow_mut().ended(number);
                }
                Turn::Wait => pause(NEXT_TURN).await,
                Turn::Nothing => break,
            }
        }
    };
    let workers = capabilities(vendor).parallel.min(batches.len());
    join_all((0..workers).map(|_| worker())).await;
    let unsent = schedule.borrow_mut().drop_rest();
    for task in unsent.into_iter().filter_map(|number| batches.get(number)).flatten() {
        console.revocations.give_up(&task.keys());
    }
    all_settled.into_inner()
}

/// Carries out one batch. With patience, what never got as far as the gateway is tried again when that is back, and so is
/// the writing of an outcome.
async fn persist(
    console: Console,
    transport: &Shared,
    running: &Running,
    batch: &[Task],
    patience: Patience,
) -> Vec<(Task, Outcome, Stored)> {
    let mut all = Vec::with_capacity(batch.len());
    let mut left = batch.to_vec();
    while !left.is_empty() {
        let outcomes = carry_out(console, transport, running, patience, &left).await;
        let waits = |outcome: &Outcome| patience == Patience::Wait && never_left(outcome);
        let (unreached, settled): (Vec<_>, Vec<_>) = outcomes.into_iter().partition(|(_, outcome)| waits(outcome));
        let stored = store_all(console, settled).await;
        let is_unstored = |(_, _, stored): &(Task, Outcome, Stored)| *stored == Stored::No;
        if patience == Patience::Wait && (!unreached.is_empty() || stored.iter().any(is_unstored)) {
            wait_for_gateway(console, running).await;
        }
        let (unstored, mut stored): (Vec<_>, Vec<_>) = stored.into_iter().partition(is_unstored);
        let mut again = Vec::with_capacity(unstored.len());
        for (task, outcome, _) in unstored {
            let outcome = as_sent(console, transport, &task, outcome).await;
            again.push((task, outcome));
        }
        stored.extend(store_all(console, again).await);
        running.count(&stored);
        all.extend(stored);
        left = unreached.into_iter().map(|(task, _)| task).collect();
        if !left.is_empty() && !may_send(running).await {
            for task in std::mem::take(&mut left) {
                console.revocations.set(&[task], &RowState::Idle);
            }
        }
    }
    all
}

/// Whether a call failed before it was one: the gateway did not answer the look before it, or wants a new sign-in. It may
/// be repeated as it is.
fn never_left(outcome: &Outcome) -> bool {
    let Outcome::Failed { fault, .. } = outcome else { return false };
    let unreached = matches!(fault.kind, FaultKind::Unknown | FaultKind::Offline);
    fault.kind == FaultKind::SignedOut || (fault.source == FaultSource::Browser && unreached)
}

/// What was found to be as wanted says nothing of who made it so: where somebody's call for the entry was under way, its
/// fate is the entry's.
async fn as_sent(console: Console, transport: &Shared, task: &Task, outcome: Outcome) -> Outcome {
    let is_sent = outcome.is_found() && entry_state(console, task).await.is_some_and(|state| state.needs_settling());
    if !is_sent {
        return outcome;
    }
    let found = find_out(console, transport, vec![task.clone()]).await;
    found.into_iter().next().map_or(outcome, |(_, found)| found)
}

/// Waits as long as the plan is paused; whether more of it may be sent then.
pub(super) async fn may_send(running: &Running) -> bool {
    loop {
        match running.phase() {
            Phase::Running => return true,
            Phase::Paused => pause(NEXT_TURN).await,
            Phase::Ending => return false,
        }
    }
}

/// Sends nothing for so many seconds, unless the plan ends before.
pub(super) async fn rest(running: &Running, seconds: u32) {
    for _ in 0..seconds {
        if running.phase() == Phase::Ending {
            return;
        }
        pause(SECOND).await;
    }
}

async fn wait_for_gateway(console: Console, running: &Running) {
    while running.phase() != Phase::Ending && console.client.who().await.is_err() {
        running.cut_off(true);
        pause(ASK_EVERY).await;
    }
    running.cut_off(false);
}
