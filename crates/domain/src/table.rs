//! What a table shows of its rows, as indices: rows are never copied. The table in the browser shows what this computes; it
//! knows no row's type, and rows are known here by their place in the set that was read.

use serde::{Deserialize, Serialize};

pub mod address;
pub mod facet;
pub mod order;
pub mod selection;
pub mod window;

#[cfg(test)]
mod together;

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

/// Puts a text into lower case. It is given, since whoever shows the table may have the rules for all scripts already.
pub type Lower = fn(&str) -> String;

/// What a cell sorts by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CellKey {
    /// Text, sorted without regard to case and numbers in it by their size, then as it is.
    Text(String, String),
    /// A number.
    Number(u64),
}

impl CellKey {
    /// A text cell's key.
    #[must_use]
    pub fn text(text: &str, lower: Lower) -> Self {
        Self::Text(natural(&lower(text)), text.to_owned())
    }
}

/// A text that sorts as people count: each number in it begins with its length, so that a shorter one is smaller. Numbers
/// still come before letters.
fn natural(text: &str) -> String {
    let mut natural = String::with_capacity(text.len() + 8);
    let mut rest = text;
    while let Some(start) = rest.find(|character: char| character.is_ascii_digit()) {
        let (before, number) = rest.split_at(start);
        let end = number.find(|character: char| !character.is_ascii_digit()).unwrap_or(number.len());
        let (number, after) = number.split_at(end);
        let digits = number.trim_start_matches('0');
        natural.push_str(before);
        natural.push(char::from(b'0' + u8::try_from(digits.len()).unwrap_or(LONGEST).min(LONGEST)));
        natural.push_str(digits);
        rest = after;
    }
    natural.push_str(rest);
    natural
}

/// So many digits as there are characters from '0' up to the letters. Longer numbers are ids, which sort as texts do.
const LONGEST: u8 = b'@' - b'0';

#[cfg(test)]
mod tests {
    use super::CellKey;

    #[test]
    fn numbers_in_texts_sort_by_their_size() {
        let in_order = [
            "",
            "-",
            "0",
            "07",
            "7",
            "10",
            "user",
            "user1",
            "user_1",
            "User_2",
            "user_2",
            "user_2b",
            "user_10",
            "user_10_2",
            "user_10_11",
            "user_1000000000000",
            "user_x",
        ];
        let mut sorted: Vec<&str> = in_order.iter().rev().copied().collect();
        sorted.sort_by_key(|text| CellKey::text(text, str::to_lowercase));
        assert_eq!(sorted, in_order);
    }

    #[test]
    fn numbers_longer_than_any_count_sort_as_texts() {
        let key = |text: &str| CellKey::text(text, str::to_lowercase);
        assert!(key(&"1".repeat(300)) < key(&"2".repeat(200)));
        assert!(key(&"9".repeat(300)) < key("a"));
    }
}
