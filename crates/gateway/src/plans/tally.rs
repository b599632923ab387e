//! How far the entries of a plan are, in numbers. They are counted once; afterwards each event is added, so that a plan of ten
//! thousand entries need not be counted anew for each of its events.

use std::collections::{HashMap, HashSet};

use rescind_domain::{Entry, EntryId, Outcome, PlanId, PlanStatus, PlanSummary, StateCounts, Timestamp};
use rusqlite::{Connection, OptionalExtension as _};

use super::status::{Numbers, Standing};
use super::stored;
use crate::error::Error;
use crate::journal::{AttemptKey, DID_NOTHING, InFlight, PlanEvent, retried_without_outcome, wanted_again};

/// What the newest event of an entry says, as far as it is counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Latest {
    /// A call was about to leave. Whether its answer is waited for is not on the disk.
    Intent {
        /// The number of the attempt.
        attempt: u32,
    },
    /// The vendor answered.
    Answer,
    /// There will be no answer.
    Lost,
    /// The call did nothing, so that the entry waits to be started once more.
    DidNothing,
    /// There is an outcome, with this name.
    Outcome(String),
}

impl Latest {
    /// From the columns of the event; `did_nothing` is what [`DID_NOTHING`] says of it.
    pub(crate) fn of(kind: &str, attempt: u32, outcome: Option<String>, did_nothing: bool) -> Result<Self, Error> {
        match kind {
            "answer" | "lost" if did_nothing => Ok(Self::DidNothing),
            "intent" => Ok(Self::Intent { attempt }),
            "answer" => Ok(Self::Answer),
            "lost" => Ok(Self::Lost),
            "outcome" => Ok(Self::Outcome(outcome.unwrap_or_default())),
            other => Err(Error::internal(format!("an entry has an event of the kind {other}"))),
        }
    }
}

/// The numbers of a plan, and where it stands.
#[derive(Clone, Debug)]
pub(crate) struct Tally {
    /// Its `states` do not count intents: those of them that are in flight are known only later.
    plan: PlanSummary,
    standing: Standing,
    /// How many entries have no event: not those of which the last call did nothing, which count as planned too.
    unbegun: u64,
    /// The entries whose newest event is an intent, each with the number of its attempt.
    intents: HashMap<EntryId, u32>,
    /// The entries that somebody wants to be tried again.
    again: HashSet<EntryId>,
    /// These, and those of them that have begun: a call that did nothing leaves the wish as it was.
    retried: HashSet<EntryId>,
}

/// The plan's own columns.
const PLAN: &str = "SELECT id, at_ms, who, reason FROM plan WHERE number = ?1";

/// The newest events of its entries, counted by what they say. Intents stand for themselves.
fn entries() -> String {
    format!(
        "SELECT latest.kind, latest.body ->> 'outcome', iif(latest.kind = 'intent', latest.entry, NULL),
            iif(latest.kind = 'intent', latest.attempt, 0), coalesce({DID_NOTHING}, 0), count(*)
        FROM entry
        LEFT JOIN event AS latest ON latest.seq = (SELECT max(seq) FROM event WHERE entry = entry.id)
        WHERE entry.plan = ?1
        GROUP BY 1, 2, 3, 4, 5"
    )
}

