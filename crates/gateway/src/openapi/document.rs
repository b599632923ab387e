//! The document, made from the routes, what each needs of a token, and what is said of it; and whether the file is this one.

use std::collections::BTreeMap;
use std::path::Path;

use rescind_domain::GatewayErrorBody;
use serde_json::{Map, Value, json};

use super::operation::Operation;
use super::operations;
use super::schemas::Schemas;
use crate::app;
use crate::cross_site::is_api;
use crate::programs::Needs;

const FILE: &str = "../../docs/openapi.json";

const ABOUT: &str = "What a program, or the console, may ask of a Rescind gateway. `docs/programs.md` says how to go about it. \
    Names are values of the query or of a body, never parts of a path. What the gateway itself refuses has the header \
    `X-Rescind-Error`; what a vendor refused of a read is a 502 with the header `X-Rescind-Fault` and the whole fault.";
const BEARER: &str = "The secret of a token that `rescind-gateway token create` made. The scopes are the token's; it reaches the \
    connections that it names.";
const COOKIE: &str = "The session of a person who is signed in; over plain http the cookie has the gateway's port in its name. \
    A browser must send the header `X-Rescind` with it. Behind a proxy that signs people in there is no cookie.";

/// What the API is.
fn document() -> Value {
    let mut schemas = Schemas::new();
    let mut described: BTreeMap<_, _> = operations::all(&mut schemas)
        .into_iter()
        .map(|operation| ((operation.path, operation.method), operation))
        .collect();
    let error = json!({
        "description": "The gateway refuses it, or cannot do it. The kind says why, and the message in a sentence.",
        "headers": { "X-Rescind-Error": { "required": true, "description": "The kind.", "schema": { "type": "string" } } },
        "content": { "application/json": { "schema": schemas.answer::<GatewayErrorBody>() } },
    });
    let mut paths = Map::new();
    // What takes every method is no operation: nobody could be told which.
    for (route, needs) in app::routes().into_needs().into_iter().filter(|(route, _)| route.method != "ANY") {
        let operation = described.remove(&(route.path, route.method));
        let operation = operation.unwrap_or_else(|| panic!("{route:?} is not described: add it to `operations`"));
        let path = paths.entry(route.path).or_insert_with(|| json!({}));
        path[route.method.to_lowercase()] = shown(operation, needs);
    }
    assert!(described.is_empty(), "these are described, but no routes: {:?}", described.keys());
    let mut document = json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Rescind gateway",
            "version": env!("CARGO_PKG_VERSION"),
            "description": ABOUT,
            "license": { "name": "Apache-2.0", "identifier": "Apache-2.0" },
        },
        "servers": [{ "url": "/", "description": "The gateway that this document is read from." }],
        "paths": paths,
        "components": {
            "responses": { "Error": error },
            "securitySchemes": {
                "token": { "type": "http", "scheme": "bearer", "description": BEARER },
                "session": { "type": "apiKey", "in": "cookie", "name": "__Host-rescind", "description": COOKIE },
            },
        },
    });
    schemas.complete(&mut document);
    document
}

fn shown(operation: Operation, needs: Needs) -> Value {
    let Operation { method, path, summary, description, mut parameters, body, answers, is_open } = operation;
    if path.contains("{id}") {
        let what =
            if path.starts_with("/api/plans/") { "The plan's id." } else { "The connection's id, from the config." };
        let schema = json!({ "type": "string" });
        parameters.push(json!({ "name": "id", "in": "path", "required": true, "description": what, "schema": schema }));
    }
    let mut responses: Map<_, _> = answers.into_iter().map(|(status, answer)| (status.to_owned(), answer)).collect();
    if is_api(path) {
        responses.insert("default".to_owned(), json!({ "$ref": "#/components/responses/Error" }));
    }
    let mut shown = json!({
        "operationId": id(method, path),
        "summary": summary,
        "security": security(needs, is_open),
        "responses": responses,
    });
    let more = [("description", description.map(Into::into)), ("requestBody", body)];
    for (name, value) in more.into_iter().filter_map(|(name, value)| Some((name, value?))) {
        shown[name] = value;
    }
    if !parameters.is_empty() {
        shown["parameters"] = parameters.into();
    }
    shown
}

/// A name for generated code: the method and what the path says, without parameters.
fn id(method: &str, path: &str) -> String {
    let words = path.split(['/', '.', '_']).filter(|word| !word.is_empty() && *word != "api");
    let words = words.map(|word| if word.starts_with('{') { "one" } else { word });
    std::iter::once(method.to_lowercase().as_str()).chain(words).collect::<Vec<_>>().join("_")
}

/// One of these must be there; nothing where it is open to all.
fn security(needs: Needs, is_open: bool) -> Value {
    let session = json!({ "session": [] });
    match needs {
        Needs::Nothing => json!([]),
        Needs::Person if is_open => json!([]),
        Needs::Person => json!([session]),
        Needs::OneOf(scopes) => {
            let tokens = scopes.iter().map(|scope| json!({ "token": [scope.as_str()] }));
            std::iter::once(session).chain(tokens).collect()
        }
    }
}

#[test]
fn the_file_describes_every_route_as_it_is() {
    let now = serde_json::to_string_pretty(&document()).unwrap() + "\n";
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(FILE);
    if std::env::var_os("RESCIND_WRITE_SNAPSHOT").is_some() {
        std::fs::write(&path, &now).unwrap();
    }
    let filed = std::fs::read_to_string(&path).unwrap();
    let differ = now.lines().zip(filed.lines()).enumerate().find(|(_, (now, filed))| now != filed);
    let first = differ.map(|(line, (now, filed))| format!("line {}: {filed:?} is to be {now:?}", line + 1));
    assert!(
        now == filed,
        "docs/openapi.json is not what the handlers are: {}. \
         `RESCIND_WRITE_SNAPSHOT=1 cargo test -p rescind-gateway the_file_describes` writes it anew.",
        first.unwrap_or_else(|| "one of the two is longer".to_owned())
    );
}
