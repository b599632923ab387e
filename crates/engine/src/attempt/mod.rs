//! One attempt at the entries of one batch: observe, write the intent, call, observe again, compare. It is the one path from
//! an entry to its outcome, for revoking and for granting alike.

mod after;
mod before;
mod call;

use rescind_domain::event::Step;
use rescind_domain::observation::Certainty;
use rescind_domain::{
    ActionKind, CallResult, CallResultKind, Comparison, Connection, Entry, EntryId, Fault, FaultKind, Grant,
    Observation, Observed, OperationId, Outcome, Timestamp,
};

pub(crate) use after::settled;
pub(crate) use call::follow;
pub use call::may_be_repeated;
use call::{Called, wait_for};

use crate::confirmation::IsAskedFor;
use crate::connection_fault::is_of_connection;
use crate::observe::Look;
use crate::world::{Intended, World};

/// For how many milliseconds what was observed is good enough to call. Where that is over before the call can leave, it is observed
/// once more.
const FRESH: u64 = 2_000;
/// How many operations that are in the way are waited for before the last refusal stands.
const WAITS: usize = 20;

/// An entry that is attempted.
#[derive(Clone, Debug, PartialEq)]
pub struct Subject {
    /// Its id.
    pub id: EntryId,
    /// The entry.
    pub entry: Entry,
    /// Where it undoes another entry: what was captured before that one's call.
    pub captured_by_undone: Vec<Grant>,
    /// Why nobody knows what became of an earlier call for it, where that is so: that one may have been carried out, or may still be.
    pub unknown: Option<Fault>,
}

/// What became of one entry.
#[derive(Clone, Debug, PartialEq)]
pub struct Settlement {
    /// Its outcome.
    pub outcome: Outcome,
    /// By which read that was observed.
    pub observed: Option<Observed>,
    /// What the call changed besides.
    pub comparison: Option<Comparison>,
    /// What the vendor answered, where there was a call.
    pub result: Option<CallResultKind>,
}

impl Settlement {
    pub(crate) const fn without_call(outcome: Outcome, observed: Option<Observed>) -> Self {
        Self { outcome, observed, comparison: None, result: None }
    }
}

/// Where an attempt leaves an entry.
#[derive(Clone, Debug, PartialEq)]
pub enum Put {
    /// It has an outcome.
    Settled(Box<Settlement>),
    /// Nothing was changed, since the connection cannot be used now: it is tried again later.
    Back(Box<Fault>),
    /// Nothing was sent, and the state has changed while it was observed: it takes its turn again.
    Again,
    /// Nothing was sent: the plan stopped meanwhile.
    Stopped,
}

impl Put {
    pub(crate) fn back(fault: Fault) -> Self {
        Self::Back(Box::new(fault))
    }
}

/// What became of a batch, entry by entry.
pub type Attempted = Vec<Put>;

/// Attempts the entries of one batch, which are of one connection and all revoke or all grant. `is_asked_for` tells what the
/// plan revokes besides.
pub async fn carry_out<W: World>(
    world: &W,
    connection: &Connection,
    subjects: &[Subject],
    is_asked_for: IsAskedFor<'_>,
) -> Attempted {
    let mut puts: Vec<Option<Put>> = vec![None; subjects.len()];
    let (mut waits, mut lates) = (0, 0);
    loop {
        let open: Vec<usize> = puts.iter().enumerate().filter_map(|(at, put)| put.is_none().then_some(at)).collect();
        let some: Vec<Subject> = open.iter().filter_map(|at| subjects.get(*at)).cloned().collect();
        let Some(first) = some.first() else { break };
        let attempt = Attempt { world, connection, kind: first.entry.action.kind(), is_asked_for };
        let (found, next) = attempt.once(&some, waits < WAITS, lates).await;
        for (at, put) in open.into_iter().zip(found) {
            if let Some(place) = puts.get_mut(at) {
                *place = put;
            }
        }
        match next {
            Next::Go => {}
            Next::Late => lates += 1,
            Next::After(operation) => {
                waits += 1;
                wait_for(world, connection, &operation).await;
            }
        }
    }
    puts.into_iter().map(|put| put.unwrap_or(Put::Stopped)).collect()
}

/// When what has no place yet needs another round.
enum Next {
    /// Now.
    Go,
    /// Now, since the call could have left only too late.
    Late,
    /// After this operation.
    After(OperationId),
}

