//! The task of one plan: submits its batches to the lanes of their connections, runs those that may go, writes their outcomes,
//! and hears what people want of the plan meanwhile. It ends when nothing of the plan is left to be started or under way.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use futures_util::FutureExt as _;
use rescind_domain::{
    ActionKind, By, ConnectionId, EntryId, GrantKey, PauseReason, PlanId, PlanStatus, Timestamp, Waiting,
};
use rescind_engine::BatchId;
use rescind_engine::recovery::{TakeUp, take_up};
use rescind_vendors::coalesce::Coalesced;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender};
use tokio::task::JoinSet;
use tokio::time::Instant;

use super::alive::Alive;
use super::batch::{Done, Running, Work};
use super::check::Checked;
use super::record::{self, Run};
use super::stored::{self, Stored, StoredPlan};
use super::world::Reads;
use super::{Message, watch};
use crate::app::App;
use crate::error::Error;

/// How often the plan's task says that it is alive.
const BEAT: Duration = Duration::from_secs(30);
/// How often it looks, while the gateway stops, which batches only wait and read.
const STOP: Duration = Duration::from_millis(100);
/// How long, while the gateway stops, it is found out what became of calls that have ended.
const LATEST: Duration = Duration::from_secs(30);

/// How this process came to run the plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Takeover {
    /// On somebody's word.
    Fresh,
    /// By itself, after an earlier process ended.
    Continued,
}

/// Begins the task of a plan, unless there is one: that one looks again what is to be done.
pub(super) fn begin(app: &Arc<App>, plan: PlanId, by: By, takeover: Takeover) {
    let Some((sender, messages)) = app.runner.reload_or_begin(&plan, &by) else { return };
    let app = Arc::clone(app);
    app.tasks.clone().spawn(async move {
        let task = run(Arc::clone(&app), plan.clone(), by, takeover, sender.clone(), messages);
        let fault = match std::panic::AssertUnwindSafe(task).catch_unwind().await {
            Ok(Ok(())) => None,
            Ok(Err(error)) => Some(error.for_operators()),
            Err(_) => Some("the plan's task ended without a word".to_owned()),
        };
        app.runner.forget(&plan, &sender);
        if let Some(message) = fault {
            tracing::error!(%plan, %message, "the task of a plan has failed; the plan is paused");
            app.hub.waiting(&plan, Vec::new());
            if let Err(error) = record::pause(&app, &plan, PauseReason::RunnerFault { message }).await {
                tracing::error!(%plan, error = %error.for_operators(), "the plan could not be paused");
            }
        }
    });
}

async fn run(
    app: Arc<App>,
    plan: PlanId,
    by: By,
    takeover: Takeover,
    sender: UnboundedSender<Message>,
    messages: UnboundedReceiver<Message>,
) -> Result<(), Error> {
    let found = stored::plan(&app, &plan).await?;
    let connections = watch::identities(&app, &stored::connections_of(&found.entries));
    let epoch = record::take_over(&app, &plan, connections, takeover == Takeover::Continued).await?;
    if takeover == Takeover::Fresh && epoch > 1 {
        // Somebody wants it to go on, so that no connection is waited for before it is tried.
        try_now(&app, &found.entries);
    }
    let alive = Alive::new(&app.environment.clock);
    let run = Run { plan, epoch, by, alive };
    Task::new(app, run, sender).serve(found, messages).await
}

/// Has the connections of entries tried at once that could not be used.
pub(super) fn try_now(app: &App, entries: &[Stored]) {
    for id in stored::connections_of(entries) {
        if let Some(lane) = app.runner.lane(&id) {
            lane.try_now();
        }
    }
}

