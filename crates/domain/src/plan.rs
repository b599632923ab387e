//! A plan: an ordered list of revocations, or of grants to be given back, that was chosen before anything is sent. A single row is a plan of one.
//! These are also the bodies of the gateway's plan interface.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::outcome::Act;
use crate::{ConnectionId, EntryId, EntryState, Grant, LeaseHolder, Outcome, PlanId, PlanStatus, Timestamp, Waiting};

/// One revocation that is wanted, or, with `undo`, the return of what another entry took.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewEntry {
    /// Where.
    pub connection: ConnectionId,
    /// What.
    pub grant: Grant,
    /// The entry that took the grant and is undone by giving it back; nothing when the grant is to be taken away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undo: Option<EntryId>,
}

impl NewEntry {
    /// Takes a grant away.
    #[must_use]
    pub const fn take(connection: ConnectionId, grant: Grant) -> Self {
        Self { connection, grant, undo: None }
    }

    /// Gives back a grant that the entry `undo` took.
    #[must_use]
    pub const fn give_back(connection: ConnectionId, grant: Grant, undo: EntryId) -> Self {
        Self { connection, grant, undo: Some(undo) }
    }
}

/// The body of `POST /api/plans`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewPlan {
    /// Why, in the admin's words; may be empty.
    #[serde(default)]
    pub reason: String,
    /// What, in the order in which it is to be done.
    pub entries: Vec<NewEntry>,
}

/// The answer of `POST /api/plans`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanRef {
    /// The plan.
    pub id: PlanId,
    /// Its entries, in the order of the request.
    pub entries: Vec<EntryRef>,
}

/// An entry's id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryRef {
    /// The id.
    pub id: EntryId,
}

/// One entry of a stored plan with what has become of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanEntry {
    /// The id.
    pub id: EntryId,
    /// Where.
    pub connection: ConnectionId,
    /// What.
    pub grant: Grant,
    /// How far it is.
    pub state: EntryState,
    /// The entry that it undoes, if it gives something back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undo: Option<EntryId>,
    /// What the gateway saw just before the call, and the call took if it was carried out: what can be given back.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub witnessed: Vec<Grant>,
    /// What of that another entry has given back, or may have.
    #[serde(default, rename = "givenBack", skip_serializing_if = "Vec::is_empty")]
    pub given_back: Vec<Grant>,
}

impl PlanEntry {
    /// Whether it takes away or gives back.
    #[must_use]
    pub const fn act(&self) -> Act {
        Act::of(self.undo.as_ref())
    }
}

/// The answer of `GET /api/plans/{id}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanView {
    /// The number of the newest event of the journal before this was read.
    #[serde(default)]
    pub seq: u64,
    /// Where it stands.
    #[serde(default)]
    pub status: PlanStatus,
    /// The connections that it waits for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub waiting: Vec<Waiting>,
    /// The plan.
    pub id: PlanId,
    /// When it was made.
    pub at: Timestamp,
    /// Who made it.
    pub who: String,
    /// Why.
    pub reason: String,
    /// The entries in their order.
    pub entries: Vec<PlanEntry>,
    /// Who called off what was never sent of it, if that still holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cancelled: Option<Cancelled>,
    /// Which tab runs it, if one does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lease: Option<Lease>,
}

/// One plan of `GET /api/plans`, newest first, without its entries.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanSummary {
    /// The number of the newest event of the journal before this was read.
    #[serde(default)]
    pub seq: u64,
    /// Where it stands.
    #[serde(default)]
    pub status: PlanStatus,
    /// The connections that it waits for.
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
    pub first: Option<NewEntry>,
    /// How far they are.
    pub states: StateCounts,
    /// What became of those that are settled: how many have each outcome, by its name. What none has is left out.
    pub outcomes: BTreeMap<String, u64>,
    /// Who called off what was never sent of it, if that still holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cancelled: Option<Cancelled>,
    /// Which tab runs it, if one does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lease: Option<Lease>,
}

/// How many entries of a plan are in each [`EntryState`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
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

/// The body of `POST /api/plans/{id}/outcomes`: what became of many entries of one plan, stored together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewOutcomes {
    /// Each entry at most once.
    pub outcomes: Vec<EntryOutcome>,
}

/// What became of one entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryOutcome {
    /// The entry.
    pub entry: EntryId,
    /// What became of it.
    #[serde(flatten)]
    pub outcome: Outcome,
}

/// The answer of `POST /api/plans/{id}/outcomes`. Every outcome that is not named here is on the disk.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredOutcomes {
    /// Entries that permit no such outcome now.
    pub refused: Vec<RefusedOutcome>,
}

/// An outcome that was not stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefusedOutcome {
    /// The entry.
    pub entry: EntryId,
    /// Why not.
    pub message: String,
}

/// The body of `POST /api/plans/{id}/rest`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RestRequest {
    /// What is wanted of the rest of the plan.
    pub rest: Rest,
}

/// What somebody wants of what was never sent of a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rest {
    /// It is called off.
    Cancelled,
    /// It is to be sent, as when the plan was made.
    Wanted,
}

/// That the rest of a plan was called off.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cancelled {
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub who: String,
}

/// The body of `POST /api/plans/{id}/lease`: one tab runs a plan, the others watch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeaseRequest {
    /// The tab that wants to run it, or goes on running it.
    pub holder: LeaseHolder,
}

/// The answer of `POST /api/plans/{id}/lease`, for the holder and for those who were refused alike.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lease {
    /// The tab that runs the plan.
    pub holder: LeaseHolder,
    /// Until when, unless it is renewed.
    pub expires: Timestamp,
}
