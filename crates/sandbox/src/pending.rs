//! The faults that wait for calls: which call meets which, and how often. What a fault does is not decided here.

use std::time::Duration;

use serde_json::{Value, json};

use crate::{
    exchange::{Call, Effect},
    faults::Fault,
    waits::{Wait, Waits},
};

#[derive(Debug)]
struct Pending {
    id: u64,
    fault: Fault,
    left: Option<u32>,
    met: u64,
    /// How many calls that fit are still to be left alone.
    skip: u32,
    /// How many calls have fitted since those, or since one met it.
    passed: u32,
}

impl Pending {
    /// Counts a call that fits, and says whether it is the one that meets the fault.
    fn is_due(&mut self) -> bool {
        if self.skip > 0 {
            self.skip -= 1;
            return false;
        }
        self.passed += 1;
        let due = self.passed >= self.fault.every();
        if due {
            self.passed = 0;
        }
        due
    }
}

/// A fault that a call meets.
#[derive(Debug)]
pub(crate) struct Met {
    pub(crate) id: u64,
    pub(crate) fault: Fault,
    /// What the call waits for first.
    pub(crate) wait: Wait,
}

/// The faults that are still to be met, oldest first, and the calls that they delay.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    next: u64,
    pending: Vec<Pending>,
    waits: Waits,
}

impl Faults {
    /// Adds a fault and says its id. Ids are never used twice.
    pub(crate) fn add(&mut self, fault: Fault) -> u64 {
        self.next += 1;
        let (left, skip) = (fault.times(), fault.skip());
        self.pending.push(Pending { id: self.next, left, fault, met: 0, skip, passed: 0 });
        self.next
    }

    /// The oldest fault that the call meets; one that has been met often enough is gone.
    pub(crate) fn take(&mut self, call: &Call, effect: Option<Effect>) -> Option<Met> {
        let meets = |pending: &mut Pending| pending.fault.fits(call, effect) && pending.is_due();
        let position = self.pending.iter_mut().position(meets)?;
        let pending = self.pending.get_mut(position)?;
        pending.met += 1;
        pending.left = pending.left.map(|left| left.saturating_sub(1));
        let (id, fault) = (pending.id, pending.fault.clone());
        if pending.left == Some(0) {
            self.pending.remove(position);
        }
        let wait = self.waits.add(id, fault.delay());
        Some(Met { id, fault, wait })
    }

    /// How far back the faults that wait look at most; zero when none looks back.
    pub(crate) fn longest_lag(&self) -> Duration {
        self.pending.iter().filter_map(|pending| pending.fault.stale()).max().unwrap_or_default()
    }

    /// Removes one fault, and lets the calls that it delays go on; says whether there was either.
    pub(crate) fn remove(&mut self, id: u64) -> bool {
        let before = self.pending.len();
        self.pending.retain(|pending| pending.id != id);
        self.waits.release(id) || self.pending.len() < before
    }

    /// Removes every fault, and lets the calls that they delay go on.
    pub(crate) fn clear(&mut self) {
        self.pending.clear();
        self.waits.release_all();
    }

    /// Ends the calls that are delayed: none of them is carried out.
    pub(crate) fn forget_delayed(&mut self) {
        self.waits.forget_all();
    }

    /// The pending faults as JSON: what was asked for, and `id`, `left` (null = for ever) and `met`.
    pub(crate) fn state(&self) -> Value {
        self.pending
            .iter()
            .map(|pending| {
                let mut entry = json!(pending.fault.request());
                if let Value::Object(fields) = &mut entry {
                    fields.insert("id".to_owned(), json!(pending.id));
                    fields.insert("left".to_owned(), json!(pending.left));
                    fields.insert("met".to_owned(), json!(pending.met));
                }
                entry
            })
            .collect()
    }
}
