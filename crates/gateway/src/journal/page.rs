//! Rows of the journal as they are shown: one an attempt, newest first. Filters and pages are made by the database; only
//! the rows of a page are ever loaded.

use rescind_domain::{
    CallResultKind, ConnectionId, Entry, EntryId, GatewayErrorKind, JournalPage, JournalRow, Outcome, PlanId, Repeat,
    Timestamp,
};
use rusqlite::{Connection, Row, ToSql, params};

use super::event::{Begun, Lost, Settled, first_of_gateway};
use super::filter::Filter;
use super::observed::{self, Told};
use super::{AttemptKey, Event, InFlight, undo};
use crate::error::Error;
use crate::plans::stored;

/// The attempts by their first event: an intent, or an outcome that needed no call. `latest` is the event that decides the
/// state.
const SELECT: &str = "
SELECT first.seq, first.at_ms, first.attempt, first.kind, first.body, latest.kind, latest.body,
    answer.kind, answer.body, answer.at_ms, entry.id, entry.connection, entry.grant_json, plan.id, plan.reason,
    latest.seq
FROM event AS first
JOIN entry ON entry.id = first.entry
JOIN plan ON plan.number = entry.plan
JOIN event AS latest ON latest.seq =
    (SELECT max(seq) FROM event WHERE entry = first.entry AND attempt = first.attempt)
LEFT JOIN event AS answer ON answer.seq =
    (SELECT seq FROM event WHERE entry = first.entry AND attempt = first.attempt AND kind IN ('answer', 'lost'))
WHERE (first.kind = 'intent' OR (first.kind = 'outcome' AND NOT EXISTS
    (SELECT 1 FROM event WHERE entry = first.entry AND attempt = first.attempt AND seq < first.seq)))";

/// At most `limit` rows, and where the next page begins.
pub(super) fn read(
    connection: &Connection,
    filter: &Filter,
    limit: usize,
    in_flight: &InFlight,
) -> Result<JournalPage, Error> {
    let (conditions, values) = filter.conditions(in_flight);
    let mut statement =
        connection.prepare_cached(&format!("{SELECT}{conditions} ORDER BY first.seq DESC LIMIT :limit"))?;
    // One more than asked for tells whether there is another page.
    let more = limit + 1;
    let mut values: Vec<_> = values.iter().map(|(name, value)| (*name, value.as_ref())).collect();
    values.push((":limit", &more as &dyn ToSql));
    let mut found = statement.query(values.as_slice())?;
    let mut rows = Vec::new();
    let mut next = None;
    while let Some(row) = found.next()? {
        if rows.len() == limit {
            next = rows.last().map(|row: &JournalRow| row.number);
            break;
        }
        rows.push(decode(connection, row, in_flight)?);
    }
    Ok(JournalPage { rows, next })
}

fn decode(connection: &Connection, row: &Row<'_>, in_flight: &InFlight) -> Result<JournalRow, Error> {
    let text = |index: usize| row.get_ref(index)?.as_str().map_err(Error::internal);
    let entry = EntryId::new(text(10)?);
    let attempt = AttemptKey { entry: entry.clone(), number: row.get(2)? };
    let Entry { grant, action, .. } = stored::entry(text(11)?, text(12)?)?;
    let (who, session, method, path, idempotency_key, captured) = match Event::decode(text(3)?, text(4)?)? {
        Event::Intent(Begun { intent, idempotency_key, captured }) => {
            (intent.who, intent.session, Some(intent.method), Some(intent.path), idempotency_key, captured)
        }
        Event::Settled(Settled { who, session, .. }) => (who, session, None, None, None, Vec::new()),
        Event::Answer(_) | Event::Lost(_) | Event::Plan(_) | Event::Token(_) | Event::Upgraded(_) => {
            return Err(Error::internal("an attempt begins with something else than an intent or an outcome"));
        }
    };
    let latest = Event::decode(text(5)?, text(6)?)?;
    let Told { observed, comparison, is_ours } = observed::of(&latest, row.get(15)?, first_of_gateway(connection)?);
    let repeat = latest.did_nothing().then(|| repeat(connection, &attempt)).transpose()?;
    let state = latest.state(&attempt, in_flight);
    let ended = row.get::<_, Option<i64>>(9)?.map(unsigned).transpose()?.map(Timestamp);
    let answer = ended.is_some().then(|| Event::decode(text(7)?, text(8)?)).transpose()?;
    let (http_status, business, request_id, result) = match answer {
        Some(Event::Answer(answer)) => (Some(answer.http_status), answer.business, answer.request_id, answer.result),
        Some(Event::Lost(Lost { reason: GatewayErrorKind::UpstreamTimeout })) => {
            (None, None, None, Some(CallResultKind::TimedOut))
        }
        _ => (None, None, None, None),
    };
    // Whoever took it then, this attempt did not.
    let captured = if result == Some(CallResultKind::Rejected) { Vec::new() } else { captured };
    let restored = if captured.is_empty() { Vec::new() } else { undo::restored(connection, &entry, in_flight)? };
    Ok(JournalRow {
        number: unsigned(row.get(0)?)?,
        entry,
        plan: PlanId::new(text(13)?),
        at: Timestamp(unsigned(row.get(1)?)?),
        who,
        session,
        reason: text(14)?.to_owned(),
        connection: ConnectionId::new(text(11)?),
        grant,
        undoes: action.undoes().cloned(),
        captured,
        restored,
        method,
        path,
        idempotency_key,
        http_status,
        business,
        request_id,
        ended,
        result,
        repeat,
        verified: is_ours && state.outcome().is_some_and(Outcome::is_verified),
        state,
        observed,
        comparison,
    })
}

/// Whether a call of the same entry has begun after an attempt that did nothing.
fn repeat(connection: &Connection, attempt: &AttemptKey) -> Result<Repeat, Error> {
    let select = "SELECT EXISTS (SELECT 1 FROM event WHERE entry = ?1 AND attempt > ?2 AND kind = 'intent')";
    let values = params![attempt.entry.as_str(), attempt.number];
    let is_sent = connection.prepare_cached(select)?.query_row(values, |row| row.get(0))?;
    Ok(if is_sent { Repeat::Sent } else { Repeat::NotSent })
}

fn unsigned(number: i64) -> Result<u64, Error> {
    u64::try_from(number).map_err(Error::internal)
}