pub(super) struct Task {
    pub(super) app: Arc<App>,
    pub(super) run: Run,
    pub(super) sender: UnboundedSender<Message>,
    pub(super) limit: Duration,
    /// Submitted and not granted yet.
    pub(super) waiting: HashMap<(ConnectionId, BatchId), Work>,
    pub(super) running: JoinSet<Done>,
    /// What the tasks of `running` carry out.
    pub(super) batches: HashMap<tokio::task::Id, Running>,
    /// Entries that are submitted or run.
    pub(super) active: HashSet<EntryId>,
    /// Entries that were to be started while a batch of theirs was under way: it may have settled them just before, so that
    /// they are looked at again when it has ended.
    pub(super) passed_over: HashSet<EntryId>,
    /// What the plan revokes, by connection.
    pub(super) asked_for: Arc<HashSet<GrantKey>>,
    pub(super) reads: HashMap<ConnectionId, Coalesced<Reads>>,
    /// Entries that are checked before the first of them is submitted.
    pub(super) checking: JoinSet<Checked>,
    /// Those of `active` that are being checked.
    pub(super) in_check: HashSet<EntryId>,
    /// The parts of connections that could not be used for too long, with what was waited for.
    pub(super) given_up: BTreeMap<ConnectionId, Waiting>,
    /// That it begins nothing more, since it has failed.
    pub(super) has_failed: bool,
}

impl Task {
    fn new(app: Arc<App>, run: Run, sender: UnboundedSender<Message>) -> Self {
        let limit = app.limits.mutation;
        Self {
            app,
            run,
            sender,
            limit,
            waiting: HashMap::new(),
            running: JoinSet::new(),
            batches: HashMap::new(),
            active: HashSet::new(),
            passed_over: HashSet::new(),
            asked_for: Arc::default(),
            reads: HashMap::new(),
            checking: JoinSet::new(),
            in_check: HashSet::new(),
            given_up: BTreeMap::new(),
            has_failed: false,
        }
    }

    /// Takes up what the journal says is to be done: what was never started is submitted, what may have left is observed.
    pub(super) async fn load(&mut self, stored: StoredPlan) -> Result<(), Error> {
        let StoredPlan { status, time_limit, entries } = stored;
        if let Some(limit) = time_limit {
            self.limit = Duration::from_millis(limit.into()).min(self.app.limits.mutation);
        }
        let revoked = |stored: &Stored| (stored.entry.action.kind() == ActionKind::Revoke).then(|| stored.entry.key());
        self.asked_for = Arc::new(entries.iter().filter_map(revoked).collect());
        let may_start = status == PlanStatus::Running;
        let mut new: BTreeMap<ConnectionId, Vec<Stored>> = BTreeMap::new();
        let mut begun = Vec::new();
        for stored in entries {
            let may_start = may_start && stored.may_start;
            if self.active.contains(&stored.id) {
                let is_under_way = || self.batches.values().any(|running| running.is_of(&stored.id));
                if may_start && take_up(&stored.state) == TakeUp::Start && is_under_way() {
                    self.passed_over.insert(stored.id);
                }
                continue;
            }
            match take_up(&stored.state) {
                TakeUp::Start if may_start => {
                    new.entry(stored.entry.connection.clone()).or_default().push(stored);
                }
                TakeUp::Observe => begun.push(stored),
                TakeUp::Start | TakeUp::Watch | TakeUp::Nothing => {}
            }
        }
        // Nobody waits for what is found out.
        drop(watch::take_up_left(&self.app, begun).await?);
        self.leave_out(&mut new).await?;
        self.check(new);
        self.pump();
        self.tell_waiting();
        Ok(())
    }

    pub(super) fn pump(&self) {
        self.app.runner.lanes.values().for_each(|lane| lane.pump());
    }

    async fn serve(&mut self, found: StoredPlan, mut messages: UnboundedReceiver<Message>) -> Result<(), Error> {
        let work = async {
            self.load(found).await?;
            self.work(&mut messages).await
        };
        // Caught here, where what has begun can still be let end.
        let served = std::panic::AssertUnwindSafe(work).catch_unwind().await;
        let served = served.unwrap_or_else(|_| Err(Error::internal("the plan's task panicked")));
        if served.is_err() {
            self.wind_up().await;
        }
        served
    }

