//! A plan: an ordered list of entries that was chosen before anything is sent. A single row is a plan of one.
//! These are also the bodies of the gateway's plan interface.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::event::Progress;
use crate::{
    ActionKind, Comparison, Entry, EntryId, EntryState, Grant, Observed, PlanId, PlanStatus, Timestamp, Waiting,
};

/// The body of `POST /api/plans`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NewPlan {
    /// A UUID made by whoever asks, when the question is opened: the same key with the same body is the same plan, so that a
    /// repeated request makes no second one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// Why, in the person's words; may be empty.
    #[serde(default)]
    pub reason: String,
    /// The entries, in the order in which they are to be carried out.
    pub entries: Vec<Entry>,
    /// For how many milliseconds the answer to each call that changes something is waited for, 1 to 600,000; nothing for ten
    /// minutes.
    #[serde(default)]
    pub time_limit_ms: Option<u32>,
    /// Whether it is started at once.
    #[serde(default)]
    pub start: bool,
    /// The digest of the preview that the plan was decided on. Where what was judged there has changed, nothing is stored and the
    /// new preview is the answer; without a digest that is found out when the plan begins.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digest: Option<String>,
}

impl NewPlan {
    /// The longest time limit, in milliseconds, which is also the one of plans without any.
    pub const LONGEST_TIME_LIMIT: u32 = 600_000;
}

/// The body of `POST /api/plans/{id}/retry` and `…/check`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SomeEntries {
    /// Which entries of the plan; without any, all that can be tried or checked again.
    #[serde(default)]
    pub entries: Vec<EntryId>,
}

/// The answer of `POST /api/plans`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PlanRef {
    /// The plan.
    pub id: PlanId,
    /// Its entries, in the order of the request.
    pub entries: Vec<EntryRef>,
    /// Who wanted gone what its entries restore, after that was revoked.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub later: Vec<LaterEntry>,
}

/// An entry that revoked the grant of another one after it, or found it absent: undoing the earlier one would undo that decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LaterEntry {
    /// The entry that was asked about: the earlier one, or the one that undoes it.
    pub of: EntryId,
    /// The later entry.
    pub entry: EntryId,
    /// Its plan.
    pub plan: PlanId,
    /// When its outcome was written.
    pub at: Timestamp,
    /// Who made its plan.
    pub who: String,
    /// Why.
    pub reason: String,
}

/// An entry's id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct EntryRef {
    /// The id.
    pub id: EntryId,
}

/// One entry of a stored plan with what has become of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PlanEntry {
    /// The id.
    pub id: EntryId,
    /// The entry.
    #[serde(flatten)]
    pub entry: Entry,
    /// How far it is.
    pub state: EntryState,
    /// What the gateway observed just before the call, and the call revoked if it was carried out: what can be undone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub captured: Vec<Grant>,
    /// What of that another entry has restored, or may have.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub restored: Vec<Grant>,
    /// Who observed the outcome, and by which read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub observed: Option<Observed>,
    /// What the call changed besides what was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comparison: Option<Comparison>,
}

impl PlanEntry {
    /// Whether it revokes or grants.
    #[must_use]
    pub const fn kind(&self) -> ActionKind {
        self.entry.action.kind()
    }
}

/// The answer of `GET /api/plans/{id}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PlanView {
    /// The number of the newest event of the journal before this was read.
    #[serde(default)]
    pub seq: u64,
    /// Where it stands.
    #[serde(default)]
    pub status: PlanStatus,
    /// What it waits for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub waiting: Vec<Waiting>,
    /// The plan.
    pub id: PlanId,
    /// When it was made.
    pub at: Timestamp,
    /// Who made it.
    pub who: String,
    /// Who started it for the first time, and when; nothing when nobody has, or when that was before plans ran in the gateway.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub started: Option<Requested>,
    /// Who resumed it last, and when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resumed: Option<Requested>,
    /// Who wanted entries to be tried again last, and when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retried: Option<Requested>,
    /// Why.
    pub reason: String,
    /// The entries in their order.
    pub entries: Vec<PlanEntry>,
    /// What goes on with entries right now.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub progress: Vec<Progress>,
    /// The entries that somebody wants to be tried again, and that have not been begun since. Their states are those from
    /// before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub again: Vec<EntryId>,
    /// Who wanted gone what its entries restore, after that was revoked.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub later: Vec<LaterEntry>,
}

/// Who asked for something to be done with a plan, and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Requested {
    /// When.
    pub at: Timestamp,
    /// The name by which the journal knows the person.
    pub who: String,
    /// The first letters of the session's id, where one name stands for everybody who has the token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session: Option<String>,
}

/// One plan of `GET /api/plans`, newest first, without its entries.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PlanSummary {
    /// The number of the newest event of the journal before this was read.
    #[serde(default)]
    pub seq: u64,
    /// Where it stands.
    #[serde(default)]
    pub status: PlanStatus,
    /// What it waits for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub waiting: Vec<Waiting>,
    /// The plan. The oldest one of a page is the value of `before` that gives the next page.
    pub id: PlanId,
    /// When it was made.
    pub at: Timestamp,
    /// Who made it.
    pub who: String,
    /// Why.
    pub reason: String,
    /// How many entries it has.
    pub entries: u64,
    /// The first of them, as it was given: what a plan without a reason is known by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first: Option<Entry>,
    /// How far they are.
    pub states: StateCounts,
    /// How many of those that are settled somebody wants to be tried again, and have not been begun since.
    #[serde(default, skip_serializing_if = "is_none")]
    pub again: u64,
    /// What became of those that are settled: how many have each outcome, by its name. What none has is left out.
    pub outcomes: BTreeMap<String, u64>,
}

const fn is_none(number: &u64) -> bool {
    *number == 0
}

/// How many entries of a plan are in each [`EntryState`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct StateCounts {
    /// Nothing was sent.
    pub planned: u64,
    /// The gateway waits for the answer.
    pub in_flight: u64,
    /// The vendor answered, and nobody has read the state again yet.
    pub answered: u64,
    /// There will be no answer.
    pub lost: u64,
    /// There is an outcome.
    pub settled: u64,
}
