//! The journal as a file: one row a line, newest first, as JSON Lines or CSV. Rows are read and written in batches, so that
//! a long journal neither fills the memory nor keeps others from the database. Events are only ever added and batches go
//! back in time, so what happens meanwhile changes no row of a later batch but its state.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Extension, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use futures_util::stream;
use rescind_domain::{Comparison, JournalRow, RoleName, Timestamp, csv};
use rusqlite::Connection;
use serde_json::Value;

use super::filter::{self, Filter};
use super::{InFlight, page};
use crate::app::App;
use crate::asker::Asker;
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
    ("undoes", "/undoes"),
    ("restored", "/restored"),
    ("observed_by", "/observed/by"),
    ("observed_read", "/observed/read"),
    ("observed_at", "/observedAt"),
    ("also_gone", "/alsoGone"),
    ("repeat", "/repeat"),
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
                    let observed_at = row.observed.as_ref().and_then(|observed| observed.at);
                    fields.insert("observedAt".to_owned(), observed_at.map(Timestamp::to_utc).into());
                    fields.insert("alsoGone".to_owned(), row.comparison.as_ref().map(also_gone).into());
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

/// What is told of a comparison in one cell.
fn also_gone(comparison: &Comparison) -> String {
    match comparison {
        Comparison::Same => String::new(),
        Comparison::AlsoGone { grants, count, .. } => {
            let count = count.map(|count| count.to_string());
            let named = grants.iter().map(|grant| format!("{} ({})", grant.what_in_full(), grant.from_whom()));
            count.into_iter().chain(named).collect::<Vec<_>>().join("; ")
        }
        Comparison::NotCompared { why } => format!("not compared: {why}"),
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
    Extension(asker): Extension<Asker>,
    Parameters(parameters): Parameters<Vec<(String, String)>>,
) -> Result<Response, Error> {
    let (mut filter, mut format) = (Filter::within(asker.reach()), Format::Jsonl);
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

#[cfg(test)]
mod tests {
    use rescind_domain::EntryId;

    use super::*;
    use crate::journal::{AttemptKey, Event, append, schema};

    #[test]
    fn the_last_columns_tell_who_observed_an_outcome_and_what_else_is_gone() {
        let mut connection = Connection::open_in_memory().unwrap();
        schema::prepare(&mut connection, Timestamp(0)).unwrap();
        let grant =
            |user: &str| format!(r#"{{"kind":"membership","role":"r","principal":{{"kind":"user","id":"{user}"}}}}"#);
        let plan = "INSERT INTO plan (number, id, at_ms, who, reason) VALUES (1, 'p', 0, 'w', '')";
        connection.execute(plan, []).unwrap();
        let insert = "INSERT INTO entry VALUES ('e', 1, 0, 'c', ?1, 'r', 'u')";
        connection.execute(insert, [grant("u")]).unwrap();
        let observed = r#""observed":{"by":"gateway","read":"POST /list","at":1000}"#;
        let gone = |more: &str| format!(r#"{{"compared":"also_gone","from":1,"to":2,"place":"besides",{more}}}"#);
        let named = gone(&format!(r#""grants":[{},{}]"#, grant("v"), grant("w")));
        for (attempt, (comparison, expected)) in [
            (r#"{"compared":"same"}"#.to_owned(), ""),
            (named, "\"r (v); r (w)\""),
            (gone(r#""grants":[],"count":3"#), "3"),
            (r#"{"compared":"not_compared","why":"cut"}"#.to_owned(), "not compared: cut"),
        ]
        .into_iter()
        .enumerate()
        {
            let body = format!(r#"{{"who":"w","outcome":"Revoked",{observed},"comparison":{comparison}}}"#);
            let attempt = AttemptKey { entry: EntryId::new("e"), number: u32::try_from(attempt).unwrap() + 1 };
            append(&connection, Timestamp(0), &attempt, &Event::decode("outcome", &body).unwrap()).unwrap();
            let mut text = String::new();
            let write = |piece: &str| {
                text.push_str(piece);
                Ok(())
            };
            everything(&connection, Format::Csv, write).unwrap();
            let end = format!(",gateway,POST /list,1970-01-01T00:00:01.000Z,{expected},");
            assert!(text.lines().nth(1).unwrap().ends_with(&end), "{text}");
        }
    }
}
