//! The database of plans and journal, kept off the async threads: each use runs on a blocking thread and has the
//! connection to itself.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior};

use super::{schema, search};
use crate::error::Error;

/// How long somebody who only reads waits for a lock, which others hold for moments.
const PATIENCE: Duration = Duration::from_secs(10);

/// A handle on the database.
#[derive(Clone, Debug)]
pub(crate) struct Store(Arc<Mutex<Connection>>);

impl Store {
    /// The file of the database in a data directory.
    pub(crate) fn path(data: &Path) -> PathBuf {
        data.join("journal.sqlite")
    }

    /// Opens the database, and makes it if there is none.
    pub(crate) fn open(path: &Path) -> Result<Self, Error> {
        let mut connection = Connection::open(path)?;
        schema::prepare(&mut connection)?;
        search::register(&connection)?;
        Ok(Self(Arc::new(Mutex::new(connection))))
    }

    /// Opens the database of a data directory to read only. A gateway may be running on it: what it writes meanwhile is
    /// not in the way.
    pub(crate) fn read_only(path: &Path) -> Result<Connection, Error> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags)?;
        connection.busy_timeout(PATIENCE)?;
        schema::expect_current(&connection)?;
        search::register(&connection)?;
        Ok(connection)
    }

    /// Reads.
    pub(crate) async fn read<T: Send + 'static>(
        &self,
        act: impl FnOnce(&Connection) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        self.with(|connection| act(connection)).await
    }

    /// Reads and writes in one transaction. When this returns `Ok`, the changes are on the disk; otherwise there are none.
    pub(crate) async fn write<T: Send + 'static>(
        &self,
        act: impl FnOnce(&Transaction<'_>) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        self.with(|connection| {
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let value = act(&transaction)?;
            transaction.commit()?;
            Ok(value)
        })
        .await
    }

    async fn with<T: Send + 'static>(
        &self,
        act: impl FnOnce(&mut Connection) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let connection = Arc::clone(&self.0);
        // A use that panicked has rolled its transaction back, so that the connection is as good as before.
        let using = move || act(&mut connection.lock().unwrap_or_else(PoisonError::into_inner));
        tokio::task::spawn_blocking(using).await.map_err(Error::internal)?
    }
}
