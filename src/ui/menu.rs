//! A small native menu for a choice among a few words.

use leptos::prelude::*;

use super::dynamic::dynamic;

/// One choice: its value and its word.
pub type Choice = (&'static str, String);

/// A labelled `<select>`.
#[component]
pub fn Menu(
    /// Its label, for those who do not see it.
    #[prop(into)]
    label: Signal<String>,
    /// What can be chosen.
    #[prop(into)]
    choices: Signal<Vec<Choice>>,
    /// The value that is chosen.
    #[prop(into)]
    chosen: Signal<&'static str>,
    /// Called with the new value.
    on_choose: Callback<String>,
) -> impl IntoView {
    view! {
        <select
            class="menu"
            aria-label=label
            prop:value=move || {
                choices.track();
                chosen.get()
            }
            on:change=move |event| on_choose.run(event_target_value(&event))
        >
            {dynamic(move || {
                choices
                    .get()
                    .into_iter()
                    .map(|(value, word)| view! { <option value=value selected=move || chosen.get() == value>{word}</option> })
                    .collect_view()
            })}
        </select>
    }
}
