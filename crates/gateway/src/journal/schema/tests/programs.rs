use super::*;

/// The columns of all events, and what is kept beside them.
fn everything(connection: &Connection) -> Vec<String> {
    let select = "SELECT json_array('event', seq, at_ms, plan, entry, attempt, kind, body, hash) FROM event
        UNION ALL SELECT json_array('unsettled', entry) FROM unsettled
        UNION ALL SELECT json_array('unbegun', plan, entries) FROM unbegun";
    let mut statement = connection.prepare(select).unwrap();
    statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}

/// The names of indices and triggers that a version has on events.
fn kept_by(connection: &Connection) -> Vec<String> {
    let select = "SELECT name FROM sqlite_schema WHERE tbl_name = 'event' AND sql IS NOT NULL ORDER BY name";
    let mut statement = connection.prepare(select).unwrap();
    statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}

/// A journal as a gateway of version 6 left it, which it had brought there from version 5.
fn of_version_6() -> Connection {
    let mut connection = Connection::open_in_memory().unwrap();
    older(&mut connection, 5);
    let transaction = connection.transaction().unwrap();
    STEPS[5](&transaction).unwrap();
    tell(&transaction, 5, NOW).unwrap();
    transaction.pragma_update(None, "user_version", 6).unwrap();
    let by = By { who: "w".to_owned(), session: None };
    append(&transaction, NOW, EventSubject::Plan(2), &Event::Plan(PlanEvent::Started(by))).unwrap();
    let intent = Event::decode("intent", r#"{"who":"w","method":"POST","path":"/p"}"#).unwrap();
    append(&transaction, NOW, &attempt("q.1", 1), &intent).unwrap();
    transaction.commit().unwrap();
    connection
}

#[test]
fn a_journal_without_tokens_is_the_same_after_the_upgrade_and_goes_on() {
    let mut connection = of_version_6();
    let (before, names) = (everything(&connection), kept_by(&connection));
    assert!(matches!(verdict(&connection), Verdict::Whole { events: 8, .. }));
    prepare(&mut connection, NOW).unwrap();
    assert_eq!(everything(&connection), before, "the upgrade is told nowhere, since it changes nothing that is shown");
    assert!(matches!(verdict(&connection), Verdict::Whole { events: 8, .. }));
    let now = kept_by(&connection);
    assert!(names.iter().all(|name| now.contains(name)), "{names:?} {now:?}");
    let violations = "SELECT count(*) FROM pragma_foreign_key_check";
    assert_eq!(connection.query_row(violations, [], |row| row.get::<_, u32>(0)).unwrap(), 0);

    let token = r#"{"name":"ci","secret":"00","expires":9,"connections":["c"],"scopes":["read"]}"#;
    for (kind, body) in [("token_created", token), ("token_revoked", r#"{"name":"ci"}"#)] {
        append(&connection, NOW, EventSubject::Journal, &Event::decode(kind, body).unwrap()).unwrap();
    }
    let outcome = Event::decode("outcome", r#"{"who":"w","outcome":"StillPresent"}"#).unwrap();
    append(&connection, NOW, &attempt("q.1", 1), &outcome).unwrap();
    assert!(matches!(verdict(&connection), Verdict::Whole { events: 11, .. }));
    let unsettled = "SELECT count(*) FROM unsettled WHERE entry = 'q.1'";
    assert_eq!(connection.query_row(unsettled, [], |row| row.get::<_, u32>(0)).unwrap(), 0, "the triggers are there");
}

#[test]
fn a_change_of_what_a_token_may_do_breaks_the_chain_there() {
    let mut connection = of_version_6();
    prepare(&mut connection, NOW).unwrap();
    let token = r#"{"name":"ci","secret":"00","expires":9,"connections":["c"],"scopes":["read"]}"#;
    for (kind, body) in [("token_created", token), ("token_revoked", r#"{"name":"ci"}"#)] {
        append(&connection, NOW, EventSubject::Journal, &Event::decode(kind, body).unwrap()).unwrap();
    }
    connection.execute_batch("DROP TRIGGER event_stays; DROP TRIGGER event_remains").unwrap();
    for (change, event) in [
        ("UPDATE event SET body = json_set(body, '$.danger', json('true')) WHERE seq = 9", 9),
        ("UPDATE event SET body = json_set(body, '$.expires', 10) WHERE seq = 9", 9),
        ("UPDATE event SET body = json_set(body, '$.name', 'x') WHERE seq = 10", 10),
        ("UPDATE event SET kind = 'upgraded' WHERE seq = 9", 9),
        ("DELETE FROM event WHERE seq = 9", 9),
    ] {
        connection.execute_batch("BEGIN").unwrap();
        connection.execute_batch(change).unwrap();
        let verdict = verdict(&connection);
        connection.execute_batch("ROLLBACK").unwrap();
        assert!(matches!(verdict, Verdict::Broken { event: found, .. } if found == event), "{change}: {verdict:?}");
    }
}
