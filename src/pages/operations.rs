//! What runs: how far a plan of several entries is, and the vendor's operations that rows wait for, with everything that
//! helps to find them again.

use leptos::prelude::*;
use rescind_vendors::{Operation, OperationState};

use crate::i18n::{format, use_i18n};
use crate::state::revocations::{Progress, Watched};
use crate::state::use_console;
use crate::ui::dynamic::dynamic;

/// The list; empty while nothing runs.
#[component]
pub fn Operations() -> impl IntoView {
    let revocations = use_console().revocations;
    view! {
        {dynamic(move || revocations.progress().into_iter().map(progress).collect_view())}
        {dynamic(move || revocations.watched().iter().map(watched).collect_view())}
    }
}

fn progress(progress: Progress) -> AnyView {
    let i18n = use_i18n();
    let number = |number| format::number(i18n.locale(), number);
    let Progress { all, done, failed } = progress;
    let words =
        (i18n.t().progress)(&number(done - failed.min(done)), &number(failed), &number(all.saturating_sub(done)));
    view! {
        <div class="running">
            <progress aria-label=i18n.t().revoking_name max=all.to_string() value=done.to_string()></progress>
            <span class="muted">{words}</span>
        </div>
    }
    .into_any()
}

fn watched(watched: &Watched) -> AnyView {
    let t = use_i18n().t();
    let Operation { id, description, created_at, created_by, state } = &watched.operation;
    let word = match state {
        _ if watched.in_the_way => t.operation_in_the_way,
        OperationState::Running => t.operation_running,
        OperationState::Failing(_) => t.operation_failing,
        OperationState::Done | OperationState::Failed(_) | OperationState::Unclear(_) => t.operation_ended,
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
                    {description.clone()}
                </p>
                {why.map(|why| view! { <p class="quote">{why}</p> })}
                <p class="facts">
                    <span>{t.operation} " " <b class="id">{id.to_string()}</b></span>
                    {fact(t.created_at, created_at)}
                    {fact(t.created_by, created_by)}
                </p>
            </div>
        </div>
    }
    .into_any()
}
