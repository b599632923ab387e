mod changed;
mod programs;
mod standing;

use rescind_domain::{By, EntryId, Observer, PauseReason, PlanStatus, Timestamp};

use super::*;
use crate::journal::filter::Filter;
use crate::journal::observed::{self, Told};
use crate::journal::{
    AttemptKey, Event, InFlight, Paused, PlanEvent, Retried, Verdict, append, chain, first_of_gateway, is_wanted_again,
    page, retried_since_cancelled, search, verify, wanted_again,
};
use crate::plans::{entry_event, plan_status};

const NOW: Timestamp = Timestamp(1_000);

fn fresh() -> Connection {
    let mut connection = Connection::open_in_memory().unwrap();
    prepare(&mut connection, NOW).unwrap();
    connection
}

fn verdict(connection: &Connection) -> Verdict {
    verify(connection, |_| {}).unwrap()
}

fn attempt(entry: &str, number: u32) -> AttemptKey {
    AttemptKey { entry: EntryId::new(entry), number }
}

/// A grant as it is stored.
const GRANT: &str = r#"{"kind":"membership","role":"r","principal":{"kind":"user","id":"u"}}"#;

/// A database as a gateway of this version left it: one plan with entries that were revoked, lost, and never begun, and one of
/// which nothing was begun. From version 5 on its rest is called off.
fn older(connection: &mut Connection, version: usize) {
    connection.pragma_update(None, "foreign_keys", "ON").unwrap();
    let transaction = connection.transaction().unwrap();
    STEPS[..version].iter().for_each(|step| step(&transaction).unwrap());
    let plans = "INSERT INTO plan VALUES (1, 'p', 5, 'w', 'why'); INSERT INTO plan VALUES (2, 'q', 6, 'w', '');";
    transaction.execute_batch(plans).unwrap();
    for (position, (entry, plan)) in [("p.1", 1), ("p.2", 1), ("p.3", 1), ("q.1", 2)].iter().enumerate() {
        let insert = "INSERT INTO entry VALUES (?1, ?2, ?3, 'c', ?4, 'r', 'u')";
        transaction.execute(insert, (entry, plan, position, GRANT)).unwrap();
    }
    let intent = r#"{"who":"w","method":"POST","path":"/p","witnessed":[GRANT]}"#.replace("GRANT", GRANT);
    let events = [
        ("p.1", "intent", intent.as_str()),
        ("p.1", "answer", r#"{"httpStatus":200,"word":"done"}"#),
        ("p.1", "outcome", r#"{"who":"w","outcome":"Revoked"}"#),
        ("p.2", "intent", r#"{"who":"w","method":"POST","path":"/p"}"#),
        ("p.2", "lost", r#"{"reason":"upstream_lost"}"#),
    ];
    let mut before = String::new();
    for (index, (entry, kind, body)) in events.into_iter().enumerate() {
        let seq = index + 1;
        if version == 1 {
            let insert = "INSERT INTO event VALUES (?1, 7, ?2, 1, ?3, ?4)";
            transaction.execute(insert, (seq, entry, kind, body)).unwrap();
        } else {
            let insert = "INSERT INTO event VALUES (?1, 7, ?2, 1, ?3, ?4, '')";
            transaction.execute(insert, (seq, entry, kind, body)).unwrap();
            chain::rebuild(&transaction, |_, hash| before = hash.to_string()).unwrap();
            transaction.execute_batch("DROP TRIGGER event_stays").unwrap();
            transaction.execute("UPDATE event SET hash = ?2 WHERE seq = ?1", (seq, &before)).unwrap();
            let again = "CREATE TRIGGER event_stays BEFORE UPDATE ON event BEGIN SELECT RAISE(ABORT, 'no'); END";
            transaction.execute_batch(again).unwrap();
        }
    }
    if version >= 5 {
        transaction.execute_batch("INSERT INTO rest VALUES (1, 2, 8, 'bob', 1)").unwrap();
    }
    transaction.pragma_update(None, "user_version", version).unwrap();
    transaction.commit().unwrap();
}

/// The hashes that the events of an older version carry, and those that they must.
fn links(connection: &Connection) -> (Vec<String>, Vec<String>) {
    let mut made = Vec::new();
    chain::rebuild(connection, |_, hash| made.push(hash.to_string())).unwrap();
    let mut statement = connection.prepare("SELECT hash FROM event ORDER BY seq").unwrap();
    let carried = statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    (carried, made)
}

#[test]
fn the_tables_are_made_once_and_a_newer_version_is_left_alone() {
    let mut connection = fresh();
    prepare(&mut connection, NOW).unwrap();
    assert!(matches!(verdict(&connection), Verdict::Whole { events: 0, first: 1, .. }));
    connection.pragma_update(None, "user_version", STEPS.len() + 1).unwrap();
    let Err(Error::Internal(cause)) = prepare(&mut connection, NOW) else { panic!("it was taken") };
    assert!(cause.to_string().contains("newer"), "{cause}");
}

#[test]
fn the_database_itself_refuses_to_change_the_record() {
    let connection = fresh();
    let rows = "INSERT INTO plan (number, id, at_ms, who, reason) VALUES (1, 'p', 0, 'w', '');
        INSERT INTO entry VALUES ('e', 1, 0, 'c', '{}', 'r', NULL);
        INSERT INTO event VALUES (1, 0, 1, 'e', 1, 'intent', '{}', '');
        INSERT INTO event VALUES (2, 0, 1, NULL, 0, 'started', '{}', '');
        INSERT INTO rest VALUES (1, 1, 0, 'w', 1);";
    connection.execute_batch(rows).unwrap();
    for change in [
        "UPDATE rest SET who = 'x'",
        "DELETE FROM rest",
        "UPDATE event SET body = '1'",
        "DELETE FROM event",
        "UPDATE plan SET who = 'x'",
        "UPDATE plan SET key = 'x'",
        "DELETE FROM plan",
        "UPDATE entry SET connection = 'x'",
        "DELETE FROM entry",
        "UPDATE chain SET first = 2",
        "DELETE FROM chain",
        "UPDATE format SET first = 2",
        "DELETE FROM format",
        "INSERT INTO format VALUES (2)",
        "INSERT INTO event VALUES (3, 0, 1, 'e', 1, 'intent', '{}', '')",
        "INSERT INTO event VALUES (3, 0, 1, 'none', 1, 'intent', '{}', '')",
        "INSERT INTO event VALUES (3, 0, 2, NULL, 0, 'started', '{}', '')",
        "INSERT INTO event VALUES (3, 0, NULL, NULL, 0, 'started', '{}', '')",
        "INSERT INTO event VALUES (3, 0, 1, 'e', 1, 'started', '{}', '')",
        "INSERT INTO event VALUES (3, 0, 1, NULL, 1, 'started', '{}', '')",
        "INSERT INTO event VALUES (3, 0, 1, NULL, 0, 'outcome', '{}', '')",
        "INSERT INTO event VALUES (3, 0, 1, NULL, 0, 'upgraded', '{}', '')",
        "INSERT INTO event VALUES (3, 0, 1, NULL, 0, 'forgotten', '{}', '')",
        "INSERT INTO event VALUES (3, 0, 1, NULL, 0, 'token_created', '{}', '')",
        "INSERT INTO event VALUES (3, 0, 1, 'e', 1, 'token_revoked', '{}', '')",
        "INSERT INTO event VALUES (3, 0, NULL, NULL, 1, 'token_revoked', '{}', '')",
    ] {
        assert!(connection.execute_batch(change).is_err(), "{change}");
    }
}

#[test]
fn a_journal_of_any_earlier_version_is_upgraded_and_stays_whole() {
    for version in 1..=5 {
        let mut connection = Connection::open_in_memory().unwrap();
        older(&mut connection, version);
        assert!(expect_current(&connection).unwrap_err().for_operators().contains("older"));
        let before = (version > 1).then(|| links(&connection));
        if let Some((carried, made)) = &before {
            assert_eq!((carried.len(), carried), (5, made), "version {version}");
        }
        prepare(&mut connection, NOW).unwrap();
        expect_current(&connection).unwrap();
        let mut hashes = Vec::new();
        let verdict = verify(&connection, |hash| hashes.push(hash.to_string())).unwrap();
        let chained = if version == 1 { 6 } else { 1 };
        assert!(
            matches!(verdict, Verdict::Whole { events: 6, first, .. } if first == chained),
            "{version}: {verdict:?}"
        );
        if let Some((carried, _)) = before {
            assert_eq!(hashes[..5], carried, "what was hashed keeps its hash");
        }
        let upgraded = "SELECT seq, at_ms, kind, body FROM event WHERE plan IS NULL AND entry IS NULL";
        let row = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?));
        let upgraded: (u64, u64, String, String) = connection.query_row(upgraded, [], row).unwrap();
        let body = format!(r#"{{"fromVersion":{version},"lastEvent":5}}"#);
        assert_eq!(upgraded, (6, NOW.0, "upgraded".to_owned(), body));
        assert_eq!(first_of_gateway(&connection).unwrap(), 6);

        prepare(&mut connection, Timestamp(2_000)).unwrap();
        assert!(matches!(self::verdict(&connection), Verdict::Whole { events: 6, .. }), "an upgrade is told once");
        let outcome = Event::decode("outcome", r#"{"who":"w","outcome":"StillPresent"}"#).unwrap();
        assert_eq!(append(&connection, NOW, &attempt("p.2", 1), &outcome).unwrap(), 7);
        assert!(matches!(self::verdict(&connection), Verdict::Whole { events: 7, .. }));
    }
}

#[test]
fn what_pages_reported_before_the_upgrade_is_told_as_that() {
    for version in 1..=5 {
        let mut connection = Connection::open_in_memory().unwrap();
        older(&mut connection, version);
        prepare(&mut connection, NOW).unwrap();
        search::register(&connection).unwrap();
        let read = r#"{"who":"w","outcome":"Revoked","observed":{"by":"gateway","read":"POST /list","at":9}}"#;
        append(&connection, NOW, &attempt("p.2", 1), &Event::decode("outcome", read).unwrap()).unwrap();
        let rows = page::read(&connection, &Filter::default(), 10, &InFlight::default()).unwrap().rows;
        let told: Vec<_> = rows.iter().map(|row| (row.verified, row.observed.clone().unwrap().by)).collect();
        assert_eq!(told, [(true, Observer::Gateway), (false, Observer::Console)]);
        assert_eq!(rows[1].captured.len(), 1, "older names are read");
        assert_eq!(rows[1].result, Some(rescind_domain::CallResultKind::Accepted));

        let shown = |entry: &str| entry_event(&connection, &EntryId::new(entry), &InFlight::default()).unwrap();
        assert_eq!((shown("p.1").seq, shown("p.1").entry.observed.unwrap().by), (3, Observer::Console));
        assert_eq!(shown("p.2").entry.observed.unwrap().read.as_deref(), Some("POST /list"));
        assert_eq!((shown("p.3").seq, shown("p.3").at, shown("p.3").entry.observed), (0, Timestamp(5), None));
    }
}

#[test]
fn plans_from_before_the_upgrade_wait() {
    for version in 1..=5 {
        let mut connection = Connection::open_in_memory().unwrap();
        older(&mut connection, version);
        prepare(&mut connection, NOW).unwrap();
        let begun = PlanStatus::Paused { at: NOW, by: None, why: PauseReason::BeforeUpgrade };
        assert_eq!(plan_status(&connection, 1).unwrap(), begun);
        let by = By { who: "bob".to_owned(), session: None };
        let other = if version < 5 { PlanStatus::Stored } else { PlanStatus::Cancelled { at: Timestamp(8), by } };
        assert_eq!(plan_status(&connection, 2).unwrap(), other);
        let unbegun = "SELECT entries FROM unbegun ORDER BY plan";
        let mut statement = connection.prepare(unbegun).unwrap();
        let unbegun: Vec<u32> = statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
        assert_eq!(unbegun, [1, 1]);
    }
}

#[test]
fn an_upgrade_that_is_killed_leaves_the_older_version() {
    for version in 1..=5 {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("journal.sqlite");
        older(&mut Connection::open(&path).unwrap(), version);
        for steps in version + 1..=STEPS.len() {
            let mut connection = Connection::open(&path).unwrap();
            let transaction = connection.transaction().unwrap();
            STEPS[version..steps].iter().for_each(|step| step(&transaction).unwrap());
            if steps == STEPS.len() {
                tell(&transaction, version, NOW).unwrap();
            }
            // No commit, as when the process ends here.
            drop(transaction);
            drop(connection);
            let connection = Connection::open(&path).unwrap();
            assert_eq!(self::version(&connection).unwrap(), version);
            let count: u32 = connection.query_row("SELECT count(*) FROM event", [], |row| row.get(0)).unwrap();
            assert_eq!(count, 5);
            assert!(version == 1 || links(&connection).0 == links(&connection).1);
        }
        let mut connection = Connection::open(&path).unwrap();
        prepare(&mut connection, NOW).unwrap();
        assert!(matches!(verdict(&connection), Verdict::Whole { events: 6, .. }));
    }
}

#[test]
fn an_older_journal_without_events_is_not_told_to_be_upgraded() {
    let mut connection = Connection::open_in_memory().unwrap();
    let transaction = connection.transaction().unwrap();
    STEPS[..5].iter().for_each(|step| step(&transaction).unwrap());
    transaction.pragma_update(None, "user_version", 5).unwrap();
    transaction.commit().unwrap();
    prepare(&mut connection, NOW).unwrap();
    assert!(matches!(verdict(&connection), Verdict::Whole { events: 0, .. }));
    assert_eq!(first_of_gateway(&connection).unwrap(), 1);
}
