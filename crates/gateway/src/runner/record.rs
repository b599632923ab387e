//! What the runner writes into the journal: intents under the epoch of whoever runs the plan, answers, outcomes, pauses of its
//! own and the heartbeat. It decides nothing about outcomes.

#[cfg(test)]
mod tests;

use std::sync::Arc;

use rescind_domain::outcome::Proof;
use rescind_domain::{By, EntryId, EntryState, IdempotencyKey, Outcome, PauseReason, PlanId, Timestamp};
use rescind_engine::{Intended, Settlement};
use rusqlite::{Connection, OptionalExtension as _, Transaction, params};

use super::alive::Alive;
use super::stored;
use crate::app::App;
use crate::error::Error;
use crate::journal::{
    self, AttemptKey, Begun, Event, Flight, InFlight, Intent, Paused, PlanEvent, Settled, append, latest, plan_number,
};
use crate::plans;
use crate::random;

/// Who writes the outcomes of calls: the gateway itself, whoever asked for the call.
const OBSERVER: &str = "gateway";

/// An attempt whose intents are on the disk. It ends by [`Attempt::answered`] or [`Attempt::lost`]; one that is dropped instead
/// counts as lost from then on.
#[derive(Debug)]
pub(super) struct Attempt {
    flights: Vec<Flight>,
    pub(super) key: IdempotencyKey,
    /// When its intents were written.
    pub(super) begun: Timestamp,
}

/// Why the intents of a call may not be written.
#[derive(Debug)]
pub(super) enum NoIntent {
    /// The plan is paused or cancelled, or another process runs it.
    Stopped,
    /// What the call was made from was observed too long ago.
    Late,
    /// These entries do not permit it.
    Refused(Vec<(EntryId, Error)>),
    /// The journal failed.
    Journal(Error),
}

/// On whose word, and in which run of the plan, calls are sent.
#[derive(Clone, Debug)]
pub(super) struct Run {
    pub(super) plan: PlanId,
    pub(super) epoch: i64,
    pub(super) by: By,
    /// No call is sent after its task was away.
    pub(super) alive: Alive,
}

/// Writes the intents to send one call for these entries, if every one of them permits it now: all or none. Those that do not are
/// named. Whoever writes waits for others: what was observed must be good enough until then.
pub(super) async fn begin(
    app: &App,
    run: &Run,
    entries: &[Intended],
    (method, path): (String, String),
    fresh_until: Timestamp,
) -> Result<Attempt, NoIntent> {
    let (in_flight, clock) = (app.journal.in_flight().clone(), Arc::clone(&app.environment.clock));
    let fresh =
        random::uuid(app.environment.random.as_ref()).map_err(|error| NoIntent::Journal(Error::internal(error)))?;
    let (run, entries) = (run.clone(), entries.to_vec());
    let begin = move |transaction: &Transaction<'_>| -> Result<Result<Attempt, NoIntent>, Error> {
        if !permits(transaction, &run, &entries)? {
            return Ok(Err(NoIntent::Stopped));
        }
        let at = clock.now();
        if at > fresh_until {
            return Ok(Err(NoIntent::Late));
        }
        // A later attempt has the key of the one before, by which a vendor knows that it did the same call already; but when
        // the state was seen to be unchanged, the vendor would only answer the same again.
        let earlier = match entries.first() {
            Some(first) => earlier_key(transaction, &first.entry)?,
            None => None,
        };
        let key = earlier.unwrap_or_else(|| IdempotencyKey::new(fresh));
        let By { who, session } = run.by;
        let intent = Intent { who, session, method, path };
        let (mut permitted, mut refused) = (Vec::with_capacity(entries.len()), Vec::new());
        for Intended { entry, captured } in entries {
            match permit(transaction, &entry, &in_flight)? {
                Ok(number) => permitted.push((AttemptKey { entry, number }, captured)),
                Err(refusal) => refused.push((entry, refusal)),
            }
        }
        if !refused.is_empty() {
            return Ok(Err(NoIntent::Refused(refused)));
        }
        let mut flights = Vec::with_capacity(permitted.len());
        for (attempt, captured) in permitted {
            let begun = Begun { intent: intent.clone(), idempotency_key: Some(key.clone()), captured };
            append(transaction, at, &attempt, &Event::Intent(begun))?;
            // Known to be in flight before anybody can read the intent; taken back if the commit fails.
            flights.push(in_flight.begin(attempt));
        }
        Ok(Ok(Attempt { flights, key, begun: at }))
    };
    app.journal.write(begin).await.map_err(NoIntent::Journal)?
}

