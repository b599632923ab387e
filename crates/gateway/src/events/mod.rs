//! What happens, told while it happens: everything that the journal is given, in its order, and what goes on in between.
//! [`Hub`] collects it, [`pump`] makes frames of it, and a stream or a poll hands them out.

mod appended;
mod frame;
mod hub;
mod poll;
mod pump;
mod reader;
mod sequence;
mod stream;
mod streams;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use axum::extract::{Extension, State};
use axum::http::HeaderMap;
use axum::response::Response;
use rescind_domain::PlanId;
use rusqlite::Connection;
use serde::Deserialize;

pub(crate) use hub::Hub;
pub(crate) use pump::pump;
pub(crate) use sequence::wants_stream;
pub(crate) use streams::Streams;

use crate::app::App;
use crate::error::Error;
use crate::extract::{Id, Parameters};
use crate::journal::plan_number;
use crate::session::{self, Person};
use sequence::After;

/// Where to go on.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Query {
    after: Option<String>,
}

/// `GET /api/events`: the events of all plans.
pub(crate) async fn all(
    State(app): State<Arc<App>>,
    Extension(person): Extension<Person>,
    headers: HeaderMap,
    Parameters(query): Parameters<Query>,
) -> Result<Response, Error> {
    tell(app, person, &headers, &query, None).await
}

/// `GET /api/plans/{id}/events`: the events of one plan.
pub(crate) async fn of_plan(
    State(app): State<Arc<App>>,
    Extension(person): Extension<Person>,
    Id(plan): Id,
    headers: HeaderMap,
    Parameters(query): Parameters<Query>,
) -> Result<Response, Error> {
    let plan = PlanId::new(plan);
    let sought = plan.clone();
    app.journal.view(move |connection: &Connection, _| plan_number(connection, &sought)).await?;
    tell(app, person, &headers, &query, Some(plan)).await
}

async fn tell(
    app: Arc<App>,
    person: Person,
    headers: &HeaderMap,
    query: &Query,
    plan: Option<PlanId>,
) -> Result<Response, Error> {
    let after = After::of(query.after.as_deref(), headers);
    if !wants_stream(headers) {
        return poll::answer(&app, after, plan).await;
    }
    let visitor = session::visitor(&app, headers, person)?;
    stream::open(app, visitor, after, plan)
}
