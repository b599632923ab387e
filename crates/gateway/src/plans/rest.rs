//! Who called off the rest of a plan before plans had events of their own. It is only read: what people want of a plan is an
//! event of the journal now.

use rescind_domain::Timestamp;
use rusqlite::{Connection, OptionalExtension as _};

use crate::error::Error;

/// That the rest of a plan was called off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct CalledOff {
    /// When.
    pub(super) at: Timestamp,
    /// By whom.
    pub(super) who: String,
}

/// Who called off the rest of a plan, if that held when the journal was upgraded.
pub(super) fn called_off(connection: &Connection, plan: i64) -> Result<Option<CalledOff>, Error> {
    let select = "SELECT at_ms, who, is_cancelled FROM rest WHERE plan = ?1 ORDER BY number DESC LIMIT 1";
    let row = |row: &rusqlite::Row<'_>| {
        let called_off = CalledOff { at: Timestamp(row.get(0)?), who: row.get(1)? };
        Ok(row.get::<_, bool>(2)?.then_some(called_off))
    };
    Ok(connection.prepare_cached(select)?.query_row([plan], row).optional()?.flatten())
}
