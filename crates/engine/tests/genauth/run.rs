//! How plans are attempted, batch by batch.

use rescind_domain::{ActionKind, Grant, Vendor};
use rescind_engine::Put;
use rescind_vendors::mutation;

use crate::fake::Genauth;
use crate::support::{Ground, Log, attempt, subjects, word};

/// Where the entries of a plan are left, and what was done for each batch.
pub(crate) fn run_as(kind: ActionKind, genauth: &Genauth, grants: &[Grant]) -> (Vec<Put>, Vec<Log>) {
    let mut puts = vec![Put::Stopped; grants.len()];
    let subjects = subjects(kind, grants);
    let mut logs = Vec::new();
    for batch in mutation::batches(Vendor::Genauth, kind, grants) {
        genauth.rewind();
        let ground = Ground::new(genauth);
        let some: Vec<_> = batch.iter().map(|at| subjects[*at].clone()).collect();
        let found = attempt(&ground, Vendor::Genauth, &some);
        assert_eq!(found.len(), batch.len(), "one place for each");
        batch.into_iter().zip(found).for_each(|(at, put)| puts[at] = put);
        logs.push(ground.log());
    }
    (puts, logs)
}

/// The same for what is to be revoked.
pub(crate) fn run(genauth: &Genauth, grants: &[Grant]) -> (Vec<Put>, Vec<Log>) {
    run_as(ActionKind::Revoke, genauth, grants)
}

/// How many grants are left where, in the order in which they first appear.
pub(crate) fn tally(puts: &[Put]) -> Vec<(&'static str, usize)> {
    let mut tally: Vec<(&'static str, usize)> = Vec::new();
    for word in puts.iter().map(word) {
        match tally.iter_mut().find(|(other, _)| *other == word) {
            Some((_, count)) => *count += 1,
            None => tally.push((word, 1)),
        }
    }
    tally
}
