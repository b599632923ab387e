//! Finds out what became of entries whose fate is unknown: after a lost answer the state is observed again from time to time,
//! and what an earlier process left in the middle is observed first. It only reads; nothing is ever sent again here.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::future::join_all;
use futures_util::{StreamExt as _, stream};
use rescind_domain::event::Progress;
use rescind_domain::{By, CallResultKind, ConnectionId, EntryId, EntryState, Outcome, PlanId, Timestamp};
use rescind_engine::attempt::Subject;
use rescind_engine::connection_fault::back_off;
use rescind_engine::locks::held_keys;
use rescind_engine::recovery::{self as engine, TakeUp};
use rescind_engine::{BatchId, Settlement, recheck};
use rescind_vendors::coalesce::Coalesced;
use rescind_vendors::read::capabilities;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::alive::Alive;
use super::lane::{Lane, Unsettled};
use super::plan::since;
use super::record::{self, Run};
use super::stored::{self, LastCall, Stored};
use super::world::{BatchWorld, Reads, journal_fault, no_connection};
use super::{AWAY, Message};
use crate::app::App;
use crate::connections::Connection;
use crate::error::Error;

/// What connections look like to whoever compares: a plan does not go on by itself at another one.
pub(super) fn identities(app: &App, connections: &[ConnectionId]) -> String {
    let identity = |id: &ConnectionId| {
        let connection = app.connections.get(id.as_str())?;
        let public = &connection.public;
        Some(serde_json::json!([id, public.vendor, connection.base_of(rescind_vendors::Host::Main), public.access]))
    };
    serde_json::Value::from_iter(connections.iter().map(identity)).to_string()
}

/// A batch has ended, and nobody knows what became of these of its entries, so that each keeps what is its own and is observed
/// again from time to time.
pub(super) fn hold(app: &Arc<App>, id: &ConnectionId, plan: &PlanId, subjects: Vec<Subject>, batch: BatchId) {
    let (Some(connection), Some(lane)) = (app.connections.get(id.as_str()), app.runner.lane(id)) else { return };
    let lost = app.environment.clock.now();
    let held = subjects.iter().map(|subject| unsettled(connection, subject, lost, lost)).collect();
    for (subject, batch) in subjects.into_iter().zip(lane.hold(batch, plan, held)) {
        watch(app, id, subject, batch, lost);
    }
}

/// What an entry keeps others from whose call began then, or was lost, and of which nobody knows what became of it; nothing where
/// that is too long ago.
fn unsettled(connection: &Connection, subject: &Subject, lost: Timestamp, now: Timestamp) -> Unsettled {
    let grant = subject.entry.grant.clone();
    let keys = match since(lost, now) < recheck::HELD_FOR {
        true => held_keys(&connection.public, &grant),
        false => Vec::new(),
    };
    let held_for = u64::try_from(recheck::HELD_FOR.as_millis()).unwrap_or(u64::MAX);
    Unsettled { entry: subject.id.clone(), grant, keys, until: Timestamp(lost.0.saturating_add(held_for)) }
}

/// Observes an entry again from time to time, until what became of it is known or ten minutes have passed since `lost`. It holds
/// the keys of `batch` meanwhile.
fn watch(app: &Arc<App>, connection: &ConnectionId, subject: Subject, batch: BatchId, lost: Timestamp) {
    let (app, connection) = (Arc::clone(app), connection.clone());
    // It is not waited for when the gateway stops: the next one goes on with it.
    tokio::spawn(async move {
        let Some(lane) = app.runner.lane(&connection) else { return };
        let left = recheck::HELD_FOR.saturating_sub(since(lost, app.environment.clock.now()));
        while_held(lane, &subject.id, batch, left, follow(&app, &connection, &subject, lost)).await;
        lane.let_go(&subject.id, batch);
    });
}

/// Waits for what is found out about an entry. Finding out may take longer than what is the entry's is held.
pub(super) async fn while_held<T>(
    lane: &Lane,
    entry: &EntryId,
    batch: BatchId,
    left: Duration,
    found_out: impl Future<Output = T>,
) -> T {
    let mut found_out = std::pin::pin!(found_out);
    match tokio::time::timeout(left, &mut found_out).await {
        Ok(found) => found,
        Err(_) => {
            lane.let_go(entry, batch);
            found_out.await
        }
    }
}

async fn follow(app: &Arc<App>, connection: &ConnectionId, subject: &Subject, lost: Timestamp) {
    let mut attempt = None;
    // Of a call that ended without a word it is not known whether it had begun.
    if let Ok(None) = left(app, subject, &mut attempt).await {
        return;
    }
    loop {
        let elapsed = since(lost, app.environment.clock.now());
        let Some(moment) = recheck::next(elapsed) else { return };
        tokio::time::sleep(moment.saturating_sub(elapsed)).await;
        let known = match left(app, subject, &mut attempt).await {
            Ok(None) => return,
            Ok(Some((call, unknown))) => observe(app, connection, subject, &call, unknown).await,
            Err(error) => Err(error),
        };
        match known {
            Ok(Known::Yes) => return,
            Ok(Known::No) => {}
            // The next moment may be a better one.
            Err(error) => {
                tracing::error!(entry = %subject.id, error = %error.for_operators(), "an entry was watched in vain")
            }
        }
    }
}

