//! The one path from a plan to its outcomes. A page cannot call a vendor's revoke by itself: it hands its grants to
//! [`start`], and one row goes the same way as many.
//!
//! Nothing here is ever aborted: a revocation that has begun runs to its end even when its page is left.

use leptos::prelude::GetUntracked;
use leptos::task::spawn_local;
use rescind_domain::outcome::{Finality, Proof};
use rescind_domain::{Act, Connection, EntryId, EntryRef, Fault, FaultKind, Grant, NewEntry, NewPlan, Outcome, PlanId};
use rescind_vendors::Method;
use rescind_vendors::give::{Return, give};
use rescind_vendors::revoke::{Item, Next, Step, revoke, wait_for};
use rescind_vendors::shared::SharedReads;

use super::lost::find_out;
use super::notices::Said;
use super::revocations::{RowState, Task, keys};
use super::run::{Patience, may_send, rest, run};
use super::runs::{Before, Extent, Running};
use super::{Console, preferences};
use crate::api;
use crate::transport::ToConnection;

/// How many operations in the way, and limits of calls, are waited for before the last refusal stands.
const WAITS: usize = 20;
/// How many seconds a plan rests where the vendor does not say for how long.
const REST: u32 = 2;
/// For longer than so many seconds no plan rests: somebody is to decide.
const LONGEST_REST: u32 = 60;

/// The way to the vendor that the batches of one run share, and with it their looks.
pub(super) type Shared = SharedReads<ToConnection>;

/// An entry of a plan that is to be made.
#[derive(Clone, Debug, PartialEq)]
pub struct Wanted {
    /// Where.
    pub connection: Connection,
    /// What.
    pub grant: Grant,
    /// The entry that is undone by giving the grant back; nothing when it is to be taken away.
    pub undo: Option<EntryId>,
}

impl Wanted {
    fn entry(&self) -> NewEntry {
        NewEntry { connection: self.connection.id.clone(), grant: self.grant.clone(), undo: self.undo.clone() }
    }

    fn task(self, reason: &str, plan: PlanId, entry: EntryId) -> Task {
        let Self { connection, grant, undo } = self;
        Task { connection, grant, reason: reason.to_owned(), plan, entry, undo }
    }
}

/// The grants of these by their connections, in the order in which both come.
#[must_use]
pub fn by_connection(wanted: &[Wanted]) -> Vec<(Connection, Vec<Grant>)> {
    let mut places: Vec<(Connection, Vec<Grant>)> = Vec::new();
    for Wanted { connection, grant, .. } in wanted {
        match places.iter_mut().find(|(place, _)| place.id == connection.id) {
            Some((_, grants)) => grants.push(grant.clone()),
            None => places.push((connection.clone(), vec![grant.clone()])),
        }
    }
    places
}

impl From<Task> for Wanted {
    fn from(task: Task) -> Self {
        Self { connection: task.connection, grant: task.grant, undo: task.undo }
    }
}

/// Stores a plan, then carries it out.
pub fn start(console: Console, wanted: Vec<Wanted>, reason: String) {
    for wanted in &wanted {
        console.revocations.start(&keys(&wanted.connection.id, &wanted.grant));
    }
    spawn_local(async move {
        let plan = NewPlan { reason: reason.clone(), entries: wanted.iter().map(Wanted::entry).collect() };
        match console.client.create_plan(&plan).await {
            Ok(stored) => {
                preferences::forget_reason(&reason);
                let entries = wanted.into_iter().zip(stored.entries);
                let task = |(wanted, entry): (Wanted, EntryRef)| wanted.task(&reason, stored.id.clone(), entry.id);
                run(console, entries.map(task).collect(), Extent::Rest, Before::default()).await;
            }
            Err(failure) => {
                let fault = Box::new(api::fault(&failure, Method::Post, "/api/plans"));
                let unplanned = |wanted: Wanted| wanted.task(&reason, PlanId::new(""), EntryId::new(""));
                let tasks: Vec<Task> = wanted.into_iter().map(unplanned).collect();
                for task in &tasks {
                    console.revocations.give_up(&task.keys());
                }
                console.notices.say(Said::NotStarted { tasks, fault });
            }
        }
    });
}

/// Tries grants again: within their entries where the journal permits another call, else as a new plan.
pub fn retry(console: Console, tasks: Vec<Task>) {
    let (mut same, mut anew) = (Vec::new(), Vec::new());
    for task in tasks {
        match console.revocations.row(&task.key()).get_untracked() {
            state if state.is_busy() => {}
            RowState::Settled(last, outcome) if last.entry == task.entry && repeatable(&task, &outcome) => {
                same.push(task);
            }
            _ => anew.push(task),
        }
    }
    again(console, same);
    self::anew(console, anew);
}

/// Tries grants again as a new plan, for the reason of the first; but not what somebody is at already.
fn anew(console: Console, tasks: Vec<Task>) {
    let is_free = |task: &Task| !console.revocations.row(&task.key()).get_untracked().is_busy();
    let tasks: Vec<Task> = tasks.into_iter().filter(is_free).collect();
    if let Some(Task { reason, .. }) = tasks.first().cloned() {
        start(console, tasks.into_iter().map(Wanted::from).collect(), reason);
    }
}

