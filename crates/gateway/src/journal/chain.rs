//! The chain of hashes through the journal: each event carries the SHA-256 of the hash before it and of everything that the
//! journal shows of it, its entry and its plan included. Whoever changes, takes out or slips in anything afterwards has to
//! make every later hash anew, the last one too, which people keep elsewhere. This makes and checks; it never repairs.

use std::fmt;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension as _, Row, ToSql};
use sha2::{Digest as _, Sha256};

use crate::error::Error;

/// What stands behind an event: its entry and its plan. Together with the event's own columns these are the fields of its
/// hash. Order and form are a format that `docs/operations.md` tells, so that others can check a journal without us.
const ABOUT: &str = "entry.plan, entry.position, entry.connection, entry.grant_json, entry.role, entry.principal,
    plan.id, plan.at_ms, plan.who, plan.reason";

/// How many columns a hash stands on: six of the event, and those of [`ABOUT`].
const FIELDS: usize = 16;

/// One link of the chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Hash([u8; 32]);

impl Hash {
    /// What the first event follows. It binds the number of the event from which on hashes were made with their events.
    pub(super) fn beginning(first: i64) -> Self {
        Self(Sha256::digest(format!("rescind journal, chained from event {first}")).into())
    }

    /// The hash of an event that follows another with the hash `before`.
    fn of(before: &str, row: &Row<'_>) -> Result<Self, Error> {
        let mut hasher = Sha256::new();
        hasher.update(before);
        for index in 0..FIELDS {
            // With its length before it, no text can look like the end of its field and the beginning of another.
            match row.get_ref(index)? {
                ValueRef::Null => hasher.update("n;"),
                ValueRef::Integer(number) => hasher.update(format!("i{number};")),
                ValueRef::Text(text) => {
                    hasher.update(format!("t{}:", text.len()));
                    hasher.update(text);
                    hasher.update(";");
                }
                ValueRef::Real(_) | ValueRef::Blob(_) => return Err(Error::internal("the journal has a foreign type")),
            }
        }
        Ok(Self(hasher.finalize().into()))
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// The number of the event from which on hashes were made with their events.
pub(super) fn first(connection: &Connection) -> Result<Option<i64>, Error> {
    Ok(connection.prepare_cached("SELECT first FROM chain")?.query_row([], |row| row.get(0)).optional()?)
}

/// The number and the hash that the next event gets. `columns` are the event's own besides the number.
pub(super) fn next(connection: &Connection, columns: [&dyn ToSql; 5]) -> Result<(i64, Hash), Error> {
    let last = "SELECT seq, hash FROM event ORDER BY seq DESC LIMIT 1";
    let row = |row: &Row<'_>| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?));
    let (seq, before) = match connection.prepare_cached(last)?.query_row([], row).optional()? {
        Some((seq, before)) => (seq + 1, before),
        None => {
            let first = first(connection)?.ok_or_else(|| Error::internal("the chain has no beginning"))?;
            (1, Hash::beginning(first).to_string())
        }
    };
    let [at, entry, attempt, kind, body] = columns;
    let mut statement = connection.prepare_cached(&format!(
        "SELECT ?1, ?2, ?3, ?4, ?5, ?6, {ABOUT} FROM entry JOIN plan ON plan.number = entry.plan WHERE entry.id = ?3"
    ))?;
    let mut rows = statement.query([&seq as &dyn ToSql, at, entry, attempt, kind, body])?;
    let row = rows.next()?.ok_or(Error::NotFound("entry"))?;
    Ok((seq, Hash::of(&before, row)?))
}

/// What a walk along the chain found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Every event is as it was written.
    Whole {
        /// How many there are.
        events: u64,
        /// The number of the event from which on hashes were made with their events.
        first: i64,
        /// The hash of the last one, or what the first one would follow.
        last: Hash,
    },
    /// The first event that is not.
    Broken {
        /// Its number.
        event: i64,
        /// What is wrong with it, to be put after "event N ".
        what: &'static str,
    },
}

/// Walks along the chain to its end or to the first break, and tells every hash on the way.
pub(crate) fn verify(connection: &Connection, mut passes: impl FnMut(Hash)) -> Result<Verdict, Error> {
    let Some(first) = first(connection)? else {
        return Ok(Verdict::Broken { event: 1, what: "has nothing to follow: the beginning of the chain is missing" });
    };
    let mut last = Hash::beginning(first);
    let mut seq = 0;
    walk(connection, |row| {
        let found: i64 = row.get(0)?;
        let broken = |event, what| Ok(Some(Verdict::Broken { event, what }));
        seq += 1;
        if found != seq {
            return broken(seq, "is missing");
        }
        last = Hash::of(&last.to_string(), row)?;
        if row.get_ref(FIELDS)?.as_bytes().ok() != Some(last.to_string().as_bytes()) {
            return broken(
                seq,
                "is not what was written: it, its entry or its plan was changed, or another is missing",
            );
        }
        passes(last);
        Ok(None)
    })
    .map(|broken| broken.unwrap_or(Verdict::Whole { events: seq.unsigned_abs(), first, last }))
}

/// The hashes of all events, made anew.
pub(super) fn rebuild(connection: &Connection, mut link: impl FnMut(i64, Hash)) -> Result<(), Error> {
    let Some(first) = first(connection)? else { return Ok(()) };
    let mut last = Hash::beginning(first);
    walk(connection, |row| {
        last = Hash::of(&last.to_string(), row)?;
        link(row.get(0)?, last);
        Ok(None::<()>)
    })
    .map(drop)
}

/// Shows all events in their order, each with its fields and the hash that it carries, until one yields something.
fn walk<T>(
    connection: &Connection,
    mut each: impl FnMut(&Row<'_>) -> Result<Option<T>, Error>,
) -> Result<Option<T>, Error> {
    let mut statement = connection.prepare(&format!(
        "SELECT event.seq, event.at_ms, event.entry, event.attempt, event.kind, event.body, {ABOUT}, event.hash
         FROM event LEFT JOIN entry ON entry.id = event.entry LEFT JOIN plan ON plan.number = entry.plan
         ORDER BY event.seq"
    ))?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        if let Some(found) = each(row)? {
            return Ok(Some(found));
        }
    }
    Ok(None)
}