impl Tally {
    /// Counts the entries of a plan.
    pub(crate) fn read(connection: &Connection, plan: i64) -> Result<Self, Error> {
        let standing = Standing::read(connection, plan)?;
        let row = |row: &rusqlite::Row<'_>| {
            Ok(PlanSummary {
                seq: 0,
                status: PlanStatus::default(),
                waiting: Vec::new(),
                id: PlanId::new(row.get::<_, String>(0)?),
                at: Timestamp(row.get(1)?),
                who: row.get(2)?,
                reason: row.get(3)?,
                entries: 0,
                first: None,
                states: StateCounts::default(),
                again: 0,
                outcomes: Default::default(),
            })
        };
        let summary = connection.prepare_cached(PLAN)?.query_row([plan], row).optional()?;
        let mut summary = summary.ok_or(Error::NotFound("plan"))?;
        summary.first = first(connection, plan)?;
        let again = wanted_again(connection, plan)?.into_iter().collect();
        let retried = retried_without_outcome(connection, plan)?.into_iter().collect();
        let mut tally = Self { plan: summary, standing, unbegun: 0, intents: HashMap::new(), again, retried };
        let mut statement = connection.prepare_cached(&entries())?;
        let mut rows = statement.query([plan])?;
        while let Some(row) = rows.next()? {
            let kind: Option<String> = row.get(0)?;
            let latest = kind.map(|kind| Latest::of(&kind, row.get(3)?, row.get(1)?, row.get(4)?)).transpose()?;
            let entry = row.get::<_, Option<String>>(2)?.map(EntryId::new);
            let number: u64 = row.get(5)?;
            tally.plan.entries += number;
            tally.count(latest.as_ref(), entry.as_ref(), |count| *count += number);
        }
        Ok(tally)
    }

    /// Adds an event of an entry. `before` is what the newest one said until then.
    pub(crate) fn entry(&mut self, entry: &EntryId, before: Option<&Latest>, now: &Latest) {
        self.again.remove(entry);
        if *now == Latest::DidNothing && self.retried.contains(entry) {
            self.again.insert(entry.clone());
        }
        if matches!(now, Latest::Outcome(_)) {
            self.retried.remove(entry);
        }
        self.intents.remove(entry);
        self.count(before, None, |count| *count = count.saturating_sub(1));
        self.count(Some(now), Some(entry), |count| *count += 1);
        self.plan.outcomes.retain(|_, count| *count > 0);
    }

    /// Adds an event of the plan.
    pub(crate) fn plan(&mut self, at: Timestamp, event: PlanEvent) {
        match &event {
            PlanEvent::Retried(retried) => {
                self.again.extend(retried.entries.iter().cloned());
                self.retried.extend(retried.entries.iter().cloned());
            }
            PlanEvent::Cancelled(_) => {
                self.again.clear();
                self.retried.clear();
            }
            _ => {}
        }
        self.standing.follow(at, event);
    }

    fn count(&mut self, latest: Option<&Latest>, entry: Option<&EntryId>, change: impl Fn(&mut u64)) {
        let states = &mut self.plan.states;
        match latest {
            None => {
                change(&mut states.planned);
                change(&mut self.unbegun);
            }
            Some(Latest::DidNothing) => change(&mut states.planned),
            Some(Latest::Intent { attempt }) => {
                if let Some(entry) = entry {
                    self.intents.insert(entry.clone(), *attempt);
                }
            }
            Some(Latest::Answer) => change(&mut states.answered),
            Some(Latest::Lost) => change(&mut states.lost),
            Some(Latest::Outcome(name)) => {
                change(&mut states.settled);
                change(self.plan.outcomes.entry(name.clone()).or_default());
            }
        }
    }

    /// How far the plan is now; `seq` is the number of the newest event.
    pub(crate) fn summary(&self, seq: u64, in_flight: &InFlight) -> PlanSummary {
        let mut plan = PlanSummary { seq, ..self.plan.clone() };
        for (entry, number) in &self.intents {
            let attempt = AttemptKey { entry: entry.clone(), number: *number };
            let states = &mut plan.states;
            *if in_flight.contains(&attempt) { &mut states.in_flight } else { &mut states.lost } += 1;
        }
        plan.again = u64::try_from(self.again.len()).unwrap_or(u64::MAX);
        let StateCounts { planned, in_flight, answered, lost, settled: _ } = plan.states;
        let numbers = Numbers {
            entries: plan.entries,
            unbegun: self.unbegun,
            did_nothing: planned.saturating_sub(self.unbegun),
            under_way: in_flight + answered + lost,
            again: self.again.len(),
        };
        plan.status = self.standing.status(numbers.into());
        plan
    }

    /// Whether more is to be expected of it soon.
    pub(crate) fn is_over(&self) -> bool {
        let is_open = |name: &String| Outcome::OPEN.contains(&name.as_str());
        self.plan.states.settled == self.plan.entries
            && self.again.is_empty()
            && !self.plan.outcomes.keys().any(is_open)
    }
}

fn first(connection: &Connection, plan: i64) -> Result<Option<Entry>, Error> {
    let select = "SELECT connection, grant_json FROM entry WHERE plan = ?1 ORDER BY position LIMIT 1";
    let row = |row: &rusqlite::Row<'_>| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?));
    let found = connection.prepare_cached(select)?.query_row([plan], row).optional()?;
    found.map(|(connection, json)| stored::entry(&connection, &json)).transpose()
}
