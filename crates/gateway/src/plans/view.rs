//! `GET /api/plans/{id}`: a plan with the state of each entry. Entries are shown in the same way elsewhere.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use rescind_domain::event::EntryEvent;
use rescind_domain::{ActionKind, By, EntryId, EntryState, Grant, PlanEntry, PlanId, PlanView, Requested, Timestamp};
use rusqlite::{Connection, Row};

use super::reached::Reached;
use super::status::plan_status;
use super::stored;
use crate::app::App;
use crate::error::Error;
use crate::journal::observed::{self, Told};
use crate::journal::{
    AttemptKey, Event, InFlight, PlanEvent, captured_by, first_of_gateway, later, newest_of_all, newest_of_kind,
    plan_number, restored, wanted_again,
};

/// Entries, each with its plan, its latest event and what was seen before it was revoked; `condition` says which.
fn entries(condition: &str) -> String {
    format!(
        "SELECT entry.id, entry.connection, entry.grant_json, latest.attempt, latest.kind, latest.body, {},
            latest.seq, coalesce(latest.at_ms, plan.at_ms), plan.id, plan.reason
        FROM entry
        JOIN plan ON plan.number = entry.plan
        LEFT JOIN event AS latest ON latest.seq = (SELECT max(seq) FROM event WHERE entry = entry.id)
        WHERE {condition}
        ORDER BY entry.position",
        captured_by("entry.id")
    )
}

/// The whole plan.
pub(crate) async fn view(State(app): State<Arc<App>>, Reached(id): Reached) -> Result<Json<PlanView>, Error> {
    let mut plan = app.journal.view(move |connection, in_flight| select(connection, &id, in_flight)).await?;
    plan.waiting = app.hub.waiting_of(&plan.id);
    plan.progress = app.hub.progress_of(Some(&plan.id));
    Ok(Json(plan))
}

fn select(connection: &Connection, id: &PlanId, in_flight: &InFlight) -> Result<PlanView, Error> {
    let seq = newest_of_all(connection)?;
    let number = plan_number(connection, id)?;
    let status = plan_status(connection, number)?;
    let plan = "SELECT at_ms, who, reason FROM plan WHERE number = ?1";
    let row = |row: &Row<'_>| {
        Ok(PlanView {
            seq,
            status,
            waiting: Vec::new(),
            id: id.clone(),
            at: Timestamp(row.get(0)?),
            who: row.get(1)?,
            started: None,
            resumed: None,
            retried: None,
            reason: row.get(2)?,
            entries: Vec::new(),
            progress: Vec::new(),
            again: Vec::new(),
            later: Vec::new(),
        })
    };
    let mut view = connection.prepare_cached(plan)?.query_row([number], row)?;
    view.started = requested(connection, number, "started")?;
    view.resumed = requested(connection, number, "resumed")?;
    view.retried = requested(connection, number, "retried")?;
    view.again = wanted_again(connection, number)?;
    let first = first_of_gateway(connection)?;
    let mut statement = connection.prepare_cached(&entries("entry.plan = ?1"))?;
    let mut rows = statement.query([number])?;
    while let Some(row) = rows.next()? {
        view.entries.push(entry(connection, row, first, in_flight)?.entry);
    }
    let restoring = view.entries.iter().filter(|entry| entry.kind() == ActionKind::Grant);
    let restoring: Vec<EntryId> = restoring.map(|entry| entry.id.clone()).collect();
    view.later = later(connection, &restoring, in_flight)?;
    Ok(view)
}

/// Who asked for the newest event of a plan of this kind, and when.
fn requested(connection: &Connection, plan: i64, kind: &str) -> Result<Option<Requested>, Error> {
    let by = |event| match event {
        PlanEvent::Started(by) | PlanEvent::Resumed(by) => Some(by),
        PlanEvent::Retried(retried) => Some(retried.by),
        PlanEvent::Created(_) | PlanEvent::Paused(_) | PlanEvent::Cancelled(_) => None,
    };
    let requested = |at, By { who, session }| Requested { at, who, session };
    Ok(newest_of_kind(connection, plan, kind)?.and_then(|(at, event)| Some(requested(at, by(event)?))))
}

/// An entry as it is now, with the number and the time of its newest event. An entry without one has the number 0 and the
/// time of its plan.
pub(crate) fn entry_event(connection: &Connection, id: &EntryId, in_flight: &InFlight) -> Result<EntryEvent, Error> {
    let first = first_of_gateway(connection)?;
    let mut statement = connection.prepare_cached(&entries("entry.id = ?1"))?;
    let found = statement.query_and_then([id.as_str()], |row| entry(connection, row, first, in_flight))?.next();
    found.ok_or(Error::NotFound("entry"))?
}

/// From a row of [`entries`]; `first` is [`first_of_gateway`].
fn entry(connection: &Connection, row: &Row<'_>, first: u64, in_flight: &InFlight) -> Result<EntryEvent, Error> {
    let text = |index: usize| row.get_ref(index)?.as_str().map_err(Error::internal);
    let id = EntryId::new(text(0)?);
    let seq = row.get::<_, Option<u64>>(7)?.unwrap_or(0);
    let (state, told) = match row.get::<_, Option<u32>>(3)? {
        None => (EntryState::Planned, Told::default()),
        Some(number) => {
            let latest = Event::decode(text(4)?, text(5)?)?;
            let told = observed::of(&latest, seq, first);
            (latest.entry_state(&AttemptKey { entry: id.clone(), number }, in_flight), told)
        }
    };
    let Told { observed, comparison, is_ours: _ } = told;
    let stored = stored::entry(text(1)?, text(2)?)?;
    let captured = row.get_ref(6)?.as_str_or_null().map_err(Error::internal)?;
    let captured: Vec<Grant> = captured.map(serde_json::from_str).transpose()?.unwrap_or_default();
    let restored = if captured.is_empty() { Vec::new() } else { restored(connection, &id, in_flight)? };
    let entry = PlanEntry { id, entry: stored, state, captured, restored, observed, comparison };
    Ok(EntryEvent { seq, at: Timestamp(row.get(8)?), plan: PlanId::new(text(9)?), reason: text(10)?.to_owned(), entry })
}
