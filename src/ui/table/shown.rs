//! What is shown of the rows, and in which order. The searched text and the order of a column are computed once for a set of
//! rows, and the text not before somebody types into the filter.

use std::sync::Arc;

use leptos::prelude::*;
use rescind_domain::table::order::{Haystack, Sorted, words};

use super::TableState;
use super::rows::Rows;

/// The rows that are there, and those of them that are shown.
#[derive(Clone, Copy)]
pub(super) struct Shown {
    pub(super) rows: RwSignal<Arc<dyn Rows>>,
    /// The rows that the filter keeps, sorted.
    pub(super) order: Memo<Arc<Vec<usize>>>,
}

impl Shown {
    pub(super) fn new(first: Arc<dyn Rows>, state: TableState) -> Self {
        let rows = RwSignal::new(first);
        let haystack = Memo::new_with_compare(
            move |_| rows.with(|rows| Arc::new(Haystack::new(rows.len(), &|row| rows.searched(row)))),
            |_, _| true,
        );
        let column = Memo::new(move |_| state.sort.with(|(column, _)| column.clone()));
        let sorted = Memo::new_with_compare(
            move |_| {
                let column = column.get();
                rows.with(|rows| Arc::new(Sorted::new(rows.len(), &|row| rows.sort_key(row, &column))))
            },
            |_, _| true,
        );
        let order = Memo::new_with_compare(
            move |_| {
                let words = state.filter.with(|filter| words(filter));
                let kept = (!words.is_empty()).then(|| haystack.with(|haystack| haystack.keeps(&words)));
                let (_, direction) = state.sort.get();
                sorted.with(|sorted| Arc::new(sorted.view(direction, kept.as_deref())))
            },
            |_, _| true,
        );
        Self { rows, order }
    }

    /// The row at a place of the order, not tracked.
    pub(super) fn row_at(self, place: usize) -> Option<usize> {
        self.order.with_untracked(|order| order.get(place).copied())
    }
}
