//! Who sends a request: a person with a session or a proxy's word, or a program with a token. `around` finds out before any
//! handler of the API runs; handlers learn it from here, and with it what is within reach.

use rescind_domain::{Actor, By};

use crate::programs::Program;
use crate::reach::Reach;
use crate::session::Person;

/// Who asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Asker {
    /// A person who is signed in.
    Person(Person),
    /// A program.
    Program(Program),
}

impl Asker {
    /// As the journal names who asks for something.
    pub(crate) fn by(&self) -> By {
        match self {
            Self::Person(person) => person.by(),
            Self::Program(_) => By { who: self.who(), session: None },
        }
    }

    /// The same without the session, as the log names them.
    pub(crate) fn who(&self) -> String {
        match self {
            Self::Person(person) => person.who.clone(),
            Self::Program(program) => Actor::Token(program.name.clone()).to_string(),
        }
    }

    /// What they may see.
    pub(crate) fn reach(&self) -> Reach {
        match self {
            Self::Person(_) => Reach::All,
            Self::Program(program) => program.reach.clone(),
        }
    }
}
