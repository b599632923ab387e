//! A saved `describe_role` result, pasted or dropped: every shape that Milvus' interfaces give it, as JSON or as Python prints
//! it. `literal` reads the text, `shapes` finds the grants in it; what is wrong is said in
//! [`rescind_domain::description`]. Nothing here asks a
//! server, so a snapshot says what was, never what is.

mod literal;
mod reader;
mod shapes;

pub use rescind_domain::description::{
    DescribedRole, Expected, Field, Position, Snapshot, SnapshotError, SnapshotErrorKind, ValueKind,
};

/// The longest text that is read, in bytes.
pub const SIZE_LIMIT: usize = 4 * 1024 * 1024;
/// How many brackets may be open at once. The deepest shape, a list of wrapped lists of rows, needs four.
pub const DEPTH_LIMIT: usize = 32;

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
