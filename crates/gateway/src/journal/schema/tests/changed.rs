use super::*;

#[test]
fn a_changed_row_of_an_older_event_breaks_the_chain_there() {
    for change in [
        "UPDATE event SET plan = 1 WHERE seq = 3",
        "UPDATE event SET body = '{}' WHERE seq = 3",
        "DROP TRIGGER format_stays; UPDATE format SET first = 3",
    ] {
        let mut connection = Connection::open_in_memory().unwrap();
        older(&mut connection, 5);
        prepare(&mut connection, NOW).unwrap();
        connection.execute_batch(&format!("DROP TRIGGER event_stays; {change}")).unwrap();
        assert!(matches!(verdict(&connection), Verdict::Broken { event: 3, .. }), "{change}");
    }
}

/// A plan with a key and a time limit, and an event of each kind about it, after an upgrade: events 6 to 15.
pub(super) fn of_every_kind() -> Connection {
    let mut connection = Connection::open_in_memory().unwrap();
    older(&mut connection, 5);
    prepare(&mut connection, NOW).unwrap();
    let rows = "INSERT INTO plan VALUES (3, 'n', 9, 'w', 'why', 'k', 'b', 600);
        INSERT INTO entry VALUES ('n.1', 3, 0, 'c', '{}', 'r', 'u');";
    connection.execute_batch(rows).unwrap();
    let by = || By { who: "w".to_owned(), session: None };
    let plan = |event: PlanEvent| (true, Event::Plan(event));
    let entry = |kind: &str, body: &str| (false, Event::decode(kind, body).unwrap());
    for (is_plan, event) in [
        plan(PlanEvent::decode("created", r#"{"who":"w","entries":1}"#).unwrap().unwrap()),
        plan(PlanEvent::Started(by())),
        entry("intent", r#"{"who":"w","session":"ab","method":"POST","path":"/p"}"#),
        entry("answer", r#"{"httpStatus":200,"result":"accepted"}"#),
        plan(PlanEvent::Paused(Paused { by: None, why: PauseReason::Away })),
        plan(PlanEvent::Resumed(by())),
        entry("outcome", r#"{"who":"w","outcome":"StillPresent"}"#),
        plan(PlanEvent::Retried(Retried { by: by(), entries: vec![EntryId::new("n.1")] })),
        plan(PlanEvent::Cancelled(by())),
    ] {
        match is_plan {
            true => append(&connection, NOW, EventSubject::Plan(3), &event).unwrap(),
            false => append(&connection, NOW, &attempt("n.1", 1), &event).unwrap(),
        };
    }
    connection
}

/// A value that is another one than this expression's, of the same type.
fn other(column: &str) -> String {
    format!("CASE typeof({column}) WHEN 'integer' THEN {column} + 1 WHEN 'text' THEN {column} || ' ' ELSE 'x' END")
}

#[test]
fn a_change_of_any_field_of_any_event_breaks_the_chain_at_that_event() {
    let original = of_every_kind();
    assert!(matches!(verdict(&original), Verdict::Whole { events: 15, .. }), "{:?}", verdict(&original));
    let off = "PRAGMA ignore_check_constraints = ON; PRAGMA foreign_keys = OFF;
        DROP TRIGGER event_stays; DROP TRIGGER plan_stays; DROP TRIGGER entry_stays;
        DROP TRIGGER format_stays; DROP TRIGGER format_remains;";
    original.execute_batch(off).unwrap();
    let broken_by = |change: &str| {
        original.execute_batch("BEGIN").unwrap();
        let changed = original.execute(change, []).unwrap_or_else(|error| panic!("{change}: {error}"));
        let verdict = verdict(&original);
        original.execute_batch("ROLLBACK").unwrap();
        assert_eq!(changed, 1, "{change}");
        match verdict {
            Verdict::Broken { event, .. } => event,
            Verdict::Whole { .. } => panic!("{change} is not noticed"),
        }
    };
    for event in 6..=15 {
        for column in ["at_ms", "attempt", "kind", "body", "hash"] {
            let change = format!("UPDATE event SET {column} = {} WHERE seq = {event}", other(column));
            assert_eq!(broken_by(&change), event, "{change}");
        }
        for change in [
            "plan = CASE WHEN plan IS NULL THEN 1 ELSE NULL END",
            "plan = 2",
            "entry = CASE WHEN entry IS NULL THEN 'n.1' ELSE NULL END",
            "entry = 'p.3'",
        ] {
            let change = format!("UPDATE event SET {change} WHERE seq = {event}");
            assert_eq!(broken_by(&change), event, "{change}");
        }
    }
    for column in ["number", "id", "at_ms", "who", "reason", "key", "body_hash", "time_limit_ms"] {
        for value in [other(column), "NULL".to_owned()] {
            if value == "NULL" && !["key", "body_hash", "time_limit_ms"].contains(&column) {
                continue;
            }
            let change = format!("UPDATE plan SET {column} = {value} WHERE number = 3");
            assert_eq!(broken_by(&change), 7, "{change}");
        }
    }
    for column in ["id", "plan", "position", "connection", "grant_json", "role", "principal"] {
        let change = format!("UPDATE entry SET {column} = {} WHERE id = 'n.1'", other(column));
        assert_eq!(broken_by(&change), 9, "{change}");
    }
    for (change, event) in [("DELETE FROM format", 1), ("UPDATE format SET first = 7", 6)] {
        assert_eq!(broken_by(change), event, "{change}");
    }
    assert!(matches!(verdict(&original), Verdict::Whole { events: 15, .. }));
}
