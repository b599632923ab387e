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

#[cfg(test)]
mod tests {
    use rusqlite::Connection;

    use super::{Ledger, Moment};
    use crate::yandex::{
        knobs::{End, Knobs},
        names::{ClusterId, OperationId, UserName},
        operations::{Change, Intent, Operation, State, Subject},
        schema::SCHEMA,
    };

    const BEGUN: Moment = Moment::from_micros(1_786_698_751_402_113);

    /// An operation of one second that begins at BEGUN, as it is found at each of these milliseconds after that.
    fn found_after(end: End, milliseconds: &[u64]) -> Vec<Operation> {
        let mut connection = Connection::open_in_memory().unwrap();
        connection.execute_batch(SCHEMA).unwrap();
        let transaction = connection.transaction().unwrap();
        let knobs = Knobs { operation_ms: 1000, operation_end: end, ..Knobs::default() };
        let name = UserName::new("alice");
        let intent = Intent {
            description: "Delete StoreDoc user",
            metadata: "DeleteUserMetadata",
            subject: Subject::User(name.clone()),
            change: Change::DropUser(name),
        };
        let (id, cluster) = (OperationId::new("c9q1"), ClusterId::new("c9q"));
        let operation = Operation::start(id.clone(), &cluster, "aje1", intent, &knobs, BEGUN);
        Ledger::new(&transaction).add(&operation, None).unwrap();
        let found = |after: &u64| {
            let ledger = Ledger::settled(&transaction, BEGUN.after_ms(*after)).unwrap();
            ledger.operation(&id).unwrap().unwrap()
        };
        milliseconds.iter().map(found).collect()
    }

    #[test]
    fn an_operation_ends_when_its_time_is_over_whenever_that_is_found_out() {
        let found = found_after(End::Success, &[0, 999, 60_000]);
        assert!(found[0].is_open() && found[1].is_open() && !found[2].is_open());
        assert_eq!(found[2].modified_at, BEGUN.after_ms(1000).printed());
    }

    #[test]
    fn taking_back_lasts_as_long_again() {
        let found = found_after(End::Rollback, &[999, 1000, 1999, 2000]);
        let states: Vec<&State> = found.iter().map(|operation| &operation.state).collect();
        assert_eq!(states, [&State::Running, &State::RollingBack, &State::RollingBack, &State::Failed]);
        let late = found_after(End::Rollback, &[60_000]);
        assert_eq!((&late[0].state, &late[0].modified_at), (&State::Failed, &BEGUN.after_ms(2000).printed()));
    }

    #[test]
    fn some_operations_never_end() {
        assert!(found_after(End::Never, &[u64::MAX])[0].is_open());
    }
}
