//! `GET /api/plans`: the stored plans, newest first, without their entries.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use rescind_domain::{PlanId, Timestamp};
use rusqlite::{Connection, params};
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::error::Error;
use crate::extract::Parameters;

const DEFAULT_LIMIT: u32 = 100;
const MAX_LIMIT: u32 = 1000;

/// Which page: the plans that are older than `before`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Page {
    limit: Option<u32>,
    before: Option<String>,
}

/// One plan, in few words.
#[derive(Debug, Serialize)]
pub(crate) struct PlanSummary {
    id: PlanId,
    at: Timestamp,
    who: String,
    reason: String,
    /// How many entries it has.
    entries: u64,
}

/// A page of plans. It is the last one when it is shorter than the limit.
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    Parameters(page): Parameters<Page>,
) -> Result<Json<Vec<PlanSummary>>, Error> {
    app.plans.store.read(move |connection| select(connection, &page)).await.map(Json)
}

fn select(connection: &Connection, page: &Page) -> Result<Vec<PlanSummary>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT id, at_ms, who, reason, (SELECT count(*) FROM entry WHERE entry.plan = plan.number)
         FROM plan
         WHERE ?1 IS NULL OR number < (SELECT number FROM plan WHERE id = ?1)
         ORDER BY number DESC
         LIMIT ?2",
    )?;
    let limit = page.limit.unwrap_or(DEFAULT_LIMIT).clamp(1, MAX_LIMIT);
    let rows = statement.query_map(params![page.before, limit], |row| {
        Ok(PlanSummary {
            id: PlanId::new(row.get::<_, String>(0)?),
            at: Timestamp(row.get(1)?),
            who: row.get(2)?,
            reason: row.get(3)?,
            entries: row.get(4)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
