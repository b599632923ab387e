//! What a start of the gateway does with plans that an earlier process ran: those that were running a moment ago go on by
//! themselves, others wait for somebody; calls that had begun are observed first, whatever becomes of their plan.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use rescind_domain::{By, EntryId, PauseReason, PlanStatus};
use rescind_engine::recovery::{TakeUp, take_up};

use super::plan::{Takeover, begin, since};
use super::record;
use super::stored::{self, Left, Stored};
use super::{AWAY, watch};
use crate::app::App;
use crate::error::Error;

/// How often a plan is continued without an outcome before it waits for somebody.
const CONTINUATIONS: u32 = 3;

/// Takes up everything that is not over.
pub(crate) async fn continue_all(app: &Arc<App>) -> Result<(), Error> {
    for left in stored::left(app).await? {
        if !left.open.is_empty() {
            let found = stored::plan(app, &left.plan).await?;
            let open: HashSet<&EntryId> = left.open.iter().collect();
            let entries = found.entries.into_iter().filter(|stored| open.contains(&stored.id)).collect();
            observe(app, entries).await?;
        }
        if left.status != PlanStatus::Running {
            continue;
        }
        match pause_reason(app, &left).await? {
            Some(why) => {
                tracing::warn!(plan = %left.plan, ?why, "a plan that was running when the gateway ended is paused");
                record::pause(app, &left.plan, why).await?;
            }
            None => {
                let by = left.by.clone().unwrap_or_else(|| By { who: String::new(), session: None });
                tracing::info!(plan = %left.plan, "a plan goes on that was running when the gateway ended");
                begin(app, left.plan, by, Takeover::Continued);
            }
        }
    }
    Ok(())
}

/// Why a plan that was running waits for somebody; nothing when it goes on.
async fn pause_reason(app: &App, left: &Left) -> Result<Option<PauseReason>, Error> {
    let Some(beat) = left.beat else { return Ok(Some(PauseReason::BeforeUpgrade)) };
    let away: Duration = since(beat, app.environment.clock.now());
    if away > AWAY {
        return Ok(Some(PauseReason::Away));
    }
    let found = stored::plan(app, &left.plan).await?;
    let connections = watch::identities(app, &stored::connections_of(&found.entries));
    if left.connections.as_ref() != Some(&connections) {
        return Ok(Some(PauseReason::ConnectionChanged));
    }
    Ok((left.continuations >= CONTINUATIONS).then_some(PauseReason::NoProgress))
}

/// Observes entries whose call had begun, or whose fate is unknown.
async fn observe(app: &Arc<App>, entries: Vec<Stored>) -> Result<(), Error> {
    let calls = stored::last_calls(app, entries.iter().map(|stored| stored.id.clone()).collect()).await?;
    for stored in entries {
        let Some(call) = calls.get(&stored.id) else { continue };
        let is_settled = match take_up(&stored.state) {
            TakeUp::Observe => false,
            TakeUp::Watch => true,
            // Its call did nothing, or somebody wants it to be tried again: its plan starts it.
            TakeUp::Start | TakeUp::Nothing => continue,
        };
        watch::take_up(app, stored.into(), call.clone(), is_settled);
    }
    Ok(())
}
