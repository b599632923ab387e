//! The journal as a file: one row a line, newest first, as JSON Lines or CSV. Rows are read and written in batches, so that
//! a long journal neither fills the memory nor keeps others from the database. Events are only ever added and batches go
//! back in time, so what happens meanwhile changes no row of a later batch but its state.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use futures_util::stream;
use rescind_domain::{JournalRow, RoleName, csv};
use rusqlite::Connection;
use serde_json::Value;

use super::filter::{self, Filter};
use super::{InFlight, page};
use crate::app::App;
use crate::error::Error;
use crate::extract::Parameters;

const BATCH: usize = 500;

/// The form of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Format {
    /// One JSON object a line, as `GET /api/journal` shows a row.
    Jsonl,
    /// RFC 4180 with a line of names, safe to open in a spreadsheet.
    Csv,
}

/// The columns of the CSV, each with its place in the row's JSON.
const COLUMNS: &[(&str, &str)] = &[
    ("number", "/number"),
    ("time", "/time"),
    ("who", "/who"),
    ("connection", "/connection"),
    ("method", "/method"),
    ("path", "/path"),
    ("kind", "/grant/kind"),
    ("principal", "/principal"),
    ("role", "/role"),
    ("taken", "/taken"),
    ("from", "/from"),
    ("reason", "/reason"),
    ("plan", "/plan"),
    ("entry", "/entry"),
    ("idempotency_key", "/idempotencyKey"),
    ("request_id", "/requestId"),
    ("http_status", "/httpStatus"),
    ("business_status", "/business"),
    ("state", "/state"),
    ("outcome", "/outcome"),
    ("verified", "/verified"),
    ("fault", "/fault/message"),
    ("grant", "/grant"),
    ("undoes", "/undo"),
    ("given_back", "/givenBack"),
];

impl Format {
    /// What comes before the rows.
    fn head(self) -> String {
        match self {
            Self::Jsonl => String::new(),
            Self::Csv => csv::record(COLUMNS.iter().map(|(name, _)| *name)),
        }
    }

    fn line(self, row: &JournalRow) -> Result<String, Error> {
        match self {
            Self::Jsonl => Ok(serde_json::to_string(row)? + "\n"),
            Self::Csv => {
                let mut fields = serde_json::to_value(row)?;
                let principal = fields.pointer("/grant/principal/id").cloned().unwrap_or_default();
                if let Some(fields) = fields.as_object_mut() {
                    fields.insert("principal".to_owned(), principal);
                    fields.insert("time".to_owned(), row.at.to_utc().into());
                    fields.insert("role".to_owned(), row.grant.role().map(RoleName::as_str).into());
                    fields.insert("taken".to_owned(), row.grant.what_in_full().into());
                    fields.insert("from".to_owned(), row.grant.from_whom().into());
                }
                let cells: Vec<_> = COLUMNS.iter().map(|(_, place)| cell(fields.pointer(place))).collect();
                Ok(csv::record(cells.iter().map(String::as_str)))
            }
        }
    }

    const fn media_type(self) -> &'static str {
        match self {
            Self::Jsonl => "application/x-ndjson",
            Self::Csv => "text/csv; charset=utf-8",
        }
    }

    const fn disposition(self) -> &'static str {
        match self {
            Self::Jsonl => "attachment; filename=\"rescind-journal.jsonl\"",
            Self::Csv => "attachment; filename=\"rescind-journal.csv\"",
        }
    }
}

fn cell(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    }
}

/// The file's next piece, and where the one after it begins.
#[derive(Debug)]
struct Batch {
    text: String,
    next: Option<u64>,
}

fn batch(connection: &Connection, filter: &Filter, format: Format, in_flight: &InFlight) -> Result<Batch, Error> {
    let page = page::read(connection, filter, BATCH, in_flight)?;
    let lines = page.rows.iter().map(|row| format.line(row)).collect::<Result<String, _>>()?;
    Ok(Batch { text: lines, next: page.next })
}

/// Gives the whole journal to `write`, piece by piece. No call is taken to be under way: whoever has no gateway's memory at
/// hand cannot know of any.
pub(crate) fn everything(
    connection: &Connection,
    format: Format,
    mut write: impl FnMut(&str) -> Result<(), Error>,
) -> Result<(), Error> {
    let (mut filter, in_flight) = (Filter::default(), InFlight::default());
    write(&format.head())?;
    loop {
        let Batch { text, next } = batch(connection, &filter, format, &in_flight)?;
        write(&text)?;
        filter.before = Some(match next {
            Some(next) => next,
            None => return Ok(()),
        });
    }
}

/// `GET /api/journal/export`: the rows of a filter as a download.
pub(crate) async fn download(
    State(app): State<Arc<App>>,
    Parameters(parameters): Parameters<Vec<(String, String)>>,
) -> Result<Response, Error> {
    let (mut filter, mut format) = (Filter::default(), Format::Jsonl);
    filter::each(&parameters, |name, value| match (name, value) {
        ("format", "jsonl") => Ok(true),
        ("format", "csv") => {
            format = Format::Csv;
            Ok(true)
        }
        ("format", _) => Err(filter::one_of(name, &["jsonl", "csv"])),
        _ => filter.take(name, value),
    })?;
    let head = stream::iter([Ok(format.head())]);
    let rows = stream::try_unfold(Some(filter), move |filter| {
        let app = Arc::clone(&app);
        async move {
            let Some(mut filter) = filter else { return Ok::<_, Error>(None) };
            let view = move |connection: &Connection, in_flight: &InFlight| {
                let Batch { text, next } = batch(connection, &filter, format, in_flight)?;
                filter.before = next;
                Ok(Some((text, next.is_some().then_some(filter))))
            };
            app.journal.view(view).await
        }
    });
    let body = Body::from_stream(stream::StreamExt::chain(head, rows));
    let headers = [(CONTENT_TYPE, format.media_type()), (CONTENT_DISPOSITION, format.disposition())];
    Ok((headers, body).into_response())
}
