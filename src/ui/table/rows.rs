//! Rows and their columns without their type: by their place in the set that was read, as the rest of the table sees them.
//! So there is one view for rows of all types, and not one in the page for each. It decides nothing about what is shown.

use std::any::Any;
use std::sync::Arc;

use leptos::prelude::*;
use rescind_domain::table::CellKey;

use super::{Choice, Column, Select};

/// How far around its old place a row is looked for in another read. Reads add and drop a few rows, seldom this many.
const NEAR: usize = 1_000;

/// The rows of one read.
pub(super) trait Rows: Send + Sync {
    fn len(&self) -> usize;
    fn key(&self, row: usize) -> String;
    /// Whether a row is no other than the one that `before` has at that place, of the same table.
    fn is_same(&self, row: usize, before: &dyn Rows, at: usize) -> bool;
    fn as_any(&self) -> &dyn Any;
    fn searched(&self, row: usize) -> String;
    fn sort_key(&self, row: usize, column: &str) -> CellKey;
    /// What the row says in one of the table's choices.
    fn choice(&self, row: usize, choice: usize) -> String;
    fn cell(&self, row: usize, column: usize) -> AnyView;
    /// The id under which a row is selected; nothing when it cannot be.
    fn select_id(&self, row: usize) -> Option<String>;
    /// What its checkbox calls the row.
    fn select_name(&self, row: usize) -> String;
    /// Hands the selected rows to whoever acts on them.
    fn act(&self, rows: &[usize]);
}

/// Where the row of this key is now, when it once was at `old`.
pub(super) fn find(rows: &dyn Rows, key: &str, old: usize) -> Option<usize> {
    let near = (0..NEAR).flat_map(|step| [old.checked_add(step), old.checked_sub(step)]);
    near.flatten().filter(|row| *row < rows.len()).find(|row| rows.key(*row) == key)
}

/// Rows of one type.
pub(super) struct TypedRows<T: 'static> {
    pub(super) rows: Arc<Vec<T>>,
    pub(super) columns: Arc<[Column<T>]>,
    pub(super) key: fn(&T) -> String,
    pub(super) same: Option<fn(&T, &T) -> bool>,
    pub(super) search: fn(&T) -> String,
    pub(super) select: Option<Select<T>>,
    pub(super) choices: Arc<[Choice<T>]>,
}

impl<T: Clone + Send + Sync + 'static> Rows for TypedRows<T> {
    fn len(&self) -> usize {
        self.rows.len()
    }

    fn key(&self, row: usize) -> String {
        self.rows.get(row).map(self.key).unwrap_or_default()
    }

    fn is_same(&self, row: usize, before: &dyn Rows, at: usize) -> bool {
        let before = before.as_any().downcast_ref::<Self>().and_then(|before| before.rows.get(at));
        self.same.zip(self.rows.get(row).zip(before)).is_none_or(|(same, (row, before))| same(row, before))
    }

    fn as_any(&self) -> &dyn Any {
        self
    }

    fn searched(&self, row: usize) -> String {
        self.rows.get(row).map(self.search).unwrap_or_default()
    }

    fn sort_key(&self, row: usize, column: &str) -> CellKey {
        let sort = self.columns.iter().find(|known| known.id == column).and_then(|column| column.sort.as_ref());
        // Without a column to sort by, rows stay in their order.
        sort.zip(self.rows.get(row)).map_or(CellKey::Number(0), |(sort, row)| sort(row))
    }

    fn choice(&self, row: usize, choice: usize) -> String {
        self.choices.get(choice).zip(self.rows.get(row)).map(|(choice, row)| (choice.of)(row)).unwrap_or_default()
    }

    fn cell(&self, row: usize, column: usize) -> AnyView {
        self.columns
            .get(column)
            .zip(self.rows.get(row))
            .map_or_else(|| ().into_any(), |(column, row)| (column.cell)(row))
    }

    fn select_id(&self, row: usize) -> Option<String> {
        let select = self.select.as_ref()?;
        (select.id)(self.rows.get(row)?)
    }

    fn select_name(&self, row: usize) -> String {
        self.select.as_ref().zip(self.rows.get(row)).map(|(select, row)| (select.name)(row)).unwrap_or_default()
    }

    fn act(&self, rows: &[usize]) {
        if let Some(select) = &self.select {
            select.act.run(rows.iter().filter_map(|row| self.rows.get(*row)).cloned().collect());
        }
    }
}
