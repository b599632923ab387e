//! `docs/openapi.json` against the gateway itself: what it answers is what the document says, and nothing besides. That the document
//! has every route is a test where the routes are.

use boon::{Compiler, Draft, Schemas};
use reqwest::Response;
use rescind_gateway::Vendors;
use rescind_sandbox::Seed;
use serde_json::{Value, json};

use crate::support::{Plan, Setup, World, entry, json_of, until};
use crate::upstream::{Upstream, answer};

const FILE: &str = include_str!("../../../../docs/openapi.json");
const URL: &str = "http://rescind.example/openapi.json";

/// The document, in the strictest reading: nothing may be in a value that no schema names.
struct Document(Value);

impl Document {
    fn new() -> Self {
        let mut document = serde_json::from_str(FILE).unwrap();
        close(&mut document);
        Self(document)
    }

    /// Whether the schema at this place of the document is that of these values.
    fn check(&self, place: &[&str], values: &[Value]) -> Result<(), String> {
        let place: Vec<String> = place.iter().map(|part| part.replace('~', "~0").replace('/', "~1")).collect();
        let place = place.join("/").replace('{', "%7B").replace('}', "%7D");
        let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
        compiler.set_default_draft(Draft::V2020_12);
        compiler.add_resource(URL, self.0.clone()).unwrap();
        let schema =
            compiler.compile(&format!("{URL}#/{place}"), &mut schemas).map_err(|error| format!("{error:#}"))?;
        let check = |value| schemas.validate(value, schema).map_err(|error| format!("{error:#}\n{value:#}"));
        values.iter().try_for_each(check)
    }

    /// The template of a path.
    fn path(&self, path: &str) -> &str {
        let fits = |template: &str| {
            let (mut parts, mut segments) = (template.split('/'), path.split('/'));
            loop {
                match (parts.next(), segments.next()) {
                    (None, None) => return true,
                    (Some(part), Some(segment)) if part == segment || part.starts_with('{') => {}
                    _ => return false,
                }
            }
        };
        let paths = self.0["paths"].as_object().unwrap();
        // A path that stands there as it is comes before one that it fits.
        let found = paths.keys().find(|template| *template == path).or_else(|| paths.keys().find(|key| fits(key)));
        found.unwrap_or_else(|| panic!("{path} is not described"))
    }

    /// Holds an answer against what is said of it.
    async fn answers(&self, method: &str, answer: Response) {
        let (status, path) = (answer.status().as_u16().to_string(), answer.url().path().to_owned());
        let header = |name: &str| answer.headers().get(name).map(|value| value.to_str().unwrap().to_owned());
        let (kind, fault, error) = (header("content-type"), header("x-rescind-fault"), header("x-rescind-error"));
        let template = self.path(&path).to_owned();
        let responses = &self.0["paths"][&template][method]["responses"];
        let (response, place) = match responses.get(&status) {
            Some(response) if error.is_none() => {
                (response, vec!["paths", template.as_str(), method, "responses", status.as_str()])
            }
            _ => {
                assert_eq!(responses["default"], json!({ "$ref": "#/components/responses/Error" }), "{path} {status}");
                (&self.0["components"]["responses"]["Error"], vec!["components", "responses", "Error"])
            }
        };
        for (name, value) in [("X-Rescind-Fault", fault), ("X-Rescind-Error", error)] {
            assert_eq!(response["headers"].get(name).is_some(), value.is_some(), "{name} of {path} {status}");
        }
        let text = answer.text().await.unwrap();
        let Some(content) = response.get("content") else {
            return assert_eq!(text, "", "{path} {status}");
        };
        let kind = kind.unwrap();
        let kind = kind.split(';').next().unwrap();
        assert!(content.get(kind).is_some(), "{path} {status} is {kind}, which is not described");
        let values: Vec<Value> = match kind {
            "application/json" => vec![serde_json::from_str(&text).unwrap()],
            "application/x-ndjson" => text.lines().map(|line| serde_json::from_str(line).unwrap()).collect(),
            _ => vec![Value::String(text)],
        };
        assert!(!values.is_empty(), "{path} {status} says nothing");
        let place = [&place[..], &["content", kind, "schema"]].concat();
        self.check(&place, &values).unwrap_or_else(|error| panic!("{method} {path} -> {status}: {error}"));
    }

    async fn get(&self, world: &World, path: &str) {
        self.answers("get", world.get(path).await).await;
    }

