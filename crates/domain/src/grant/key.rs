//! The key that identifies a grant everywhere: it is table key, row-state key and journal key at once, so that its spelling must
//! never change.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{AccessGrant, Grant, Membership};
use crate::{ConnectionId, GrantEffect};

impl Grant {
    /// The identity of the grant within one connection, stable over reloads and versions.
    #[must_use]
    pub fn key(&self, connection: &ConnectionId) -> GrantKey {
        // The kinds with a scope have a word of their own, so that the keys of those without keep their spelling.
        let parts: Vec<&str> = match self {
            Self::Membership(Membership { role, scope: None, principal, .. }) => {
                vec!["membership", role.as_str(), principal.kind.as_str(), principal.id.as_str()]
            }
            Self::Membership(Membership { role, scope: Some(scope), principal, .. }) => {
                vec!["held-in", scope.as_str(), role.as_str(), principal.kind.as_str(), principal.id.as_str()]
            }
            Self::Privilege(grant) => {
                let mut parts = match &grant.scope {
                    None => vec!["privilege"],
                    Some(scope) => vec!["allowed-in", scope.as_str()],
                };
                let what = [&grant.object_type, &grant.database, &grant.object_name, &grant.privilege];
                parts.push(grant.role.as_str());
                parts.extend(what.map(String::as_str));
                if grant.effect == GrantEffect::Deny {
                    parts.push("deny");
                }
                parts
            }
            Self::Access(AccessGrant { scope, principal, .. }) => {
                vec!["access", scope.as_str(), principal.kind.as_str(), principal.id.as_str()]
            }
        };
        let mut key = escape(connection.as_str());
        for part in parts {
            key.push(':');
            key.push_str(&escape(part));
        }
        GrantKey(key)
    }
}

/// Two grants have the same key if and only if they are the same grant of the same connection.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct GrantKey(String);

impl GrantKey {
    /// Whether it is of a grant of this connection.
    #[must_use]
    pub fn is_of(&self, connection: &ConnectionId) -> bool {
        self.0.split(':').next() == Some(escape(connection.as_str()).as_str())
    }

    /// The key as text, for attributes and storage.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for GrantKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Keeps the separator out of the parts, so that no two lists of parts join to the same key.
fn escape(part: &str) -> String {
    part.replace('%', "%25").replace(':', "%3A")
}
