//! What is written into the journal, and what a row of events says about the state of an entry. All events go through
//! [`append`], which makes each a link of the chain.

use rescind_domain::{
    BusinessStatus, CallResultKind, Comparison, EntryId, EntryState, Fault, GatewayErrorKind, Grant, IdempotencyKey,
    Observed, Outcome, RequestId, Timestamp,
};
use rusqlite::{Connection, OptionalExtension as _, params};
use serde::{Deserialize, Serialize};

use super::chain;
use super::in_flight::InFlight;
use super::plan_event::PlanEvent;
use super::token_event::TokenEvent;
use crate::error::Error;

/// Somebody is about to send a call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Intent {
    /// Who asked for it.
    pub(crate) who: String,
    /// The first letters of that person's session, where one name stands for everybody who has the token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) session: Option<String>,
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
    #[serde(default, alias = "witnessed", skip_serializing_if = "Vec::is_empty")]
    pub(crate) captured: Vec<Grant>,
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
    #[serde(default, alias = "word", skip_serializing_if = "Option::is_none")]
    pub(crate) result: Option<CallResultKind>,
    /// Whether it says that nothing was done, for a reason for which the call may be sent again without anybody's word.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) again: bool,
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
    /// Who says so; where no call was sent, on whose word the entry was looked at.
    pub(crate) who: String,
    /// The first letters of that person's session.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) session: Option<String>,
    /// What became of it.
    #[serde(flatten)]
    pub(crate) outcome: Outcome,
    /// By which read that was found out. Outcomes that no read stands behind have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) observed: Option<Observed>,
    /// What the call changed besides what was asked for, where that was compared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) comparison: Option<Comparison>,
}

/// The journal was brought to the version whose events say who observed an outcome.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Upgraded {
    /// The version that it had.
    pub(crate) from_version: usize,
    /// The number of the newest event before.
    pub(crate) last_event: u64,
}

/// One fact: about an attempt, about a plan, about a token, or about the journal itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    Intent(Begun),
    Answer(Answer),
    Lost(Lost),
    Settled(Settled),
    Plan(PlanEvent),
    Token(TokenEvent),
    Upgraded(Upgraded),
}

impl From<PlanEvent> for Event {
    fn from(event: PlanEvent) -> Self {
        Self::Plan(event)
    }
}

/// What an event is about. The database refuses an event about something else than its kind says.
#[derive(Clone, Copy, Debug)]
pub(crate) enum EventSubject<'a> {
    /// An attempt of an entry.
    Attempt(&'a AttemptKey),
    /// A plan, by its number.
    Plan(i64),
    /// The journal itself, or a token.
    Journal,
}

impl<'a> From<&'a AttemptKey> for EventSubject<'a> {
    fn from(attempt: &'a AttemptKey) -> Self {
        Self::Attempt(attempt)
    }
}

impl Event {
    /// The name under which it is stored.
    pub(crate) const fn kind(&self) -> &'static str {
        match self {
            Self::Intent(_) => "intent",
            Self::Answer(_) => "answer",
            Self::Lost(_) => "lost",
            Self::Settled(_) => "outcome",
            Self::Plan(event) => event.kind(),
            Self::Token(event) => event.kind(),
            Self::Upgraded(_) => "upgraded",
        }
    }

    /// What is stored of it.
    pub(crate) fn body(&self) -> Result<String, serde_json::Error> {
        match self {
            Self::Intent(body) => serde_json::to_string(body),
            Self::Answer(body) => serde_json::to_string(body),
            Self::Lost(body) => serde_json::to_string(body),
            Self::Settled(body) => serde_json::to_string(body),
            Self::Plan(event) => event.body(),
            Self::Token(event) => event.body(),
            Self::Upgraded(body) => serde_json::to_string(body),
        }
    }

    /// Reads an event back.
    pub(crate) fn decode(kind: &str, body: &str) -> Result<Self, Error> {
        match kind {
            "intent" => Ok(Self::Intent(serde_json::from_str(body)?)),
            "answer" => Ok(Self::Answer(serde_json::from_str(body)?)),
            "lost" => Ok(Self::Lost(serde_json::from_str(body)?)),
            "outcome" => Ok(Self::Settled(serde_json::from_str(body)?)),
            "upgraded" => Ok(Self::Upgraded(serde_json::from_str(body)?)),
            other => {
                let event = match PlanEvent::decode(other, body)? {
                    Some(event) => Some(Self::Plan(event)),
                    None => TokenEvent::decode(other, body)?.map(Self::Token),
                };
                event.ok_or_else(|| Error::internal(format!("the journal holds an event of the unknown kind {other}")))
            }
        }
    }

    /// The state of an entry whose latest event this is: that of its attempt, unless the attempt is known to have done nothing
    /// and the entry waits to be started once more.
    pub(crate) fn entry_state(self, attempt: &AttemptKey, in_flight: &InFlight) -> EntryState {
        if self.did_nothing() { EntryState::Planned } else { self.state(attempt, in_flight) }
    }

    /// Whether it says that the call has not left, or was sent away for a reason that passes. [`DID_NOTHING`] is the same.
    pub(crate) const fn did_nothing(&self) -> bool {
        match self {
            Self::Answer(answer) => answer.again,
            Self::Lost(Lost { reason }) => {
                use GatewayErrorKind as K;
                matches!(reason, K::UpstreamUnreachable | K::Credential | K::Changed | K::PlanRefused)
            }
            Self::Intent(_) | Self::Settled(_) | Self::Plan(_) | Self::Token(_) | Self::Upgraded(_) => false,
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
            // They are of no attempt.
            Self::Plan(_) | Self::Token(_) | Self::Upgraded(_) => EntryState::Planned,
        }
    }
}

