//! `GET /api/plans?open=1`: the plans that are not over yet, with the entries that are to be carried out or whose outcome is not
//! known. Paused plans are among them, since they wait for somebody.

use std::collections::HashSet;

use rescind_domain::event::OpenPlans;
use rescind_domain::{EntryId, PlanId};
use rusqlite::Connection;

use super::is_cancelled;
use super::list::now;
use super::reached::within;
use super::tally::Tally;
use super::view::entry_event;
use crate::app::App;
use crate::error::Error;
use crate::journal::{InFlight, newest_of_all, wanted_again};
use crate::reach::Reach;

/// Those within somebody's reach, newest first.
pub(super) async fn list(app: &App, reach: Reach) -> Result<OpenPlans, Error> {
    let named = reach.clone();
    let select = move |connection: &Connection, in_flight: &InFlight| select(connection, &named, in_flight);
    let mut open = app.journal.view(select).await?;
    for plan in &mut open.plans {
        now(app, plan);
    }
    open.progress = app.hub.progress_of(None);
    if reach != Reach::All {
        let listed: HashSet<&PlanId> = open.plans.iter().map(|plan| &plan.id).collect();
        open.progress.retain(|progress| listed.contains(&progress.plan));
    }
    Ok(open)
}

/// The plans that run or are paused and have entries left that are not begun or are to be tried again, and those with entries of
/// which nobody knows yet what became of them. Of the many that have ended only their newest events are looked at.
const PLANS: &str = "
WITH newest AS (
    SELECT plan, kind, max(seq) FROM event WHERE entry IS NULL AND plan IS NOT NULL GROUP BY plan
),
running AS (
    SELECT plan FROM newest WHERE kind IN ('started', 'resumed', 'retried')
)
SELECT plan, max(runs) AS runs, max(paused) AS paused FROM (
    SELECT entry.plan AS plan, 0 AS runs, 0 AS paused FROM unsettled JOIN entry ON entry.id = unsettled.entry
    UNION ALL
    SELECT plan, 0, 1 FROM newest WHERE kind = 'paused'
        AND EXISTS (SELECT 1 FROM unbegun WHERE unbegun.plan = newest.plan AND entries > 0)
    UNION ALL
    SELECT plan, 1, 0 FROM running WHERE EXISTS (SELECT 1 FROM unbegun WHERE unbegun.plan = running.plan AND entries > 0)
        OR EXISTS (SELECT 1 FROM event WHERE event.plan = running.plan AND entry IS NULL AND kind = 'retried')
) GROUP BY plan";

/// The entries of a plan of which nobody knows yet what became of them.
const UNSETTLED: &str = "
SELECT entry.id FROM unsettled JOIN entry ON entry.id = unsettled.entry WHERE entry.plan = ?1 ORDER BY entry.position";

/// These, and those that are not begun.
const LEFT: &str = "
SELECT id FROM entry WHERE plan = ?1 AND (id IN (SELECT entry FROM unsettled)
    OR NOT EXISTS (SELECT 1 FROM event WHERE entry = entry.id))
ORDER BY position";

fn select(connection: &Connection, reach: &Reach, in_flight: &InFlight) -> Result<OpenPlans, Error> {
    let seq = newest_of_all(connection)?;
    let mut open = OpenPlans { seq, ..OpenPlans::default() };
    let reached = format!(
        "SELECT found.plan, found.runs, found.paused FROM ({PLANS}) AS found JOIN plan ON plan.number = found.plan
        WHERE {} ORDER BY found.plan DESC",
        within("?1")
    );
    let mut statement = connection.prepare_cached(&reached)?;
    let row = |row: &rusqlite::Row<'_>| Ok((row.get::<_, i64>(0)?, row.get::<_, bool>(1)?, row.get::<_, bool>(2)?));
    let plans: Vec<_> = statement.query_map([reach.to_json()], row)?.collect::<Result<_, _>>()?;
    for (plan, runs, is_paused) in plans {
        let entries = entries(connection, plan, runs)?;
        // A paused plan waits for somebody, and each page says so; its entries are not under way.
        if entries.is_empty() && !is_paused {
            continue;
        }
        open.plans.push(Tally::read(connection, plan)?.summary(seq, in_flight));
        for entry in entries {
            open.entries.push(entry_event(connection, &entry, in_flight)?);
        }
    }
    Ok(open)
}

