//! Where a plan stands: from its newest event of its own, and from whether anything of it is left. Plans from before plans
//! had events of their own are told by what was written about them then.

use rescind_domain::{By, PauseReason, PlanStatus, Timestamp};
use rusqlite::{Connection, OptionalExtension as _};

use super::rest::{CalledOff, called_off};
use crate::error::Error;
use crate::journal::{DID_NOTHING, Paused, PlanEvent, latest_of_plan, newest_of_kind, wanted_again};

/// What is known of a plan that decides where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Standing {
    /// Its newest event.
    latest: Option<(Timestamp, PlanEvent)>,
    /// Who cancelled it. What was not started then never is, whatever else of it is tried again.
    cancelled: Option<(Timestamp, By)>,
    /// Since when it waits, if it was begun before the upgrade.
    upgraded: Timestamp,
}

/// What of a plan is left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Left {
    /// Entries that were never started, or whose last call did nothing.
    planned: bool,
    /// Entries that somebody wants to be tried again.
    again: bool,
    /// Entries that wait for their answer or for being observed.
    under_way: bool,
    /// Whether anything of it was ever started.
    is_begun: bool,
}

/// The numbers that this follows from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Numbers {
    /// How many entries the plan has.
    pub(super) entries: u64,
    /// How many of them have no event.
    pub(super) unbegun: u64,
    /// Of how many the last call did nothing.
    pub(super) did_nothing: u64,
    /// How many of the others have no outcome.
    pub(super) under_way: u64,
    /// How many somebody wants to be tried again.
    pub(super) again: usize,
}

impl From<Numbers> for Left {
    fn from(Numbers { entries, unbegun, did_nothing, under_way, again }: Numbers) -> Self {
        Self {
            planned: unbegun > 0 || did_nothing > 0,
            again: again > 0,
            under_way: under_way > 0,
            is_begun: unbegun < entries,
        }
    }
}

impl Standing {
    /// Of a plan by its number.
    pub(super) fn read(connection: &Connection, plan: i64) -> Result<Self, Error> {
        let latest = latest_of_plan(connection, plan)?.map(|(_, at, event)| (at, event));
        let upgraded =
            "SELECT coalesce((SELECT at_ms FROM event JOIN format ON seq = first WHERE kind = 'upgraded'), at_ms)
            FROM plan WHERE number = ?1";
        let upgraded = connection.prepare_cached(upgraded)?.query_row([plan], |row| row.get(0)).optional()?;
        let upgraded = Timestamp(upgraded.ok_or(Error::NotFound("plan"))?);
        Ok(Self { latest, cancelled: cancelled(connection, plan)?, upgraded })
    }

    /// Takes a newer event in.
    pub(super) fn follow(&mut self, at: Timestamp, event: PlanEvent) {
        if let PlanEvent::Cancelled(by) = &event {
            self.cancelled = Some((at, by.clone()));
        }
        self.latest = Some((at, event));
    }

    /// Where the plan stands.
    pub(super) fn status(&self, left: Left) -> PlanStatus {
        let Left { planned, again, under_way, is_begun } = left;
        if !planned && !again && !under_way {
            return PlanStatus::Finished;
        }
        let latest = self.latest.as_ref().map(|(at, event)| (*at, event));
        let paused =
            |at: Timestamp, paused: &Paused| PlanStatus::Paused { at, by: paused.by.clone(), why: paused.why.clone() };
        if let Some((at, by)) = &self.cancelled {
            // Of a cancelled plan only what somebody wants to be tried again can go on, or wait.
            return match latest {
                Some((_, PlanEvent::Retried(_) | PlanEvent::Resumed(_))) if again || under_way => PlanStatus::Running,
                Some((at, PlanEvent::Paused(event))) if again => paused(at, event),
                _ if planned => PlanStatus::Cancelled { at: *at, by: by.clone() },
                _ => PlanStatus::Running,
            };
        }
        match latest {
            Some((_, PlanEvent::Created(_))) => PlanStatus::Stored,
            Some((
                _,
                PlanEvent::Started(_) | PlanEvent::Resumed(_) | PlanEvent::Retried(_) | PlanEvent::Cancelled(_),
            )) => PlanStatus::Running,
            // What was under way when it was paused ends.
            Some((_, PlanEvent::Paused(_))) if !planned && !again => PlanStatus::Running,
            Some((at, PlanEvent::Paused(event))) => paused(at, event),
            None if is_begun => PlanStatus::Paused { at: self.upgraded, by: None, why: PauseReason::BeforeUpgrade },
            None => PlanStatus::Stored,
        }
    }
}

/// Where a plan stands, by its number. It costs the same for a plan of one entry and of ten thousand.
pub(crate) fn plan_status(connection: &Connection, plan: i64) -> Result<PlanStatus, Error> {
    let standing = Standing::read(connection, plan)?;
    let counts = "SELECT coalesce((SELECT entries FROM unbegun WHERE plan = ?1), 0),
        (SELECT count(*) FROM entry WHERE plan = ?1)";
    let row = |row: &rusqlite::Row<'_>| Ok((row.get::<_, u64>(0)?, row.get::<_, u64>(1)?));
    let (unbegun, entries) = connection.prepare_cached(counts)?.query_row([plan], row)?;
    let waits = format!(
        "SELECT coalesce(sum({DID_NOTHING}), 0), coalesce(sum(kind <> 'outcome' AND NOT {DID_NOTHING}), 0)
        FROM unsettled JOIN entry ON entry.id = unsettled.entry
        JOIN event ON event.seq = (SELECT max(seq) FROM event WHERE entry = unsettled.entry)
        WHERE entry.plan = ?1"
    );
    let row = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?));
    let (did_nothing, under_way) = connection.prepare_cached(&waits)?.query_row([plan], row)?;
    let again = wanted_again(connection, plan)?.len();
    Ok(standing.status(Numbers { entries, unbegun, did_nothing, under_way, again }.into()))
}

/// Whether entries of a plan may be started now, on the word of whoever asked last.
pub(crate) fn may_run(connection: &Connection, plan: i64) -> Result<bool, Error> {
    let latest = latest_of_plan(connection, plan)?.map(|(_, _, event)| event);
    Ok(matches!(latest, Some(PlanEvent::Started(_) | PlanEvent::Resumed(_) | PlanEvent::Retried(_))))
}

/// Whether what was never started of a plan never is.
pub(crate) fn is_cancelled(connection: &Connection, plan: i64) -> Result<bool, Error> {
    Ok(cancelled(connection, plan)?.is_some())
}

/// Who cancelled a plan last, and when. That its rest was called off before plans had events of their own is the same: it came
/// before all of them.
fn cancelled(connection: &Connection, plan: i64) -> Result<Option<(Timestamp, By)>, Error> {
    Ok(match newest_of_kind(connection, plan, "cancelled")? {
        Some((at, PlanEvent::Cancelled(by))) => Some((at, by)),
        _ => called_off(connection, plan)?.map(|CalledOff { at, who }| (at, By { who, session: None })),
    })
}

/// On whose word a plan runs: who started, resumed or retried it last.
pub(crate) fn on_whose_word(connection: &Connection, plan: i64) -> Result<Option<By>, Error> {
    Ok(match latest_of_plan(connection, plan)? {
        Some((_, _, PlanEvent::Started(by) | PlanEvent::Resumed(by))) => Some(by),
        Some((_, _, PlanEvent::Retried(retried))) => Some(retried.by),
        _ => None,
    })
}
