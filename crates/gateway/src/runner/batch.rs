//! The batches of a plan's task: submitted to the lanes of their connections, carried out when they may go, and their outcomes
//! written. What may be claimed is the engine's to decide.

use std::collections::HashSet;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use rescind_domain::event::Progress;
use rescind_domain::outcome::Proof;
use rescind_domain::{ActionKind, ConnectionId, EntryId, Fault, Grant, Outcome, Timestamp, Waiting};
use rescind_engine::attempt::Subject;
use rescind_engine::connection_fault::back_off;
use rescind_engine::locks::lock_keys;
use rescind_engine::{BatchId, Put, Settlement, attempt};
use rescind_vendors::coalesce::Coalesced;
use rescind_vendors::mutation;
use tokio::task::{AbortHandle, JoinError};

use super::plan::{Task, since};
use super::record::{self, Run};
use super::stored::{self, Stored};
use super::world::{BatchWorld, Reads, journal_fault};
use super::{AWAY, watch};
use crate::app::App;
use crate::connections::{self, Connection};
use crate::error::Error;

/// The entries of one call.
#[derive(Clone, Debug)]
pub(super) struct Work {
    pub(super) subjects: Vec<Subject>,
}

/// What came of a batch.
pub(super) struct Done {
    connection: ConnectionId,
    batch: BatchId,
    work: Work,
    came: Came,
    /// Whether the outcomes are on the disk.
    written: Result<(), Error>,
}

/// The entries of a batch by what is to be done about them now.
#[derive(Default)]
struct Came {
    settled: Vec<(EntryId, Settlement)>,
    /// Those of the settled ones whose fate nobody knows.
    open: Vec<Subject>,
    again: Vec<Subject>,
    /// Why the connection cannot be used.
    fault: Option<Fault>,
    is_stopped: bool,
    /// Whether the connection has answered in the end: where it broke off with a call, nothing is seen after it.
    has_seen: bool,
}

impl Came {
    fn of(subjects: &[Subject], puts: Vec<Put>) -> Self {
        let mut came = Self::default();
        for (subject, put) in subjects.iter().zip(puts) {
            came.has_seen |= match &put {
                Put::Settled(settlement) => !settlement.outcome.is_open() || settlement.observed.is_some(),
                Put::Again | Put::Stopped => true,
                Put::Back(_) => false,
            };
            match put {
                Put::Settled(settlement) => {
                    if settlement.outcome.is_open() {
                        came.open.push(subject.clone());
                    }
                    came.settled.push((subject.id.clone(), *settlement));
                }
                Put::Back(of_connection) => {
                    came.again.push(subject.clone());
                    came.fault.get_or_insert(*of_connection);
                }
                Put::Again => came.again.push(subject.clone()),
                Put::Stopped => came.is_stopped = true,
            }
        }
        came
    }
}

/// A batch that a task carries out.
pub(super) struct Running {
    connection: ConnectionId,
    batch: BatchId,
    /// Whether its call has begun and what came back is not written down yet.
    pub(super) calling: Arc<AtomicBool>,
    /// Whether any call of it has begun.
    pub(super) called: Arc<AtomicBool>,
    pub(super) task: AbortHandle,
    subjects: Vec<Subject>,
}

impl Running {
    /// Whether an entry is one of its own.
    pub(super) fn is_of(&self, entry: &EntryId) -> bool {
        self.subjects.iter().any(|subject| subject.id == *entry)
    }
}

impl Task {
    fn connection(&self, id: &ConnectionId) -> Option<Arc<Connection>> {
        self.app.connections.get(id.as_str()).cloned()
    }

    pub(super) fn submit(&mut self, id: &ConnectionId, kind: ActionKind, entries: Vec<Stored>) {
        let Some(connection) = self.connection(id) else { return };
        let grants: Vec<Grant> = entries.iter().map(|stored| stored.entry.grant.clone()).collect();
        for positions in mutation::batches(connection.public.vendor, kind, &grants) {
            let subjects = positions.into_iter().filter_map(|at| entries.get(at).cloned()).map(Subject::from);
            self.submit_work(&connection, Work { subjects: subjects.collect() });
        }
    }

