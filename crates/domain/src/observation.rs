//! What a read of the vendor's state shows of a grant, what is known of the answer to a call, and what a call changed besides
//! what was asked for. An outcome is made from these and from nothing else.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{Fault, FaultKind, Grant, OperationId, Timestamp};

/// What a read of the vendor's state shows of one grant.
#[derive(Clone, Debug, PartialEq)]
pub enum Observation {
    /// The grant is there.
    Present,
    /// The grant is not there, and would have been seen.
    Absent {
        /// The grants that still allow the same, or the departments that still hold it.
        still: Vec<String>,
    },
    /// The connection's account may not look.
    Forbidden(Fault),
    /// The vendor's API cannot show such a grant at all.
    NotObservable,
    /// The read failed.
    Failed(Fault),
}

impl Observation {
    /// From whether the grant was seen.
    #[must_use]
    pub const fn of(present: bool) -> Self {
        if present { Self::Present } else { Self::absent() }
    }

    /// Absent, and with it what it allowed.
    #[must_use]
    pub const fn absent() -> Self {
        Self::Absent { still: Vec::new() }
    }

    /// Whether the read could see the grant or its absence.
    #[must_use]
    pub const fn sees(&self) -> bool {
        matches!(self, Self::Present | Self::Absent { .. })
    }
}

impl From<Fault> for Observation {
    fn from(fault: Fault) -> Self {
        match fault.kind {
            FaultKind::Forbidden { .. } => Self::Forbidden(fault),
            _ => Self::Failed(fault),
        }
    }
}

/// What is known of the answer to a call.
#[derive(Clone, Debug, PartialEq)]
pub enum CallResult {
    /// Nothing left for the vendor.
    NotSent(Fault),
    /// The vendor says that it is done.
    Accepted,
    /// The vendor says no.
    Rejected {
        /// What it says.
        fault: Fault,
        /// Whether that means that nothing was changed.
        certainty: Certainty,
    },
    /// No answer, or none that means anything. The change may still happen.
    Lost(Fault),
    /// No answer within the time limit. The change may still happen.
    TimedOut(Fault),
    /// The vendor took the call; what becomes of it is told by this operation.
    Pending(OperationId),
}

/// What a no of the vendor's means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Certainty {
    /// It is said before anything is changed.
    NothingChanged,
    /// The vendor may say so of a change that was half made: only the state tells.
    PerhapsChanged,
}

impl CallResult {
    /// A no that is said before anything is changed.
    #[must_use]
    pub const fn rejected(fault: Fault) -> Self {
        Self::Rejected { fault, certainty: Certainty::NothingChanged }
    }

    /// A no that may be said of a change that was half made.
    #[must_use]
    pub const fn perhaps_changed(fault: Fault) -> Self {
        Self::Rejected { fault, certainty: Certainty::PerhapsChanged }
    }

    /// What the journal keeps of it.
    #[must_use]
    pub const fn kind(&self) -> CallResultKind {
        match self {
            Self::Accepted => CallResultKind::Accepted,
            Self::NotSent(_) | Self::Rejected { certainty: Certainty::NothingChanged, .. } => CallResultKind::Rejected,
            Self::Rejected { certainty: Certainty::PerhapsChanged, .. } => CallResultKind::PerhapsChanged,
            Self::Lost(_) => CallResultKind::Lost,
            Self::TimedOut(_) => CallResultKind::TimedOut,
            Self::Pending(_) => CallResultKind::Pending,
        }
    }
}

/// A [`CallResult`] as the journal keeps it. Journals from before plans ran in the gateway have the older names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum CallResultKind {
    /// The vendor says that it is done.
    #[serde(alias = "done")]
    Accepted,
    /// The vendor says no, and has changed nothing.
    #[serde(alias = "refused")]
    Rejected,
    /// The vendor says no, perhaps of a change that was half made.
    PerhapsChanged,
    /// Nothing that says what happened.
    #[serde(alias = "unclear")]
    Lost,
    /// The time ran out.
    #[serde(alias = "late")]
    TimedOut,
    /// The vendor took the call; an operation tells what becomes of it.
    #[serde(alias = "begun")]
    Pending,
}

/// Everything that a call can touch, as one read showed it: what is missing of it afterwards went in between.
#[derive(Clone, Debug, PartialEq)]
pub enum Extent {
    /// These grants, and no others.
    Grants(Vec<Grant>),
    /// So many grants in each of these lists, which do not tell them one by one.
    Totals(BTreeMap<String, u64>),
    /// It could not be read as a whole.
    NotRead(String),
}

impl Extent {
    /// What is known after some of it was read once more: a list that was read again counts as it is now. What cannot be told
    /// apart is known only where all of it was read.
    #[must_use]
    pub fn renewed(self, newer: Self, whole: bool) -> Self {
        match (self, newer) {
            (_, newer) if whole => newer,
            (Self::Totals(mut totals), Self::Totals(newer)) => {
                totals.extend(newer);
                Self::Totals(totals)
            }
            (gap @ Self::NotRead(_), _) | (_, gap @ Self::NotRead(_)) => gap,
            _ => Self::NotRead("only a part of it was read again".to_owned()),
        }
    }
}

/// By which read of the vendor's state an outcome was observed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Observed {
    /// Who read.
    pub by: Observer,
    /// The read: method and path of the call.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub read: Option<String>,
    /// When it began.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Timestamp>,
}

/// Who observed an outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Observer {
    /// The gateway, by a read of its own.
    Gateway,
    /// A page reported it, before plans ran in the gateway. The gateway saw nothing of it.
    Console,
}

/// What a call changed of all that it can touch, besides what was asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "compared", rename_all = "snake_case")]
pub enum Comparison {
    /// Nothing.
    Same,
    /// Something else is gone as well: by this call, or by somebody else's change.
    AlsoGone {
        /// What, where the vendor tells one by one.
        grants: Vec<Grant>,
        /// How many are gone where it does not.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        count: Option<u64>,
        /// When the read before the call began.
        from: Timestamp,
        /// When the read after the call began.
        to: Timestamp,
        /// Whether it is gone in place of what was asked for.
        place: Place,
    },
    /// One of the reads was not whole.
    NotCompared {
        /// Why.
        why: String,
    },
}

/// Whether something else is gone besides what was asked for, or instead of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// What was asked for is gone, too.
    Besides,
    /// What was asked for is still there.
    Instead,
}
