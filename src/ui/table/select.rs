//! Selecting rows: one by one, a range with the shift key, or all that are shown. The selection is a set of ids, so that it
//! survives filter, sort and reading again, and says how much of it is not shown.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use rescind_domain::table::address::MOST_IDS;
use rescind_domain::table::selection::{Selected, range as range_of};

use super::TableState;
use super::rows::Rows;
use super::shown::Shown;
use crate::i18n::texts::With1;
use crate::i18n::{Texts, format, use_i18n};
use crate::lasting::Lasting;
use crate::ui::dynamic::dynamic;
use crate::ui::effect::effect;
use crate::ui::idle::idle;

/// So many ids are told at once. More take a moment, in which nobody shall wait.
const AT_ONCE: usize = 5_000;

/// How the rows of a table are selected, and what is done with them.
#[derive(Clone)]
pub struct Select<T: 'static> {
    /// The id under which a row is selected, the same over reads; nothing when it cannot be.
    pub id: fn(&T) -> Option<String>,
    /// What its checkbox calls the row.
    pub name: fn(&T) -> String,
    /// What the button that acts is called: how many rows are selected.
    pub label: fn(&'static Texts) -> With1,
    /// What that does to them.
    pub deed: Deed,
    /// Acts on the selected rows, in the table's order.
    pub act: Callback<Vec<T>>,
    /// Whether what acting needs is being read.
    pub busy: Signal<bool>,
    /// How it is shown: [`SELECTION`].
    pub views: SelectionViews,
}

/// How a selection is shown. Who selects names it, so that the first page, whose table selects nothing, need not load it.
#[derive(Clone, Copy)]
pub struct SelectionViews {
    pub(super) begin: fn(Shown, TableState) -> Selection,
    pub(super) bar: fn(Selection, Acts) -> AnyView,
    pub(super) all: fn(Selection) -> AnyView,
}

/// The one way in which selections are shown.
pub const SELECTION: SelectionViews = SelectionViews { begin: Selection::new, bar: selection_bar, all: all_checkbox };

/// What acting on rows does to them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// It takes something away.
    Takes,
    /// It gives something back.
    Gives,
}

impl Deed {
    const fn class(self) -> &'static str {
        match self {
            Self::Takes => "btn danger",
            Self::Gives => "btn",
        }
    }
}

/// The button that acts on the selection.
#[derive(Clone, Copy)]
pub(super) struct Acts {
    /// What it is called: how many rows are selected.
    pub(super) label: fn(&'static Texts) -> With1,
    /// What acting does.
    pub(super) deed: Deed,
    /// Whether what acting needs is being read.
    pub(super) busy: Signal<bool>,
    /// How the selection is shown.
    pub(super) views: SelectionViews,
}

/// What is selected in one table.
#[derive(Clone, Copy)]
pub(super) struct Selection {
    shown: Shown,
    /// Rows come and go without anything being selected.
    selected: Lasting<Selected>,
    /// The row that was clicked last: a range begins there.
    last: StoredValue<Option<usize>>,
    /// How often somebody has changed what is selected.
    turns: RwSignal<u32>,
    /// Whether the many ids are about to be told.
    telling: StoredValue<bool>,
}

impl Selection {
    /// What the table's state names is selected as soon as it is there; what is selected later is kept there.
    fn new(shown: Shown, state: TableState) -> Self {
        let named = [state.selected.get_untracked(), state.many.get_untracked()].concat();
        let selection = Self {
            shown,
            selected: Lasting::new(Selected::waiting_for(named)),
            last: StoredValue::new(None),
            turns: state.turns,
            telling: StoredValue::new(false),
        };
        effect(move |before: Option<()>| {
            selection.selected.track();
            if before.is_none() {
                return;
            }
            let few = selection.ids(MOST_IDS);
            let many = if few.is_none() { selection.ids(AT_ONCE) } else { Some(Vec::new()) };
            state.selected.set(few.unwrap_or_default());
            if many.is_none() {
                selection.tell_soon(state);
            }
            // What was told before is not selected like that any more.
            let many = many.unwrap_or_default();
            state.many.maybe_update(|told| {
                let is_new = *told != many;
                *told = many;
                is_new
            });
        });
        selection
    }

    /// The ids of all that is selected, when there are at most `limit`.
    fn ids(self, limit: usize) -> Option<Vec<String>> {
        let rows = self.shown.rows.try_get_untracked()?;
        self.selected.try_with_untracked(|selected| selected.ids(&|row| rows.select_id(row), limit)).flatten()
    }

    /// Tells the ids, however many, when nothing else is to be done. The page may have been left by then.
    fn tell_soon(self, state: TableState) {
        if self.telling.get_value() {
            return;
        }
        self.telling.set_value(true);
        spawn_local(async move {
            idle().await;
            self.telling.try_update_value(|telling| *telling = false);
            if self.ids(MOST_IDS).is_none()
                && let Some(ids) = self.ids(usize::MAX)
            {
                state.many.try_set(ids);
            }
        });
    }

