//! What the hostile requests are made from: every route of the gateway, in front of all three vendors, and one way to write a
//! request with any part of it changed.

use rescind_gateway::{Route, Vendors};
use serde_json::{Value, json};

use crate::support::{Plan, Setup, World, entry};
use crate::upstream::Upstream;

/// A connection, with a role and a user of it as a query has them.
struct Place {
    id: &'static str,
    role: &'static str,
    user: &'static str,
}

const PLACES: &[Place] = &[
    Place { id: "prod", role: "name=reader", user: "id=alice" },
    Place { id: "people", role: "scope=default&name=code1", user: "id=u1" },
    Place { id: "orders", role: "scope=c9q/orders&name=read", user: "scope=c9q&id=alice" },
];

/// What is open to all, and signing in and out, which has tests of its own.
const NOT_OF_THE_API: &[&str] = &["/healthz", "/readyz", "/metrics", "/api/session"];

/// A request that is fine.
#[derive(Clone, Debug)]
pub(super) struct Target {
    pub(super) method: &'static str,
    pub(super) path: String,
    pub(super) query: String,
    /// JSON, or nothing.
    pub(super) body: String,
}

impl Target {
    pub(super) fn get(path: impl Into<String>, query: impl Into<String>) -> Self {
        Self { method: "GET", path: path.into(), query: query.into(), body: String::new() }
    }

    pub(super) fn post(path: impl Into<String>, body: &Value) -> Self {
        Self { method: "POST", path: path.into(), query: String::new(), body: body.to_string() }
    }

    /// Whether it reads at a connection.
    pub(super) fn is_read(&self) -> bool {
        self.path.starts_with("/api/connections/")
    }

    /// Path and query.
    pub(super) fn line(&self) -> String {
        if self.query.is_empty() { self.path.clone() } else { format!("{}?{}", self.path, self.query) }
    }
}

/// An entry for each vendor, the first of which needs a look at the vendor before it can be told what it would do.
pub(super) fn entries() -> [Value; 3] {
    let held = |scope: &str, role: &str, user: &str| json!({ "kind": "membership", "scope": scope, "role": role, "principal": { "kind": "user", "id": user } });
    let privilege = json!({
        "kind": "privilege", "role": "reader", "object_type": "Collection", "object_name": "docs", "database": "default",
        "privilege": "Insert",
    });
    [
        json!({ "connection": "prod", "grant": privilege }),
        json!({ "connection": "people", "grant": held("default", "code1", "u1") }),
        json!({ "connection": "orders", "grant": held("c9q/orders", "read", "alice") }),
    ]
}

/// A fine request to every route, those to plans about this one; the routes of a connection for each vendor.
pub(super) fn targets(plan: &Plan) -> Vec<Target> {
    let routes = rescind_gateway::routes();
    let routes = routes.into_iter().filter(|route| !NOT_OF_THE_API.contains(&route.path));
    routes.flat_map(|route| of_route(route, plan)).collect()
}

fn of_route(route: Route, plan: &Plan) -> Vec<Target> {
    match (route.method, route.path) {
        ("GET", path) if path.starts_with("/api/connections/{id}/") => {
            let query = |place: &Place| match path.rsplit('/').collect::<Vec<_>>()[..] {
                ["role", ..] | [_, "role", ..] => place.role,
                ["user", ..] | [_, "user", ..] => place.user,
                _ => "",
            };
            PLACES.iter().map(|place| Target::get(path.replace("{id}", place.id), query(place))).collect()
        }
        ("GET", path) => vec![Target::get(path.replace("{id}", &plan.id), "")],
        ("POST", path @ "/api/plans/preview") => {
            entries().iter().map(|entry| Target::post(path, &json!({ "entries": [entry] }))).collect()
        }
        ("POST", path @ "/api/plans") => {
            vec![Target::post(path, &json!({ "entries": [entry("prod", "bob")], "start": true }))]
        }
        ("POST", path @ "/api/entries/later") => vec![Target::post(path, &json!({ "entries": plan.entries }))],
        ("POST", path @ "/api/descriptions") => vec![Target::post(path, &json!({ "text": "[]" }))],
        ("POST", path @ "/api/plans/{id}/retry") => {
            vec![Target::post(path.replace("{id}", &plan.id), &json!({ "entries": plan.entries }))]
        }
        ("POST", path) => {
            vec![Target { body: String::new(), ..Target::post(path.replace("{id}", &plan.id), &json!({})) }]
        }
        _ => panic!("{route:?} is not attacked"),
    }
}