    /// Sends a body that is as the document says.
    async fn post(&self, world: &World, path: &str, body: &Value) {
        let place = ["paths", self.path(path), "post", "requestBody", "content", "application/json", "schema"];
        self.check(&place, std::slice::from_ref(body)).unwrap_or_else(|error| panic!("POST {path}: {error}"));
        self.answers("post", world.post(path, &body.to_string()).await).await;
    }
}

/// Has every schema of a value within another one refuse what it does not name. Schemas for the same value stay as they are: what
/// one of them does not name may be another's.
fn close(value: &mut Value) {
    let closed = |schema: &mut Value| {
        if let Some(schema) = schema.as_object_mut() {
            schema.insert("unevaluatedProperties".to_owned(), false.into());
        }
    };
    match value {
        Value::Array(values) => values.iter_mut().for_each(close),
        Value::Object(fields) => {
            for (name, field) in fields.iter_mut() {
                close(field);
                match (name.as_str(), field) {
                    ("schema" | "items", field) => closed(field),
                    ("prefixItems", Value::Array(fields)) => fields.iter_mut().for_each(closed),
                    ("properties", Value::Object(fields)) => fields.values_mut().for_each(closed),
                    _ => {}
                }
            }
        }
        _ => {}
    }
}

async fn demo() -> World {
    World::with("http://127.0.0.1:1", Setup { vendors: Some(Vendors::Sandbox(Seed::Demo)), ..Setup::default() }).await
}

fn membership(connection: &str, role: &str, user: &str) -> Value {
    let principal = json!({ "kind": "user", "id": user });
    json!({ "connection": connection, "grant": { "kind": "membership", "role": role, "principal": principal } })
}

#[tokio::test]
async fn what_is_read_of_every_vendor_is_as_described() {
    let (document, world) = (Document::new(), demo().await);
    document.get(&world, "/api/connections").await;
    for connection in ["milvus", "zilliz", "genauth", "mongodb"] {
        let at = |path: &str| format!("/api/connections/{connection}/{path}");
        for path in ["health", "roles", "users"] {
            document.get(&world, &at(path)).await;
        }
        let first = |text: &str, column: &str| {
            let slices = text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()["slice"][column].clone());
            slices.map(|column| column["values"][0].clone()).find(Value::is_string)
        };
        let (roles, users) =
            (world.get(&at("roles")).await.text().await.unwrap(), world.get(&at("users")).await.text().await.unwrap());
        let query = |text: &str, name: &str, column: &str| {
            let values = [("scope", first(text, "scope")), (name, first(text, column))];
            let pairs = values.iter().filter_map(|(name, value)| Some((name, value.as_ref()?.as_str()?)));
            url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
        };
        let role = query(&roles, "name", "name");
        for path in ["describe/role", "role/members", "role/privileges"] {
            document.get(&world, &at(&format!("{path}?{role}"))).await;
        }
        let user = query(&users, "id", "person");
        for path in ["describe/user", "user/privileges"] {
            document.get(&world, &at(&format!("{path}?{user}"))).await;
        }
    }
    document.get(&world, "/api/connections/milvus/describe/role?name=none").await;
    document.get(&world, "/api/connections/milvus/describe/user?id=nobody").await;
}

