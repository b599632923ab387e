//! What the tests of the model share: plans, entries and events that are as short as they can be.

mod heard;
mod read;
mod told;

use rescind_domain::event::OpenPlans;
use rescind_domain::outcome::Proof;
use rescind_domain::{
    By, ConnectionId, Entry, EntryRef, Fault, FaultKind, FaultSource, Grant, Membership, Observed, Observer, Operation,
    OperationId, OperationState, PauseReason, PlanRef, PlanView, Principal, Retry, RoleRef, StateCounts,
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
        again: 0,
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
        started: None,
        resumed: None,
        retried: None,
        reason: "leaves".to_owned(),
        entries,
        progress: Vec::new(),
        again: Vec::new(),
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
