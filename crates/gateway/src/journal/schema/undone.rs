//! Version 4: which entries undo an entry is found without a walk through all of them. Most undo none and stay out of it.

use rusqlite::Transaction;

use crate::error::Error;

const INDEX: &str =
    "CREATE INDEX entry_by_undo ON entry (grant_json ->> 'undo') WHERE grant_json ->> 'undo' IS NOT NULL;";

/// Adds the index.
pub(super) fn step(transaction: &Transaction<'_>) -> Result<(), Error> {
    Ok(transaction.execute_batch(INDEX)?)
}