#[tokio::test]
async fn what_could_not_be_read_and_what_is_refused_is_as_described() {
    let document = Document::new();
    let upstream = Upstream::start(|_, _| answer("200 OK", &[], r#"{"code":65535,"message":"not now"}"#)).await;
    let world = World::of(&upstream).await;
    for path in ["health", "roles", "users", "describe/role?name=r", "role/members?name=r", "user/privileges?id=u"] {
        let path = format!("/api/connections/prod/{path}");
        assert_eq!(world.get(&path).await.status(), 502, "{path}");
        document.get(&world, &path).await;
    }
    for (path, status) in [
        ("/api/connections/none/roles", 404),
        ("/api/connections/prod/role/members", 400),
        ("/api/plans/none", 404),
        ("/api/journal?colour=1", 400),
        ("/api/plans?open=2", 400),
    ] {
        assert_eq!(world.get(path).await.status(), status, "{path}");
        document.get(&world, path).await;
    }
    let stranger = world.client.get(format!("{}/api/connections", world.base)).header("x-rescind", "1");
    document.answers("get", stranger.send().await.unwrap()).await;
    document.post(&world, "/api/plans", &json!({ "entries": [] })).await;
    document.post(&world, "/api/plans/preview", &json!({ "entries": [entry("audit", "alice")] })).await;
}

#[tokio::test]
async fn plans_and_what_became_of_them_are_as_described() {
    let (document, world) = (Document::new(), demo().await);
    let entries = [membership("milvus", "read_only", "user_1"), membership("milvus", "nobodys", "user_2")];
    let privilege = json!({ "connection": "milvus", "grant": {
        "kind": "privilege", "role": "read_only", "object_type": "Collection", "object_name": "*", "database": "*",
        "privilege": "Search",
    } });
    let asked = json!({ "entries": [entries[0], entries[1], privilege], "calls": "all" });
    document.post(&world, "/api/plans/preview", &asked).await;
    let plan = json!({ "key": "k", "reason": "left", "entries": entries, "start": true });
    document.post(&world, "/api/plans", &plan).await;
    // The same key is the same plan.
    let stored = json_of(world.post("/api/plans", &plan.to_string()).await).await;
    let plan = Plan::of(&stored);
    let view = until(|| world.view(&plan), |view| view["status"]["status"] == "finished").await;
    let captured = &view["entries"][0]["captured"][0];
    let undo = json!({ "connection": "milvus", "grant": captured, "undoes": plan.entries[0] });
    document.post(&world, "/api/plans", &json!({ "entries": [undo, membership("milvus", "r", "u")] })).await;
    document.post(&world, "/api/entries/later", &json!({ "entries": plan.entries })).await;
    for request in ["start", "pause", "cancel", "resume"] {
        document.answers("post", world.ask(&plan, request).await).await;
    }
    document.post(&world, &format!("{}/retry", plan.path()), &json!({ "entries": plan.entries })).await;
    document.post(&world, &format!("{}/check", plan.path()), &json!({})).await;
    for path in [
        "/api/plans",
        "/api/plans?limit=1",
        "/api/plans?open=1",
        &plan.path(),
        "/api/events?after=0",
        "/api/events?after=999",
        &format!("{}/events?after=0", plan.path()),
        "/api/journal",
        "/api/journal?limit=1&outcome=Revoked",
        "/api/journal/export",
        "/api/journal/export?format=csv",
        "/api/session",
        "/healthz",
        "/readyz",
        "/metrics",
    ] {
        document.get(&world, path).await;
    }
}

#[tokio::test]
async fn a_pasted_text_is_read_as_described_and_the_document_is_served() {
    let (document, world) = (Document::new(), demo().await);
    let described = r#"{"role":"r","privileges":[{"object_type":"Global","object_name":"*","db_name":"","role_name":"r","privilege":"Search","grantor_name":"root"}]}"#;
    for text in [described, "", "[", "{\"a\":", "{}", r#"{"code":1,"message":"no"}"#, r#"[{"role":1}]"#] {
        document.post(&world, "/api/descriptions", &json!({ "text": text })).await;
    }
    let served = world.get("/api/openapi.json").await;
    assert_eq!((served.status().as_u16(), served.text().await.unwrap().as_str()), (200, FILE));
    document.answers("delete", world.request(reqwest::Method::DELETE, "/api/session").send().await.unwrap()).await;
}

#[test]
fn a_value_that_is_not_as_described_is_noticed() {
    let document = Document::new();
    let check = |place: &[&str], value: &Value| document.check(place, std::slice::from_ref(value));
    let head = json!({ "head": { "read_at": 1, "seq": 2, "capabilities": {
        "by_code": ["department"], "people_with_roles": true, "administrators": [], "member_details": false, "grantors": false,
        "access_grants": false, "parallel": 1, "operations": false,
    } } });
    let place = "/api/connections/{id}/roles";
    let place = ["paths", place, "get", "responses", "200", "content", "application/x-ndjson", "schema"];
    assert_eq!(check(&place, &head), Ok(()));
    for (at, value) in [("/head/more", json!(1)), ("/head/seq", json!("2")), ("/head/capabilities/more", json!(null))] {
        let mut wrong = head.clone();
        let (parent, name) = at.rsplit_once('/').unwrap();
        wrong.pointer_mut(parent).unwrap()[name] = value;
        assert!(check(&place, &wrong).is_err(), "{at}");
    }
    let mut wrong = head.clone();
    wrong["head"].as_object_mut().unwrap().remove("seq");
    assert!(check(&place, &wrong).is_err());
    let place = ["components", "schemas", "Fault"];
    let fault = json!({ "kind": "timeout", "source": "vendor", "method": "GET", "path": "/", "retry": "safe" });
    assert_eq!(check(&place, &fault), Ok(()));
    assert!(check(&place, &json!({ "kind": "timeout" })).is_err());
}
