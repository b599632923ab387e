//! Ties what a table shows to the address, so that a link opens the same, and its columns to what the browser remembers.

use leptos::prelude::*;
use rescind_domain::table::address;

use crate::state::{preferences, url};
use crate::ui::effect::effect;
use crate::ui::table::TableState;

/// What the address calls the name of a selection that is too large for it.
const KEPT: &str = "kept";

/// A table's state, taken from the address and kept there; `default_sort`, spelled as in an address, is not written.
pub(super) fn table_state(default_sort: &str) -> TableState {
    let default = address::sort(default_sort);
    let table = format!("{}.{}", page_of(&window().location().pathname().unwrap_or_default()), default.0);
    let state = TableState {
        filter: RwSignal::new(url::current("filter").unwrap_or_default()),
        choices: RwSignal::new(address::choices(&url::current("only").unwrap_or_default())),
        sort: RwSignal::new(url::current("sort").map_or_else(|| default.clone(), |value| address::sort(&value))),
        selected: RwSignal::new(address::ids(&url::current("selected").unwrap_or_default())),
        many: RwSignal::new(url::current(KEPT).map(|name| preferences::selected(&name)).unwrap_or_default()),
        turns: RwSignal::new(0),
        hidden: RwSignal::new(preferences::hidden_columns(&table)),
    };
    effect(move |before: Option<()>| {
        let (filter, sort, selected) = (state.filter.get(), state.sort.get(), state.selected.get());
        let only = state.choices.get();
        if before.is_some() {
            let sort = if sort == default { String::new() } else { address::of_sort(&sort.0, sort.1) };
            let (only, selected) = (address::of_choices(&only), address::of_ids(&selected));
            for (name, value) in [("filter", filter), ("only", only), ("sort", sort), ("selected", selected)] {
                url::replace(name, &value);
            }
        }
    });
    let name = StoredValue::new(url::current(KEPT).unwrap_or_else(preferences::random_name));
    effect(move |before: Option<()>| {
        let many = state.many.with(|ids| {
            if before.is_some() && !ids.is_empty() {
                name.with_value(|name| preferences::keep_selected(name, ids));
            }
            !ids.is_empty()
        });
        if before.is_some() {
            url::replace(KEPT, &if many { name.get_value() } else { String::new() });
        }
    });
    effect(move |before: Option<()>| {
        let hidden = state.hidden.get();
        if before.is_some() {
            preferences::store_hidden_columns(&table, &hidden);
        }
    });
    state
}

/// The kind of page at a path: what it shows of a connection, else its first part.
fn page_of(path: &str) -> &str {
    let mut parts = path.split('/').skip(1);
    match parts.next() {
        Some("c") => parts.nth(1).unwrap_or_default(),
        first => first.unwrap_or_default(),
    }
}
