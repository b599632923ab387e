//! Which plans were started on this page, and which of their outcomes are still to be told. What becomes of one plan is told
//! when it is over, so that outcomes that are alike stand in one message.

use std::collections::HashMap;
use std::sync::Arc;

use rescind_domain::event::EntryEvent;
use rescind_domain::{PlanId, sort};

use crate::state::plans::entry::keys;

/// A plan that was started on this page.
#[derive(Debug, Default)]
struct Plan {
    /// Only events after this number are told: the others were there before.
    since: u64,
    /// Outcomes that are not told yet.
    untold: Vec<Arc<EntryEvent>>,
    /// Whether it was over once, and everything until then was told.
    is_told: bool,
    /// Whether it was made before the page was read again, so that its outcomes have to be read.
    is_unread: bool,
}

/// All of them.
#[derive(Debug, Default)]
pub(super) struct Own {
    plans: HashMap<PlanId, Plan>,
    /// How many plans are being made: outcomes may be heard before the answer with the plan's id.
    creating: usize,
    /// Outcomes of plans that may turn out to be those.
    unclaimed: Vec<Arc<EntryEvent>>,
}

impl Own {
    pub(super) const fn begin(&mut self) {
        self.creating += 1;
    }

    pub(super) const fn is_creating(&self) -> bool {
        self.creating > 0
    }

    pub(super) fn end(&mut self, plan: Option<&PlanId>) {
        self.creating = self.creating.saturating_sub(1);
        if let Some(plan) = plan {
            let (untold, others) =
                std::mem::take(&mut self.unclaimed).into_iter().partition(|event| event.plan == *plan);
            self.unclaimed = others;
            self.plans.insert(plan.clone(), Plan { untold, ..Plan::default() });
        }
        if self.creating == 0 {
            self.unclaimed.clear();
        }
    }

    pub(super) fn adopt(&mut self, plan: &PlanId, since: u64) {
        let own = self.plans.entry(plan.clone()).or_insert_with(|| Plan { since, ..Plan::default() });
        if own.is_told {
            own.since = since;
        }
        own.is_told = false;
    }

    pub(super) fn adopt_earlier(&mut self, plans: impl IntoIterator<Item = PlanId>) {
        for plan in plans {
            self.plans.entry(plan).or_insert_with(|| Plan { is_unread: true, ..Plan::default() });
        }
    }

    pub(super) fn enter(&mut self, event: &Arc<EntryEvent>) {
        self.forget_reversed(event);
        match self.plans.get_mut(&event.plan) {
            Some(plan) if event.seq > plan.since => {
                plan.untold.retain(|known| known.entry.id != event.entry.id);
                plan.untold.push(Arc::clone(event));
            }
            Some(_) => {}
            None if self.creating > 0 => self.unclaimed.push(Arc::clone(event)),
            None => {}
        }
    }

    /// What was revoked and is restored before it was told, or the other way round, is not told as if it still stood.
    fn forget_reversed(&mut self, event: &EntryEvent) {
        if event.entry.state.outcome().is_none_or(|outcome| outcome.kind().is_none()) {
            return;
        }
        let now = keys(&event.entry.entry);
        let stands = |known: &Arc<EntryEvent>| {
            known.entry.kind() == event.entry.kind() || !keys(&known.entry.entry).iter().any(|key| now.contains(key))
        };
        self.plans.values_mut().for_each(|plan| plan.untold.retain(stands));
        self.unclaimed.retain(stands);
    }

    /// The outcomes of a plan as they were read; what was heard since is newer.
    pub(super) fn read(&mut self, plan: &PlanId, settled: impl Iterator<Item = Arc<EntryEvent>>) {
        let Some(own) = self.plans.get_mut(plan) else { return };
        own.is_unread = false;
        // What was there before it was asked for here, or is told already, is no news.
        if own.is_told || own.since > 0 {
            return;
        }
        for event in settled {
            let is_known = own.untold.iter().any(|known| known.entry.id == event.entry.id);
            if !is_known {
                own.untold.push(event);
            }
        }
    }

    /// The outcomes that are to be told now, of plans that are over.
    pub(super) fn ripe(&mut self, is_over: impl Fn(&PlanId) -> bool) -> Vec<Arc<EntryEvent>> {
        let mut ripe = Vec::new();
        for (id, plan) in &mut self.plans {
            // Where nothing was heard, it may have happened before anybody listened.
            if is_over(id) && !plan.is_unread && !plan.untold.is_empty() {
                plan.is_told = true;
                ripe.append(&mut plan.untold);
            }
        }
        sort::by_key(ripe, |event| event.seq)
    }

    /// The plans of which something is still to be told.
    pub(super) fn untold(&self) -> Vec<PlanId> {
        let is_whole = |plan: &Plan| plan.since == 0 && !plan.is_told;
        let all = self.plans.iter().filter(|(_, plan)| is_whole(plan)).map(|(id, _)| id.clone()).collect();
        sort::by(all, PlanId::cmp)
    }

    /// The plans whose outcomes have to be read: those from before this page was read again, and those that are not open any
    /// more although nobody heard them end.
    pub(super) fn unread(&self, is_known: impl Fn(&PlanId) -> bool) -> Vec<PlanId> {
        let is_unread =
            |(id, plan): &(&PlanId, &Plan)| plan.is_unread || (plan.since == 0 && !plan.is_told && !is_known(id));
        sort::by(self.plans.iter().filter(is_unread).map(|(id, _)| id.clone()).collect(), PlanId::cmp)
    }
}