    /// Begins nothing more. What has begun ends all the same, and is written down if that is possible.
    async fn wind_up(&mut self) {
        self.has_failed = true;
        self.withdraw(None);
        // What is not withdrawn was granted, and this task would have heard of it next.
        for (connection, batch) in std::mem::take(&mut self.waiting).into_keys() {
            if let Some(lane) = self.app.runner.lane(&connection) {
                lane.ended(batch);
            }
        }
        while let Some(done) = self.running.join_next_with_id().await {
            if let Err(error) = self.ended(done).await {
                tracing::error!(plan = %self.run.plan, error = %error.for_operators(), "an outcome could not be written");
            }
        }
    }

    async fn work(&mut self, messages: &mut UnboundedReceiver<Message>) -> Result<(), Error> {
        let stopping = self.app.stopping.clone();
        let (mut beat, mut stop) = (tokio::time::interval(BEAT), tokio::time::interval(STOP));
        let (mut stops, mut latest) = (false, Instant::now());
        loop {
            if self.run.alive.was_away() {
                self.come_back().await?;
            }
            let is_idle = self.waiting.is_empty() && self.running.is_empty() && self.checking.is_empty();
            if is_idle && self.ends(messages).await? {
                return Ok(());
            }
            tokio::select! {
                message = messages.recv() => match message {
                    Some(message) => self.hear(message).await?,
                    None => return Ok(()),
                },
                Some(done) = self.running.join_next_with_id(), if !self.running.is_empty() => self.ended(done).await?,
                Some(checked) = self.checking.join_next(), if !self.checking.is_empty() => self.checked(checked).await?,
                _ = beat.tick() => self.beat().await?,
                () = stopping.cancelled(), if !stops => {
                    (stops, latest) = (true, Instant::now() + LATEST);
                    self.withdraw(None);
                }
                _ = stop.tick(), if stops => self.leave(Instant::now() > latest),
            }
        }
    }

    /// Says that the task is alive, unless it was not.
    async fn beat(&mut self) -> Result<(), Error> {
        if self.run.alive.was_away() {
            return self.come_back().await;
        }
        self.run.alive.beat();
        if let Err(error) = record::beat(&self.app, &self.run).await {
            // One that cannot be written is one that is missing, and nothing worse.
            tracing::warn!(plan = %self.run.plan, error = %error.for_operators(), "a heartbeat could not be written");
        }
        Ok(())
    }

    /// Has the plan wait for somebody, since the task was away, as on a machine that was suspended.
    async fn come_back(&mut self) -> Result<(), Error> {
        self.withdraw(None);
        record::pause(&self.app, &self.run.plan, PauseReason::Away).await?;
        // Only now: until that is written no call may leave.
        self.run.alive.beat();
        Ok(())
    }

    /// Leaves to the next process what only waits and reads, as the gateway stops. Calls that have begun end, and what became of
    /// them is found out unless it `is_late`.
    fn leave(&self, is_late: bool) {
        let has_called = |running: &Running| running.called.load(Ordering::Acquire) && !is_late;
        let only_reads = |running: &&Running| !running.calling.load(Ordering::Acquire) && !has_called(running);
        self.batches.values().filter(only_reads).for_each(|running| running.task.abort());
    }

    /// Ends the task, unless somebody has just told it something.
    async fn ends(&mut self, messages: &mut UnboundedReceiver<Message>) -> Result<bool, Error> {
        if messages.is_empty()
            && let Some(Waiting::Connection { connection, fault, .. }) =
                std::mem::take(&mut self.given_up).into_values().next()
        {
            let why = PauseReason::ConnectionFault { connection, fault };
            record::pause(&self.app, &self.run.plan, why).await?;
        }
        let mut plans = self.app.runner.plans.lock().unwrap_or_else(PoisonError::into_inner);
        if !messages.is_empty() {
            return Ok(false);
        }
        plans.remove(&self.run.plan);
        drop(plans);
        self.app.hub.waiting(&self.run.plan, Vec::new());
        Ok(true)
    }
}

/// A moment, for those who only compare.
pub(super) const fn since(then: Timestamp, now: Timestamp) -> Duration {
    Duration::from_millis(now.0.saturating_sub(then.0))
}
