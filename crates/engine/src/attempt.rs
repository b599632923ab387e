//! One attempt at the entries of one batch: observe, write the intent, call, observe again, compare. It is the one path from
//! an entry to its outcome, for revoking and for granting alike.

use rescind_domain::event::Step;
use rescind_domain::observation::Certainty;
use rescind_domain::outcome::Proof;
use rescind_domain::{
    ActionKind, CallResult, CallResultKind, Comparison, Connection, Entry, EntryId, Fault, FaultKind, Grant,
    Observation, Observed, Operation, OperationId, Outcome,
};
use rescind_vendors::mutation;
use rescind_vendors::transport::fault_of;
use rescind_vendors::{Request, Response, TransportFailure};

use crate::compare::{Between, compare};
use crate::confirmation::{Beyond, IsAskedFor, beyond};
use crate::connection_fault::is_of_connection;
use crate::observe::{self, Look, SECOND_LOOK_AFTER};
use crate::outcome::{after_the_call, before_the_call, failed};
use crate::world::{Intended, NotBegun, World};

/// How many operations that are in the way are waited for before the last refusal stands.
const WAITS: usize = 20;

/// The pause in milliseconds before a call is made again while nobody can see whether the operation in its way has ended.
const BLIND_WAIT: u32 = 5_000;

/// An entry that is attempted.
#[derive(Clone, Debug, PartialEq)]
pub struct Subject {
    /// Its id.
    pub id: EntryId,
    /// The entry.
    pub entry: Entry,
    /// Where it undoes another entry: what was captured before that one's call.
    pub captured_by_undone: Vec<Grant>,
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
    const fn without_call(outcome: Outcome, observed: Option<Observed>) -> Self {
        Self { outcome, observed, comparison: None, result: None }
    }
}

/// Where an attempt leaves an entry.
#[derive(Clone, Debug, PartialEq)]
pub enum Put {
    /// It has an outcome.
    Settled(Box<Settlement>),
    /// Nothing was changed, since the connection cannot be used now: it is tried again later.
    Back(Fault),
    /// Nothing was sent, and the state has changed while it was observed: it takes its turn again.
    Again,
    /// Nothing was sent: the plan stopped meanwhile.
    Stopped,
    /// Nothing was sent: the journal did not permit it.
    Refused(Fault),
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
    let mut waits = 0;
    loop {
        let open: Vec<usize> = puts.iter().enumerate().filter_map(|(at, put)| put.is_none().then_some(at)).collect();
        let some: Vec<Subject> = open.iter().filter_map(|at| subjects.get(*at)).cloned().collect();
        let Some(first) = some.first() else { break };
        let attempt = Attempt { world, connection, kind: first.entry.action.kind(), is_asked_for };
        let (found, blocking) = attempt.once(&some, waits < WAITS).await;
        for (at, put) in open.into_iter().zip(found) {
            if let Some(place) = puts.get_mut(at) {
                *place = put;
            }
        }
        if let Some(operation) = blocking {
            waits += 1;
            wait_for(world, connection, &operation).await;
        }
    }
    puts.into_iter().map(|put| put.unwrap_or(Put::Stopped)).collect()
}

struct Attempt<'a, W> {
    world: &'a W,
    connection: &'a Connection,
    kind: ActionKind,
    is_asked_for: IsAskedFor<'a>,
}

/// What came of the call of a batch.
enum Called {
    /// It was answered, or not.
    Result(CallResult),
    /// It did not leave.
    Put(Put),
}

