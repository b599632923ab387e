//! The durable record of every attempt: intent before the call, answer after it, outcome when the state was read again.
//! The rules of what may follow what are `rescind-domain`'s; this keeps them true on the disk. Events are only ever added.

mod chain;
mod event;
mod export;
mod filter;
mod in_flight;
mod later;
mod list;
pub(crate) mod observed;
mod page;
mod plan_event;
mod restate;
mod schema;
mod search;
mod store;
mod token_event;
mod undo;
mod view;

pub(crate) use chain::{Verdict, verify};
pub(crate) use event::{
    Answer, AttemptKey, Begun, DID_NOTHING, Event, EventSubject, Intent, Lost, Settled, append, captured, captured_by,
    first_of_gateway, key, latest, newest_of_all, unknown,
};
pub(crate) use export::{Format, download, everything};
pub(crate) use filter::conditions;
pub(crate) use in_flight::{Flight, InFlight};
pub(crate) use later::later;
pub(crate) use list::list;
pub(crate) use plan_event::{
    Created, Paused, PlanEvent, Retried, is_wanted_again, latest_of_plan, newest_of_kind, plan_number,
    retried_since_cancelled, retried_without_outcome, wanted_again,
};
pub(crate) use restate::{restate, restate_all};
pub(crate) use store::{Listener, Store, Tell};
pub(crate) use token_event::{StoredToken, Token, TokenScope, create_token, revoke_token, token_by_secret, tokens};
pub(crate) use undo::{permit_new_undo, permit_undo, restored};

use crate::error::Error;

/// The journal.
pub(crate) struct Journal {
    store: Store,
    in_flight: InFlight,
}

impl Journal {
    /// The journal in this database.
    pub(crate) fn new(store: Store) -> Self {
        Self { store, in_flight: InFlight::default() }
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

    /// Reads what was committed before, where what is in flight does not matter.
    pub(crate) async fn read<T: Send + 'static>(
        &self,
        act: impl FnOnce(&rusqlite::Connection) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        self.store.read(act).await
    }

    /// Has whoever wants to know what is committed told of what another process has written.
    pub(crate) async fn catch_up(&self) -> Result<(), Error> {
        self.store.write(|_| Ok(())).await
    }

    /// Reads and writes in one transaction. When this returns `Ok`, the changes are on the disk; otherwise there are none.
    pub(crate) async fn write<T: Send + 'static>(
        &self,
        act: impl FnOnce(&rusqlite::Transaction<'_>) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        self.store.write(act).await
    }
}
