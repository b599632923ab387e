//! `GET /api/journal`: one row an attempt, newest first. Filters and pages are made by the database; only the rows of the
//! page are ever loaded.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use rescind_domain::{ConnectionId, EntryId, EntryState, JournalPage, JournalRow, PlanId, Timestamp};
use rusqlite::{Connection, Row, named_params};
use serde::Deserialize;

use super::event::{Answer, Begun, Settled};
use super::{AttemptKey, Event, InFlight};
use crate::app::App;
use crate::error::Error;
use crate::extract::Parameters;

const DEFAULT_LIMIT: u32 = 100;
const MAX_LIMIT: u32 = 1000;

/// The attempts by their first event: an intent, or an outcome that needed no call. `latest` is the event that decides the
/// state. An attempt that was followed by another needs no settling, whatever became of it.
const SELECT: &str = "
SELECT first.seq, first.at_ms, first.attempt, first.kind, first.body, latest.kind, latest.body,
    (SELECT body FROM event WHERE entry = first.entry AND attempt = first.attempt AND kind = 'answer'),
    entry.id, entry.connection, entry.grant_json, plan.id, plan.reason
FROM event AS first
JOIN entry ON entry.id = first.entry
JOIN plan ON plan.number = entry.plan
JOIN event AS latest ON latest.seq =
    (SELECT max(seq) FROM event WHERE entry = first.entry AND attempt = first.attempt)
WHERE first.seq < :before
    AND (first.kind = 'intent' OR (first.kind = 'outcome' AND NOT EXISTS
        (SELECT 1 FROM event WHERE entry = first.entry AND attempt = first.attempt AND seq < first.seq)))
    AND (:connection IS NULL OR entry.connection = :connection)
    AND (:role IS NULL OR entry.role = :role)
    AND (:principal IS NULL OR entry.principal = :principal)
    AND (NOT :unsettled OR (
        (latest.kind <> 'outcome' OR latest.body ->> 'outcome' = 'Unknown')
        AND NOT EXISTS (SELECT 1 FROM event WHERE entry = first.entry AND attempt > first.attempt)))
ORDER BY first.seq DESC
LIMIT :limit";

/// What is asked for. An empty text is no filter.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Filter {
    limit: Option<u32>,
    before: Option<u64>,
    connection: Option<String>,
    role: Option<String>,
    principal: Option<String>,
    unsettled: Option<Unsettled>,
}

/// The one value that the parameter has.
#[derive(Clone, Copy, Debug, Deserialize)]
enum Unsettled {
    #[serde(rename = "1")]
    Only,
}

/// A page of the journal.
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    Parameters(filter): Parameters<Filter>,
) -> Result<Json<JournalPage>, Error> {
    let in_flight = app.journal.in_flight.clone();
    app.journal.store.read(move |connection| page(connection, &filter, &in_flight)).await.map(Json)
}

fn page(connection: &Connection, filter: &Filter, in_flight: &InFlight) -> Result<JournalPage, Error> {
    let limit = filter.limit.unwrap_or(DEFAULT_LIMIT).clamp(1, MAX_LIMIT) as usize;
    let mut statement = connection.prepare_cached(SELECT)?;
    let mut found = statement.query(named_params! {
        ":before": filter.before.and_then(|before| i64::try_from(before).ok()).unwrap_or(i64::MAX),
        ":connection": given(filter.connection.as_deref()),
        ":role": given(filter.role.as_deref()),
        ":principal": given(filter.principal.as_deref()),
        ":unsettled": filter.unsettled.is_some(),
        // One more than asked for tells whether there is another page.
        ":limit": limit + 1,
    })?;
    let mut rows = Vec::new();
    let mut next = None;
    while let Some(row) = found.next()? {
        if rows.len() == limit {
            next = rows.last().map(|row: &JournalRow| row.number);
            break;
        }
        rows.push(read(row, in_flight)?);
    }
    Ok(JournalPage { rows, next })
}

fn given(text: Option<&str>) -> Option<&str> {
    text.filter(|text| !text.is_empty())
}

fn read(row: &Row<'_>, in_flight: &InFlight) -> Result<JournalRow, Error> {
    let text = |index: usize| row.get_ref(index)?.as_str().map_err(Error::internal);
    let entry = EntryId::new(text(8)?);
    let attempt = AttemptKey { entry: entry.clone(), number: row.get(2)? };
    let (who, method, path, idempotency_key) = match Event::decode(text(3)?, text(4)?)? {
        Event::Intent(Begun { intent, idempotency_key }) => {
            (intent.who, Some(intent.method), Some(intent.path), idempotency_key)
        }
        Event::Settled(Settled { who, .. }) => (who, None, None, None),
        Event::Answer(_) | Event::Lost(_) => return Err(Error::internal("an attempt begins with an answer")),
    };
    let state = Event::decode(text(5)?, text(6)?)?.state(&attempt, in_flight);
    let answer = row.get_ref(7)?.as_str_or_null().map_err(Error::internal)?;
    let answer = answer.map(serde_json::from_str::<Answer>).transpose()?;
    let (http_status, business, request_id) = match answer {
        Some(answer) => (Some(answer.http_status), answer.business, answer.request_id),
        None => (None, None, None),
    };
    Ok(JournalRow {
        number: unsigned(row.get(0)?)?,
        entry,
        plan: PlanId::new(text(11)?),
        at: Timestamp(unsigned(row.get(1)?)?),
        who,
        reason: text(12)?.to_owned(),
        connection: ConnectionId::new(text(9)?),
        grant: serde_json::from_str(text(10)?)?,
        method,
        path,
        idempotency_key,
        http_status,
        business,
        request_id,
        verified: matches!(&state, EntryState::Settled { outcome } if outcome.is_verified()),
        state,
    })
}

fn unsigned(number: i64) -> Result<u64, Error> {
    u64::try_from(number).map_err(Error::internal)
}
