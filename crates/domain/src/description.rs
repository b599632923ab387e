//! A saved description of roles, as it was read out of a pasted text: what it says, or what is wrong with it. It says what was,
//! never what is.

mod error;

use serde::{Deserialize, Serialize};

use crate::read::columns::PrivilegeColumns;
use crate::read::{Columns as _, PrivilegeRow};
use crate::{PrivilegeGrant, PrivilegeKind, RoleName};

pub use error::{Expected, Field, Position, SnapshotError, SnapshotErrorKind, ValueKind};

/// A text that somebody pasted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Pasted {
    /// The text.
    pub text: String,
}

/// What a pasted text says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Described {
    /// It could be read.
    Read {
        /// The roles that it describes.
        roles: Vec<DescribedRole>,
        /// The privileges that they have.
        rows: Box<PrivilegeColumns>,
        /// How many rows were left out, because an earlier one is the same record but for the grantor.
        dropped: usize,
        /// How many rows name no database and were taken to be about `default`.
        assumed_database: usize,
    },
    /// It could not, and why.
    Wrong(SnapshotError),
}

impl From<Result<Snapshot, SnapshotError>> for Described {
    fn from(read: Result<Snapshot, SnapshotError>) -> Self {
        let Snapshot { roles, rows, dropped, assumed_database } = match read {
            Ok(snapshot) => snapshot,
            Err(error) => return Self::Wrong(error),
        };
        // Of a described grant nothing is known but itself.
        let alone = |grant| PrivilegeRow { grant, kind: PrivilegeKind::Single, members: Vec::new(), lock: None };
        let rows: Vec<PrivilegeRow> = rows.into_iter().map(alone).collect();
        Self::Read { roles, rows: Box::new(PrivilegeColumns::of(&rows)), dropped, assumed_database }
    }
}

/// What a saved result says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// The roles that it describes, in the order of their first mention. Never empty: a result without a row describes a role
    /// without grants.
    pub roles: Vec<DescribedRole>,
    /// The grants in the order of the text. Where it does not name the role (see [`DescribedRole::name`]) the grants carry an
    /// empty role name, until [`Snapshot::name_role`] gives them one.
    pub rows: Vec<PrivilegeGrant>,
    /// How many rows were left out, because an earlier one is the same record but for the grantor.
    pub dropped: usize,
    /// How many of [`Snapshot::rows`] name no database and were taken to be about `default`. pymilvus leaves `db_name` out
    /// when the server names none, as servers without databases do, and that is what later servers call `default`.
    pub assumed_database: usize,
}

/// A role that a snapshot describes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DescribedRole {
    /// Its name. The answer of REST does not tell it; then this is the snapshot's only role.
    pub name: Option<RoleName>,
    /// What it is for, where the server keeps descriptions and this role has one.
    pub description: Option<String>,
}

impl Snapshot {
    /// Names the role of a snapshot that does not tell it. Changes nothing in any other one.
    pub fn name_role(&mut self, name: &RoleName) {
        for role in self.roles.iter_mut().filter(|role| role.name.is_none()) {
            role.name = Some(name.clone());
            for row in &mut self.rows {
                row.role = name.clone();
            }
        }
    }
}
