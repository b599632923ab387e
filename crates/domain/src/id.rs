//! Newtypes for everything that is identified by a string or a number, so that one cannot stand in for another.
//! They hold the vendor's or the gateway's spelling unchanged and never validate: the server's word is final.

use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! string_id {
    ($(#[$docs:meta])* $name:ident) => {
        $(#[$docs])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// Wraps the text as it is.
            pub fn new(text: impl Into<String>) -> Self {
                Self(text.into())
            }

            /// The text as the other side spells it.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

string_id! {
    /// The id of a configured connection, `[a-z0-9-]+`, unique in one gateway.
    ConnectionId
}
string_id! {
    /// Where a role lives within a connection, in a spelling of the vendor's own folder: a GenAuth namespace's code; a Yandex
    /// cluster's id, or `cluster/database`. Milvus has none.
    Scope
}

impl Scope {
    /// What people call it where nothing else is known: the last of its parts.
    #[must_use]
    pub fn last_part(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or_default()
    }
}

string_id! {
    /// The id of a change that the vendor carries out after it has answered (Yandex: an Operation).
    OperationId
}
string_id! {
    /// A role's name or code, in the vendor's spelling and case.
    RoleName
}
string_id! {
    /// What the vendor identifies a principal by: a Milvus user name, a GenAuth user id, a Yandex user name.
    PrincipalId
}
string_id! {
    /// The id of a plan, made by the gateway.
    PlanId
}
string_id! {
    /// The id of one entry of a plan, made by the gateway; a mutating call carries it in `X-Rescind-Entry`.
    EntryId
}
string_id! {
    /// The id by which the vendor's support finds one request in its logs.
    RequestId
}
string_id! {
    /// The key by which a vendor recognizes a call that it has seen before: one for an entry, whatever the attempt.
    IdempotencyKey
}
/// A moment in milliseconds since the Unix epoch, UTC. The browser formats it in the reader's language and zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct Timestamp(pub u64);
