//! Selecting rows: one by one, a range with the shift key, or all that are shown. The selection is a set of ids, so that it
//! survives filter, sort and reading again, and says how much of it is not shown.

use std::collections::HashSet;
use std::sync::Arc;

use leptos::prelude::*;

use super::Rows;
use crate::i18n::{format, use_i18n};
use crate::ui::dynamic::dynamic;

/// How the rows of a table are selected, and what is done with them.
#[derive(Clone)]
pub struct Select<T: 'static> {
    /// The id under which a row is selected, the same over reads; nothing when it cannot be.
    pub id: fn(&T) -> Option<String>,
    /// What its checkbox calls the row.
    pub name: fn(&T) -> String,
    /// Acts on the selected rows, in the table's order.
    pub act: Callback<Vec<T>>,
}

/// What is selected in one table.
#[derive(Clone, Copy)]
pub(super) struct Selection {
    rows: Signal<Arc<dyn Rows>>,
    order: Memo<Vec<usize>>,
    ids: RwSignal<HashSet<String>>,
    /// The row that was clicked last: a range begins there.
    anchor: StoredValue<Option<String>>,
}

impl Selection {
    /// Nothing is selected.
    pub(super) fn new(rows: Signal<Arc<dyn Rows>>, order: Memo<Vec<usize>>) -> Self {
        Self { rows, order, ids: RwSignal::new(HashSet::new()), anchor: StoredValue::new(None) }
    }

    /// The selected rows that are still there, and how many of them are shown, tracked.
    fn selected(self) -> (Vec<usize>, usize) {
        let rows = self.rows.get();
        let is_selected = |row: &usize| rows.select_id(*row).is_some_and(|id| self.ids.with(|ids| ids.contains(&id)));
        let shown: Vec<usize> =
            self.order.get().into_iter().filter(|row| *row < rows.len()).filter(is_selected).collect();
        let hidden = (0..rows.len()).filter(is_selected).filter(|row| !shown.contains(row));
        let count = shown.len();
        (shown.iter().copied().chain(hidden).collect(), count)
    }

    /// The ids of the rows that are shown and can be selected, tracked.
    fn shown(self) -> Vec<String> {
        let rows = self.rows.get();
        self.order.get().into_iter().filter_map(|row| rows.select_id(row)).collect()
    }

    fn set(self, id: &str, selected: bool, range: bool) {
        let shown = untrack(|| self.shown());
        let place = |id: &str| shown.iter().position(|other| other == id);
        let anchor = self.anchor.get_value();
        let from = anchor.as_deref().filter(|_| range).and_then(place).or_else(|| place(id));
        let (Some(from), Some(to)) = (from, place(id)) else { return };
        let affected = shown.get(from.min(to)..=from.max(to)).unwrap_or_default();
        self.ids.update(|ids| {
            for id in affected {
                if selected {
                    ids.insert(id.clone());
                } else {
                    ids.remove(id);
                }
            }
        });
        self.anchor.set_value(Some(id.to_owned()));
    }
}

/// What is selected, in words, with the button that acts on it.
pub(super) fn selection_bar(selection: Selection) -> AnyView {
    let i18n = use_i18n();
    dynamic(move || {
        let (rows, shown) = selection.selected();
        (!rows.is_empty()).then(|| {
            let (t, locale) = (i18n.t(), i18n.locale());
            let number = |number| format::number(locale, number);
            let words = (t.selected)(&number(rows.len()));
            let hidden = rows.len() - shown;
            let words = if hidden > 0 { format!("{words}, {}", (t.not_shown)(&number(hidden))) } else { words };
            let label = (t.revoke_selected)(&number(rows.len()));
            view! {
                <span class="selection">
                    <span class="muted" role="status">{words}</span>
                    <button
                        type="button"
                        class="btn small quiet"
                        on:click=move |_| selection.ids.update(HashSet::clear)
                    >
                        {t.clear_selection}
                    </button>
                    <button
                        type="button"
                        class="btn danger"
                        on:click=move |_| selection.rows.with_untracked(|all| all.act(&rows))
                    >
                        {label}
                    </button>
                </span>
            }
        })
    })
}

/// The heading's checkbox, for everything that is shown.
pub(super) fn all_checkbox(selection: Selection) -> AnyView {
    let i18n = use_i18n();
    let all = move || {
        let shown = selection.shown();
        !shown.is_empty() && selection.ids.with(|ids| shown.iter().all(|id| ids.contains(id)))
    };
    let turn = move |event| {
        let selected = event_target_checked(&event);
        let shown = untrack(|| selection.shown());
        selection.ids.update(|ids| {
            for id in shown {
                if selected {
                    ids.insert(id);
                } else {
                    ids.remove(&id);
                }
            }
        });
    };
    view! {
        <th scope="col" class="check">
            <input type="checkbox" aria-label=i18n.text(|t| t.select_all) prop:checked=all on:change=turn />
        </th>
    }
    .into_any()
}

/// A row's checkbox; an empty cell when it cannot be selected.
pub(super) fn checkbox(selection: Selection, rows: &Arc<dyn Rows>, row: usize) -> AnyView {
    let Some(id) = rows.select_id(row) else { return view! { <td class="check"></td> }.into_any() };
    let i18n = use_i18n();
    let name = rows.select_name(row);
    let id = StoredValue::new(id);
    let checked = move || id.with_value(|id| selection.ids.with(|ids| ids.contains(id)));
    let turn = move |event: leptos::ev::MouseEvent| {
        let selected = event_target_checked(&event);
        id.with_value(|id| selection.set(id, selected, event.shift_key()));
    };
    view! {
        <td class="check">
            <input
                type="checkbox"
                aria-label=move || (i18n.t().select_row)(&name)
                prop:checked=checked
                on:click=turn
            />
        </td>
    }
    .into_any()
}
