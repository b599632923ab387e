//! The world of an attempt, without a disk: a vendor in memory is asked and called, and everything that an attempt does is
//! written down. Its clock counts what happens.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{PoisonError, RwLock};

use futures_util::FutureExt;
use rescind_domain::event::Step;
use rescind_domain::hazard::HazardCode;
use rescind_domain::{
    Accepted, Access, ActionKind, Comparison, Connection, ConnectionId, Entry, EntryId, Fault, FaultKind, FaultSource,
    Grant, Outcome, PrincipalId, Retry, Timestamp, Vendor,
};
use rescind_engine::attempt::{Subject, carry_out};
use rescind_engine::{Intended, NotBegun, Put, Settlement, World};
use rescind_vendors::{Request, Response, Transport, TransportFailure};

/// An answer to any call.
pub(crate) type Answer = Result<Response, TransportFailure>;

/// A vendor that can be called.
pub(crate) trait Server: Transport {
    /// Does what the call asks for, or not, and answers.
    fn call(&self, request: &Request) -> Answer;
}

/// What an attempt did, with the times at which it did it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Log {
    /// The intents: for which entries, what was captured, and the call.
    pub(crate) begun: Vec<(Vec<Intended>, Request)>,
    /// The calls, each with the time of its answer.
    pub(crate) sent: Vec<(Request, Timestamp)>,
    /// How many reads there were.
    pub(crate) reads: usize,
    /// What was shown.
    pub(crate) steps: Vec<Step>,
    /// For how long what was observed was still good enough when a call was about to leave.
    pub(crate) fresh_for: Vec<u64>,
    /// How often it gave up its place among the calls.
    pub(crate) gave_way: usize,
}

/// The world.
pub(crate) struct Ground<'a, S> {
    server: &'a S,
    clock: AtomicU64,
    log: RwLock<Log>,
    /// What other calls were to revoke meanwhile.
    pub(crate) others: Vec<Grant>,
    /// Why no call may leave.
    pub(crate) forbids: Option<NotBegun>,
    /// For which entries, as long as they are among those of a call.
    pub(crate) refuses: Vec<EntryId>,
    /// How many turns among the calls come too late.
    pub(crate) late: AtomicU64,
    /// How long each read takes.
    pub(crate) slow: u64,
}

impl<'a, S: Server> Ground<'a, S> {
    pub(crate) fn new(server: &'a S) -> Self {
        Self {
            server,
            clock: AtomicU64::new(1),
            log: RwLock::default(),
            others: Vec::new(),
            forbids: None,
            refuses: Vec::new(),
            late: AtomicU64::new(0),
            slow: 1,
        }
    }

    pub(crate) fn log(&self) -> Log {
        self.log.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn write(&self, change: impl FnOnce(&mut Log)) {
        change(&mut self.log.write().unwrap_or_else(PoisonError::into_inner));
    }
}

impl<S: Server> Transport for Ground<'_, S> {
    async fn read(&self, request: &Request) -> Answer {
        self.write(|log| log.reads += 1);
        self.clock.fetch_add(self.slow, Ordering::Relaxed);
        self.server.read(request).await
    }

    async fn pause(&self, milliseconds: u32) {
        self.clock.fetch_add(u64::from(milliseconds), Ordering::Relaxed);
        self.server.pause(milliseconds).await;
    }
}

impl<S: Server> World for Ground<'_, S> {
    async fn begin(&self, entries: &[Intended], call: &Request, fresh_until: Timestamp) -> Result<(), NotBegun> {
        let left = fresh_until.0.saturating_sub(self.clock.load(Ordering::Relaxed));
        self.write(|log| log.fresh_for.push(left));
        if self.late.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1)).is_ok() {
            return Err(NotBegun::Late);
        }
        let refused = entries.iter().filter(|intended| self.refuses.contains(&intended.entry));
        let refused: Vec<_> = refused.map(|intended| (intended.entry.clone(), refusal())).collect();
        if !refused.is_empty() {
            return Err(NotBegun::Refused(refused));
        }
        match &self.forbids {
            Some(why) => Err(why.clone()),
            None => {
                self.write(|log| log.begun.push((entries.to_vec(), call.clone())));
                Ok(())
            }
        }
    }

    async fn call(&self, request: &Request) -> Answer {
        let log = self.log();
        assert_eq!(log.begun.len(), log.sent.len() + 1, "an intent for each call, and a call for each intent");
        assert_eq!(log.begun.last().map(|(_, call)| call), Some(request), "the call that was written down");
        let answer = self.server.call(request);
        let at = Timestamp(self.clock.fetch_add(1, Ordering::Relaxed));
        self.write(|log| log.sent.push((request.clone(), at)));
        answer
    }

    fn step(&self, step: Step) {
        self.write(|log| log.steps.push(step));
    }

    fn now(&self) -> Timestamp {
        Timestamp(self.clock.fetch_add(1, Ordering::Relaxed))
    }

    fn others_since(&self, _: Timestamp) -> Vec<Grant> {
        self.others.clone()
    }

    fn waits(&self) {
        self.write(|log| log.gave_way += 1);
    }
}

