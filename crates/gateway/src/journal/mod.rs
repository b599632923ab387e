//! The durable record of every attempt: intent before the call, answer after it, outcome when the state was read again.
//! The rules of what may follow what are `rescind-domain`'s; this keeps them true on the disk. Events are only ever added.

mod chain;
mod event;
mod export;
mod filter;
mod in_flight;
mod list;
mod outcome;
mod page;
mod schema;
mod search;
mod store;
mod undo;
mod view;

use rescind_domain::{EntryId, EntryState, GatewayErrorKind, Grant, IdempotencyKey, Outcome};

pub(crate) use chain::{Verdict, verify};
pub(crate) use event::{Answer, AttemptKey, Event, Intent, Newest, append, latest, witnessed_by};
pub(crate) use export::{Format, download, everything};
pub(crate) use filter::{WAITING, conditions};
pub(crate) use in_flight::InFlight;
pub(crate) use list::list;
pub(crate) use outcome::{record as record_outcome, record_all as record_outcomes};
pub(crate) use store::Store;
pub(crate) use undo::given_back;

use crate::environment::Environment;
use crate::error::Error;
use crate::plans::StoredEntry;
use crate::random;
use event::{Begun, Lost};
use in_flight::Flight;

/// The journal.
pub(crate) struct Journal {
    store: Store,
    in_flight: InFlight,
    environment: Environment,
}

/// An entry that a call is to carry out.
#[derive(Clone, Debug)]
pub(crate) struct Wanted {
    /// Which.
    pub(crate) entry: EntryId,
    /// What it stands for.
    pub(crate) stored: StoredEntry,
    /// What was seen to be held just before, and goes with the call; nothing when nobody looked.
    pub(crate) witnessed: Vec<Grant>,
    /// What the vendor gives along with the grant, where the entry gives back.
    pub(crate) along: Vec<Grant>,
    /// The entry's newest event when the call arrived.
    pub(crate) newest: Newest,
}

/// An attempt at one or several entries by one call, whose intents are on the disk. It ends by [`Attempt::answered`] or
/// [`Attempt::lost`]; one that is dropped instead counts as lost from then on.
pub(crate) struct Attempt {
    store: Store,
    environment: Environment,
    flights: Vec<Flight>,
    key: IdempotencyKey,
}

impl Journal {
    /// The journal in this database.
    pub(crate) fn new(store: Store, environment: Environment) -> Self {
        Self { store, in_flight: InFlight::default(), environment }
    }

    /// What this process is waiting for.
    pub(crate) const fn in_flight(&self) -> &InFlight {
        &self.in_flight
    }

    /// How many events there are, and how many entries of which nobody knows what became of them.
    pub(crate) async fn size(&self) -> Result<(u64, u64), Error> {
        let counts = "SELECT (SELECT coalesce(max(seq), 0) FROM event), (SELECT count(*) FROM unsettled)";
        let row = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?));
        self.store.read(move |connection| Ok(connection.prepare_cached(counts)?.query_row([], row)?)).await
    }

    /// Shows that the next intent could be written, by writing what changes nothing.
    pub(crate) async fn probe(&self) -> Result<(), Error> {
        self.store.write(schema::write_again).await
    }

    /// The newest event of an entry, to be compared with when its intent is written.
    pub(crate) async fn newest(&self, entry: EntryId) -> Result<Newest, Error> {
        self.store.read(move |connection| event::newest(connection, &entry)).await
    }

    /// Says whether the entries that give back may do so now, and what they would give along that was not taken along.
    /// [`Journal::begin`] decides it again, with the intent.
    pub(crate) async fn permit(&self, wanted: Vec<Wanted>) -> Result<Vec<Grant>, Error> {
        let permitted = move |connection: &rusqlite::Connection, in_flight: &InFlight| {
            let mut more = Vec::new();
            for wanted in &wanted {
                more.extend(undo::permit(connection, wanted, in_flight)?);
            }
            Ok(more)
        };
        self.view(permitted).await
    }

    /// Writes the intents to send one call for these entries, if every one of them permits it now: all or none. The call may
    /// leave when this has returned.
    pub(crate) async fn begin(&self, wanted: Vec<Wanted>, intent: Intent) -> Result<Attempt, Error> {
        let (in_flight, at) = (self.in_flight.clone(), self.environment.clock.now());
        let fresh = random::uuid(self.environment.random.as_ref()).map_err(Error::internal)?;
        let begin = move |transaction: &rusqlite::Transaction<'_>| {
            // A later attempt has the key of the one before, by which a vendor knows that it did the same call already; but
            // when that is known to have failed, the vendor would only answer the same failure again.
            let earlier = match wanted.first() {
                Some(Wanted { entry, .. }) if !has_failed(transaction, entry)? => event::key(transaction, entry)?,
                _ => None,
            };
            let key = earlier.unwrap_or_else(|| IdempotencyKey::new(fresh));
            let mut flights = Vec::with_capacity(wanted.len());
            for wanted in wanted {
                undo::permit(transaction, &wanted, &in_flight)?;
                let Wanted { entry, witnessed, newest, .. } = wanted;
                // Whoever sent the call has given it up meanwhile, and said so: then it may not leave any more.
                if event::newest(transaction, &entry)? != newest {
                    return Err(Error::intent_refused("This entry has moved on while its call was being prepared."));
                }
                let attempt = AttemptKey { number: next_attempt(transaction, &entry, &in_flight)?, entry };
                let begun = Begun { intent: intent.clone(), idempotency_key: Some(key.clone()), witnessed };
                append(transaction, at, &attempt, &Event::Intent(begun))?;
                // Known to be in flight before anybody can read the intent; taken back if the commit fails.
                flights.push(in_flight.begin(attempt));
            }
            Ok((flights, key))
        };
        let (flights, key) = self.store.write(begin).await?;
        Ok(Attempt { store: self.store.clone(), environment: self.environment.clone(), flights, key })
    }
}

