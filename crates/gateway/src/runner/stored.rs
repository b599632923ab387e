//! What the runner reads in the journal to know what is to be done: plans with the state of their entries, plans that earlier
//! processes ran, and what is known of the last call of an entry. It writes nothing.

use std::collections::{HashMap, HashSet};

use rescind_domain::{
    By, CallResultKind, ConnectionId, Entry, EntryId, EntryState, Fault, GatewayErrorKind, Grant, PlanId, PlanStatus,
    Timestamp,
};
use rescind_engine::attempt::Subject;
use rescind_engine::recovery::{Sent, TakeUp, take_up};
use rusqlite::{Connection, Row};

use crate::app::App;
use crate::error::Error;
use crate::journal::{self, DID_NOTHING, Event, InFlight, Intent, latest, plan_number};
use crate::plans::{self, stored};

/// An entry of a plan, as far as it is to be carried out.
#[derive(Clone, Debug)]
pub(super) struct Stored {
    pub(super) id: EntryId,
    pub(super) entry: Entry,
    pub(super) state: EntryState,
    /// Whether its plan lets it be started: of a cancelled one only what somebody wanted to be tried again since.
    pub(super) may_start: bool,
    /// Where it undoes another entry: what was captured before that one's call.
    pub(super) captured_by_undone: Vec<Grant>,
    /// Why nobody knows what became of an earlier call for it, where that is so.
    pub(super) unknown: Option<Fault>,
}

impl From<Stored> for Subject {
    fn from(Stored { id, entry, captured_by_undone, unknown, .. }: Stored) -> Self {
        Self { id, entry, captured_by_undone, unknown }
    }
}

/// A plan as its task takes it up.
#[derive(Clone, Debug)]
pub(super) struct StoredPlan {
    pub(super) status: PlanStatus,
    /// In milliseconds, for each call that changes something.
    pub(super) time_limit: Option<u32>,
    pub(super) entries: Vec<Stored>,
}

/// Reads a plan.
pub(super) async fn plan(app: &App, plan: &PlanId) -> Result<StoredPlan, Error> {
    let plan = plan.clone();
    app.journal.view(move |connection, in_flight| read_plan(connection, &plan, in_flight)).await
}

fn read_plan(connection: &Connection, plan: &PlanId, in_flight: &InFlight) -> Result<StoredPlan, Error> {
    let number = plan_number(connection, plan)?;
    let select = "SELECT time_limit_ms FROM plan WHERE number = ?1";
    let time_limit = connection.prepare_cached(select)?.query_row([number], |row| row.get(0))?;
    let again: HashSet<EntryId> = journal::wanted_again(connection, number)?.into_iter().collect();
    let since_cancelled: Option<HashSet<EntryId>> = match plans::is_cancelled(connection, number)? {
        true => Some(journal::retried_since_cancelled(connection, number)?.into_iter().collect()),
        false => None,
    };
    let mut entries = Vec::new();
    let select = "SELECT id, connection, grant_json FROM entry WHERE plan = ?1 ORDER BY position";
    let mut statement = connection.prepare_cached(select)?;
    let mut rows = statement.query([number])?;
    while let Some(row) = rows.next()? {
        let id = EntryId::new(row.get::<_, String>(0)?);
        let entry = stored::entry(&row.get::<_, String>(1)?, &row.get::<_, String>(2)?)?;
        let latest = latest(connection, &id)?;
        let unknown = match latest {
            Some(_) => journal::unknown(connection, &id)?,
            None => None,
        };
        let state = match latest {
            _ if again.contains(&id) => EntryState::Planned,
            None => EntryState::Planned,
            Some((attempt, event)) => event.entry_state(&attempt, in_flight),
        };
        let undoes = entry.action.undoes();
        let captured_by_undone = undoes.map(|undone| journal::captured(connection, undone)).transpose()?;
        let captured_by_undone = captured_by_undone.unwrap_or_default();
        let may_start = since_cancelled.as_ref().is_none_or(|since| since.contains(&id));
        entries.push(Stored { id, entry, state, may_start, captured_by_undone, unknown });
    }
    let status = plans::plan_status(connection, number)?;
    Ok(StoredPlan { status, time_limit, entries })
}

/// A plan that an earlier process may have run.
#[derive(Clone, Debug)]
pub(super) struct Left {
    pub(super) plan: PlanId,
    pub(super) status: PlanStatus,
    pub(super) by: Option<By>,
    pub(super) beat: Option<Timestamp>,
    pub(super) continuations: u32,
    pub(super) connections: Option<String>,
    /// Entries whose call may have left, or whose fate is unknown.
    pub(super) open: Vec<EntryId>,
}

