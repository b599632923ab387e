//! Plans: what an admin has chosen to take away, stored before anything is sent, and who runs it. The plans are in the
//! journal's database and as little changed as it; who runs a plan is a matter of seconds and is kept in memory.

mod create;
mod lease;
mod list;
mod rest;
pub(crate) mod stored;
mod view;

use rescind_domain::{ConnectionId, EntryId, Grant, PlanId};
use rusqlite::{Connection, OptionalExtension as _};

pub(crate) use create::create;
pub(crate) use lease::{Leases, lease};
pub(crate) use list::list;
pub(crate) use rest::rest;
pub(crate) use view::view;

use crate::error::Error;
use crate::journal::Store;

/// The stored plans.
pub(crate) struct Plans {
    store: Store,
}

/// What one entry stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct StoredEntry {
    pub(crate) connection: ConnectionId,
    pub(crate) grant: Grant,
    /// The entry that it undoes, if it gives back.
    pub(crate) undo: Option<EntryId>,
}

impl Plans {
    /// The plans in this database.
    pub(crate) const fn new(store: Store) -> Self {
        Self { store }
    }

    /// An entry by its id.
    pub(crate) async fn entry(&self, id: EntryId) -> Result<Option<StoredEntry>, Error> {
        self.store.read(move |connection| find(connection, &id)).await
    }
}

/// An entry by its id.
pub(crate) fn find(connection: &Connection, id: &EntryId) -> Result<Option<StoredEntry>, Error> {
    let select = "SELECT connection, grant_json FROM entry WHERE id = ?1";
    let row = |row: &rusqlite::Row<'_>| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?));
    let found = connection.prepare_cached(select)?.query_row([id.as_str()], row).optional()?;
    found.map(|(connection, json)| stored::entry(&connection, &json)).transpose()
}

/// Whether there is such an entry.
pub(crate) fn exists(connection: &Connection, id: &EntryId) -> Result<bool, Error> {
    Ok(connection.prepare_cached("SELECT 1 FROM entry WHERE id = ?1")?.exists([id.as_str()])?)
}

/// Whether a plan has such an entry.
pub(crate) fn has(connection: &Connection, plan: &PlanId, entry: &EntryId) -> Result<bool, Error> {
    let select = "SELECT 1 FROM entry JOIN plan ON plan.number = entry.plan WHERE entry.id = ?1 AND plan.id = ?2";
    Ok(connection.prepare_cached(select)?.exists([entry.as_str(), plan.as_str()])?)
}
