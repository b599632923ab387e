//! The tables of the journal's database and their version. Rows are only ever added: the triggers make the database refuse
//! anything else, whoever asks. Each version is made from the one before by a step of its own, new databases included, so
//! that an old database and a new one cannot differ.

mod chained;
mod programs;
mod ran;
mod rested;
mod searched;
mod tables;
mod undone;

use rescind_domain::Timestamp;
use rusqlite::{Connection, Transaction, TransactionBehavior};

use super::event::{Event, EventSubject, Upgraded, append, newest_of_all};
use crate::error::Error;

type Step = fn(&Transaction<'_>) -> Result<(), Error>;

/// What makes version 1 of an empty database, version 2 of version 1, and so on. `PRAGMA user_version` counts the steps.
const STEPS: &[Step] =
    &[tables::step, chained::step, searched::step, undone::step, rested::step, ran::step, programs::step];

/// The first version whose chain tells of upgrades, too.
const TELLS_OF_UPGRADES: usize = 6;

/// Makes a connection ready for use, and the tables if there are none. `now` is the date of an upgrade, if there is one.
pub(crate) fn prepare(connection: &mut Connection, now: Timestamp) -> Result<(), Error> {
    connection.pragma_update(None, "journal_mode", "WAL")?;
    make_durable(connection)?;
    // Whoever makes or revokes a token may write just now.
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let version = version(&transaction)?;
    let steps = STEPS.get(version..).ok_or_else(|| newer(version))?;
    for step in steps {
        step(&transaction)?;
    }
    tell(&transaction, version, now)?;
    transaction.pragma_update(None, "user_version", STEPS.len())?;
    Ok(transaction.commit()?)
}

/// With WAL, which stays with the file, full synchronization: a commit is on the disk when it returns, which "intent before the
/// call" stands on.
pub(crate) fn make_durable(connection: &Connection) -> Result<(), Error> {
    connection.pragma_update(None, "synchronous", "FULL")?;
    Ok(connection.pragma_update(None, "foreign_keys", "ON")?)
}

/// Writes into the journal that it was upgraded from a version whose events do not say who observed an outcome.
fn tell(transaction: &Transaction<'_>, from_version: usize, now: Timestamp) -> Result<(), Error> {
    let last_event = newest_of_all(transaction)?;
    if from_version >= TELLS_OF_UPGRADES || last_event == 0 {
        return Ok(());
    }
    let upgraded = Event::Upgraded(Upgraded { from_version, last_event });
    append(transaction, now, EventSubject::Journal, &upgraded).map(drop)
}

/// Refuses a database of a later version. One of an earlier version would be brought to this one by the next start.
pub(crate) fn expect_known(connection: &Connection) -> Result<(), Error> {
    match version(connection)? {
        version if version > STEPS.len() => Err(newer(version)),
        _ => Ok(()),
    }
}

/// Refuses a database that only a running gateway could bring to this version, or that is of a later one.
pub(crate) fn expect_current(connection: &Connection) -> Result<(), Error> {
    match version(connection)? {
        version if version == STEPS.len() => Ok(()),
        version if version > STEPS.len() => Err(newer(version)),
        older => Err(Error::internal(format!(
            "the journal has version {older}, made by an older Rescind: start the gateway once, which brings it to version {}",
            STEPS.len()
        ))),
    }
}

/// Writes the version that is there once more. SQLite does write it, so that a full or read-only disk shows.
pub(crate) fn write_again(transaction: &Transaction<'_>) -> Result<(), Error> {
    Ok(transaction.pragma_update(None, "user_version", STEPS.len())?)
}

fn version(connection: &Connection) -> Result<usize, Error> {
    Ok(connection.pragma_query_value(None, "user_version", |row| row.get(0))?)
}

fn newer(version: usize) -> Error {
    Error::internal(format!("the journal has version {version}, made by a newer Rescind"))
}

#[cfg(test)]
mod tests;