/// Whether entries of a plan may be started now, by this run.
pub(super) async fn may_run(app: &App, run: &Run) -> Result<bool, Error> {
    let run = run.clone();
    app.journal.view(move |connection, _| is_current(connection, &run)).await
}

/// Whether a call for these entries may begin now, by this run.
pub(super) async fn may_begin(app: &App, run: &Run, entries: &[Intended]) -> Result<bool, Error> {
    let (run, entries) = (run.clone(), entries.to_vec());
    app.journal.view(move |connection, _| permits(connection, &run, &entries)).await
}

fn permits(connection: &Connection, run: &Run, entries: &[Intended]) -> Result<bool, Error> {
    Ok(is_current(connection, run)? && may_start(connection, run, entries)?)
}

/// Whether this run may send calls: it is the newest one of its plan, its task was not away, and nobody has stopped the plan.
fn is_current(connection: &Connection, run: &Run) -> Result<bool, Error> {
    if run.alive.was_away() {
        return Ok(false);
    }
    let number = plan_number(connection, &run.plan)?;
    let select = "SELECT epoch FROM run WHERE plan = ?1";
    let epoch: Option<i64> = connection.prepare_cached(select)?.query_row([number], |row| row.get(0)).optional()?;
    Ok(epoch == Some(run.epoch) && plans::may_run(connection, number)?)
}

/// Whether entries may be started: of a cancelled plan only those that somebody has wanted to be tried again since.
fn may_start(connection: &Connection, run: &Run, entries: &[Intended]) -> Result<bool, Error> {
    let number = plan_number(connection, &run.plan)?;
    if !plans::is_cancelled(connection, number)? {
        return Ok(true);
    }
    let again = journal::retried_since_cancelled(connection, number)?;
    Ok(entries.iter().all(|intended| again.contains(&intended.entry)))
}

/// The key of the entry's calls, unless the last of them is known to have changed nothing.
fn earlier_key(transaction: &Transaction<'_>, entry: &EntryId) -> Result<Option<IdempotencyKey>, Error> {
    match latest(transaction, entry)? {
        Some((_, Event::Settled(settled))) if settled.outcome.can_be_tried_again() => Ok(None),
        Some(_) => journal::key(transaction, entry),
        None => Ok(None),
    }
}

/// The number of the attempt that an entry permits now, or why it permits none.
fn permit(transaction: &Transaction<'_>, entry: &EntryId, in_flight: &InFlight) -> Result<Result<u32, Error>, Error> {
    match journal::permit_undo(transaction, entry, in_flight) {
        Ok(()) => {}
        Err(refusal @ Error::UndoRefused(_)) => return Ok(Err(refusal)),
        Err(error) => return Err(error),
    }
    let refusal = || Error::intent_refused("The entry is settled, or its call is under way.");
    Ok(next_attempt(transaction, entry, in_flight)?.ok_or_else(refusal))
}

/// The number of the attempt that an entry permits now; nothing where it permits none. A call is repeated without anybody's
/// word only after an answer that says that nothing was done.
fn next_attempt(transaction: &Transaction<'_>, entry: &EntryId, in_flight: &InFlight) -> Result<Option<u32>, Error> {
    let Some((attempt, event)) = latest(transaction, entry)? else { return Ok(Some(1)) };
    let number = attempt.number;
    let permits = match &event {
        Event::Answer(_) | Event::Lost(_) => event.did_nothing(),
        Event::Settled(_) | Event::Intent(_) | Event::Plan(_) | Event::Token(_) | Event::Upgraded(_) => {
            journal::is_wanted_again(transaction, entry)?
                && !matches!(event.state(&attempt, in_flight), EntryState::InFlight)
        }
    };
    Ok(permits.then_some(number + 1))
}

