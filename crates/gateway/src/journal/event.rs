//! What is written into the journal, and what a row of events says about the state of an entry. All events go through
//! [`append`], which makes each a link of the chain.

use rescind_domain::{
    BusinessStatus, EntryId, EntryState, GatewayErrorKind, Grant, IdempotencyKey, Outcome, RequestId, Timestamp, Word,
};
use rusqlite::{Connection, OptionalExtension as _, params};
use serde::{Deserialize, Serialize};

use super::chain;
use super::in_flight::InFlight;
use crate::error::Error;

/// Somebody is about to send a call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Intent {
    /// Who asked for it.
    pub(crate) who: String,
    /// The call's HTTP method.
    pub(crate) method: String,
    /// The call's path at the vendor.
    pub(crate) path: String,
}

/// An intent as it is written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Begun {
    /// What was asked for.
    #[serde(flatten)]
    pub(crate) intent: Intent,
    /// The key of the entry's calls. Intents from before there were such keys have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) idempotency_key: Option<IdempotencyKey>,
    /// What was seen to be held just before, and goes with the call.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) witnessed: Vec<Grant>,
}

/// The vendor answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Answer {
    /// The HTTP status.
    pub(crate) http_status: u16,
    /// The status inside the body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) business: Option<BusinessStatus>,
    /// The vendor's request id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) request_id: Option<RequestId>,
    /// What the answer says of the call. Answers from before it was judged have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) word: Option<Word>,
}

/// There will be no answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Lost {
    /// Why not.
    pub(crate) reason: GatewayErrorKind,
}

/// Somebody found out what became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Settled {
    /// Who says so.
    pub(crate) who: String,
    /// What became of it.
    #[serde(flatten)]
    pub(crate) outcome: Outcome,
}

/// One fact about an attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    Intent(Begun),
    Answer(Answer),
    Lost(Lost),
    Settled(Settled),
}

impl Event {
    /// The name under which it is stored.
    pub(crate) const fn kind(&self) -> &'static str {
        match self {
            Self::Intent(_) => "intent",
            Self::Answer(_) => "answer",
            Self::Lost(_) => "lost",
            Self::Settled(_) => "outcome",
        }
    }

    /// What is stored of it.
    pub(crate) fn body(&self) -> Result<String, serde_json::Error> {
        match self {
            Self::Intent(body) => serde_json::to_string(body),
            Self::Answer(body) => serde_json::to_string(body),
            Self::Lost(body) => serde_json::to_string(body),
            Self::Settled(body) => serde_json::to_string(body),
        }
    }

    /// Reads an event back.
    pub(crate) fn decode(kind: &str, body: &str) -> Result<Self, Error> {
        match kind {
            "intent" => Ok(Self::Intent(serde_json::from_str(body)?)),
            "answer" => Ok(Self::Answer(serde_json::from_str(body)?)),
            "lost" => Ok(Self::Lost(serde_json::from_str(body)?)),
            "outcome" => Ok(Self::Settled(serde_json::from_str(body)?)),
            other => Err(Error::internal(format!("the journal holds an event of the unknown kind {other}"))),
        }
    }

    /// The state of an attempt whose latest event this is. An intent alone means that the call is in flight only while
    /// this very process knows about it: after a restart nobody waits for the answer any more.
    pub(crate) fn state(self, attempt: &AttemptKey, in_flight: &InFlight) -> EntryState {
        match self {
            Self::Intent(_) if in_flight.contains(attempt) => EntryState::InFlight,
            Self::Intent(_) | Self::Lost(_) => EntryState::Lost,
            Self::Answer(_) => EntryState::Answered,
            Self::Settled(settled) => EntryState::Settled { outcome: settled.outcome },
        }
    }
}

/// One attempt to carry out an entry. Attempts of an entry are numbered from 1.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct AttemptKey {
    pub(crate) entry: EntryId,
    pub(crate) number: u32,
}

/// Adds an event to the journal.
pub(crate) fn append(connection: &Connection, at: Timestamp, attempt: &AttemptKey, event: &Event) -> Result<(), Error> {
    let at = i64::try_from(at.0).map_err(Error::internal)?;
    let (entry, kind, body) = (attempt.entry.as_str(), event.kind(), event.body()?);
    let (seq, hash) = chain::next(connection, [&at, &entry, &attempt.number, &kind, &body])?;
    let insert = "INSERT INTO event (seq, at_ms, entry, attempt, kind, body, hash) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    let values = params![seq, at, entry, attempt.number, kind, body, hash.to_string()];
    connection.prepare_cached(insert)?.execute(values)?;
    Ok(())
}

/// Which event of an entry is its newest one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Newest(Option<i64>);

/// The newest event of an entry.
pub(super) fn newest(connection: &Connection, entry: &EntryId) -> Result<Newest, Error> {
    let select = "SELECT max(seq) FROM event WHERE entry = ?1";
    Ok(Newest(connection.prepare_cached(select)?.query_row([entry.as_str()], |row| row.get(0))?))
}

/// The key that the earlier attempts of an entry had.
pub(super) fn key(connection: &Connection, entry: &EntryId) -> Result<Option<IdempotencyKey>, Error> {
    let select = "SELECT body ->> 'idempotencyKey' FROM event
        WHERE entry = ?1 AND kind = 'intent' AND body ->> 'idempotencyKey' IS NOT NULL ORDER BY seq LIMIT 1";
    let key =
        connection.prepare_cached(select)?.query_row([entry.as_str()], |row| row.get::<_, String>(0)).optional()?;
    Ok(key.map(IdempotencyKey::new))
}

/// Selects what was seen to be held before the last attempt of `entry` that saw anything: a later one may have found that the
/// one before had taken it already. Nothing when every attempt was refused: whoever took it then, the entry did not.
pub(crate) fn witnessed_by(entry: &str) -> String {
    format!(
        "(SELECT body ->> 'witnessed' FROM event
        WHERE entry = {entry} AND kind = 'intent' AND body ->> 'witnessed' IS NOT NULL
        AND EXISTS (SELECT 1 FROM event AS begun WHERE begun.entry = {entry} AND begun.kind = 'intent' AND NOT EXISTS
            (SELECT 1 FROM event AS answer WHERE answer.entry = {entry} AND answer.attempt = begun.attempt
                AND answer.kind = 'answer' AND answer.body ->> 'word' = 'refused'))
        ORDER BY seq DESC LIMIT 1)"
    )
}

/// What an entry took, as far as it was seen before.
pub(super) fn witnessed(connection: &Connection, entry: &EntryId) -> Result<Vec<Grant>, Error> {
    let select = format!("SELECT {}", witnessed_by("?1"));
    let json =
        connection.prepare_cached(&select)?.query_row([entry.as_str()], |row| row.get::<_, Option<String>>(0))?;
    Ok(json.map(|json| serde_json::from_str(&json)).transpose()?.unwrap_or_default())
}

/// The latest attempt of an entry with its latest event, if there is one.
pub(crate) fn latest(connection: &Connection, entry: &EntryId) -> Result<Option<(AttemptKey, Event)>, Error> {
    let select = "SELECT attempt, kind, body FROM event WHERE entry = ?1 ORDER BY attempt DESC, seq DESC LIMIT 1";
    let row = connection
        .prepare_cached(select)?
        .query_row([entry.as_str()], |row| {
            Ok((row.get::<_, u32>(0)?, row.get::<_, String>(1)?, row.get::<_, String>(2)?))
        })
        .optional()?;
    let Some((number, kind, body)) = row else { return Ok(None) };
    Ok(Some((AttemptKey { entry: entry.clone(), number }, Event::decode(&kind, &body)?)))
}
