//! What follows from events for the rows and the plans.

use super::*;

#[test]
fn a_row_follows_its_entry_from_waiting_to_its_outcome() {
    let mut model = listening();
    let entries = vec![event(11, "p", "alice", EntryState::Planned)];
    let heard = model.apply(&frame(entries, vec![summary(11, "p", PlanStatus::Running, planned(1))]), NOW);
    assert_eq!(shown(&heard, "alice"), Some(Showing::Waiting));
    let heard = model.apply(&step("p", "alice", Some(Step::Observing)), NOW);
    assert_eq!(shown(&heard, "alice"), Some(Showing::Running(Step::Observing)));
    let heard = model.apply(&frame(vec![event(12, "p", "alice", EntryState::InFlight)], vec![]), NOW);
    assert_eq!(shown(&heard, "alice"), Some(Showing::Running(Step::Observing)), "until there is other progress");
    let heard = model.apply(&step("p", "alice", None), NOW);
    assert_eq!(shown(&heard, "alice"), Some(Showing::Running(Step::Calling)));
    let heard = model.apply(&frame(vec![event(13, "p", "alice", EntryState::Lost)], vec![]), NOW);
    assert_eq!(shown(&heard, "alice"), Some(Showing::Settling));
    let heard = model.apply(&frame(vec![event(14, "p", "alice", settled(Outcome::Revoked))], vec![]), NOW);
    assert_eq!(shown(&heard, "alice"), Some(Showing::Settled(Outcome::Revoked)));
    assert_eq!(heard.gone, [(key("alice"), NOW)]);
}

#[test]
fn events_that_are_known_already_change_nothing() {
    let mut model = running();
    let outcome = frame(vec![event(12, "p", "alice", settled(Outcome::Revoked))], vec![]);
    assert_eq!(model.apply(&outcome, NOW).outcomes.len(), 1);
    let stale = frame(
        vec![event(11, "p", "alice", EntryState::InFlight), event(12, "p", "alice", settled(Outcome::Revoked))],
        vec![],
    );
    assert_eq!(model.apply(&stale, NOW), Changes::default());
    assert_eq!(model.seq(), Some(12));
    assert_eq!(model.apply(&step("p", "bob", None), NOW).outcomes, [], "progress has no number");
    assert_eq!(model.seq(), Some(12));
}

#[test]
fn a_paused_plan_holds_no_rows() {
    let mut model = running();
    let heard = model.apply(&frame(vec![], vec![summary(12, "p", paused(), planned(2))]), NOW);
    assert_eq!((shown(&heard, "alice"), shown(&heard, "bob")), (Some(Showing::Nothing), Some(Showing::Nothing)));
    assert_eq!(model.lines().len(), 1, "it waits for somebody");
    let heard = model.apply(&frame(vec![], vec![summary(13, "p", PlanStatus::Running, planned(2))]), NOW);
    assert_eq!(shown(&heard, "alice"), Some(Showing::Waiting));
    let by = By { who: "eve".to_owned(), session: None };
    let cancelled = PlanStatus::Cancelled { at: Timestamp(1), by };
    let heard = model.apply(&frame(vec![], vec![summary(14, "p", cancelled, planned(2))]), NOW);
    assert_eq!(shown(&heard, "alice"), Some(Showing::Nothing));
    assert_eq!(model.lines(), []);
}

#[test]
fn a_plan_that_is_older_than_what_is_known_changes_nothing() {
    let mut model = running();
    model.apply(&frame(vec![], vec![summary(12, "p", PlanStatus::Finished, over(2))]), NOW);
    model.apply(&Frame { plans: vec![summary(11, "p", PlanStatus::Running, planned(2))], ..Frame::default() }, NOW);
    assert_eq!(model.plan(&PlanId::new("p")).map(|plan| plan.status.clone()), Some(PlanStatus::Finished));
}

#[test]
fn a_call_that_is_under_way_is_shown_rather_than_another_plan_that_waits() {
    let mut model = running();
    let entries = vec![event(12, "q", "alice", EntryState::Planned)];
    model.apply(&frame(entries, vec![summary(12, "q", PlanStatus::Running, planned(1))]), NOW);
    let heard = model.apply(&frame(vec![event(13, "p", "alice", EntryState::InFlight)], vec![]), NOW);
    assert_eq!(shown(&heard, "alice"), Some(Showing::Running(Step::Calling)));
    let heard = model.apply(&frame(vec![event(14, "p", "alice", settled(Outcome::Revoked))], vec![]), NOW);
    assert_eq!(shown(&heard, "alice"), Some(Showing::Waiting), "the other plan has still to come to it");
}

