//! The native modal dialog: it keeps the focus inside, gives it back when it closes, and closes with Escape.

use std::sync::atomic::{AtomicUsize, Ordering};

use super::effect::effect;
use super::focus::Spot;
use leptos::html;
use leptos::prelude::*;

/// The number of the next dialog's heading.
static NEXT: AtomicUsize = AtomicUsize::new(1);

/// A modal dialog that is open as long as it is in the page.
#[component]
pub fn Dialog(
    /// Its heading, which also names it.
    #[prop(into)]
    title: Signal<String>,
    /// Called when it is closed with Escape. A dialog that must be answered leaves it out.
    #[prop(optional)]
    on_close: Option<Callback<()>>,
    /// Its content: sections and a footer.
    children: Children,
) -> impl IntoView {
    let node = NodeRef::<html::Dialog>::new();
    // A dialog may open over another one.
    let title_id = format!("dialog-{}", NEXT.fetch_add(1, Ordering::Relaxed));
    let labelled_by = title_id.clone();
    give_focus_back();
    effect(move |_| {
        if let Some(dialog) = node.get()
            && !dialog.open()
        {
            // It fails only for a dialog that is open already or not in the page.
            let _ = dialog.show_modal();
            // The field that has the focus now may stand far below what has to be read first.
            dialog.set_scroll_top(0);
        }
    });
    let on_cancel = move |event: leptos::ev::Event| {
        event.prevent_default();
        if let Some(close) = on_close {
            close.run(());
        }
    };
    view! {
        <dialog class="dialog" node_ref=node aria-labelledby=labelled_by on:cancel=on_cancel>
            <h2 id=title_id>{title}</h2>
            {children()}
        </dialog>
    }
}

/// Whether any dialog is open.
#[must_use]
pub fn is_open() -> bool {
    document().query_selector("dialog[open]").is_ok_and(|dialog| dialog.is_some())
}

/// When the dialog goes, the focus returns to what had it, or to what is nearest if that has gone meanwhile.
fn give_focus_back() {
    let before = StoredValue::new_local(Spot::of_focus());
    on_cleanup(move || {
        let Some(before) = before.try_get_value().flatten() else { return };
        request_animation_frame(move || before.focus());
    });
}
