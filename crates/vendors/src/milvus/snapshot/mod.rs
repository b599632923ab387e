//! A saved `describe_role` result, pasted or dropped: every shape that Milvus' interfaces give it, as JSON or as Python prints
//! it. `literal` reads the text, `shapes` finds the grants in it, `error` says what is wrong and where. Nothing here asks a
//! server, so a snapshot says what was, never what is.

mod error;
mod literal;
mod reader;
mod shapes;

pub use error::{Expected, Field, Position, SnapshotError, SnapshotErrorKind, ValueKind};
use rescind_domain::{PrivilegeGrant, RoleName};

/// The longest text that is read, in bytes.
pub const SIZE_LIMIT: usize = 4 * 1024 * 1024;
/// How many brackets may be open at once. The deepest shape, a list of wrapped lists of rows, needs four.
pub const DEPTH_LIMIT: usize = 32;

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
#[derive(Clone, Debug, PartialEq, Eq)]
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

/// Reads a saved `describe_role` result:
/// * the body of REST, `{"code": 0, "data": [rows]}`, with or without `description`, and its bare list of rows;
/// * pymilvus' `{"role": …, "privileges": [rows]}`, with or without `description`, and its older plain list of rows;
/// * lists of these, nested or not, for several roles.
///
/// JSON and Python literals are read alike, with comments, trailing commas, tuples, an assignment or a prompt in front, and
/// the further lines of a prompt. Keys that are not known are passed over.
///
/// # Errors
/// The first thing that is wrong, with its line and column: see [`SnapshotErrorKind`].
pub fn parse(text: &str) -> Result<Snapshot, SnapshotError> {
    if text.len() > SIZE_LIMIT {
        let kind = SnapshotErrorKind::TooLarge { bytes: text.len(), limit: SIZE_LIMIT };
        return Err(SnapshotError { kind, position: Position { line: 1, column: 1 } });
    }
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    shapes::snapshot(text, &reader::read(text)?)
}