#[test]
fn a_grant_is_gone_since_its_outcome_and_not_since_the_event_was_heard() {
    let mut model = running();
    // The quickest event tells how the clocks differ.
    let quick = EntryEvent { at: Timestamp(500), ..event(12, "p", "bob", EntryState::InFlight) };
    model.apply(&frame(vec![quick], vec![]), Timestamp(2_500));
    let late = EntryEvent { at: Timestamp(1_000), ..event(13, "p", "alice", settled(Outcome::Revoked)) };
    let heard = model.apply(&frame(vec![late], vec![]), Timestamp(900_000));
    assert_eq!(heard.gone, [(key("alice"), Timestamp(1_100))], "ahead by 100 ms, as the first events told");
}

#[test]
fn entries_wait_for_each_operation_together() {
    let mut model = running();
    let operation =
        |state| Operation { id: OperationId::new("c9q"), description: None, created_at: None, created_by: None, state };
    for user in ["bob", "alice"] {
        model.apply(&step("p", user, Some(Step::Following { operation: operation(OperationState::Running) })), NOW);
    }
    let following = model.operations();
    let ids: Vec<String> = following[0].entries.iter().map(|event| event.entry.id.to_string()).collect();
    assert_eq!((following.len(), ids), (1, vec!["p.alice".to_owned(), "p.bob".to_owned()]));
    model.apply(&step("p", "alice", None), NOW);
    model.apply(&frame(vec![event(12, "p", "bob", settled(Outcome::Revoked))], vec![]), NOW);
    assert_eq!(model.operations(), []);
}

#[test]
fn for_the_next_person_nothing_is_left() {
    let mut model = running();
    let mut keys = model.clear();
    keys.sort();
    assert_eq!(keys, [key("alice"), key("bob")]);
    assert_eq!((model.seq(), model.lines()), (None, vec![]));
}

#[test]
fn an_entry_that_changes_without_an_event_is_shown_so() {
    let mut model = running();
    model.apply(&frame(vec![event(12, "p", "alice", EntryState::InFlight)], vec![]), NOW);
    let touched = Frame { entries: vec![event(12, "p", "alice", EntryState::Lost)], ..Frame::default() };
    assert_eq!(shown(&model.apply(&touched, NOW), "alice"), Some(Showing::Settling));
}

#[test]
fn a_plan_runs_at_the_connections_of_its_entries_until_they_have_outcomes() {
    let mut model = running();
    let (here, elsewhere) = (ConnectionId::new("milvus"), ConnectionId::new("genauth"));
    assert!(model.is_running_at(&here));
    assert!(!model.is_running_at(&elsewhere), "it has nothing to do there");
    let one = frame(vec![event(12, "p", "alice", settled(Outcome::Revoked))], vec![]);
    model.apply(&one, NOW);
    assert!(model.is_running_at(&here), "bob's is still to come");
    let unknown = Outcome::Unknown { fault: Box::new(fault()) };
    let other = frame(
        vec![event(13, "p", "bob", settled(unknown))],
        vec![summary(13, "p", PlanStatus::Running, StateCounts { lost: 1, ..over(1) })],
    );
    model.apply(&other, NOW);
    assert!(!model.is_running_at(&here), "of what nobody knows no outcome is waited for");
}

#[test]
fn a_paused_plan_runs_nowhere() {
    let mut model = running();
    model.apply(&frame(vec![], vec![summary(12, "p", paused(), planned(2))]), NOW);
    assert!(!model.is_running_at(&ConnectionId::new("milvus")));
}

#[test]
fn a_plan_that_is_over_is_known_as_it_was_heard_last_and_each_change_counts() {
    let mut model = running();
    let before = model.plan_changes();
    assert_eq!(model.lines().len(), 1);
    model.apply(&frame(vec![], vec![summary(12, "p", PlanStatus::Finished, over(2))]), NOW);
    assert_eq!(model.lines(), [], "it is none of those that run");
    assert_eq!(model.plan(&PlanId::new("p")).map(|plan| plan.states.settled), Some(2));
    assert_ne!(model.plan_changes(), before);
    let changed = model.plan_changes();
    model.apply(&frame(vec![], vec![summary(11, "p", PlanStatus::Running, planned(2))]), NOW);
    assert_eq!(model.plan_changes(), changed, "what is older changes nothing");
}