/// Whether an event, by its columns `kind` and `body`, [did nothing](Event::did_nothing).
pub(crate) const DID_NOTHING: &str = "(kind = 'answer' AND coalesce(body ->> 'again', 0)
    OR kind = 'lost' AND body ->> 'reason' IN ('upstream_unreachable', 'credential', 'changed', 'plan_refused'))";

/// One attempt to carry out an entry. Attempts of an entry are numbered from 1.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct AttemptKey {
    pub(crate) entry: EntryId,
    pub(crate) number: u32,
}

/// Adds an event to the journal, and tells its number.
pub(crate) fn append<'a>(
    connection: &Connection,
    at: Timestamp,
    subject: impl Into<EventSubject<'a>>,
    event: &Event,
) -> Result<u64, Error> {
    let at = i64::try_from(at.0).map_err(Error::internal)?;
    let (plan, entry, attempt) = match subject.into() {
        EventSubject::Attempt(attempt) => {
            let entry = attempt.entry.as_str();
            let select = "SELECT plan FROM entry WHERE id = ?1";
            let plan = connection.prepare_cached(select)?.query_row([entry], |row| row.get::<_, i64>(0)).optional()?;
            (Some(plan.ok_or(Error::NotFound("entry"))?), Some(entry), attempt.number)
        }
        EventSubject::Plan(plan) => (Some(plan), None, 0),
        EventSubject::Journal => (None, None, 0),
    };
    let (kind, body) = (event.kind(), event.body()?);
    let (seq, hash) = chain::next(connection, [&at, &plan, &entry, &attempt, &kind, &body])?;
    let insert = "INSERT INTO event (seq, at_ms, plan, entry, attempt, kind, body, hash)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
    let values = params![seq, at, plan, entry, attempt, kind, body, hash.to_string()];
    connection.prepare_cached(insert)?.execute(values)?;
    u64::try_from(seq).map_err(Error::internal)
}

/// The number of the newest event of all, 0 when there is none.
pub(crate) fn newest_of_all(connection: &Connection) -> Result<u64, Error> {
    let select = "SELECT coalesce(max(seq), 0) FROM event";
    Ok(connection.prepare_cached(select)?.query_row([], |row| row.get(0))?)
}

/// The number of the first event that says itself who observed an outcome: those before it were written when pages did that.
pub(crate) fn first_of_gateway(connection: &Connection) -> Result<u64, Error> {
    Ok(connection.prepare_cached("SELECT first FROM format")?.query_row([], |row| row.get(0))?)
}

/// The key that the last attempt of an entry had.
pub(crate) fn key(connection: &Connection, entry: &EntryId) -> Result<Option<IdempotencyKey>, Error> {
    let select = "SELECT body ->> 'idempotencyKey' FROM event
        WHERE entry = ?1 AND kind = 'intent' AND body ->> 'idempotencyKey' IS NOT NULL ORDER BY seq DESC LIMIT 1";
    let key =
        connection.prepare_cached(select)?.query_row([entry.as_str()], |row| row.get::<_, String>(0)).optional()?;
    Ok(key.map(IdempotencyKey::new))
}

/// Selects what was seen to be held before the last attempt of `entry` that saw anything: a later one may have found that the
/// one before had taken it already. Nothing when every attempt was refused: whoever took it then, the entry did not.
/// Older events have older names for it.
pub(crate) fn captured_by(entry: &str) -> String {
    format!(
        "(SELECT coalesce(body ->> 'captured', body ->> 'witnessed') FROM event
        WHERE entry = {entry} AND kind = 'intent' AND coalesce(body ->> 'captured', body ->> 'witnessed') IS NOT NULL
        AND EXISTS (SELECT 1 FROM event AS begun WHERE begun.entry = {entry} AND begun.kind = 'intent' AND NOT EXISTS
            (SELECT 1 FROM event AS answer WHERE answer.entry = {entry} AND answer.attempt = begun.attempt
                AND answer.kind = 'answer'
                AND (answer.body ->> 'result' = 'rejected' OR answer.body ->> 'word' = 'refused')))
        ORDER BY seq DESC LIMIT 1)"
    )
}

/// What an entry took, as far as it was seen before.
pub(crate) fn captured(connection: &Connection, entry: &EntryId) -> Result<Vec<Grant>, Error> {
    let select = format!("SELECT {}", captured_by("?1"));
    let json =
        connection.prepare_cached(&select)?.query_row([entry.as_str()], |row| row.get::<_, Option<String>>(0))?;
    Ok(json.map(|json| serde_json::from_str(&json)).transpose()?.unwrap_or_default())
}

/// Why nobody knows what became of an entry: the fault of its newest outcome, where that is unknown. Calls since then that did
/// nothing change nothing about it.
pub(crate) fn unknown(connection: &Connection, entry: &EntryId) -> Result<Option<Fault>, Error> {
    Ok(newest_outcome(connection, entry)?.and_then(|settled| match settled.outcome {
        Outcome::Unknown { fault } => Some(*fault),
        _ => None,
    }))
}

/// The newest outcome of an entry, whatever has come after it.
pub(crate) fn newest_outcome(connection: &Connection, entry: &EntryId) -> Result<Option<Settled>, Error> {
    let select = "SELECT body FROM event WHERE entry = ?1 AND kind = 'outcome' ORDER BY attempt DESC, seq DESC LIMIT 1";
    let row =
        connection.prepare_cached(select)?.query_row([entry.as_str()], |row| row.get::<_, String>(0)).optional()?;
    Ok(row.map(|body| serde_json::from_str(&body)).transpose()?)
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
