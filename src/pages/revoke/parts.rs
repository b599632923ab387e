//! The parts that the questions before a change share: the reason, the word to be typed, the exact calls, lists and warnings.

use leptos::prelude::*;
use rescind_vendors::snippets::Snippet;

use crate::i18n::use_i18n;
use crate::state::load::Load;
use crate::state::preferences;
use crate::ui::copy::CopyButton;
use crate::ui::dynamic::dynamic;
use crate::ui::icon::{Icon, Picture};

/// How many grants, and how many calls, are written out.
pub const WRITTEN_OUT: usize = 8;

/// Why it is done. What is typed outlives a reload, for this subject alone.
pub fn reason_field(subject: String, reason: RwSignal<String>) -> AnyView {
    let i18n = use_i18n();
    view! {
        <label class="label" for="reason">
            {i18n.text(|t| t.reason)}
        </label>
        <input
            id="reason"
            class="field wide"
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
            {i18n.text(|t| t.reason_hint)}
        </p>
    }
    .into_any()
}

/// The word that has to be typed where there is danger. `id` is the field's, of which the page has no other.
pub fn word_field(id: &'static str, word: &str, typed: RwSignal<String>) -> AnyView {
    let i18n = use_i18n();
    view! {
        <label class="label" for=id>
            {(i18n.t().type_to_confirm)(word)}
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

/// The exact calls, to be read and, as a `whole`, copied: as they are, and in the words of other tools where `snippets` has them.
pub fn exact_call(
    shown: impl Fn() -> String + Send + Sync + 'static,
    whole: impl Fn() -> String + Send + Sync + 'static,
    snippets: impl Fn() -> Vec<Snippet> + Send + Sync + 'static,
) -> AnyView {
    let i18n = use_i18n();
    view! {
        <div class="label-line">
            <span class="label">{i18n.text(|t| t.exact_call)}</span>
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
        let tool = *tool;
        view! {
            <CopyButton
                label=Signal::derive(move || (i18n.t().plans.copy_as)(tool))
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

/// The first of many lines, and how many more there are.
pub fn list(count: usize, lines: impl Iterator<Item = String>) -> AnyView {
    let more = count.saturating_sub(WRITTEN_OUT);
    view! {
        <ul class="wishes">
            {lines.take(WRITTEN_OUT).map(|line| view! { <li>{line}</li> }).collect_view()}
            {(more > 0).then(|| view! { <li class="muted">{format!("… +{more}")}</li> })}
        </ul>
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