    /// The rows are read again.
    pub(super) fn move_to(self, before: &Arc<dyn Rows>, rows: &Arc<dyn Rows>) {
        let id = |row| before.select_id(row);
        let new_id = |row| rows.select_id(row);
        if self.selected.with_untracked(|selected| !selected.is_empty()) {
            self.selected.update(|selected| *selected = selected.moved(&id, rows.len(), &new_id));
        }
        self.last.set_value(None);
    }

    /// Selects the row at a place, or no longer does; with `range`, also those from the one that was clicked last.
    pub(super) fn set(self, place: usize, selected: bool, range: bool) {
        let Some(row) = self.shown.row_at(place) else { return };
        let from = self.last.get_value().filter(|_| range);
        let order = self.shown.order.get_untracked();
        self.turn(range_of(&order, from, row), selected);
        self.last.set_value(Some(row));
    }

    /// Selects the row at a place when it is not, and the other way round.
    pub(super) fn turn_at(self, place: usize, range: bool) {
        let selected =
            self.shown.row_at(place).is_some_and(|row| self.selected.with_untracked(|all| all.contains(row)));
        self.set(place, !selected, range);
    }

    fn turn(self, of: &[usize], selected: bool) {
        let rows = self.shown.rows.get_untracked();
        let of = of.iter().copied().filter(|row| rows.select_id(*row).is_some());
        self.selected.update(|all| all.set(of, selected));
        self.turns.update(|turns| *turns = turns.wrapping_add(1));
    }

    fn clear(self) {
        self.selected.set(Selected::default());
        self.turns.update(|turns| *turns = turns.wrapping_add(1));
    }

    /// Whether all that is shown and can be selected is, tracked.
    fn is_all(self) -> bool {
        let (rows, order) = (self.shown.rows.get(), self.shown.order.get());
        self.selected.with(|selected| {
            order.iter().any(|row| selected.contains(*row))
                && order.iter().all(|row| selected.contains(*row) || rows.select_id(*row).is_none())
        })
    }
}

/// What is selected, in words, with the button that acts on it.
fn selection_bar(selection: Selection, acts: Acts) -> AnyView {
    let Acts { label, deed, busy, .. } = acts;
    let i18n = use_i18n();
    dynamic(move || {
        let order = selection.shown.order.get();
        let ((rows, shown), missing) =
            selection.selected.with(|selected| (selected.in_order(&order), selected.waiting()));
        (!rows.is_empty()).then(|| {
            let (t, locale) = (i18n.t(), i18n.locale());
            let number = |number| format::number(locale, number);
            let words = (t.selected)(&number(rows.len()));
            let hidden = rows.len() - shown;
            let words = if hidden > 0 { format!("{words}, {}", (t.not_shown)(&number(hidden))) } else { words };
            let words = if missing > 0 { format!("{words}, {}", (t.not_there)(&number(missing))) } else { words };
            let label = label(t)(&number(rows.len()));
            view! {
                <span class="selection">
                    <span class="muted" role="status">
                        {dynamic(move || if busy.get() { i18n.t().loading.to_owned() } else { words.clone() })}
                    </span>
                    <button
                        type="button"
                        class="btn small quiet"
                        on:click=move |_| selection.clear()
                    >
                        {t.clear_selection}
                    </button>
                    <button
                        type="button"
                        class=deed.class()
                        aria-disabled=move || if busy.get() { "true" } else { "false" }
                        on:click=move |_| {
                            if !busy.get_untracked() {
                                selection.shown.rows.with_untracked(|all| all.act(&rows));
                            }
                        }
                    >
                        {label}
                    </button>
                </span>
            }
        })
    })
}

/// The heading's checkbox, for everything that is shown.
fn all_checkbox(selection: Selection) -> AnyView {
    let i18n = use_i18n();
    let turn = move |event| {
        let order = selection.shown.order.get_untracked();
        selection.turn(&order, event_target_checked(&event));
    };
    let any = Memo::new(move |_| {
        let rows = selection.shown.rows.get();
        (0..rows.len()).any(|row| rows.select_id(row).is_some())
    });
    view! {
        <th scope="col" class="check">
            <input type="checkbox" disabled=move || !any.get() aria-label=i18n.text(|t| t.select_all) prop:checked=move || selection.is_all() on:change=turn />
        </th>
    }
    .into_any()
}

/// The checkbox of the row that is at `row` now; an empty cell when it cannot be selected. The body hears the clicks of all
/// of them.
pub(super) fn checkbox(selection: Selection, rows: &dyn Rows, row: RwSignal<usize>) -> AnyView {
    if rows.select_id(row.get_untracked()).is_none() {
        return view! { <td class="check"></td> }.into_any();
    }
    let i18n = use_i18n();
    // Names have words of the language in them.
    let name = move || {
        let row = row.get();
        let name = selection.shown.rows.with_untracked(|rows| rows.select_name(row));
        (i18n.t().select_row)(&name)
    };
    let checked = move || {
        let row = row.get();
        selection.selected.with(|selected| selected.contains(row))
    };
    view! {
        <td class="check">
            <input type="checkbox" aria-label=name prop:checked=checked />
        </td>
    }
    .into_any()
}