/// Whether the latest attempt of an entry is known to have failed.
fn has_failed(transaction: &rusqlite::Transaction<'_>, entry: &EntryId) -> Result<bool, Error> {
    let event = latest(transaction, entry)?.map(|(_, event)| event);
    Ok(matches!(event, Some(Event::Settled(settled)) if matches!(settled.outcome, Outcome::Failed { .. })))
}

/// The number of the attempt that an entry permits now.
fn next_attempt(transaction: &rusqlite::Transaction<'_>, entry: &EntryId, in_flight: &InFlight) -> Result<u32, Error> {
    let (state, number) = match latest(transaction, entry)? {
        None => (EntryState::Planned, 1),
        Some((attempt, event)) => (event.state(&attempt, in_flight), attempt.number + 1),
    };
    if state.permits_intent() { Ok(number) } else { Err(Error::intent_refused(refusal(&state))) }
}

/// Why an entry in this state permits no call.
fn refusal(state: &EntryState) -> &'static str {
    match state {
        EntryState::InFlight => "The call of this entry is under way.",
        EntryState::Answered => "The vendor has answered this entry's call; read the state again and settle it first.",
        EntryState::Lost => "The answer to this entry's call was lost; read the state again and settle it first.",
        EntryState::Settled { outcome: Outcome::AlreadyAbsent } => "This entry is settled: the grant was not there.",
        EntryState::Settled { .. } | EntryState::Planned => "This entry is settled; a new try is a new plan.",
    }
}

impl Attempt {
    /// The entries that it carries out, for the log.
    pub(crate) fn names(&self) -> String {
        let names: Vec<&str> = self.flights.iter().map(|flight| flight.attempt().entry.as_str()).collect();
        names.join(",")
    }

    /// The key of this entry's calls: a UUID, the same for all its attempts. Vendors that know such keys get it with the
    /// call.
    pub(crate) const fn idempotency_key(&self) -> &IdempotencyKey {
        &self.key
    }

    /// Writes that the vendor answered. When this has returned, the answer may be passed on.
    pub(crate) async fn answered(self, answer: Answer) -> Result<(), Error> {
        self.end(Event::Answer(answer)).await
    }

    /// Writes that there will be no answer, and why.
    pub(crate) async fn lost(self, reason: GatewayErrorKind) -> Result<(), Error> {
        self.end(Event::Lost(Lost { reason })).await
    }

    async fn end(self, event: Event) -> Result<(), Error> {
        let Self { store, environment, flights, key: _ } = self;
        let at = environment.clock.now();
        // The flights end when the events are on the disk: until then nobody may settle the entries.
        let end = move |transaction: &rusqlite::Transaction<'_>| {
            flights.iter().try_for_each(|flight| append(transaction, at, flight.attempt(), &event))?;
            Ok(flights)
        };
        store.write(end).await?;
        Ok(())
    }
}
