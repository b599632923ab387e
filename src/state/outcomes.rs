//! From an outcome to what is known of it: into the journal first, then to the rows, then into a message. It finds out nothing
//! by itself and sends nothing to a vendor.

use std::collections::{HashMap, HashSet};

use leptos::prelude::WithUntracked;
use rescind_domain::plan::EntryOutcome;
use rescind_domain::{EntryId, EntryState, GatewayErrorKind, Outcome, PlanEntry, PlanId};
use rescind_vendors::TransportFailure;

use super::Console;
use super::notices::Stored;
use super::revocations::Task;

/// Says what became of entries, but for those whose rows tell something newer by now: a message may have to wait for the
/// slowest entry of its plan. What the journal could not store is always said.
pub(super) fn say(console: Console, settled: Vec<(Task, Outcome, Stored)>) {
    let is_newest = |(task, outcome, stored): &(Task, Outcome, Stored)| {
        let row = console.revocations.row(&task.key());
        *stored == Stored::No || row.with_untracked(|row| row.tells_of(task, outcome))
    };
    console.notices.say_all(settled.into_iter().filter(is_newest).collect());
}

/// Writes outcomes of one plan into the journal, then shows them. Where the journal has the last word on an entry already,
/// that is shown: somebody who could read was quicker, such as this page after a new sign-in.
pub(super) async fn store_all(console: Console, settled: Vec<(Task, Outcome)>) -> Vec<(Task, Outcome, Stored)> {
    if settled.is_empty() {
        return Vec::new();
    }
    let refused = store(console, &settled).await;
    let Ok(refused) = refused else {
        console.revocations.settle(&settled);
        return settled.into_iter().map(|(task, outcome)| (task, outcome, Stored::No)).collect();
    };
    let last_words = match settled.first() {
        Some((first, _)) if !refused.is_empty() => last_words(console, &first.plan).await,
        _ => HashMap::new(),
    };
    let mut all = Vec::with_capacity(settled.len());
    for (task, outcome) in settled {
        let is_refused = refused.contains(&task.entry);
        match last_words.get(&task.entry) {
            Some(theirs) if is_refused => all.push((task, theirs.clone(), Stored::Yes)),
            _ => all.push((task, outcome, if is_refused { Stored::No } else { Stored::Yes })),
        }
    }
    let shown: Vec<(Task, Outcome)> = all.iter().map(|(task, outcome, _)| (task.clone(), outcome.clone())).collect();
    console.revocations.settle(&shown);
    all
}

/// Writes outcomes of one plan into the journal; which of them it refuses.
async fn store(console: Console, settled: &[(Task, Outcome)]) -> Result<HashSet<EntryId>, TransportFailure> {
    match settled {
        [] => Ok(HashSet::new()),
        [(task, outcome)] => match console.client.store_outcome(&task.entry, outcome).await {
            Err(TransportFailure::Gateway { error, .. }) if error.kind == GatewayErrorKind::OutcomeRefused => {
                Ok(HashSet::from([task.entry.clone()]))
            }
            answer => answer.map(|()| HashSet::new()),
        },
        [(first, _), ..] => {
            let outcome = |(task, outcome): &(Task, Outcome)| EntryOutcome {
                entry: task.entry.clone(),
                outcome: outcome.clone(),
            };
            let answer = console.client.store_outcomes(&first.plan, settled.iter().map(outcome).collect()).await?;
            Ok(answer.refused.into_iter().map(|refused| refused.entry).collect())
        }
    }
}

/// The outcomes that a plan's entries have in the journal.
async fn last_words(console: Console, plan: &PlanId) -> HashMap<EntryId, Outcome> {
    let Ok(plan) = console.client.plan(plan).await else { return HashMap::new() };
    let settled = |entry: PlanEntry| match entry.state {
        EntryState::Settled { outcome } => Some((entry.id, outcome)),
        _ => None,
    };
    plan.entries.into_iter().filter_map(settled).collect()
}