fn entries(connection: &Connection, plan: i64, runs: bool) -> Result<Vec<EntryId>, Error> {
    let unbegun = "SELECT 1 FROM unbegun WHERE plan = ?1 AND entries > 0";
    // What was not begun of a cancelled plan never is, whatever else of it is tried again.
    let begins = runs && !is_cancelled(connection, plan)? && connection.prepare_cached(unbegun)?.exists([plan])?;
    let select = if begins { LEFT } else { UNSETTLED };
    let mut statement = connection.prepare_cached(select)?;
    let found = statement.query_map([plan], |row| row.get::<_, String>(0))?;
    let mut found: Vec<EntryId> = found.map(|id| Ok(EntryId::new(id?))).collect::<Result<_, Error>>()?;
    if runs {
        let told: HashSet<EntryId> = found.iter().cloned().collect();
        found.extend(wanted_again(connection, plan)?.into_iter().filter(|entry| !told.contains(entry)));
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use rescind_domain::{By, Timestamp};

    use super::*;
    use crate::journal::{AttemptKey, Event, EventSubject, PlanEvent, Retried, Store, append};

    #[tokio::test]
    async fn what_is_not_over_is_listed_and_nothing_else() {
        let directory = tempfile::tempdir().unwrap();
        let store = Store::open(&directory.path().join("journal.sqlite"), Timestamp(0)).unwrap();
        let grant = r#"{"kind":"membership","role":"r","principal":{"kind":"user","id":"u"}}"#;
        let by = || By { who: "w".to_owned(), session: None };
        let open = store.write(move |transaction| {
            for (number, plan) in [
                (1, "stored"),
                (2, "running"),
                (3, "over"),
                (4, "again"),
                (5, "paused"),
                (6, "unknown"),
                (7, "cancelled"),
            ] {
                let insert = "INSERT INTO plan (number, id, at_ms, who, reason) VALUES (?1, ?2, 0, 'w', '')";
                transaction.execute(insert, (number, plan))?;
                for position in 1..=2 {
                    let insert = "INSERT INTO entry VALUES (?1, ?2, ?3, 'c', ?4, 'r', 'u')";
                    transaction.execute(insert, (format!("{plan}.{position}"), number, position, grant))?;
                }
            }
            let plan = |plan: i64, event: PlanEvent| {
                append(transaction, Timestamp(1), EventSubject::Plan(plan), &event.into()).map(drop)
            };
            let outcome = |entry: &str, name: &str| {
                let fault = r#"{"kind":"unknown","source":"gateway","method":"POST","path":"/p","retry":"useless"}"#;
                let body = format!(r#"{{"who":"w","outcome":"{name}","fault":{fault}}}"#);
                let attempt = AttemptKey { entry: EntryId::new(entry), number: 1 };
                append(transaction, Timestamp(1), &attempt, &Event::decode("outcome", &body)?).map(drop)
            };
            [2, 3, 4, 5].into_iter().try_for_each(|number| plan(number, PlanEvent::Started(by())))?;
            outcome("running.1", "AlreadyAbsent")?;
            ["over.1", "over.2", "again.1", "again.2"].into_iter().try_for_each(|entry| outcome(entry, "Failed"))?;
            plan(4, PlanEvent::Retried(Retried { by: by(), entries: vec![EntryId::new("again.2")] }))?;
            plan(
                5,
                PlanEvent::Paused(crate::journal::Paused { by: Some(by()), why: rescind_domain::PauseReason::Person }),
            )?;
            outcome("unknown.2", "Unknown")?;
            plan(7, PlanEvent::Started(by()))?;
            outcome("cancelled.1", "Failed")?;
            plan(7, PlanEvent::Cancelled(by()))?;
            plan(7, PlanEvent::Retried(Retried { by: by(), entries: vec![EntryId::new("cancelled.1")] }))?;
            select(transaction, &Reach::All, &InFlight::default())
        });
        let open = open.await.unwrap();
        let plans: Vec<_> = open.plans.iter().map(|plan| plan.id.as_str()).collect();
        assert_eq!(plans, ["cancelled", "unknown", "paused", "again", "running"]);
        let entries: Vec<_> = open.entries.iter().map(|event| event.entry.id.as_str()).collect();
        assert_eq!(entries, ["cancelled.1", "unknown.2", "again.2", "running.2"]);
        assert!(open.seq == 16 && open.plans.iter().all(|plan| plan.seq == 16));
        assert_eq!(open.entries.iter().map(|event| event.seq).collect::<Vec<_>>(), [14, 12, 9, 0]);
    }
}