/// What the journal knows of the call of an entry that is watched, and whether an outcome says already that it is not known what
/// became of it; nothing where that is known, or where somebody has tried the entry again meanwhile.
async fn left(app: &App, subject: &Subject, attempt: &mut Option<u32>) -> Result<Option<(LastCall, Unknown)>, Error> {
    let Some(call) = stored::last_calls(app, vec![subject.id.clone()]).await?.remove(&subject.id) else {
        return Ok(None);
    };
    if *attempt.get_or_insert(call.attempt) != call.attempt {
        return Ok(None);
    }
    Ok(match call.left {
        TakeUp::Observe => Some((call, Unknown::IsNew)),
        TakeUp::Watch => Some((call, Unknown::IsWritten)),
        TakeUp::Start | TakeUp::Nothing => None,
    })
}

/// Whether what became of an entry is known now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Known {
    Yes,
    No,
}

/// Whether the journal says already that it is not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unknown {
    IsWritten,
    IsNew,
}

/// Observes an entry whose call was sent earlier, and writes down what has become known.
async fn observe(
    app: &Arc<App>,
    id: &ConnectionId,
    subject: &Subject,
    call: &LastCall,
    unknown: Unknown,
) -> Result<Known, Error> {
    let (Some(connection), Some(lane)) = (app.connections.get(id.as_str()).cloned(), app.runner.lane(id).cloned())
    else {
        return Ok(Known::No);
    };
    let reads = Reads { app: Arc::clone(app), connection: Arc::clone(&connection) };
    let plan = plan_of(&subject.id);
    let world = BatchWorld {
        app: Arc::clone(app),
        connection: Arc::clone(&connection),
        reads: Coalesced::new(reads),
        lane,
        batch: BatchId(0),
        run: Run {
            plan: plan.clone(),
            epoch: 0,
            by: By { who: String::new(), session: None },
            alive: Alive::new(&app.environment.clock),
        },
        entries: vec![subject.id.clone()],
        limit: Duration::ZERO,
        turn: Mutex::new(None),
        attempt: Mutex::new(None),
        calling: Arc::default(),
        called: Arc::default(),
        is_settled: unknown == Unknown::IsWritten,
    };
    let kind = subject.entry.action.kind();
    let grants = std::slice::from_ref(&subject.entry.grant);
    let found = engine::recover(&world, &connection.public, kind, grants, &call.sent).await;
    app.hub.progress(Progress { plan, entries: vec![subject.id.clone()], step: None });
    let mut known = Known::No;
    for settlement in found {
        let is_open = settlement.outcome.is_open();
        if !is_open || unknown == Unknown::IsNew {
            record::settle_earlier(app, subject.id.clone(), settlement, call.attempt).await?;
        }
        known = if is_open { Known::No } else { Known::Yes };
    }
    Ok(known)
}

/// The plan that an entry's id names: its part before the last dot.
fn plan_of(entry: &EntryId) -> PlanId {
    let id = entry.as_str();
    PlanId::new(id.rsplit_once('.').map_or(id, |(plan, _)| plan))
}

/// Finds out what became of an entry whose call an earlier process began, or that nobody is at any more. It holds its keys
/// meanwhile; what stays unknown is written down as that, and watched. The task that is returned ends when it was observed.
pub(super) fn take_up(app: &Arc<App>, subject: Subject, call: LastCall) -> Option<JoinHandle<()>> {
    let (app, id) = (Arc::clone(app), subject.entry.connection.clone());
    let (Some(connection), Some(lane)) = (app.connections.get(id.as_str()).cloned(), app.runner.lane(&id).cloned())
    else {
        let is_new = call.left == TakeUp::Observe;
        return is_new.then(|| tokio::spawn(async move { nobody_can_look(&app, &subject, &call).await }));
    };
    let now = app.environment.clock.now();
    let held = unsettled(&connection, &subject, call.began, now);
    let left = recheck::HELD_FOR.saturating_sub(since(call.began, now));
    let batch = lane.adopt(&plan_of(&subject.id), held);
    Some(tokio::spawn(async move {
        let unknown = if call.left == TakeUp::Watch { Unknown::IsWritten } else { Unknown::IsNew };
        let observed = observe_in_time(&app, &id, &subject, &call, unknown);
        match while_held(&lane, &subject.id, batch, left, observed).await {
            Known::Yes => lane.let_go(&subject.id, batch),
            Known::No => watch(&app, &id, subject, batch, call.began),
        }
    }))
}

