//! Addresses as a request builder that is wrong might build them. Whatever finds a route is spelled in one way: spelled so again
//! it finds the same one, it has as many steps as the route's template, no step leads anywhere else, and the address begins with
//! the connection's own.

use std::io;
use std::path::Path;

use rescind_domain::Vendor;
use rescind_gateway::DryRun;
use rescind_vendors::routes::{Parameter, Route, routes};

use crate::random::Random;
use crate::target::{Reading, Target, holds};
use crate::text;

const CONFIG: &str = "\
[[connection]]\nid = \"m\"\nlabel = \"M\"\nvendor = \"milvus\"\nurl = \"https://m.example/base\"\n\
[connection.credential]\nenv = \"A\"\n\
[[connection]]\nid = \"g\"\nlabel = \"G\"\nvendor = \"genauth\"\nurl = \"https://g.example\"\n\
[connection.credential]\nenv = \"A\"\n\
[[connection]]\nid = \"y\"\nlabel = \"Y\"\nvendor = \"yandex-mongodb\"\nurl = \"https://y.example\"\nfolder = \"b1g\"\n\
operation_url = \"https://o.example\"\n[connection.credential]\nenv = \"A\"\n";

/// Each connection with its vendor, and where its calls may go.
const CONNECTIONS: &[(&str, Vendor, &[&str])] = &[
    ("m", Vendor::Milvus, &["https://m.example/base"]),
    ("g", Vendor::Genauth, &["https://g.example"]),
    ("y", Vendor::YandexMongodb, &["https://y.example", "https://o.example"]),
];

/// Names for the places of a template.
const NAMES: &[&str] = &[
    "c9q",
    "alice",
    "a@b.c",
    "a%40b",
    "..",
    ".",
    "%2e%2e",
    "%2E.",
    "..%2f",
    "%252e%252e",
    "a%2Fb",
    "a%5cb",
    "a\\b",
    "a;b",
    "a%3bb",
    "a%00",
    "%c0%ae",
    "%ef%bc%8e",
    "．",
    "a:b",
    "a%3Ab",
    "",
    "%",
    "%zz",
    "a b",
    "a+b",
    "~",
    "*",
    "a,b",
    "%20",
    "%0d%0a",
    "%61",
];
const WORDS: &[&str] = &[
    "/",
    "//",
    "..",
    "/../",
    "%2f",
    "%2e",
    "%25",
    "%",
    ";",
    "\\",
    "?",
    "#",
    "&",
    "=",
    ":",
    "@",
    "folderId=b1g",
    "folderId=",
    "pageToken=",
    "pageSize=1000",
    "b1g",
    "%0a",
    "\0",
    "\r\n",
    "http://evil.example",
    "//evil.example/",
    ":revokePermission",
    ":grantPermission",
    "users/",
    "v2/",
    "api/",
    "é",
];
const METHODS: &[&str] = &["GET", "POST", "PATCH", "DELETE", "PUT", "get", "HEAD", "POST "];

/// A call at one of the connections: the method, and path and query.
#[derive(Debug)]
pub(super) struct Call {
    connection: &'static str,
    method: String,
    target: String,
}

/// The routes of all vendors with names put in, hurt as text.
pub(super) struct Paths {
    dry_run: DryRun,
    routes: Vec<(&'static str, &'static Route)>,
}

impl Paths {
    pub(super) fn new() -> io::Result<Self> {
        let dry_run = DryRun::of_config(CONFIG, Path::new("rescind.toml")).map_err(io::Error::other)?;
        let of = |(id, vendor, _): &(&'static str, Vendor, _)| {
            let id = *id;
            routes(*vendor).iter().map(move |route| (id, route))
        };
        Ok(Self { dry_run, routes: CONNECTIONS.iter().flat_map(of).collect() })
    }
}

impl Target for Paths {
    type Input = Call;

    fn name(&self) -> &'static str {
        "route"
    }

    fn input(&self, random: &mut Random) -> Call {
        let Some((id, route)) = random.pick(&self.routes) else {
            return Call { connection: "", method: String::new(), target: String::new() };
        };
        let mut target = String::new();
        for (at, part) in route.path.split('{').enumerate() {
            match part.split_once('}') {
                Some((_, rest)) if at > 0 => {
                    target += random.pick(NAMES).copied().unwrap_or_default();
                    target += rest;
                }
                _ => target += part,
            }
        }
        for (at, parameter) in route.query.iter().enumerate() {
            let (name, value) = match parameter {
                Parameter::Free(name) => (name, random.pick(NAMES).copied().unwrap_or_default()),
                Parameter::Folder(name) => (name, "b1g"),
            };
            if !random.once_in(3) {
                target += &format!("{}{name}={value}", if at == 0 { "?" } else { "&" });
            }
        }
        let method = if random.once_in(4) { random.pick(METHODS).copied() } else { Some(route.method.as_str()) };
        if random.once_in(2) {
            target = text::hurt(random, &target, WORDS, &[]);
        }
        Call { connection: id, method: method.unwrap_or_default().to_owned(), target }
    }

    fn check(&self, call: &Call) -> Result<Reading, String> {
        let Some(addressed) = self.dry_run.addressed(call.connection, &call.method, &call.target) else {
            return Ok(Reading::Refused);
        };
        let (_, _, bases) = CONNECTIONS
            .iter()
            .find(|(id, _, _)| call.connection == *id)
            .ok_or("the call goes to a connection that is none")?;
        let (address, matched) = (&addressed.address, &addressed.matched);
        let within = bases.iter().any(|base| address.strip_prefix(base) == Some(matched.target.as_str()));
        holds(within, "the call leaves the connection's address")?;
        holds(matched.route.method.as_str() == call.method, "the route has another method")?;
        holds(matched.path.split('/').count() == matched.route.path.split('/').count(), "the call has other steps")?;
        holds(!matched.path.split('/').any(|step| step == "." || step == ".."), "a step leads upwards")?;
        holds(!matched.path.contains("//"), "a step is empty")?;
        let plain = |c: char| c.is_ascii_alphanumeric() || "-._~%/:?=&".contains(c);
        holds(matched.target.chars().all(plain), "the address has characters that we never write")?;
        let escapes = matched.path.split('%').skip(1).filter_map(|rest| rest.get(..2));
        // Of the characters that names may have, only this one is written as an escape.
        holds(escapes.into_iter().all(|escape| escape == "40"), "the path has an escape that no name needs")?;
        let again = self.dry_run.addressed(call.connection, &call.method, &matched.target);
        holds(again.is_some_and(|again| again == addressed), "our own spelling finds another call")
            .map(|()| Reading::Taken)
    }
}