impl<W: World> Attempt<'_, W> {
    /// One round. What has no place yet waits for the operation that is told.
    async fn once(&self, subjects: &[Subject], patient: bool) -> (Vec<Option<Put>>, Option<OperationId>) {
        let mut puts: Vec<Option<Put>> = vec![None; subjects.len()];
        self.world.step(Step::Observing);
        let (look, waited) = self.look_before(subjects).await;
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
            return (puts, None);
        }
        let grants: Vec<Grant> = left.iter().map(|subject| subject.entry.grant.clone()).collect();
        let captured = |at: &usize| look.each.get(*at).map(|seen| seen.captured.clone()).unwrap_or_default();
        let intended: Vec<Intended> = open
            .iter()
            .zip(&left)
            .map(|(at, subject)| Intended { entry: subject.id.clone(), captured: captured(at) })
            .collect();
        let result = match self.call(&grants, &intended, &look).await {
            Called::Result(result) => result,
            Called::Put(put) => {
                open.iter().for_each(|at| fill(&mut puts, *at, put.clone()));
                return (puts, None);
            }
        };
        if let CallResult::Rejected { fault, certainty: Certainty::NothingChanged } = &result {
            match &fault.kind {
                FaultKind::Conflict { blocking: Some(operation) } if patient => {
                    return (puts, Some(operation.clone()));
                }
                _ if is_of_connection(fault) => {
                    open.iter().for_each(|at| fill(&mut puts, *at, Put::Back(fault.clone())));
                    return (puts, None);
                }
                _ => {}
            }
        }
        self.world.waits();
        let present: Vec<bool> = open.iter().map(|at| is_present(&look, *at)).collect();
        let result = self.end_of(&grants, result).await;
        let (after, mut settlements) = settled(self.world, self.connection, self.kind, &grants, &result).await;
        if self.kind == ActionKind::Revoke {
            let comparison = self.compare(&look, &after, &grants, &intended, &present);
            settlements.iter_mut().for_each(|settlement| settlement.comparison = Some(comparison.clone()));
        }
        for (at, settlement) in open.into_iter().zip(settlements) {
            fill(&mut puts, at, Put::Settled(Box::new(settlement)));
        }
        (puts, None)
    }

    /// Observes before the call. That things are as wanted already is believed only when two looks show it.
    /// Tells whether it waited for the second one.
    async fn look_before(&self, subjects: &[Subject]) -> (Look, bool) {
        let grants: Vec<Grant> = subjects.iter().map(|subject| subject.entry.grant.clone()).collect();
        let mut look = observe::observe(self.world, self.connection, self.kind, &grants).await;
        let as_wanted = |observation: &Observation| match self.kind {
            ActionKind::Revoke => matches!(observation, Observation::Absent { .. }),
            ActionKind::Grant => *observation == Observation::Present,
        };
        let positions: Vec<usize> =
            look.each.iter().enumerate().filter_map(|(at, seen)| as_wanted(&seen.observation).then_some(at)).collect();
        if !positions.is_empty() {
            self.world.waits();
            self.world.pause(SECOND_LOOK_AFTER).await;
            observe::again(self.world, self.connection, self.kind, &grants, &mut look, &positions, |_, _| true).await;
        }
        (look, !positions.is_empty())
    }

    /// What is clear before any call.
    async fn before(&self, subject: &Subject, at: usize, look: &Look, captured: &[Grant]) -> Option<Put> {
        let observation = look.each.get(at).map(|seen| &seen.observation)?;
        if let Observation::Failed(fault) = observation
            && is_of_connection(fault)
        {
            return Some(Put::Back(fault.clone()));
        }
        if let Some(outcome) = before_the_call(self.kind, observation) {
            return Some(Put::Settled(Box::new(Settlement::without_call(outcome, look.observed(at)))));
        }
        let beyond = match self.granted_along(subject).await {
            Ok(None) => beyond(self.world, self.connection, &subject.entry, captured, self.is_asked_for).await,
            found => found,
        };
        match beyond {
            Ok(beyond) => beyond.map(|beyond| self.not_sent(beyond.fault())),
            Err(fault) => Some(Put::Back(fault)),
        }
    }

    /// What the vendor grants along with a grant that is restored, was not revoked with it, and is not there.
    ///
    /// # Errors
    /// The connection cannot be used now.
    async fn granted_along(&self, subject: &Subject) -> Result<Option<Beyond>, Fault> {
        if self.kind == ActionKind::Revoke {
            return Ok(None);
        }
        let along = mutation::granted_along(self.connection.vendor, &subject.entry.grant);
        let more: Vec<Grant> = along
            .into_iter()
            .filter(|along| !subject.captured_by_undone.iter().any(|captured| captured.is_same(along)))
            .collect();
        if more.is_empty() {
            return Ok(None);
        }
        let look = observe::observe(self.world, self.connection, self.kind, &more).await;
        let of_connection = look.each.iter().find_map(|seen| match &seen.observation {
            Observation::Failed(fault) if is_of_connection(fault) => Some(fault.clone()),
            _ => None,
        });
        if let Some(fault) = of_connection {
            return Err(fault);
        }
        let missing: Vec<Grant> = more
            .into_iter()
            .zip(look.each)
            .filter_map(|(grant, seen)| (seen.observation != Observation::Present).then_some(grant))
            .collect();
        Ok((!missing.is_empty()).then_some(Beyond::GrantedAlong(missing)))
    }

    fn not_sent(&self, fault: Fault) -> Put {
        let outcome = failed(self.kind, fault, Proof::NotSent);
        Put::Settled(Box::new(Settlement::without_call(outcome, None)))
    }

    /// Sends the best form of the call that this server has. Each form has its own intent and answer.
    async fn call(&self, grants: &[Grant], intended: &[Intended], look: &Look) -> Called {
        let calls = match observe::calls(self.world, self.connection, self.kind, grants, look).await {
            Ok(calls) => calls,
            Err(fault) if is_of_connection(&fault) => return Called::Put(Put::Back(fault)),
            Err(fault) => return Called::Put(self.not_sent(fault)),
        };
        let mut last = None;
        for call in &calls {
            self.world.step(Step::Calling);
            match self.world.begin(intended, call).await {
                Ok(()) => {}
                Err(NotBegun::Stopped) => return Called::Put(Put::Stopped),
                Err(NotBegun::Refused(fault)) => return Called::Put(Put::Refused(fault)),
                Err(NotBegun::Journal(fault)) => return Called::Put(Put::Back(fault)),
            }
            let answer = self.world.call(call).await;
            let result = judge(self.connection, call, &answer);
            if let CallResult::NotSent(fault) = result {
                return Called::Put(if is_of_connection(&fault) { Put::Back(fault) } else { self.not_sent(fault) });
            }
            let lacks_the_call = matches!(&result, CallResult::Rejected { fault, certainty: Certainty::NothingChanged }
                if is_lacking(fault));
            last = Some(result);
            if !lacks_the_call {
                break;
            }
        }
        match last {
            Some(result) => Called::Result(result),
            None => {
                let beyond = Fault::new(
                    FaultKind::Rejected,
                    rescind_domain::FaultSource::Gateway,
                    "",
                    "",
                    rescind_domain::Retry::Useless,
                );
                Called::Put(self.not_sent(beyond))
            }
        }
    }

    /// The result once nothing of the call is under way any more, as far as that can be waited for.
    async fn end_of(&self, grants: &[Grant], result: CallResult) -> CallResult {
        match result {
            CallResult::Pending(operation) => follow(self.world, self.connection, &operation).await,
            CallResult::Lost(_) | CallResult::TimedOut(_) => {
                let show = |operation: &Operation| self.world.step(Step::Following { operation: operation.clone() });
                mutation::after_loss(self.world, self.connection.vendor, grants, result, &show).await
            }
            result => result,
        }
    }

    fn compare(
        &self,
        look: &Look,
        after: &Look,
        grants: &[Grant],
        intended: &[Intended],
        present: &[bool],
    ) -> Comparison {
        let mut explained: Vec<Grant> = grants.to_vec();
        explained.extend(intended.iter().flat_map(|intended| intended.captured.iter().cloned()));
        explained.extend(self.world.others_since(look.oldest));
        let is_absent =
            |at: usize| after.each.get(at).is_some_and(|seen| matches!(seen.observation, Observation::Absent { .. }));
        let revoked = present.iter().enumerate().filter(|(at, present)| **present && is_absent(*at)).count();
        let stayed = after.each.iter().any(|seen| seen.observation == Observation::Present);
        let between = Between {
            from: look.oldest,
            to: after.newest,
            explained: &explained,
            revoked: u64::try_from(revoked).unwrap_or(u64::MAX),
            stayed,
        };
        compare(&look.extent, &after.extent, between)
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

/// Whether a server lacks a call, so that an older form of it may be tried.
fn is_lacking(fault: &Fault) -> bool {
    fault.kind == FaultKind::NotFound && fault.http_status == Some(404) && fault.business.is_none()
}

/// Whether a call may be sent again, or in another form, without anybody's word: its answer says that nothing was done, for a
/// reason that passes or that the other form does not have.
#[must_use]
pub fn may_be_repeated(result: &CallResult) -> bool {
    let CallResult::Rejected { fault, certainty: Certainty::NothingChanged } = result else { return false };
    is_of_connection(fault) || is_lacking(fault) || matches!(fault.kind, FaultKind::Conflict { blocking: Some(_) })
}

/// What the answer says of the call, before anything is observed.
fn judge(connection: &Connection, call: &Request, answer: &Result<Response, TransportFailure>) -> CallResult {
    let failure = match answer {
        Ok(response) => return mutation::call_result(connection.vendor, call, response),
        Err(failure) => failure,
    };
    let fault = fault_of(failure, call);
    match fault.kind {
        FaultKind::Unknown | FaultKind::Cancelled => CallResult::Lost(fault),
        FaultKind::Timeout => CallResult::TimedOut(fault),
        _ => CallResult::NotSent(fault),
    }
}

/// Waits for the end of the call's own operation.
pub(crate) async fn follow<W: World>(world: &W, connection: &Connection, operation: &OperationId) -> CallResult {
    let show = |operation: &Operation| world.step(Step::Following { operation: operation.clone() });
    mutation::follow(world, connection.vendor, operation, &show).await
}

/// Waits until an operation that is in the way has ended, however it ends.
async fn wait_for<W: World>(world: &W, connection: &Connection, operation: &OperationId) {
    let show = |operation: &Operation| world.step(Step::WaitingFor { operation: operation.clone() });
    let ended = mutation::follow(world, connection.vendor, operation, &show).await;
    if matches!(ended, CallResult::TimedOut(_) | CallResult::Pending(_)) {
        world.pause(BLIND_WAIT).await;
    }
}

/// The outcomes of a call that was answered so, from an observation that began after the answer. What still looks as before is
/// looked at once more, since a replica may lag.
pub(crate) async fn settled<W: World>(
    world: &W,
    connection: &Connection,
    kind: ActionKind,
    grants: &[Grant],
    result: &CallResult,
) -> (Look, Vec<Settlement>) {
    world.step(Step::Verifying);
    let mut look = observe::observe(world, connection, kind, grants).await;
    let is_clear_no = matches!(result, CallResult::Rejected { certainty: Certainty::NothingChanged, .. });
    let positions = doubtful(kind, &look);
    if !positions.is_empty() && !is_clear_no {
        world.pause(SECOND_LOOK_AFTER).await;
        // What was seen to be gone stays so when a second look cannot see; what was seen to be unchanged may have been old.
        let is_better = |newer: &mutation::Seen, before: &mutation::Seen| {
            newer.observation.sees()
                || !matches!(before.observation, Observation::Absent { .. })
                || kind == ActionKind::Grant
        };
        observe::again(world, connection, kind, grants, &mut look, &positions, is_better).await;
    }
    let settlements = look.each.iter().enumerate().map(|(at, seen)| Settlement {
        outcome: after_the_call(kind, seen.observation.clone(), result),
        observed: look.observed(at),
        comparison: None,
        result: Some(result.kind()),
    });
    let settlements = settlements.collect();
    (look, settlements)
}

/// What looks as before the call, and what of the same call may only seem to be covered by that; nothing when all is as
/// wanted.
fn doubtful(kind: ActionKind, look: &Look) -> Vec<usize> {
    let as_before = |observation: &Observation| match kind {
        ActionKind::Revoke => *observation == Observation::Present,
        ActionKind::Grant => matches!(observation, Observation::Absent { .. }),
    };
    if !look.each.iter().any(|seen| as_before(&seen.observation)) {
        return Vec::new();
    }
    let is_covered = |observation: &Observation| {
        kind == ActionKind::Revoke && matches!(observation, Observation::Absent { still } if !still.is_empty())
    };
    let doubtful = |(at, seen): (usize, &mutation::Seen)| {
        (as_before(&seen.observation) || is_covered(&seen.observation)).then_some(at)
    };
    look.each.iter().enumerate().filter_map(doubtful).collect()
}