/// The plans that are not over, as far as each can be read.
pub(super) async fn left(app: &App) -> Result<Vec<(PlanId, Result<Left, Error>)>, Error> {
    app.journal
        .view(|connection, _| {
            let select = "SELECT plan.number, plan.id, run.beat_ms, run.continuations, run.connections_json
            FROM plan LEFT JOIN run ON run.plan = plan.number
            WHERE plan.number IN (SELECT plan FROM entry JOIN unsettled ON unsettled.entry = entry.id)
            OR EXISTS (SELECT 1 FROM unbegun WHERE unbegun.plan = plan.number AND unbegun.entries > 0)
            OR EXISTS (SELECT 1 FROM event WHERE event.plan = plan.number AND event.kind = 'retried')
            ORDER BY plan.number";
            let mut statement = connection.prepare(select)?;
            let mut rows = statement.query([])?;
            let mut left = Vec::new();
            while let Some(row) = rows.next()? {
                left.push((PlanId::new(row.get::<_, String>(1)?), left_of(connection, row)));
            }
            Ok(left)
        })
        .await
}

fn left_of(connection: &Connection, row: &Row<'_>) -> Result<Left, Error> {
    let number: i64 = row.get(0)?;
    let open = "SELECT entry.id FROM entry JOIN unsettled ON unsettled.entry = entry.id WHERE entry.plan = ?1";
    let mut open = connection.prepare_cached(open)?;
    let open = open.query_map([number], |row| row.get::<_, String>(0))?;
    let open = open.map(|id| Ok(EntryId::new(id?))).collect::<Result<Vec<_>, Error>>()?;
    let beat: Option<i64> = row.get(2)?;
    Ok(Left {
        plan: PlanId::new(row.get::<_, String>(1)?),
        status: plans::plan_status(connection, number)?,
        by: plans::on_whose_word(connection, number)?,
        beat: beat.map(|at| u64::try_from(at).map(Timestamp).map_err(Error::internal)).transpose()?,
        continuations: row.get::<_, Option<u32>>(3)?.unwrap_or_default(),
        connections: row.get(4)?,
        open,
    })
}

/// What the journal knows of the last call of an entry: when it began and what came back. Nothing when there was no call.
#[derive(Clone, Debug)]
pub(super) struct LastCall {
    pub(super) sent: Sent,
    pub(super) began: Timestamp,
    pub(super) attempt: u32,
    /// What is to be found out about the entry.
    pub(super) left: TakeUp,
}

/// The last calls of entries.
pub(super) async fn last_calls(app: &App, entries: Vec<EntryId>) -> Result<HashMap<EntryId, LastCall>, Error> {
    app.journal
        .view(move |connection, in_flight| {
            let mut found = HashMap::new();
            for entry in entries {
                if let Some(call) = last_call(connection, &entry, in_flight)? {
                    found.insert(entry, call);
                }
            }
            Ok(found)
        })
        .await
}

/// The last call of an entry that may have done something: one that is known to have done nothing says nothing of those before
/// it. Where all of them did nothing, the last one.
pub(super) fn last_call(
    connection: &Connection,
    entry: &EntryId,
    in_flight: &InFlight,
) -> Result<Option<LastCall>, Error> {
    let Some((newest, event)) = latest(connection, entry)? else { return Ok(None) };
    let left = match event.did_nothing() && journal::unknown(connection, entry)?.is_some() {
        true => TakeUp::Watch,
        false => take_up(&event.entry_state(&newest, in_flight)),
    };
    let select = format!(
        "SELECT attempt, at_ms, kind, body FROM event WHERE entry = ?1 AND kind IN ('intent', 'answer', 'lost')
        AND attempt = (SELECT coalesce(max(attempt) FILTER (WHERE NOT EXISTS
                (SELECT 1 FROM event WHERE entry = ?1 AND attempt = begun.attempt AND {DID_NOTHING})), max(attempt))
            FROM event AS begun WHERE entry = ?1 AND kind = 'intent')
        ORDER BY seq"
    );
    let mut statement = connection.prepare_cached(&select)?;
    let mut rows = statement.query([entry.as_str()])?;
    let mut call: Option<LastCall> = None;
    while let Some(row) = rows.next()? {
        let (kind, body) = (row.get::<_, String>(2)?, row.get::<_, String>(3)?);
        match (Event::decode(&kind, &body)?, &mut call) {
            (Event::Intent(begun), _) => {
                let Intent { method, path, .. } = begun.intent;
                let began = Timestamp(u64::try_from(row.get::<_, i64>(1)?).map_err(Error::internal)?);
                let sent = Sent { method, path, ..Sent::default() };
                call = Some(LastCall { sent, began, attempt: row.get(0)?, left });
            }
            (Event::Answer(answer), Some(call)) => {
                call.sent.result = answer.result;
                call.sent.status = Some(answer.http_status);
                call.sent.business = answer.business;
            }
            (Event::Lost(lost), Some(call)) => {
                let timed_out = lost.reason == GatewayErrorKind::UpstreamTimeout;
                call.sent.result = Some(if timed_out { CallResultKind::TimedOut } else { CallResultKind::Lost });
            }
            _ => {}
        }
    }
    Ok(call)
}

/// The connections of entries, each once.
pub(super) fn connections_of(entries: &[Stored]) -> Vec<ConnectionId> {
    let mut all: Vec<ConnectionId> = entries.iter().map(|stored| stored.entry.connection.clone()).collect();
    all.sort_unstable();
    all.dedup();
    all
}
