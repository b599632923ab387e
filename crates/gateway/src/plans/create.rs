//! `POST /api/plans`: stores a plan. Nothing is sent by it.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Extension, Request, State};
use rescind_domain::{Access, EntryId, EntryRef, NewEntry, NewPlan, PlanId, PlanRef, RoleName, Timestamp};
use rusqlite::{Transaction, params};

use super::stored;
use crate::app::App;
use crate::connections::Connections;
use crate::error::Error;
use crate::extract;
use crate::random;
use crate::session::Person;

const MAX_ENTRIES: usize = 10_000;
const MAX_REASON: usize = 4 * 1024;
/// As many entries as a plan may have, with long names.
const BODY_LIMIT: usize = 16 * 1024 * 1024;

/// Stores the plan and tells the ids of its entries.
pub(crate) async fn create(
    State(app): State<Arc<App>>,
    Extension(person): Extension<Person>,
    request: Request,
) -> Result<Json<PlanRef>, Error> {
    let plan: NewPlan = extract::json(request.into_body(), BODY_LIMIT).await?;
    check(&plan, &app.connections)?;
    let id = PlanId::new(random::text::<16>(app.environment.random.as_ref()).map_err(Error::internal)?);
    let at = app.environment.clock.now();
    let stored = app.plans.store.write(move |transaction| insert(transaction, id, at, &person, &plan));
    stored.await.map(Json)
}

fn check(plan: &NewPlan, connections: &Connections) -> Result<(), Error> {
    if plan.entries.is_empty() {
        return Err(Error::bad_request("A plan needs at least one entry."));
    }
    if plan.entries.len() > MAX_ENTRIES {
        return Err(Error::bad_request("A plan has at most 10,000 entries."));
    }
    if plan.reason.len() > MAX_REASON {
        return Err(Error::bad_request("The reason is longer than 4 KiB."));
    }
    for entry in &plan.entries {
        let connection = connections.get(entry.connection.as_str()).ok_or(Error::NotFound("connection"))?;
        if connection.public.access == Access::ReadOnly {
            return Err(Error::ReadOnly);
        }
    }
    Ok(())
}

fn insert(
    transaction: &Transaction<'_>,
    id: PlanId,
    at: Timestamp,
    person: &Person,
    plan: &NewPlan,
) -> Result<PlanRef, Error> {
    let at = i64::try_from(at.0).map_err(Error::internal)?;
    let insert = "INSERT INTO plan (id, at_ms, who, reason) VALUES (?1, ?2, ?3, ?4)";
    transaction.execute(insert, params![id.as_str(), at, person.who, plan.reason])?;
    let number = transaction.last_insert_rowid();
    let mut insert = transaction.prepare_cached(
        "INSERT INTO entry (id, plan, position, connection, grant_json, role, principal)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?;
    let mut entries = Vec::with_capacity(plan.entries.len());
    for (position, entry) in plan.entries.iter().enumerate() {
        let NewEntry { connection, grant, undo: _ } = entry;
        check_undo(transaction, entry)?;
        // The plan's id is unguessable, so that of the entry need not be once more; and people can read the order off it.
        let id = EntryId::new(format!("{id}.{}", position + 1));
        let principal = grant.principal().map(|principal| principal.id.as_str());
        let role = grant.role().map(RoleName::as_str).unwrap_or_default();
        let json = stored::encode(entry)?;
        insert.execute(params![id.as_str(), number, position, connection.as_str(), json, role, principal])?;
        entries.push(EntryRef { id });
    }
    Ok(PlanRef { id, entries })
}

/// An entry that gives back names one that there is, of the same connection. Whether it may be undone is told when it is.
fn check_undo(transaction: &Transaction<'_>, entry: &NewEntry) -> Result<(), Error> {
    let Some(undo) = &entry.undo else { return Ok(()) };
    let undone = super::find(transaction, undo)?.ok_or(Error::NotFound("entry to be undone"))?;
    match undone.connection == entry.connection {
        true => Ok(()),
        false => Err(Error::bad_request("An entry that gives back belongs to the connection that it was taken in.")),
    }
}
