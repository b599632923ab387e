//! Which calls were answered, or dropped, and are still to be carried out. It carries nothing out itself.

use std::collections::BTreeSet;

/// The calls that are outstanding.
#[derive(Debug, Default)]
pub(crate) struct Late {
    next: u64,
    outstanding: BTreeSet<u64>,
}

impl Late {
    /// One more; says its id. Ids are never used twice.
    pub(crate) fn add(&mut self) -> u64 {
        self.next += 1;
        self.outstanding.insert(self.next);
        self.next
    }

    /// Whether it is still to be carried out.
    pub(crate) fn waits(&self, id: u64) -> bool {
        self.outstanding.contains(&id)
    }

    /// It was carried out.
    pub(crate) fn done(&mut self, id: u64) {
        self.outstanding.remove(&id);
    }

    /// None of them will be carried out.
    pub(crate) fn drop_all(&mut self) {
        self.outstanding.clear();
    }

    /// How many there are.
    pub(crate) fn count(&self) -> usize {
        self.outstanding.len()
    }
}
