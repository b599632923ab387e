//! Plans that stopped half-way: a tab was closed, the gateway was stopped, somebody paused. What ran in this very tab before
//! a reload goes on by itself; everything else is offered, and sent only when somebody says so.

use leptos::prelude::*;
use leptos::task::spawn_local;
use rescind_domain::{EntryState, Outcome, PlanId, PlanSummary, PlanView};
use rescind_vendors::{Method, TransportFailure};

use super::revocations::Task;
use super::runs::{Before, Extent};
use super::{Console, plan_memory, preferences, run};
use crate::api;
use crate::transport::pause;

/// How many of the newest plans are looked at.
const NEWEST: usize = 100;
/// The pause in milliseconds before looking again, as long as another tab runs an unfinished plan: it may be a closed one.
const LOOK_EVERY: u32 = 5_000;

/// Goes on with what ran in this tab, and finds what could be gone on with.
pub(super) fn look(console: Console) {
    for plan in plan_memory::running() {
        if plan_memory::is_cancelled(&plan) {
            plan_memory::stopped(&plan);
        } else {
            go_on(console, plan);
        }
    }
    spawn_local(offer(console));
}

async fn offer(console: Console) {
    let Ok(who) = console.client.who().await else { return };
    loop {
        let Ok(plans) = console.client.plans(None, NEWEST).await else { return };
        let unfinished =
            |plan: &PlanSummary| plan.who == who && plan.states.planned > 0 && !plan_memory::is_cancelled(&plan.id);
        let tab = preferences::tab();
        let elsewhere = |plan: &PlanSummary| plan.lease.as_ref().is_some_and(|lease| lease.holder != tab);
        let (leased, free): (Vec<PlanSummary>, Vec<PlanSummary>) =
            plans.into_iter().filter(unfinished).partition(elsewhere);
        let here = console.runs.all_untracked();
        let offered = free.into_iter().filter(|plan| here.iter().all(|run| run.plan != plan.id));
        console.runs.offer(offered.collect());
        if leased.is_empty() {
            return;
        }
        pause(LOOK_EVERY).await;
    }
}

/// Sends what was never sent of a plan, unless another tab runs it.
pub fn go_on(console: Console, plan: PlanId) {
    if console.runs.all_untracked().iter().any(|run| run.plan == plan) {
        console.runs.go_on(&plan);
        return;
    }
    // Twice at once would send twice what the first time failed.
    if !console.runs.start(&plan) {
        return;
    }
    console.runs.trouble.set(None);
    spawn_local(async move {
        start(console, &plan).await;
        console.runs.started(&plan);
    });
}

async fn start(console: Console, plan: &PlanId) {
    match read(console, plan).await {
        Ok(view) => {
            let rest = tasks(console, &view, |state| *state == EntryState::Planned);
            if rest.is_empty() {
                plan_memory::stopped(plan);
            } else {
                run::run(console, rest, Extent::Rest, earlier(console, &view)).await;
            }
        }
        // The other tab tells how far it is; this one watches.
        Err(failure) if run::is_leased(&failure) => {}
        Err(failure) => {
            let fault = api::fault(&failure, Method::Get, &format!("/api/plans/{plan}"));
            console.runs.trouble.set(Some((plan.clone(), fault)));
        }
    }
}

/// Reads a plan that nobody else runs.
async fn read(console: Console, plan: &PlanId) -> Result<PlanView, TransportFailure> {
    console.client.lease(plan, &preferences::tab()).await?;
    console.client.plan(plan).await
}

/// What became of a plan's entries before this page: what failed is told once more with the rest, as it would have been
/// without a reload.
fn earlier(console: Console, view: &PlanView) -> Before {
    let outcomes = || view.entries.iter().filter_map(|entry| entry.state.outcome());
    let count = |is: fn(&Outcome) -> bool| outcomes().filter(|outcome| is(outcome)).count();
    let outcome = |task: &Task| view.entries.iter().find(|entry| entry.id == task.entry)?.state.outcome().cloned();
    let failed = tasks(console, view, |state| state.outcome().is_some_and(Outcome::can_be_tried_again));
    Before {
        settled: outcomes().count(),
        failed: count(|outcome| !outcome.is_done()),
        unknown: count(Outcome::is_open),
        to_be_told: failed.into_iter().filter_map(|task| outcome(&task).map(|outcome| (task, outcome))).collect(),
    }
}

/// The entries of a plan that are as far as `which` wants them, without those whose connection is not configured any more.
#[must_use]
pub fn tasks(console: Console, plan: &PlanView, which: impl Fn(&EntryState) -> bool) -> Vec<Task> {
    let task = |entry: &rescind_domain::PlanEntry| {
        let connections = console.connections.read_untracked();
        Some(Task {
            connection: connections.iter().find(|connection| connection.id == entry.connection)?.clone(),
            grant: entry.grant.clone(),
            reason: plan.reason.clone(),
            plan: plan.id.clone(),
            entry: entry.id.clone(),
            undo: entry.undo.clone(),
        })
    };
    plan.entries.iter().filter(|entry| which(&entry.state)).filter_map(task).collect()
}
