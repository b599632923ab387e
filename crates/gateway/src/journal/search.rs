//! Searching for a piece of text, as functions of the database. SQL's own `LIKE` knows the case of ASCII letters only, and
//! would find the names of fields in JSON as well as what stands in them.

use rusqlite::functions::{Context, FunctionFlags};
use rusqlite::{Connection, Result};
use serde_json::Value;

/// Adds `holds(piece, text…)`, and `holds_value(piece, json…)`, which looks into all values. `NULL` holds nothing.
pub(super) fn register(connection: &Connection) -> Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
    connection.create_scalar_function("holds", -1, flags, |context| any(context, holds))?;
    connection.create_scalar_function("holds_value", -1, flags, |context| {
        // Most rows are told by their text alone, without being parsed: a value stands there as JSON spells it.
        let spelled = Value::from(context.get::<String>(0)?.to_lowercase()).to_string();
        let spelled = spelled.trim_matches('"');
        any(context, |piece, json| {
            holds(spelled, json) && serde_json::from_str(json).is_ok_and(|value| holds_value(piece, &value))
        })
    })
}

fn any(context: &Context<'_>, found: impl Fn(&str, &str) -> bool) -> Result<bool> {
    let piece = context.get::<String>(0)?.to_lowercase();
    for index in 1..context.len() {
        if let Some(text) = context.get_raw(index).as_str_or_null()?
            && found(&piece, text)
        {
            return Ok(true);
        }
    }
    Ok(false)
}

fn holds(piece: &str, text: &str) -> bool {
    text.to_lowercase().contains(piece)
}

fn holds_value(piece: &str, value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(_) => false,
        Value::Number(number) => holds(piece, &number.to_string()),
        Value::String(text) => holds(piece, text),
        Value::Array(values) => values.iter().any(|value| holds_value(piece, value)),
        Value::Object(fields) => fields.values().any(|value| holds_value(piece, value)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_piece_is_found_in_any_case_and_in_values_only() {
        let connection = Connection::open_in_memory().unwrap();
        register(&connection).unwrap();
        for (expression, expected) in [
            ("holds('ЛИСА', 'x', 'Алиса ушла')", true),
            ("holds('100%', '100 %')", false),
            ("holds('a', NULL, 'b')", false),
            ("holds_value('Docs', '{\"a\": [{\"b\": \"my_docs\"}]}')", true),
            ("holds_value('6553', '{\"code\": 65535}')", true),
            ("holds_value('SAY \"no\"', '{\"a\": \"say \\\"No\\\" 1\\\\2\"}')", true),
            ("holds_value('1\\2', '{\"a\": \"say \\\"No\\\" 1\\\\2\"}')", true),
            ("holds_value('\"', '{\"a\": \"b\\\"\"}')", true),
            ("holds_value('\"', '{\"a\": \"b\"}')", false),
            ("holds_value('code', '{\"code\": 65535}')", false),
            ("holds_value('x', 'no json: x')", false),
        ] {
            let found: bool = connection.query_row(&format!("SELECT {expression}"), [], |row| row.get(0)).unwrap();
            assert_eq!(found, expected, "{expression}");
        }
    }
}
