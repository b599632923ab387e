//! Whether an entry may restore now what another one revoked. It decides from what stands in the journal alone: what was
//! observed before the call that revoked it, what became of that call, and what else has undone it. The call itself is the runner's.

use rescind_domain::{Action, Entry, EntryId, EntryState, Grant, Irreversible, Outcome, inverse};
use rusqlite::Connection;

use super::InFlight;
use super::event::{captured, latest};
use crate::error::Error;
use crate::plans::{self, stored};

/// Permits a stored entry that revokes, and one that restores exactly what the entry it undoes revoked, once.
pub(crate) fn permit_undo(connection: &Connection, entry: &EntryId, in_flight: &InFlight) -> Result<(), Error> {
    let stored = plans::find(connection, entry)?.ok_or(Error::NotFound("entry"))?;
    permit(connection, Some(entry), &stored, in_flight)
}

/// The same for an entry that is about to be stored.
pub(crate) fn permit_new_undo(connection: &Connection, entry: &Entry, in_flight: &InFlight) -> Result<(), Error> {
    permit(connection, None, entry, in_flight)
}

fn permit(connection: &Connection, own: Option<&EntryId>, entry: &Entry, in_flight: &InFlight) -> Result<(), Error> {
    let Action::Grant { undoes } = &entry.action else { return Ok(()) };
    let original = plans::find(connection, undoes)?;
    let original = original.ok_or_else(|| Error::undo_refused("There is no such entry to be undone."))?;
    if original.connection != entry.connection {
        return Err(Error::undo_refused("The entry to be undone belongs to another connection."));
    }
    let seen = captured(connection, undoes)?;
    let revoked = inverse(&state(connection, undoes, in_flight)?, original.action.undoes(), &seen);
    let revoked = revoked.map_err(|why| Error::undo_refused(sentence(why)))?;
    if !revoked.iter().any(|revoked| revoked.is_same(&entry.grant)) {
        return Err(Error::undo_refused("That is not what the entry to be undone revoked."));
    }
    for (other, subject) in undoing(connection, undoes)? {
        if own != Some(&other) && subject.grant.is_same(&entry.grant) {
            check_other(&state(connection, &other, in_flight)?)?;
        }
    }
    let restores = restores(connection, undoes, &entry.grant)?;
    refuse_while_unknown(connection, undoes, entry, &restores, in_flight)
}

/// As long as nobody knows what became of another entry for the same grants, restoring them could undo what that one still does.
fn refuse_while_unknown(
    connection: &Connection,
    undone: &EntryId,
    entry: &Entry,
    restores: &[Grant],
    in_flight: &InFlight,
) -> Result<(), Error> {
    let select = "SELECT entry.id, entry.connection, entry.grant_json FROM unsettled
        JOIN entry ON entry.id = unsettled.entry WHERE entry.connection = ?1 AND entry.id <> ?2";
    let mut statement = connection.prepare_cached(select)?;
    let mut rows = statement.query([entry.connection.as_str(), undone.as_str()])?;
    while let Some(row) = rows.next()? {
        let text = |index: usize| row.get_ref(index)?.as_str().map_err(Error::internal);
        let (id, other) = (EntryId::new(text(0)?), stored::entry(text(1)?, text(2)?)?);
        if other.action == Action::Revoke
            && revokes(connection, &id, &other.grant, restores)?
            && state(connection, &id, in_flight)?.needs_settling()
        {
            return Err(Error::undo_refused(format!(
                "It is not known yet what became of another entry that revokes {} from {} ({id}); check that first.",
                other.grant.what(),
                other.grant.from_whom(),
            )));
        }
    }
    Ok(())
}

/// What restoring a grant that an entry revoked restores: what went along with the entry's own grant comes back with it.
pub(super) fn restores(connection: &Connection, undone: &EntryId, grant: &Grant) -> Result<Vec<Grant>, Error> {
    match plans::find(connection, undone)? {
        Some(original) if original.grant.is_same(grant) => captured(connection, undone),
        _ => Ok(vec![grant.clone()]),
    }
}

/// Whether an entry that revokes a grant revokes any of these, or a part of them: by itself, or because they went along with it
/// when that was last seen.
pub(super) fn revokes(
    connection: &Connection,
    entry: &EntryId,
    grant: &Grant,
    any_of: &[Grant],
) -> Result<bool, Error> {
    let is_one = |revoked: &Grant| any_of.iter().any(|grant| revoked.overlaps(grant));
    Ok(is_one(grant) || captured(connection, entry)?.iter().any(is_one))
}

/// Another entry that restores the same must be known not to have done it.
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

/// What other entries have restored of what an entry revoked, or may have.
pub(crate) fn restored(connection: &Connection, undone: &EntryId, in_flight: &InFlight) -> Result<Vec<Grant>, Error> {
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
        Irreversible::NotSent => "The entry to be undone was never started.",
        Irreversible::Unsettled => "It is not known yet what became of the entry to be undone; find that out first.",
        Irreversible::Unproved => "Nobody could see whether the entry to be undone revoked anything.",
        Irreversible::NothingTaken => "The entry to be undone revoked nothing.",
        Irreversible::NotCaptured => {
            "The gateway did not observe the grant before it was revoked, so it cannot be restored."
        }
        Irreversible::Undone => "It was undone already.",
        Irreversible::GaveBack => "The entry to be undone is an undo itself; what it restored can be revoked.",
    }
}

fn state(connection: &Connection, entry: &EntryId, in_flight: &InFlight) -> Result<EntryState, Error> {
    let latest = latest(connection, entry)?;
    Ok(latest.map_or(EntryState::Planned, |(attempt, event)| event.entry_state(&attempt, in_flight)))
}

/// The entries that undo an entry.
fn undoing(connection: &Connection, undone: &EntryId) -> Result<Vec<(EntryId, Entry)>, Error> {
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
