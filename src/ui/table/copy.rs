//! Copies the text of a cell: by the button that shows in the cell under the pointer, or a row's name by its key. There is one
//! button for all cells. It is not in the tab order, for the key does the same.

use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen_futures::JsFuture;
use web_sys::Element;

use crate::i18n::use_i18n;

/// What became of the last copy.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Copied {
    Nothing,
    Done,
    Refused,
}

/// Copies cells of one table.
#[derive(Clone, Copy)]
pub(super) struct CopyCell {
    button: NodeRef<html::Button>,
    cell: StoredValue<Option<Element>, LocalStorage>,
    copied: RwSignal<Copied>,
}

impl CopyCell {
    pub(super) fn new() -> Self {
        let cell = StoredValue::new_local(None);
        Self { button: NodeRef::new(), cell, copied: RwSignal::new(Copied::Nothing) }
    }

    /// The pointer is over a cell now, or over none.
    pub(super) fn offer(self, cell: Option<Element>) {
        let cell = cell.filter(|cell| {
            // What unfolds in a cell has a button of its own where there is something to copy.
            let unfolds = cell.query_selector("details.unfold").is_ok_and(|unfolds| unfolds.is_some());
            !unfolds && !cell.matches(".check, .end, [colspan], .gap *").unwrap_or(true) && !text_of(cell).is_empty()
        });
        if self.cell.with_value(|before| *before == cell) {
            return;
        }
        self.copied.set(Copied::Nothing);
        if let Some(button) = self.button.get_untracked() {
            match &cell {
                Some(cell) => {
                    let _ = cell.append_child(&button);
                }
                None => button.remove(),
            }
        }
        self.cell.set_value(cell);
    }

    /// Copies the text of a cell.
    pub(super) fn copy(self, cell: Option<&Element>) {
        let Some(text) = cell.map(text_of) else { return };
        let written = window().navigator().clipboard().write_text(&text);
        let copied = self.copied;
        spawn_local(async move {
            let done = JsFuture::from(written).await.is_ok();
            copied.try_set(if done { Copied::Done } else { Copied::Refused });
        });
    }

    /// What became of it, in words, tracked.
    pub(super) fn said(self) -> &'static str {
        let t = use_i18n().t();
        match self.copied.get() {
            Copied::Nothing => "",
            Copied::Done => t.copied,
            Copied::Refused => t.copy_failed,
        }
    }

    /// The button; it waits in the place of this view until a cell needs it.
    pub(super) fn button(self) -> AnyView {
        let i18n = use_i18n();
        let copy = move |_| self.cell.with_value(|cell| self.copy(cell.as_ref()));
        view! {
            <span hidden>
                <button
                    type="button"
                    class="copy-cell"
                    tabindex="-1"
                    aria-hidden="true"
                    title=i18n.text(|t| t.copy)
                    node_ref=self.button
                    on:click=copy
                ></button>
            </span>
        }
        .into_any()
    }
}

/// The name that a cell holds, without what stands beside it.
fn text_of(cell: &Element) -> String {
    let name = cell.query_selector("a, .id").ok().flatten();
    let text = name.as_ref().unwrap_or(cell).text_content().unwrap_or_default();
    text.trim().to_owned()
}
