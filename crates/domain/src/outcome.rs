//! What became of one entry of a plan: of taking a grant away, or of giving one back. There is one such type, and a row's, a
//! plan's and the journal's word all come from it.

use serde::{Deserialize, Serialize};

use crate::{ActionKind, Fault, FaultKind, OperationId};

/// What became of one entry, as far as it could be proved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "outcome")]
pub enum Outcome {
    /// Gone: a re-read that could have seen the grant did not see it any more.
    Revoked,
    /// The vendor confirmed, but its API cannot show this grant to us: not verified.
    Accepted,
    /// It was not there before anything was sent.
    AlreadyAbsent,
    /// Gone, proved like [`Outcome::Revoked`], but what it allowed is still allowed.
    StillEffective {
        /// The grants that still allow it, or the departments that still hold it.
        via: Vec<String>,
    },
    /// The vendor said yes, the re-read says no.
    StillPresent,
    /// Given back: a re-read sees the grant.
    Restored,
    /// It was there already, before anything was sent to give it back.
    AlreadyHeld,
    /// The vendor said yes to giving it back, the re-read does not see it.
    StillAbsent,
    /// The vendor took the call and is still at it; what becomes of it is told by the operation.
    Pending {
        /// Which.
        operation: OperationId,
    },
    /// No answer, or no re-read: it may or may not have happened.
    Unknown {
        /// What kept us from knowing.
        fault: Box<Fault>,
    },
    /// It did not happen.
    Failed {
        /// Why not.
        fault: Box<Fault>,
        /// How that is known.
        #[serde(default, skip_serializing_if = "Proof::is_said")]
        proof: Proof,
    },
}

/// How it is known that something did not happen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Proof {
    /// Nothing that changes anything was sent to the vendor.
    NotSent,
    /// The state was read again after the call, and is what it was.
    ReadAgain,
    /// The vendor said so, and nobody could look.
    #[default]
    Said,
}

impl Proof {
    /// Whether there is none but the vendor's word.
    #[must_use]
    pub const fn is_said(&self) -> bool {
        matches!(self, Self::Said)
    }
}

/// Whether anything more can be written about an entry that has an outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Finality {
    /// No later look at the same attempt replaces it. What is proved to be as it was before may still be tried again.
    Final,
    /// It did not happen, so that the same entry may be tried again.
    Repeatable,
    /// A later re-read may replace it by what it finds, and the entry may be tried again.
    Open,
    /// The vendor is still at it: a later look replaces it, and until then nothing may be sent again.
    Running,
}

impl Outcome {
    /// The names that the outcomes have on the wire.
    pub const NAMES: [&str; 11] = [
        "Revoked",
        "Accepted",
        "AlreadyAbsent",
        "StillEffective",
        "StillPresent",
        "Pending",
        "Unknown",
        "Failed",
        "Restored",
        "AlreadyHeld",
        "StillAbsent",
    ];

    /// Whether it says that things were as wanted before anything was sent.
    #[must_use]
    pub const fn is_found(&self) -> bool {
        matches!(self, Self::AlreadyAbsent | Self::AlreadyHeld)
    }

    /// The names of those that are [done](Self::is_done).
    pub const DONE: [&str; 6] = ["Revoked", "Accepted", "AlreadyAbsent", "StillEffective", "Restored", "AlreadyHeld"];

    /// The names of those that are [open](Self::is_open).
    pub const OPEN: [&str; 2] = ["Unknown", "Pending"];

    /// The names of those that [can be tried again](Self::can_be_tried_again).
    pub const TO_BE_TRIED_AGAIN: [&str; 3] = ["Failed", "StillPresent", "StillAbsent"];

