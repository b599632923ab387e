//! What this page asks of the gateway about plans: to make and start one, and to steer one that is stored. It sends no call to
//! a vendor, and nothing by itself: each request is somebody's click.

use std::pin::pin;
use std::sync::Arc;

use crate::transport::TransportFailure;
use futures_util::future::{Either, select};
use leptos::prelude::*;
use leptos::task::spawn_local;
use rescind_domain::{EntryId, NewPlan, PlanId, PlanRef};

use super::entry::{PlannedEntry, Wanted};
use super::model::Model;
use super::watch::{own, read_own, show};
use crate::api::{self, Steer};
use crate::state::notices::Said;
use crate::state::{Console, preferences};
use crate::transport::{Abort, pause};

/// How often a request is sent whose answer gets lost.
const TRIES: u32 = 3;
/// The pause before the second try, in milliseconds. It doubles with each.
const FIRST_PAUSE: u32 = 500;
/// How long the answer to one try is waited for, in milliseconds.
const WITHIN: u32 = 15_000;

/// Makes a plan and starts it. `key` was made when the question was opened.
pub fn create(console: Console, key: String, entries: Vec<PlannedEntry>, reason: String) {
    let plan = NewPlan {
        key: Some(key),
        reason,
        entries: entries.iter().map(|planned| planned.entry.clone()).collect(),
        time_limit_ms: console.time_limit.get_untracked(),
        start: true,
        digest: None,
    };
    send(console, Arc::new(Wanted { plan, entries }), Attempt::First);
}

/// Asks once more for a plan whose making was not confirmed: with the same key, so that there is one in any case.
pub fn create_again(console: Console, wanted: Arc<Wanted>) {
    send(console, wanted, Attempt::Repeated);
}

/// Whether the same was asked for before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Attempt {
    First,
    Repeated,
}

fn send(console: Console, wanted: Arc<Wanted>, attempt: Attempt) {
    let keys: Vec<_> = wanted.entries.iter().flat_map(PlannedEntry::keys).collect();
    console.revocations.start(&keys);
    console.plans.model(Model::begin_create);
    spawn_local(async move {
        let (made, attempt) = make(console, &wanted.plan, attempt).await;
        let plans = console.plans;
        match made {
            Ok(made) => {
                preferences::forget_reason(&wanted.plan.reason);
                console.notices.started(&wanted);
                let NewPlan { reason, entries, .. } = &wanted.plan;
                show(console, plans.model(|model| model.end_create(&made, reason, entries)));
                // Where it was made some time ago, its events have passed already.
                if attempt == Attempt::Repeated {
                    read_own(console, &made.id).await;
                    show(console, plans.model(|model| model.rows(&keys)));
                }
            }
            Err(failure) => {
                plans.model(Model::give_up_create);
                console.revocations.give_up(&keys);
                let fault = Box::new(api::fault(&failure, "POST", "/api/plans"));
                console.notices.say(Said::NotStarted { wanted, fault, is_lost: is_lost(&failure) });
            }
        }
    });
}

/// Sends it, and once more as long as the answer gets lost. Nothing that was clicked without a connection is sent later.
async fn make(console: Console, plan: &NewPlan, attempt: Attempt) -> (Result<PlanRef, TransportFailure>, Attempt) {
    let tries = if untrack(|| console.plans.is_cut_off()) { 1 } else { TRIES };
    let mut made = within(|abort| async move { console.client.create_plan(plan, &abort).await }).await;
    for number in 1..tries {
        if !made.as_ref().is_err_and(is_lost) {
            return (made, if number == 1 { attempt } else { Attempt::Repeated });
        }
        pause(FIRST_PAUSE << (number - 1)).await;
        made = within(|abort| async move { console.client.create_plan(plan, &abort).await }).await;
    }
    (made, Attempt::Repeated)
}

/// Waits for the answer to one try. What has not left the browser when nobody waits any more never will.
async fn within<T, F>(ask: impl FnOnce(Abort) -> F) -> Result<T, TransportFailure>
where
    F: Future<Output = Result<T, TransportFailure>>,
{
    let abort = Abort::new();
    match select(pin!(ask(abort.clone())), pin!(pause(WITHIN))).await {
        Either::Left((answer, _)) => answer,
        Either::Right(_) => {
            abort.abort();
            Err(TransportFailure::Timeout)
        }
    }
}

/// Whether the gateway may have done what it was asked for.
fn is_lost(failure: &TransportFailure) -> bool {
    match failure {
        TransportFailure::NoAnswer | TransportFailure::Timeout => true,
        TransportFailure::Gateway { status, .. } => *status >= 500,
        TransportFailure::Cancelled => false,
    }
}

/// Asks something of a plan. A second click while the first is under way asks nothing, and so does one without a connection.
pub fn steer(console: Console, plan: &PlanId, steer: Steer) {
    ask(console, plan.clone(), steer, Vec::new());
}

/// Tries entries of a plan again, or reads their state again; without any, all that can be.
pub fn steer_entries(console: Console, plan: &PlanId, steer: Steer, entries: Vec<EntryId>) {
    ask(console, plan.clone(), steer, entries);
}

/// The same for entries of several plans.
pub fn steer_each(console: Console, steer: Steer, entries: &[PlannedEntry]) {
    let mut plans: Vec<(PlanId, Vec<EntryId>)> = Vec::new();
    for stored in entries.iter().filter_map(|entry| entry.stored.as_ref()) {
        match plans.iter_mut().find(|(plan, _)| *plan == stored.plan) {
            Some((_, ids)) => ids.push(stored.id.clone()),
            None => plans.push((stored.plan.clone(), vec![stored.id.clone()])),
        }
    }
    for (plan, ids) in plans {
        ask(console, plan, steer, ids);
    }
}

fn ask(console: Console, plan: PlanId, steer: Steer, entries: Vec<EntryId>) {
    let plans = console.plans;
    if untrack(|| plans.is_cut_off() || plans.asking.with(|all| all.contains(&(plan.clone(), steer)))) {
        return;
    }
    plans.asking.update(|all| all.push((plan.clone(), steer)));
    if steer.wants_outcomes() {
        own(console, &plan, steer);
    }
    spawn_local(async move {
        let asked = within(|abort| {
            let (plan, entries) = (&plan, &entries);
            async move { console.client.steer(plan, steer, entries, &abort).await }
        });
        let asked = asked.await;
        plans.asking.update(|all| all.retain(|other| *other != (plan.clone(), steer)));
        match asked {
            Ok(()) => {
                if steer == Steer::Retry {
                    plans.note_again(&entries);
                }
                console.notices.steered(&plan, steer);
            }
            Err(failure) => {
                let path = format!("/api/plans/{plan}/{}", steer.as_str());
                let fault = Box::new(api::fault(&failure, "POST", &path));
                console.notices.say(Said::NotSteered { plan, steer, entries, fault });
            }
        }
    });
}
