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
