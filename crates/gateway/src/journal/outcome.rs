//! `POST /api/journal/{entry}/outcome` and `POST /api/plans/{id}/outcomes`: what the console found when it read the vendor's
//! state again, of one entry or of many of a plan. Many take one durable write together.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Extension, Request, State};
use axum::http::StatusCode;
use rescind_domain::outcome::Proof;
use rescind_domain::plan::{EntryOutcome, NewOutcomes, RefusedOutcome, StoredOutcomes};
use rescind_domain::{Act, EntryId, EntryState, Outcome, PlanId, Timestamp};
use rusqlite::Transaction;

use super::event::Settled;
use super::{AttemptKey, Event, InFlight, Journal, append, latest};
use crate::app::App;
use crate::error::Error;
use crate::extract::{self, Id};
use crate::plans;
use crate::session::Person;

/// A fault with its piece of the vendor's answer.
const BODY_LIMIT: usize = 64 * 1024;
/// How many outcomes are stored at a time: more than any call of a vendor takes away.
const MAX_OUTCOMES: usize = 1_000;
const BODIES_LIMIT: usize = 8 * 1024 * 1024;

/// Records an outcome.
pub(crate) async fn record(
    State(app): State<Arc<App>>,
    Extension(person): Extension<Person>,
    Id(entry): Id,
    request: Request,
) -> Result<StatusCode, Error> {
    let outcome: Outcome = extract::json(request.into_body(), BODY_LIMIT).await?;
    app.journal.settle(EntryId::new(entry), Settled { who: person.who, outcome }).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Records outcomes of entries of a plan. One that is refused keeps no other from being stored.
pub(crate) async fn record_all(
    State(app): State<Arc<App>>,
    Extension(person): Extension<Person>,
    Id(plan): Id,
    request: Request,
) -> Result<Json<StoredOutcomes>, Error> {
    let NewOutcomes { outcomes } = extract::json(request.into_body(), BODIES_LIMIT).await?;
    if outcomes.len() > MAX_OUTCOMES {
        return Err(Error::bad_request("At most 1,000 outcomes are stored at a time."));
    }
    app.journal.settle_all(PlanId::new(plan), person, outcomes).await.map(Json)
}

impl Journal {
    /// Writes an outcome, if the entry permits it now.
    async fn settle(&self, entry: EntryId, settled: Settled) -> Result<(), Error> {
        let (in_flight, at) = (self.in_flight.clone(), self.environment.clock.now());
        self.store.write(move |transaction| settle(transaction, &in_flight, at, entry, settled)).await
    }

    /// Writes the outcomes that the entries of a plan permit now, and tells the others.
    async fn settle_all(
        &self,
        plan: PlanId,
        person: Person,
        outcomes: Vec<EntryOutcome>,
    ) -> Result<StoredOutcomes, Error> {
        let (in_flight, at) = (self.in_flight.clone(), self.environment.clock.now());
        let settle_all = move |transaction: &Transaction<'_>| {
            let mut refused = Vec::new();
            for EntryOutcome { entry, outcome } in outcomes {
                if !plans::has(transaction, &plan, &entry)? {
                    return Err(Error::NotFound("entry of this plan"));
                }
                let settled = Settled { who: person.who.clone(), outcome };
                match settle(transaction, &in_flight, at, entry.clone(), settled) {
                    Ok(()) => {}
                    Err(Error::OutcomeRefused(why)) => refused.push(RefusedOutcome { entry, message: why.to_owned() }),
                    Err(error) => return Err(error),
                }
            }
            Ok(StoredOutcomes { refused })
        };
        self.store.write(settle_all).await
    }
}

fn settle(
    transaction: &Transaction<'_>,
    in_flight: &InFlight,
    at: Timestamp,
    entry: EntryId,
    settled: Settled,
) -> Result<(), Error> {
    let (state, attempt) = match latest(transaction, &entry)? {
        None if plans::exists(transaction, &entry)? => (EntryState::Planned, AttemptKey { entry, number: 1 }),
        None => return Err(Error::NotFound("entry")),
        Some((attempt, event)) => match event.state(&attempt, in_flight) {
            // Tried again after a failure, and found to be as wanted, or failed before anything was sent: an attempt of its
            // own, without a call. The same words once more are no other try.
            EntryState::Settled { outcome: ref before @ Outcome::Failed { .. } }
                if is_without_call(&settled.outcome) && *before != settled.outcome =>
            {
                (EntryState::Planned, AttemptKey { number: attempt.number + 1, ..attempt })
            }
            state => (state, attempt),
        },
    };
    let stored = plans::find(transaction, &attempt.entry)?.ok_or(Error::NotFound("entry"))?;
    let act = Act::of(stored.undo.as_ref());
    match refusal(&state, &settled.outcome, act) {
        Some(sentence) => Err(Error::OutcomeRefused(sentence)),
        None => append(transaction, at, &attempt, &Event::Settled(settled)),
    }
}

/// Whether it can have come out like that without a call.
const fn is_without_call(outcome: &Outcome) -> bool {
    outcome.is_found() || matches!(outcome, Outcome::Failed { proof: Proof::NotSent, .. })
}

/// Why an entry in this state does not take this outcome.
fn refusal(state: &EntryState, outcome: &Outcome, act: Act) -> Option<&'static str> {
    let needs_no_call = outcome.is_found() || matches!(outcome, Outcome::Failed { .. });
    match state {
        _ if outcome.act().is_some_and(|other| other != act) => Some(match act {
            Act::Take => "The entry takes away; this is an outcome of giving back.",
            Act::Give => "The entry gives back; this is an outcome of taking away.",
        }),
        EntryState::InFlight => Some("The call of this entry is under way; nothing can be known yet."),
        state if !state.permits_outcome() => Some("This entry is settled; its outcome stays."),
        EntryState::Planned if !needs_no_call => {
            Some("No call was sent for this entry, so it cannot have this outcome.")
        }
        EntryState::Answered | EntryState::Lost | EntryState::Settled { .. } if outcome.is_found() => {
            Some("A call was sent for this entry: what is found now says nothing of what was there before it.")
        }
        EntryState::Planned | EntryState::Answered | EntryState::Lost | EntryState::Settled { .. } => None,
    }
}
