//! What can be given back of what an entry took, and why not where nothing can. It only reads what the journal knows; the
//! calls are the vendors'.
//!
//! The word of whoever settled the entry is not enough: what was never held could be "given back" by a plan that pretended to
//! take it. So only what the gateway itself saw just before the call counts as taken.

use crate::{EntryId, EntryState, Grant, Outcome};

/// Why an entry has no inverse.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Irreversible {
    /// Nothing was sent.
    NotSent,
    /// Nobody knows yet what became of it: that has to be found out first.
    Unsettled,
    /// The vendor confirmed, but nobody could see whether anything was taken.
    Unproved,
    /// Nothing was taken.
    NothingTaken,
    /// The gateway did not see the grant before the call, so it cannot tell what was taken.
    NotCaptured,
    /// The entry gave something back itself. Its inverse is to take it away, like anything else.
    GaveBack,
    /// Another entry has given it back, or may have.
    Undone,
}

/// The grants that an entry took, each to be given back by an entry of its own. `undo` is the entry that it undoes itself, if
/// it does; `captured` is what the gateway saw before the call.
///
/// # Errors
/// Why there is nothing to give back.
pub fn inverse<'a>(
    state: &EntryState,
    undoes: Option<&EntryId>,
    captured: &'a [Grant],
) -> Result<&'a [Grant], Irreversible> {
    if undoes.is_some() {
        return Err(Irreversible::GaveBack);
    }
    match state {
        EntryState::Planned => Err(Irreversible::NotSent),
        EntryState::InFlight | EntryState::Answered | EntryState::Lost => Err(Irreversible::Unsettled),
        EntryState::Settled { outcome } => match outcome {
            Outcome::Revoked | Outcome::StillEffective { .. } if captured.is_empty() => Err(Irreversible::NotCaptured),
            Outcome::Revoked | Outcome::StillEffective { .. } => Ok(captured),
            Outcome::Accepted => Err(Irreversible::Unproved),
            Outcome::Pending { .. } | Outcome::Unknown { .. } => Err(Irreversible::Unsettled),
            Outcome::AlreadyAbsent | Outcome::StillPresent | Outcome::Failed { .. } => Err(Irreversible::NothingTaken),
            Outcome::Restored | Outcome::AlreadyHeld | Outcome::StillAbsent => Err(Irreversible::GaveBack),
        },
    }
}

/// What is left of the [`inverse`] after `restored`: what other entries have given back, or may have.
///
/// # Errors
/// Why there is nothing to give back.
pub fn left_to_restore(
    state: &EntryState,
    undoes: Option<&EntryId>,
    captured: &[Grant],
    restored: &[Grant],
) -> Result<Vec<Grant>, Irreversible> {
    let taken = inverse(state, undoes, captured)?;
    let left: Vec<Grant> =
        taken.iter().filter(|grant| !restored.iter().any(|given| given.is_same(grant))).cloned().collect();
    if left.is_empty() { Err(Irreversible::Undone) } else { Ok(left) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outcome::Proof;
    use crate::{Fault, FaultKind, FaultSource, Membership, OperationId, Principal, Retry, RoleRef};

    fn settled(outcome: Outcome) -> EntryState {
        EntryState::Settled { outcome }
    }

    #[test]
    fn only_what_is_proved_gone_and_was_seen_before_can_be_restored() {
        let taken = [Grant::Membership(Membership::new(RoleRef::plain("r"), Principal::user("u")))];
        let fault = || Fault::new(FaultKind::Unknown, FaultSource::Gateway, "POST", "/p", Retry::AfterReread);
        for outcome in [Outcome::Revoked, Outcome::StillEffective { via: vec!["*".into()] }] {
            let state = settled(outcome);
            assert_eq!(inverse(&state, None, &taken), Ok(taken.as_slice()));
            assert_eq!(inverse(&state, None, &[]), Err(Irreversible::NotCaptured));
            assert_eq!(inverse(&state, Some(&EntryId::new("e")), &taken), Err(Irreversible::GaveBack));
        }
        for (state, why) in [
            (EntryState::Planned, Irreversible::NotSent),
            (EntryState::InFlight, Irreversible::Unsettled),
            (EntryState::Answered, Irreversible::Unsettled),
            (EntryState::Lost, Irreversible::Unsettled),
            (settled(Outcome::unknown(fault())), Irreversible::Unsettled),
            (settled(Outcome::Pending { operation: OperationId::new("o") }), Irreversible::Unsettled),
            (settled(Outcome::Accepted), Irreversible::Unproved),
            (settled(Outcome::AlreadyAbsent), Irreversible::NothingTaken),
            (settled(Outcome::StillPresent), Irreversible::NothingTaken),
            (settled(Outcome::failed(fault(), Proof::Said)), Irreversible::NothingTaken),
            (settled(Outcome::Restored), Irreversible::GaveBack),
        ] {
            assert_eq!(inverse(&state, None, &taken), Err(why), "{state:?}");
        }
    }

    #[test]
    fn what_was_restored_is_not_given_twice() {
        let grant = |user: &str| Grant::Membership(Membership::new(RoleRef::plain("r"), Principal::user(user)));
        let (state, taken) = (settled(Outcome::Revoked), [grant("u"), grant("v")]);
        assert_eq!(left_to_restore(&state, None, &taken, &[]), Ok(taken.to_vec()));
        assert_eq!(left_to_restore(&state, None, &taken, &[grant("u")]), Ok(vec![grant("v")]));
        assert_eq!(left_to_restore(&state, None, &taken, &taken), Err(Irreversible::Undone));
        assert_eq!(left_to_restore(&EntryState::Planned, None, &taken, &[]), Err(Irreversible::NotSent));
    }
}
