//! After the call: what is observed then, the outcomes that this gives, and what the call changed besides.

use rescind_domain::event::Step;
use rescind_domain::observation::Certainty;
use rescind_domain::{ActionKind, CallResult, Comparison, Connection, Grant, Observation};
use rescind_vendors::mutation;

use super::{Attempt, Settlement};
use crate::compare::{Between, compare};
use crate::observe::{self, Look, SECOND_LOOK_AFTER};
use crate::outcome::after_the_call;
use crate::world::{Intended, World};

impl<W: World> Attempt<'_, W> {
    /// What is gone besides of all that the call can touch, whether it was to revoke or to grant: the two looks are there.
    pub(super) fn compare(
        &self,
        look: &Look,
        after: &Look,
        grants: &[Grant],
        intended: &[Intended],
        present: &[bool],
    ) -> Comparison {
        let mut explained: Vec<Grant> = grants.to_vec();
        explained.extend(intended.iter().flat_map(|intended| intended.captured.iter().cloned()));
        let others = self.world.others_since(look.oldest);
        let is_in_the_same_list = |other: &&Grant| grants.iter().any(|grant| are_of_one_list(grant, other));
        let of_the_same_lists = others.iter().filter(is_in_the_same_list).count();
        explained.extend(others);
        let is_absent =
            |at: usize| after.each.get(at).is_some_and(|seen| matches!(seen.observation, Observation::Absent { .. }));
        let revoked = present.iter().enumerate().filter(|(at, present)| **present && is_absent(*at)).count();
        let is_unchanged = |seen: &mutation::Seen| match self.kind {
            ActionKind::Revoke => seen.observation == Observation::Present,
            ActionKind::Grant => matches!(seen.observation, Observation::Absent { .. }),
        };
        let stayed = after.each.iter().any(is_unchanged);
        let between = Between {
            from: look.oldest,
            to: after.newest,
            explained: &explained,
            revoked: u64::try_from(revoked).unwrap_or(u64::MAX),
            others: u64::try_from(of_the_same_lists).unwrap_or(u64::MAX),
            stayed,
        };
        compare(&look.extent, &after.extent, between)
    }
}

/// Whether two grants stand in one list of holders.
fn are_of_one_list(one: &Grant, other: &Grant) -> bool {
    match (one, other) {
        (Grant::Membership(one), Grant::Membership(other)) => {
            one.role_ref() == other.role_ref() && one.principal.kind == other.principal.kind
        }
        _ => false,
    }
}

/// The outcomes of a call that was answered so, from an observation that began after the answer. What still looks as before is
/// looked at once more, since a replica may lag.
pub(crate) async fn settled<W: World>(
    world: &W,
    connection: &Connection,
    kind: ActionKind,
    grants: &[Grant],
    result: &CallResult,
) -> (Look, Vec<Settlement>) {
    world.step(Step::Verifying);
    let mut look = observe::observe(world, connection, kind, grants).await;
    let is_clear_no = matches!(result, CallResult::Rejected { certainty: Certainty::NothingChanged, .. });
    let positions = doubtful(kind, &look);
    if !positions.is_empty() && !is_clear_no {
        world.pause(SECOND_LOOK_AFTER).await;
        // What was seen to be gone stays so when a second look cannot see; what was seen to be unchanged may have been old.
        let is_better = |newer: &mutation::Seen, before: &mutation::Seen| {
            newer.observation.sees()
                || !matches!(before.observation, Observation::Absent { .. })
                || kind == ActionKind::Grant
        };
        observe::again(world, connection, kind, grants, &mut look, &positions, is_better).await;
    }
    let settlements = look.each.iter().enumerate().map(|(at, seen)| Settlement {
        outcome: after_the_call(kind, seen.observation.clone(), result),
        observed: look.observed(at),
        comparison: None,
        result: Some(result.kind()),
    });
    let settlements = settlements.collect();
    (look, settlements)
}

/// What looks as before the call, and what of the same call may only seem to be covered by that; nothing when all is as
/// wanted.
fn doubtful(kind: ActionKind, look: &Look) -> Vec<usize> {
    let as_before = |observation: &Observation| match kind {
        ActionKind::Revoke => *observation == Observation::Present,
        ActionKind::Grant => matches!(observation, Observation::Absent { .. }),
    };
    if !look.each.iter().any(|seen| as_before(&seen.observation)) {
        return Vec::new();
    }
    let is_covered = |observation: &Observation| {
        kind == ActionKind::Revoke && matches!(observation, Observation::Absent { still } if !still.is_empty())
    };
    let doubtful = |(at, seen): (usize, &mutation::Seen)| {
        (as_before(&seen.observation) || is_covered(&seen.observation)).then_some(at)
    };
    look.each.iter().enumerate().filter_map(doubtful).collect()
}
