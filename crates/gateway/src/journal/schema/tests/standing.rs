use super::*;

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
fn an_outcome_says_itself_who_observed_it_unless_it_is_too_old() {
    let event = Event::decode("outcome", r#"{"who":"w","outcome":"Revoked","observed":{"by":"gateway"}}"#).unwrap();
    for (seq, by, expected) in [(5, Observer::Console, false), (6, Observer::Gateway, true)] {
        let Told { observed, is_ours, .. } = observed::of(&event, seq, 6);
        assert_eq!((observed.unwrap().by, is_ours), (by, expected));
    }
}
