//! What entries would do, worked out before anybody confirms them: the exact calls, what goes along, and what is there already.
//! It is a view of a moment; each entry is looked at again before its call.

use serde::{Deserialize, Serialize};

use crate::hazard::{HazardCode, Severity};
use crate::read::{PrivilegeFacts, Subject};
use crate::{Accepted, ActionKind, ConnectionId, Entry, Fault, RoleNature, RoleRef};

/// What is wanted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NewPreview {
    /// The entries, in the order of the plan.
    pub entries: Vec<PreviewEntry>,
    /// Which of their calls.
    #[serde(default)]
    pub calls: WantedCalls,
    /// Whether it is judged what is dangerous, for which roles are read: who holds an administrator's role, and what the
    /// role of a privilege is. A page whose rows tell that asks for no such reads.
    #[serde(default = "judged")]
    pub hazards: bool,
}

impl NewPreview {
    /// The entries without a look at what is dangerous about them, of which none was carried out yet.
    pub fn of(entries: impl IntoIterator<Item = Entry>, calls: WantedCalls) -> Self {
        let entries = entries.into_iter().map(|entry| PreviewEntry { entry, done: false }).collect();
        Self { entries, calls, hazards: false }
    }

    /// The same with that look.
    #[must_use]
    pub fn with_hazards(self) -> Self {
        Self { hazards: true, ..self }
    }
}

const fn judged() -> bool {
    true
}

/// Which calls are worked out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum WantedCalls {
    /// None.
    None,
    /// Of those that depend on the vendor's state a few, so that little has to be read.
    #[default]
    Some,
    /// Each, however many states have to be read for them.
    All,
}

/// One entry.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PreviewEntry {
    /// The entry.
    #[serde(flatten)]
    pub entry: Entry,
    /// Whether it was carried out already: a call that depends on the state cannot be told any more then.
    #[serde(default)]
    pub done: bool,
}

/// What the entries would do.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Preview {
    /// What is known around each entry, in their order.
    pub entries: Vec<Around>,
    /// What is dangerous about the revocations, each said once, the most dangerous first. Where that was not asked for, none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hazards: Vec<FoundHazard>,
    /// The calls, for each connection and each kind of change, in the order in which they first occur.
    pub calls: Vec<Calls>,
    /// The roles that could not be read, so that it is not known what goes along or still allows the same, or whether they
    /// lose their last holder.
    pub unread: Vec<UnreadRole>,
    /// Stands for the entries and all that was judged about them. A plan that is stored with it is one about which nothing of
    /// that has changed. Where hazards were not asked for there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digest: Option<String>,
}

/// Something that is dangerous about an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FoundHazard {
    /// The place of the entry among all; the first, where it is about several.
    pub entry: usize,
    /// What.
    pub code: HazardCode,
    /// How much it asks.
    pub severity: Severity,
}

/// What is known around an entry.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Around {
    /// What goes along with a privilege that is revoked, and what still allows the same afterwards.
    pub facts: PrivilegeFacts,
    /// Whether the grant is there now; nothing where that was not looked at. It is looked at before something is granted, and where
    /// all holders of a role were read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held: Option<bool>,
    /// What its role is, where that was read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nature: Option<RoleNature>,
    /// How many hold its role, where all of them were read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holders: Option<usize>,
    /// What the entry has to accept for what was judged here: the hazards of its connection, and the grants that go along.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub accepts: Vec<Accepted>,
}

/// The calls at one connection.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Calls {
    /// Where.
    pub connection: ConnectionId,
    /// Whether they revoke or grant.
    pub kind: ActionKind,
    /// Each call in full: method, path with query, and body.
    pub calls: Vec<String>,
    /// Whether more calls follow that are not worked out: of those that depend on the vendor's state only a few are, and of
    /// those that depend on the same state the first one.
    pub is_part: bool,
    /// How many calls cannot be told since the state they depend on has changed or could not be read.
    pub untold: usize,
    /// Why; of the first few of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub faults: Vec<Fault>,
    /// All of them in the words of other tools, where they are all told and revoke.
    pub snippets: Vec<Snippet>,
}

/// Calls in the words of one tool.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Snippet {
    /// The tool, by the name that people know it by; the same in every language.
    pub tool: String,
    /// A script for it, with a line end after each line.
    pub text: String,
}

/// A role that could not be read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct UnreadRole {
    /// Where.
    pub connection: ConnectionId,
    /// Which.
    pub role: RoleRef,
    /// What was to be read of it.
    pub subject: Subject,
    /// Why not; nothing where there are too many roles.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fault: Option<Box<Fault>>,
}
