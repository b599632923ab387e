//! Which rows are selected. Selection is by id, so that it survives filter, sort and reading again; between two reads it is
//! kept by place, so that nothing has to be looked up while somebody clicks.

use std::collections::BTreeSet;

use crate::sort;

/// The rows that are selected in one set of rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selected {
    /// For each row, whether it is selected.
    rows: Vec<bool>,
    /// Ids that no row has had yet, such as those of an address whose rows are still being read.
    waiting: BTreeSet<String>,
}

impl Selected {
    /// These ids, before any row is there.
    #[must_use]
    pub fn waiting_for(ids: Vec<String>) -> Self {
        Self { rows: Vec::new(), waiting: sort::set(ids) }
    }

    /// Whether a row is selected.
    #[must_use]
    pub fn contains(&self, row: usize) -> bool {
        self.rows.get(row).copied().unwrap_or_default()
    }

    /// Whether no row is selected and none is waited for.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.waiting.is_empty() && !self.rows.contains(&true)
    }

    /// How many are waited for: the address names them, and no row has had their ids yet.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.waiting.len()
    }

    /// Selects rows, or no longer does.
    pub fn set(&mut self, rows: impl IntoIterator<Item = usize>, selected: bool) {
        for row in rows {
            if row >= self.rows.len() {
                self.rows.resize(row + 1, false);
            }
            if let Some(place) = self.rows.get_mut(row) {
                *place = selected;
            }
        }
    }

    /// The same selection in another read of the rows. A selected row that is not there any more is forgotten: were it
    /// granted again, it would be another decision to take it away.
    #[must_use]
    pub fn moved(
        &self,
        id: &dyn Fn(usize) -> Option<String>,
        new_count: usize,
        new_id: &dyn Fn(usize) -> Option<String>,
    ) -> Self {
        if self.is_empty() {
            return Self::default();
        }
        let mut wanted = sort::set(self.all().filter_map(id));
        let mut moved = Self { rows: Vec::new(), waiting: self.waiting.clone() };
        for row in 0..new_count {
            let Some(id) = new_id(row) else { continue };
            // Both are asked: an id leaves the waiting ones in any case.
            if moved.waiting.remove(&id) | wanted.remove(&id) {
                moved.set([row], true);
            }
        }
        moved
    }

    /// The selected rows, those that are shown first and in their order, and how many of them are shown.
    #[must_use]
    pub fn in_order(&self, order: &[usize]) -> (Vec<usize>, usize) {
        let mut rows: Vec<usize> = order.iter().copied().filter(|row| self.contains(*row)).collect();
        let shown = rows.len();
        let mut hidden = self.rows.clone();
        for row in &rows {
            if let Some(place) = hidden.get_mut(*row) {
                *place = false;
            }
        }
        rows.extend(hidden.iter().enumerate().filter(|(_, selected)| **selected).map(|(row, _)| row));
        (rows, shown)
    }

    /// The ids of all that is selected or waited for, when there are at most `limit`.
    #[must_use]
    pub fn ids(&self, id: &dyn Fn(usize) -> Option<String>, limit: usize) -> Option<Vec<String>> {
        let count = self.waiting.len() + self.rows.iter().filter(|selected| **selected).count();
        (count <= limit).then(|| self.waiting.iter().cloned().chain(self.all().filter_map(id)).collect())
    }

    fn all(&self) -> impl Iterator<Item = usize> {
        self.rows.iter().enumerate().filter(|(_, selected)| **selected).map(|(row, _)| row)
    }
}

/// The rows between two rows of an order, both included, whichever comes first. Only the second when the first is not
/// shown, nothing when that is not shown either.
#[must_use]
pub fn range(order: &[usize], from: Option<usize>, to: usize) -> &[usize] {
    let place = |row: usize| order.iter().position(|other| *other == row);
    let Some(end) = place(to) else { return &[] };
    let start = from.and_then(place).unwrap_or(end);
    order.get(start.min(end)..=start.max(end)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id<'a>(rows: &'a [&str]) -> impl Fn(usize) -> Option<String> + 'a {
        |row| rows.get(row).filter(|id| !id.is_empty()).map(|id| (*id).to_owned())
    }

    #[test]
    fn an_id_of_the_address_waits_for_its_row_and_one_that_has_gone_is_forgotten() {
        let (first, second, third) = (["a"], ["x", "b", "a"], ["a"]);
        let waiting = Selected::waiting_for(vec!["b".into()]);
        let before = waiting.moved(&|_| None, 1, &id(&first));
        assert_eq!(before.in_order(&[0]), (vec![], 0));
        let there = before.moved(&id(&first), 3, &id(&second));
        assert_eq!(there.in_order(&[2, 1, 0]), (vec![1], 1));
        let gone = there.moved(&id(&second), 1, &id(&third));
        assert!(gone.is_empty());
    }

    #[test]
    fn what_the_filter_hides_stays_selected_and_is_counted() {
        let mut selected = Selected::default();
        selected.set([3, 1, 2], true);
        selected.set([2], false);
        assert_eq!(selected.in_order(&[0, 3]), (vec![3, 1], 1));
    }

    #[test]
    fn more_ids_than_fit_an_address_are_no_ids() {
        let mut selected = Selected::waiting_for(vec!["w".into()]);
        selected.set([0], true);
        assert_eq!(selected.ids(&id(&["a"]), 2), Some(vec!["w".into(), "a".into()]));
        assert_eq!(selected.ids(&id(&["a"]), 1), None);
    }

    #[test]
    fn a_range_goes_both_ways_and_needs_its_beginning_to_be_shown() {
        let order = [4, 2, 0];
        assert_eq!(range(&order, Some(0), 2), [2, 0]);
        assert_eq!(range(&order, Some(4), 2), [4, 2]);
        assert_eq!(range(&order, Some(9), 2), [2]);
        assert!(range(&order, Some(4), 9).is_empty());
    }
}
