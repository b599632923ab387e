//! What of the events one reader may be told: those of plans within its reach. Plans never change, so that each is looked up
//! once a reader.

use std::collections::HashMap;
use std::sync::Arc;

use rescind_domain::PlanId;
use rescind_domain::event::Frame;

use crate::app::App;
use crate::error::Error;
use crate::plans::are_reached;
use crate::reach::Reach;

/// What a reader may be told.
pub(super) struct Sight {
    reach: Reach,
    /// Whether it reaches the plans that it might have been told of.
    plans: HashMap<PlanId, bool>,
}

impl Sight {
    pub(super) fn new(reach: Reach) -> Self {
        Self { reach, plans: HashMap::new() }
    }

    /// What a frame has for the reader.
    pub(super) async fn of(&mut self, app: &App, frame: Arc<Frame>) -> Result<Arc<Frame>, Error> {
        if self.reach == Reach::All {
            return Ok(frame);
        }
        let entries = frame.entries.iter().map(|event| &event.plan);
        let plans = entries.chain(frame.plans.iter().map(|plan| &plan.id));
        let plans = plans.chain(frame.progress.iter().map(|progress| &progress.plan));
        let unknown: Vec<PlanId> = plans.filter(|plan| !self.plans.contains_key(*plan)).cloned().collect();
        if !unknown.is_empty() {
            let reach = self.reach.clone();
            let found = app.journal.read(move |connection| are_reached(connection, super::hub::once(unknown), &reach));
            self.plans.extend(found.await?);
        }
        let is_reached = |plan: &PlanId| self.plans.get(plan).copied().unwrap_or(false);
        Ok(Arc::new(super::reader::of_plans(&frame, is_reached)))
    }
}
