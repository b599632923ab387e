//! The one database: opens it, and runs units of work in transactions off the async threads; and its past, read only.
//! What the tables mean is the vendors' business; each brings its own schema and seeds.

use std::{
    fs,
    path::Path,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, params_from_iter, types::Value};

use crate::{
    error::Error,
    genauth,
    history::{self, History},
    milvus,
    options::Seed,
    yandex,
};

const FILE: &str = "sandbox.sqlite";

const SCHEMA: &str = "CREATE TABLE IF NOT EXISTS sandbox (seed TEXT NOT NULL) STRICT;";

/// The state of every vendor.
#[derive(Debug, Clone)]
pub(crate) struct Store {
    connection: Arc<Mutex<Connection>>,
    history: Arc<Mutex<History>>,
    past: Option<Past>,
}

/// What makes a store one of the past: nothing that is written to it stays.
#[derive(Debug, Clone)]
struct Past {
    lag: Duration,
    /// The present, which knows who is signed in.
    present: Arc<Mutex<Connection>>,
}

impl Store {
    /// Opens the database in `data`, or one in memory, and fills it when it is empty.
    pub(crate) fn open(data: Option<&Path>, seed: Seed) -> Result<Self, Error> {
        let mut connection = match data {
            Some(directory) => {
                fs::create_dir_all(directory)
                    .map_err(|source| Error::Data { path: directory.to_path_buf(), source })?;
                Connection::open(directory.join(FILE))?
            }
            None => Connection::open_in_memory()?,
        };
        // WAL with normal sync: nothing is lost when the process dies, which is what a restart may ask for.
        connection.execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 5000; \
             PRAGMA foreign_keys = ON;",
        )?;
        connection.execute_batch(SCHEMA)?;
        connection.execute_batch(milvus::SCHEMA)?;
        connection.execute_batch(yandex::SCHEMA)?;
        connection.execute_batch(genauth::SCHEMA)?;
        connection.set_prepared_statement_cache_capacity(64);
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        if seeded(&transaction)?.is_none() {
            fill(&transaction, seed)?;
        }
        transaction.commit()?;
        Ok(Self { connection: Arc::new(Mutex::new(connection)), history: Arc::default(), past: None })
    }

    /// Runs `work` in a transaction of its own, which is kept when `work` succeeds.
    pub(crate) async fn run<T, E>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<rusqlite::Error> + From<Stopped> + Send + 'static,
    {
        let store = self.clone();
        let task = tokio::task::spawn_blocking(move || match &store.past {
            None => store.change(work),
            Some(past) => store.look(past, work),
        });
        task.await.unwrap_or_else(|_| Err(E::from(Stopped)))
    }

    fn change<T, E: From<rusqlite::Error>>(&self, work: impl FnOnce(&Transaction<'_>) -> Result<T, E>) -> Result<T, E> {
        let mut connection = held(&self.connection);
        let before = connection.total_changes();
        let transaction = connection.transaction()?;
        let result = work(&transaction)?;
        transaction.commit()?;
        if connection.total_changes() != before && held(&self.history).is_on() {
            self.remember(&connection)?;
        }
        Ok(result)
    }

    /// The transaction is rolled back: what was is not changed any more.
    fn look<T, E: From<rusqlite::Error>>(
        &self,
        past: &Past,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let tokens = rows(&held(&past.present), yandex::TOKENS)?;
        let mut connection = held(&self.connection);
        let transaction = connection.transaction()?;
        replace(&transaction, yandex::TOKENS, tokens)?;
        work(&transaction)
    }

    fn remember(&self, connection: &Connection) -> rusqlite::Result<()> {
        let copy = history::copied(connection)?;
        held(&self.history).add(Instant::now(), copy);
        Ok(())
    }

    /// Sets how far back [`Self::ago`] must reach from now on; zero forgets the past.
    pub(crate) fn reach(&self, keep: Duration) {
        held(&self.history).reach(keep);
    }

    /// Begins to remember, if it is to and does not yet: what came before this is unknown.
    pub(crate) async fn begin_history(&self) -> Result<(), Error> {
        let store = self.clone();
        let task = tokio::task::spawn_blocking(move || {
            let connection = held(&store.connection);
            let wanted = {
                let history = held(&store.history);
                history.is_on() && history.is_empty()
            };
            if wanted { store.remember(&connection) } else { Ok(()) }
        });
        Ok(task.await.map_err(|_| Error::Stopped)??)
    }

    /// The store as it was a while ago, or as far back as is known; who is signed in is as it is now.
    /// `None` when nothing is remembered.
    pub(crate) fn ago(&self, lag: Duration) -> Option<Self> {
        let connection = held(&self.history).at(Instant::now(), lag)?;
        let past = Some(Past { lag, present: Arc::clone(&self.connection) });
        Some(Self { connection, history: Arc::default(), past })
    }

    /// How far behind the present it is.
    pub(crate) fn lag(&self) -> Duration {
        self.past.as_ref().map_or(Duration::ZERO, |past| past.lag)
    }
}

/// A lock whose holder panicked still guards whole transactions.
fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn rows(connection: &Connection, table: &str) -> rusqlite::Result<Vec<Vec<Value>>> {
    let mut statement = connection.prepare(&format!("SELECT * FROM {table}"))?;
    let columns = statement.column_count();
    statement.query_map([], |row| (0..columns).map(|column| row.get(column)).collect())?.collect()
}

fn replace(transaction: &Transaction<'_>, table: &str, rows: Vec<Vec<Value>>) -> rusqlite::Result<()> {
    transaction.execute(&format!("DELETE FROM {table}"), [])?;
    for row in rows {
        let marks = vec!["?"; row.len()].join(", ");
        transaction.execute(&format!("INSERT INTO {table} VALUES ({marks})"), params_from_iter(row))?;
    }
    Ok(())
}

/// The runtime is going away, or the work panicked.
#[derive(Debug)]
pub(crate) struct Stopped;

impl From<Stopped> for Error {
    fn from(_: Stopped) -> Self {
        Self::Stopped
    }
}

/// The seed that the store was filled with, if it was.
pub(crate) fn seeded(transaction: &Transaction<'_>) -> rusqlite::Result<Option<String>> {
    transaction.query_row("SELECT seed FROM sandbox", [], |row| row.get(0)).optional()
}

/// Forgets everything and fills the store anew.
pub(crate) fn fill(transaction: &Transaction<'_>, seed: Seed) -> rusqlite::Result<()> {
    transaction.execute("DELETE FROM sandbox", [])?;
    transaction.execute("INSERT INTO sandbox (seed) VALUES (?1)", [seed.to_string()])?;
    milvus::seed::apply(transaction, seed)?;
    yandex::seed::apply(transaction, seed)?;
    genauth::seed::apply(transaction, seed)
}
