//! Names and ids as types, and the rules that the vendor's field options set for them. Nothing is looked up here.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::refusal::Violation;

macro_rules! name {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
        #[serde(transparent)]
        pub(crate) struct $name(String);

        impl $name {
            /// A name that is known to be good.
            pub(crate) fn new(text: impl Into<String>) -> Self {
                Self(text.into())
            }

            /// Its text.
            pub(crate) fn as_str(&self) -> &str {
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

name!(
    /// The id of a cluster.
    ClusterId
);
name!(
    /// The name of a user of a cluster.
    UserName
);
name!(
    /// The name of a database of a cluster.
    DatabaseName
);
name!(
    /// The id of an operation.
    OperationId
);

/// Databases that the service keeps for itself. Roles may be held on `admin` all the same.
pub(crate) const RESERVED: [&str; 4] = ["config", "local", "admin", "mdb_internal"];

/// What a user's name may consist of; which one a call is checked by differs between the vendor's releases.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum UserPattern {
    /// With `@` and `.`.
    Wide,
    /// Without.
    Narrow,
}

impl UserPattern {
    fn text(self) -> &'static str {
        match self {
            Self::Wide => "^[a-zA-Z0-9_][a-zA-Z0-9_@.-]*$",
            Self::Narrow => "^[a-zA-Z0-9_][a-zA-Z0-9_-]*$",
        }
    }

    fn fits(self, name: &str) -> bool {
        let word = |character: char| character.is_ascii_alphanumeric() || character == '_';
        let within = |character: char| {
            word(character) || character == '-' || (self == Self::Wide && matches!(character, '@' | '.'))
        };
        name.starts_with(word) && name.chars().all(within)
    }
}

/// A text that must be there and have no more than `most` characters.
pub(crate) fn required<'a>(field: &str, text: &'a str, most: usize) -> Result<&'a str, Violation> {
    if text.is_empty() {
        return Err(Violation::missing(field));
    }
    at_most(field, text, most)
}

/// A text that may be empty and has no more than `most` characters.
pub(crate) fn at_most<'a>(field: &str, text: &'a str, most: usize) -> Result<&'a str, Violation> {
    if text.chars().count() > most {
        return Err(Violation::because(field, &format!("must be at most {most} characters long")));
    }
    Ok(text)
}

/// The id of a cluster.
pub(crate) fn cluster(text: &str) -> Result<ClusterId, Violation> {
    required("clusterId", text, 50).map(ClusterId::new)
}

/// A user's name in `field`.
pub(crate) fn user(field: &str, text: &str, pattern: UserPattern) -> Result<UserName, Violation> {
    let name = required(field, text, 63)?;
    if pattern.fits(name) { Ok(UserName::new(name)) } else { Err(Violation::pattern(field, pattern.text())) }
}

/// A database's name in `field`.
pub(crate) fn database(field: &str, text: &str) -> Result<DatabaseName, Violation> {
    let name = required(field, text, 63)?;
    if name.chars().all(|character| character.is_ascii_alphanumeric() || matches!(character, '_' | '-')) {
        Ok(DatabaseName::new(name))
    } else {
        Err(Violation::pattern(field, "[a-zA-Z0-9_-]*"))
    }
}

#[cfg(test)]
mod tests {
    use super::{UserPattern, database, user};

    #[test]
    fn users_names_follow_the_pattern_of_the_release() {
        let is = |text: &str, pattern| user("userName", text, pattern).is_ok();
        for name in ["alice", "a", "_x-1", "0day", &"x".repeat(63)] {
            assert!(is(name, UserPattern::Wide) && is(name, UserPattern::Narrow), "{name}");
        }
        for name in ["bob@corp.example", "svc.orders"] {
            assert!(is(name, UserPattern::Wide) && !is(name, UserPattern::Narrow), "{name}");
        }
        for name in ["", "-bad name-", "@x", ".x", "a b", "имя", "a:b", &"x".repeat(64)] {
            assert!(!is(name, UserPattern::Wide), "{name}");
        }
    }

    #[test]
    fn databases_names_are_plain() {
        for (name, good) in [("orders", true), ("a-b_1", true), ("", false), ("a.b", false), (&"x".repeat(64), false)] {
            assert_eq!(database("databaseName", name).is_ok(), good, "{name}");
        }
    }
}
