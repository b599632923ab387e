//! Filter and sort over a slice, as indices: rows are never copied. The table in the browser shows what this returns.

use serde::{Deserialize, Serialize};

/// Which way a column is sorted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// Smallest first.
    #[default]
    Ascending,
    /// Largest first.
    Descending,
}

impl Direction {
    /// The other way.
    #[must_use]
    pub const fn reversed(self) -> Self {
        match self {
            Self::Ascending => Self::Descending,
            Self::Descending => Self::Ascending,
        }
    }
}

/// What a cell sorts by and is searched in.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CellKey {
    /// Text, sorted without regard to case, then with it.
    Text(String, String),
    /// A number.
    Number(u64),
}

impl CellKey {
    /// A text cell's key.
    #[must_use]
    pub fn text(text: &str) -> Self {
        Self::Text(text.to_lowercase(), text.to_owned())
    }
}

/// The indices of those of `count` rows that contain every word of `filter`, sorted by `key`; equal rows keep their order.
/// Rows are known by their index only, so that one function serves tables of all types.
pub fn view(
    count: usize,
    filter: &str,
    searched: &dyn Fn(usize) -> String,
    key: &dyn Fn(usize) -> CellKey,
    direction: Direction,
) -> Vec<usize> {
    let words: Vec<String> = filter.to_lowercase().split_whitespace().map(str::to_owned).collect();
    let mut kept: Vec<(CellKey, usize)> = (0..count)
        .filter(|index| {
            let text = if words.is_empty() { String::new() } else { searched(*index).to_lowercase() };
            words.iter().all(|word| text.contains(word.as_str()))
        })
        .map(|index| (key(index), index))
        .collect();
    kept.sort_by(|(left, left_index), (right, right_index)| {
        let order = left.cmp(right);
        let order = if direction == Direction::Descending { order.reverse() } else { order };
        order.then(left_index.cmp(right_index))
    });
    kept.into_iter().map(|(_, index)| index).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn names(rows: &[&str], filter: &str, direction: Direction) -> Vec<String> {
        let order = view(rows.len(), filter, &|i| rows[i].to_owned(), &|i| CellKey::text(rows[i]), direction);
        order.into_iter().map(|i| rows[i].to_owned()).collect()
    }

    #[test]
    fn every_word_must_be_there_in_any_order_and_case() {
        let rows = ["Search docs", "search logs", "Load docs"];
        assert_eq!(names(&rows, "DOCS sea", Direction::Ascending), ["Search docs"]);
        assert_eq!(names(&rows, "  ", Direction::Ascending), ["Load docs", "Search docs", "search logs"]);
    }

    #[test]
    fn numbers_sort_as_numbers() {
        let rows = [10, 9, 100];
        let order = view(3, "", &|i| rows[i].to_string(), &|i| CellKey::Number(rows[i]), Direction::Descending);
        assert_eq!(order, [2, 0, 1]);
    }

    proptest! {
        #[test]
        fn the_view_is_the_naive_one(rows in prop::collection::vec("[abAB ]{0,4}", 0..30), filter in "[ab ]{0,3}") {
            let key = |i: usize| CellKey::text(&rows[i]);
            let got = view(rows.len(), &filter, &|i| rows[i].clone(), &key, Direction::Ascending);
            let mut naive: Vec<usize> = (0..rows.len())
                .filter(|i| filter.split_whitespace().all(|w| rows[*i].to_lowercase().contains(&w.to_lowercase())))
                .collect();
            naive.sort_by_key(|i| (rows[*i].to_lowercase(), rows[*i].clone()));
            prop_assert_eq!(got, naive);
        }
    }
}
