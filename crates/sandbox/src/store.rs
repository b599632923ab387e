//! The one database: opens it, and runs units of work in transactions off the async threads.
//! What the tables mean is the vendors' business; each brings its own schema and seeds.

use std::{
    fs,
    path::Path,
    sync::{Arc, Mutex, PoisonError},
};

use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior};

use crate::{error::Error, genauth, milvus, options::Seed, yandex};

const FILE: &str = "sandbox.sqlite";

const SCHEMA: &str = "CREATE TABLE IF NOT EXISTS sandbox (seed TEXT NOT NULL) STRICT;";

/// The state of every vendor.
#[derive(Debug, Clone)]
pub(crate) struct Store {
    connection: Arc<Mutex<Connection>>,
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
        Ok(Self { connection: Arc::new(Mutex::new(connection)) })
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
        let connection = Arc::clone(&self.connection);
        let task = tokio::task::spawn_blocking(move || {
            let mut connection = connection.lock().unwrap_or_else(PoisonError::into_inner);
            let transaction = connection.transaction()?;
            let result = work(&transaction)?;
            transaction.commit()?;
            Ok(result)
        });
        task.await.unwrap_or_else(|_| Err(E::from(Stopped)))
    }
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