    fn submit_work(&mut self, connection: &Connection, work: Work) {
        let id = &connection.public.id;
        let Some(lane) = self.app.runner.lane(id) else { return };
        let grants: Vec<Grant> = work.subjects.iter().map(|subject| subject.entry.grant.clone()).collect();
        let keys = lock_keys(&connection.public, &grants);
        let priority = mutation::priority(connection.public.vendor, &grants);
        let ids: Vec<EntryId> = work.subjects.iter().map(|subject| subject.id.clone()).collect();
        // Whoever wants an entry to be tried again has decided, also if that was before its earlier call held anything.
        lane.release(&ids);
        self.active.extend(ids);
        let batch = lane.submit(id, &self.run.plan, keys, priority, &self.sender);
        self.waiting.insert((id.clone(), batch), work);
    }

    pub(super) fn begin(&mut self, id: ConnectionId, batch: BatchId) {
        let lane = self.app.runner.lane(&id).cloned();
        let connection = self.connection(&id);
        let (Some(work), Some(lane), Some(connection)) = (self.waiting.remove(&(id.clone(), batch)), lane, connection)
        else {
            // It was withdrawn while it was granted.
            if let Some(lane) = self.app.runner.lane(&id) {
                lane.ended(batch);
            }
            return;
        };
        let reads = self.reads.entry(id.clone()).or_insert_with(|| {
            let reads = Reads { app: Arc::clone(&self.app), connection: Arc::clone(&connection) };
            Coalesced::new(reads)
        });
        let turn = lane.turn();
        let (calling, called) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicBool::new(false)));
        let world = BatchWorld {
            app: Arc::clone(&self.app),
            connection,
            reads: reads.clone(),
            lane,
            batch,
            run: self.run.clone(),
            entries: work.subjects.iter().map(|subject| subject.id.clone()).collect(),
            limit: self.limit,
            turn: Mutex::new(Some(turn)),
            attempt: Mutex::new(None),
            calling: Arc::clone(&calling),
            called: Arc::clone(&called),
            is_settled: false,
        };
        let subjects = work.subjects.clone();
        let asked_for = Arc::clone(&self.asked_for);
        let task = self.running.spawn({
            let id = id.clone();
            async move {
                let is_asked_for = |grant: &Grant| asked_for.contains(&grant.key(&id));
                let public = world.connection.public.clone();
                let account = connections::account(&world.app, &world.connection).await;
                let public = rescind_domain::Connection { account, ..public };
                let puts = attempt::carry_out(&world, &public, &work.subjects, &is_asked_for).await;
                world.lane.call_ended(batch, world.app.environment.clock.now());
                let came = Came::of(&work.subjects, puts);
                let written = settle(&world.app, &world.run, &id, &came.settled).await;
                let (plan, entries) = (world.run.plan.clone(), world.entries.clone());
                world.app.hub.progress(Progress { plan, entries, step: None });
                Done { connection: id, batch, work, came, written }
            }
        });
        self.batches.insert(task.id(), Running { connection: id, batch, calling, called, task, subjects });
    }

    pub(super) async fn ended(&mut self, done: Result<(tokio::task::Id, Done), JoinError>) -> Result<(), Error> {
        match done {
            Ok((task, done)) => {
                self.batches.remove(&task);
                self.free(done).await
            }
            Err(error) => {
                if let Some(running) = self.batches.remove(&error.id()) {
                    self.broke_off(running);
                }
                match error.is_cancelled() {
                    true => Ok(()),
                    false => Err(Error::internal(format!("the attempt of a batch panicked: {error}"))),
                }
            }
        }
    }

    /// A batch has ended without a word. Its call may have left, so that each entry keeps what is its own until the journal has
    /// told that it did not, or what became of it is found out.
    fn broke_off(&mut self, Running { connection, batch, subjects, .. }: Running) {
        let Some(lane) = self.app.runner.lane(&connection) else { return };
        let entries: Vec<EntryId> = subjects.iter().map(|subject| subject.id.clone()).collect();
        self.app.hub.touch(&self.run.plan, &entries);
        self.app.hub.progress(Progress { plan: self.run.plan.clone(), entries: entries.clone(), step: None });
        lane.call_ended(batch, self.app.environment.clock.now());
        watch::hold(&self.app, &connection, &self.run.plan, subjects, batch);
        self.active.retain(|id| !entries.contains(id));
    }

    /// Frees what a batch holds whose outcomes are written, and submits again what came back.
    async fn free(&mut self, done: Done) -> Result<(), Error> {
        let Done { connection: id, batch, work, came, written } = done;
        let Some(lane) = self.app.runner.lane(&id).cloned() else { return Ok(()) };
        let mut is_passed_over = false;
        for subject in &work.subjects {
            self.active.remove(&subject.id);
            is_passed_over |= self.passed_over.remove(&subject.id);
        }
        if let Err(error) = written {
            watch::hold(&self.app, &id, &self.run.plan, work.subjects, batch);
            return Err(error);
        }
        match &came.fault {
            Some(fault) => lane.trouble(&id, fault, self.app.environment.clock.now()),
            None if came.has_seen => lane.works(),
            None => {}
        }
        if came.open.is_empty() {
            lane.ended(batch);
        } else {
            watch::hold(&self.app, &id, &self.run.plan, came.open, batch);
        }
        let begins_more = !self.has_failed && !self.app.stopping.is_cancelled();
        if begins_more && (came.is_stopped || is_passed_over || !came.again.is_empty()) {
            self.again(came.again).await?;
        }
        self.tell_waiting();
        Ok(())
    }

    /// Submits again what came back, if its plan lets it; and what was stopped, if the plan runs again by now.
    async fn again(&mut self, back: Vec<Subject>) -> Result<(), Error> {
        if !record::may_run(&self.app, &self.run).await? {
            return Ok(());
        }
        let found = stored::plan(&self.app, &self.run.plan).await?;
        let startable: HashSet<&EntryId> =
            found.entries.iter().filter(|stored| stored.may_start).map(|stored| &stored.id).collect();
        let back: Vec<Subject> = back.into_iter().filter(|subject| startable.contains(&subject.id)).collect();
        // Together, as they came: the rest of what may start is submitted by itself.
        if let Some(connection) = back.first().and_then(|subject| self.connection(&subject.entry.connection)) {
            self.submit_work(&connection, Work { subjects: back });
        }
        self.load(found).await
    }
}

