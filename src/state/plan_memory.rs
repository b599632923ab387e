//! What this browser remembers of plans: those that run in this tab, so that a reload goes on with them by itself. Losing any
//! of it only means one more question.

use rescind_domain::PlanId;

use super::shelf::Shelf;
use super::tab;

/// Followed by the tab's name: a tab that is duplicated runs nothing.
const RUNNING: &str = "rescind.running.";
/// How many plans are remembered; the oldest are forgotten.
const LIMIT: usize = 50;

/// A plan runs in this tab.
pub(super) fn runs(plan: &PlanId) {
    let mut all = running();
    if !all.contains(plan) {
        all.insert(0, plan.clone());
        all.truncate(LIMIT);
        write(&all);
    }
}

/// A plan does not run in this tab any more, or is not to go on by itself.
pub(super) fn stopped(plan: &PlanId) {
    let mut all = running();
    let before = all.len();
    all.retain(|other| other != plan);
    if all.len() != before {
        write(&all);
    }
}

/// The plans that ran in this tab when its page went.
pub(super) fn running() -> Vec<PlanId> {
    let stored = Shelf::Tab.get(&key()).unwrap_or_default();
    stored.split_whitespace().map(PlanId::new).collect()
}

fn write(plans: &[PlanId]) {
    Shelf::Tab.put(&key(), &plans.iter().map(PlanId::as_str).collect::<Vec<_>>().join(" "));
}

fn key() -> String {
    format!("{RUNNING}{}", tab::name())
}
