//! What this browser remembers of plans: those that run in this tab, so that a reload goes on with them by itself, and those
//! whose rest was cancelled, so that nobody is asked to go on with them. Losing any of it only means one more question.

use rescind_domain::PlanId;

use super::shelf::Shelf;

const RUNNING: &str = "rescind.running";
const CANCELLED: &str = "rescind.cancelled";
/// How many plans are remembered; the oldest are forgotten.
const LIMIT: usize = 50;

/// A plan runs in this tab.
pub(super) fn runs(plan: &PlanId) {
    forget(Shelf::Browser, CANCELLED, plan);
    add(Shelf::Tab, RUNNING, plan);
}

/// A plan does not run in this tab any more, or is not to go on by itself.
pub(super) fn stopped(plan: &PlanId) {
    forget(Shelf::Tab, RUNNING, plan);
}

/// The plans that ran in this tab when its page went.
pub(super) fn running() -> Vec<PlanId> {
    read(Shelf::Tab, RUNNING)
}

/// The rest of a plan was cancelled.
pub(super) fn cancel(plan: &PlanId) {
    add(Shelf::Browser, CANCELLED, plan);
}

/// Whether the rest of a plan was cancelled in this browser.
#[must_use]
pub fn is_cancelled(plan: &PlanId) -> bool {
    read(Shelf::Browser, CANCELLED).contains(plan)
}

fn read(shelf: Shelf, key: &str) -> Vec<PlanId> {
    let stored = shelf.get(key).unwrap_or_default();
    stored.split_whitespace().map(PlanId::new).collect()
}

fn add(shelf: Shelf, key: &str, plan: &PlanId) {
    let mut all = read(shelf, key);
    if !all.contains(plan) {
        all.insert(0, plan.clone());
        all.truncate(LIMIT);
        write(shelf, key, &all);
    }
}

fn forget(shelf: Shelf, key: &str, plan: &PlanId) {
    let mut all = read(shelf, key);
    let before = all.len();
    all.retain(|other| other != plan);
    if all.len() != before {
        write(shelf, key, &all);
    }
}

fn write(shelf: Shelf, key: &str, plans: &[PlanId]) {
    shelf.put(key, &plans.iter().map(PlanId::as_str).collect::<Vec<_>>().join(" "));
}
