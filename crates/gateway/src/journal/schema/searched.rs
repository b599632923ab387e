//! Version 3: what makes searching quick. `unsettled` is no record but an index of one: the entries whose latest event
//! leaves open what happened, kept by triggers, so that nobody who adds an event can forget it.

use rusqlite::Transaction;

use crate::error::Error;

const INDICES: &str = "
CREATE INDEX entry_by_principal ON entry (principal);
CREATE INDEX entry_by_role ON entry (role);

CREATE TABLE unsettled (entry TEXT NOT NULL PRIMARY KEY REFERENCES entry (id)) STRICT, WITHOUT ROWID;

CREATE TRIGGER event_opens AFTER INSERT ON event WHEN new.kind <> 'outcome' OR new.body ->> 'outcome' = 'Unknown'
    BEGIN INSERT OR IGNORE INTO unsettled VALUES (new.entry); END;
CREATE TRIGGER event_closes AFTER INSERT ON event WHEN new.kind = 'outcome' AND new.body ->> 'outcome' <> 'Unknown'
    BEGIN DELETE FROM unsettled WHERE entry = new.entry; END;

INSERT INTO unsettled SELECT entry FROM event AS latest
    WHERE (kind <> 'outcome' OR body ->> 'outcome' = 'Unknown')
    AND NOT EXISTS (SELECT 1 FROM event WHERE entry = latest.entry AND seq > latest.seq);
";

/// Adds the indices and fills them.
pub(super) fn step(transaction: &Transaction<'_>) -> Result<(), Error> {
    Ok(transaction.execute_batch(INDICES)?)
}
