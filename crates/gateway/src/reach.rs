//! Which connections somebody may see and change: all, or those that a token names. Whoever reads or lists something for
//! somebody asks here; what is out of reach is answered as if it were not there.

use std::sync::Arc;

use rescind_domain::ConnectionId;

/// The connections that are within somebody's reach.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Reach {
    /// All of them.
    #[default]
    All,
    /// These.
    Named(Arc<[ConnectionId]>),
}

impl Reach {
    /// Whether a connection is among them.
    pub(crate) fn has(&self, id: &str) -> bool {
        match self {
            Self::All => true,
            Self::Named(named) => named.iter().any(|named| named.as_str() == id),
        }
    }

    /// As a parameter for the database: their ids as a list in JSON, or nothing where there is no limit.
    pub(crate) fn to_json(&self) -> Option<String> {
        match self {
            Self::All => None,
            Self::Named(named) => {
                Some(named.iter().map(ConnectionId::as_str).collect::<serde_json::Value>().to_string())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_named_is_within_reach() {
        let named = Reach::Named(["prod", "lab"].map(ConnectionId::new).into());
        for (id, expected) in [("prod", true), ("lab", true), ("pro", false), ("prod ", false), ("", false)] {
            assert_eq!(named.has(id), expected, "{id}");
            assert!(Reach::All.has(id));
        }
        assert_eq!((named.to_json().as_deref(), Reach::All.to_json()), (Some(r#"["prod","lab"]"#), None));
        assert_eq!(Reach::Named([].into()).to_json().as_deref(), Some("[]"));
    }
}
