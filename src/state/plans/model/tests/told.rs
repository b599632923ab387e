//! Which outcomes are told here, and when.

use super::*;

#[test]
fn what_becomes_of_a_plan_that_was_made_here_is_told_when_it_is_over() {
    let mut model = running();
    model.begin_create();
    end_create(&mut model, "p");
    let failed = settled(Outcome::failed(fault(), Proof::Said));
    let heard = model.apply(&frame(vec![event(12, "p", "alice", failed)], vec![]), NOW);
    assert_eq!(told(&heard), [] as [&str; 0]);
    let last = event(13, "p", "bob", settled(Outcome::Revoked));
    let heard = model.apply(&frame(vec![last], vec![summary(13, "p", PlanStatus::Finished, over(2))]), NOW);
    assert_eq!(told(&heard), ["p.alice Failed", "p.bob Revoked"]);
    assert_eq!(model.untold(), []);
}

#[test]
fn what_is_restored_before_it_was_told_is_not_told_to_be_revoked() {
    let mut model = running();
    model.begin_create();
    end_create(&mut model, "p");
    model.apply(&frame(vec![event(12, "p", "alice", settled(Outcome::Revoked))], vec![]), NOW);
    let mut undo = event(13, "q", "alice", settled(Outcome::Restored));
    undo.entry.entry = Entry::grant(ConnectionId::new("milvus"), grant("alice"), EntryId::new("p.alice"));
    model.apply(&frame(vec![undo], vec![]), NOW);
    let last = event(14, "p", "bob", settled(Outcome::Revoked));
    let heard = model.apply(&frame(vec![last], vec![summary(14, "p", PlanStatus::Finished, over(2))]), NOW);
    assert_eq!(told(&heard), ["p.bob Revoked"]);
}

#[test]
fn what_becomes_of_other_peoples_plans_is_not_told() {
    let mut model = running();
    let heard = model.apply(
        &frame(
            vec![event(12, "p", "alice", settled(Outcome::Revoked))],
            vec![summary(12, "p", PlanStatus::Finished, over(2))],
        ),
        NOW,
    );
    assert_eq!((told(&heard), heard.outcomes.len()), (vec![], 1));
}

#[test]
fn an_outcome_that_is_quicker_than_the_answer_to_the_request_is_told_all_the_same() {
    let mut model = listening();
    model.begin_create();
    let done = event(12, "p", "alice", settled(Outcome::Revoked));
    let other = event(13, "q", "bob", settled(Outcome::Revoked));
    let heard = model.apply(&frame(vec![done, other], vec![summary(13, "p", PlanStatus::Finished, over(1))]), NOW);
    assert_eq!(told(&heard), [] as [&str; 0]);
    assert_eq!(told(&end_create(&mut model, "p")), ["p.alice Revoked"]);
    model.begin_create();
    assert_eq!(told(&end_create(&mut model, "q")), [] as [&str; 0], "that was before anybody asked");
}

#[test]
fn a_later_outcome_of_an_own_entry_is_told_as_well() {
    let mut model = listening();
    model.begin_create();
    end_create(&mut model, "p");
    let unknown = settled(Outcome::unknown(fault()));
    let plans = vec![summary(12, "p", PlanStatus::Finished, over(1))];
    let heard = model.apply(&frame(vec![event(12, "p", "alice", unknown.clone())], plans), NOW);
    assert_eq!(told(&heard), ["p.alice Unknown"]);
    assert_eq!(shown(&heard, "alice"), Some(Showing::Settled(Outcome::unknown(fault()))));
    let heard = model.apply(&step("p", "alice", Some(Step::Verifying)), NOW);
    assert_eq!(shown(&heard, "alice"), Some(Showing::Running(Step::Verifying)));
    let heard = model.apply(&frame(vec![event(40, "p", "alice", settled(Outcome::Revoked))], vec![]), NOW);
    assert_eq!(told(&heard), ["p.alice Revoked"]);
}

#[test]
fn of_a_plan_that_is_steered_here_only_what_follows_is_told() {
    let mut model = running();
    model.apply(&frame(vec![event(12, "p", "alice", settled(Outcome::StillPresent))], vec![]), NOW);
    model.adopt(&PlanId::new("p"));
    let last = event(13, "p", "bob", settled(Outcome::Revoked));
    let heard = model.apply(&frame(vec![last], vec![summary(13, "p", PlanStatus::Finished, over(2))]), NOW);
    assert_eq!(told(&heard), ["p.bob Revoked"]);
}

#[test]
fn a_stored_plan_that_was_started_here_is_told_after_a_reload_as_well() {
    let mut model = listening();
    model.adopt(&PlanId::new("resumed"));
    model.adopt_whole(&PlanId::new("started"));
    assert_eq!(model.untold(), [PlanId::new("started")]);
}

#[test]
fn a_plan_that_was_made_before_a_reload_is_read_and_told_once() {
    let mut model = Model::default();
    model.adopt_earlier([PlanId::new("p")]);
    model.begin_read();
    let changes = model.read_open(&OpenPlans { seq: 20, ..OpenPlans::default() }, &[], NOW);
    assert_eq!(changes.unread, [PlanId::new("p")]);
    let done = view(21, "p", PlanStatus::Finished, vec![plan_entry("p", "alice", settled(Outcome::Revoked))]);
    let changes = model.read_own(&done);
    assert_eq!(told(&changes), ["p.alice Revoked"]);
    assert_eq!(shown(&changes, "alice"), Some(Showing::Settled(Outcome::Revoked)));
    assert_eq!((told(&model.read_own(&done)), model.untold()), (vec![], vec![]));
}

#[test]
fn plans_that_wait_for_somebody_are_known_and_what_is_open_is_not_told_again() {
    let mut model = listening();
    model.begin_create();
    end_create(&mut model, "p");
    let unknown = event(12, "p", "alice", settled(Outcome::unknown(fault())));
    let over = summary(12, "p", PlanStatus::Finished, over(1));
    assert_eq!(told(&model.apply(&frame(vec![unknown.clone()], vec![over.clone()]), NOW)), ["p.alice Unknown"]);
    let open = OpenPlans { seq: 13, plans: vec![over], entries: vec![unknown], progress: Vec::new() };
    let changes = model.read_open(&open, &[summary(13, "q", paused(), planned(1))], NOW);
    assert_eq!((told(&changes), model.lines().len()), (vec![], 1));
}

#[test]
fn a_plan_that_ended_before_its_making_was_confirmed_is_read_and_told() {
    let mut model = listening();
    // The answers to the first requests get lost.
    model.begin_create();
    let done = event(12, "p", "alice", settled(Outcome::Revoked));
    model.apply(&frame(vec![done], vec![summary(12, "p", PlanStatus::Finished, over(1))]), NOW);
    model.give_up_create();
    model.begin_create();
    assert_eq!(told(&end_create(&mut model, "p")), [] as [&str; 0]);
    let read = view(12, "p", PlanStatus::Finished, vec![plan_entry("p", "alice", settled(Outcome::Revoked))]);
    let changes = model.read_own(&read);
    assert_eq!(told(&changes), ["p.alice Revoked"]);
    assert_eq!(shown(&changes, "alice"), Some(Showing::Settled(Outcome::Revoked)));
}