    /// Its name on the wire, one of [`NAMES`](Self::NAMES).
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Revoked => "Revoked",
            Self::Accepted => "Accepted",
            Self::AlreadyAbsent => "AlreadyAbsent",
            Self::StillEffective { .. } => "StillEffective",
            Self::StillPresent => "StillPresent",
            Self::Pending { .. } => "Pending",
            Self::Unknown { .. } => "Unknown",
            Self::Failed { .. } => "Failed",
            Self::Restored => "Restored",
            Self::AlreadyHeld => "AlreadyHeld",
            Self::StillAbsent => "StillAbsent",
        }
    }

    /// Fails with this fault; `proof` says how that is known.
    #[must_use]
    pub fn failed(fault: Fault, proof: Proof) -> Self {
        Self::Failed { fault: Box::new(fault), proof }
    }

    /// Unknown because of this fault.
    #[must_use]
    pub fn unknown(fault: Fault) -> Self {
        Self::Unknown { fault: Box::new(fault) }
    }

    /// The fault, for outcomes that have one.
    #[must_use]
    pub fn fault(&self) -> Option<&Fault> {
        match self {
            Self::Unknown { fault } | Self::Failed { fault, .. } => Some(fault),
            Self::Revoked
            | Self::StillEffective { .. }
            | Self::Accepted
            | Self::AlreadyAbsent
            | Self::StillPresent
            | Self::Restored
            | Self::AlreadyHeld
            | Self::StillAbsent
            | Self::Pending { .. } => None,
        }
    }

    /// How it is known that it failed, if it did.
    #[must_use]
    pub const fn proof(&self) -> Option<Proof> {
        match self {
            Self::Failed { proof, .. } => Some(*proof),
            _ => None,
        }
    }

    /// Whether what was asked for is so, as far as it can be known.
    #[must_use]
    pub const fn is_success(&self) -> bool {
        matches!(self, Self::Revoked | Self::Accepted | Self::AlreadyAbsent | Self::Restored | Self::AlreadyHeld)
    }

    /// Whether it is proved that things are as they were before, so that whoever wants it can try once more.
    #[must_use]
    pub const fn can_be_tried_again(&self) -> bool {
        matches!(self, Self::Failed { .. } | Self::StillPresent | Self::StillAbsent)
    }

    /// Whether nothing was sent because it would have done more than was confirmed: to try the same again is in vain.
    #[must_use]
    pub fn is_unconfirmed(&self) -> bool {
        matches!(self, Self::Failed { fault, .. } if fault.kind == FaultKind::Unconfirmed)
    }

    /// Whether its entry needs nothing more: what was asked for is so, even where something else still allows the same.
    #[must_use]
    pub const fn is_done(&self) -> bool {
        self.is_success() || self.is_gone()
    }

    /// Whether nobody knows yet what became of it.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        matches!(self, Self::Unknown { .. } | Self::Pending { .. })
    }

    /// Whether a re-read of the vendor's state stands behind it. A failure never counts; it has a [`proof`](Self::proof).
    #[must_use]
    pub const fn is_verified(&self) -> bool {
        matches!(
            self,
            Self::Revoked
                | Self::StillEffective { .. }
                | Self::AlreadyAbsent
                | Self::StillPresent
                | Self::Restored
                | Self::AlreadyHeld
                | Self::StillAbsent
        )
    }

    /// Whether the grant is proved to be gone.
    #[must_use]
    pub const fn is_gone(&self) -> bool {
        matches!(self, Self::Revoked | Self::StillEffective { .. } | Self::AlreadyAbsent)
    }

    /// Whether only an entry that gives back can have it or only one that takes away; nothing when either can.
    #[must_use]
    pub const fn kind(&self) -> Option<ActionKind> {
        match self {
            Self::Revoked | Self::StillEffective { .. } | Self::AlreadyAbsent | Self::StillPresent => {
                Some(ActionKind::Revoke)
            }
            Self::Restored | Self::AlreadyHeld | Self::StillAbsent => Some(ActionKind::Grant),
            Self::Accepted | Self::Pending { .. } | Self::Unknown { .. } | Self::Failed { .. } => None,
        }
    }

    /// What may still follow it.
    #[must_use]
    pub const fn finality(&self) -> Finality {
        match self {
            Self::Revoked
            | Self::StillEffective { .. }
            | Self::Accepted
            | Self::AlreadyAbsent
            | Self::StillPresent
            | Self::Restored
            | Self::AlreadyHeld
            | Self::StillAbsent => Finality::Final,
            Self::Failed { .. } => Finality::Repeatable,
            Self::Unknown { .. } => Finality::Open,
            Self::Pending { .. } => Finality::Running,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{FaultKind, FaultSource, OperationId, Retry};

    /// Whoever adds an outcome is asked here for its place among the names.
    const fn place(outcome: &Outcome) -> usize {
        match outcome {
            Outcome::Revoked => 0,
            Outcome::Accepted => 1,
            Outcome::AlreadyAbsent => 2,
            Outcome::StillEffective { .. } => 3,
            Outcome::StillPresent => 4,
            Outcome::Pending { .. } => 5,
            Outcome::Unknown { .. } => 6,
            Outcome::Failed { .. } => 7,
            Outcome::Restored => 8,
            Outcome::AlreadyHeld => 9,
            Outcome::StillAbsent => 10,
        }
    }

    #[test]
    fn every_outcome_is_named_as_on_the_wire() {
        let fault = Fault::new(FaultKind::Unknown, FaultSource::Gateway, "POST", "/p", Retry::AfterReread);
        let all = [
            Outcome::Revoked,
            Outcome::Accepted,
            Outcome::AlreadyAbsent,
            Outcome::StillEffective { via: Vec::new() },
            Outcome::StillPresent,
            Outcome::Pending { operation: OperationId::new("o") },
            Outcome::unknown(fault.clone()),
            Outcome::failed(fault, Proof::NotSent),
            Outcome::Restored,
            Outcome::AlreadyHeld,
            Outcome::StillAbsent,
        ];
        assert_eq!(all.len(), Outcome::NAMES.len());
        for outcome in all {
            assert_eq!(outcome.name(), Outcome::NAMES[place(&outcome)]);
            assert_eq!(serde_json::to_value(&outcome).unwrap()["outcome"], outcome.name());
            assert_eq!(Outcome::DONE.contains(&outcome.name()), outcome.is_done(), "{outcome:?}");
            assert_eq!(Outcome::OPEN.contains(&outcome.name()), outcome.is_open(), "{outcome:?}");
            let again = Outcome::TO_BE_TRIED_AGAIN.contains(&outcome.name());
            assert_eq!(again, outcome.can_be_tried_again(), "{outcome:?}");
        }
    }

    #[test]
    fn how_a_failure_is_known_is_kept_and_old_journals_have_only_a_word() {
        let fault = Fault::new(FaultKind::Unknown, FaultSource::Gateway, "POST", "/p", Retry::AfterReread);
        for proof in [Proof::NotSent, Proof::ReadAgain, Proof::Said] {
            let outcome = Outcome::failed(fault.clone(), proof);
            assert_eq!((outcome.proof(), outcome.is_verified()), (Some(proof), false));
            let mut wire = serde_json::to_value(&outcome).unwrap();
            assert_eq!(serde_json::from_value::<Outcome>(wire.clone()).unwrap(), outcome);
            wire.as_object_mut().unwrap().remove("proof");
            assert_eq!(serde_json::from_value::<Outcome>(wire).unwrap(), Outcome::failed(fault.clone(), Proof::Said));
        }
    }
}
