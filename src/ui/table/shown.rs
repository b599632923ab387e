//! What is shown of the rows, and in which order. The searched text, the values of a choice and the order of a column are
//! computed once for a set of rows, and the text not before somebody types into the filter.

use std::sync::Arc;

use leptos::prelude::*;
use rescind_domain::table::facet::Facet;
use rescind_domain::table::order::{Haystack, Sorted, words};

use super::TableState;
use super::choice::Field;
use super::rows::Rows;
use crate::ui::lower::lower;

/// For each row, whether it is kept; nothing when all are.
type Kept = Option<Arc<Vec<bool>>>;
/// A choice's name, and what the rows say there.
type Facets = Vec<(&'static str, Memo<Arc<Facet>>)>;

/// The rows that are there, and those of them that are shown.
#[derive(Clone, Copy)]
pub(super) struct Shown {
    pub(super) rows: RwSignal<Arc<dyn Rows>>,
    /// The rows that the filter and the choices keep, sorted.
    pub(super) order: Memo<Arc<Vec<usize>>>,
    keepers: Keepers,
}

/// What keeps rows.
#[derive(Clone, Copy)]
struct Keepers {
    rows: RwSignal<Arc<dyn Rows>>,
    /// What the filter keeps.
    matching: Memo<Kept>,
    facets: StoredValue<Facets>,
    choices: RwSignal<Vec<(String, String)>>,
}

impl Shown {
    pub(super) fn new(first: Arc<dyn Rows>, state: TableState, fields: &[Field]) -> Self {
        let rows = RwSignal::new(first);
        let column = Memo::new(move |_| state.sort.with(|(column, _)| column.clone()));
        let sorted = Memo::new_with_compare(
            move |_| {
                let column = column.get();
                rows.with(|rows| Arc::new(Sorted::new(rows.len(), &|row| rows.sort_key(row, &column))))
            },
            |_, _| true,
        );
        let keepers = Keepers::new(rows, state, fields);
        let order = Memo::new_with_compare(
            move |_| {
                let kept = keepers.kept(None);
                let (_, direction) = state.sort.get();
                sorted.with(|sorted| Arc::new(sorted.view(direction, kept.as_deref().map(Vec::as_slice))))
            },
            |_, _| true,
        );
        Self { rows, order, keepers }
    }

    /// The row at a place of the order, not tracked.
    pub(super) fn row_at(self, place: usize) -> Option<usize> {
        self.order.with_untracked(|order| order.get(place).copied())
    }

    /// The values of a choice, each with how many of the rows have it that the filter and the other choices keep, tracked.
    pub(super) fn counts(self, choice: usize) -> Vec<(String, usize)> {
        let found = self.keepers.facets.with_value(|facets| facets.get(choice).copied());
        let Some((id, facet)) = found else { return Vec::new() };
        let all = || Arc::new(vec![true; self.rows.with(|rows| rows.len())]);
        let kept = self.keepers.kept(Some(id)).unwrap_or_else(all);
        facet.with(|facet| facet.counts(&kept).into_iter().map(|(value, count)| (value.to_owned(), count)).collect())
    }
}

impl Keepers {
    fn new(rows: RwSignal<Arc<dyn Rows>>, state: TableState, fields: &[Field]) -> Self {
        let haystack = Memo::new_with_compare(
            move |_| rows.with(|rows| Arc::new(Haystack::new(rows.len(), &|row| rows.searched(row), lower))),
            |_, _| true,
        );
        let matching = Memo::new_with_compare(
            move |_| {
                let words = state.filter.with(|filter| words(filter, lower));
                (!words.is_empty()).then(|| Arc::new(haystack.with(|haystack| haystack.keeps(&words))))
            },
            |_, _| true,
        );
        let facet = |(number, field): (usize, &Field)| {
            let values = move |_: Option<&Arc<Facet>>| {
                rows.with(|rows| Arc::new(Facet::new(rows.len(), &|row| rows.choice(row, number))))
            };
            (field.id, Memo::new_with_compare(values, |_, _| true))
        };
        let facets = StoredValue::new(fields.iter().enumerate().map(facet).collect());
        Self { rows, matching, facets, choices: state.choices }
    }

    /// What the filter keeps and all choices do but `except`, tracked.
    fn kept(self, except: Option<&str>) -> Kept {
        let mut kept = self.matching.get();
        for (column, value) in self.choices.get().iter().filter(|(column, _)| except != Some(column.as_str())) {
            let facet =
                self.facets.with_value(|facets| facets.iter().find(|(id, _)| id == column).map(|(_, facet)| *facet));
            // An address may name a choice that the table does not have.
            let Some(facet) = facet else { continue };
            let all = kept.get_or_insert_with(|| Arc::new(vec![true; self.rows.with(|rows| rows.len())]));
            facet.with(|facet| facet.narrow(value, Arc::make_mut(all).as_mut_slice()));
        }
        kept
    }
}
