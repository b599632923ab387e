//! A connection that cannot be used: nothing goes before a pause is over, then one batch tries, and after a quarter of an hour
//! its plans wait for somebody.

use std::sync::Arc;
use std::time::Duration;

use rescind_domain::{ConnectionId, Fault, FaultKind, Timestamp, Waiting};
use rescind_engine::BatchId;
use rescind_engine::connection_fault::back_off;

use super::{Lane, State};
use crate::runner::{AWAY, Message};

/// The connection cannot be used.
pub(super) struct Trouble {
    fault: Fault,
    since: Timestamp,
    tries: u32,
    retry_at: Timestamp,
    pub(super) phase: Phase,
    /// That plans have stopped waiting for it. It is forgotten when nobody waits any more: whoever comes later has waited for nothing.
    is_given_up: bool,
}

/// What is done about a connection that cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    /// Nothing goes.
    Rest,
    /// One batch is to find out whether it can be used again.
    Try,
    /// This one is finding out.
    Trying(BatchId),
}

impl Trouble {
    /// What those wait for who wait for the connection.
    pub(super) fn waiting(&self, connection: &ConnectionId) -> Waiting {
        Waiting::Connection {
            connection: connection.clone(),
            fault: Box::new(self.fault.clone()),
            since: self.since,
            retry_at: (!self.is_given_up).then_some(self.retry_at),
        }
    }
}

impl Lane {
    /// The connection cannot be used: nothing more goes before the pause is over, and then one batch tries.
    pub(in crate::runner) fn trouble(self: &Arc<Self>, connection: &ConnectionId, fault: &Fault, now: Timestamp) {
        let mut state = self.state();
        let before = state.trouble.as_ref().filter(|trouble| !trouble.is_given_up);
        let (since, tries) = before.map_or((now, 0), |trouble| (trouble.since, trouble.tries));
        if state.trouble.as_ref().is_some_and(|trouble| trouble.phase == Phase::Rest) {
            // Several that were under way meet the same; one pause is enough.
            return;
        }
        let pause = back_off(tries, fault);
        let retry_at = Timestamp(now.0.saturating_add(pause));
        let is_given_up = now.0.saturating_sub(since.0) >= u64::try_from(AWAY.as_millis()).unwrap_or(u64::MAX);
        let (phase, tries) = (Phase::Rest, tries + 1);
        let trouble = Trouble { fault: fault.clone(), since, tries, retry_at, phase, is_given_up };
        let waiting = trouble.waiting(connection);
        state.trouble = Some(trouble);
        for owner in state.plans.values() {
            let message = match is_given_up {
                true => Message::GivenUp(connection.clone(), waiting.clone()),
                false => Message::Trouble,
            };
            // A task that has ended waits for nothing.
            let _ended = owner.send(message);
        }
        drop(state);
        let lane = Arc::clone(self);
        tokio::spawn(async move {
            tokio::time::sleep(Duration::from_millis(pause)).await;
            let mut state = lane.state();
            let is_same = |trouble: &&mut Trouble| (trouble.since, trouble.tries) == (since, tries);
            if let Some(trouble) = state.trouble.as_mut().filter(is_same) {
                trouble.phase = Phase::Try;
                state.forget_given_up();
                state.pump();
            }
        });
    }

    /// The connection answered. Where the vendor wants fewer calls, the answer to one that was under way already is no reason to
    /// send more before the rest is over.
    pub(in crate::runner) fn works(&self) {
        let mut state = self.state();
        let is_limited = |trouble: &Trouble| {
            trouble.phase == Phase::Rest && matches!(trouble.fault.kind, FaultKind::RateLimited { .. })
        };
        if state.trouble.as_ref().is_some_and(is_limited) {
            return;
        }
        if state.trouble.take().is_some() {
            state.tell();
            state.pump();
        }
    }

    /// Forgets that the connection could not be used: somebody wants it to be tried now.
    pub(in crate::runner) fn try_now(&self) {
        let mut state = self.state();
        state.trouble = None;
        state.pump();
    }
}

impl State {
    /// Forgets that the connection could not be used, if the last plan has given up. What the vendor asked for holds all the same.
    pub(super) fn forget_given_up(&mut self) {
        let is_over = |trouble: &Trouble| {
            let is_asked_for = matches!(trouble.fault.kind, FaultKind::RateLimited { .. });
            trouble.is_given_up && (trouble.phase == Phase::Try || trouble.phase == Phase::Rest && !is_asked_for)
        };
        if self.owners.is_empty() && self.trouble.as_ref().is_some_and(is_over) {
            self.trouble = None;
        }
    }

    /// A batch has ended without a word on the connection: if it was to find out about it, another one is to.
    pub(super) fn found_out_nothing(&mut self, id: BatchId) {
        if let Some(trouble) = self.trouble.as_mut().filter(|trouble| trouble.phase == Phase::Trying(id)) {
            trouble.phase = Phase::Try;
        }
    }
}

#[cfg(test)]
mod tests {
    use rescind_domain::{FaultSource, PlanId, Retry, Vendor};

    use super::*;

    #[tokio::test]
    async fn an_answer_to_an_earlier_call_ends_no_rest_that_the_vendor_asked_for() {
        let connection = ConnectionId::new("c");
        let is_waiting_after = |kind: FaultKind| {
            let lane = Arc::new(Lane::new(Vendor::Milvus));
            let fault = Fault::new(kind, FaultSource::Vendor, "POST", "/p", Retry::Safe);
            lane.trouble(&connection, &fault, Timestamp(0));
            let is_waiting = || !lane.waiting(&connection, &PlanId::new("p")).is_empty();
            assert!(is_waiting());
            lane.works();
            is_waiting()
        };
        assert!(is_waiting_after(FaultKind::RateLimited { retry_after_seconds: Some(60) }));
        assert!(!is_waiting_after(FaultKind::Offline));
    }
}
