//! What runs: how far a plan of several entries is, with the buttons that steer it; the vendor's operations that rows wait
//! for, with everything that helps to find them again; and plans that were left unfinished.

use leptos::prelude::*;
use rescind_domain::{PlanId, PlanSummary};
use rescind_vendors::{Operation, OperationState};

use super::notices::unread;
use super::plan::list::title;
use super::plan::progress::{numbers, pace};
use super::words::{names, sentence};
use crate::i18n::{format, use_i18n};
use crate::state::revocations::Watched;
use crate::state::runs::{Phase, Run};
use crate::state::{Console, go_on, url, use_console};
use crate::ui::dynamic::dynamic;
use crate::ui::time::Age;

/// The list; empty while nothing runs. What the page of a plan says of it is not said twice.
#[component]
pub fn Operations() -> impl IntoView {
    let console = use_console();
    let (revocations, runs) = (console.revocations, console.runs);
    go_on::look_again(console);
    let shown_here = move |plan: &PlanId| console.location.path() == url::plan(plan);
    let running =
        move || runs.all().into_iter().filter(|run| run.all > 1 && !shown_here(&run.plan)).collect::<Vec<Run>>();
    let unfinished = move || runs.unfinished.get().into_iter().filter(move |plan| !shown_here(&plan.id));
    view! {
        <For each=running key=|run| run.number let:run>
            {progress(console, &run)}
        </For>
        {dynamic(move || revocations.watched().iter().map(watched).collect_view())}
        {dynamic(move || unfinished().map(|plan| offer(console, plan)).collect_view())}
        {dynamic(move || runs.trouble.get().map(|(plan, fault)| {
            let again = Callback::new(move |()| go_on::go_on(console, plan.clone()));
            unread(use_i18n().t().plans_title, &fault, again)
        }))}
    }
}

/// One run. Its parts change by themselves, so that its buttons stay under the pointer.
fn progress(console: Console, run: &Run) -> AnyView {
    let i18n = use_i18n();
    let (number, plan) = (run.number, StoredValue::new(run.plan.clone()));
    let href = url::plan(&run.plan);
    let run = Memo::new(move |before: Option<&Option<Run>>| {
        console.runs.numbered(number).or_else(|| before.cloned().flatten())
    });
    let of = move |part: fn(&Run) -> usize| run.with(|run| run.as_ref().map_or(0, part));
    let words = move || {
        let (all, done, failed) = (of(|run| run.all), of(|run| run.done), of(|run| run.failed));
        numbers(i18n, done.saturating_sub(failed), failed, of(|run| run.unknown), Some(all.saturating_sub(done)))
    };
    let phase = Memo::new(move |_| run.with(|run| run.as_ref().map_or(Phase::Ending, |run| run.phase)));
    let ending = move || phase.get() == Phase::Ending;
    let steer = move |_| {
        plan.with_value(|plan| match phase.get_untracked() {
            Phase::Paused => console.runs.go_on(plan),
            Phase::Running | Phase::Ending => console.runs.pause(plan),
        });
    };
    view! {
        <div class="running">
            <progress
                aria-label=i18n.text(|t| t.operations().revoking_name)
                max=move || of(|run| run.all).to_string()
                value=move || of(|run| run.done).to_string()
            ></progress>
            <span class="muted">{dynamic(words)}</span>
            <span class="muted pace">
                {dynamic(move || run.with(|run| run.as_ref().and_then(|run| pace(i18n.t(), i18n.locale(), run))))}
            </span>
            <button type="button" class="btn small quiet" hidden=ending on:click=steer>
                {dynamic(move || if phase.get() == Phase::Paused { i18n.t().plans().go_on } else { i18n.t().plans().pause })}
            </button>
            <button
                type="button"
                class="btn small quiet"
                hidden=ending
                on:click=move |_| plan.with_value(|plan| go_on::cancel(console, plan))
            >
                {i18n.text(|t| t.plans().cancel_rest)}
            </button>
            <a class="open" href=href>{i18n.text(|t| t.plans().open)}</a>
        </div>
    }
    .into_any()
}

/// A plan that an earlier page left unfinished: nothing of it is sent before somebody says so.
fn offer(console: Console, plan: PlanSummary) -> AnyView {
    let i18n = use_i18n();
    let t = i18n.t();
    let left = format::number(i18n.locale(), usize::try_from(plan.states.planned).unwrap_or(usize::MAX));
    let words = (t.plans().offer)(&title(t, &plan.reason), &left);
    let href = url::plan(&plan.id);
    let (id, at) = (plan.id, plan.at);
    let dismiss = move |_| console.runs.dismiss(&id);
    view! {
        <div class="running">
            <p class="grow" role="status">
                {words} " " <span class="muted"><Age at=Signal::stored(at) sentence=Callback::new(|ago: String| ago) /></span>
            </p>
            <a class="open" href=href>{t.plans().open}</a>
            <button type="button" class="btn small quiet" on:click=dismiss>{t.messages().dismiss}</button>
        </div>
    }
    .into_any()
}

fn watched(watched: &Watched) -> AnyView {
    let i18n = use_i18n();
    let t = i18n.t();
    let Operation { id, description, created_at, created_by, state } = &watched.operation;
    let (what, whom) = names(t, &watched.tasks);
    let subject = watched.tasks.first().map(|task| sentence(t, task.act())(&what, &whom));
    let word = match state {
        _ if watched.in_the_way => t.operations().operation_in_the_way,
        OperationState::Running => t.operations().operation_running,
        OperationState::Failing(_) => t.operations().operation_failing,
        OperationState::Done | OperationState::Failed(_) | OperationState::Unclear(_) => t.operations().operation_ended,
    };
    let why = match state {
        OperationState::Failing(fault) | OperationState::Failed(fault) | OperationState::Unclear(fault) => {
            fault.message.clone()
        }
        OperationState::Running | OperationState::Done => None,
    };
    let fact = |name: &'static str, value: &Option<String>| {
        value.clone().map(|value| view! { <span>{name} " " <b>{value}</b></span> })
    };
    view! {
        <div class="running operation" role="status">
            <span class="spin" aria-hidden="true"></span>
            <div>
                <p>
                    <b>{word}</b>
                    " "
                    {subject}
                </p>
                <p class="muted">{description.clone()}</p>
                {why.map(|why| view! { <p class="quote">{why}</p> })}
                <p class="facts">
                    <span>{t.operations().operation} " " <b class="id">{id.to_string()}</b></span>
                    {created_at.clone().map(|at| {
                        let said = format::printed(i18n.locale(), &at).unwrap_or_else(|| at.clone());
                        view! { <span>{t.operations().created_at} " " <b><time datetime=at.clone() title=at>{said}</time></b></span> }
                    })}
                    {fact(t.operations().created_by, created_by)}
                </p>
            </div>
        </div>
    }
    .into_any()
}
