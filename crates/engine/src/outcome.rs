//! The truth tables: what may be claimed of one entry, from what the vendor answered and what was observed after that. Nothing
//! else makes an outcome of a call.
//!
//! `Revoked` and `Restored` come from an observation and from nothing else. A lost answer is never a failure as long as the
//! change may still come. A failure is a clear no, or a call that never left.

use rescind_domain::observation::Certainty;
use rescind_domain::outcome::Proof;
use rescind_domain::{ActionKind, CallResult, Fault, FaultKind, Observation, Outcome, Retry};

/// What is clear before any call: nothing has to be sent where things are as wanted, and nothing may be where the state could
/// not be read. A grant that nobody may observe is called for all the same.
#[must_use]
pub fn before_the_call(kind: ActionKind, observation: &Observation) -> Option<Outcome> {
    match (observation, kind) {
        (Observation::Absent { .. }, ActionKind::Revoke) => Some(Outcome::AlreadyAbsent),
        (Observation::Present, ActionKind::Grant) => Some(Outcome::AlreadyHeld),
        (Observation::Failed(fault), _) => Some(failed(kind, fault.clone(), Proof::NotSent)),
        (Observation::Present, ActionKind::Revoke)
        | (Observation::Absent { .. }, ActionKind::Grant)
        | (Observation::Forbidden(_) | Observation::NotObservable, _) => None,
    }
}

/// The same where nobody knows what became of an earlier call: things are as wanted by that call then, and whatever keeps another
/// call from being sent says nothing of it.
#[must_use]
pub fn before_another_call(kind: ActionKind, observation: &Observation, earlier: &Fault) -> Option<Outcome> {
    match before_the_call(kind, observation)? {
        Outcome::Failed { fault, .. } => Some(not_sent(kind, *fault, Some(earlier))),
        _ => Some(after_the_call(kind, observation.clone(), &CallResult::Lost(earlier.clone()))),
    }
}

/// No call was sent, for this reason. `earlier` is why nobody knows what became of an earlier one, where that is so: it may still
/// be carried out, so that this is no failure.
#[must_use]
pub fn not_sent(kind: ActionKind, fault: Fault, earlier: Option<&Fault>) -> Outcome {
    match earlier {
        None => failed(kind, fault, Proof::NotSent),
        Some(_) => Outcome::unknown(fault),
    }
}

/// What became of an entry whose call was answered so, and whose grant was observed so afterwards.
#[must_use]
pub fn after_the_call(kind: ActionKind, observation: Observation, result: &CallResult) -> Outcome {
    if let CallResult::NotSent(fault) = result {
        return failed(kind, fault.clone(), Proof::NotSent);
    }
    match (kind, observation) {
        (ActionKind::Revoke, Observation::Absent { still }) if still.is_empty() => Outcome::Revoked,
        (ActionKind::Revoke, Observation::Absent { still: via }) => Outcome::StillEffective { via },
        (ActionKind::Grant, Observation::Present) => Outcome::Restored,
        (ActionKind::Revoke, Observation::Present) | (ActionKind::Grant, Observation::Absent { .. }) => {
            unchanged(kind, result)
        }
        (_, Observation::Forbidden(_) | Observation::NotObservable) => unseen(kind, result, None),
        (_, Observation::Failed(fault)) => unseen(kind, result, Some(fault)),
    }
}

/// The state is as it was before the call.
fn unchanged(kind: ActionKind, result: &CallResult) -> Outcome {
    match (result, kind) {
        (CallResult::NotSent(fault), _) => failed(kind, fault.clone(), Proof::NotSent),
        (CallResult::Accepted, ActionKind::Revoke) => Outcome::StillPresent,
        (CallResult::Accepted, ActionKind::Grant) => Outcome::StillAbsent,
        (CallResult::Rejected { fault, .. }, _) => failed(kind, fault.clone(), Proof::ReadAgain),
        (CallResult::Lost(fault) | CallResult::TimedOut(fault), _) => Outcome::unknown(fault.clone()),
        (CallResult::Pending(operation), _) => Outcome::Pending { operation: operation.clone() },
    }
}

/// Nobody could see the state: because the vendor does not show it to us, or because the read failed.
fn unseen(kind: ActionKind, result: &CallResult, read: Option<Fault>) -> Outcome {
    match (result, read) {
        (CallResult::NotSent(fault), _) => failed(kind, fault.clone(), Proof::NotSent),
        (CallResult::Accepted, None) => Outcome::Accepted,
        (CallResult::Accepted, Some(fault)) => Outcome::unknown(fault),
        (CallResult::Rejected { fault, certainty: Certainty::NothingChanged }, _) => {
            failed(kind, fault.clone(), Proof::Said)
        }
        (
            CallResult::Rejected { fault, certainty: Certainty::PerhapsChanged }
            | CallResult::Lost(fault)
            | CallResult::TimedOut(fault),
            _,
        ) => Outcome::unknown(fault.clone()),
        (CallResult::Pending(operation), _) => Outcome::Pending { operation: operation.clone() },
    }
}

/// A failure. Where the user or the role that a grant is to be restored to does not exist any more, that is no mistake of the
/// call, and whether to create it again is not ours to decide. A call that the server lacks is another matter.
#[must_use]
pub fn failed(kind: ActionKind, mut fault: Fault, proof: Proof) -> Outcome {
    let lacks_the_call = fault.http_status == Some(404) && fault.business.is_none();
    if kind == ActionKind::Grant && fault.kind == FaultKind::NotFound && !lacks_the_call {
        fault.kind = FaultKind::Vanished;
        fault.retry = Retry::Useless;
    }
    Outcome::failed(fault, proof)
}

