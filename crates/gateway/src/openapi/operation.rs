//! One operation of the document: what a route is for, takes and answers.

use std::collections::BTreeMap;

use rescind_domain::Fault;
use rescind_domain::read::line::Line;
use schemars::JsonSchema;
use serde_json::{Value, json};

use super::schemas::Schemas;

const NDJSON: &str = "application/x-ndjson";
const JSON: &str = "application/json";

/// A route, described.
pub(super) struct Operation {
    pub(super) method: &'static str,
    pub(super) path: &'static str,
    pub(super) summary: &'static str,
    pub(super) description: Option<&'static str>,
    pub(super) parameters: Vec<Value>,
    pub(super) body: Option<Value>,
    pub(super) answers: BTreeMap<&'static str, Value>,
    /// Whether it is there for those who are not signed in.
    pub(super) is_open: bool,
}

impl Operation {
    fn new(method: &'static str, path: &'static str, summary: &'static str) -> Self {
        let (parameters, answers) = (Vec::new(), BTreeMap::new());
        Self { method, path, summary, description: None, parameters, body: None, answers, is_open: false }
    }

    pub(super) fn get(path: &'static str, summary: &'static str) -> Self {
        Self::new("GET", path, summary)
    }

    pub(super) fn post(path: &'static str, summary: &'static str) -> Self {
        Self::new("POST", path, summary)
    }

    pub(super) fn delete(path: &'static str, summary: &'static str) -> Self {
        Self::new("DELETE", path, summary)
    }

    /// What there is to say besides.
    pub(super) fn more(self, description: &'static str) -> Self {
        Self { description: Some(description), ..self }
    }

    /// It is there for those who are not signed in, too.
    pub(super) fn open(self) -> Self {
        Self { is_open: true, ..self }
    }

    /// The parameters of its query.
    pub(super) fn query<T: JsonSchema>(mut self, schemas: &Schemas) -> Self {
        for (name, mut schema, is_required) in schemas.query::<T>() {
            // That a field may be left out is said by `required`; a query has no null.
            if let Some([kind, _]) = schema["type"].as_array().map(Vec::as_slice) {
                schema["type"] = kind.clone();
            }
            let description = schema.as_object_mut().and_then(|schema| schema.remove("description"));
            let description = description.unwrap_or_else(|| panic!("{name} of {} says nothing of itself", self.path));
            self.parameters.push(json!({
                "name": name, "in": "query", "required": is_required, "description": description, "schema": schema,
            }));
        }
        self
    }

    /// A parameter of its query that is taken by hand.
    pub(super) fn parameter(mut self, name: &str, description: &str, schema: Value) -> Self {
        self.parameters.push(json!({
            "name": name, "in": "query", "required": false, "description": description, "schema": schema,
        }));
        self
    }

    /// The body that it must have.
    pub(super) fn takes<T: JsonSchema>(self, schemas: &mut Schemas) -> Self {
        self.body(schemas.request::<T>(), true)
    }

    /// The body that it may have.
    pub(super) fn may_take<T: JsonSchema>(self, schemas: &mut Schemas) -> Self {
        self.body(schemas.request::<T>(), false)
    }

    fn body(mut self, schema: Value, is_required: bool) -> Self {
        self.body = Some(json!({ "required": is_required, "content": { JSON: { "schema": schema } } }));
        self
    }

    /// A whole value.
    pub(super) fn json<T: JsonSchema>(self, schemas: &mut Schemas, description: &str) -> Self {
        let schema = schemas.answer::<T>();
        self.answer("200", description, json!({ JSON: { "schema": schema } }))
    }

    /// A list that comes line by line.
    pub(super) fn lines<C: JsonSchema>(self, schemas: &mut Schemas) -> Self {
        let schema = schemas.answer::<Line<C>>();
        let description =
            "The list as it is read. Each line is a JSON value of this schema. Without its tail the list was cut.";
        self.answer("200", description, json!({ NDJSON: { "schema": schema } })).fault(schemas)
    }

    /// That nothing could be read.
    pub(super) fn fault(mut self, schemas: &mut Schemas) -> Self {
        let schema = schemas.answer::<Fault>();
        self.answers.insert(
            "502",
            json!({
                "description": "Nothing could be read, and why. Without the header X-Rescind-Fault it is the answer of a proxy.",
                "headers": { "X-Rescind-Fault": { "required": true, "schema": { "const": "1" } } },
                "content": { JSON: { "schema": schema } },
            }),
        );
        self
    }

    /// An answer without a body.
    pub(super) fn nothing(mut self, description: &str) -> Self {
        self.answers.insert("204", json!({ "description": description }));
        self
    }

    /// An answer with a body of these kinds.
    pub(super) fn answer(mut self, status: &'static str, description: &str, content: Value) -> Self {
        self.answers.insert(status, json!({ "description": description, "content": content }));
        self
    }

    /// A text for people or machines of another trade.
    pub(super) fn text(self, status: &'static str, description: &str) -> Self {
        self.answer(status, description, json!({ "text/plain": { "schema": { "type": "string" } } }))
    }
}
