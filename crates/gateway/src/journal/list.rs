//! `GET /api/journal`: a page of rows, newest first.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Extension, State};
use rescind_domain::JournalPage;
use rusqlite::Connection;

use super::filter::{self, Filter};
use super::page;
use crate::app::App;
use crate::asker::Asker;
use crate::error::Error;
use crate::extract::Parameters;

const DEFAULT_LIMIT: u64 = 100;
const MAX_LIMIT: u64 = 1000;

/// A page of the journal.
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    Extension(asker): Extension<Asker>,
    Parameters(parameters): Parameters<Vec<(String, String)>>,
) -> Result<Json<JournalPage>, Error> {
    let (mut filter, mut limit) = (Filter::within(asker.reach()), None);
    filter::each(&parameters, |name, value| match name {
        "limit" => filter::number(name, value).map(|number| limit = number).map(|()| true),
        _ => filter.take(name, value),
    })?;
    let limit = usize::try_from(limit.unwrap_or(DEFAULT_LIMIT).clamp(1, MAX_LIMIT)).map_err(Error::internal)?;
    let read = move |connection: &Connection, in_flight: &_| page::read(connection, &filter, limit, in_flight);
    app.journal.view(read).await.map(Json)
}
