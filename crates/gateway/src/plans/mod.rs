//! Plans: what an admin has chosen, stored before anything is sent, what people ask of it, and where it stands. The plans are in
//! the journal's database and as little changed as it. Nothing here calls a vendor: the runner does.

mod create;
mod list;
mod open;
mod reached;
mod requests;
mod rest;
mod status;
pub(crate) mod stored;
mod tally;
mod view;

use rescind_domain::{By, Entry, EntryId, PlanStatus};
use rusqlite::{Connection, OptionalExtension as _};

#[cfg(test)]
pub(crate) use create::NotStored;
pub(crate) use create::create;
#[cfg(test)]
pub(crate) use list::Page;
pub(crate) use list::{list, summary};
pub(crate) use reached::{Reached, are_reached};
pub(crate) use requests::{cancel, check, later, pause, resume, retry, start};
pub(crate) use status::{is_cancelled, may_run, on_whose_word, plan_status};
pub(crate) use tally::{Latest, Tally};
pub(crate) use view::{entry_event, view};

use crate::app::App;
use crate::error::Error;

/// Does it to its end, whether or not whoever asked for it stays to hear what came of it: what was written about a plan is
/// always followed by what it was written for.
async fn to_its_end<T: Send + 'static>(
    app: &App,
    work: impl Future<Output = Result<T, Error>> + Send + 'static,
) -> Result<T, Error> {
    app.tasks.spawn(work).await.map_err(Error::internal)?
}

/// On whose word a plan runs that runs already; nothing where it does not.
fn word_of_running(connection: &Connection, plan: i64) -> Result<Option<By>, Error> {
    match plan_status(connection, plan)? {
        PlanStatus::Running => on_whose_word(connection, plan),
        _ => Ok(None),
    }
}

/// The entries of a plan in their order.
pub(crate) fn entries(connection: &Connection, plan: i64) -> Result<Vec<Entry>, Error> {
    let select = "SELECT connection, grant_json FROM entry WHERE plan = ?1 ORDER BY position";
    let mut statement = connection.prepare_cached(select)?;
    let mut rows = statement.query([plan])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let text = |index: usize| row.get_ref(index)?.as_str().map_err(Error::internal);
        found.push(stored::entry(text(0)?, text(1)?)?);
    }
    Ok(found)
}

/// An entry by its id.
pub(crate) fn find(connection: &Connection, id: &EntryId) -> Result<Option<Entry>, Error> {
    let select = "SELECT connection, grant_json FROM entry WHERE id = ?1";
    let row = |row: &rusqlite::Row<'_>| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?));
    let found = connection.prepare_cached(select)?.query_row([id.as_str()], row).optional()?;
    found.map(|(connection, json)| stored::entry(&connection, &json)).transpose()
}
