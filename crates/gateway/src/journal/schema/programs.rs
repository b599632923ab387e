//! Version 7: events tell of the tokens of programs as well. A token is its event: nothing else is stored of it, so that what
//! it may do, and that it was revoked, is covered by the chain.

use rusqlite::Transaction;

use crate::error::Error;

/// The table of the events is made anew, since no constraint of a table can be changed. Its rows and their hashes stay.
const TABLES: &str = "
CREATE TABLE event_of_all (
    seq INTEGER PRIMARY KEY,
    at_ms INTEGER NOT NULL,
    plan INTEGER REFERENCES plan (number),
    entry TEXT REFERENCES entry (id),
    attempt INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('intent', 'answer', 'lost', 'outcome',
        'created', 'started', 'paused', 'resumed', 'cancelled', 'retried', 'upgraded',
        'token_created', 'token_revoked')),
    body TEXT NOT NULL,
    hash TEXT NOT NULL,
    CHECK ((entry IS NOT NULL) = (kind IN ('intent', 'answer', 'lost', 'outcome'))),
    CHECK (entry IS NOT NULL OR (plan IS NULL) = (kind IN ('upgraded', 'token_created', 'token_revoked'))),
    CHECK (entry IS NOT NULL OR attempt = 0)
) STRICT;
INSERT INTO event_of_all (seq, at_ms, plan, entry, attempt, kind, body, hash)
    SELECT seq, at_ms, plan, entry, attempt, kind, body, hash FROM event;
DROP TABLE event;
ALTER TABLE event_of_all RENAME TO event;

CREATE INDEX event_by_entry ON event (entry, attempt, seq);
CREATE INDEX event_by_plan ON event (plan, seq, kind) WHERE entry IS NULL;
CREATE UNIQUE INDEX event_one_intent ON event (entry, attempt) WHERE kind = 'intent';
CREATE UNIQUE INDEX event_one_answer ON event (entry, attempt) WHERE kind IN ('answer', 'lost');
CREATE UNIQUE INDEX token_by_secret ON event (body ->> 'secret') WHERE kind = 'token_created';
CREATE UNIQUE INDEX token_by_name ON event (body ->> 'name') WHERE kind = 'token_created';
CREATE UNIQUE INDEX token_end ON event (body ->> 'name') WHERE kind = 'token_revoked';

CREATE TRIGGER event_stays BEFORE UPDATE ON event BEGIN SELECT RAISE(ABORT, 'events are never changed'); END;
CREATE TRIGGER event_remains BEFORE DELETE ON event BEGIN SELECT RAISE(ABORT, 'events are never deleted'); END;
CREATE TRIGGER event_opens AFTER INSERT ON event
    WHEN new.entry IS NOT NULL AND (new.kind <> 'outcome' OR new.body ->> 'outcome' IN ('Unknown', 'Pending'))
    BEGIN INSERT OR IGNORE INTO unsettled VALUES (new.entry); END;
CREATE TRIGGER event_closes AFTER INSERT ON event
    WHEN new.kind = 'outcome' AND new.body ->> 'outcome' NOT IN ('Unknown', 'Pending')
    BEGIN DELETE FROM unsettled WHERE entry = new.entry; END;
CREATE TRIGGER event_begins AFTER INSERT ON event
    WHEN new.entry IS NOT NULL AND NOT EXISTS (SELECT 1 FROM event WHERE entry = new.entry AND seq <> new.seq)
    BEGIN UPDATE unbegun SET entries = entries - 1 WHERE plan = (SELECT plan FROM entry WHERE id = new.entry); END;
";

/// Makes the table anew that tells of tokens, too.
pub(super) fn step(transaction: &Transaction<'_>) -> Result<(), Error> {
    Ok(transaction.execute_batch(TABLES)?)
}
