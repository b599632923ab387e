//! Who did something, as the journal, the log and the screen name them. The text tells the kind, so that no name of a person
//! can be taken for a token's, nor the other way round.

use std::fmt;

/// What the name of a token has before it.
const TOKEN: &str = "token:";
/// What the name of a person has before it that begins like one of the two.
const PERSON: &str = "person:";

/// Who did something. As text, a person is their name and a token is `token:NAME`; a person whose name begins with `token:` or
/// `person:` is `person:NAME`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Actor {
    /// A person, by the name under which they are signed in.
    Person(String),
    /// A program, by the name of its token.
    Token(String),
}

impl Actor {
    /// Whom a text names. In events from before there were tokens, every text is a person's name as it stands.
    #[must_use]
    pub fn named(text: &str) -> Self {
        match text.strip_prefix(TOKEN) {
            Some(name) => Self::Token(name.to_owned()),
            None => Self::Person(text.strip_prefix(PERSON).unwrap_or(text).to_owned()),
        }
    }
}

impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Person(name) if name.starts_with(TOKEN) || name.starts_with(PERSON) => write!(f, "{PERSON}{name}"),
            Self::Person(name) => f.write_str(name),
            Self::Token(name) => write!(f, "{TOKEN}{name}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_of_a_person_reads_as_a_token_and_no_token_as_a_person() {
        let names = ["", "ci", "token:ci", "token:", "person:ci", "person:token:ci", "person:", "Token:ci", "tokens"];
        let actors =
            names.iter().flat_map(|name| [Actor::Person((*name).to_owned()), Actor::Token((*name).to_owned())]);
        let actors: Vec<_> = actors.collect();
        for actor in &actors {
            assert_eq!(Actor::named(&actor.to_string()), *actor, "{actor}");
            assert_eq!(actors.iter().filter(|other| other.to_string() == actor.to_string()).count(), 1, "{actor}");
        }
    }

    #[test]
    fn an_ordinary_name_stands_as_it_is() {
        assert_eq!(Actor::Person("alice".to_owned()).to_string(), "alice");
        assert_eq!(Actor::Token("ci".to_owned()).to_string(), "token:ci");
        assert_eq!(Actor::Person("token:ci".to_owned()).to_string(), "person:token:ci");
    }
}
