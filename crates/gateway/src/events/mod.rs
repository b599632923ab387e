//! What happens, told while it happens: everything that the journal is given, in its order, and what goes on in between.
//! [`Hub`] collects it, [`pump`] makes frames of it, and a stream or a poll hands them out.

mod appended;
mod frame;
mod hub;
mod poll;
mod pump;
mod reader;
mod sequence;
mod sight;
mod stream;
mod streams;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use axum::extract::{Extension, State};
use axum::http::HeaderMap;
use axum::response::Response;
use rescind_domain::PlanId;
use serde::Deserialize;

pub(crate) use hub::Hub;
pub(crate) use pump::pump;
pub(crate) use sequence::wants_stream;
pub(crate) use streams::Streams;

use crate::app::App;
use crate::asker::Asker;
use crate::error::Error;
use crate::extract::Parameters;
use crate::journal::{newest_of_all, plan_number};
use crate::plans::Reached;
use crate::session;
use sequence::After;

/// Where to go on.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Query {
    /// The number of the last event that is known already; without it there is only what happens from now on.
    after: Option<String>,
}

/// `GET /api/events`: the events of all plans.
pub(crate) async fn all(
    State(app): State<Arc<App>>,
    Extension(asker): Extension<Asker>,
    headers: HeaderMap,
    Parameters(query): Parameters<Query>,
) -> Result<Response, Error> {
    tell(app, asker, &headers, &query, None).await
}

/// `GET /api/plans/{id}/events`: the events of one plan.
pub(crate) async fn of_plan(
    State(app): State<Arc<App>>,
    Extension(asker): Extension<Asker>,
    Reached(plan): Reached,
    headers: HeaderMap,
    Parameters(query): Parameters<Query>,
) -> Result<Response, Error> {
    let sought = plan.clone();
    app.journal.read(move |connection| plan_number(connection, &sought)).await?;
    tell(app, asker, &headers, &query, Some(plan)).await
}

async fn tell(
    app: Arc<App>,
    asker: Asker,
    headers: &HeaderMap,
    query: &Query,
    plan: Option<PlanId>,
) -> Result<Response, Error> {
    let after = After::of(query.after.as_deref(), headers);
    if after.is_newer_than(app.hub.last()) {
        catch_up(&app).await?;
    }
    let reach = asker.reach();
    if !wants_stream(headers) {
        return poll::answer(&app, after, plan, reach).await;
    }
    let visitor = session::visitor(&app, headers, asker)?;
    stream::open(app, visitor, after, plan, reach)
}

/// Lets the hub know of what another process has written into the journal: whoever has read the journal knows of it.
async fn catch_up(app: &App) -> Result<(), Error> {
    match app.hub.last() < app.journal.read(newest_of_all).await? {
        true => app.journal.catch_up().await,
        false => Ok(()),
    }
}
