//! Which events a transaction has added to the journal, read at its end, with what it takes to keep the numbers of their
//! plans.

use std::collections::HashMap;

use rescind_domain::{EntryId, PlanId, Timestamp};
use rusqlite::{Connection, OptionalExtension as _, Row, params};

use crate::error::Error;
use crate::journal::{DID_NOTHING, Event, PlanEvent};
use crate::plans::{Latest, Tally};

/// The events that are new, in their order.
#[derive(Debug, Default)]
pub(super) struct Appended {
    pub(super) events: Vec<New>,
    /// The plans that were counted now, these events included.
    pub(super) counted: HashMap<PlanId, Tally>,
}

/// A new event.
#[derive(Debug)]
pub(super) struct New {
    pub(super) seq: u64,
    pub(super) at: Timestamp,
    pub(super) what: What,
}

/// What a new event is about.
#[derive(Debug)]
pub(super) enum What {
    /// An entry of a plan: what its newest event said before, and says now.
    Entry { plan: PlanId, entry: EntryId, before: Option<Latest>, now: Latest },
    /// A plan.
    Plan { plan: PlanId, event: PlanEvent },
    /// The journal itself.
    Journal,
}

fn events() -> String {
    format!(
        "SELECT event.seq, event.at_ms, plan.number, plan.id, event.entry, event.attempt, event.kind,
            event.body ->> 'outcome', iif(event.entry IS NULL, event.body, NULL), coalesce({DID_NOTHING}, 0)
        FROM event
        LEFT JOIN entry ON entry.id = event.entry
        LEFT JOIN plan ON plan.number = coalesce(event.plan, entry.plan)
        WHERE event.seq > ?1
        ORDER BY event.seq"
    )
}

fn before() -> String {
    format!(
        "SELECT kind, attempt, body ->> 'outcome', coalesce({DID_NOTHING}, 0)
        FROM event WHERE entry = ?1 AND seq < ?2 ORDER BY seq DESC LIMIT 1"
    )
}

/// The events after the one with the number `last`. Plans are counted unless `knows` says that their numbers are kept already.
pub(super) fn since(connection: &Connection, last: u64, knows: impl Fn(&PlanId) -> bool) -> Result<Appended, Error> {
    let mut appended = Appended::default();
    let mut statement = connection.prepare_cached(&events())?;
    let mut rows = statement.query([last])?;
    while let Some(row) = rows.next()? {
        let plan = row.get::<_, Option<String>>(3)?.map(PlanId::new);
        if let Some(plan) = &plan
            && !knows(plan)
            && !appended.counted.contains_key(plan)
        {
            appended.counted.insert(plan.clone(), Tally::read(connection, row.get(2)?)?);
        }
        appended.events.push(New { seq: row.get(0)?, at: Timestamp(row.get(1)?), what: what(connection, row, plan)? });
    }
    Ok(appended)
}

fn what(connection: &Connection, row: &Row<'_>, plan: Option<PlanId>) -> Result<What, Error> {
    let Some(plan) = plan else { return Ok(What::Journal) };
    let kind: String = row.get(6)?;
    let Some(entry) = row.get::<_, Option<String>>(4)? else {
        return match Event::decode(&kind, &row.get::<_, String>(8)?)? {
            Event::Plan(event) => Ok(What::Plan { plan, event }),
            _ => Err(Error::internal("a plan has an event of no plan")),
        };
    };
    let now = Latest::of(&kind, row.get(5)?, row.get(7)?, row.get(9)?)?;
    let columns = |row: &Row<'_>| Ok((row.get::<_, String>(0)?, row.get(1)?, row.get(2)?, row.get(3)?));
    let before = connection.prepare_cached(&before())?.query_row(params![entry, row.get::<_, u64>(0)?], columns);
    let latest = |(kind, attempt, outcome, nothing): (String, _, _, _)| Latest::of(&kind, attempt, outcome, nothing);
    let before = before.optional()?.map(latest).transpose()?;
    Ok(What::Entry { plan, entry: EntryId::new(entry), before, now })
}
