//! The operations' rows, and the passing of time over them: whatever became due since somebody last looked happens
//! before anything else is read. Because nothing waits in memory, a restart loses nothing.

use rusqlite::{OptionalExtension, Params, Transaction};

use super::record::Operation;
use crate::yandex::{
    clock::Moment,
    names::{ClusterId, OperationId},
    page::Page,
    rows::{Rows, decode, encode},
};

type Result<T> = rusqlite::Result<T>;

/// The operations as one transaction sees them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ledger<'a> {
    transaction: &'a Transaction<'a>,
}

impl<'a> Ledger<'a> {
    /// The operations after everything that is due by `now` has happened.
    pub(crate) fn settled(transaction: &'a Transaction<'a>, now: Moment) -> Result<Self> {
        let (ledger, rows) = (Self::new(transaction), Rows::new(transaction));
        let sql = "SELECT document FROM mongodb_operation WHERE state = 'open' AND due <= ?1 \
                   ORDER BY due, number LIMIT 1";
        // A stage that ends may begin another one that is over as well.
        while let Some(mut operation) = ledger.one(sql, [now.micros()])? {
            let due = operation.due.map_or(now, Moment::from_micros);
            operation.end_stage(due, &rows)?;
            ledger.update(&operation)?;
        }
        Ok(ledger)
    }

    /// The operations as they were left, for filling the store.
    pub(crate) fn new(transaction: &'a Transaction<'a>) -> Self {
        Self { transaction }
    }

    fn one(&self, sql: &str, values: impl Params) -> Result<Option<Operation>> {
        let mut statement = self.transaction.prepare_cached(sql)?;
        statement.query_row(values, |row| decode(&row.get::<_, String>(0)?)).optional()
    }

    fn many(&self, sql: &str, values: impl Params) -> Result<Vec<Operation>> {
        self.transaction.prepare_cached(sql)?.query_map(values, |row| decode(&row.get::<_, String>(0)?))?.collect()
    }

    /// Adds an operation, with the key under which its caller may ask for it again.
    pub(crate) fn add(&self, operation: &Operation, key: Option<&str>) -> Result<()> {
        let sql = "INSERT INTO mongodb_operation (id, cluster, subject, idempotency_key, state, due, document) \
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
        let (id, cluster) = (operation.id.as_str(), operation.cluster.as_str());
        let values = (id, cluster, &operation.created_by, key, state(operation), operation.due, encode(operation)?);
        self.transaction.prepare_cached(sql)?.execute(values).map(drop)
    }

    /// Keeps what has become of an operation.
    pub(crate) fn update(&self, operation: &Operation) -> Result<()> {
        let sql = "UPDATE mongodb_operation SET state = ?2, due = ?3, document = ?4 WHERE id = ?1";
        let values = (operation.id.as_str(), state(operation), operation.due, encode(operation)?);
        self.transaction.prepare_cached(sql)?.execute(values).map(drop)
    }

    /// One operation.
    pub(crate) fn operation(&self, id: &OperationId) -> Result<Option<Operation>> {
        self.one("SELECT document FROM mongodb_operation WHERE id = ?1", [id.as_str()])
    }

    /// The operation that a caller started under this key.
    pub(crate) fn started(&self, subject: &str, key: &str) -> Result<Option<Operation>> {
        let sql = "SELECT document FROM mongodb_operation WHERE subject = ?1 AND idempotency_key = ?2";
        self.one(sql, [subject, key])
    }

    /// The operation that keeps a cluster busy.
    pub(crate) fn open_on(&self, cluster: &ClusterId) -> Result<Option<Operation>> {
        let sql = "SELECT document FROM mongodb_operation WHERE state = 'open' AND cluster = ?1 ORDER BY number";
        self.one(sql, [cluster.as_str()])
    }

    /// The operations on a cluster, the latest first.
    pub(crate) fn on(&self, cluster: &ClusterId, page: Page) -> Result<Vec<Operation>> {
        let sql = "SELECT document FROM mongodb_operation WHERE cluster = ?1 ORDER BY number DESC LIMIT ?2 OFFSET ?3";
        self.many(sql, (cluster.as_str(), page.limit, page.offset))
    }

    /// Every operation, the earliest first.
    pub(crate) fn all(&self) -> Result<Vec<Operation>> {
        self.many("SELECT document FROM mongodb_operation ORDER BY number", [])
    }
}

fn state(operation: &Operation) -> &'static str {
    if operation.is_open() { "open" } else { "closed" }
}
