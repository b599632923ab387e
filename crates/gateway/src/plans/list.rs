//! `GET /api/plans`: the stored plans, newest first, with how far their entries are instead of the entries.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Extension, State};
use axum::response::{IntoResponse as _, Response};
use rescind_domain::{PlanId, PlanSummary};
use rusqlite::{Connection, params};
use serde::Deserialize;

use super::tally::Tally;
use super::{open, reached};
use crate::app::App;
use crate::asker::Asker;
use crate::error::Error;
use crate::extract::Parameters;
use crate::journal::{InFlight, newest_of_all, plan_number};
use crate::reach::Reach;

const DEFAULT_LIMIT: u32 = 100;
const MAX_LIMIT: u32 = 1000;

/// Which page: the plans that are older than `before`. Or, with `open=1`, what is not over yet.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Page {
    /// How many plans at most: 1 to 1000, or 100 where it is left out.
    limit: Option<u32>,
    /// The id of a plan: only older ones.
    before: Option<String>,
    /// `1`, and then alone: the plans that are not over yet, in another form.
    open: Option<String>,
}

/// A page of plans. It is the last one when it is shorter than the limit.
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    Extension(asker): Extension<Asker>,
    Parameters(page): Parameters<Page>,
) -> Result<Response, Error> {
    let reach = asker.reach();
    match &page {
        Page { open: None, .. } => {}
        Page { open: Some(open), limit: None, before: None } if open == "1" => {
            return open::list(&app, reach).await.map(|open| Json(open).into_response());
        }
        Page { open: Some(_), .. } => return Err(Error::bad_request("`open` must be 1, and stand alone.")),
    }
    let select = move |connection: &Connection, in_flight: &InFlight| select(connection, &page, &reach, in_flight);
    let mut plans = app.journal.view(select).await?;
    for plan in &mut plans {
        now(&app, plan);
    }
    Ok(Json(plans).into_response())
}

/// Adds what is known in memory only.
pub(super) fn now(app: &App, plan: &mut PlanSummary) {
    plan.waiting = app.hub.waiting_of(&plan.id);
}

fn select(
    connection: &Connection,
    page: &Page,
    reach: &Reach,
    in_flight: &InFlight,
) -> Result<Vec<PlanSummary>, Error> {
    let seq = newest_of_all(connection)?;
    let before = match &page.before {
        None => i64::MAX,
        Some(id) => plan_number(connection, &PlanId::new(id))?,
    };
    let within = reached::within("?3");
    let select = format!("SELECT number FROM plan WHERE number < ?1 AND {within} ORDER BY number DESC LIMIT ?2");
    let mut statement = connection.prepare_cached(&select)?;
    let values = params![before, page.limit.unwrap_or(DEFAULT_LIMIT).clamp(1, MAX_LIMIT), reach.to_json()];
    let numbers = statement.query_map(values, |row| row.get::<_, i64>(0))?;
    numbers.map(|number| Ok(Tally::read(connection, number?)?.summary(seq, in_flight))).collect()
}

/// A plan by its number, with how far its entries are. What it waits for is not on the disk.
pub(crate) fn summary(connection: &Connection, plan: i64, in_flight: &InFlight) -> Result<PlanSummary, Error> {
    let seq = newest_of_all(connection)?;
    Ok(Tally::read(connection, plan)?.summary(seq, in_flight))
}
