//! The tables of the journal's database and their version. Rows are only ever added: the triggers make the database refuse
//! anything else, whoever asks.

use rusqlite::Connection;

use crate::error::Error;

/// The version that this program writes, in `PRAGMA user_version`. A migration adds a step to [`prepare`] and raises it.
const VERSION: i64 = 1;

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

/// Makes a connection ready for use, and the tables if there are none.
pub(crate) fn prepare(connection: &mut Connection) -> Result<(), Error> {
    // WAL with full synchronization: a commit is on the disk when it returns, which "intent before the call" stands on.
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", "ON")?;
    let transaction = connection.transaction()?;
    let version: i64 = transaction.pragma_query_value(None, "user_version", |row| row.get(0))?;
    match version {
        0 => {
            transaction.execute_batch(TABLES)?;
            transaction.pragma_update(None, "user_version", VERSION)?;
        }
        VERSION => {}
        newer => return Err(Error::internal(format!("the journal has version {newer}, made by a newer Rescind"))),
    }
    Ok(transaction.commit()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_are_made_once_and_a_newer_version_is_left_alone() {
        let mut connection = Connection::open_in_memory().unwrap();
        prepare(&mut connection).unwrap();
        prepare(&mut connection).unwrap();
        connection.pragma_update(None, "user_version", VERSION + 1).unwrap();
        let Err(Error::Internal(cause)) = prepare(&mut connection) else { panic!("it was taken") };
        assert!(cause.to_string().contains("newer"), "{cause}");
    }

    #[test]
    fn the_database_itself_refuses_to_change_the_record() {
        let mut connection = Connection::open_in_memory().unwrap();
        prepare(&mut connection).unwrap();
        let rows = "INSERT INTO plan VALUES (1, 'p', 0, 'w', '');
            INSERT INTO entry VALUES ('e', 1, 0, 'c', '{}', 'r', NULL);
            INSERT INTO event VALUES (1, 0, 'e', 1, 'intent', '{}');";
        connection.execute_batch(rows).unwrap();
        for change in [
            "UPDATE event SET body = '1'",
            "DELETE FROM event",
            "UPDATE plan SET who = 'x'",
            "DELETE FROM plan",
            "UPDATE entry SET connection = 'x'",
            "DELETE FROM entry",
            "INSERT INTO event VALUES (2, 0, 'e', 1, 'intent', '{}')",
            "INSERT INTO event VALUES (2, 0, 'none', 1, 'intent', '{}')",
        ] {
            assert!(connection.execute_batch(change).is_err(), "{change}");
        }
    }
}
