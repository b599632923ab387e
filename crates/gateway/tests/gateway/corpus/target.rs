//! What the hostile requests are made from: calls of every vendor that the gateway does forward, and one way to write a
//! request with any part of it changed.

use rescind_gateway::Vendors;

use crate::support::{Plan, Setup, World};
use crate::upstream::Upstream;

/// A call that is forwarded.
pub(super) struct Target {
    pub(super) method: &'static str,
    /// Connection and vendor's path, without the query.
    pub(super) path: &'static str,
    pub(super) query: &'static str,
    pub(super) body: &'static str,
}

const fn get(path: &'static str, query: &'static str) -> Target {
    Target { method: "GET", path, query, body: "" }
}

const fn post(path: &'static str) -> Target {
    Target { method: "POST", path, query: "", body: "{}" }
}

/// At least a read with and one without parameters for each vendor.
pub(super) const TARGETS: &[Target] = &[
    post("/api/c/prod/v2/vectordb/users/list"),
    post("/api/c/prod/v2/vectordb/roles/describe"),
    get("/api/c/people/api/v3/list-roles", "namespace=default&page=1&limit=50"),
    get("/api/c/people/api/v3/get-user", "userId=u1"),
    post("/api/c/people/api/v3/list-users"),
    get("/api/c/orders/managed-mongodb/v1/clusters", "folderId=b1g&pageSize=100"),
    get("/api/c/orders/managed-mongodb/v1/clusters/c9q/users/alice", ""),
    get("/api/c/orders/operations/op1", ""),
];

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
}

impl Setting {
    pub(super) async fn of(world: &World) -> Self {
        let plan = world.plan(&["alice"]).await;
        Self { host: world.address.to_string(), cookie: world.cookie.clone(), plan }
    }

    /// The call as the console makes it.
    pub(super) fn request(&self, target: &Target) -> Request {
        let mut uri = target.path.to_owned();
        if !target.query.is_empty() {
            uri = format!("{uri}?{}", target.query);
        }
        let mut headers = vec![
            format!("host: {}", self.host),
            "x-rescind: 1".to_owned(),
            format!("cookie: {}", self.cookie),
            "connection: close".to_owned(),
        ];
        if !target.body.is_empty() {
            headers.push("content-type: application/json".to_owned());
        }
        Request { method: target.method.to_owned(), target: uri.into_bytes(), headers, body: target.body.to_owned() }
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