/// Tries entries of one plan again: first those whose calls the journal knows to have failed; then, as a new plan, those that
/// a server has said yes to, for which the journal takes no second call. What two runs touch is not told apart.
pub fn again_and_anew(console: Console, failed: Vec<Task>, denied: Vec<Task>) {
    spawn_local(async move {
        if !failed.is_empty() {
            run(console, failed, Extent::Again, Before::default()).await;
        }
        anew(console, denied);
    });
}

/// Tries entries of one plan again whose calls the journal knows to have failed.
pub fn again(console: Console, tasks: Vec<Task>) {
    if !tasks.is_empty() {
        spawn_local(run(console, tasks, Extent::Again, Before::default()));
    }
}

/// What nobody could tell the fate of may be sent again as well: the state is looked at first, and a call for what is gone
/// takes nothing.
fn repeatable(task: &Task, outcome: &Outcome) -> bool {
    matches!(outcome.finality(), Finality::Repeatable | Finality::Open) && !task.entry.as_str().is_empty()
}

/// Carries out one batch, which takes away or gives back as a whole. Where the server lacks the best form of the call, the
/// older one follows; where another operation is in the way, its end is waited for; and where the vendor wants fewer calls, a
/// plan rests. The failure of the try before is in the journal before the next one leaves, as an attempt of its own.
pub(super) async fn carry_out(
    console: Console,
    transport: &Shared,
    running: &Running,
    patience: Patience,
    batch: &[Task],
) -> Vec<(Task, Outcome)> {
    let mut done = Vec::with_capacity(batch.len());
    let mut left = batch.to_vec();
    let (mut form, mut waits) = (0, 0);
    while let Some(first) = left.first() {
        let vendor = first.connection.vendor;
        let (act, tasks) = (first.act(), left.clone());
        let step = |step: Step| console.revocations.set(&tasks, &RowState::Running(act, step));
        let tried = match act {
            Act::Take => revoke(transport, vendor, &left.iter().map(item).collect::<Vec<_>>(), form, &step).await,
            Act::Give => {
                let returns: Vec<Return> = left.iter().filter_map(returned).collect();
                give(transport, vendor, &returns, form, &step).await
            }
        };
        let (mut again, mut lost, mut seconds) = (Vec::new(), Vec::new(), 0);
        for (task, outcome) in left.into_iter().zip(tried.outcomes) {
            let limit = outcome.as_ref().and_then(|outcome| asks_for_rest(outcome, patience));
            match outcome {
                None => lost.push(task),
                Some(outcome @ Outcome::Failed { .. })
                    if (tried.next != Next::Nothing || limit.is_some()) && waits < WAITS =>
                {
                    seconds = seconds.max(limit.unwrap_or_default());
                    // What never left is no attempt yet.
                    let is_kept = outcome.proof() == Some(Proof::NotSent)
                        || console.client.store_outcome(&task.entry, &outcome).await.is_ok();
                    if is_kept { again.push((task, outcome)) } else { done.push((task, outcome)) }
                }
                Some(outcome) => done.push((task, outcome)),
            }
        }
        done.extend(refused(find_out(console, transport, lost).await, tried.refusal.as_ref()));
        if again.is_empty() {
            break;
        }
        match tried.next {
            Next::OlderForm => form += 1,
            Next::After(operation) => {
                waits += 1;
                wait_for(transport, vendor, &operation, &step).await;
            }
            Next::Nothing => {
                waits += 1;
                step(Step::Resting);
                rest(running, seconds).await;
            }
        }
        if !may_send(running).await {
            done.extend(again);
            break;
        }
        left = again.into_iter().map(|(task, _)| task).collect();
    }
    done
}

/// For how many seconds the vendor wants no more calls, when a plan can wait for that.
fn asks_for_rest(outcome: &Outcome, patience: Patience) -> Option<u32> {
    let Outcome::Failed { fault, .. } = outcome else { return None };
    let FaultKind::RateLimited { retry_after_seconds } = fault.kind else { return None };
    let seconds = retry_after_seconds.unwrap_or(REST).max(1);
    (patience == Patience::Wait && seconds <= LONGEST_REST).then_some(seconds)
}

fn item(task: &Task) -> Item {
    Item { entry: task.entry.clone(), grant: task.grant.clone() }
}

fn returned(task: &Task) -> Option<Return> {
    Some(Return { item: item(task), undo: task.undo.clone()? })
}

/// What became of a call that the gateway refused to send. It refuses the call for one entry that somebody else is at; only
/// where all of them are as they were is the refusal theirs. The others can be sent without that one.
fn refused(mut found: Vec<(Task, Outcome)>, refusal: Option<&Fault>) -> Vec<(Task, Outcome)> {
    if let Some(refusal) = refusal
        && found.iter().all(|(_, outcome)| outcome.proof() == Some(Proof::NotSent))
    {
        for (_, outcome) in &mut found {
            *outcome = Outcome::failed(refusal.clone(), Proof::NotSent);
        }
    }
    found
}
