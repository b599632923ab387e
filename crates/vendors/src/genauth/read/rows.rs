//! The fields of rows, taken from their JSON by hand: an unknown field is no failure, a missing one is named.

use serde_json::Value;

/// A decoded row, or the name of the field that is wrong.
pub(super) type Row<T> = Result<T, &'static str>;

/// A text that has to be there and say something.
pub(super) fn text(row: &Value, field: &'static str) -> Row<String> {
    optional(row, field).ok_or(field)
}

/// The texts of a list that may be missing or null, which is as good as empty.
pub(super) fn texts(row: &Value, field: &str) -> Vec<String> {
    let list = row.get(field).and_then(Value::as_array);
    list.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

/// A text that may be missing, null or empty, which are the same.
pub(super) fn optional(row: &Value, field: &str) -> Option<String> {
    row.get(field).and_then(Value::as_str).filter(|text| !text.is_empty()).map(str::to_owned)
}
