//! `POST /api/plans`: stores a plan, and starts it if that is asked for. The same key with the same body is the same plan, so
//! that a repeated request makes no second one. What the gateway could never send is refused here, before anything is stored.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Extension, Request, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use rescind_domain::preview::{NewPreview, WantedCalls};
use rescind_domain::{Action, By, Entry, EntryId, EntryRef, NewPlan, PlanId, PlanRef, RoleName, Timestamp};
use rusqlite::{Connection, OptionalExtension as _, Transaction, params};

use super::stored;
use crate::app::App;
use crate::asker::Asker;
use crate::connections::Connections;
use crate::entries::{self, BODY_LIMIT, MOST};
use crate::error::Error;
use crate::extract;
use crate::journal::{self, Created, Event, EventSubject, PlanEvent, TokenScope, append};
use crate::preview;
use crate::programs::Dangers;
use crate::random;
use crate::runner;

const MAX_REASON: usize = 4 * 1024;
/// A UUID, written in any way.
const MAX_KEY: usize = 64;

/// Stores the plan and tells the ids of its entries.
pub(crate) async fn create(
    State(app): State<Arc<App>>,
    Extension(asker): Extension<Asker>,
    headers: HeaderMap,
    request: Request,
) -> Result<Json<PlanRef>, NotStored> {
    let bytes = extract::body(request.into_body(), BODY_LIMIT).await?;
    let plan: NewPlan = extract::parsed(&bytes)?;
    permit(&app, &asker, &plan).await?;
    check(&plan, &app.connections)?;
    let hash = entries::digest(&plan)?;
    if let Some(now) = changed(&app, &headers, &plan, &hash).await? {
        return Err(NotStored::Changed(now));
    }
    let id = PlanId::new(random::text::<16>(app.environment.random.as_ref()).map_err(Error::internal)?);
    let restores: Vec<usize> = restoring(&plan);
    let new = New { id, at: app.environment.clock.now(), by: asker.by(), hash };
    let mut plan = super::to_its_end(&app, store(Arc::clone(&app), new, plan)).await?;
    let entries: Vec<EntryId> = restores.iter().filter_map(|at| Some(plan.entries.get(*at)?.id.clone())).collect();
    if !entries.is_empty() {
        plan.later =
            app.journal.view(move |connection, in_flight| journal::later(connection, &entries, in_flight)).await?;
    }
    Ok(Json(plan))
}

/// Why a plan was not stored.
#[derive(Debug)]
pub(crate) enum NotStored {
    /// It may not be.
    Refused(Error),
    /// It was decided on another preview than the one of now.
    Changed(preview::Changed),
}

impl From<Error> for NotStored {
    fn from(error: Error) -> Self {
        Self::Refused(error)
    }
}

impl IntoResponse for NotStored {
    fn into_response(self) -> Response {
        match self {
            Self::Refused(error) => error.into_response(),
            Self::Changed(changed) => changed.into_response(),
        }
    }
}

/// What the preview says now, where the plan was decided on another one. A plan that is stored already was decided on then.
async fn changed(
    app: &Arc<App>,
    headers: &HeaderMap,
    plan: &NewPlan,
    hash: &str,
) -> Result<Option<preview::Changed>, Error> {
    let Some(digest) = &plan.digest else { return Ok(None) };
    let (wanted, key) = (plan.clone(), hash.to_owned());
    let is_stored = move |connection: &Connection, _: &_| Ok(existing(connection, &wanted, &key)?.is_some());
    if app.journal.view(is_stored).await? {
        return Ok(None);
    }
    let wanted = |calls| NewPreview::of(plan.entries.iter().cloned(), calls).with_hazards();
    // The calls are no part of what is compared, and are worked out for those alone who are told of a change.
    if preview::of(app, headers, &wanted(WantedCalls::None)).await?.digest.as_ref() == Some(digest) {
        return Ok(None);
    }
    let now = preview::of(app, headers, &wanted(WantedCalls::Some)).await?;
    Ok((now.digest.as_ref() != Some(digest)).then(|| preview::Changed::new(now)))
}

/// Stores a plan unless it is, and has it run if that is asked for. One that runs already is looked at again: whoever asks once
/// more may have heard nothing.
async fn store(app: Arc<App>, new: New, plan: NewPlan) -> Result<PlanRef, Error> {
    let shared = Arc::clone(&app);
    let write = move |transaction: &Transaction<'_>| {
        if let Some((number, stored)) = existing(transaction, &plan, &new.hash)? {
            let word = if plan.start { super::word_of_running(transaction, number)? } else { None };
            return Ok((stored, word));
        }
        for entry in &plan.entries {
            journal::permit_new_undo(transaction, entry, shared.journal.in_flight())?;
        }
        let stored = insert(transaction, &new, &plan)?;
        if plan.start {
            runner::wanted(&shared, transaction, journal::plan_number(transaction, &stored.id)?, new.at)?;
        }
        Ok((stored, plan.start.then_some(new.by)))
    };
    let (stored, word) = app.journal.write(write).await?;
    if let Some(by) = word {
        runner::run(&app, stored.id.clone(), by);
    }
    Ok(stored)
}