/// Until when a look is good enough to call from: twice as long each time that this was too short, and never less than the look
/// itself took, so that one at a slow server is not made in vain over and over.
fn fresh_until(look: &Look, ended: Timestamp, lates: u32) -> Timestamp {
    let took = ended.0.saturating_sub(look.oldest.0);
    let good_for = FRESH.max(took.saturating_mul(2)).saturating_mul(1 << lates.min(16));
    Timestamp(look.oldest.0.saturating_add(good_for))
}

struct Attempt<'a, W> {
    world: &'a W,
    connection: &'a Connection,
    kind: ActionKind,
    is_asked_for: IsAskedFor<'a>,
}

impl<W: World> Attempt<'_, W> {
    /// One round, after so many that ended too late. What has no place yet needs another one.
    async fn once(&self, subjects: &[Subject], patient: bool, lates: u32) -> (Vec<Option<Put>>, Next) {
        let mut puts: Vec<Option<Put>> = vec![None; subjects.len()];
        self.world.step(Step::Observing);
        let (look, waited) = self.look_before(subjects).await;
        let fresh_until = fresh_until(&look, self.world.now(), lates);
        let mut open = Vec::new();
        for (at, (subject, seen)) in subjects.iter().zip(&look.each).enumerate() {
            let put = self.before(subject, at, &look, &seen.captured).await;
            // Another call may have its place by now.
            let put = put.or(waited.then_some(Put::Again));
            match put {
                Some(put) => fill(&mut puts, at, put),
                None => open.push(at),
            }
        }
        let left: Vec<&Subject> = open.iter().filter_map(|at| subjects.get(*at)).collect();
        if left.is_empty() {
            return (puts, Next::Go);
        }
        let grants: Vec<Grant> = left.iter().map(|subject| subject.entry.grant.clone()).collect();
        let captured = |at: &usize| look.each.get(*at).map(|seen| seen.captured.clone()).unwrap_or_default();
        let intended: Vec<Intended> = open
            .iter()
            .zip(&left)
            .map(|(at, subject)| Intended { entry: subject.id.clone(), captured: captured(at) })
            .collect();
        let result = match self.call(&grants, &intended, &look, fresh_until).await {
            Called::Result(result) => result,
            Called::Put(put) => {
                open.iter().for_each(|at| fill(&mut puts, *at, put.clone()));
                return (puts, Next::Go);
            }
            Called::NotSent(fault) => {
                open.iter()
                    .zip(left)
                    .for_each(|(at, subject)| fill(&mut puts, *at, self.not_sent(subject, fault.clone())));
                return (puts, Next::Go);
            }
            // The others go round again without them.
            Called::Refused(refused) => {
                for (at, subject) in open.iter().zip(left) {
                    if let Some((_, fault)) = refused.iter().find(|(entry, _)| *entry == subject.id) {
                        fill(&mut puts, *at, self.not_sent(subject, fault.clone()));
                    }
                }
                return (puts, Next::Go);
            }
            Called::Late => return (puts, Next::Late),
        };
        if let CallResult::Rejected { fault, certainty: Certainty::NothingChanged } = &result {
            match &fault.kind {
                FaultKind::Conflict { blocking: Some(operation) } if patient => {
                    return (puts, Next::After(operation.clone()));
                }
                _ if is_of_connection(fault) => {
                    open.iter().for_each(|at| fill(&mut puts, *at, Put::back(fault.clone())));
                    return (puts, Next::Go);
                }
                _ => {}
            }
        }
        self.world.waits();
        let present: Vec<bool> = open.iter().map(|at| is_present(&look, *at)).collect();
        let result = self.end_of(&grants, result).await;
        let (after, mut settlements) = settled(self.world, self.connection, self.kind, &grants, &result).await;
        let comparison = self.compare(&look, &after, &grants, &intended, &present);
        settlements.iter_mut().for_each(|settlement| settlement.comparison = Some(comparison.clone()));
        for (at, settlement) in open.into_iter().zip(settlements) {
            fill(&mut puts, at, Put::Settled(Box::new(settlement)));
        }
        (puts, Next::Go)
    }
}

fn fill(puts: &mut [Option<Put>], at: usize, put: Put) {
    if let Some(place) = puts.get_mut(at) {
        *place = Some(put);
    }
}

fn is_present(look: &Look, at: usize) -> bool {
    look.each.get(at).is_some_and(|seen| seen.observation == Observation::Present)
}
