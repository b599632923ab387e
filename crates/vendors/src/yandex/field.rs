//! Fields of a body, read one by one. What is absent or null has its default, as in proto3's JSON; what has another type
//! than the API promises is told with its path, and never taken for empty.

use serde_json::Value;

/// The JSON path of the first thing that is not what the API promises.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong(pub String);

impl Wrong {
    fn at(parent: &str, key: &str) -> Self {
        Self(path(parent, key))
    }
}

/// The path of a field.
fn path(parent: &str, key: &str) -> String {
    if parent.is_empty() { key.to_owned() } else { format!("{parent}.{key}") }
}

/// A field that is there and not null.
pub(super) fn present<'a>(object: &'a Value, key: &str) -> Option<&'a Value> {
    object.get(key).filter(|value| !value.is_null())
}

/// A text, or the empty one.
pub(super) fn text<'a>(object: &'a Value, key: &str, parent: &str) -> Result<&'a str, Wrong> {
    match present(object, key) {
        None => Ok(""),
        Some(Value::String(text)) => Ok(text),
        Some(_) => Err(Wrong::at(parent, key)),
    }
}

/// A text that no valid object lacks.
pub(super) fn name<'a>(object: &'a Value, key: &str, parent: &str) -> Result<&'a str, Wrong> {
    text(object, key, parent).and_then(|text| if text.is_empty() { Err(Wrong::at(parent, key)) } else { Ok(text) })
}

/// A list with the path of each element, or the empty one.
pub(super) fn list<'a>(object: &'a Value, key: &str, parent: &str) -> Result<Vec<(&'a Value, String)>, Wrong> {
    let path = path(parent, key);
    match present(object, key) {
        None => Ok(Vec::new()),
        Some(Value::Array(items)) => {
            Ok(items.iter().enumerate().map(|(at, item)| (item, format!("{path}[{at}]"))).collect())
        }
        Some(_) => Err(Wrong(path)),
    }
}

/// A list of objects.
pub(super) fn objects<'a>(object: &'a Value, key: &str, parent: &str) -> Result<Vec<(&'a Value, String)>, Wrong> {
    let items = list(object, key, parent)?;
    match items.iter().find(|(item, _)| !item.is_object()) {
        None => Ok(items),
        Some((_, path)) => Err(Wrong(path.clone())),
    }
}

/// A yes or no, which is no when it is absent.
pub(super) fn flag(object: &Value, key: &str) -> Result<bool, Wrong> {
    match present(object, key) {
        None => Ok(false),
        Some(Value::Bool(flag)) => Ok(*flag),
        Some(_) => Err(Wrong(key.to_owned())),
    }
}

/// A whole number, which may come as text: that is how 64 bits are written.
pub(super) fn integer(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) => number.as_i64(),
        Value::String(text) => text.parse().ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn absent_and_null_are_the_default_and_another_type_is_wrong() {
        let body = json!({"a": null, "b": "x", "c": 1, "d": ["y"], "e": [{}, 3], "f": true, "g": ""});
        assert_eq!((text(&body, "a", ""), text(&body, "z", ""), text(&body, "b", "")), (Ok(""), Ok(""), Ok("x")));
        assert_eq!(text(&body, "c", "users[0]"), Err(Wrong("users[0].c".into())));
        assert_eq!(name(&body, "g", "u"), Err(Wrong("u.g".into())));
        assert_eq!(list(&body, "a", ""), Ok(Vec::new()));
        assert_eq!(list(&body, "d", "u").unwrap().first().unwrap().1, "u.d[0]");
        assert_eq!(list(&body, "b", ""), Err(Wrong("b".into())));
        assert_eq!(objects(&body, "e", ""), Err(Wrong("e[1]".into())));
        assert_eq!(
            (flag(&body, "f"), flag(&body, "a"), flag(&body, "b")),
            (Ok(true), Ok(false), Err(Wrong("b".into())))
        );
    }

    #[test]
    fn a_number_may_be_text() {
        let read = |value| integer(&value);
        assert_eq!(
            (read(json!(7)), read(json!("7")), read(json!("x")), read(json!(1.5))),
            (Some(7), Some(7), None, None)
        );
    }
}
