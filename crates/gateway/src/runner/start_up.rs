//! What a start of the gateway does with plans that an earlier process ran: those that were running a moment ago go on by
//! themselves, others wait for somebody; calls that had begun are observed first, whatever becomes of their plan.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use rescind_domain::{By, EntryId, PauseReason, PlanId, PlanStatus};
use rescind_engine::recovery::{TakeUp, take_up};

use super::plan::{Takeover, begin, since};
use super::record;
use super::stored::{self, Left};
use super::{AWAY, watch};
use crate::app::App;
use crate::error::Error;

/// How often a plan is continued without an outcome before it waits for somebody.
const CONTINUATIONS: u32 = 3;

/// Takes up everything that is not over. A plan that cannot be read keeps no other one from going on.
pub(crate) async fn continue_all(app: &Arc<App>) -> Result<(), Error> {
    let mut running = Vec::new();
    // What calls of earlier processes hold is held before anything new begins, whichever plan they are of.
    for (plan, left) in stored::left(app).await? {
        let observed = async {
            let left = left?;
            observe(app, &left).await.map(|()| left)
        };
        match observed.await {
            Ok(left) if left.status == PlanStatus::Running => running.push(left),
            Ok(_) => {}
            Err(error) => give_up(app, &plan, &error).await,
        }
    }
    for left in running {
        if let Err(error) = go_on(app, &left).await {
            give_up(app, &left.plan, &error).await;
        }
    }
    Ok(())
}

/// A plan that cannot be taken up waits for somebody.
async fn give_up(app: &App, plan: &PlanId, error: &Error) {
    let message = error.for_operators();
    tracing::error!(%plan, error = %message, "a plan could not be taken up; it is paused");
    if let Err(error) = record::pause(app, plan, PauseReason::RunnerFault { message }).await {
        tracing::error!(%plan, error = %error.for_operators(), "the plan could not be paused");
    }
}

/// Goes on with a plan that was running, or has it wait for somebody.
async fn go_on(app: &Arc<App>, left: &Left) -> Result<(), Error> {
    if let Some(why) = pause_reason(app, left).await? {
        tracing::warn!(plan = %left.plan, ?why, "a plan that was running when the gateway ended is paused");
        return record::pause(app, &left.plan, why).await;
    }
    let by = left.by.clone().unwrap_or_else(|| By { who: String::new(), session: None });
    tracing::info!(plan = %left.plan, "a plan goes on that was running when the gateway ended");
    begin(app, left.plan.clone(), by, Takeover::Continued);
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

/// Observes entries whose call had begun, or whose fate is unknown. What is theirs is held when this returns.
async fn observe(app: &Arc<App>, left: &Left) -> Result<(), Error> {
    if left.open.is_empty() {
        return Ok(());
    }
    let found = stored::plan(app, &left.plan).await?;
    let open: HashSet<&EntryId> = left.open.iter().collect();
    let mut calls = stored::last_calls(app, left.open.clone()).await?;
    for stored in found.entries.into_iter().filter(|stored| open.contains(&stored.id)) {
        // What somebody wants to be tried again, or whose call did nothing, its plan starts.
        if let (Some(call), TakeUp::Observe | TakeUp::Watch) = (calls.remove(&stored.id), take_up(&stored.state)) {
            // Nobody waits for what is found out.
            drop(watch::take_up(app, stored.into(), call));
        }
    }
    Ok(())
}
