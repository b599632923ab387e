//! Rows of the journal as they are shown: one an attempt, newest first. Filters and pages are made by the database; only
//! the rows of a page are ever loaded.

use rescind_domain::{
    ConnectionId, EntryId, EntryState, GatewayErrorKind, JournalPage, JournalRow, PlanId, Timestamp, Word,
};
use rusqlite::{Connection, Row, ToSql};

use super::event::{Begun, Lost, Settled};
use super::filter::Filter;
use super::{AttemptKey, Event, InFlight, undo};
use crate::error::Error;
use crate::plans::stored;

/// The attempts by their first event: an intent, or an outcome that needed no call. `latest` is the event that decides the
/// state.
const SELECT: &str = "
SELECT first.seq, first.at_ms, first.attempt, first.kind, first.body, latest.kind, latest.body,
    answer.kind, answer.body, answer.at_ms, entry.id, entry.connection, entry.grant_json, plan.id, plan.reason
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
    let (grant, undo) = stored::decode(text(12)?)?;
    let (who, method, path, idempotency_key, witnessed) = match Event::decode(text(3)?, text(4)?)? {
        Event::Intent(Begun { intent, idempotency_key, witnessed }) => {
            (intent.who, Some(intent.method), Some(intent.path), idempotency_key, witnessed)
        }
        Event::Settled(Settled { who, .. }) => (who, None, None, None, Vec::new()),
        Event::Answer(_) | Event::Lost(_) => return Err(Error::internal("an attempt begins with an answer")),
    };
    let state = Event::decode(text(5)?, text(6)?)?.state(&attempt, in_flight);
    let ended = row.get::<_, Option<i64>>(9)?.map(unsigned).transpose()?.map(Timestamp);
    let answer = ended.is_some().then(|| Event::decode(text(7)?, text(8)?)).transpose()?;
    let (http_status, business, request_id, word) = match answer {
        Some(Event::Answer(answer)) => (Some(answer.http_status), answer.business, answer.request_id, answer.word),
        Some(Event::Lost(Lost { reason: GatewayErrorKind::UpstreamTimeout })) => (None, None, None, Some(Word::Late)),
        _ => (None, None, None, None),
    };
    // Whoever took it then, this attempt did not.
    let witnessed = if word == Some(Word::Refused) { Vec::new() } else { witnessed };
    let given_back = if witnessed.is_empty() { Vec::new() } else { undo::given_back(connection, &entry, in_flight)? };
    Ok(JournalRow {
        number: unsigned(row.get(0)?)?,
        entry,
        plan: PlanId::new(text(13)?),
        at: Timestamp(unsigned(row.get(1)?)?),
        who,
        reason: text(14)?.to_owned(),
        connection: ConnectionId::new(text(11)?),
        grant,
        undo,
        witnessed,
        given_back,
        method,
        path,
        idempotency_key,
        http_status,
        business,
        request_id,
        ended,
        word,
        verified: matches!(&state, EntryState::Settled { outcome } if outcome.is_verified()),
        state,
    })
}

fn unsigned(number: i64) -> Result<u64, Error> {
    u64::try_from(number).map_err(Error::internal)
}
