//! The list of what keys do. The keys themselves are the table's: `ui/table/keys.rs`.

use leptos::prelude::*;

use super::outcome::Word;
use crate::i18n::use_i18n;
use crate::ui::dialog::Dialog;

/// The keys, and what they do.
const KEYS: [(&[&str], Word); 10] = [
    (&["↓"], |t| t.keys().into_rows),
    (&["↓", "↑", "j", "k"], |t| t.keys().row),
    (&["Page Down", "Page Up"], |t| t.keys().page),
    (&["Home", "End"], |t| t.keys().ends),
    (&["Enter"], |t| t.keys().open),
    (&["x"], |t| t.keys().select),
    (&["Shift + x"], |t| t.keys().select_to),
    (&["r"], |t| t.keys().revoke),
    (&["c"], |t| t.keys().copy),
    (&["?"], |t| t.keys().list),
];

/// The dialog that shows them.
pub fn keys(close: Callback<()>) -> AnyView {
    let i18n = use_i18n();
    let line = move |(keys, does): (&'static [&str], Word)| {
        let caps = keys.iter().map(|key| view! { <kbd>{*key}</kbd> " " }).collect_view();
        view! {
            <dt>{caps}</dt>
            <dd>{i18n.text(does)}</dd>
        }
    };
    view! {
        <Dialog title=i18n.signal(|t| t.keyboard) on_close=close>
            <div class="dialog-body">
                <p class="muted">{i18n.text(|t| t.keys().hint)}</p>
                <dl class="keys">{KEYS.map(line).collect_view()}</dl>
            </div>
            <footer>
                <button type="button" class="btn" autofocus on:click=move |_| close.run(())>
                    {i18n.text(|t| t.keys().close)}
                </button>
            </footer>
        </Dialog>
    }
    .into_any()
}
