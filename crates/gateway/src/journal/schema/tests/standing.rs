use super::*;

/// Each entry of a plan by itself says the same as the list of those that somebody wants to be tried again.
fn same_wishes(connection: &Connection, plan: i64) {
    let wanted = wanted_again(connection, plan).unwrap();
    let mut entries = connection.prepare("SELECT id FROM entry WHERE plan = ?1").unwrap();
    for id in entries.query_map([plan], |row| row.get::<_, String>(0)).unwrap() {
        let id = EntryId::new(id.unwrap());
        assert_eq!(is_wanted_again(connection, &id).unwrap(), wanted.contains(&id), "{id}");
    }
}

#[test]
fn who_wants_an_entry_to_be_tried_again_is_told_of_one_as_of_all() {
    let connection = fresh();
    connection.execute_batch("INSERT INTO plan (number, id, at_ms, who, reason) VALUES (1, 'p', 0, 'w', '')").unwrap();
    let ids = ["p.1", "p.10", "p.2", "a\"b"];
    for (position, id) in ids.into_iter().enumerate() {
        connection.execute("INSERT INTO entry VALUES (?1, 1, ?2, 'c', ?3, 'r', 'u')", (id, position, GRANT)).unwrap();
    }
    // The name of a person is no list of entries.
    let by = || By { who: r#"["p.1",x,"p.1""#.to_owned(), session: None };
    let tell = |event: PlanEvent| append(&connection, NOW, EventSubject::Plan(1), &event.into()).unwrap();
    let retried = |ids: &[&str]| {
        let entries = ids.iter().map(|id| EntryId::new(*id)).collect();
        tell(PlanEvent::Retried(Retried { by: by(), entries }));
    };
    let write = |id: &str, number: u32, kind: &str, body: &str| {
        append(&connection, NOW, &attempt(id, number), &Event::decode(kind, body).unwrap()).unwrap();
        same_wishes(&connection, 1);
    };
    let wanted = |expected: &[&str]| {
        same_wishes(&connection, 1);
        let wanted: Vec<EntryId> = wanted_again(&connection, 1).unwrap();
        assert_eq!(wanted.iter().map(EntryId::as_str).collect::<Vec<_>>(), expected);
    };
    tell(PlanEvent::Started(by()));
    wanted(&[]);
    retried(&["p.10", "a\"b"]);
    wanted(&["p.10", "a\"b"]);
    retried(&["p.1"]);
    wanted(&["p.10", "a\"b", "p.1"]);
    write("p.10", 1, "intent", r#"{"who":"w","method":"POST","path":"/p"}"#);
    wanted(&["a\"b", "p.1"]);
    write("p.10", 1, "answer", r#"{"httpStatus":429,"result":"rejected","again":true}"#);
    wanted(&["p.10", "a\"b", "p.1"]);
    write("p.10", 2, "outcome", r#"{"who":"w","outcome":"AlreadyAbsent"}"#);
    wanted(&["a\"b", "p.1"]);
    tell(PlanEvent::Cancelled(by()));
    wanted(&[]);
    retried(&["p.2", "p.1"]);
    wanted(&["p.2", "p.1"]);
}

#[test]
fn a_plan_stands_where_its_newest_event_says_as_long_as_something_is_left() {
    let connection = fresh();
    connection.execute_batch("INSERT INTO plan (number, id, at_ms, who, reason) VALUES (1, 'p', 0, 'w', '')").unwrap();
    connection.execute("INSERT INTO entry VALUES ('e', 1, 0, 'c', ?1, 'r', 'u')", [GRANT]).unwrap();
    let by = || By { who: "w".to_owned(), session: None };
    let tell = |event: PlanEvent| append(&connection, NOW, EventSubject::Plan(1), &event.into()).unwrap();
    let settle = |number: u32, name: &str| {
        let fault = r#""fault":{"kind":"unknown","source":"gateway","method":"POST","path":"/p","retry":"useless"}"#;
        let body = format!(r#"{{"who":"w","outcome":"{name}",{fault}}}"#);
        append(&connection, NOW, &attempt("e", number), &Event::decode("outcome", &body).unwrap()).unwrap();
    };
    let status = || {
        same_wishes(&connection, 1);
        let cheap = plan_status(&connection, 1).unwrap();
        let counted = crate::plans::summary(&connection, 1, &InFlight::default()).unwrap();
        assert_eq!(cheap, counted.status, "both ways to tell agree");
        cheap
    };
    assert_eq!(status(), PlanStatus::Stored);
    tell(PlanEvent::Started(by()));
    assert_eq!(status(), PlanStatus::Running);
    tell(PlanEvent::Paused(Paused { by: Some(by()), why: PauseReason::Person }));
    assert_eq!(status(), PlanStatus::Paused { at: NOW, by: Some(by()), why: PauseReason::Person });
    tell(PlanEvent::Resumed(by()));
    let intent = Event::decode("intent", r#"{"who":"w","method":"POST","path":"/p"}"#).unwrap();
    append(&connection, NOW, &attempt("e", 1), &intent).unwrap();
    assert_eq!(status(), PlanStatus::Running);
    settle(1, "Failed");
    assert_eq!(status(), PlanStatus::Finished);
    tell(PlanEvent::Retried(Retried { by: by(), entries: vec![EntryId::new("e")] }));
    assert_eq!(status(), PlanStatus::Running, "what is to be tried again is left");
    tell(PlanEvent::Paused(Paused { by: Some(by()), why: PauseReason::Person }));
    let paused = PlanStatus::Paused { at: NOW, by: Some(by()), why: PauseReason::Person };
    assert_eq!(status(), paused, "somebody has to be able to resume it");
    tell(PlanEvent::Resumed(by()));
    assert_eq!(status(), PlanStatus::Running);
    tell(PlanEvent::Cancelled(by()));
    assert_eq!(status(), PlanStatus::Finished, "nobody wants it to be tried again any more");
    settle(2, "AlreadyAbsent");
    assert_eq!(status(), PlanStatus::Finished);
}

#[test]
fn of_a_cancelled_plan_only_what_is_tried_again_goes_on() {
    let connection = fresh();
    connection.execute_batch("INSERT INTO plan (number, id, at_ms, who, reason) VALUES (1, 'p', 0, 'w', '')").unwrap();
    for (position, id) in ["e", "f"].into_iter().enumerate() {
        connection.execute("INSERT INTO entry VALUES (?1, 1, ?2, 'c', ?3, 'r', 'u')", (id, position, GRANT)).unwrap();
    }
    let by = || By { who: "w".to_owned(), session: None };
    let tell = |event: PlanEvent| append(&connection, NOW, EventSubject::Plan(1), &event.into()).unwrap();
    let outcome = |number: u32, body: &str| {
        append(&connection, NOW, &attempt("e", number), &Event::decode("outcome", body).unwrap()).unwrap();
    };
    let status = || {
        same_wishes(&connection, 1);
        let cheap = plan_status(&connection, 1).unwrap();
        let counted = crate::plans::summary(&connection, 1, &InFlight::default()).unwrap();
        assert_eq!(cheap, counted.status, "both ways to tell agree");
        cheap
    };
    let retried = || PlanEvent::Retried(Retried { by: by(), entries: vec![EntryId::new("e")] });
    let cancelled = PlanStatus::Cancelled { at: NOW, by: by() };
    tell(PlanEvent::Started(by()));
    let fault = r#"{"kind":"unknown","source":"gateway","method":"POST","path":"/p","retry":"useless"}"#;
    outcome(1, &format!(r#"{{"who":"w","outcome":"Failed","fault":{fault}}}"#));
    tell(PlanEvent::Cancelled(by()));
    assert_eq!(status(), cancelled);
    tell(retried());
    assert_eq!(status(), PlanStatus::Running);
    tell(PlanEvent::Paused(Paused { by: None, why: PauseReason::Away }));
    assert_eq!(status(), PlanStatus::Paused { at: NOW, by: None, why: PauseReason::Away });
    tell(PlanEvent::Resumed(by()));
    assert_eq!(status(), PlanStatus::Running);
    outcome(2, r#"{"who":"w","outcome":"AlreadyAbsent"}"#);
    assert_eq!(status(), cancelled);
}

#[test]
fn what_was_called_off_before_plans_had_events_is_never_started() {
    let connection = fresh();
    connection.execute_batch("INSERT INTO plan (number, id, at_ms, who, reason) VALUES (9, 'r', 0, 'w', '')").unwrap();
    for (position, id) in ["r.1", "r.2", "r.3"].into_iter().enumerate() {
        connection.execute("INSERT INTO entry VALUES (?1, 9, ?2, 'c', ?3, 'r', 'u')", (id, position, GRANT)).unwrap();
    }
    connection.execute_batch("INSERT INTO rest (plan, at_ms, who, is_cancelled) VALUES (9, 8, 'bob', 1)").unwrap();
    let outcome = |number: u32, body: &str| {
        append(&connection, NOW, &attempt("r.1", number), &Event::decode("outcome", body).unwrap()).unwrap();
    };
    let status = || {
        same_wishes(&connection, 9);
        let cheap = plan_status(&connection, 9).unwrap();
        assert_eq!(cheap, crate::plans::summary(&connection, 9, &InFlight::default()).unwrap().status);
        cheap
    };
    let fault = r#"{"kind":"unknown","source":"gateway","method":"POST","path":"/p","retry":"useless"}"#;
    outcome(1, &format!(r#"{{"who":"w","outcome":"Failed","fault":{fault}}}"#));
    let bob = By { who: "bob".to_owned(), session: None };
    let cancelled = PlanStatus::Cancelled { at: Timestamp(8), by: bob };
    assert_eq!(status(), cancelled);
    let by = By { who: "w".to_owned(), session: None };
    let retried = PlanEvent::Retried(Retried { by, entries: vec![EntryId::new("r.1")] });
    append(&connection, NOW, EventSubject::Plan(9), &retried.into()).unwrap();
    assert_eq!(status(), PlanStatus::Running);
    assert!(crate::plans::is_cancelled(&connection, 9).unwrap());
    assert_eq!(retried_since_cancelled(&connection, 9).unwrap(), [EntryId::new("r.1")]);
    outcome(2, r#"{"who":"w","outcome":"AlreadyAbsent"}"#);
    assert_eq!(status(), cancelled);
}

#[test]
fn a_plan_of_an_earlier_version_whose_only_call_did_not_leave_waits_to_be_resumed() {
    let connection = fresh();
    connection.execute_batch("INSERT INTO plan (number, id, at_ms, who, reason) VALUES (1, 'p', 5, 'w', '')").unwrap();
    connection.execute("INSERT INTO entry VALUES ('e', 1, 0, 'c', ?1, 'r', 'u')", [GRANT]).unwrap();
    for (kind, body) in
        [("intent", r#"{"who":"w","method":"POST","path":"/p"}"#), ("lost", r#"{"reason":"upstream_unreachable"}"#)]
    {
        append(&connection, NOW, &attempt("e", 1), &Event::decode(kind, body).unwrap()).unwrap();
    }
    let expected = PlanStatus::Paused { at: Timestamp(5), by: None, why: PauseReason::BeforeUpgrade };
    assert_eq!(plan_status(&connection, 1).unwrap(), expected);
    assert_eq!(crate::plans::summary(&connection, 1, &InFlight::default()).unwrap().status, expected);
}

#[test]
fn an_outcome_says_itself_who_observed_it_unless_it_is_too_old() {
    let event = Event::decode("outcome", r#"{"who":"w","outcome":"Revoked","observed":{"by":"gateway"}}"#).unwrap();
    for (seq, by, expected) in [(5, Observer::Console, false), (6, Observer::Gateway, true)] {
        let Told { observed, is_ours, .. } = observed::of(&event, seq, 6);
        assert_eq!((observed.unwrap().by, is_ours), (by, expected));
    }
}
