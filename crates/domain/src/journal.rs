//! The durable record of every attempt: intent before the call, answer after it, outcome when the state was read again.
//! The rules for what may follow what are here; the storage is the gateway's.

use serde::{Deserialize, Serialize};

use crate::outcome::Finality;
use crate::{
    BusinessStatus, CallResultKind, Comparison, ConnectionId, EntryId, Grant, IdempotencyKey, Observed, Outcome,
    PlanId, RequestId, Timestamp,
};

/// How far one entry of a plan is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum EntryState {
    /// Nothing was sent.
    Planned,
    /// The gateway has sent the call, or is about to, and waits for the answer.
    InFlight,
    /// The vendor answered; nobody has read the state again yet.
    Answered,
    /// There will be no answer: the connection broke, or the gateway was stopped meanwhile.
    Lost,
    /// There is an outcome.
    Settled {
        /// The latest outcome.
        #[serde(flatten)]
        outcome: Outcome,
    },
}

impl EntryState {
    /// What became of it, once that is known.
    #[must_use]
    pub const fn outcome(&self) -> Option<&Outcome> {
        match self {
            Self::Settled { outcome } => Some(outcome),
            Self::Planned | Self::InFlight | Self::Answered | Self::Lost => None,
        }
    }

    /// Whether an outcome of this attempt may be written now; after a failure the gateway also takes a later attempt's that
    /// needed no call. Nothing can be known while the call is in flight, and what is final stays.
    #[must_use]
    pub fn permits_outcome(&self) -> bool {
        match self {
            Self::Planned | Self::Answered | Self::Lost => true,
            Self::InFlight => false,
            Self::Settled { outcome } => matches!(outcome.finality(), Finality::Open | Finality::Running),
        }
    }

    /// Whether somebody still has to find out what happened.
    #[must_use]
    pub fn needs_settling(&self) -> bool {
        match self {
            Self::InFlight | Self::Answered | Self::Lost => true,
            Self::Planned => false,
            Self::Settled { outcome } => matches!(outcome.finality(), Finality::Open | Finality::Running),
        }
    }
}

/// What follows from an attempt whose call did not leave, or was refused for a reason that passes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Repeat {
    /// A later attempt of the entry has begun a call.
    Sent,
    /// No later attempt has. Whether one will is the plan's to tell.
    NotSent,
}

/// One attempt, as `GET /api/journal` shows it. An entry that was settled without a call has one row without a call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct JournalRow {
    /// Rows are numbered in the order of their first event; the number is the cursor of paging.
    pub number: u64,
    /// The entry.
    pub entry: EntryId,
    /// Its plan.
    pub plan: PlanId,
    /// When the attempt began.
    pub at: Timestamp,
    /// Who asked for it.
    pub who: String,
    /// The first letters of that person's session, where one name stands for everybody who has the token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session: Option<String>,
    /// Why.
    pub reason: String,
    /// Where.
    pub connection: ConnectionId,
    /// What.
    pub grant: Grant,
    /// The entry that it undoes, if it gives something back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undoes: Option<EntryId>,
    /// What the gateway saw just before the call, and the call took if it was carried out: what can be given back.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub captured: Vec<Grant>,
    /// What of that another entry has given back, or may have.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub restored: Vec<Grant>,
    /// The call's HTTP method, when there was a call.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// The call's path at the vendor.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// The key that vendors which know such keys got with the call.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub idempotency_key: Option<IdempotencyKey>,
    /// The HTTP status of the answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub http_status: Option<u16>,
    /// The status inside the answer's body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub business: Option<BusinessStatus>,
    /// The vendor's request id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_id: Option<RequestId>,
    /// When the answer came, or the waiting for one ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended: Option<Timestamp>,
    /// How the answer was judged as it came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub result: Option<CallResultKind>,
    /// What follows from an attempt that is known to have done nothing, for a reason that passes; nothing of any other one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repeat: Option<Repeat>,
    /// How far it is; with `state: "settled"` the field `outcome` names the outcome.
    #[serde(flatten)]
    pub state: EntryState,
    /// Whether a re-read of the gateway's stands behind the outcome.
    pub verified: bool,
    /// Who observed the outcome, and by which read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub observed: Option<Observed>,
    /// What the call changed besides what was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comparison: Option<Comparison>,
}

/// The answer of `GET /api/journal`, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct JournalPage {
    /// The rows.
    pub rows: Vec<JournalRow>,
    /// The value of `before` that gives the next page; absent on the last one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<u64>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outcome::Proof;
    use crate::{Fault, FaultKind, FaultSource, Retry};

    fn settled(outcome: Outcome) -> EntryState {
        EntryState::Settled { outcome }
    }

    fn fault() -> Fault {
        Fault::new(FaultKind::Unknown, FaultSource::Gateway, "POST", "/p", Retry::AfterReread)
    }

    #[test]
    fn no_outcome_is_written_in_flight_or_over_a_final_one() {
        let may = [EntryState::Planned, EntryState::Answered, EntryState::Lost, settled(Outcome::unknown(fault()))];
        let may_not = [EntryState::InFlight, settled(Outcome::Revoked), settled(Outcome::failed(fault(), Proof::Said))];
        assert!(may.iter().all(EntryState::permits_outcome));
        assert!(!may_not.iter().any(EntryState::permits_outcome));
    }

    #[test]
    fn what_is_open_needs_settling() {
        let open = [EntryState::InFlight, EntryState::Answered, EntryState::Lost, settled(Outcome::unknown(fault()))];
        assert!(open.iter().all(EntryState::needs_settling));
        assert!(!EntryState::Planned.needs_settling());
        assert!(!settled(Outcome::StillPresent).needs_settling());
    }

    #[test]
    fn a_settled_state_names_its_outcome_flat() {
        let wire = serde_json::to_value(settled(Outcome::failed(fault(), Proof::Said))).unwrap();
        assert_eq!((wire["state"].as_str(), wire["outcome"].as_str()), (Some("settled"), Some("Failed")));
        assert_eq!(serde_json::from_value::<EntryState>(wire).unwrap(), settled(Outcome::failed(fault(), Proof::Said)));
        let wire = serde_json::to_value(settled(Outcome::Revoked)).unwrap();
        assert_eq!(wire, serde_json::json!({"state": "settled", "outcome": "Revoked"}));
    }
}
