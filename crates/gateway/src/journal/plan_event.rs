//! What is written into the journal about a whole plan: what people and the runner have done with it.

use rescind_domain::{By, EntryId, PauseReason, PlanId, Timestamp};
use rusqlite::{Connection, OptionalExtension as _, params};
use serde::{Deserialize, Serialize};

use super::event::DID_NOTHING;
use crate::error::Error;

/// One fact about a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum PlanEvent {
    /// It was stored.
    Created(Created),
    /// It is to run, for the first time.
    Started(By),
    /// No entry is started until somebody resumes it.
    Paused(Paused),
    /// It is to go on.
    Resumed(By),
    /// What is left of it is never to be started.
    Cancelled(By),
    /// Entries that ended without success are to be tried again.
    Retried(Retried),
}

/// Somebody stored a plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Created {
    /// Who.
    #[serde(flatten)]
    pub(crate) by: By,
    /// How many entries it has.
    pub(crate) entries: u64,
}

/// A plan was paused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Paused {
    /// By whom; nothing when the gateway paused it itself.
    #[serde(flatten)]
    pub(crate) by: Option<By>,
    /// Why.
    pub(crate) why: PauseReason,
}

/// Somebody wants entries to be tried again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Retried {
    /// Who.
    #[serde(flatten)]
    pub(crate) by: By,
    /// Which.
    pub(crate) entries: Vec<EntryId>,
}

impl PlanEvent {
    /// The name under which it is stored.
    pub(super) const fn kind(&self) -> &'static str {
        match self {
            Self::Created(_) => "created",
            Self::Started(_) => "started",
            Self::Paused(_) => "paused",
            Self::Resumed(_) => "resumed",
            Self::Cancelled(_) => "cancelled",
            Self::Retried(_) => "retried",
        }
    }

    /// What is stored of it.
    pub(super) fn body(&self) -> Result<String, serde_json::Error> {
        match self {
            Self::Created(body) => serde_json::to_string(body),
            Self::Started(by) | Self::Resumed(by) | Self::Cancelled(by) => serde_json::to_string(by),
            Self::Paused(body) => serde_json::to_string(body),
            Self::Retried(body) => serde_json::to_string(body),
        }
    }

    /// Reads an event back; nothing when its kind is none of a plan's.
    pub(super) fn decode(kind: &str, body: &str) -> Result<Option<Self>, Error> {
        Ok(Some(match kind {
            "created" => Self::Created(serde_json::from_str(body)?),
            "started" => Self::Started(serde_json::from_str(body)?),
            "paused" => Self::Paused(serde_json::from_str(body)?),
            "resumed" => Self::Resumed(serde_json::from_str(body)?),
            "cancelled" => Self::Cancelled(serde_json::from_str(body)?),
            "retried" => Self::Retried(serde_json::from_str(body)?),
            _ => return Ok(None),
        }))
    }
}

/// The newest event of a plan with its number and its time, if it has one.
pub(crate) fn latest_of_plan(connection: &Connection, plan: i64) -> Result<Option<(u64, Timestamp, PlanEvent)>, Error> {
    let select = "SELECT seq, at_ms, kind, body FROM event WHERE entry IS NULL AND plan = ?1 ORDER BY seq DESC LIMIT 1";
    let row =
        |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get::<_, String>(2)?, row.get::<_, String>(3)?));
    let found = connection.prepare_cached(select)?.query_row([plan], row).optional()?;
    let Some((seq, at, kind, body)) = found else { return Ok(None) };
    let event = PlanEvent::decode(&kind, &body)?.ok_or_else(|| Error::internal("a plan has an event of no plan"))?;
    Ok(Some((seq, Timestamp(at), event)))
}

/// The newest event of a plan of one kind, with its time, if there is one.
pub(crate) fn newest_of_kind(
    connection: &Connection,
    plan: i64,
    kind: &str,
) -> Result<Option<(Timestamp, PlanEvent)>, Error> {
    let select = "SELECT at_ms, kind, body FROM event
        WHERE entry IS NULL AND plan = ?1 AND kind = ?2 ORDER BY seq DESC LIMIT 1";
    let row = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get::<_, String>(1)?, row.get::<_, String>(2)?));
    let found = connection.prepare_cached(select)?.query_row(params![plan, kind], row).optional()?;
    let Some((at, kind, body)) = found else { return Ok(None) };
    Ok(PlanEvent::decode(&kind, &body)?.map(|event| (Timestamp(at), event)))
}

/// The entries of a plan that somebody wants to be tried again, and that have had no event since but calls that did nothing.
/// Cancelling takes that wish back as well.
pub(crate) fn wanted_again(connection: &Connection, plan: i64) -> Result<Vec<EntryId>, Error> {
    let still = format!(
        "(NOT EXISTS (SELECT 1 FROM event WHERE entry = named.value AND seq > retried.seq)
        OR (SELECT {DID_NOTHING} FROM event WHERE seq = (SELECT max(seq) FROM event WHERE entry = named.value)))"
    );
    retried(connection, plan, &still)
}

