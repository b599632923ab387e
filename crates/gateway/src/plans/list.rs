//! `GET /api/plans`: the stored plans, newest first, with how far their entries are instead of the entries.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use rescind_domain::{NewEntry, PlanId, PlanSummary, StateCounts, Timestamp};
use rusqlite::{Connection, OptionalExtension as _, named_params, params};
use serde::Deserialize;

use super::rest::cancelled;
use super::{StoredEntry, stored};
use crate::app::App;
use crate::error::Error;
use crate::extract::Parameters;
use crate::journal::{InFlight, WAITING};

const DEFAULT_LIMIT: u32 = 100;
const MAX_LIMIT: u32 = 1000;

/// Which page: the plans that are older than `before`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Page {
    limit: Option<u32>,
    before: Option<String>,
}

/// A page of plans. It is the last one when it is shorter than the limit.
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    Parameters(page): Parameters<Page>,
) -> Result<Json<Vec<PlanSummary>>, Error> {
    let mut plans = app.journal.view(move |connection, in_flight| select(connection, &page, in_flight)).await?;
    for plan in &mut plans {
        plan.lease = app.leases.of(&plan.id, app.environment.clock.as_ref());
    }
    Ok(Json(plans))
}

fn select(connection: &Connection, page: &Page, in_flight: &InFlight) -> Result<Vec<PlanSummary>, Error> {
    let before = match &page.before {
        None => i64::MAX,
        Some(id) => {
            let number = "SELECT number FROM plan WHERE id = ?1";
            let number = connection.prepare_cached(number)?.query_row([id], |row| row.get(0)).optional()?;
            number.ok_or(Error::NotFound("plan"))?
        }
    };
    let mut statement = connection.prepare_cached(
        "SELECT number, id, at_ms, who, reason FROM plan WHERE number < ?1 ORDER BY number DESC LIMIT ?2",
    )?;
    let mut rows = statement.query(params![before, page.limit.unwrap_or(DEFAULT_LIMIT).clamp(1, MAX_LIMIT)])?;
    let (mut plans, waiting) = (Vec::new(), in_flight.to_json());
    while let Some(row) = rows.next()? {
        let mut plan = PlanSummary {
            id: PlanId::new(row.get::<_, String>(1)?),
            at: Timestamp(row.get(2)?),
            who: row.get(3)?,
            reason: row.get(4)?,
            entries: 0,
            first: first(connection, row.get(0)?)?,
            states: StateCounts::default(),
            outcomes: Default::default(),
            cancelled: cancelled(connection, row.get(0)?)?,
            lease: None,
            seq: 0,
            status: rescind_domain::PlanStatus::default(),
            waiting: Vec::new(),
        };
        count(connection, row.get(0)?, &waiting, &mut plan)?;
        plans.push(plan);
    }
    Ok(plans)
}

fn first(connection: &Connection, plan: i64) -> Result<Option<NewEntry>, Error> {
    let select = "SELECT connection, grant_json FROM entry WHERE plan = ?1 ORDER BY position LIMIT 1";
    let row = |row: &rusqlite::Row<'_>| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?));
    let found = connection.prepare_cached(select)?.query_row([plan], row).optional()?;
    let entry = |(connection, json): (String, String)| {
        let StoredEntry { connection, grant, undo } = stored::entry(&connection, &json)?;
        Ok(NewEntry { connection, grant, undo })
    };
    found.map(entry).transpose()
}

/// Counts the entries of a plan by their latest events.
fn count(connection: &Connection, plan: i64, waiting: &str, into: &mut PlanSummary) -> Result<(), Error> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT latest.kind, latest.body ->> 'outcome', (latest.entry, latest.attempt) IN {WAITING} AS waiting, count(*)
         FROM entry
         LEFT JOIN event AS latest ON latest.seq = (SELECT max(seq) FROM event WHERE entry = entry.id)
         WHERE entry.plan = :plan
         GROUP BY 1, 2, 3"
    ))?;
    let mut rows = statement.query(named_params! { ":plan": plan, ":in_flight": waiting })?;
    while let Some(row) = rows.next()? {
        let (kind, outcome) = (row.get::<_, Option<String>>(0)?, row.get::<_, Option<String>>(1)?);
        let (waiting, number) = (row.get::<_, Option<bool>>(2)?, row.get::<_, u64>(3)?);
        let states = &mut into.states;
        *match (kind.as_deref(), waiting) {
            (None, _) => &mut states.planned,
            (Some("intent"), Some(true)) => &mut states.in_flight,
            (Some("intent" | "lost"), _) => &mut states.lost,
            (Some("answer"), _) => &mut states.answered,
            (Some(_), _) => &mut states.settled,
        } += number;
        into.entries += number;
        if let Some(outcome) = outcome {
            *into.outcomes.entry(outcome).or_default() += number;
        }
    }
    Ok(())
}
