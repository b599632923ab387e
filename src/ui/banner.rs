//! The one banner of failures, and the quiet line of successes. The banner stays until it is dismissed, is announced, and
//! shows every fact: the vendor's words, both statuses, the request id, the raw answer.

use leptos::prelude::*;

use super::badge::BusyBadge;
use super::copy::CopyButton;
use super::icon::{Icon, Picture};
use crate::i18n::use_i18n;

use super::dynamic::dynamic;

/// A button of the banner's own.
#[derive(Clone)]
pub struct Action {
    /// Its text.
    pub label: String,
    /// What it does.
    pub run: Callback<()>,
    /// What goes on in its place right now, if anything does.
    pub going: Signal<Option<String>>,
    /// Whether it cannot be done now.
    pub is_off: Signal<bool>,
}

/// How a banner is coloured.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// Something failed.
    #[default]
    Failure,
    /// Something went as asked, and yet.
    Warning,
}

/// What a banner shows, all of it in words already.
#[derive(Clone, Default)]
pub struct Report {
    /// Its colour.
    pub tone: Tone,
    /// The act, in one sentence.
    pub title: String,
    /// What it means.
    pub meaning: String,
    /// What it is about by name, where the title says only how many.
    pub names: Option<String>,
    /// What else has to be known about it.
    pub note: Option<String>,
    /// The words of whoever refused, verbatim.
    pub quote: Option<String>,
    /// What to do next.
    pub advice: String,
    /// Label and value of each fact, such as `HTTP` and `200`.
    pub facts: Vec<(String, String)>,
    /// The request id.
    pub request_id: Option<String>,
    /// The raw answer.
    pub raw: Option<String>,
    /// How often it has happened, in words, when more than once.
    pub times: Option<String>,
    /// Buttons before the common ones.
    pub actions: Vec<Action>,
    /// What Dismiss does; without it there is no such button.
    pub dismiss: Option<Callback<()>>,
}

/// A failure.
#[component]
pub fn Banner(
    /// What it shows.
    report: Report,
    /// Where and when it was.
    #[prop(optional)]
    about: Option<AnyView>,
) -> impl IntoView {
    let i18n = use_i18n();
    let Report { tone, title, meaning, names, note, quote, advice, facts, request_id, raw, times, actions, dismiss } =
        report;
    let open = RwSignal::new(false);
    let id_to_copy = request_id.clone();
    let has_raw = raw.is_some();
    view! {
        <div class="banner" class:warn=tone == Tone::Warning role="alert" aria-atomic="false">
            <Picture icon=Icon::Alert />
            <div class="banner-body">
                <p class="banner-head">
                    <b>{title}</b>
                    " "
                    {meaning}
                    {times.map(|times| view! { <span class="badge danger">{times}</span> })}
                    " "
                    {about}
                </p>
                {names.map(|names| view! { <p class="names">{names}</p> })}
                {note.map(|note| view! { <p class="note">{note}</p> })}
                {quote.map(|quote| view! { <p class="quote">{format!("“{quote}”")}</p> })}
                <p class="facts">
                    {facts.into_iter().map(|(label, value)| view! { <span>{label} " " <b>{value}</b></span> }).collect_view()}
                    {request_id.map(|id| view! { <span>{i18n.text(|t| t.messages().fact_request)} " " <span class="id">{id}</span></span> })}
                </p>
                <p>{advice}</p>
                <div class="acts">
                    {buttons(actions)}
                    {id_to_copy
                        .map(|id| {
                            view! {
                                <CopyButton
                                    label=i18n.signal(|t| t.messages().copy_request_id)
                                    done=i18n.signal(|t| t.copied)
                                    refused=i18n.signal(|t| t.copy_failed)
                                    text=id
                                />
                            }
                        })}
                    {has_raw
                        .then(|| {
                            view! {
                                <button
                                    type="button"
                                    class="btn small quiet"
                                    aria-expanded=move || if open.get() { "true" } else { "false" }
                                    on:click=move |_| open.update(|open| *open = !*open)
                                >
                                    {dynamic(move || if open.get() { i18n.t().messages().hide_raw_answer } else { i18n.t().messages().show_raw_answer })}
                                </button>
                            }
                        })}
                    {dismiss
                        .map(|dismiss| {
                            view! {
                                <button type="button" class="btn small quiet" on:click=move |_| dismiss.run(())>
                                    {i18n.text(|t| t.messages().dismiss)}
                                </button>
                            }
                        })}
                </div>
                {raw
                    .map(|raw| {
                        view! {
                            <pre class="call" tabindex="0" hidden=move || !open.get()>
                                {raw}
                            </pre>
                        }
                    })}
            </div>
        </div>
    }
}

/// A success: one line, announced politely, that can be dismissed.
#[component]
pub fn Success(
    /// What was done; the line begins with it.
    title: String,
    /// How it is known.
    proof: String,
    /// What else has to be known about it.
    #[prop(optional_no_strip)]
    note: Option<String>,
    /// Where and when it was.
    about: AnyView,
    /// What else can be done about it.
    actions: Vec<Action>,
    /// What Dismiss does.
    dismiss: Callback<()>,
) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <div class="success">
            <Picture icon=Icon::Check />
            <div class="success-body">
                <p role="status">
                    <b>{title}</b>
                    " "
                    <span class="muted">{proof}</span>
                </p>
                " "
                {about}
                {note.map(|note| view! { <span class="note" role="note">{note}</span> })}
            </div>
            {buttons(actions)}
            <button type="button" class="btn small quiet" on:click=move |_| dismiss.run(())>
                {i18n.text(|t| t.messages().dismiss)}
            </button>
        </div>
    }
}

fn buttons(actions: Vec<Action>) -> AnyView {
    // What goes on is said once.
    let mut said: Vec<Signal<Option<String>>> = Vec::new();
    let mut button = |Action { label, run, going, is_off }: Action| {
        let is_said = said.contains(&going);
        said.push(going);
        let is_going = move || is_off.get() || going.with(Option::is_some);
        view! {
            {dynamic(move || going.get().filter(|_| !is_said).map(|word| view! { <BusyBadge text=Signal::stored(word) /> }))}
            <button
                type="button"
                class="btn small"
                aria-disabled=move || if is_going() { "true" } else { "false" }
                on:click=move |_| {
                    if !untrack(is_going) {
                        run.run(());
                    }
                }
            >
                {label}
            </button>
        }
    };
    actions.into_iter().map(&mut button).collect_view().into_any()
}
