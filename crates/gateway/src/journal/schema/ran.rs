//! Version 6: plans run in the gateway. Events tell of plans, too, and the chain covers more of them from `format.first` on.
//! Which events came before that says for good which outcomes a page had reported.

use rusqlite::Transaction;

use crate::error::Error;

/// The event that says that the journal was upgraded is the first of the new format; [`super::prepare`] writes it.
const TABLES: &str = "
ALTER TABLE plan ADD COLUMN key TEXT;
ALTER TABLE plan ADD COLUMN body_hash TEXT;
ALTER TABLE plan ADD COLUMN time_limit_ms INTEGER;
CREATE UNIQUE INDEX plan_by_key ON plan (key) WHERE key IS NOT NULL;

CREATE TABLE event_of_both (
    seq INTEGER PRIMARY KEY,
    at_ms INTEGER NOT NULL,
    plan INTEGER REFERENCES plan (number),
    entry TEXT REFERENCES entry (id),
    attempt INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('intent', 'answer', 'lost', 'outcome',
        'created', 'started', 'paused', 'resumed', 'cancelled', 'retried', 'upgraded')),
    body TEXT NOT NULL,
    hash TEXT NOT NULL,
    CHECK ((entry IS NOT NULL) = (kind IN ('intent', 'answer', 'lost', 'outcome'))),
    CHECK (entry IS NOT NULL OR (plan IS NULL) = (kind = 'upgraded')),
    CHECK (entry IS NOT NULL OR attempt = 0)
) STRICT;
INSERT INTO event_of_both (seq, at_ms, plan, entry, attempt, kind, body, hash)
    SELECT seq, at_ms, NULL, entry, attempt, kind, body, hash FROM event;
DROP TABLE event;
ALTER TABLE event_of_both RENAME TO event;

CREATE INDEX event_by_entry ON event (entry, attempt, seq);
CREATE INDEX event_by_plan ON event (plan, seq, kind) WHERE entry IS NULL;
CREATE UNIQUE INDEX event_one_intent ON event (entry, attempt) WHERE kind = 'intent';
CREATE UNIQUE INDEX event_one_answer ON event (entry, attempt) WHERE kind IN ('answer', 'lost');

CREATE TRIGGER event_stays BEFORE UPDATE ON event BEGIN SELECT RAISE(ABORT, 'events are never changed'); END;
CREATE TRIGGER event_remains BEFORE DELETE ON event BEGIN SELECT RAISE(ABORT, 'events are never deleted'); END;
CREATE TRIGGER event_opens AFTER INSERT ON event
    WHEN new.entry IS NOT NULL AND (new.kind <> 'outcome' OR new.body ->> 'outcome' IN ('Unknown', 'Pending'))
    BEGIN INSERT OR IGNORE INTO unsettled VALUES (new.entry); END;
CREATE TRIGGER event_closes AFTER INSERT ON event
    WHEN new.kind = 'outcome' AND new.body ->> 'outcome' NOT IN ('Unknown', 'Pending')
    BEGIN DELETE FROM unsettled WHERE entry = new.entry; END;

CREATE TABLE format (first INTEGER NOT NULL) STRICT;
INSERT INTO format SELECT coalesce(max(seq), 0) + 1 FROM event;
CREATE TRIGGER format_stays BEFORE UPDATE ON format BEGIN SELECT RAISE(ABORT, 'the format is never changed'); END;
CREATE TRIGGER format_remains BEFORE DELETE ON format BEGIN SELECT RAISE(ABORT, 'the format is never deleted'); END;
CREATE TRIGGER format_is_one BEFORE INSERT ON format BEGIN SELECT RAISE(ABORT, 'there is one format'); END;
";

/// `unbegun` is no record but an index of one, as `unsettled` is: how many entries of a plan have no event yet.
const UNBEGUN: &str = "
CREATE TABLE unbegun (plan INTEGER PRIMARY KEY REFERENCES plan (number), entries INTEGER NOT NULL) STRICT;
INSERT INTO unbegun SELECT plan, sum(NOT EXISTS (SELECT 1 FROM event WHERE event.entry = entry.id)) FROM entry GROUP BY plan;
CREATE TRIGGER entry_waits AFTER INSERT ON entry
    BEGIN INSERT INTO unbegun VALUES (new.plan, 1) ON CONFLICT (plan) DO UPDATE SET entries = entries + 1; END;
CREATE TRIGGER event_begins AFTER INSERT ON event
    WHEN new.entry IS NOT NULL AND NOT EXISTS (SELECT 1 FROM event WHERE entry = new.entry AND seq <> new.seq)
    BEGIN UPDATE unbegun SET entries = entries - 1 WHERE plan = (SELECT plan FROM entry WHERE id = new.entry); END;
";

/// Who runs a plan. It is outside of the chain, and its rows change: what it says is of no use once the plan has ended.
/// `connections_json` says what the plan's connections looked like when it was started.
const RUN: &str = "
CREATE TABLE run (
    plan INTEGER PRIMARY KEY REFERENCES plan (number),
    epoch INTEGER NOT NULL,
    beat_ms INTEGER NOT NULL,
    continuations INTEGER NOT NULL,
    connections_json TEXT NOT NULL
) STRICT;
";

/// Makes the tables anew that tell of plans, and those that the runner needs.
pub(super) fn step(transaction: &Transaction<'_>) -> Result<(), Error> {
    [TABLES, UNBEGUN, RUN].into_iter().try_for_each(|sql| Ok(transaction.execute_batch(sql)?))
}
