//! `POST /api/journal/{entry}/outcome`: what the console found when it read the vendor's state again.

use std::sync::Arc;

use axum::extract::{Extension, Request, State};
use axum::http::StatusCode;
use rescind_domain::{Act, EntryId, EntryState, Outcome};

use super::event::Settled;
use super::{AttemptKey, Event, Journal, append, latest};
use crate::app::App;
use crate::error::Error;
use crate::extract::{self, Id};
use crate::plans;
use crate::session::Person;

/// A fault with its piece of the vendor's answer.
const BODY_LIMIT: usize = 64 * 1024;

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

impl Journal {
    /// Writes an outcome, if the entry permits it now.
    async fn settle(&self, entry: EntryId, settled: Settled) -> Result<(), Error> {
        let (in_flight, at) = (self.in_flight.clone(), self.environment.clock.now());
        let settle = move |transaction: &rusqlite::Transaction<'_>| {
            let (state, attempt) = match latest(transaction, &entry)? {
                None if plans::exists(transaction, &entry)? => (EntryState::Planned, AttemptKey { entry, number: 1 }),
                None => return Err(Error::NotFound("entry")),
                Some((attempt, event)) => (event.state(&attempt, &in_flight), attempt),
            };
            let stored = plans::find(transaction, &attempt.entry)?.ok_or(Error::NotFound("entry"))?;
            let act = if stored.undo.is_some() { Act::Give } else { Act::Take };
            match refusal(&state, &settled.outcome, act) {
                Some(sentence) => Err(Error::OutcomeRefused(sentence)),
                None => append(transaction, at, &attempt, &Event::Settled(settled)),
            }
        };
        self.store.write(settle).await
    }
}

/// Why an entry in this state does not take this outcome.
fn refusal(state: &EntryState, outcome: &Outcome, act: Act) -> Option<&'static str> {
    let needs_no_call = matches!(outcome, Outcome::AlreadyAbsent | Outcome::AlreadyHeld | Outcome::Failed { .. });
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
        EntryState::Planned | EntryState::Answered | EntryState::Lost | EntryState::Settled { .. } => None,
    }
}
