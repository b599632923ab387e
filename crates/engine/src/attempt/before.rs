//! Before the call: what is observed, what is clear by that alone, and what is beyond what was confirmed. Nothing is sent here.

use rescind_domain::{ActionKind, Fault, Grant, Observation};
use rescind_vendors::mutation;

use super::{Attempt, Put, Settlement, Subject};
use crate::confirmation::{Beyond, beyond};
use crate::connection_fault::keeps_from_observing;
use crate::observe::{self, Look, SECOND_LOOK_AFTER};
use crate::outcome::{before_another_call, before_the_call, not_sent};
use crate::recovery::not_compared;
use crate::world::World;

impl<W: World> Attempt<'_, W> {
    /// Observes before the call. That things are as wanted already is believed only when two looks show it.
    /// Tells whether it waited for the second one.
    pub(super) async fn look_before(&self, subjects: &[Subject]) -> (Look, bool) {
        let grants: Vec<Grant> = subjects.iter().map(|subject| subject.entry.grant.clone()).collect();
        let mut look = observe::observe(self.world, self.connection, self.kind, &grants).await;
        let as_wanted = |observation: &Observation| match self.kind {
            ActionKind::Revoke => matches!(observation, Observation::Absent { .. }),
            ActionKind::Grant => *observation == Observation::Present,
        };
        let positions: Vec<usize> =
            look.each.iter().enumerate().filter_map(|(at, seen)| as_wanted(&seen.observation).then_some(at)).collect();
        if !positions.is_empty() {
            self.world.waits();
            self.world.pause(SECOND_LOOK_AFTER).await;
            observe::again(self.world, self.connection, self.kind, &grants, &mut look, &positions, |_, _| true).await;
        }
        (look, !positions.is_empty())
    }

    /// What is clear before any call.
    pub(super) async fn before(&self, subject: &Subject, at: usize, look: &Look, captured: &[Grant]) -> Option<Put> {
        let observation = look.each.get(at).map(|seen| &seen.observation)?;
        if let Observation::Failed(fault) = observation
            && keeps_from_observing(fault)
        {
            return Some(Put::back(fault.clone()));
        }
        let clear = match &subject.unknown {
            None => before_the_call(self.kind, observation),
            Some(earlier) => before_another_call(self.kind, observation, earlier),
        };
        if let Some(outcome) = clear {
            let comparison = (outcome.is_gone() && subject.unknown.is_some()).then(not_compared);
            let settlement = Settlement::without_call(outcome, look.observed(at));
            return Some(Put::Settled(Box::new(Settlement { comparison, ..settlement })));
        }
        let beyond = match self.granted_along(subject).await {
            Ok(None) => beyond(self.world, self.connection, &subject.entry, captured, self.is_asked_for).await,
            found => found,
        };
        match beyond {
            Ok(beyond) => beyond.map(|beyond| self.not_sent(subject, beyond.fault())),
            Err(fault) => Some(Put::back(fault)),
        }
    }

    /// What the vendor grants along with a grant that is restored, was not revoked with it, and is not there.
    ///
    /// # Errors
    /// The connection cannot be used now.
    async fn granted_along(&self, subject: &Subject) -> Result<Option<Beyond>, Fault> {
        if self.kind == ActionKind::Revoke {
            return Ok(None);
        }
        let along = mutation::granted_along(self.connection.vendor, &subject.entry.grant);
        let more: Vec<Grant> = along
            .into_iter()
            .filter(|along| !subject.captured_by_undone.iter().any(|captured| captured.is_same(along)))
            .collect();
        if more.is_empty() {
            return Ok(None);
        }
        let look = observe::observe(self.world, self.connection, self.kind, &more).await;
        let of_connection = look.each.iter().find_map(|seen| match &seen.observation {
            Observation::Failed(fault) if keeps_from_observing(fault) => Some(fault.clone()),
            _ => None,
        });
        if let Some(fault) = of_connection {
            return Err(fault);
        }
        let missing: Vec<Grant> = more
            .into_iter()
            .zip(look.each)
            .filter_map(|(grant, seen)| (seen.observation != Observation::Present).then_some(grant))
            .collect();
        Ok((!missing.is_empty()).then_some(Beyond::GrantedAlong(missing)))
    }

    pub(super) fn not_sent(&self, subject: &Subject, fault: Fault) -> Put {
        let outcome = not_sent(self.kind, fault, subject.unknown.as_ref());
        Put::Settled(Box::new(Settlement::without_call(outcome, None)))
    }
}
