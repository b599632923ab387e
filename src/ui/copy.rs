//! A button that copies a text and says whether it worked.

use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen_futures::JsFuture;

use super::dynamic::dynamic;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Copying {
    Ready,
    Done,
    Refused,
}

/// Copies `text`. The result is announced and stays until the pointer or the focus leaves.
#[component]
pub fn CopyButton(
    /// What the button says.
    #[prop(into)]
    label: Signal<String>,
    /// What it says after copying.
    #[prop(into)]
    done: Signal<String>,
    /// What it says when the browser did not allow it.
    #[prop(into)]
    refused: Signal<String>,
    /// What is copied.
    #[prop(into)]
    text: Signal<String>,
) -> impl IntoView {
    let state = RwSignal::new(Copying::Ready);
    let copy = move |_| {
        let written = window().navigator().clipboard().write_text(&text.get_untracked());
        spawn_local(async move {
            let result = JsFuture::from(written).await;
            state.try_set(if result.is_ok() { Copying::Done } else { Copying::Refused });
        });
    };
    let reset = move || state.set(Copying::Ready);
    view! {
        <button type="button" class="btn small quiet" on:click=copy on:blur=move |_| reset() on:pointerleave=move |_| reset()>
            {label}
        </button>
        <span class="said" aria-live="polite">
            {dynamic(move || match state.get() {
                Copying::Ready => String::new(),
                Copying::Done => done.get(),
                Copying::Refused => refused.get(),
            })}
        </span>
    }
}
