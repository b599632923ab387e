//! Version 3: what makes searching quick. `unsettled` is no record but an index of one: the entries whose latest event
//! leaves open what happened, kept by triggers, so that nobody who adds an event can forget it.

use rusqlite::Transaction;

use crate::error::Error;

const INDICES: &str = "
CREATE INDEX entry_by_principal ON entry (principal);
CREATE INDEX entry_by_role ON entry (role);

CREATE TABLE unsettled (entry TEXT NOT NULL PRIMARY KEY REFERENCES entry (id)) STRICT, WITHOUT ROWID;

CREATE TRIGGER event_opens AFTER INSERT ON event
    WHEN new.kind <> 'outcome' OR new.body ->> 'outcome' IN ('Unknown', 'Pending')
    BEGIN INSERT OR IGNORE INTO unsettled VALUES (new.entry); END;
CREATE TRIGGER event_closes AFTER INSERT ON event
    WHEN new.kind = 'outcome' AND new.body ->> 'outcome' NOT IN ('Unknown', 'Pending')
    BEGIN DELETE FROM unsettled WHERE entry = new.entry; END;

INSERT INTO unsettled SELECT entry FROM event AS latest
    WHERE (kind <> 'outcome' OR body ->> 'outcome' IN ('Unknown', 'Pending'))
    AND NOT EXISTS (SELECT 1 FROM event WHERE entry = latest.entry AND seq > latest.seq);
";

/// Adds the indices and fills them.
pub(super) fn step(transaction: &Transaction<'_>) -> Result<(), Error> {
    Ok(transaction.execute_batch(INDICES)?)
}

#[cfg(test)]
mod tests {
    use rescind_domain::{EntryState, Outcome, Timestamp};
    use rusqlite::Connection;

    use crate::journal::{AttemptKey, Event, InFlight, append, schema};

    #[test]
    fn an_entry_is_unsettled_as_long_as_the_domain_says_so() {
        let fault = r#""fault":{"kind":"unknown","source":"gateway","method":"POST","path":"/p","retry":"useless"}"#;
        for name in Outcome::NAMES {
            let mut connection = Connection::open_in_memory().unwrap();
            schema::prepare(&mut connection, Timestamp(0)).unwrap();
            let rows = "INSERT INTO plan (number, id, at_ms, who, reason) VALUES (1, 'p', 0, 'w', '');
                INSERT INTO entry VALUES ('e', 1, 0, 'c', '{}', 'r', NULL);";
            connection.execute_batch(rows).unwrap();
            let attempt = AttemptKey { entry: rescind_domain::EntryId::new("e"), number: 1 };
            let body = format!(r#"{{"who":"w","outcome":"{name}","via":[],"operation":"o",{fault}}}"#);
            let events = [("lost", r#"{"reason":"upstream_lost"}"#), ("outcome", &body)];
            for (kind, body) in events {
                let event = Event::decode(kind, body).unwrap();
                append(&connection, Timestamp(0), &attempt, &event).unwrap();
                let state: EntryState = event.state(&attempt, &InFlight::default());
                let count = "SELECT count(*) FROM unsettled";
                let unsettled: bool = connection.query_row(count, [], |row| row.get(0)).unwrap();
                assert_eq!(unsettled, state.needs_settling(), "{state:?}");
            }
        }
    }
}
