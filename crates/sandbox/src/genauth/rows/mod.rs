//! Reads and writes of the user pool's rows inside one transaction, one file a kind. No rule of the service is here.
//! Every list is ordered by id, so that pages are stable; namespaces and organisations come in the order of their making.

mod departments;
mod grants;
mod groups;
mod holders;
mod keys;
mod namespaces;
mod policies;
mod roles;
mod users;

use rusqlite::{OptionalExtension, Params, Row, ToSql, Transaction, types::FromSql};
use serde::de::DeserializeOwned;

use super::request::Page;
pub(super) use holders::{Reach, Standing};

type Result<T> = rusqlite::Result<T>;

/// A part of a list, and how many rows there are in all.
#[derive(Debug)]
pub(super) struct Part<T> {
    pub(super) total: u64,
    pub(super) list: Vec<T>,
}

/// The rows of the user pool.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rows<'a> {
    transaction: &'a Transaction<'a>,
}

impl<'a> Rows<'a> {
    /// The rows as `transaction` sees them.
    pub(super) fn new(transaction: &'a Transaction<'a>) -> Self {
        Self { transaction }
    }

    fn write(&self, sql: &str, values: impl Params) -> Result<usize> {
        self.transaction.prepare_cached(sql)?.execute(values)
    }

    fn list<T>(&self, sql: &str, values: impl Params, read: impl FnMut(&Row<'_>) -> Result<T>) -> Result<Vec<T>> {
        self.transaction.prepare_cached(sql)?.query_map(values, read)?.collect()
    }

    fn texts(&self, sql: &str, values: impl Params) -> Result<Vec<String>> {
        self.list(sql, values, |row| row.get(0))
    }

    fn one<T>(&self, sql: &str, values: impl Params, read: impl FnOnce(&Row<'_>) -> Result<T>) -> Result<Option<T>> {
        self.transaction.prepare_cached(sql)?.query_row(values, read).optional()
    }

    fn value<T: FromSql>(&self, sql: &str, values: impl Params) -> Result<Option<T>> {
        self.one(sql, values, |row| row.get(0))
    }

    /// A page of `SELECT {columns} {rest} ORDER BY {order}`; without a page, all of it.
    fn part<T>(
        &self,
        [columns, rest, order]: [&str; 3],
        values: &[&dyn ToSql],
        page: Option<Page>,
        read: impl FnMut(&Row<'_>) -> Result<T>,
    ) -> Result<Part<T>> {
        let total = self.value::<i64>(&format!("SELECT COUNT(*) {rest}"), values)?.unwrap_or_default();
        let page = page.unwrap_or(Page { offset: 0, limit: -1 });
        let sql = format!("SELECT {columns} {rest} ORDER BY {order} LIMIT {} OFFSET {}", page.limit, page.offset);
        let list = self.transaction.prepare(&sql)?.query_map(values, read)?.collect::<Result<_>>()?;
        Ok(Part { total: total.unsigned_abs(), list })
    }

    /// Whether calls of a window are used up, counting this one. A new window begins with the first call after the last.
    pub(super) fn exceeds(&self, calls: u32, window_ms: i64, now: i64) -> Result<bool> {
        let read = |row: &Row<'_>| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?));
        let open = self
            .one("SELECT started, calls FROM genauth_window", [], read)?
            .filter(|(started, _)| now.saturating_sub(*started) < window_ms);
        let (started, before) = open.unwrap_or((now, 0));
        self.write("DELETE FROM genauth_window", [])?;
        self.write("INSERT INTO genauth_window VALUES (?1, ?2)", [started, before.saturating_add(1)])?;
        Ok(before >= i64::from(calls))
    }
}

/// A column that holds JSON, which only the sandbox itself writes.
fn json<T: DeserializeOwned>(row: &Row<'_>, column: usize) -> Result<T> {
    let text: String = row.get(column)?;
    serde_json::from_str(&text)
        .map_err(|error| rusqlite::Error::FromSqlConversionFailure(column, rusqlite::types::Type::Text, error.into()))
}

/// A value as JSON for a column.
fn to_json(value: &impl serde::Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))
}

/// The pattern of `LIKE … ESCAPE '\'` that finds a text anywhere.
fn anywhere(text: &str) -> String {
    let escaped = text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    format!("%{escaped}%")
}
