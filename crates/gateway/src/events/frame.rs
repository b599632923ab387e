//! Makes a frame of what has changed: the entries and plans as they are now.

use std::sync::Arc;

use rescind_domain::event::Frame;
use rescind_domain::{EntryId, PlanId};
use rusqlite::{Connection, params};

use super::hub::Changes;
use crate::app::App;
use crate::error::Error;
use crate::journal::{InFlight, newest_of_all, plan_number};
use crate::plans::{entry_event, summary};

/// The frame of these changes.
pub(super) async fn of(app: &Arc<App>, changes: Changes) -> Result<Frame, Error> {
    if changes.entries.is_empty() && changes.plans.is_empty() {
        return Ok(Frame { seq: changes.seq, progress: changes.progress, ..Frame::default() });
    }
    let reading = Arc::clone(app);
    app.journal.view(move |connection, in_flight| read(&reading, connection, in_flight, changes)).await
}

/// Everything that has changed after an event, with one of its own or without, as it is now, and what goes on right now.
pub(super) async fn since(app: &Arc<App>, after: u64, plan: Option<PlanId>) -> Result<Frame, Error> {
    let reading = Arc::clone(app);
    let since = move |connection: &Connection, in_flight: &InFlight| {
        let seq = newest_of_all(connection)?;
        let (mut entries, mut plans) = touched(connection, after, plan.as_ref())?;
        let silent = reading.hub.silent_since(after, plan.as_ref());
        entries.extend(silent.0);
        plans.extend(silent.1);
        let (entries, plans) = (super::hub::once(entries), super::hub::once(plans));
        let progress = reading.hub.progress_of(plan.as_ref());
        read(&reading, connection, in_flight, Changes { seq: Some(seq), entries, plans, progress })
    };
    app.journal.view(since).await
}

fn read(app: &App, connection: &Connection, in_flight: &InFlight, changes: Changes) -> Result<Frame, Error> {
    let Changes { seq, entries, plans, progress } = changes;
    let entries = entries.iter().map(|entry| entry_event(connection, entry, in_flight)).collect::<Result<_, _>>()?;
    let summary = |plan: &PlanId| match app.hub.summary(plan, app.journal.in_flight()) {
        Some(summary) => Ok(summary),
        None => {
            let mut summary = summary(connection, plan_number(connection, plan)?, in_flight)?;
            summary.waiting = app.hub.waiting_of(plan);
            Ok(summary)
        }
    };
    let plans = plans.iter().map(summary).collect::<Result<_, Error>>()?;
    Ok(Frame { seq, entries, plans, progress })
}

/// The entries and the plans of the events after one, in the order of the events.
fn touched(connection: &Connection, after: u64, plan: Option<&PlanId>) -> Result<(Vec<EntryId>, Vec<PlanId>), Error> {
    let select = "SELECT event.entry, plan.id FROM event LEFT JOIN entry ON entry.id = event.entry
        JOIN plan ON plan.number = coalesce(event.plan, entry.plan)
        WHERE event.seq > ?1 AND (?2 IS NULL OR plan.id = ?2) ORDER BY event.seq";
    let mut statement = connection.prepare_cached(select)?;
    let mut rows = statement.query(params![after, plan.map(PlanId::as_str)])?;
    let (mut entries, mut plans) = (Vec::new(), Vec::new());
    while let Some(row) = rows.next()? {
        entries.extend(row.get::<_, Option<String>>(0)?.map(EntryId::new));
        plans.push(PlanId::new(row.get::<_, String>(1)?));
    }
    Ok((entries, plans))
}