/// Whether somebody wants this entry to be tried again: whether it is among those that are [wanted](wanted_again). It costs the
/// same in a plan of one entry and of ten thousand.
pub(crate) fn is_wanted_again(connection: &Connection, entry: &EntryId) -> Result<bool, Error> {
    // The id as it stands in the list, which is not read as JSON each time: in no text is a quote without a backslash before it.
    let id = serde_json::to_string(entry)?;
    let (first, later) = (format!("[{id}"), format!(",{id}"));
    let select = format!(
        "SELECT 1 FROM event AS asked WHERE asked.entry IS NULL
            AND asked.plan = (SELECT plan FROM entry WHERE id = ?1) AND asked.kind IN ('retried', 'cancelled')
            AND asked.seq > coalesce(
                (SELECT iif({DID_NOTHING}, 0, seq) FROM event WHERE entry = ?1 ORDER BY seq DESC LIMIT 1), 0)
        GROUP BY asked.plan
        HAVING max(asked.seq) FILTER (WHERE asked.kind = 'retried' AND (instr(asked.body, ?2) OR instr(asked.body, ?3)))
            > coalesce(max(asked.seq) FILTER (WHERE asked.kind = 'cancelled'), 0)"
    );
    Ok(connection.prepare_cached(&select)?.exists(params![entry.as_str(), first, later])?)
}

/// The entries of a plan that somebody wants to be tried again, and that have had no outcome since.
pub(crate) fn retried_without_outcome(connection: &Connection, plan: i64) -> Result<Vec<EntryId>, Error> {
    let still = "NOT EXISTS (SELECT 1 FROM event WHERE entry = named.value AND seq > retried.seq AND kind = 'outcome')";
    retried(connection, plan, still)
}

/// The entries named by requests to try them again that no cancelling has taken back, as far as `still` is so.
fn retried(connection: &Connection, plan: i64, still: &str) -> Result<Vec<EntryId>, Error> {
    let select = format!(
        "SELECT DISTINCT named.value FROM event AS retried, json_each(retried.body, '$.entries') AS named
        WHERE retried.entry IS NULL AND retried.plan = ?1 AND retried.kind = 'retried' AND {still}
        AND NOT EXISTS (SELECT 1 FROM event AS cancelled WHERE cancelled.entry IS NULL AND cancelled.plan = ?1
            AND cancelled.kind = 'cancelled' AND cancelled.seq > retried.seq)"
    );
    let mut statement = connection.prepare_cached(&select)?;
    let rows = statement.query_map([plan], |row| row.get::<_, String>(0))?;
    rows.map(|id| Ok(EntryId::new(id?))).collect()
}

/// The entries of a cancelled plan that somebody has wanted to be tried again since. One that was called off before plans had
/// events of their own has no event that says so: all of its events came after that.
pub(crate) fn retried_since_cancelled(connection: &Connection, plan: i64) -> Result<Vec<EntryId>, Error> {
    let select = "SELECT DISTINCT named.value FROM event AS retried, json_each(retried.body, '$.entries') AS named
        WHERE retried.entry IS NULL AND retried.plan = ?1 AND retried.kind = 'retried' AND retried.seq >
            (SELECT coalesce(max(seq), 0) FROM event WHERE entry IS NULL AND plan = ?1 AND kind = 'cancelled')";
    let mut statement = connection.prepare_cached(select)?;
    let rows = statement.query_map([plan], |row| row.get::<_, String>(0))?;
    rows.map(|id| Ok(EntryId::new(id?))).collect()
}

/// The number of a plan in the database.
pub(crate) fn plan_number(connection: &Connection, plan: &PlanId) -> Result<i64, Error> {
    let select = "SELECT number FROM plan WHERE id = ?1";
    let number = connection.prepare_cached(select)?.query_row([plan.as_str()], |row| row.get(0)).optional()?;
    number.ok_or(Error::NotFound("plan"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_event_of_a_plan_is_read_as_it_is_written() {
        let by = || By { who: "w".to_owned(), session: Some("3fa9".to_owned()) };
        for (event, body) in [
            (PlanEvent::Created(Created { by: by(), entries: 3 }), r#"{"who":"w","session":"3fa9","entries":3}"#),
            (PlanEvent::Started(by()), r#"{"who":"w","session":"3fa9"}"#),
            (
                PlanEvent::Paused(Paused { by: Some(by()), why: PauseReason::Person }),
                r#"{"who":"w","session":"3fa9","why":{"reason":"person"}}"#,
            ),
            (PlanEvent::Paused(Paused { by: None, why: PauseReason::Away }), r#"{"why":{"reason":"away"}}"#),
            (PlanEvent::Resumed(By { who: "w".to_owned(), session: None }), r#"{"who":"w"}"#),
            (PlanEvent::Cancelled(by()), r#"{"who":"w","session":"3fa9"}"#),
            (
                PlanEvent::Retried(Retried { by: by(), entries: vec![EntryId::new("p.1")] }),
                r#"{"who":"w","session":"3fa9","entries":["p.1"]}"#,
            ),
        ] {
            assert_eq!(event.body().unwrap(), body);
            assert_eq!(PlanEvent::decode(event.kind(), body).unwrap(), Some(event));
        }
        assert_eq!(PlanEvent::decode("intent", "{}").unwrap(), None);
    }
}
