//! The tables of the journal's database and their version. Rows are only ever added: the triggers make the database refuse
//! anything else, whoever asks. Each version is made from the one before by a step of its own, new databases included, so
//! that an old database and a new one cannot differ.

mod chained;
mod rested;
mod searched;
mod tables;
mod undone;

use rusqlite::{Connection, Transaction};

use crate::error::Error;

type Step = fn(&Transaction<'_>) -> Result<(), Error>;

/// What makes version 1 of an empty database, version 2 of version 1, and so on. `PRAGMA user_version` counts the steps.
const STEPS: &[Step] = &[tables::step, chained::step, searched::step, undone::step, rested::step];

/// Makes a connection ready for use, and the tables if there are none.
pub(crate) fn prepare(connection: &mut Connection) -> Result<(), Error> {
    // WAL with full synchronization: a commit is on the disk when it returns, which "intent before the call" stands on.
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", "ON")?;
    let transaction = connection.transaction()?;
    let version = version(&transaction)?;
    let steps = STEPS.get(version..).ok_or_else(|| newer(version))?;
    for step in steps {
        step(&transaction)?;
    }
    transaction.pragma_update(None, "user_version", STEPS.len())?;
    Ok(transaction.commit()?)
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
mod tests {
    use rescind_domain::{EntryId, Timestamp};

    use super::*;
    use crate::journal::{AttemptKey, Event, Verdict, append, verify};

    #[test]
    fn the_tables_are_made_once_and_a_newer_version_is_left_alone() {
        let mut connection = Connection::open_in_memory().unwrap();
        prepare(&mut connection).unwrap();
        prepare(&mut connection).unwrap();
        connection.pragma_update(None, "user_version", STEPS.len() + 1).unwrap();
        let Err(Error::Internal(cause)) = prepare(&mut connection) else { panic!("it was taken") };
        assert!(cause.to_string().contains("newer"), "{cause}");
    }

    #[test]
    fn the_database_itself_refuses_to_change_the_record() {
        let mut connection = Connection::open_in_memory().unwrap();
        prepare(&mut connection).unwrap();
        let rows = "INSERT INTO plan VALUES (1, 'p', 0, 'w', '');
            INSERT INTO entry VALUES ('e', 1, 0, 'c', '{}', 'r', NULL);
            INSERT INTO event VALUES (1, 0, 'e', 1, 'intent', '{}', '');
            INSERT INTO rest VALUES (1, 1, 0, 'w', 1);";
        connection.execute_batch(rows).unwrap();
        for change in [
            "UPDATE rest SET who = 'x'",
            "DELETE FROM rest",
            "UPDATE event SET body = '1'",
            "DELETE FROM event",
            "UPDATE plan SET who = 'x'",
            "DELETE FROM plan",
            "UPDATE entry SET connection = 'x'",
            "DELETE FROM entry",
            "UPDATE chain SET first = 2",
            "DELETE FROM chain",
            "INSERT INTO event VALUES (2, 0, 'e', 1, 'intent', '{}', '')",
            "INSERT INTO event VALUES (2, 0, 'none', 1, 'intent', '{}', '')",
        ] {
            assert!(connection.execute_batch(change).is_err(), "{change}");
        }
    }
    #[test]
    fn an_older_journal_is_chained_as_it_is_found() {
        let mut connection = Connection::open_in_memory().unwrap();
        let transaction = connection.transaction().unwrap();
        tables::step(&transaction).unwrap();
        let rows = "INSERT INTO plan VALUES (1, 'p', 0, 'w', '');
            INSERT INTO entry VALUES ('e', 1, 0, 'c', '{}', 'r', NULL);
            INSERT INTO event VALUES (1, 0, 'e', 1, 'intent', '{\"who\":\"w\",\"method\":\"POST\",\"path\":\"/p\"}');
            INSERT INTO event VALUES (2, 0, 'e', 1, 'lost', '{\"reason\":\"upstream_lost\"}');
            PRAGMA user_version = 1;";
        transaction.execute_batch(rows).unwrap();
        transaction.commit().unwrap();
        assert!(expect_current(&connection).unwrap_err().for_operators().contains("older"));
        prepare(&mut connection).unwrap();
        expect_current(&connection).unwrap();

        let unsettled = |connection: &Connection| -> u32 {
            connection.query_row("SELECT count(*) FROM unsettled WHERE entry = 'e'", [], |row| row.get(0)).unwrap()
        };
        assert_eq!(unsettled(&connection), 1);
        let verdict = |connection: &Connection| verify(connection, |_| {}).unwrap();
        assert!(matches!(verdict(&connection), Verdict::Whole { events: 2, first: 3, .. }));
        let attempt = AttemptKey { entry: EntryId::new("e"), number: 1 };
        let outcome = Event::decode("outcome", r#"{"who":"w","outcome":"Revoked"}"#).unwrap();
        append(&connection, Timestamp(1), &attempt, &outcome).unwrap();
        assert_eq!(unsettled(&connection), 0);
        assert!(matches!(verdict(&connection), Verdict::Whole { events: 3, first: 3, .. }));
        connection.execute_batch("DROP TRIGGER event_stays; UPDATE event SET at_ms = 1 WHERE seq = 1").unwrap();
        assert!(matches!(verdict(&connection), Verdict::Broken { event: 1, .. }));
    }
}