/// Writes outcomes down. A journal that cannot be written fails no entry: it is tried again for as long as a plan waits.
pub(super) async fn settle(
    app: &App,
    run: &Run,
    id: &ConnectionId,
    settled: &[(EntryId, Settlement)],
) -> Result<(), Error> {
    if settled.is_empty() {
        return Ok(());
    }
    let since_when = app.environment.clock.now();
    let fault = journal_fault();
    for tries in 0.. {
        let Err(error) = record::settle(app, settled.to_vec(), Some(run.by.clone())).await else { break };
        tracing::error!(plan = %run.plan, error = %error.for_operators(), "outcomes could not be written");
        let now = app.environment.clock.now();
        if since(since_when, now) > AWAY || app.stopping.is_cancelled() {
            return Err(error);
        }
        let pause = back_off(tries, &fault);
        let retry_at = Timestamp(now.0.saturating_add(pause));
        let (connection, fault) = (id.clone(), Box::new(fault.clone()));
        let waiting = Waiting::Connection { connection, fault, since: since_when, retry_at: Some(retry_at) };
        app.hub.waiting(&run.plan, vec![waiting]);
        tokio::time::sleep(Duration::from_millis(pause)).await;
    }
    Ok(())
}

/// What the journal does not permit was not sent.
pub(super) fn refused(fault: Fault) -> Settlement {
    Settlement { outcome: Outcome::failed(fault, Proof::NotSent), observed: None, comparison: None, result: None }
}
