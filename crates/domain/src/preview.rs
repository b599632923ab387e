//! What entries would do, worked out before anybody confirms them: the exact calls, what goes along, and what is there already.
//! It is a view of a moment; each entry is looked at again before its call.

use serde::{Deserialize, Serialize};

use crate::read::PrivilegeFacts;
use crate::{ActionKind, ConnectionId, Entry, Fault, RoleRef};

/// What is wanted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NewPreview {
    /// The entries, in the order of the plan.
    pub entries: Vec<PreviewEntry>,
    /// Whether all calls are wanted, however many states have to be read for them.
    #[serde(default)]
    pub all: bool,
}

/// One entry.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
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
pub struct Preview {
    /// What is known around each entry, in their order.
    pub entries: Vec<Around>,
    /// The calls, for each connection and each kind of change, in the order in which they first occur.
    pub calls: Vec<Calls>,
    /// The roles whose privileges could not be read, so that it is not known what goes along or still allows the same.
    pub unread: Vec<UnreadRole>,
}

/// What is known around an entry.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Around {
    /// What goes along with a privilege that is revoked, and what still allows the same afterwards.
    pub facts: PrivilegeFacts,
    /// Whether what is to be granted is there already; nothing where that was not looked at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held: Option<bool>,
}

/// The calls at one connection.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
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
pub struct Snippet {
    /// The tool, by the name that people know it by; the same in every language.
    pub tool: String,
    /// A script for it, with a line end after each line.
    pub text: String,
}

/// A role whose privileges could not be read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct UnreadRole {
    /// Where.
    pub connection: ConnectionId,
    /// Which.
    pub role: RoleRef,
    /// Why not; nothing where there are too many roles.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fault: Option<Box<Fault>>,
}