impl Attempt {
    /// Writes what came back. When this has returned, an outcome may be written.
    pub(super) async fn end(self, app: &App, event: Event) -> Result<(), Error> {
        let Self { flights, .. } = self;
        let at = app.environment.clock.now();
        // The flights end when the events are on the disk: until then nobody may settle the entries.
        let end = move |transaction: &Transaction<'_>| {
            for flight in &flights {
                append(transaction, at, flight.attempt(), &event)?;
                if event.did_nothing() {
                    journal::restate(transaction, at, &flight.attempt().entry, observer())?;
                }
            }
            Ok(flights)
        };
        app.journal.write(end).await.map(drop)
    }
}

/// Writes outcomes, all in one transaction. What an entry does not permit any more is left out: somebody was quicker. `by` is on
/// whose word entries were looked at for which no call was sent.
pub(super) async fn settle(app: &App, settled: Vec<(EntryId, Settlement)>, by: Option<By>) -> Result<(), Error> {
    let (in_flight, at) = (app.journal.in_flight().clone(), app.environment.clock.now());
    let write = move |transaction: &Transaction<'_>| {
        for (entry, settlement) in settled {
            settle_one(transaction, at, entry, settlement, Of::Now(by.as_ref()), &in_flight)?;
        }
        Ok(())
    };
    app.journal.write(write).await
}

/// Writes what has become known of an entry by looking at it again after its attempt with this number. It is left out if a later
/// attempt has begun a call meanwhile: what was seen before that says nothing of it.
pub(super) async fn settle_earlier(
    app: &App,
    entry: EntryId,
    settlement: Settlement,
    attempt: u32,
) -> Result<(), Error> {
    let (in_flight, at) = (app.journal.in_flight().clone(), app.environment.clock.now());
    let write = move |transaction: &Transaction<'_>| {
        settle_one(transaction, at, entry, settlement, Of::Attempt(attempt), &in_flight)
    };
    app.journal.write(write).await
}

/// What an outcome is of.
#[derive(Clone, Copy, Debug)]
enum Of<'a> {
    /// The newest attempt, or one without a call, on somebody's word.
    Now(Option<&'a By>),
    /// The call of this attempt.
    Attempt(u32),
}

fn settle_one(
    transaction: &Transaction<'_>,
    at: Timestamp,
    entry: EntryId,
    settlement: Settlement,
    of: Of<'_>,
    in_flight: &InFlight,
) -> Result<(), Error> {
    let Settlement { mut outcome, observed, comparison, result } = settlement;
    let by = match of {
        Of::Now(by) => by,
        Of::Attempt(number) => {
            let last = stored::last_call(transaction, &entry, in_flight)?.map(|call| call.attempt);
            if last != Some(number) {
                tracing::info!(%entry, number, "an outcome of an earlier attempt came after a later call and was left out");
                return Ok(());
            }
            None
        }
    };
    let found = latest(transaction, &entry)?;
    let (number, by) = match found {
        None => (1, by),
        Some((attempt, event)) => {
            // That nothing was sent now says nothing of an earlier call of which nobody knows what became.
            if let Outcome::Failed { fault, proof: Proof::NotSent } = &outcome
                && journal::unknown(transaction, &entry)?.is_some()
            {
                outcome = Outcome::Unknown { fault: fault.clone() };
            }
            let never_sent = result.is_none() && (outcome.is_found() || outcome.proof() == Some(Proof::NotSent));
            let again = event.did_nothing() || (never_sent && journal::is_wanted_again(transaction, &entry)?);
            let state = event.state(&attempt, in_flight);
            match (again && never_sent, state.permits_outcome()) {
                (true, _) => (attempt.number + 1, by),
                (false, true) => (attempt.number, None),
                (false, false) => {
                    tracing::warn!(%entry, outcome = outcome.name(), "an outcome came too late and was left out");
                    return Ok(());
                }
            }
        }
    };
    let attempt = AttemptKey { number, entry };
    let By { who, session } = by.cloned().unwrap_or_else(observer);
    let settled = Settled { who, session, outcome, observed, comparison };
    append(transaction, at, &attempt, &Event::Settled(settled))?;
    let reset = "UPDATE run SET continuations = 0, beat_ms = max(beat_ms, ?2)
        WHERE plan = (SELECT plan FROM entry WHERE id = ?1)";
    let at = i64::try_from(at.0).map_err(Error::internal)?;
    transaction.prepare_cached(reset)?.execute(params![attempt.entry.as_str(), at])?;
    Ok(())
}

