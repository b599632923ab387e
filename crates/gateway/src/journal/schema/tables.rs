//! Version 1 of the database: plans, their entries, and the events. Later versions are made from it, so this stays as it is.

use rusqlite::Transaction;

use crate::error::Error;

/// `event` is the record: one row a fact, in the order in which they became known. `plan` and `entry` say what the facts
/// are about. The columns of `entry` besides `grant_json` are taken from it, to be searched.
const TABLES: &str = "
CREATE TABLE plan (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    at_ms INTEGER NOT NULL,
    who TEXT NOT NULL,
    reason TEXT NOT NULL
) STRICT;

CREATE TABLE entry (
    id TEXT NOT NULL PRIMARY KEY,
    plan INTEGER NOT NULL REFERENCES plan (number),
    position INTEGER NOT NULL,
    connection TEXT NOT NULL,
    grant_json TEXT NOT NULL,
    role TEXT NOT NULL,
    principal TEXT,
    UNIQUE (plan, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE event (
    seq INTEGER PRIMARY KEY,
    at_ms INTEGER NOT NULL,
    entry TEXT NOT NULL REFERENCES entry (id),
    attempt INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('intent', 'answer', 'lost', 'outcome')),
    body TEXT NOT NULL
) STRICT;

CREATE INDEX event_by_entry ON event (entry, attempt, seq);
CREATE UNIQUE INDEX event_one_intent ON event (entry, attempt) WHERE kind = 'intent';
CREATE UNIQUE INDEX event_one_answer ON event (entry, attempt) WHERE kind IN ('answer', 'lost');

CREATE TRIGGER plan_stays BEFORE UPDATE ON plan BEGIN SELECT RAISE(ABORT, 'plans are never changed'); END;
CREATE TRIGGER plan_remains BEFORE DELETE ON plan BEGIN SELECT RAISE(ABORT, 'plans are never deleted'); END;
CREATE TRIGGER entry_stays BEFORE UPDATE ON entry BEGIN SELECT RAISE(ABORT, 'entries are never changed'); END;
CREATE TRIGGER entry_remains BEFORE DELETE ON entry BEGIN SELECT RAISE(ABORT, 'entries are never deleted'); END;
CREATE TRIGGER event_stays BEFORE UPDATE ON event BEGIN SELECT RAISE(ABORT, 'events are never changed'); END;
CREATE TRIGGER event_remains BEFORE DELETE ON event BEGIN SELECT RAISE(ABORT, 'events are never deleted'); END;
";

/// Makes the tables.
pub(super) fn step(transaction: &Transaction<'_>) -> Result<(), Error> {
    Ok(transaction.execute_batch(TABLES)?)
}
