//! The messages: what became of revocations, and what could not be read. They are kept as data, not as text, so that they
//! follow a change of language. A failure stays until it is dismissed or a later try of the same thing replaces it.

use leptos::prelude::*;
use rescind_domain::{GrantKey, Outcome};

use super::revocations::Task;

/// What a message is about.
#[derive(Clone, Debug, PartialEq)]
pub enum Said {
    /// An outcome.
    Outcome {
        /// Of what.
        task: Box<Task>,
        /// Which.
        outcome: Outcome,
        /// Whether the journal has it.
        stored: Stored,
    },
    /// A plan could not be stored, so nothing was sent.
    NotStarted {
        /// Where, what and why; its plan and entry are empty.
        task: Box<Task>,
        /// Why not.
        fault: Box<rescind_domain::Fault>,
    },
}

/// Whether the journal has an outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stored {
    /// It has.
    Yes,
    /// It could not be written.
    No,
}

impl Said {
    fn subject(&self) -> GrantKey {
        match self {
            Self::Outcome { task, .. } | Self::NotStarted { task, .. } => task.key(),
        }
    }

    /// Whether it is a success, said quietly, or a failure, said with an alert.
    #[must_use]
    pub const fn is_success(&self) -> bool {
        matches!(
            self,
            Self::Outcome {
                outcome: Outcome::Revoked | Outcome::Accepted | Outcome::AlreadyAbsent,
                stored: Stored::Yes,
                ..
            }
        )
    }
}

/// One message.
#[derive(Clone, Debug, PartialEq)]
pub struct Notice {
    /// Its number; a message that happens again gets a new one, so that it is announced again.
    pub number: u64,
    /// What it says.
    pub said: Said,
    /// How often the same has happened.
    pub times: usize,
}

/// How many successes stay visible.
const SUCCESSES: usize = 3;

/// All messages, newest first.
#[derive(Clone, Copy)]
pub struct Notices {
    all: RwSignal<Vec<Notice>>,
    last: StoredValue<u64>,
}

impl Notices {
    pub(super) fn new() -> Self {
        Self { all: RwSignal::new(Vec::new()), last: StoredValue::new(0) }
    }

    /// The messages, tracked.
    #[must_use]
    pub fn all(self) -> Vec<Notice> {
        self.all.get()
    }

    /// Says something. What was said of the same grant before is replaced; the same failure again is counted.
    pub fn say(self, said: Said) {
        let number = self.last.try_update_value(|last| {
            *last += 1;
            *last
        });
        self.all.update(|all| {
            let subject = said.subject();
            let before = all.iter().find(|notice| notice.said.subject() == subject);
            let times = before
                .filter(|notice| !said.is_success() && same_kind(&notice.said, &said))
                .map_or(0, |notice| notice.times);
            all.retain(|notice| notice.said.subject() != subject);
            all.insert(0, Notice { number: number.unwrap_or_default(), said, times: times + 1 });
            let mut successes = 0;
            all.retain(|notice| {
                successes += usize::from(notice.said.is_success());
                !notice.said.is_success() || successes <= SUCCESSES
            });
        });
    }

    /// Takes a message away.
    pub fn dismiss(self, number: u64) {
        self.all.update(|all| all.retain(|notice| notice.number != number));
    }

    pub(super) fn clear(self) {
        self.all.set(Vec::new());
    }
}

fn same_kind(left: &Said, right: &Said) -> bool {
    match (left, right) {
        (Said::Outcome { outcome: left, .. }, Said::Outcome { outcome: right, .. }) => {
            std::mem::discriminant(left) == std::mem::discriminant(right)
                && left.fault().map(|fault| (&fault.kind, &fault.message))
                    == right.fault().map(|fault| (&fault.kind, &fault.message))
        }
        (Said::NotStarted { fault: left, .. }, Said::NotStarted { fault: right, .. }) => left.kind == right.kind,
        _ => false,
    }
}
