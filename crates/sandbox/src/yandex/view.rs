//! Records as answers print them: proto JSON, with as many of the defaults as the knobs ask for.

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::{
    knobs::{Defaults, Knobs, StatusAsResponse},
    operations::{Operation, Response, State, mongodb_type},
    records::{Cluster, Database, User},
};

const GOOGLE: &str = "type.googleapis.com/google";

/// Where an operation is shown: lists are less exact than looks at one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shown {
    Alone,
    Listed,
}

/// A page of a list.
pub(crate) fn list(field: &str, items: Vec<Value>, next: Option<String>, knobs: &Knobs) -> Value {
    let all = knobs.defaults == Defaults::Printed;
    let mut body = Map::new();
    if all || !items.is_empty() {
        body.insert(field.to_owned(), Value::Array(items));
    }
    if let Some(token) = next.or_else(|| all.then(String::new)) {
        body.insert("nextPageToken".to_owned(), Value::String(token));
    }
    Value::Object(body)
}

/// A cluster, in the status that it is to be shown in.
pub(crate) fn cluster(cluster: &Cluster, status: &str, knobs: &Knobs) -> Value {
    let mut fields = fields(cluster);
    fields.insert("status".to_owned(), json!(status));
    match knobs.defaults {
        Defaults::Some => {}
        Defaults::Omitted => without_defaults(&mut fields),
        Defaults::Printed => fill(
            &mut fields,
            json!({
                "deletionProtection": false, "description": "", "health": "HEALTH_UNKNOWN", "labels": {},
                "monitoring": [], "networkId": "", "plannedOperation": null, "securityGroupIds": [], "sharded": false,
            }),
        ),
    }
    Value::Object(fields)
}

/// A user.
pub(crate) fn user(user: &User, knobs: &Knobs) -> Value {
    let mut fields = fields(user);
    if knobs.defaults == Defaults::Printed {
        let manager = json!({ "connectionId": "" });
        fill(&mut fields, json!({ "connectionManager": manager, "deletionProtection": null, "permissions": [] }));
        let permissions = fields.get_mut("permissions").and_then(Value::as_array_mut);
        for permission in permissions.into_iter().flatten().filter_map(Value::as_object_mut) {
            fill(permission, json!({ "roles": [] }));
        }
    }
    Value::Object(fields)
}

/// A database.
pub(crate) fn database(database: &Database, knobs: &Knobs) -> Value {
    let mut fields = fields(database);
    if knobs.defaults == Defaults::Printed {
        fill(&mut fields, json!({ "deletionProtection": null }));
    }
    Value::Object(fields)
}

/// An operation.
pub(crate) fn operation(operation: &Operation, knobs: &Knobs, shown: Shown) -> Value {
    let mut fields = Map::new();
    if !operation.is_open() || knobs.defaults != Defaults::Omitted {
        fields.insert("done".to_owned(), json!(!operation.is_open()));
    }
    fields.insert("metadata".to_owned(), operation.metadata.clone());
    match &operation.state {
        State::Running => {}
        State::RollingBack | State::Failed => {
            fields.insert("error".to_owned(), json!(operation.error));
        }
        State::Succeeded(given) => {
            fields.insert("response".to_owned(), response(given, knobs, shown));
        }
    }
    for (field, text) in [
        ("id", operation.id.as_str()),
        ("description", &operation.description),
        ("createdAt", &operation.created_at),
        ("createdBy", &operation.created_by),
        ("modifiedAt", &operation.modified_at),
    ] {
        fields.insert(field.to_owned(), json!(text));
    }
    Value::Object(fields)
}

fn response(response: &Response, knobs: &Knobs, shown: Shown) -> Value {
    let as_status = match knobs.status_as_response {
        StatusAsResponse::Never => false,
        StatusAsResponse::Listed => shown == Shown::Listed,
        StatusAsResponse::Always => true,
    };
    if as_status {
        return json!({ "@type": format!("{GOOGLE}.rpc.Status"), "message": "OK" });
    }
    let (kind, mut value) = match response {
        Response::Given(any) => return any.clone(),
        Response::User(changed) => (mongodb_type("User"), user(changed, knobs)),
        Response::Database(changed) => (mongodb_type("Database"), database(changed, knobs)),
        Response::Empty if knobs.empty_has_value => (format!("{GOOGLE}.protobuf.Empty"), json!({ "value": {} })),
        Response::Empty => (format!("{GOOGLE}.protobuf.Empty"), json!({})),
    };
    fill_value(&mut value, json!({ "@type": kind }));
    value
}

fn fields(record: &impl Serialize) -> Map<String, Value> {
    match serde_json::to_value(record) {
        Ok(Value::Object(fields)) => fields,
        Ok(_) | Err(_) => Map::new(),
    }
}

fn fill_value(value: &mut Value, defaults: Value) {
    if let Value::Object(fields) = value {
        fill(fields, defaults);
    }
}

/// Adds those of the defaults that are not there yet.
fn fill(fields: &mut Map<String, Value>, defaults: Value) {
    if let Value::Object(defaults) = defaults {
        for (field, value) in defaults {
            fields.entry(field).or_insert(value);
        }
    }
}

/// An empty message says that it is there, so that only scalars, lists and `labels` can be default values.
fn without_defaults(fields: &mut Map<String, Value>) {
    fields.retain(|field, value| {
        let empty = match value {
            Value::Null | Value::Bool(false) => true,
            Value::String(text) => text.is_empty() || text == "0",
            Value::Array(items) => items.is_empty(),
            Value::Number(number) => number.as_i64() == Some(0),
            Value::Object(labels) => field == "labels" && labels.is_empty(),
            Value::Bool(true) => false,
        };
        !empty
    });
    for value in fields.values_mut() {
        match value {
            Value::Object(inner) => without_defaults(inner),
            Value::Array(items) => items.iter_mut().filter_map(Value::as_object_mut).for_each(without_defaults),
            _ => {}
        }
    }
}
