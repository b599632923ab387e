//! The parts that the questions before a change share: the reason, the word to be typed, the exact calls, lists and warnings.

use leptos::prelude::*;
use rescind_domain::preview::Snippet;

use crate::i18n::{format, use_i18n};
use crate::state::load::Load;
use crate::state::preferences;
use crate::ui::copy::CopyButton;
use crate::ui::dynamic::dynamic;
use crate::ui::icon::{Icon, Picture};

/// How many grants, and how many calls, are written out.
pub const WRITTEN_OUT: usize = 8;
/// How many more are when somebody asks for the rest.
const UNFOLDED: usize = 1000;

/// Why it is done. What is typed outlives a reload, for this subject alone.
pub fn reason_field(subject: String, reason: RwSignal<String>) -> AnyView {
    let i18n = use_i18n();
    view! {
        <label class="label" for="reason">
            {i18n.text(|t| t.revoke().reason)}
        </label>
        <input
            id="reason"
            class="field wide"
            autofocus=true
            autocomplete="off"
            maxlength="1000"
            aria-describedby="reason-hint"
            prop:value=move || reason.get()
            on:input=move |event| {
                let text = event_target_value(&event);
                preferences::keep_reason(&subject, &text);
                reason.set(text);
            }
        />
        <p id="reason-hint" class="hint">
            {i18n.text(|t| t.revoke().reason_hint)}
        </p>
    }
    .into_any()
}

/// The word that has to be typed where there is danger. `id` is the field's, of which the page has no other.
pub fn word_field(id: &'static str, word: &str, typed: RwSignal<String>) -> AnyView {
    let i18n = use_i18n();
    view! {
        <label class="label" for=id>
            {(i18n.t().revoke().type_to_confirm)(word)}
        </label>
        <input
            id=id
            class="field wide id"
            autocomplete="off"
            prop:value=move || typed.get()
            on:input=move |event| typed.set(event_target_value(&event))
        />
    }
    .into_any()
}

/// The exact call, or `several`, to be read and, as a `whole`, copied: as they are, and in the words of other tools where `snippets` has them.
pub fn exact_call(
    several: impl Fn() -> bool + Send + Sync + 'static,
    shown: impl Fn() -> String + Send + Sync + 'static,
    whole: impl Fn() -> String + Send + Sync + 'static,
    snippets: impl Fn() -> Vec<Snippet> + Send + Sync + 'static,
) -> AnyView {
    let i18n = use_i18n();
    view! {
        <div class="label-line">
            <span class="label">
                {dynamic(move || if several() { i18n.t().plans().calls } else { i18n.t().revoke().exact_call })}
            </span>
            <span class="copies">
                {dynamic(move || copies(&snippets()))}
                <CopyButton
                    label=i18n.signal(|t| t.copy)
                    done=i18n.signal(|t| t.copied)
                    refused=i18n.signal(|t| t.copy_failed)
                    text=Signal::derive(whole)
                />
            </span>
        </div>
        <pre class="call" tabindex="0">
            {dynamic(shown)}
        </pre>
    }
    .into_any()
}

/// Buttons that copy calls in the words of other tools.
pub fn copies(snippets: &[Snippet]) -> AnyView {
    let i18n = use_i18n();
    let button = |Snippet { tool, text }: &Snippet| {
        let tool = tool.clone();
        view! {
            <CopyButton
                label=Signal::derive(move || (i18n.t().plans().copy_as)(&tool))
                done=i18n.signal(|t| t.copied)
                refused=i18n.signal(|t| t.copy_failed)
                text=Signal::stored(text.clone())
            />
        }
    };
    snippets.iter().map(button).collect_view().into_any()
}

/// The calls as they were read; else why there are none, or that they are on their way.
#[must_use]
pub fn lines_of<T: Send + Sync + 'static>(exact: Load<T>, lines: fn(&T) -> Vec<String>) -> String {
    let absent = || {
        let t = use_i18n().t();
        exact.fault().map_or_else(|| t.loading.to_owned(), |fault| fault.message.unwrap_or_default())
    };
    exact.get().map_or_else(absent, |read| lines(&read.value).join("\n"))
}

/// The first of many lines; the others unfold.
pub fn list(lines: Vec<String>) -> AnyView {
    let listed = |lines: &[String]| {
        let line = |line: &String| view! { <li>{line.clone()}</li> };
        view! { <ul class="wishes">{lines.iter().map(line).collect_view()}</ul> }.into_any()
    };
    folded(lines, listed)
}

/// The first of many warnings; the others unfold.
pub fn hazards(lines: Vec<String>) -> AnyView {
    folded(lines, |lines| {
        let warning = |line: &String| {
            let line = line.clone();
            hazard(move || line.clone())
        };
        lines.iter().map(warning).collect_view().into_any()
    })
}

fn folded(lines: Vec<String>, view_of: fn(&[String]) -> AnyView) -> AnyView {
    let i18n = use_i18n();
    let first = view_of(lines.get(..WRITTEN_OUT).unwrap_or(&lines));
    let rest = lines.get(WRITTEN_OUT..).unwrap_or_default().len();
    let open = RwSignal::new(false);
    let number = move |count| format::number(i18n.locale(), count);
    // Of tens of thousands a browser would lay out each.
    let unfolded = move || {
        let shown = lines.get(WRITTEN_OUT..).unwrap_or_default();
        let cut = rest.saturating_sub(UNFOLDED);
        view! {
            {view_of(shown.get(..UNFOLDED).unwrap_or(shown))}
            {(cut > 0).then(|| view! { <p class="muted">{format!("… {}", (i18n.t().revoke().more)(&number(cut)))}</p> })}
        }
    };
    view! {
        {first}
        {(rest > 0).then(|| view! {
            <details class="more" on:toggle=move |_| open.update(|open| *open = !*open)>
                <summary>{dynamic(move || (i18n.t().revoke().more)(&number(rest)))}</summary>
                {dynamic(move || open.get().then(&unfolded))}
            </details>
        })}
    }
    .into_any()
}

/// One warning.
pub fn hazard(text: impl Fn() -> String + Send + Sync + 'static) -> AnyView {
    view! {
        <p class="hazard">
            <Picture icon=Icon::Hazard />
            <span>{dynamic(text)}</span>
        </p>
    }
    .into_any()
}
