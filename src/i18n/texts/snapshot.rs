//! The keys of the page of saved descriptions.

use super::{Plural, With1, With2};

texts! {
    /// The texts of the page of saved descriptions.
    SnapshotTexts;

    /// Under the heading.
    hint: &'static str,
    /// Field.
    field: &'static str,
    /// Button: choose a file.
    file: &'static str,
    /// Button: forget what was opened.
    clear: &'static str,
    /// Shown before anything is opened.
    empty: &'static str,
    /// Stands for the name of a role that the text does not name.
    unnamed: &'static str,
    /// The parser's error: line and column, what is wrong.
    wrong: With1,
    /// Beside it.
    advice: &'static str,
    /// line, column.
    place: With2,
    /// row number, what is wrong.
    row: With2,
    /// Megabytes.
    too_large: With1,
    /// Levels.
    too_deep: With1,
    /// what was expected, the character that is there.
    unexpected: With2,
    /// what was expected.
    ends: With1,
    /// bracket, place where it was opened.
    unclosed: With2,
    /// quote.
    unclosed_quote: With1,
    /// What is wrong.
    bad_escape: &'static str,
    /// field.
    said_twice: With1,
    /// What is wrong.
    unrecognized: &'static str,
    /// code.
    refused: With1,
    /// field.
    missing: With1,
    /// kind that was expected, kind that is there.
    wrong_type: With2,
    /// role of the whole, role of the row.
    other_role: With2,
    /// Expected.
    value: &'static str,
    /// Expected.
    key: &'static str,
    /// bracket.
    comma_or: With1,
    /// Expected.
    end: &'static str,
    /// A kind of value: null, None.
    nothing: &'static str,
    /// A kind of value.
    boolean: &'static str,
    /// A kind of value.
    number: &'static str,
    /// A kind of value.
    text: &'static str,
    /// A kind of value.
    list: &'static str,
    /// A kind of value.
    object: &'static str,
    /// `{n}` rows named no database.
    assumed: Plural,
    /// `{n}` rows were there twice.
    dropped: Plural,
    /// The file could not be read as text.
    unreadable: &'static str,
}