/// Refuses what the token of a program does not permit.
async fn permit(app: &App, asker: &Asker, plan: &NewPlan) -> Result<(), Error> {
    if let Asker::Program(program) = asker
        && plan.start
    {
        program.needs_one_of(&[TokenScope::Run])?;
    }
    match Dangers::of(app, asker).await {
        Some(dangers) => plan.entries.iter().try_for_each(|entry| dangers.check(entry)),
        None => Ok(()),
    }
}

/// The positions of the entries that restore something.
fn restoring(plan: &NewPlan) -> Vec<usize> {
    let entries = plan.entries.iter().enumerate();
    entries.filter_map(|(at, entry)| (entry.action != Action::Revoke).then_some(at)).collect()
}

/// A plan that is about to be stored.
struct New {
    id: PlanId,
    at: Timestamp,
    by: By,
    hash: String,
}

fn check(plan: &NewPlan, connections: &Connections) -> Result<(), Error> {
    if plan.entries.is_empty() {
        return Err(Error::bad_request("A plan needs at least one entry."));
    }
    if plan.entries.len() > MOST {
        return Err(Error::bad_request("A plan has at most 10,000 entries."));
    }
    if plan.reason.len() > MAX_REASON {
        return Err(Error::bad_request("The reason is longer than 4 KiB."));
    }
    if plan
        .key
        .as_ref()
        .is_some_and(|key| key.is_empty() || key.len() > MAX_KEY || !key.bytes().all(|byte| byte.is_ascii_graphic()))
    {
        return Err(Error::bad_request("The key must be a UUID."));
    }
    if plan.time_limit_ms.is_some_and(|limit| !(1..=NewPlan::LONGEST_TIME_LIMIT).contains(&limit)) {
        return Err(Error::bad_request("The field `time_limit_ms` must be 1 to 600000, or null for ten minutes."));
    }
    plan.entries.iter().try_for_each(|entry| entries::check(entry, connections))
}

/// The plan that was stored with the same key before, with its number.
fn existing(connection: &Connection, plan: &NewPlan, hash: &str) -> Result<Option<(i64, PlanRef)>, Error> {
    let Some(key) = &plan.key else { return Ok(None) };
    let select = "SELECT number, id, body_hash FROM plan WHERE key = ?1";
    let row = |row: &rusqlite::Row<'_>| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?, row.get::<_, String>(2)?));
    let Some((number, id, stored)) = connection.prepare_cached(select)?.query_row([key], row).optional()? else {
        return Ok(None);
    };
    if stored != hash {
        return Err(Error::plan_refused("Another plan was stored with this key. Nothing was stored or sent."));
    }
    let mut statement = connection.prepare_cached("SELECT id FROM entry WHERE plan = ?1 ORDER BY position")?;
    let entries = statement.query_map([number], |row| row.get::<_, String>(0))?;
    let entries = entries.map(|id| Ok(EntryRef { id: EntryId::new(id?) })).collect::<Result<Vec<_>, Error>>()?;
    Ok(Some((number, PlanRef { id: PlanId::new(id), entries, later: Vec::new() })))
}

fn insert(transaction: &Transaction<'_>, new: &New, plan: &NewPlan) -> Result<PlanRef, Error> {
    let New { id, at, by, hash } = new;
    let at_ms = i64::try_from(at.0).map_err(Error::internal)?;
    let insert =
        "INSERT INTO plan (id, at_ms, who, reason, key, body_hash, time_limit_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    let values = params![id.as_str(), at_ms, by.who, plan.reason, plan.key, hash, plan.time_limit_ms];
    transaction.execute(insert, values)?;
    let number = transaction.last_insert_rowid();
    let mut insert = transaction.prepare_cached(
        "INSERT INTO entry (id, plan, position, connection, grant_json, role, principal)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?;
    let mut entries = Vec::with_capacity(plan.entries.len());
    for (position, entry) in plan.entries.iter().enumerate() {
        let Entry { connection, grant, .. } = entry;
        // The plan's id is unguessable, so that of the entry need not be once more; and people can read the order off it.
        let id = EntryId::new(format!("{id}.{}", position + 1));
        let principal = grant.principal().map(|principal| principal.id.as_str());
        let role = grant.role().map(RoleName::as_str).unwrap_or_default();
        let json = stored::encode(entry)?;
        insert.execute(params![id.as_str(), number, position, connection.as_str(), json, role, principal])?;
        entries.push(EntryRef { id });
    }
    let count = u64::try_from(plan.entries.len()).map_err(Error::internal)?;
    let created = PlanEvent::Created(Created { by: by.clone(), entries: count });
    append(transaction, *at, EventSubject::Plan(number), &Event::Plan(created))?;
    if plan.start {
        append(transaction, *at, EventSubject::Plan(number), &Event::Plan(PlanEvent::Started(by.clone())))?;
    }
    Ok(PlanRef { id: id.clone(), entries, later: Vec::new() })
}
