//! What can be read of a connection, in the same words for every vendor: what the gateway answers and pages show. What differs
//! is said by the connection's [`Capabilities`](crate::Capabilities) and by the [`Gap`]s of a value. Nothing is read here.

pub mod columns;
mod gap;
pub mod line;
mod people;
mod privileges;
mod roles;

use serde::{Deserialize, Serialize};

pub use columns::{Columns, Row};
pub use gap::{Gap, Subject, all_listed};
pub use people::{Held, Holding, PeopleList, PersonEntry, PersonRef, PersonView, nested};
pub use privileges::{Lock, PrivilegeFacts, PrivilegeList, PrivilegeRow};
pub use roles::{Member, MemberList, RoleEntry, RoleList};

/// How much a connection shows of itself.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Probe {
    /// How many of what there are.
    pub counts: Vec<(Subject, usize)>,
    /// What could not be counted.
    pub gaps: Vec<Gap>,
}

/// Rows of one kind, as far as they have been read.
#[derive(Clone, Debug, PartialEq)]
pub struct List<T> {
    /// The rows.
    pub rows: Vec<T>,
    /// How far the reading is, and how far it will go, in whatever has to be read for it (users, mostly).
    pub progress: Option<(usize, usize)>,
    /// What is missing.
    pub gaps: Vec<Gap>,
    /// So many of its first rows are as they were when it was shown before, so that nobody need look at them again. 0 claims nothing.
    pub same: usize,
}

impl<T> Default for List<T> {
    fn default() -> Self {
        Self { rows: Vec::new(), progress: None, gaps: Vec::new(), same: 0 }
    }
}

impl<T> List<T> {
    /// All rows, with what is missing.
    #[must_use]
    pub const fn of(rows: Vec<T>, gaps: Vec<Gap>) -> Self {
        Self { rows, progress: None, gaps, same: 0 }
    }
}
