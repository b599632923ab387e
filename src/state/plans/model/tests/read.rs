//! What is read beside the events, and which of the two is newer.

use super::*;

#[test]
fn a_plan_that_is_shown_is_read_again_when_events_may_have_passed_unheard() {
    let mut model = running();
    let id = PlanId::new("p");
    model.follow(&id);
    model.read_followed(&Arc::new(view(11, "p", PlanStatus::Running, vec![])));
    let open = |seq| OpenPlans { seq, ..OpenPlans::default() };
    model.read_open(&open(11), &[], NOW);
    assert_eq!(model.outdated(&id), 0);
    model.read_open(&open(15), &[], NOW);
    assert_eq!(model.outdated(&id), 1);
}

#[test]
fn what_was_revoked_unheard_is_gone_since_it_was_observed() {
    let mut model = listening();
    model.adopt_earlier([PlanId::new("p")]);
    let mut revoked = plan_entry("p", "alice", settled(Outcome::Revoked));
    revoked.observed = Some(Observed { by: Observer::Gateway, read: None, at: Some(Timestamp(900)) });
    let unproved = plan_entry("p", "bob", settled(Outcome::Revoked));
    let changes = model.read_own(&view(12, "p", PlanStatus::Finished, vec![revoked, unproved]));
    let since = |user: &str| changes.gone.iter().find(|(gone, _)| *gone == key(user)).map(|(_, at)| *at);
    assert_eq!((since("alice"), since("bob")), (Some(Timestamp(900)), Some(Timestamp(0))));
}

#[test]
fn what_is_open_is_taken_over_and_what_is_not_open_any_more_is_missed() {
    let mut model = running();
    model.begin_read();
    let unknown = event(25, "q", "carol", settled(Outcome::unknown(fault())));
    let open = OpenPlans {
        seq: 30,
        plans: vec![summary(30, "q", PlanStatus::Finished, over(1))],
        entries: vec![unknown],
        progress: Vec::new(),
    };
    let changes = model.read_open(&open, &[], NOW);
    assert!(changes.missed);
    assert_eq!(shown(&changes, "alice"), Some(Showing::Nothing));
    assert_eq!(shown(&changes, "carol"), Some(Showing::Settled(Outcome::unknown(fault()))));
    assert_eq!((changes.outcomes, model.lines()), (vec![], vec![]));
    assert_eq!(model.seq(), Some(30));
}

#[test]
fn an_event_during_the_read_is_newer_than_what_was_read() {
    let mut model = running();
    model.begin_read();
    model.apply(&frame(vec![event(12, "p", "alice", settled(Outcome::Revoked))], vec![]), NOW);
    let open = OpenPlans {
        seq: 11,
        plans: vec![summary(11, "p", PlanStatus::Running, planned(2))],
        entries: vec![event(11, "p", "alice", EntryState::Planned), event(11, "p", "bob", EntryState::Planned)],
        progress: Vec::new(),
    };
    let changes = model.read_open(&open, &[], NOW);
    assert_eq!(shown(&changes, "alice"), None);
    assert_eq!(
        model.rows(&[key("alice"), key("bob")]).rows.iter().map(|row| row.showing.clone()).collect::<Vec<_>>(),
        [Showing::Nothing, Showing::Waiting]
    );
    assert_eq!(model.seq(), Some(12));
}

#[test]
fn numbers_that_begin_anew_make_everything_known_old() {
    let mut model = running();
    model.reset(3);
    model.begin_read();
    let changes = model.read_open(&OpenPlans { seq: 3, ..OpenPlans::default() }, &[], NOW);
    assert_eq!(shown(&changes, "alice"), Some(Showing::Nothing));
    assert_eq!((model.seq(), model.lines()), (Some(3), vec![]));
}

#[test]
fn a_plan_that_is_followed_is_what_was_read_with_everything_newer() {
    let mut model = listening();
    let id = PlanId::new("p");
    model.follow(&id);
    assert_eq!(model.live(&id), None);
    // Heard while it is being read.
    model.apply(
        &frame(
            vec![event(12, "p", "bob", settled(Outcome::Revoked))],
            vec![summary(12, "p", PlanStatus::Running, planned(2))],
        ),
        NOW,
    );
    let entries = vec![plan_entry("p", "alice", EntryState::Planned), plan_entry("p", "bob", EntryState::Planned)];
    model.read_followed(&Arc::new(view(11, "p", PlanStatus::Stored, entries)));
    let names =
        |model: &Model| model.live(&id).unwrap().entries.iter().map(|entry| name(&entry.state)).collect::<Vec<_>>();
    assert_eq!(names(&model), ["none", "Revoked"]);
    assert_eq!(model.live(&id).unwrap().status, PlanStatus::Running);
    assert_eq!(model.outdated(&id), 1, "somebody has started it while it was read");
    let before = model.version();
    model.apply(&step("p", "alice", Some(Step::Calling)), NOW);
    assert_eq!(model.live(&id).unwrap().steps.len(), 1);
    model.apply(
        &frame(
            vec![event(13, "p", "alice", settled(Outcome::StillPresent))],
            vec![summary(13, "p", PlanStatus::Finished, over(2))],
        ),
        NOW,
    );
    assert_eq!(names(&model), ["StillPresent", "Revoked"]);
    let live = model.live(&id).unwrap();
    assert_eq!((live.status, live.steps.len(), model.version() > before), (PlanStatus::Finished, 0, true));
    // An undo of another plan.
    let undo = Entry::grant(ConnectionId::new("milvus"), grant("bob"), EntryId::new("p.bob"));
    let undone = EntryEvent {
        entry: PlanEntry { entry: undo, ..plan_entry("u", "bob", EntryState::Planned) },
        ..event(14, "u", "bob", EntryState::Planned)
    };
    model.apply(&frame(vec![undone], vec![]), NOW);
    assert_eq!(model.outdated(&id), 2);
    model.unfollow(&id);
    assert_eq!(model.live(&id), None);
}

#[test]
fn entries_that_are_not_begun_are_read_once_when_a_plan_runs() {
    let mut model = listening();
    let heard = model.apply(&frame(vec![], vec![summary(11, "p", PlanStatus::Running, planned(2))]), NOW);
    assert_eq!(heard.unlisted, [PlanId::new("p")]);
    model.begin_read();
    let heard = model.apply(&frame(vec![event(12, "p", "alice", settled(Outcome::Revoked))], vec![]), NOW);
    assert_eq!(heard.unlisted, []);
    let entries = vec![plan_entry("p", "alice", EntryState::Planned), plan_entry("p", "bob", EntryState::Planned)];
    let changes = model.read_entries(&view(11, "p", PlanStatus::Running, entries));
    model.end_read();
    assert_eq!((shown(&changes, "alice"), shown(&changes, "bob")), (None, Some(Showing::Waiting)));
    let mut made_here = listening();
    made_here.begin_create();
    let heard = made_here.apply(&frame(vec![], vec![summary(11, "p", PlanStatus::Running, planned(1))]), NOW);
    let answered = end_create(&mut made_here, "p");
    assert_eq!((heard.unlisted, answered.unlisted.clone()), (vec![], vec![]), "they are known to who made it");
    assert_eq!(shown(&answered, "alice"), Some(Showing::Waiting));
}
