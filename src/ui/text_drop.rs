//! A field that takes text by typing, by pasting, by dropping a file on it, or by choosing one.

use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{File, FileList, HtmlInputElement};

/// The field.
#[component]
pub fn TextDrop(
    /// Its label.
    #[prop(into)]
    label: Signal<String>,
    /// What the button says that chooses a file.
    #[prop(into)]
    choose: Signal<String>,
    /// What it holds.
    #[prop(into)]
    value: Signal<String>,
    /// Called with every new text.
    on_text: Callback<String>,
    /// Called when a file is no text.
    on_unreadable: Callback<()>,
) -> impl IntoView {
    let over = RwSignal::new(false);
    let file_input = NodeRef::<html::Input>::new();
    let read = move |files: Option<FileList>| {
        let Some(file) = files.and_then(|files| files.get(0)) else { return };
        spawn_local(async move {
            match text_of(&file).await {
                Some(text) => on_text.run(text),
                None => on_unreadable.run(()),
            }
        });
    };
    let on_drop = move |event: leptos::ev::DragEvent| {
        over.set(false);
        // Dropped text is left to the browser, which inserts it where it was dropped.
        let files = event.data_transfer().and_then(|data| data.files()).filter(|files| files.length() > 0);
        if files.is_some() {
            event.prevent_default();
            read(files);
        }
    };
    let on_file = move |event: leptos::ev::Event| {
        let input = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
        if let Some(input) = input {
            read(input.files());
            // The same file can be chosen again after it was corrected.
            input.set_value("");
        }
    };
    view! {
        <div class="label-line">
            <label class="label" for="text-drop">
                {label}
            </label>
            <button
                type="button"
                class="btn small"
                on:click=move |_| {
                    if let Some(input) = file_input.get_untracked() {
                        input.click();
                    }
                }
            >
                {choose}
            </button>
            <input type="file" class="visually-hidden" tabindex="-1" aria-hidden="true" node_ref=file_input on:change=on_file />
        </div>
        <textarea
            id="text-drop"
            class="field wide drop"
            class:over=move || over.get()
            rows="8"
            spellcheck="false"
            autocomplete="off"
            prop:value=move || value.get()
            on:input=move |event| on_text.run(event_target_value(&event))
            on:dragover=move |event| {
                event.prevent_default();
                over.set(true);
            }
            on:dragleave=move |_| over.set(false)
            on:drop=on_drop
        ></textarea>
    }
}

/// The content of a file. Bytes that are no UTF-8 come back as replacement characters, which no description holds.
async fn text_of(file: &File) -> Option<String> {
    let text = JsFuture::from(file.text()).await.ok()?.as_string()?;
    (!text.contains(char::REPLACEMENT_CHARACTER)).then_some(text)
}
