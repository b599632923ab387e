//! The database of plans and journal, kept off the async threads: each use runs on a blocking thread and has a connection
//! to itself.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rescind_domain::Timestamp;
use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior};
use tokio::sync::Semaphore;

use super::{newest_of_all, schema, search};
use crate::error::Error;

/// How long somebody waits for a lock, which others hold for moments.
const PATIENCE: Duration = Duration::from_secs(10);

const READ_ONLY: OpenFlags = OpenFlags::SQLITE_OPEN_READ_ONLY.union(OpenFlags::SQLITE_OPEN_NO_MUTEX);

/// Without the right to make a database: one that is missing is the gateway's to make.
const BESIDE: OpenFlags = OpenFlags::SQLITE_OPEN_READ_WRITE.union(OpenFlags::SQLITE_OPEN_NO_MUTEX);

/// How many connections for reading are kept when nobody reads.
const READERS: usize = 4;

/// Tells somebody what was committed.
pub(crate) type Tell = Box<dyn FnOnce() + Send>;

/// Who wants to know what is committed, in the order in which it is.
pub(crate) trait Listener: Send + Sync {
    /// Reads, at the end of each transaction that writes, what it wants to know. What it yields is called when that is on the
    /// disk, before anybody else can write; it is to be quick.
    ///
    /// # Errors
    /// When that cannot be read; then nothing is committed.
    fn look(&self, transaction: &Transaction<'_>) -> Result<Option<Tell>, Error>;
}

/// A handle on the database. One connection writes. Reads have their own, so that a search through the whole journal keeps
/// no intent from being written.
#[derive(Clone)]
pub(crate) struct Store {
    path: Arc<Path>,
    /// They are closed before the one that writes, which can tidy up as the last.
    readers: Arc<Mutex<Vec<Connection>>>,
    writer: Arc<Mutex<Connection>>,
    /// Whose turn it is to write. Whoever waits for it takes no thread: each thread has memory of its own.
    turn: Arc<Semaphore>,
    listener: Option<Arc<dyn Listener>>,
}

impl Store {
    /// The file of the database in a data directory.
    pub(crate) fn path(data: &Path) -> PathBuf {
        data.join("journal.sqlite")
    }

    /// Opens the database, and makes it if there is none. `now` is the date of an upgrade, if there is one.
    pub(crate) fn open(path: &Path, now: Timestamp) -> Result<Self, Error> {
        let mut connection = Connection::open(path)?;
        // Tokens are made and revoked by processes of their own.
        connection.busy_timeout(PATIENCE)?;
        schema::prepare(&mut connection, now)?;
        search::register(&connection)?;
        let writer = Arc::new(Mutex::new(connection));
        let turn = Arc::new(Semaphore::new(1));
        Ok(Self { path: path.into(), readers: Arc::default(), writer, turn, listener: None })
    }

    /// Has this one told of what is committed from now on, by this handle and those that are cloned from it.
    pub(crate) fn with_listener(self, listener: Arc<dyn Listener>) -> Self {
        Self { listener: Some(listener), ..self }
    }

    /// The number of the newest event.
    pub(crate) fn newest(&self) -> Result<u64, Error> {
        newest_of_all(&self.writer.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Opens the database of a data directory to read only. A gateway may be running on it: what it writes meanwhile is
    /// not in the way.
    pub(crate) fn read_only(path: &Path) -> Result<Connection, Error> {
        let connection = Connection::open_with_flags(path, READ_ONLY)?;
        connection.busy_timeout(PATIENCE)?;
        schema::expect_current(&connection)?;
        search::register(&connection)?;
        Ok(connection)
    }

    /// Adds something to the database of a data directory in one transaction, from a process of its own. A gateway may be
    /// running on it: both write in turns, and each reads the end of the chain from the disk within its turn.
    pub(crate) fn write_beside<T>(
        path: &Path,
        act: impl FnOnce(&Transaction<'_>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let mut connection = Connection::open_with_flags(path, BESIDE)?;
        connection.busy_timeout(PATIENCE)?;
        schema::expect_current(&connection)?;
        schema::make_durable(&connection)?;
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let value = act(&transaction)?;
        transaction.commit()?;
        Ok(value)
    }

    /// Looks whether the file is a database that a start could use.
    pub(crate) fn look(path: &Path) -> Result<(), Error> {
        schema::expect_known(&Connection::open_with_flags(path, READ_ONLY)?)
    }

    /// Reads what was committed before.
    pub(crate) async fn read<T: Send + 'static>(
        &self,
        act: impl FnOnce(&Connection) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let Self { path, readers, .. } = self.clone();
        let using = move || {
            let kept = || readers.lock().unwrap_or_else(PoisonError::into_inner);
            let idle = kept().pop();
            let connection = idle.map_or_else(|| Self::read_only(&path), Ok)?;
            let value = act(&connection);
            let mut kept = kept();
            if kept.len() < READERS {
                kept.push(connection);
            }
            value
        };
        tokio::task::spawn_blocking(using).await.map_err(Error::internal)?
    }

    /// Reads and writes in one transaction. When this returns `Ok`, the changes are on the disk; otherwise there are none.
    pub(crate) async fn write<T: Send + 'static>(
        &self,
        act: impl FnOnce(&Transaction<'_>) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let turn = Arc::clone(&self.turn).acquire_owned().await.map_err(Error::internal)?;
        let (writer, listener) = (Arc::clone(&self.writer), self.listener.clone());
        let using = move || {
            let _turn = turn;
            // A use that panicked has rolled its transaction back, so that the connection is as good as before.
            let mut connection = writer.lock().unwrap_or_else(PoisonError::into_inner);
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let value = act(&transaction)?;
            let tell = listener.map(|listener| listener.look(&transaction)).transpose()?.flatten();
            transaction.commit()?;
            if let Some(tell) = tell {
                tell();
            }
            Ok(value)
        };
        tokio::task::spawn_blocking(using).await.map_err(Error::internal)?
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_long_read_keeps_nobody_from_writing() {
        let directory = tempfile::tempdir().unwrap();
        let store = Store::open(&directory.path().join("journal.sqlite"), Timestamp(0)).unwrap();
        let ((begin, begun), (end, ended)) = (tokio::sync::oneshot::channel(), std::sync::mpsc::channel());
        let reading = {
            let store = store.clone();
            tokio::spawn(async move {
                let read = move |connection: &Connection| {
                    let moment = connection.unchecked_transaction()?;
                    let count = || moment.query_row("SELECT count(*) FROM plan", [], |row| row.get::<_, u32>(0));
                    let before = count()?;
                    begin.send(()).unwrap();
                    ended.recv().unwrap();
                    Ok((before, count()?))
                };
                store.read(read).await
            })
        };
        begun.await.unwrap();
        let insert = "INSERT INTO plan (number, id, at_ms, who, reason) VALUES (1, 'p', 0, 'w', '')";
        let write = store.write(move |transaction| Ok(transaction.execute(insert, [])?));
        let written = tokio::time::timeout(Duration::from_secs(20), write).await;
        end.send(()).unwrap();
        assert_eq!(written.unwrap().unwrap(), 1);
        assert_eq!(reading.await.unwrap().unwrap(), (0, 0), "a read sees one moment");
        let count = |connection: &Connection| {
            Ok(connection.query_row("SELECT count(*) FROM plan", [], |row| row.get::<_, u32>(0))?)
        };
        assert_eq!(store.read(count).await.unwrap(), 1);
    }
}
