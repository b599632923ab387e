//! Plans that stopped half-way: a tab was closed, the gateway was stopped, somebody paused. What ran in this very tab before
//! a reload goes on by itself; everything else is offered, and sent only when somebody says so.

use std::collections::HashMap;

use leptos::prelude::*;
use leptos::task::spawn_local;
use rescind_domain::plan::Rest;
use rescind_domain::{EntryState, GatewayErrorKind, Outcome, PlanId, PlanSummary, PlanView};
use rescind_vendors::{Method, TransportFailure};

use super::revocations::{RowState, Task};
use super::runs::{Before, Extent};
use super::{Console, plan_memory, run, tab};
use crate::api;
use crate::i18n::format;
use crate::transport::{Abort, pause};

/// How many of the newest plans are looked at.
const NEWEST: usize = 100;
/// The pause in milliseconds before looking again, as long as another tab runs an unfinished plan: it may be a closed one.
const LOOK_EVERY: u32 = 5_000;
/// What of the journal is asked whether something was tried again.
const NEWEST_ROWS: &str = "limit=1000";

/// Goes on with what ran in this tab, and finds what could be gone on with.
pub(super) fn look(console: Console) {
    for plan in plan_memory::running() {
        begin(console, plan, Telling::Earlier);
    }
    if !console.runs.look_out() {
        return;
    }
    spawn_local(async move {
        while offer(console).await {
            pause(LOOK_EVERY).await;
        }
        console.runs.looked();
    });
}

/// Looks again whether what is offered is still to be done: another tab may have gone on with it.
pub fn look_again(console: Console) {
    if console.runs.unfinished.with_untracked(|all| !all.is_empty()) {
        spawn_local(async move {
            offer(console).await;
        });
    }
}

/// Whether what failed before the run is told when it is over.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Telling {
    /// It is: the page that ran the plan was left before it could.
    Earlier,
    /// It was told, or somebody has looked at it since.
    Own,
}

/// Offers what could be gone on with; whether that is to be asked again: another tab runs a plan that may have to be offered
/// later, or the gateway did not tell.
async fn offer(console: Console) -> bool {
    let began = format::now();
    let plans = async {
        let who = console.client.who().await?;
        Ok::<_, TransportFailure>((who, console.client.plans(None, NEWEST).await?))
    };
    let (who, plans) = match plans.await {
        Ok(found) => found,
        // The next sign-in begins anew.
        Err(failure) => return !is_signed_out(&failure),
    };
    let is_cancelled =
        |plan: &PlanSummary| untrack(|| console.runs.is_cancelled(&plan.id, plan.cancelled.as_ref(), began));
    let unfinished = |plan: &PlanSummary| plan.who == who && plan.states.planned > 0 && !is_cancelled(plan);
    let tab = tab::name();
    let elsewhere = |plan: &PlanSummary| plan.lease.as_ref().is_some_and(|lease| lease.holder != tab);
    let (leased, free): (Vec<PlanSummary>, Vec<PlanSummary>) =
        plans.into_iter().filter(unfinished).partition(elsewhere);
    let offered = free.into_iter().filter(|plan| !console.runs.has(&plan.id));
    console.runs.offer(offered.collect());
    !leased.is_empty()
}

/// Sends what was never sent of a plan, unless another tab runs it.
pub fn go_on(console: Console, plan: PlanId) {
    if console.runs.has(&plan) {
        console.runs.go_on(&plan);
        return;
    }
    note(console, &plan, Rest::Wanted);
    begin(console, plan, Telling::Own);
}

/// Sends nothing more of a plan, for good.
pub fn cancel(console: Console, plan: &PlanId) {
    console.runs.cancel(plan);
    note(console, plan, Rest::Cancelled);
}

