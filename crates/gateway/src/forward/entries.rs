//! Which entries of plans a call names in its header, and what they stand for. Whether they permit the call is decided
//! elsewhere.

use std::collections::HashSet;

use axum::http::HeaderMap;
use rescind_domain::EntryId;
use rescind_domain::gateway_error::ENTRY_HEADER;
use rescind_vendors::given_along;

use crate::app::App;
use crate::connections::Connection;
use crate::error::Error;
use crate::journal::Wanted;

/// The most entries that one call may carry out; no vendor takes more targets.
const MAX_ENTRIES: usize = 500;

/// The entries of the call, each once, all of this connection.
pub(super) async fn named(app: &App, connection: &Connection, client: &HeaderMap) -> Result<Vec<Wanted>, Error> {
    let ids = list(client, ENTRY_HEADER);
    let distinct: HashSet<&str> = ids.iter().map(EntryId::as_str).collect();
    if ids.is_empty() || ids.len() > MAX_ENTRIES || distinct.len() != ids.len() {
        return Err(Error::intent_refused(
            "A call that changes something must name the entries of a plan in X-Rescind-Entry, each once.",
        ));
    }
    let mut wanted = Vec::with_capacity(ids.len());
    for entry in ids {
        let stored = app.plans.entry(entry.clone()).await?;
        let stored = stored.ok_or_else(|| Error::intent_refused("There is no such entry of a plan."))?;
        if stored.connection != connection.public.id {
            return Err(Error::intent_refused("The entry belongs to another connection."));
        }
        let along = match stored.undo {
            Some(_) => given_along(connection.public.vendor, &stored.grant),
            None => Vec::new(),
        };
        let newest = app.journal.newest(entry.clone()).await?;
        wanted.push(Wanted { entry, stored, witnessed: Vec::new(), along, newest });
    }
    Ok(wanted)
}

/// The ids in a header; none when it is there twice, since nobody knows which of the two counts.
pub(super) fn list(client: &HeaderMap, header: &str) -> Vec<EntryId> {
    let mut values = client.get_all(header).iter();
    match (values.next().and_then(|value| value.to_str().ok()), values.next()) {
        (Some(ids), None) => ids.split(',').map(str::trim).map(EntryId::new).collect(),
        _ => Vec::new(),
    }
}
