//! The plans that pages show, kept up to date entry by entry for as long as they do.

use std::sync::Arc;

use rescind_domain::{PlanId, PlanView};

use super::Model;
use crate::state::plans::followed::{Followed, LivePlan};

impl Model {
    /// Keeps the entries of a plan up to date from now on, for the page that shows it.
    pub fn follow(&mut self, plan: &PlanId) {
        self.followed.entry(plan.clone()).or_insert_with(|| Followed::new(plan));
    }

    /// Takes over a plan that is followed, as it was read.
    pub fn read_followed(&mut self, view: &Arc<PlanView>) {
        if let Some(followed) = self.followed.get_mut(&view.id) {
            followed.read(view);
        }
    }

    /// Nobody shows the plan any more.
    pub fn unfollow(&mut self, plan: &PlanId) {
        self.followed.remove(plan);
    }

    /// A plan that is followed, as it is now; nothing before it was read.
    #[must_use]
    pub fn live(&self, plan: &PlanId) -> Option<LivePlan> {
        self.followed.get(plan)?.live()
    }

    /// How many changes there were of plans that are followed.
    #[must_use]
    pub fn version(&self) -> u64 {
        self.followed.values().map(Followed::version).sum()
    }

    /// How often a followed plan has changed so that only reading it again tells how.
    #[must_use]
    pub fn outdated(&self, plan: &PlanId) -> u64 {
        self.followed.get(plan).map_or(0, Followed::outdated)
    }
}
