use rescind_domain::outcome::Proof;
use rescind_domain::{
    By, ConnectionId, Entry, Fault, FaultKind, FaultSource, Grant, Membership, Observed, Observer, Operation,
    OperationId, OperationState, PauseReason, Principal, Retry, RoleRef, StateCounts,
};

use super::*;

const NOW: Timestamp = Timestamp(1_000_000);

fn grant(user: &str) -> Grant {
    Grant::Membership(Membership::new(RoleRef::plain("reader"), Principal::user(user)))
}

fn key(user: &str) -> GrantKey {
    grant(user).key(&ConnectionId::new("milvus"))
}

fn settled(outcome: Outcome) -> EntryState {
    EntryState::Settled { outcome }
}

fn fault() -> Fault {
    Fault::new(FaultKind::Rejected, FaultSource::Vendor, "POST", "/p", Retry::Useless)
}

fn plan_entry(plan: &str, user: &str, state: EntryState) -> PlanEntry {
    PlanEntry {
        id: EntryId::new(format!("{plan}.{user}")),
        entry: Entry::revoke(ConnectionId::new("milvus"), grant(user)),
        state,
        captured: Vec::new(),
        restored: Vec::new(),
        observed: None,
        comparison: None,
    }
}

fn event(seq: u64, plan: &str, user: &str, state: EntryState) -> EntryEvent {
    EntryEvent {
        seq,
        at: Timestamp(NOW.0 - 100),
        plan: PlanId::new(plan),
        reason: "leaves".to_owned(),
        entry: plan_entry(plan, user, state),
    }
}

fn summary(seq: u64, plan: &str, status: PlanStatus, states: StateCounts) -> PlanSummary {
    PlanSummary {
        seq,
        status,
        waiting: Vec::new(),
        id: PlanId::new(plan),
        at: Timestamp(seq),
        who: "admin".to_owned(),
        reason: "leaves".to_owned(),
        entries: states.planned + states.in_flight + states.answered + states.lost + states.settled,
        first: None,
        states,
        outcomes: BTreeMap::new(),
    }
}

fn planned(count: u64) -> StateCounts {
    StateCounts { planned: count, ..StateCounts::default() }
}

fn over(count: u64) -> StateCounts {
    StateCounts { settled: count, ..StateCounts::default() }
}

fn frame(entries: Vec<EntryEvent>, plans: Vec<PlanSummary>) -> Frame {
    let seq = entries.iter().map(|event| event.seq).chain(plans.iter().map(|plan| plan.seq)).max();
    Frame { seq, entries, plans, progress: Vec::new() }
}

fn step(plan: &str, user: &str, step: Option<Step>) -> Frame {
    let entries = vec![EntryId::new(format!("{plan}.{user}"))];
    Frame { progress: vec![Progress { plan: PlanId::new(plan), entries, step }], ..Frame::default() }
}

fn view(seq: u64, plan: &str, status: PlanStatus, entries: Vec<PlanEntry>) -> PlanView {
    PlanView {
        seq,
        status,
        waiting: Vec::new(),
        id: PlanId::new(plan),
        at: Timestamp(1),
        who: "admin".to_owned(),
        reason: "leaves".to_owned(),
        entries,
        progress: Vec::new(),
        later: Vec::new(),
    }
}

fn paused() -> PlanStatus {
    let by = Some(By { who: "eve".to_owned(), session: None });
    PlanStatus::Paused { at: Timestamp(1), by, why: PauseReason::Person }
}

fn shown(changes: &Changes, user: &str) -> Option<Showing> {
    changes.rows.iter().find(|change| change.key == key(user)).map(|change| change.showing.clone())
}

fn told(changes: &Changes) -> Vec<String> {
    changes.told.iter().map(|event| format!("{} {}", event.entry.id, name(&event.entry.state))).collect()
}

fn name(state: &EntryState) -> &'static str {
    state.outcome().map_or("none", Outcome::name)
}

/// The answer to a request for a plan of alice.
fn end_create(model: &mut Model, plan: &str) -> Changes {
    let EntryEvent { entry, plan, .. } = event(0, plan, "alice", EntryState::Planned);
    let made = PlanRef { id: plan, entries: vec![EntryRef { id: entry.id }], later: Vec::new() };
    model.end_create(&made, "leaves", &[entry.entry])
}

/// A model that listens from number 10 on.
fn listening() -> Model {
    let mut model = Model::default();
    model.begin_read();
    model.read_open(&OpenPlans { seq: 10, ..OpenPlans::default() }, &[], NOW);
    model.end_read();
    model
}

/// The same with a plan of alice and bob that runs.
fn running() -> Model {
    let mut model = listening();
    let entries = vec![event(11, "p", "alice", EntryState::Planned), event(11, "p", "bob", EntryState::Planned)];
    model.apply(&frame(entries, vec![summary(11, "p", PlanStatus::Running, planned(2))]), NOW);
    model
}

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
    assert_eq!(model.outdated(&id), 1);
    model.unfollow(&id);
    assert_eq!(model.live(&id), None);
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

#[test]
fn an_entry_that_changes_without_an_event_is_shown_so() {
    let mut model = running();
    model.apply(&frame(vec![event(12, "p", "alice", EntryState::InFlight)], vec![]), NOW);
    let touched = Frame { entries: vec![event(12, "p", "alice", EntryState::Lost)], ..Frame::default() };
    assert_eq!(shown(&model.apply(&touched, NOW), "alice"), Some(Showing::Settling));
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