/// Writes down that nobody knows what became of an entry: the config does not have its connection any more.
async fn nobody_can_look(app: &App, subject: &Subject, call: &LastCall) {
    let outcome = Outcome::unknown(no_connection());
    let result = call.sent.result.or(Some(CallResultKind::Lost));
    let settlement = Settlement { outcome, observed: None, comparison: None, result };
    if let Err(error) = record::settle_earlier(app, subject.id.clone(), settlement, call.attempt).await {
        tracing::error!(entry = %subject.id, error = %error.for_operators(), "an outcome could not be written");
    }
}

/// Observes an entry, and tries that again for as long as a plan waits where the journal cannot be read or written.
async fn observe_in_time(
    app: &Arc<App>,
    id: &ConnectionId,
    subject: &Subject,
    call: &LastCall,
    unknown: Unknown,
) -> Known {
    let (begun, fault) = (app.environment.clock.now(), journal_fault());
    let mut tries = 0;
    loop {
        match observe(app, id, subject, call, unknown).await {
            Ok(known) => return known,
            Err(error) => {
                tracing::error!(entry = %subject.id, error = %error.for_operators(), "an entry could not be taken up");
            }
        }
        if since(begun, app.environment.clock.now()) > AWAY {
            return Known::No;
        }
        tokio::time::sleep(Duration::from_millis(back_off(tries, &fault))).await;
        tries += 1;
    }
}

/// Finds out what became of entries whose calls nobody waits for any more, unless somebody is at it already. The tasks that are
/// returned end when they were observed.
pub(super) async fn take_up_left(app: &Arc<App>, entries: Vec<Stored>) -> Result<Vec<JoinHandle<()>>, Error> {
    let is_left = |stored: &Stored| {
        let lane = app.runner.lane(&stored.entry.connection);
        stored.state != EntryState::InFlight && lane.is_none_or(|lane| !lane.holds(&stored.id))
    };
    let left: Vec<Stored> = entries.into_iter().filter(is_left).collect();
    let mut calls = stored::last_calls(app, left.iter().map(|stored| stored.id.clone()).collect()).await?;
    let left = left.into_iter().filter_map(|stored| {
        let call = calls.remove(&stored.id)?;
        take_up(app, stored.into(), call)
    });
    Ok(left.collect())
}

/// Observes entries of a plan again, because somebody wants to know. It answers when that is done.
pub(crate) async fn check(app: &Arc<App>, plan: &PlanId, only: &[EntryId]) -> Result<(), Error> {
    let found = stored::plan(app, plan).await?;
    let (mut open, mut left) = (Vec::new(), Vec::new());
    for stored in found.entries.into_iter().filter(|stored| only.is_empty() || only.contains(&stored.id)) {
        match engine::take_up(&stored.state) {
            TakeUp::Watch => open.push(Subject::from(stored)),
            TakeUp::Observe => left.push(stored),
            TakeUp::Start | TakeUp::Nothing => {}
        }
    }
    if !left.is_empty() {
        check_left(app, plan, left).await?;
    }
    let mut calls = stored::last_calls(app, open.iter().map(|subject| subject.id.clone()).collect()).await?;
    // As many at once as their connections let requests be under way.
    let connections: BTreeSet<&ConnectionId> = open.iter().map(|subject| &subject.entry.connection).collect();
    let at_once = connections.iter().filter_map(|id| app.connections.get(id.as_str()));
    let at_once: usize = at_once.map(|connection| capabilities(connection.public.vendor).parallel).sum();
    let mut looks = Vec::with_capacity(open.len());
    for subject in open {
        if let Some(call) = calls.remove(&subject.id) {
            looks.push(check_one(Arc::clone(app), subject, call));
        }
    }
    // One that fails keeps no other from being looked at.
    let looks: Vec<Result<(), Error>> = stream::iter(looks).buffer_unordered(at_once.max(1)).collect().await;
    looks.into_iter().collect()
}

async fn check_one(app: Arc<App>, subject: Subject, call: LastCall) -> Result<(), Error> {
    let connection = &subject.entry.connection;
    let known = observe(&app, connection, &subject, &call, Unknown::IsWritten).await?;
    if known == Known::Yes
        && let Some(lane) = app.runner.lane(connection)
    {
        lane.release(std::slice::from_ref(&subject.id));
    }
    Ok(())
}

/// Observes entries without an outcome that nobody is at any more. Only the plan's task, where there is one, knows which are.
async fn check_left(app: &Arc<App>, plan: &PlanId, left: Vec<Stored>) -> Result<(), Error> {
    let (done, observed) = oneshot::channel();
    if app.runner.tell(plan, Message::Observe(done)) {
        // A task that ends meanwhile leaves it to whoever asks next.
        let _ended = observed.await;
    } else {
        join_all(take_up_left(app, left).await?).await;
    }
    Ok(())
}
