//! What people ask of a stored plan: `POST /api/plans/{id}/start|pause|resume|cancel|retry|check`. Each is an event of the
//! journal; the runner reads there what is to be done. What is repeated in the state that it leads to has no effect.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use axum::Json;
use axum::extract::{Extension, Request, State};
use axum::http::StatusCode;
use rescind_domain::plan_status::Permitted;
use rescind_domain::{
    By, ConnectionId, EntryId, LaterEntry, Outcome, PauseReason, PlanId, PlanRequest, PlanStatus, SomeEntries,
};
use rusqlite::{Connection, Transaction};

use super::reached::Reached;
use crate::app::App;
use crate::asker::Asker;
use crate::error::Error;
use crate::extract;
use crate::journal::{self, Event, EventSubject, InFlight, Paused, PlanEvent, Retried, append, plan_number};
use crate::programs::Dangers;
use crate::reach::Reach;
use crate::runner;

/// As many ids as a plan has entries.
const BODY_LIMIT: usize = 1024 * 1024;

macro_rules! requests {
    ($($(#[$docs:meta])* $name:ident: $request:expr;)+) => {
        $(
            $(#[$docs])*
            pub(crate) async fn $name(
                State(app): State<Arc<App>>,
                Extension(asker): Extension<Asker>,
                Reached(plan): Reached,
            ) -> Result<StatusCode, Error> {
                ask(&app, &asker, plan, $request).await
            }
        )+
    };
}

requests! {
    /// Runs a plan for the first time.
    start: PlanRequest::Start;
    /// Starts no more entries.
    pause: PlanRequest::Pause;
    /// Goes on with it.
    resume: PlanRequest::Resume;
    /// Never starts what is left.
    cancel: PlanRequest::Cancel;
}

/// What follows from a request that is on the disk.
enum Then {
    Run(By),
    Withdraw,
    Nothing,
}

async fn ask(app: &Arc<App>, asker: &Asker, plan: PlanId, request: PlanRequest) -> Result<StatusCode, Error> {
    // Whoever may run something may also stop it, whatever it is.
    let dangers = match request {
        PlanRequest::Pause | PlanRequest::Cancel => None,
        PlanRequest::Start | PlanRequest::Resume | PlanRequest::Retry => Dangers::of(app, asker).await,
    };
    super::to_its_end(app, carry_out(Arc::clone(app), asker.by(), plan, request, dangers)).await
}

async fn carry_out(
    app: Arc<App>,
    by: By,
    plan: PlanId,
    request: PlanRequest,
    dangers: Option<Dangers>,
) -> Result<StatusCode, Error> {
    let (at, id, shared) = (app.environment.clock.now(), plan.clone(), Arc::clone(&app));
    let write = move |transaction: &Transaction<'_>| {
        let number = plan_number(transaction, &id)?;
        dangers.map_or(Ok(()), |dangers| dangers.check_plan(transaction, number))?;
        if permitted(transaction, number, request)? == Permitted::Already {
            return already(transaction, number, request);
        }
        let word = by.clone();
        let event = match request {
            PlanRequest::Start => PlanEvent::Started(word),
            PlanRequest::Pause => PlanEvent::Paused(Paused { by: Some(word), why: PauseReason::Person }),
            PlanRequest::Resume => PlanEvent::Resumed(word),
            PlanRequest::Cancel => PlanEvent::Cancelled(word),
            PlanRequest::Retry => PlanEvent::Retried(Retried { by: word, entries: Vec::new() }),
        };
        append(transaction, at, EventSubject::Plan(number), &Event::Plan(event))?;
        if request == PlanRequest::Cancel {
            journal::restate_all(transaction, at, number, &by)?;
        }
        Ok(match request {
            PlanRequest::Start | PlanRequest::Resume | PlanRequest::Retry => {
                runner::wanted(&shared, transaction, number, at)?;
                Then::Run(by)
            }
            PlanRequest::Pause | PlanRequest::Cancel => Then::Withdraw,
        })
    };
    match app.journal.write(write).await? {
        Then::Run(by) => runner::run(&app, plan, by),
        Then::Withdraw => runner::withdraw(&app, &plan),
        Then::Nothing => {}
    }
    Ok(StatusCode::NO_CONTENT)
}

/// What follows where the plan is in the state already that a request leads to. One that runs is looked at again: a part of it may
/// have been given up, or nobody may be at it any more.
fn already(transaction: &Transaction<'_>, plan: i64, request: PlanRequest) -> Result<Then, Error> {
    let word = match request {
        PlanRequest::Start | PlanRequest::Resume => super::word_of_running(transaction, plan)?,
        PlanRequest::Pause | PlanRequest::Cancel | PlanRequest::Retry => None,
    };
    Ok(word.map_or(Then::Nothing, Then::Run))
}

/// Whether the plan permits the request now.
fn permitted(transaction: &Transaction<'_>, plan: i64, request: PlanRequest) -> Result<Permitted, Error> {
    let status = super::plan_status(transaction, plan)?;
    match status.permits(request) {
        Permitted::No => Err(Error::plan_refused(refusal(&status, request))),
        permitted => Ok(permitted),
    }
}

const fn refusal(status: &PlanStatus, request: PlanRequest) -> &'static str {
    match (status, request) {
        (PlanStatus::Stored, _) => "The plan was never started. Start it first.",
        (PlanStatus::Cancelled { .. }, _) => "The plan was cancelled. What is left of it is never started.",
        (PlanStatus::Paused { .. }, PlanRequest::Retry) => "The plan is paused. Resume it first.",
        _ => "The plan does not permit this now.",
    }
}

/// `POST /api/plans/{id}/retry`: tries entries again that ended without success.
pub(crate) async fn retry(
    State(app): State<Arc<App>>,
    Extension(asker): Extension<Asker>,
    Reached(plan): Reached,
    request: Request,
) -> Result<StatusCode, Error> {
    let SomeEntries { entries } = some_entries(request).await?;
    let dangers = Dangers::of(&app, &asker).await;
    let work = try_again(Arc::clone(&app), asker.by(), plan, entries, dangers);
    super::to_its_end(&app, work).await
}

async fn try_again(
    app: Arc<App>,
    by: By,
    plan: PlanId,
    entries: Vec<EntryId>,
    dangers: Option<Dangers>,
) -> Result<StatusCode, Error> {
    let at = app.environment.clock.now();
    let (shared, id, word) = (Arc::clone(&app), plan.clone(), by.clone());
    let write = move |transaction: &Transaction<'_>| {
        let number = plan_number(transaction, &id)?;
        dangers.map_or(Ok(()), |dangers| dangers.check_plan(transaction, number))?;
        let _now = permitted(transaction, number, PlanRequest::Retry)?;
        let all = repeatable(transaction, number, shared.journal.in_flight())?;
        let wanted = chosen(&entries, &all)?;
        let ids: Vec<EntryId> = wanted.iter().map(|(entry, _)| entry.clone()).collect();
        if !ids.is_empty() {
            let event = PlanEvent::Retried(Retried { by: word, entries: ids });
            append(transaction, at, EventSubject::Plan(number), &Event::Plan(event))?;
            runner::wanted(&shared, transaction, number, at)?;
        }
        Ok(wanted)
    };
    let wanted = app.journal.write(write).await?;
    let mut places: BTreeMap<ConnectionId, Vec<EntryId>> = BTreeMap::new();
    for (entry, connection) in wanted {
        places.entry(connection).or_default().push(entry);
    }
    if !places.is_empty() {
        // Somebody has decided, so that what nobody knows the fate of holds nothing any more.
        places.iter().for_each(|(connection, entries)| runner::release(&app, connection, entries));
        runner::run(&app, plan, by);
    }
    Ok(StatusCode::NO_CONTENT)
}

