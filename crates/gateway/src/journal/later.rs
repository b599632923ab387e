//! Which later entries wanted a grant gone that is to be restored: restoring it would undo what somebody decided after that. It
//! permits and refuses nothing; people are told.

use std::collections::{BTreeMap, HashSet};

use rescind_domain::{Action, ConnectionId, EntryId, Grant, LaterEntry, Outcome, PlanId, Timestamp};
use rusqlite::{Connection, params};

use super::InFlight;
use super::event::{Event, captured};
use super::undo::{restored, restores, revokes};
use crate::error::Error;
use crate::plans::{self, stored};

/// What is to be restored, or was.
#[derive(Clone, Debug)]
struct Wanted {
    /// The entry that this is told of.
    of: EntryId,
    /// When the outcome was written of the entry that is undone.
    since: i64,
    grants: Vec<Grant>,
}

/// By what entries are found that may be about the same grant: the holder, and the role where there is none.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    connection: ConnectionId,
    holder: Option<String>,
    role: String,
}

impl Place {
    fn of(connection: &ConnectionId, grant: &Grant) -> Self {
        let holder = grant.principal().map(|holder| holder.id.to_string());
        // All access names no role of its own.
        let role = grant.role().filter(|_| holder.is_none()).map(ToString::to_string).unwrap_or_default();
        Self { connection: connection.clone(), holder, role }
    }
}

/// The entries of any plan that revoked what these entries revoked or restore, or found it absent, after the entry that is undone.
/// What was undone itself is left out, and so are these entries.
pub(crate) fn later(
    connection: &Connection,
    entries: &[EntryId],
    in_flight: &InFlight,
) -> Result<Vec<LaterEntry>, Error> {
    let mut places: BTreeMap<Place, Vec<Wanted>> = BTreeMap::new();
    for of in entries {
        if let Some((at, wanted)) = wanted(connection, of)? {
            let mut each: Vec<Place> = wanted.grants.iter().map(|grant| Place::of(&at, grant)).collect();
            each.sort_unstable();
            each.dedup();
            each.into_iter().for_each(|place| places.entry(place).or_default().push(wanted.clone()));
        }
    }
    let own: HashSet<&EntryId> = entries.iter().collect();
    let mut found = Vec::new();
    for (place, wanted) in &places {
        let oldest = wanted.iter().map(|wanted| wanted.since).min().unwrap_or_default();
        for (seq, grant, other) in revoked_since(connection, place, oldest)? {
            let mut about = Vec::new();
            for wanted in wanted.iter().filter(|wanted| wanted.since < seq) {
                if revokes(connection, &other.entry, &grant, &wanted.grants)? {
                    about.push(wanted);
                }
            }
            let is_own = own.contains(&other.entry) || about.is_empty();
            if is_own || !restored(connection, &other.entry, in_flight)?.is_empty() {
                continue;
            }
            found.extend(about.into_iter().map(|wanted| LaterEntry { of: wanted.of.clone(), ..other.clone() }));
        }
    }
    found.sort_by(|one, other| (one.at, &one.entry, &one.of).cmp(&(other.at, &other.entry, &other.of)));
    found.dedup();
    Ok(found)
}

/// What an entry revoked, or what it restores, and since when that is gone.
fn wanted(connection: &Connection, of: &EntryId) -> Result<Option<(ConnectionId, Wanted)>, Error> {
    let Some(entry) = plans::find(connection, of)? else { return Ok(None) };
    let (undone, grants) = match &entry.action {
        Action::Revoke => (of, captured(connection, of)?),
        Action::Grant { undoes } => (undoes, restores(connection, undoes, &entry.grant)?),
    };
    let select = "SELECT max(seq) FROM event WHERE entry = ?1 AND kind = 'outcome'";
    let since = connection.prepare_cached(select)?.query_row([undone.as_str()], |row| row.get::<_, Option<i64>>(0))?;
    Ok(since.map(|since| (entry.connection, Wanted { of: of.clone(), since, grants })))
}

/// The entries about a place whose outcome since then is that what they were to revoke is gone.
fn revoked_since(connection: &Connection, place: &Place, since: i64) -> Result<Vec<(i64, Grant, LaterEntry)>, Error> {
    let select = "SELECT entry.id, entry.connection, entry.grant_json, latest.seq, latest.at_ms, latest.body,
            plan.id, plan.who, plan.reason
        FROM entry JOIN plan ON plan.number = entry.plan
        JOIN event AS latest ON latest.seq = (SELECT max(seq) FROM event WHERE entry = entry.id)
        WHERE entry.connection = ?1 AND entry.principal IS ?2 AND (?2 IS NOT NULL OR entry.role = ?3)
        AND latest.seq > ?4 AND latest.kind = 'outcome'";
    let mut statement = connection.prepare_cached(select)?;
    let mut rows = statement.query(params![place.connection.as_str(), place.holder, place.role, since])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let text = |index: usize| row.get_ref(index)?.as_str().map_err(Error::internal);
        let (entry, body) = (stored::entry(text(1)?, text(2)?)?, Event::decode("outcome", text(5)?)?);
        let Event::Settled(settled) = body else { continue };
        let is_gone = matches!(
            settled.outcome,
            Outcome::Revoked | Outcome::AlreadyAbsent | Outcome::StillEffective { .. } | Outcome::Accepted
        );
        if entry.action == Action::Revoke && is_gone {
            let entry_id = EntryId::new(text(0)?);
            let later = LaterEntry {
                of: entry_id.clone(),
                entry: entry_id,
                plan: PlanId::new(text(6)?),
                at: Timestamp(row.get(4)?),
                who: text(7)?.to_owned(),
                reason: text(8)?.to_owned(),
            };
            found.push((row.get(3)?, entry.grant, later));
        }
    }
    Ok(found)
}
