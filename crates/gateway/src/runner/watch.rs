//! Finds out what became of entries whose fate is unknown: after a lost answer the state is observed again from time to time,
//! and what an earlier process left in the middle is observed first. It only reads; nothing is ever sent again here.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::{StreamExt as _, stream};
use rescind_domain::event::Progress;
use rescind_domain::{By, ConnectionId, EntryId, EntryState, Outcome, PlanId, Timestamp};
use rescind_engine::attempt::Subject;
use rescind_engine::locks::held_keys;
use rescind_engine::recovery;
use rescind_engine::{BatchId, recheck};
use rescind_vendors::coalesce::Coalesced;
use rescind_vendors::read::capabilities;

use super::lane::Unsettled;
use super::plan::since;
use super::record::{self, Run};
use super::stored::{self, LastCall, Stored};
use super::world::{BatchWorld, Reads};
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
        if let Err(error) = follow(&app, &connection, &subject, lost).await {
            tracing::error!(entry = %subject.id, error = %error.for_operators(), "an entry cannot be watched any more");
        }
        if let Some(lane) = app.runner.lane(&connection) {
            lane.let_go(&subject.id, batch);
        }
    });
}

async fn follow(app: &Arc<App>, connection: &ConnectionId, subject: &Subject, lost: Timestamp) -> Result<(), Error> {
    let attempt = stored::last_calls(app, vec![subject.id.clone()]).await?.remove(&subject.id).map(|call| call.attempt);
    loop {
        let elapsed = since(lost, app.environment.clock.now());
        let Some(moment) = recheck::next(elapsed) else { return Ok(()) };
        tokio::time::sleep(moment.saturating_sub(elapsed)).await;
        match stored::last_calls(app, vec![subject.id.clone()]).await?.remove(&subject.id) {
            // Somebody has tried it again meanwhile.
            Some(call) if Some(call.attempt) != attempt => return Ok(()),
            Some(call) => {
                if observe(app, connection, subject, &call, Unknown::IsWritten).await? == Known::Yes {
                    return Ok(());
                }
            }
            None => return Ok(()),
        }
    }
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
        run: Run { plan: plan.clone(), epoch: 0, by: By { who: String::new(), session: None } },
        entries: vec![subject.id.clone()],
        limit: Duration::ZERO,
        turn: Mutex::new(None),
        attempt: Mutex::new(None),
        calling: Arc::default(),
        is_settled: unknown == Unknown::IsWritten,
    };
    let kind = subject.entry.action.kind();
    let grants = std::slice::from_ref(&subject.entry.grant);
    let found = recovery::recover(&world, &connection.public, kind, grants, &call.sent).await;
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

/// Finds out what became of an entry whose call an earlier process began. It holds its keys meanwhile; what stays unknown is
/// written down as that, and watched.
pub(super) fn take_up(app: &Arc<App>, subject: Subject, call: LastCall, is_settled: bool) {
    let (app, id) = (Arc::clone(app), subject.entry.connection.clone());
    let (Some(connection), Some(lane)) = (app.connections.get(id.as_str()).cloned(), app.runner.lane(&id).cloned())
    else {
        return;
    };
    let held = unsettled(&connection, &subject, call.began, app.environment.clock.now());
    let batch = lane.adopt(&plan_of(&subject.id), held);
    tokio::spawn(async move {
        let unknown = if is_settled { Unknown::IsWritten } else { Unknown::IsNew };
        match observe(&app, &id, &subject, &call, unknown).await {
            Ok(Known::Yes) => lane.let_go(&subject.id, batch),
            Ok(Known::No) => watch(&app, &id, subject, batch, call.began),
            Err(error) => {
                lane.let_go(&subject.id, batch);
                tracing::error!(entry = %subject.id, error = %error.for_operators(), "an entry could not be taken up");
            }
        }
    });
}

/// Finds out what became of entries whose calls nobody waits for any more, unless somebody is at it already.
pub(super) async fn take_up_left(app: &Arc<App>, entries: Vec<Stored>) -> Result<(), Error> {
    let is_left = |stored: &Stored| {
        let lane = app.runner.lane(&stored.entry.connection);
        stored.state != EntryState::InFlight && lane.is_some_and(|lane| !lane.holds(&stored.id))
    };
    let left: Vec<Stored> = entries.into_iter().filter(is_left).collect();
    let mut calls = stored::last_calls(app, left.iter().map(|stored| stored.id.clone()).collect()).await?;
    for stored in left {
        if let Some(call) = calls.remove(&stored.id) {
            take_up(app, stored.into(), call, false);
        }
    }
    Ok(())
}

/// Observes entries of a plan again, because somebody wants to know. It answers when that is done.
pub(crate) async fn check(app: &Arc<App>, plan: &PlanId, only: &[EntryId]) -> Result<(), Error> {
    let found = stored::plan(app, plan).await?;
    let open: Vec<Subject> = found
        .entries
        .into_iter()
        .filter(|stored| only.is_empty() || only.contains(&stored.id))
        .filter(|stored| stored.state.outcome().is_some_and(Outcome::is_open))
        .map(Subject::from)
        .collect();
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