/// Why the journal permits no call.
pub(crate) fn refusal() -> Fault {
    Fault::new(FaultKind::Conflict { blocking: None }, FaultSource::Gateway, "", "", Retry::Safe)
}

/// A connection whose account is called `ops`.
pub(crate) fn connection(vendor: Vendor) -> Connection {
    Connection {
        id: ConnectionId::new("c"),
        label: "C".into(),
        vendor,
        access: Access::ReadWrite,
        account: Some(PrincipalId::new("ops")),
        folder: None,
        capabilities: rescind_vendors::read::capabilities(vendor).clone(),
    }
}

/// Entries with which everything dangerous was confirmed, and nothing that goes along.
pub(crate) fn subjects(kind: ActionKind, grants: &[Grant]) -> Vec<Subject> {
    let hazards = [
        HazardCode::Yourself,
        HazardCode::LastHolder,
        HazardCode::Wildcard,
        HazardCode::AllRoles,
        HazardCode::GrantsAdministrator,
    ];
    let subject = |(at, grant): (usize, &Grant)| {
        let mut subject = unconfirmed(kind, grant);
        subject.id = EntryId::new(format!("entry-{at}"));
        subject.entry.accepts = hazards.map(Accepted::Hazard).to_vec();
        subject
    };
    grants.iter().enumerate().map(subject).collect()
}

/// An entry with which nothing was confirmed.
pub(crate) fn unconfirmed(kind: ActionKind, grant: &Grant) -> Subject {
    let entry = match kind {
        ActionKind::Revoke => Entry::revoke(ConnectionId::new("c"), grant.clone()),
        ActionKind::Grant => Entry::grant(ConnectionId::new("c"), grant.clone(), EntryId::new("undone")),
    };
    let captured_by_undone = if kind == ActionKind::Grant { vec![grant.clone()] } else { Vec::new() };
    Subject { id: EntryId::new("entry"), entry, captured_by_undone, unknown: None }
}

/// One attempt, and what is to take its turn again does. A vendor in memory is always ready: an attempt that waits for anything
/// else, such as a clock, is a failure.
pub(crate) fn attempt<S: Server>(ground: &Ground<'_, S>, vendor: Vendor, subjects: &[Subject]) -> Vec<Put> {
    let connection = connection(vendor);
    let mut puts = now(carry_out(ground, &connection, subjects, &|_| false));
    while puts.contains(&Put::Again) {
        let again: Vec<usize> = (0..puts.len()).filter(|at| puts[*at] == Put::Again).collect();
        let some: Vec<Subject> = again.iter().map(|at| subjects[*at].clone()).collect();
        for (at, put) in again.into_iter().zip(now(carry_out(ground, &connection, &some, &|_| false))) {
            puts[at] = put;
        }
    }
    puts
}

/// What a future gives that waits for nothing but its world, which is always ready.
pub(crate) fn now<T>(future: impl Future<Output = T>) -> T {
    future.now_or_never().expect("it waits for nothing but its world")
}

/// The settlement of an entry that has one.
pub(crate) fn settled(put: &Put) -> &Settlement {
    match put {
        Put::Settled(settlement) => settlement,
        other => panic!("{other:?} is no settlement"),
    }
}

/// The outcome of an entry that has one.
pub(crate) fn outcome(put: &Put) -> Option<&Outcome> {
    match put {
        Put::Settled(settlement) => Some(&settlement.outcome),
        Put::Back(_) | Put::Again | Put::Stopped => None,
    }
}

/// Where an attempt leaves an entry, in one word.
pub(crate) fn word(put: &Put) -> &'static str {
    match put {
        Put::Settled(settlement) => settlement.outcome.name(),
        Put::Back(_) => "Back",
        Put::Again => "Again",
        Put::Stopped => "Stopped",
    }
}

/// Whether an outcome says what is not so: gone what is held, or not done what is done.
pub(crate) fn is_false(outcome: Option<&Outcome>, held: bool) -> bool {
    match outcome {
        Some(Outcome::Revoked | Outcome::StillEffective { .. } | Outcome::AlreadyAbsent) => held,
        Some(Outcome::Failed { .. }) => !held,
        _ => false,
    }
}

/// What a comparison says, in one word.
pub(crate) fn compared(comparison: Option<&Comparison>) -> &'static str {
    match comparison {
        None => "None",
        Some(Comparison::Same) => "Same",
        Some(Comparison::AlsoGone { .. }) => "AlsoGone",
        Some(Comparison::NotCompared { .. }) => "NotCompared",
    }
}
