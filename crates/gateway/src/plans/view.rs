//! `GET /api/plans/{id}`: a plan with the state of each entry.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use rescind_domain::{ConnectionId, EntryId, EntryState, Grant, PlanEntry, PlanId, PlanView, Timestamp};
use rusqlite::{Connection, OptionalExtension as _, Row};

use super::rest::cancelled;
use super::stored;
use crate::app::App;
use crate::error::Error;
use crate::extract::Id;
use crate::journal::{AttemptKey, Event, InFlight, given_back, witnessed_by};

/// The entries of a plan in their order, each with its latest event and what was seen before it was taken.
fn entries() -> String {
    format!(
        "SELECT entry.id, entry.connection, entry.grant_json, latest.attempt, latest.kind, latest.body, {}
        FROM entry
        LEFT JOIN event AS latest ON latest.seq = (SELECT max(seq) FROM event WHERE entry = entry.id)
        WHERE entry.plan = ?1
        ORDER BY entry.position",
        witnessed_by("entry.id")
    )
}

/// The whole plan.
pub(crate) async fn view(State(app): State<Arc<App>>, Id(id): Id) -> Result<Json<PlanView>, Error> {
    let mut plan = app.journal.view(move |connection, in_flight| select(connection, &id, in_flight)).await?;
    plan.lease = app.leases.of(&plan.id, app.environment.clock.as_ref());
    Ok(Json(plan))
}

fn select(connection: &Connection, id: &str, in_flight: &InFlight) -> Result<PlanView, Error> {
    let plan = "SELECT number, at_ms, who, reason FROM plan WHERE id = ?1";
    let row = |row: &Row<'_>| {
        let view = PlanView {
            id: PlanId::new(id),
            at: Timestamp(row.get(1)?),
            who: row.get(2)?,
            reason: row.get(3)?,
            entries: Vec::new(),
            cancelled: None,
            lease: None,
            seq: 0,
            status: rescind_domain::PlanStatus::default(),
            waiting: Vec::new(),
        };
        Ok((row.get::<_, i64>(0)?, view))
    };
    let found = connection.prepare_cached(plan)?.query_row([id], row).optional()?;
    let (number, mut view) = found.ok_or(Error::NotFound("plan"))?;
    view.cancelled = cancelled(connection, number)?;
    let mut statement = connection.prepare_cached(&entries())?;
    let mut rows = statement.query([number])?;
    while let Some(row) = rows.next()? {
        view.entries.push(entry(connection, row, in_flight)?);
    }
    Ok(view)
}

fn entry(connection: &Connection, row: &Row<'_>, in_flight: &InFlight) -> Result<PlanEntry, Error> {
    let text = |index: usize| row.get_ref(index)?.as_str().map_err(Error::internal);
    let id = EntryId::new(text(0)?);
    let state = match row.get::<_, Option<u32>>(3)? {
        None => EntryState::Planned,
        Some(number) => Event::decode(text(4)?, text(5)?)?.state(&AttemptKey { entry: id.clone(), number }, in_flight),
    };
    let (grant, undo) = stored::decode(text(2)?)?;
    let witnessed = row.get_ref(6)?.as_str_or_null().map_err(Error::internal)?;
    let witnessed: Vec<Grant> = witnessed.map(serde_json::from_str).transpose()?.unwrap_or_default();
    let given_back = if witnessed.is_empty() { Vec::new() } else { given_back(connection, &id, in_flight)? };
    let connection = ConnectionId::new(text(1)?);
    Ok(PlanEntry { id, connection, grant, state, undo, witnessed, given_back })
}