#[cfg(test)]
mod tests {
    use rescind_domain::{FaultSource, OperationId};

    use super::*;

    fn fault(kind: FaultKind) -> Fault {
        Fault::new(kind, FaultSource::Vendor, "POST", "/p", Retry::Useless)
    }

    fn results() -> [(&'static str, CallResult); 7] {
        [
            ("not sent", CallResult::NotSent(fault(FaultKind::Offline))),
            ("accepted", CallResult::Accepted),
            ("rejected", CallResult::rejected(fault(FaultKind::Rejected))),
            ("perhaps changed", CallResult::perhaps_changed(fault(FaultKind::Rejected))),
            ("lost", CallResult::Lost(fault(FaultKind::Unknown))),
            ("timed out", CallResult::TimedOut(fault(FaultKind::Timeout))),
            ("pending", CallResult::Pending(OperationId::new("o"))),
        ]
    }

    fn table(kind: ActionKind) -> Vec<(&'static str, [String; 5])> {
        let observations = || {
            let forbidden = Observation::Forbidden(fault(FaultKind::Forbidden { missing: None }));
            let failed = Observation::Failed(fault(FaultKind::Unavailable));
            [Observation::Present, Observation::absent(), forbidden, Observation::NotObservable, failed]
        };
        let word = |outcome: Outcome| match outcome.proof() {
            Some(proof) => format!("Failed {proof:?}"),
            None => outcome.name().to_owned(),
        };
        results()
            .into_iter()
            .map(|(name, result)| (name, observations().map(|seen| word(after_the_call(kind, seen, &result)))))
            .collect()
    }

    #[test]
    fn the_table_of_revoking() {
        // present, absent, forbidden, not observable, the read failed
        let expected = [
            ("not sent", ["Failed NotSent"; 5]),
            ("accepted", ["StillPresent", "Revoked", "Accepted", "Accepted", "Unknown"]),
            ("rejected", ["Failed ReadAgain", "Revoked", "Failed Said", "Failed Said", "Failed Said"]),
            ("perhaps changed", ["Failed ReadAgain", "Revoked", "Unknown", "Unknown", "Unknown"]),
            ("lost", ["Unknown", "Revoked", "Unknown", "Unknown", "Unknown"]),
            ("timed out", ["Unknown", "Revoked", "Unknown", "Unknown", "Unknown"]),
            ("pending", ["Pending", "Revoked", "Pending", "Pending", "Pending"]),
        ];
        assert_eq!(table(ActionKind::Revoke), expected.map(|(name, row)| (name, row.map(str::to_owned))));
    }

    #[test]
    fn the_table_of_granting() {
        let expected = [
            ("not sent", ["Failed NotSent"; 5]),
            ("accepted", ["Restored", "StillAbsent", "Accepted", "Accepted", "Unknown"]),
            ("rejected", ["Restored", "Failed ReadAgain", "Failed Said", "Failed Said", "Failed Said"]),
            ("perhaps changed", ["Restored", "Failed ReadAgain", "Unknown", "Unknown", "Unknown"]),
            ("lost", ["Restored", "Unknown", "Unknown", "Unknown", "Unknown"]),
            ("timed out", ["Restored", "Unknown", "Unknown", "Unknown", "Unknown"]),
            ("pending", ["Restored", "Pending", "Pending", "Pending", "Pending"]),
        ];
        assert_eq!(table(ActionKind::Grant), expected.map(|(name, row)| (name, row.map(str::to_owned))));
    }

    #[test]
    fn what_still_allows_the_same_is_told() {
        let covered = Observation::Absent { still: vec!["other".to_owned()] };
        let outcome = after_the_call(ActionKind::Revoke, covered, &CallResult::Accepted);
        assert_eq!(outcome, Outcome::StillEffective { via: vec!["other".to_owned()] });
    }

    #[test]
    fn before_a_call_only_what_was_seen_is_claimed() {
        let forbidden = Observation::Forbidden(fault(FaultKind::Forbidden { missing: None }));
        for (kind, observation, expected) in [
            (ActionKind::Revoke, Observation::absent(), Some("AlreadyAbsent")),
            (ActionKind::Grant, Observation::Present, Some("AlreadyHeld")),
            (ActionKind::Revoke, Observation::Present, None),
            (ActionKind::Grant, Observation::absent(), None),
            (ActionKind::Revoke, Observation::NotObservable, None),
            (ActionKind::Revoke, forbidden, None),
            (ActionKind::Grant, Observation::Failed(fault(FaultKind::Unavailable)), Some("Failed")),
        ] {
            assert_eq!(before_the_call(kind, &observation).as_ref().map(Outcome::name), expected, "{observation:?}");
        }
    }

    #[test]
    fn a_grant_whose_role_or_user_is_gone_has_vanished_unless_the_server_lacks_the_call() {
        let kind = |status: Option<u16>| {
            let mut fault = fault(FaultKind::NotFound);
            fault.http_status = status;
            let outcome = failed(ActionKind::Grant, fault, Proof::Said);
            outcome.fault().unwrap().kind.clone()
        };
        assert_eq!((kind(Some(200)), kind(Some(404))), (FaultKind::Vanished, FaultKind::NotFound));
    }
}