/// `POST /api/plans/{id}/check`: observes entries again whose fate is unknown. It sends nothing that changes anything.
pub(crate) async fn check(
    State(app): State<Arc<App>>,
    Reached(plan): Reached,
    request: Request,
) -> Result<StatusCode, Error> {
    let SomeEntries { entries } = some_entries(request).await?;
    runner::check(&app, &plan, &entries).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `POST /api/entries/later`: who wanted gone what these entries revoked, after them. It changes nothing; the ids of a whole plan do
/// not fit into an address.
pub(crate) async fn later(
    State(app): State<Arc<App>>,
    Extension(asker): Extension<Asker>,
    request: Request,
) -> Result<Json<Vec<LaterEntry>>, Error> {
    let SomeEntries { entries } = some_entries(request).await?;
    let reach = asker.reach();
    let later = move |connection: &Connection, in_flight: &InFlight| {
        journal::later(connection, &reached(connection, entries, &reach)?, in_flight)
    };
    app.journal.view(later).await.map(Json)
}

/// Those of some entries that are at connections within somebody's reach.
fn reached(connection: &Connection, entries: Vec<EntryId>, reach: &Reach) -> Result<Vec<EntryId>, Error> {
    if *reach == Reach::All {
        return Ok(entries);
    }
    let mut reached = Vec::with_capacity(entries.len());
    for id in entries {
        if super::find(connection, &id)?.is_some_and(|entry| reach.has(entry.connection.as_str())) {
            reached.push(id);
        }
    }
    Ok(reached)
}

async fn some_entries(request: Request) -> Result<SomeEntries, Error> {
    let bytes = extract::body(request.into_body(), BODY_LIMIT).await?;
    if bytes.is_empty() { Ok(SomeEntries::default()) } else { extract::parsed(&bytes) }
}

/// The entries of a plan that ended without success, each with its connection.
fn repeatable(
    transaction: &Transaction<'_>,
    plan: i64,
    in_flight: &InFlight,
) -> Result<Vec<(EntryId, ConnectionId)>, Error> {
    let mut statement =
        transaction.prepare_cached("SELECT id, connection FROM entry WHERE plan = ?1 ORDER BY position")?;
    let mut rows = statement.query([plan])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let (id, connection) = (EntryId::new(row.get::<_, String>(0)?), ConnectionId::new(row.get::<_, String>(1)?));
        let latest = journal::latest(transaction, &id)?;
        let state = latest.map(|(attempt, event)| event.entry_state(&attempt, in_flight));
        if state.as_ref().and_then(|state| state.outcome()).is_some_and(is_repeatable) {
            found.push((id, connection));
        }
    }
    let again: HashSet<EntryId> = journal::wanted_again(transaction, plan)?.into_iter().collect();
    found.retain(|(id, _)| !again.contains(id));
    Ok(found)
}

const fn is_repeatable(outcome: &Outcome) -> bool {
    outcome.can_be_tried_again() || matches!(outcome, Outcome::Unknown { .. })
}

/// Those that were asked for; all of them where none was named.
fn chosen(asked: &[EntryId], all: &[(EntryId, ConnectionId)]) -> Result<Vec<(EntryId, ConnectionId)>, Error> {
    if asked.is_empty() {
        return Ok(all.to_vec());
    }
    let all: HashMap<&EntryId, &ConnectionId> = all.iter().map(|(entry, connection)| (entry, connection)).collect();
    asked
        .iter()
        .map(|id| {
            let found = all.get(id).map(|connection| (id.clone(), (*connection).clone()));
            found.ok_or_else(|| Error::plan_refused("An entry is not of this plan, or cannot be tried again now."))
        })
        .collect()
}
