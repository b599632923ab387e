//! Version 2: each event carries a hash of the chain. Events that are there already are chained as they are found, and
//! `chain.first` says from which one on the hash was made together with the event.

use rusqlite::{Transaction, params};

use crate::error::Error;
use crate::journal::chain;

const BEFORE: &str = "
DROP TRIGGER event_stays;
ALTER TABLE event ADD COLUMN hash TEXT NOT NULL DEFAULT '';
CREATE TABLE chain (first INTEGER NOT NULL) STRICT;
INSERT INTO chain SELECT coalesce(max(seq), 0) + 1 FROM event;
";

const AFTER: &str = "
CREATE TRIGGER event_stays BEFORE UPDATE ON event BEGIN SELECT RAISE(ABORT, 'events are never changed'); END;
CREATE TRIGGER chain_stays BEFORE UPDATE ON chain BEGIN SELECT RAISE(ABORT, 'the chain is never changed'); END;
CREATE TRIGGER chain_remains BEFORE DELETE ON chain BEGIN SELECT RAISE(ABORT, 'the chain is never deleted'); END;
CREATE TRIGGER chain_is_one BEFORE INSERT ON chain BEGIN SELECT RAISE(ABORT, 'there is one chain'); END;
";

/// Adds the column and fills it.
pub(super) fn step(transaction: &Transaction<'_>) -> Result<(), Error> {
    transaction.execute_batch(BEFORE)?;
    let mut links = Vec::new();
    chain::rebuild(transaction, |seq, hash| links.push((seq, hash)))?;
    let mut update = transaction.prepare("UPDATE event SET hash = ?2 WHERE seq = ?1")?;
    for (seq, hash) in links {
        update.execute(params![seq, hash.to_string()])?;
    }
    Ok(transaction.execute_batch(AFTER)?)
}
