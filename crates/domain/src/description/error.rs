//! What can be wrong with a pasted snapshot, and where. The kinds carry facts, no prose: the console words them in its
//! languages. `Display` is the plain English for logs and tests.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The first thing that is wrong with a text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SnapshotError {
    /// What it is.
    pub kind: SnapshotErrorKind,
    /// Where it is.
    pub position: Position,
}

/// A place in the text, as editors count. A byte order mark in front does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Position {
    /// The line, from 1. CR, LF and CR LF end one.
    pub line: usize,
    /// The character in the line, from 1.
    pub column: usize,
}

/// What can be wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum SnapshotErrorKind {
    /// There is nothing but space, comments and prompts. Stands where the text ends.
    Empty,
    /// The text is longer than what is read.
    TooLarge {
        /// Its length in bytes.
        bytes: usize,
        /// The longest that is read.
        limit: usize,
    },
    /// More brackets are open than are followed. Stands at the first that is too many.
    TooDeep {
        /// How many may be open at once.
        limit: usize,
    },
    /// Something else should stand here.
    Unexpected {
        /// What should.
        expected: Expected,
        /// The character that does; nothing where the text ends.
        found: Option<char>,
    },
    /// The text ends within brackets, as one does that was not copied to its end. Stands where the text ends.
    Unclosed {
        /// The innermost bracket that is open.
        bracket: char,
        /// Where it was opened.
        opened: Position,
    },
    /// The line ends within quotes. Stands at the opening quote.
    UnclosedQuote {
        /// The quote that should close it.
        quote: char,
    },
    /// A backslash that begins no escape of JSON's or Python's, or stands for no character. Stands at the backslash.
    BadEscape,
    /// An object says the same thing twice. Stands at the second key.
    SaidTwice {
        /// What it says.
        field: Field,
    },
    /// It is readable, but neither a described role nor a row of one.
    Unrecognized,
    /// It is an answer of the server's that says no. Stands at the code.
    Refused {
        /// The server's code.
        code: i64,
        /// The server's words, where there are any.
        message: Option<String>,
    },
    /// Something that must be said is not, or says nothing: an empty text, `None`. Stands at the object that should say it,
    /// or at the empty value.
    Missing {
        /// The row that lacks it, from 1 over the whole text; nothing for what is around the rows.
        row: Option<usize>,
        /// What is lacking.
        field: Field,
    },
    /// A value has another type than it must have. Stands at the value.
    WrongType {
        /// The row that has it, from 1 over the whole text; nothing for what is around the rows.
        row: Option<usize>,
        /// What it says; nothing for a row itself.
        field: Option<Field>,
        /// The type that it must have.
        expected: ValueKind,
        /// The type that it has.
        found: ValueKind,
    },
    /// A row names another role than the result that it is in. Stands at the row's name.
    OtherRole {
        /// The row, from 1 over the whole text.
        row: usize,
        /// The role of the result.
        expected: String,
        /// The role of the row.
        found: String,
    },
}

/// What a reader of the text looks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Expected {
    /// A value: brackets, a text in quotes, a number, or a word for true, false or nothing.
    Value,
    /// A text in quotes that names a value.
    Key,
    /// The colon between a key and its value.
    Colon,
    /// A comma, or the bracket that closes.
    CommaOr(char),
    /// Nothing more.
    End,
}

/// What the parts of a snapshot say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// The role's name.
    Role,
    /// What the role is for.
    Description,
    /// The rows.
    Rows,
    /// The code of the server's answer.
    Code,
    /// The words of the server's answer.
    Message,
    /// The kind of object.
    ObjectType,
    /// The object.
    ObjectName,
    /// The database.
    Database,
    /// The privilege or privilege group.
    Privilege,
    /// Who granted it.
    Grantor,
}

impl Field {
    /// Its keys: those of REST and those of pymilvus.
    #[must_use]
    pub const fn keys(self) -> &'static [&'static str] {
        match self {
            Self::Role => &["role", "role_name", "roleName"],
            Self::Description => &["description"],
            Self::Rows => &["data", "privileges"],
            Self::Code => &["code"],
            Self::Message => &["message"],
            Self::ObjectType => &["objectType", "object_type"],
            Self::ObjectName => &["objectName", "object_name"],
            Self::Database => &["dbName", "db_name"],
            Self::Privilege => &["privilege"],
            Self::Grantor => &["grantor", "grantor_name"],
        }
    }
}

/// The types of values that JSON and Python have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ValueKind {
    /// `null`, `None`.
    Nothing,
    /// `true`, `False`.
    Boolean,
    /// A number; where one is expected, a whole one of 64 bits.
    Number,
    /// A text in quotes.
    Text,
    /// A list or a tuple.
    List,
    /// An object or a dict.
    Object,
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}", self.line, self.column)
    }
}

impl fmt::Display for SnapshotError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.position, self.kind)
    }
}

impl std::error::Error for SnapshotError {}

impl fmt::Display for SnapshotErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("there is nothing to read"),
            Self::TooLarge { bytes, limit } => write!(f, "{bytes} bytes are more than the {limit} that are read"),
            Self::TooDeep { limit } => write!(f, "more than {limit} brackets are open"),
            Self::Unexpected { expected, found: Some(found) } => write!(f, "expected {expected}, found {found:?}"),
            Self::Unexpected { expected, found: None } => write!(f, "expected {expected}, but the text ends"),
            Self::Unclosed { bracket, opened } => write!(f, "the text ends, but {bracket} of {opened} is still open"),
            Self::UnclosedQuote { quote } => write!(f, "the line ends without the closing {quote}"),
            Self::BadEscape => f.write_str("this backslash stands for no character"),
            Self::SaidTwice { field } => write!(f, "{field} is there twice"),
            Self::Unrecognized => f.write_str("this is neither a described role nor a row of one"),
            Self::Refused { code, message: None } => write!(f, "this answer is a refusal with code {code}"),
            Self::Refused { code, message: Some(message) } => {
                write!(f, "this answer is a refusal with code {code}: {message}")
            }
            Self::Missing { row, field } => write!(f, "{}{field} is missing", Row(*row)),
            Self::WrongType { row, field: Some(field), expected, found } => {
                write!(f, "{}{field} must be {expected}, not {found}", Row(*row))
            }
            Self::WrongType { row, field: None, expected, found } => {
                write!(f, "{}expected {expected}, found {found}", Row(*row))
            }
            Self::OtherRole { row, expected, found } => {
                write!(f, "row {row}: the role is {found:?}, in a result about {expected:?}")
            }
        }
    }
}

/// The row in front of a sentence, where there is one.
struct Row(Option<usize>);

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.map_or(Ok(()), |row| write!(f, "row {row}: "))
    }
}

impl fmt::Display for Expected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Value => f.write_str("a value"),
            Self::Key => f.write_str("a key in quotes"),
            Self::Colon => f.write_str("a colon"),
            Self::CommaOr(bracket) => write!(f, "a comma or {bracket}"),
            Self::End => f.write_str("the end"),
        }
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.keys().join(" / "))
    }
}

impl fmt::Display for ValueKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Nothing => "nothing",
            Self::Boolean => "true or false",
            Self::Number => "a number",
            Self::Text => "a text",
            Self::List => "a list",
            Self::Object => "an object",
        })
    }
}
