//! What runs: how far a plan of several entries is, with the buttons that steer it; what it waits for; the vendor's operations
//! that rows wait for, with everything that helps to find them again; and whether the gateway is out of reach.

use leptos::prelude::*;
use rescind_domain::{Operation, OperationState, PlanId, PlanStatus};

use super::plan::list::title_of;
use super::plan::progress::{numbers, pace, steer_button};
use super::plan::standing::{Counts, pause_words};
use super::plan::waiting::waiting;
use super::words::{names, sentence};
use crate::api::Steer;
use crate::i18n::{format, use_i18n};
use crate::state::plans::Watched;
use crate::state::plans::model::Line;
use crate::state::{Console, url, use_console};
use crate::transport::stream::Status;
use crate::ui::dynamic::dynamic;

/// The list; empty while nothing runs. What the page of a plan says of it is not said twice.
#[component]
pub fn Operations() -> impl IntoView {
    let console = use_console();
    let plans = console.plans;
    let shown_here = move |plan: &PlanId| console.location.path() == url::plan(plan);
    let is_shown = move |line: &Line| {
        let is_paused = matches!(line.summary.status, PlanStatus::Paused { .. });
        // The row of a single entry says how far it is.
        let is_worth_it = line.summary.entries > 1 || is_paused || !line.summary.waiting.is_empty();
        let is_unwanted = is_paused && plans.is_dismissed(&line.summary.id);
        is_worth_it && !is_unwanted && !shown_here(&line.summary.id)
    };
    let running = move || {
        let is_paused = |line: &Line| matches!(line.summary.status, PlanStatus::Paused { .. });
        let shown = plans.lines().into_iter().filter(is_shown);
        shown.map(|line| (line.summary.id.clone(), is_paused(&line))).collect::<Vec<_>>()
    };
    view! {
        {dynamic(move || cut_off(plans.link()))}
        <For each=running key=Clone::clone let((plan, is_paused))>
            {if is_paused { paused(console, plan) } else { progress(console, plan) }}
        </For>
        {dynamic(move || plans.watched().iter().map(watched).collect_view())}
    }
}

/// That nothing here is news.
fn cut_off(link: Status) -> Option<AnyView> {
    let Status::Lost { since } = link else { return None };
    let i18n = use_i18n();
    let words = (i18n.t().operations().cut_off)(&format::date_time(i18n.locale(), since));
    Some(view! { <p class="running cut-off" role="status">{words}</p> }.into_any())
}

/// A plan, as long as it is one of those that run; its last state when it is none any more.
fn line_of(console: Console, plan: PlanId) -> Memo<Option<Line>> {
    Memo::new(move |before: Option<&Option<Line>>| console.plans.line(&plan).or_else(|| before.cloned().flatten()))
}

/// One plan that runs. Its parts change by themselves, so that its buttons stay under the pointer.
fn progress(console: Console, plan: PlanId) -> AnyView {
    let i18n = use_i18n();
    let href = url::plan(&plan);
    let line = line_of(console, plan.clone());
    let counts = Memo::new(move |_| line.with(|line| line.as_ref().map(|line| Counts::of_summary(&line.summary))));
    let of = move |part: fn(&Counts) -> usize| counts.with(|counts| counts.as_ref().map_or(0, part));
    let words = move || {
        let left = of(|counts| counts.left());
        numbers(i18n, of(|counts| counts.done), of(|counts| counts.failed), of(|counts| counts.unknown), Some(left))
    };
    let name = move || line.with(|line| line.as_ref().map(|line| title_of(i18n.t(), &line.summary)));
    let ending = move || line.with(|line| line.as_ref().is_none_or(|line| line.summary.status != PlanStatus::Running));
    let rate = move || {
        let line = line.get().filter(|_| !console.plans.is_cut_off())?;
        pace(i18n.t(), i18n.locale(), &line)
    };
    let waits = Memo::new(move |_| {
        line.with(|line| line.as_ref().map(|line| line.summary.waiting.clone()).unwrap_or_default())
    });
    view! {
        <div class="running">
            <b class="name clip">{dynamic(name)}</b>
            <progress
                aria-label=i18n.text(|t| t.operations().revoking_name)
                max=move || of(|counts| counts.all).to_string()
                value=move || of(|counts| counts.all.saturating_sub(counts.left())).to_string()
            ></progress>
            <span class="muted">{dynamic(words)}</span>
            <span class="muted pace">{dynamic(rate)}</span>
            {steer_button(console, plan.clone(), Steer::Pause, ending)}
            {steer_button(console, plan.clone(), Steer::Cancel, ending)}
            <a class="open" href=href>{i18n.text(|t| t.plans().open)}</a>
            {waiting(plan, waits)}
        </div>
    }
    .into_any()
}

/// A plan of which nothing more is started before somebody says so.
fn paused(console: Console, plan: PlanId) -> AnyView {
    let i18n = use_i18n();
    let href = url::plan(&plan);
    let line = line_of(console, plan.clone());
    let words = move || {
        let line = line.get()?;
        let t = i18n.t();
        let left = format::number(i18n.locale(), Counts::of_summary(&line.summary).planned);
        let offer = (t.plans().is_paused)(&title_of(t, &line.summary), &left);
        let why = pause_words(&line.summary.status).unwrap_or_default();
        Some(view! { {offer} " " <span class="muted">{why}</span> })
    };
    let dismissed = plan.clone();
    let gone = move || {
        line.with(|line| line.as_ref().is_none_or(|line| !matches!(line.summary.status, PlanStatus::Paused { .. })))
    };
    view! {
        <div class="running">
            <p class="grow" role="status">{dynamic(words)}</p>
            <a class="open" href=href>{i18n.text(|t| t.plans().open)}</a>
            {steer_button(console, plan.clone(), Steer::Resume, gone)}
            {steer_button(console, plan, Steer::Cancel, gone)}
            <button type="button" class="btn small quiet" on:click=move |_| console.plans.dismiss(&dismissed)>
                {i18n.text(|t| t.messages().dismiss)}
            </button>
        </div>
    }
    .into_any()
}

fn watched(watched: &Watched) -> AnyView {
    let i18n = use_i18n();
    let t = i18n.t();
    let Operation { id, description, created_at, created_by, state } = &watched.operation;
    let (what, whom) = names(t, &watched.entries);
    let subject = watched.entries.first().map(|entry| sentence(t, entry.kind())(&what, &whom));
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
