//! What this browser remembers of plans: those that run in this tab, so that a reload goes on with them by itself, and those
//! whose rest was cancelled, so that nobody is asked to go on with them. Losing any of it only means one more question.

use rescind_domain::PlanId;
use web_sys::Storage;

use super::preferences::{local, put, session};

const RUNNING: &str = "rescind.running";
const CANCELLED: &str = "rescind.cancelled";
/// How many plans are remembered; the oldest are forgotten.
const LIMIT: usize = 50;

/// A plan runs in this tab.
pub(super) fn runs(plan: &PlanId) {
    forget(local(), CANCELLED, plan);
    add(session(), RUNNING, plan);
}

/// A plan does not run in this tab any more, or is not to go on by itself.
pub(super) fn stopped(plan: &PlanId) {
    forget(session(), RUNNING, plan);
}

/// The plans that ran in this tab when its page went.
pub(super) fn running() -> Vec<PlanId> {
    read(session().as_ref(), RUNNING)
}

/// The rest of a plan was cancelled.
pub(super) fn cancel(plan: &PlanId) {
    add(local(), CANCELLED, plan);
}

/// Whether the rest of a plan was cancelled in this browser.
#[must_use]
pub fn is_cancelled(plan: &PlanId) -> bool {
    read(local().as_ref(), CANCELLED).contains(plan)
}

fn read(storage: Option<&Storage>, key: &str) -> Vec<PlanId> {
    let stored = storage.and_then(|storage| storage.get_item(key).ok().flatten()).unwrap_or_default();
    stored.split_whitespace().map(PlanId::new).collect()
}

fn add(storage: Option<Storage>, key: &str, plan: &PlanId) {
    let mut all = read(storage.as_ref(), key);
    if !all.contains(plan) {
        all.insert(0, plan.clone());
        all.truncate(LIMIT);
        write(storage, key, &all);
    }
}

fn forget(storage: Option<Storage>, key: &str, plan: &PlanId) {
    let mut all = read(storage.as_ref(), key);
    let before = all.len();
    all.retain(|other| other != plan);
    if all.len() != before {
        write(storage, key, &all);
    }
}

fn write(storage: Option<Storage>, key: &str, plans: &[PlanId]) {
    put(storage, key, &plans.iter().map(PlanId::as_str).collect::<Vec<_>>().join(" "));
}
