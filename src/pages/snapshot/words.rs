//! Puts the errors of the snapshot reader into words. Field names stay as the text must spell them.

use rescind_domain::description::{Expected, Field, Position, SnapshotError, SnapshotErrorKind, ValueKind};

use crate::i18n::Texts;

/// What is wrong, and where.
pub(super) fn of_error(t: &Texts, error: &SnapshotError) -> String {
    let what = match &error.kind {
        SnapshotErrorKind::Empty => t.snapshot().empty.to_owned(),
        SnapshotErrorKind::TooLarge { limit, .. } => (t.snapshot().too_large)(&(limit / (1024 * 1024)).to_string()),
        SnapshotErrorKind::TooDeep { limit } => (t.snapshot().too_deep)(&limit.to_string()),
        SnapshotErrorKind::Unexpected { expected: wanted, found: Some(found) } => {
            (t.snapshot().unexpected)(&expected(t, *wanted), &found.to_string())
        }
        SnapshotErrorKind::Unexpected { expected: wanted, found: None } => (t.snapshot().ends)(&expected(t, *wanted)),
        SnapshotErrorKind::Unclosed { bracket, opened } => {
            (t.snapshot().unclosed)(&bracket.to_string(), &place(t, *opened))
        }
        SnapshotErrorKind::UnclosedQuote { quote } => (t.snapshot().unclosed_quote)(&quote.to_string()),
        SnapshotErrorKind::BadEscape => t.snapshot().bad_escape.to_owned(),
        SnapshotErrorKind::SaidTwice { field } => (t.snapshot().said_twice)(name(*field)),
        SnapshotErrorKind::Unrecognized => t.snapshot().unrecognized.to_owned(),
        SnapshotErrorKind::Refused { code, .. } => (t.snapshot().refused)(&code.to_string()),
        SnapshotErrorKind::Missing { row, field } => in_row(t, *row, (t.snapshot().missing)(name(*field))),
        SnapshotErrorKind::WrongType { row, field, expected, found } => {
            let what = (t.snapshot().wrong_type)(kind(t, *expected), kind(t, *found));
            in_row(t, *row, field.map_or_else(|| what.clone(), |field| format!("{}: {what}", name(field))))
        }
        SnapshotErrorKind::OtherRole { row, expected, found } => {
            in_row(t, Some(*row), (t.snapshot().other_role)(expected, found))
        }
    };
    format!("{}: {what}", place(t, error.position))
}

fn place(t: &Texts, position: Position) -> String {
    (t.snapshot().place)(&position.line.to_string(), &position.column.to_string())
}

fn in_row(t: &Texts, row: Option<usize>, what: String) -> String {
    row.map_or_else(|| what.clone(), |row| (t.snapshot().row)(&row.to_string(), &what))
}

fn expected(t: &Texts, expected: Expected) -> String {
    match expected {
        Expected::Value => t.snapshot().value.to_owned(),
        Expected::Key => t.snapshot().key.to_owned(),
        Expected::Colon => "“:”".to_owned(),
        Expected::CommaOr(bracket) => (t.snapshot().comma_or)(&bracket.to_string()),
        Expected::End => t.snapshot().end.to_owned(),
    }
}

fn kind(t: &Texts, kind: ValueKind) -> &'static str {
    match kind {
        ValueKind::Nothing => t.snapshot().nothing,
        ValueKind::Boolean => t.snapshot().boolean,
        ValueKind::Number => t.snapshot().number,
        ValueKind::Text => t.snapshot().text,
        ValueKind::List => t.snapshot().list,
        ValueKind::Object => t.snapshot().object,
    }
}

fn name(field: Field) -> &'static str {
    field.keys().first().copied().unwrap_or_default()
}
