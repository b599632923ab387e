//! Filter and sort. Each is prepared once for a set of rows: the searched text of all rows, and the rows in ascending order
//! of one column. Typing into the filter or turning a column around then costs one walk over the rows and sorts nothing.

use super::{CellKey, Direction, Lower};

/// The searched text of all rows, in lower case, one after the other with a line's end between them. No word contains one,
/// so none is found across two rows, and all rows are searched as one text: that is faster than each by itself.
#[derive(Debug, Default)]
pub struct Haystack {
    text: String,
    /// Where each row's text ends.
    ends: Vec<usize>,
}

impl Haystack {
    /// Collects the text of `count` rows.
    #[must_use]
    pub fn new(count: usize, searched: &dyn Fn(usize) -> String, lower: Lower) -> Self {
        let mut haystack = Self { text: String::new(), ends: Vec::with_capacity(count) };
        for row in 0..count {
            haystack.text.push_str(&lower(&searched(row)));
            haystack.ends.push(haystack.text.len());
            haystack.text.push('\n');
        }
        haystack
    }

    /// For each row, whether its text contains every one of the [`words`].
    #[must_use]
    pub fn keeps(&self, words: &[String]) -> Vec<bool> {
        let mut keeps = vec![true; self.ends.len()];
        for word in words {
            let mut found = self.text.match_indices(word.as_str()).map(|(at, _)| at).peekable();
            for (keep, end) in keeps.iter_mut().zip(&self.ends) {
                let mut here = false;
                while found.next_if(|at| at < end).is_some() {
                    here = true;
                }
                *keep &= here;
            }
        }
        keeps
    }
}

/// The words of a filter, in lower case. Without any, it keeps every row.
#[must_use]
pub fn words(filter: &str, lower: Lower) -> Vec<String> {
    lower(filter).split_whitespace().map(str::to_owned).collect()
}

/// The rows in ascending order of a column; equal rows keep the order in which they were read.
#[derive(Debug, Default)]
pub struct Sorted {
    /// Each row, and whether its key equals that of the row before it.
    rows: Vec<(usize, Tie)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tie {
    First,
    Equal,
}

impl Sorted {
    /// Sorts `count` rows by their key.
    #[must_use]
    pub fn new(count: usize, key: &dyn Fn(usize) -> CellKey) -> Self {
        let keys: Vec<CellKey> = (0..count).map(key).collect();
        let common = common_prefix(&keys);
        let mut rows: Vec<(u64, &CellKey, usize)> =
            keys.iter().enumerate().map(|(row, key)| (rough(key, common), key, row)).collect();
        rows.sort_unstable_by(|left, right| {
            // The rough keys decide nearly always, and lie beside each other in memory.
            left.0.cmp(&right.0).then_with(|| left.1.cmp(right.1)).then(left.2.cmp(&right.2))
        });
        let mut before = None;
        let place = |(_, key, row)| {
            let tie = if before.replace(key) == Some(key) { Tie::Equal } else { Tie::First };
            (row, tie)
        };
        Self { rows: rows.into_iter().map(place).collect() }
    }

    /// The rows that are kept, in the direction. Equal rows keep their order in both.
    #[must_use]
    pub fn view(&self, direction: Direction, kept: Option<&[bool]>) -> Vec<usize> {
        let is_kept = |row: &usize| kept.is_none_or(|kept| kept.get(*row).copied().unwrap_or_default());
        match direction {
            Direction::Ascending => self.rows.iter().map(|(row, _)| *row).filter(is_kept).collect(),
            Direction::Descending => {
                let groups = self.rows.chunk_by(|_, (_, tie)| *tie == Tie::Equal);
                groups.rev().flatten().map(|(row, _)| *row).filter(is_kept).collect()
            }
        }
    }
}

/// How many bytes all texts begin with alike; nothing when some keys are numbers and some texts, for then only the exact
/// comparison may decide.
fn common_prefix(keys: &[CellKey]) -> Option<usize> {
    let mut shared: Option<&[u8]> = None;
    let mut numbers = 0;
    for key in keys {
        match key {
            CellKey::Number(_) => numbers += 1,
            CellKey::Text(text, _) => {
                let all = shared.unwrap_or(text.as_bytes());
                let length = all.iter().zip(text.as_bytes()).take_while(|(left, right)| left == right).count();
                shared = all.get(..length);
            }
        }
    }
    match (shared, numbers) {
        (Some(_), 1..) => None,
        (shared, _) => Some(shared.map_or(0, <[u8]>::len)),
    }
}

/// A number that sorts as the key does wherever two of them differ: the number itself, or a text's first bytes after those
/// that all have in common.
fn rough(key: &CellKey, common: Option<usize>) -> u64 {
    match (key, common) {
        (_, None) => 0,
        (CellKey::Number(number), Some(_)) => *number,
        (CellKey::Text(text, _), Some(common)) => {
            let bytes = text.as_bytes().get(common..).unwrap_or_default().iter().take(8);
            bytes.zip([56, 48, 40, 32, 24, 16, 8, 0]).fold(0, |rough, (byte, shift)| rough | u64::from(*byte) << shift)
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn names(rows: &[&str], filter: &str, direction: Direction) -> Vec<String> {
        let kept = Haystack::new(rows.len(), &|i| rows[i].to_owned(), str::to_lowercase);
        let kept = kept.keeps(&words(filter, str::to_lowercase));
        let order =
            Sorted::new(rows.len(), &|i| CellKey::text(rows[i], str::to_lowercase)).view(direction, Some(&kept));
        order.into_iter().map(|i| rows[i].to_owned()).collect()
    }

    #[test]
    fn every_word_must_be_there_in_any_order_and_case() {
        let rows = ["Search docs", "search logs", "Load docs"];
        assert_eq!(names(&rows, "DOCS sea", Direction::Ascending), ["Search docs"]);
        assert_eq!(names(&rows, "  ", Direction::Ascending), ["Load docs", "Search docs", "search logs"]);
    }

    #[test]
    fn a_word_is_not_found_across_two_rows() {
        assert_eq!(names(&["ab", "cd"], "bc", Direction::Ascending), [""; 0]);
    }

    #[test]
    fn numbers_sort_as_numbers() {
        let rows = [10, 9, 100, u64::MAX];
        let sorted = Sorted::new(4, &|i| CellKey::Number(rows[i]));
        assert_eq!(sorted.view(Direction::Descending, None), [3, 2, 0, 1]);
    }

    #[test]
    fn equal_rows_keep_their_order_in_both_directions() {
        let sorted = Sorted::new(4, &|i| CellKey::Number([2, 1, 2, 1][i]));
        assert_eq!(sorted.view(Direction::Ascending, None), [1, 3, 0, 2]);
        assert_eq!(sorted.view(Direction::Descending, None), [0, 2, 1, 3]);
    }

    fn any_key() -> impl Strategy<Value = CellKey> {
        prop_oneof![
            4 => "(same_)?[abAB\u{0}é]{0,12}".prop_map(|text| CellKey::text(&text, str::to_lowercase)),
            1 => (0..4u64).prop_map(CellKey::Number),
        ]
    }

    proptest! {
        #[test]
        fn rough_keys_never_contradict_exact_ones(keys in prop::collection::vec(any_key(), 0..30)) {
            let got = Sorted::new(keys.len(), &|i| keys[i].clone()).view(Direction::Ascending, None);
            let mut naive: Vec<usize> = (0..keys.len()).collect();
            naive.sort_by_key(|i| keys[*i].clone());
            prop_assert_eq!(got, naive);
        }
    }
}