/// The same three vendors as in production, each with a credential that needs no exchange.
pub(super) async fn world(upstream: &Upstream) -> World {
    let setup = Setup::default();
    let directory = setup.directory.path();
    std::fs::write(directory.join("secret"), "t1.corpus").unwrap();
    let connection = |id: &str, vendor: &str, more: &str| {
        let url = upstream.address;
        format!(
            "[[connection]]\nid = \"{id}\"\nlabel = \"{id}\"\nvendor = \"{vendor}\"\nurl = \"http://{url}\"\n{more}\
             credential.file = \"secret\"\n"
        )
    };
    let config = connection("prod", "milvus", "")
        + &connection("audit", "milvus", "read_only = true\n")
        + &connection("people", "genauth", "")
        + &connection(
            "orders",
            "yandex-mongodb",
            &format!("folder = \"b1g\"\noperation_url = \"http://{}\"\n", upstream.address),
        );
    std::fs::write(directory.join("vendors.toml"), config).unwrap();
    let vendors = Vendors::Config(directory.join("vendors.toml"));
    World::with("http://127.0.0.1:1", Setup { vendors: Some(vendors), ..setup }).await
}

/// What a payload needs to know of the gateway.
pub(super) struct Setting {
    pub(super) host: String,
    pub(super) cookie: String,
    /// A plan that revokes the role `reader` from alice on `prod`, not yet started.
    pub(super) plan: Plan,
    /// A fine request to every route, those to plans about that one.
    pub(super) targets: Vec<Target>,
}

impl Setting {
    pub(super) async fn of(world: &World) -> Self {
        let plan = world.plan(&["alice"]).await;
        let targets = targets(&plan);
        Self { host: world.address.to_string(), cookie: world.cookie.clone(), plan, targets }
    }

    /// The call as the console makes it.
    pub(super) fn request(&self, target: &Target) -> Request {
        let mut headers = vec![
            format!("host: {}", self.host),
            "x-rescind: 1".to_owned(),
            format!("cookie: {}", self.cookie),
            "connection: close".to_owned(),
        ];
        if !target.body.is_empty() {
            headers.push("content-type: application/json".to_owned());
        }
        let (method, line) = (target.method.to_owned(), target.line().into_bytes());
        Request { method, target: line, headers, body: target.body.clone() }
    }
}

/// A request in its parts.
#[derive(Clone)]
pub(super) struct Request {
    pub(super) method: String,
    pub(super) target: Vec<u8>,
    /// Lines without their ends.
    pub(super) headers: Vec<String>,
    pub(super) body: String,
}

impl Request {
    pub(super) fn with_target(mut self, target: impl Into<Vec<u8>>) -> Self {
        self.target = target.into();
        self
    }

    pub(super) fn with_method(mut self, method: &str) -> Self {
        method.clone_into(&mut self.method);
        self
    }

    pub(super) fn with_body(mut self, body: impl Into<String>) -> Self {
        self.body = body.into();
        self
    }

    pub(super) fn with_header(mut self, line: impl Into<String>) -> Self {
        self.headers.push(line.into());
        self
    }

    /// Without the headers of this name.
    pub(super) fn without(mut self, name: &str) -> Self {
        self.headers.retain(|line| line.split(':').next() != Some(name));
        self
    }

    /// With this line in place of the headers of its name.
    pub(super) fn replacing(self, line: impl Into<String>) -> Self {
        let line = line.into();
        let name = line.split(':').next().unwrap_or_default().to_owned();
        self.without(&name).with_header(line)
    }

    /// The whole request, with the length of its body.
    pub(super) fn bytes(&self) -> Vec<u8> {
        let length = format!("content-length: {}", self.body.len());
        let length = if self.body.is_empty() { String::new() } else { length };
        self.bytes_with(&length, self.body.as_bytes())
    }

    /// The whole request, whose framing is what these header lines say.
    pub(super) fn bytes_with(&self, framing: &str, body: &[u8]) -> Vec<u8> {
        let mut bytes = format!("{} ", self.method).into_bytes();
        bytes.extend_from_slice(&self.target);
        bytes.extend_from_slice(b" HTTP/1.1\r\n");
        for line in self.headers.iter().map(String::as_str).chain([framing]).filter(|line| !line.is_empty()) {
            bytes.extend_from_slice(line.as_bytes());
            bytes.extend_from_slice(b"\r\n");
        }
        bytes.extend_from_slice(b"\r\n");
        bytes.extend_from_slice(body);
        bytes
    }
}
