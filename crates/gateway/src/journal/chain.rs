//! The chain of hashes through the journal: each event carries the SHA-256 of the hash before it and of everything that the
//! journal shows of it, its entry and its plan included. There are two forms: the older one knows events of entries only. Whoever changes, takes out or slips in anything afterwards has to
//! make every later hash anew, the last one too, which people keep elsewhere. This makes and checks; it never repairs.

use std::fmt;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension as _, Row, ToSql};
use sha2::{Digest as _, Sha256};

use crate::error::Error;

/// What stands behind an event: its entry and its plan. Together with the event's own columns these are the fields of its
/// hash. Order and form are formats that `docs/operations.md` tells, so that others can check a journal without us.
const ABOUT: &str = "entry.plan, entry.position, entry.connection, entry.grant_json, entry.role, entry.principal,
    plan.id, plan.at_ms, plan.who, plan.reason";

/// What format 2 has of a plan besides.
const MORE: &str = "plan.key, plan.body_hash, plan.time_limit_ms";

/// How many columns a hash of format 2 stands on: seven of the event, those of [`ABOUT`] and of [`MORE`].
const FIELDS: usize = 20;

/// Which of these columns format 1 does not have: the event's plan, and those of [`MORE`].
const PLAN: usize = 2;
const OLD_FIELDS: usize = 17;

/// The form of an event's hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Format {
    /// Of events from before plans ran in the gateway.
    One,
    Two,
}

/// One link of the chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Hash([u8; 32]);

impl Hash {
    /// What the first event follows. It binds the number of the event from which on hashes were made with their events.
    pub(super) fn beginning(first: i64) -> Self {
        Self(Sha256::digest(format!("rescind journal, chained from event {first}")).into())
    }

    /// The hash of an event that follows another with the hash `before`.
    fn of(before: &str, row: &Row<'_>, format: Format) -> Result<Self, Error> {
        match format {
            Format::One => Self::over(before, "", row, (0..OLD_FIELDS).filter(|index| *index != PLAN)),
            Format::Two => Self::over(before, "2;", row, 0..FIELDS),
        }
    }

    fn over(before: &str, format: &str, row: &Row<'_>, columns: impl Iterator<Item = usize>) -> Result<Self, Error> {
        let mut hasher = Sha256::new();
        hasher.update(before);
        hasher.update(format);
        for index in columns {
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
pub(super) fn next(connection: &Connection, columns: [&dyn ToSql; 6]) -> Result<(i64, Hash), Error> {
    let last = "SELECT seq, hash FROM event ORDER BY seq DESC LIMIT 1";
    let row = |row: &Row<'_>| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?));
    let (seq, before) = match connection.prepare_cached(last)?.query_row([], row).optional()? {
        Some((seq, before)) => (seq + 1, before),
        None => {
            let first = first(connection)?.ok_or_else(|| Error::internal("the chain has no beginning"))?;
            (1, Hash::beginning(first).to_string())
        }
    };
    let [at, plan, entry, attempt, kind, body] = columns;
    let mut statement = connection.prepare_cached(&format!(
        "SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, {ABOUT}, {MORE}
         FROM (SELECT 1) LEFT JOIN entry ON entry.id = ?4 LEFT JOIN plan ON plan.number = ?3"
    ))?;
    let mut rows = statement.query([&seq as &dyn ToSql, at, plan, entry, attempt, kind, body])?;
    let row = rows.next()?.ok_or_else(|| Error::internal("a selection of one row has none"))?;
    Ok((seq, Hash::of(&before, row, Format::Two)?))
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
    let Some(second_format) = second_format(connection)? else {
        return Ok(Verdict::Broken {
            event: 1,
            what: "has no form: it is missing from which event on there is the second",
        });
    };
    let mut last = Hash::beginning(first);
    let mut seq = 0;
    walk(connection, WITH_PLANS, |row| {
        let found: i64 = row.get(0)?;
        let broken = |event, what| Ok(Some(Verdict::Broken { event, what }));
        seq += 1;
        if found != seq {
            return broken(seq, "is missing");
        }
        let format = if seq < second_format { Format::One } else { Format::Two };
        last = Hash::of(&last.to_string(), row, format)?;
        let is_as_written = row.get_ref(FIELDS)?.as_bytes().ok() == Some(last.to_string().as_bytes())
            && (format == Format::Two || row.get_ref(PLAN)? == ValueRef::Null);
        if !is_as_written {
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

/// The number of the event from which on hashes have the second form.
fn second_format(connection: &Connection) -> Result<Option<i64>, Error> {
    Ok(connection.prepare_cached("SELECT first FROM format")?.query_row([], |row| row.get(0)).optional()?)
}

/// The hashes of all events of a journal that knows of no events but those of entries, made anew.
pub(super) fn rebuild(connection: &Connection, mut link: impl FnMut(i64, Hash)) -> Result<(), Error> {
    let Some(first) = first(connection)? else { return Ok(()) };
    let mut last = Hash::beginning(first);
    walk(connection, WITHOUT_PLANS, |row| {
        last = Hash::of(&last.to_string(), row, Format::One)?;
        link(row.get(0)?, last);
        Ok(None::<()>)
    })
    .map(drop)
}

/// What all walks select: the plan of an event, what format 2 has of a plan besides, and how its plan is found.
type Columns = (&'static str, &'static str, &'static str);

const WITH_PLANS: Columns = ("event.plan", MORE, "coalesce(event.plan, entry.plan)");
/// For the tables as they were before.
const WITHOUT_PLANS: Columns = ("NULL", "NULL, NULL, NULL", "entry.plan");

/// Shows all events in their order, each with its fields and the hash that it carries, until one yields something.
fn walk<T>(
    connection: &Connection,
    (plan, more, number): Columns,
    mut each: impl FnMut(&Row<'_>) -> Result<Option<T>, Error>,
) -> Result<Option<T>, Error> {
    let mut statement = connection.prepare(&format!(
        "SELECT event.seq, event.at_ms, {plan}, event.entry, event.attempt, event.kind, event.body, {ABOUT}, {more},
             event.hash
         FROM event LEFT JOIN entry ON entry.id = event.entry LEFT JOIN plan ON plan.number = {number}
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
