//! What may be an entry at all: of a plan that is to be stored, and of a preview. It reads nothing of a vendor.

use rescind_domain::{Access, Entry};
use rescind_vendors::mutation;
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use crate::connections::Connections;
use crate::error::Error;

/// As many entries as a plan may have.
pub(crate) const MOST: usize = 10_000;
/// So many of them, with long names.
pub(crate) const BODY_LIMIT: usize = 16 * 1024 * 1024;

/// Whether the gateway could send anything for the entry at all.
pub(crate) fn check(entry: &Entry, connections: &Connections) -> Result<(), Error> {
    let connection = connections.get(entry.connection.as_str()).ok_or(Error::NotFound("connection"))?;
    if connection.public.access == Access::ReadOnly {
        return Err(Error::ReadOnly);
    }
    // What the gateway sends is JSON, in which no name can do harm; but no vendor has names with such characters.
    let names = serde_json::to_value(&entry.grant)?;
    if has_control(&names) {
        return Err(Error::bad_request("A name in an entry has a control character in it."));
    }
    mutation::check(connection.public.vendor, &entry.grant).map_err(|fault| {
        let field = match fault.kind {
            rescind_domain::FaultKind::InvalidInput { field: Some(field) } => format!(": {field}"),
            _ => String::new(),
        };
        Error::bad_request(format!("This connection cannot have such a grant{field}."))
    })
}

fn has_control(value: &serde_json::Value) -> bool {
    use serde_json::Value;
    match value {
        Value::String(text) => text.chars().any(char::is_control),
        Value::Array(values) => values.iter().any(has_control),
        Value::Object(fields) => fields.values().any(has_control),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

/// What stands for a value: the same for the same, in 64 hexadecimal digits.
pub(crate) fn digest(value: &impl Serialize) -> Result<String, Error> {
    Ok(hex(&Sha256::digest(serde_json::to_string(value)?)))
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing into a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
