//! The body of a call, decoded as Milvus decodes it: JSON whatever the content type says, then the required fields.

use serde_json::{Map, Value};

use super::envelope::Refusal;

/// What a call's body may hold.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shape {
    /// The name of Milvus' struct, which its messages print.
    pub(crate) name: &'static str,
    /// The text fields that must be there and not empty, in struct order.
    pub(crate) required: &'static [&'static str],
    /// The other text fields.
    pub(crate) optional: &'static [&'static str],
}

/// A decoded body.
#[derive(Debug)]
pub(crate) struct Request {
    fields: Map<String, Value>,
}

impl Request {
    /// Decodes a body and checks its required fields.
    pub(crate) fn decode(body: &[u8], shape: &Shape) -> Result<Self, Refusal> {
        let fields = match serde_json::from_slice(body) {
            Ok(Value::Object(fields)) => fields,
            // Go decodes `null` into an empty struct.
            Ok(Value::Null) => Map::new(),
            Ok(other) => return Err(not_json(&format!("cannot unmarshal {} into {}", kind(&other), shape.name))),
            Err(error) => return Err(not_json(&error.to_string())),
        };
        let request = Self { fields };
        for field in shape.required.iter().chain(shape.optional) {
            if let Some(value) = request.fields.get(*field).filter(|value| !value.is_string() && !value.is_null()) {
                let struct_field = format!("{}.{field}", shape.name);
                return Err(not_json(&format!(
                    "json: cannot unmarshal {} into Go struct field {struct_field} of type string",
                    kind(value)
                )));
            }
        }
        let missing: Vec<String> = shape
            .required
            .iter()
            .filter(|field| request.text(field).is_empty())
            .map(|field| {
                let field = capitalised(field);
                format!(
                    "Key: '{}.{field}' Error:Field validation for '{field}' failed on the 'required' tag",
                    shape.name
                )
            })
            .collect();
        if missing.is_empty() {
            Ok(request)
        } else {
            let message = format!("missing required parameters, error: {}", missing.join("\n"));
            Err(Refusal::Business(1802, message))
        }
    }

    /// A text field; empty when it is missing, as Go has it.
    pub(crate) fn text(&self, field: &str) -> &str {
        self.given(field).unwrap_or_default()
    }

    /// A text field, if it was sent.
    pub(crate) fn given(&self, field: &str) -> Option<&str> {
        self.fields.get(field)?.as_str()
    }

    /// A field that is a list of texts; empty when it is missing.
    pub(crate) fn texts(&self, field: &str) -> Result<Vec<&str>, Refusal> {
        let items = match self.fields.get(field) {
            None | Some(Value::Null) => Some(Vec::new()),
            Some(Value::Array(items)) => items.iter().map(Value::as_str).collect(),
            Some(_) => None,
        };
        items.ok_or_else(|| not_json(&format!("json: cannot unmarshal field {field} of type []string")))
    }
}

/// Clients must match the part up to `error:` only: the rest depends on the decoder that Milvus was built with.
fn not_json(why: &str) -> Refusal {
    Refusal::Business(1801, format!("can only accept json format request, error: {why}"))
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "bool",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

/// `userName` as the Go field `UserName`.
fn capitalised(field: &str) -> String {
    let mut characters = field.chars();
    characters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(characters).collect()
}
