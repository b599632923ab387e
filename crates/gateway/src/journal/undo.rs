//! Whether an entry may give back now what another one took. It decides from what stands in the journal alone: what was seen
//! before the call that took it, what became of that call, and what else has undone it. The call itself is `forward`'s.

use rescind_domain::{EntryId, EntryState, Grant, Irreversible, Outcome, inverse};
use rusqlite::Connection;

use super::event::{latest, witnessed};
use super::{InFlight, Wanted};
use crate::error::Error;
use crate::plans::{self, StoredEntry, stored};

/// Permits an entry that takes away, and one that gives back exactly what the entry it undoes took, once. Yields what would
/// be given along without having been taken along.
pub(super) fn permit(connection: &Connection, wanted: &Wanted, in_flight: &InFlight) -> Result<Vec<Grant>, Error> {
    let Wanted { entry, stored, .. } = wanted;
    let Some(undone) = &stored.undo else { return Ok(Vec::new()) };
    let original = plans::find(connection, undone)?;
    let original = original.ok_or_else(|| Error::undo_refused("There is no such entry to be undone."))?;
    if original.connection != stored.connection {
        return Err(Error::undo_refused("The entry to be undone belongs to another connection."));
    }
    let seen = witnessed(connection, undone)?;
    let taken = inverse(&state(connection, undone, in_flight)?, original.undo.as_ref(), &seen);
    let taken = taken.map_err(|why| Error::undo_refused(sentence(why)))?;
    if !taken.iter().any(|taken| taken.is_same(&stored.grant)) {
        return Err(Error::undo_refused("That is not what the entry to be undone took."));
    }
    for (other, subject) in undoing(connection, undone)? {
        if other != *entry && subject.grant.is_same(&stored.grant) {
            check_other(&state(connection, &other, in_flight)?)?;
        }
    }
    let key = |grant: &Grant| grant.key(&stored.connection);
    let more = wanted.along.iter().filter(|along| !taken.iter().any(|taken| key(taken) == key(along)));
    Ok(more.cloned().collect())
}

/// Another entry that gives the same back must be known not to have done it.
fn check_other(state: &EntryState) -> Result<(), Error> {
    match state {
        EntryState::Planned | EntryState::Settled { outcome: Outcome::Failed { .. } | Outcome::StillAbsent } => Ok(()),
        EntryState::Settled { outcome: Outcome::Unknown { .. } | Outcome::Pending { .. } }
        | EntryState::InFlight
        | EntryState::Answered
        | EntryState::Lost => {
            Err(Error::undo_refused("Another entry may have undone it already; find out what became of that first."))
        }
        EntryState::Settled { .. } => Err(Error::undo_refused("It was undone already.")),
    }
}

/// What other entries have given back of what an entry took, or may have.
pub(crate) fn given_back(connection: &Connection, undone: &EntryId, in_flight: &InFlight) -> Result<Vec<Grant>, Error> {
    let mut given = Vec::new();
    for (other, subject) in undoing(connection, undone)? {
        if check_other(&state(connection, &other, in_flight)?).is_err() {
            given.push(subject.grant);
        }
    }
    Ok(given)
}

const fn sentence(why: Irreversible) -> &'static str {
    match why {
        Irreversible::NotSent => "The entry to be undone was never sent.",
        Irreversible::Unsettled => "It is not known yet what became of the entry to be undone; find that out first.",
        Irreversible::Unproved => "Nobody could see whether the entry to be undone took anything.",
        Irreversible::NothingTaken => "The entry to be undone took nothing.",
        Irreversible::NotWitnessed => {
            "The gateway did not see the grant before it was taken, so it cannot be given back."
        }
        Irreversible::Undone => "It was undone already.",
        Irreversible::GaveBack => "The entry to be undone gave back itself; what it gave can be taken away.",
    }
}

fn state(connection: &Connection, entry: &EntryId, in_flight: &InFlight) -> Result<EntryState, Error> {
    let latest = latest(connection, entry)?;
    Ok(latest.map_or(EntryState::Planned, |(attempt, event)| event.state(&attempt, in_flight)))
}

/// The entries that undo an entry.
fn undoing(connection: &Connection, undone: &EntryId) -> Result<Vec<(EntryId, StoredEntry)>, Error> {
    let select = "SELECT id, connection, grant_json FROM entry WHERE grant_json ->> 'undo' = ?1";
    let mut statement = connection.prepare_cached(select)?;
    let mut rows = statement.query([undone.as_str()])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let text = |index: usize| row.get_ref(index)?.as_str().map_err(Error::internal);
        found.push((EntryId::new(text(0)?), stored::entry(text(1)?, text(2)?)?));
    }
    Ok(found)
}