fn observer() -> By {
    By { who: OBSERVER.to_owned(), session: None }
}

/// Pauses a plan in the gateway's own name.
pub(super) async fn pause(app: &App, plan: &PlanId, why: PauseReason) -> Result<(), Error> {
    let (plan, at) = (plan.clone(), app.environment.clock.now());
    let write = move |transaction: &Transaction<'_>| {
        let number = plan_number(transaction, &plan)?;
        if plans::may_run(transaction, number)? {
            let event = Event::Plan(PlanEvent::Paused(Paused { by: None, why }));
            append(transaction, at, journal::EventSubject::Plan(number), &event)?;
        }
        Ok(())
    };
    app.journal.write(write).await
}

/// Says that the plan's task is alive.
pub(super) async fn beat(app: &App, run: &Run) -> Result<(), Error> {
    let (run, at) = (run.clone(), app.environment.clock.now());
    let write = move |transaction: &Transaction<'_>| {
        let number = plan_number(transaction, &run.plan)?;
        let at = i64::try_from(at.0).map_err(Error::internal)?;
        let update = "UPDATE run SET beat_ms = ?3 WHERE plan = ?1 AND epoch = ?2";
        transaction.prepare_cached(update)?.execute(params![number, run.epoch, at])?;
        Ok(())
    };
    app.journal.write(write).await
}

/// Takes the plan over for this process: earlier runs can write no intent any more. Tells the new epoch.
pub(super) async fn take_over(app: &App, plan: &PlanId, connections: String, continued: bool) -> Result<i64, Error> {
    let (plan, at) = (plan.clone(), app.environment.clock.now());
    let write = move |transaction: &Transaction<'_>| {
        let number = plan_number(transaction, &plan)?;
        let at = i64::try_from(at.0).map_err(Error::internal)?;
        let upsert = "INSERT INTO run (plan, epoch, beat_ms, continuations, connections_json) VALUES (?1, 1, ?2, 0, ?3)
            ON CONFLICT (plan) DO UPDATE SET epoch = epoch + 1, beat_ms = ?2, connections_json = ?3,
            continuations = CASE WHEN ?4 THEN continuations + 1 ELSE 0 END
            RETURNING epoch";
        let epoch = transaction
            .prepare_cached(upsert)?
            .query_row(params![number, at, connections, continued], |row| row.get(0))?;
        Ok(epoch)
    };
    app.journal.write(write).await
}

/// Notes that somebody wants a plan to run, in the transaction of their word: were this process to end before the plan's task
/// has [taken it over](take_over), the next one would go on with it as with one that ran.
pub(super) fn wanted(transaction: &Transaction<'_>, plan: i64, at: Timestamp, connections: &str) -> Result<(), Error> {
    let at = i64::try_from(at.0).map_err(Error::internal)?;
    let upsert = "INSERT INTO run (plan, epoch, beat_ms, continuations, connections_json) VALUES (?1, 0, ?2, 0, ?3)
        ON CONFLICT (plan) DO UPDATE SET beat_ms = max(beat_ms, ?2), continuations = 0, connections_json = ?3";
    transaction.prepare_cached(upsert)?.execute(params![plan, at, connections])?;
    Ok(())
}
