//! A value with the place where it stands: what JSON's and Python's literals have in common. It knows nothing of roles.

use super::{Position, SnapshotError, SnapshotErrorKind, ValueKind};

/// A value and where it begins.
pub(super) struct Literal {
    /// The offset of its first byte in the text.
    pub(super) at: usize,
    /// What it is.
    pub(super) value: Value,
}

/// What a literal can be.
pub(super) enum Value {
    /// `null` or `None`.
    Nothing,
    /// A truth value. No field of a snapshot is one, so it is not kept.
    Boolean,
    /// A number, kept if it is whole and has 64 bits.
    Number(Option<i64>),
    /// A text without its quotes and escapes.
    Text(String),
    /// A list or a tuple.
    List(Vec<Literal>),
    /// An object or a dict, in the order of the text, doubled keys and all.
    Object(Vec<Entry>),
}

/// A key with its value.
pub(super) struct Entry {
    /// The offset of the key.
    pub(super) at: usize,
    /// The key.
    pub(super) key: String,
    /// The value.
    pub(super) value: Literal,
}

impl Literal {
    /// Its type.
    pub(super) const fn kind(&self) -> ValueKind {
        match self.value {
            Value::Nothing => ValueKind::Nothing,
            Value::Boolean => ValueKind::Boolean,
            Value::Number(_) => ValueKind::Number,
            Value::Text(_) => ValueKind::Text,
            Value::List(_) => ValueKind::List,
            Value::Object(_) => ValueKind::Object,
        }
    }
}

/// The error of this kind at an offset of the text.
pub(super) fn error_at(text: &str, at: usize, kind: SnapshotErrorKind) -> SnapshotError {
    SnapshotError { kind, position: position(text, at) }
}

/// Line and column of an offset, counted only when there is an error to tell.
pub(super) fn position(text: &str, at: usize) -> Position {
    let mut place = Position { line: 1, column: 1 };
    let mut chars = text.char_indices().take_while(|(offset, _)| *offset < at).map(|(_, char)| char).peekable();
    while let Some(char) = chars.next() {
        let ends_line = char == '\n' || (char == '\r' && chars.peek() != Some(&'\n'));
        if ends_line {
            place = Position { line: place.line + 1, column: 1 };
        } else {
            place.column += 1;
        }
    }
    place
}
