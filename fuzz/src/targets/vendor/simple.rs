//! The second reading of a body, by which the first is judged: as simple as can be, and without any of the decoders' code.

use std::collections::BTreeSet;

use rescind_domain::Vendor;
use serde_json::{Value, json};

/// Whether the body says that the call succeeded, read in the simplest way.
pub(super) fn says_yes(vendor: Vendor, status: u16, body: &Value) -> bool {
    let Some(object) = body.as_object() else { return false };
    let has = |field: &str| object.get(field).is_some_and(|value| !value.is_null());
    match vendor {
        Vendor::Milvus => {
            status == 200
                && has("data")
                && object.get("code").is_some_and(|code| *code == json!(0) || *code == json!(200))
        }
        Vendor::Genauth => (200..300).contains(&status) && object.get("statusCode").is_some_and(is_200),
        Vendor::YandexMongodb => status == 200 && !has("code"),
    }
}

/// In either spelling of GenAuth.
fn is_200(code: &Value) -> bool {
    *code == json!(200) || code.as_str().is_some_and(|code| code.parse() == Ok(200))
}

/// The pairs of database and role in a user's permissions.
pub(super) fn permissions(user: &Value) -> BTreeSet<(String, String)> {
    let text = |value: Option<&Value>| value.and_then(Value::as_str).unwrap_or_default().to_owned();
    let list = |value: &Value, field: &str| value.get(field).and_then(Value::as_array).cloned().unwrap_or_default();
    let of = |permission: &Value| {
        let database = text(permission.get("databaseName"));
        list(permission, "roles").into_iter().map(move |role| (database.clone(), text(Some(&role)))).collect::<Vec<_>>()
    };
    list(user, "permissions").iter().flat_map(of).collect()
}