/// Writes down what is wanted of the rest of a plan, as soon as the gateway is there, unless something else is by then.
fn note(console: Console, plan: &PlanId, rest: Rest) {
    console.runs.want(plan, rest, None);
    let plan = plan.clone();
    spawn_local(async move {
        while console.runs.is_wanted(&plan, rest) {
            match console.client.rest(&plan, rest).await {
                Ok(()) if console.runs.is_wanted(&plan, rest) => console.runs.want(&plan, rest, Some(format::now())),
                Ok(()) => {}
                // Of a plan that is not there nobody wants anything.
                Err(TransportFailure::Gateway { status: 404, .. }) => return,
                Err(_) => pause(LOOK_EVERY).await,
            }
        }
    });
}

fn begin(console: Console, plan: PlanId, telling: Telling) {
    // Twice at once would send twice what the first time failed.
    if !console.runs.start(&plan) {
        return;
    }
    console.runs.trouble.set(None);
    spawn_local(async move {
        start(console, &plan, telling).await;
        console.runs.started(&plan);
    });
}

async fn start(console: Console, plan: &PlanId, telling: Telling) {
    let began = format::now();
    match read(console, plan).await {
        // Somebody else has signed in meanwhile: nothing is sent in their name that they did not ask for.
        Ok((view, who)) if telling == Telling::Earlier && who != view.who => plan_memory::stopped(plan),
        Ok((view, _)) => {
            let rest = tasks(console, &view, |state| *state == EntryState::Planned);
            let to_be_told = match telling {
                Telling::Earlier => failed(console, &view).await,
                Telling::Own => Vec::new(),
            };
            // Also when it was called off just now.
            if rest.is_empty() || untrack(|| console.runs.is_cancelled(plan, view.cancelled.as_ref(), began)) {
                plan_memory::stopped(plan);
                run::tell(console, to_be_told);
            } else {
                run::run(console, rest, Extent::Rest, Before { to_be_told, ..counted(&view) }).await;
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

fn is_signed_out(failure: &TransportFailure) -> bool {
    matches!(failure, TransportFailure::Gateway { error, .. }
        if matches!(error.kind, GatewayErrorKind::SignedOut | GatewayErrorKind::ProxySignIn))
}

/// Reads a plan that nobody else runs, and who is signed in.
async fn read(console: Console, plan: &PlanId) -> Result<(PlanView, String), TransportFailure> {
    console.client.lease(plan, &tab::name()).await?;
    Ok((console.client.plan(plan).await?, console.client.who().await?))
}

/// How many of a plan's entries have which outcome.
fn counted(view: &PlanView) -> Before {
    let outcomes = || view.entries.iter().filter_map(|entry| entry.state.outcome());
    let count = |is: fn(&Outcome) -> bool| outcomes().filter(|outcome| is(outcome)).count();
    Before {
        settled: outcomes().count(),
        failed: count(|outcome| !outcome.is_done()),
        unknown: count(Outcome::is_open),
        to_be_told: Vec::new(),
    }
}

/// The entries of a plan that failed and that nobody has tried again since: not here, and as far as the newest rows of the
/// journal go not in another plan.
async fn failed(console: Console, view: &PlanView) -> Vec<(Task, Outcome)> {
    let outcome = |task: &Task| view.entries.iter().find(|entry| entry.id == task.entry)?.state.outcome().cloned();
    let mut failed = tasks(console, view, |state| state.outcome().is_some_and(Outcome::can_be_tried_again));
    failed.retain(|task| console.revocations.row(&task.key()).with_untracked(|row| *row == RowState::Idle));
    if failed.is_empty() {
        return Vec::new();
    }
    let Ok(newest) = console.client.journal(NEWEST_ROWS, &Abort::new()).await else { return Vec::new() };
    let mut last = HashMap::new();
    for row in &newest.rows {
        last.entry(row.grant.key(&row.connection)).or_insert(&row.plan);
    }
    failed.retain(|task| last.get(&task.key()).is_none_or(|plan| **plan == task.plan));
    failed.into_iter().filter_map(|task| outcome(&task).map(|outcome| (task, outcome))).collect()
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
