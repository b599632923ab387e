//! What an entry goes back to when nobody wants it to be tried again any more, and its last call did nothing: the outcome that it
//! had before stands, and is stated again, so that the newest event of an entry is the truth.

use rescind_domain::{By, EntryId, Timestamp};
use rusqlite::Transaction;

use super::event::{Event, Settled, append, latest, newest_outcome};
use super::plan_event::is_wanted_again;
use crate::error::Error;

/// States the outcome of this entry again, if its last call did nothing and nobody wants it to be tried again. One that had no
/// outcome waits to be started, as before.
pub(crate) fn restate(
    transaction: &Transaction<'_>,
    at: Timestamp,
    entry: &EntryId,
    By { who, session }: By,
) -> Result<(), Error> {
    let Some((attempt, event)) = latest(transaction, entry)? else { return Ok(()) };
    if !event.did_nothing() || is_wanted_again(transaction, entry)? {
        return Ok(());
    }
    let Some(earlier) = newest_outcome(transaction, entry)? else { return Ok(()) };
    let settled = Settled { who, session, ..earlier };
    append(transaction, at, &attempt, &Event::Settled(settled)).map(drop)
}

/// The same for each entry of a plan, as it is cancelled.
pub(crate) fn restate_all(transaction: &Transaction<'_>, at: Timestamp, plan: i64, by: &By) -> Result<(), Error> {
    let select = "SELECT entry.id FROM unsettled JOIN entry ON entry.id = unsettled.entry WHERE entry.plan = ?1";
    let mut statement = transaction.prepare_cached(select)?;
    let found = statement.query_map([plan], |row| row.get::<_, String>(0))?;
    let entries: Vec<EntryId> = found.map(|id| Ok(EntryId::new(id?))).collect::<Result<_, Error>>()?;
    entries.iter().try_for_each(|entry| restate(transaction, at, entry, by.clone()))
}
