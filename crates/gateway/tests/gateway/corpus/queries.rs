//! Queries of reads that say more than the read takes, or less, or say it twice, or in bytes that are no text.

use super::Payload;
use super::target::{Setting, Target};

/// What is put behind a query that is as it should be.
const ADDED: &[&str] = &[
    "x=1",
    "=1",
    "page",
    "name[]=a",
    "name[$ne]=x",
    "Name=a",
    "na%6de=b",
    "i%64=b",
    "na%00me=b",
    "id%20=b",
    "dbName=x",
    "folderId=theirs",
    "%66olderId=theirs",
    "namespace=other",
    "userId=u2",
    "pageToken=..%2f..%2f",
    "path=../../roles/drop",
    "url=http://evil.example/",
    "host=evil.example",
    "connection=audit",
    "updateMask=permissions",
    "_method=DELETE",
    "access_token=x",
    "x=%ff",
    "%c0%af=x",
];

/// In place of the value of each parameter.
const VALUES: &[&str] = &[
    "",
    "%00",
    "a%00",
    "%0d%0a",
    "a%0d%0ax:%201",
    "%0a",
    "%09",
    "%1b[2J",
    "%7f",
    "%c2%85",
    "%ff",
    "%c0%af",
    "%c0%ae%c0%ae",
    "%e0%80%af",
    "%f0%80%80%af",
    "%ed%a0%80",
    "a%D0",
];

pub(super) fn corpus(setting: &Setting) -> Vec<Payload> {
    let mut payloads = Vec::new();
    let mut add = |kind, target: &Target, query: &str| {
        let target_line = format!("{}?{query}", target.path);
        let request = setting.request(target).with_target(target_line.clone());
        payloads.push(Payload::new(kind, target_line, request.bytes()));
    };
    for target in setting.targets.iter().filter(|target| target.is_read()) {
        let and = if target.query.is_empty() { "" } else { "&" };
        for added in ADDED {
            add("query", target, &format!("{}{and}{added}", target.query));
            add("query", target, &format!("{added}{and}{}", target.query));
        }
        add("oversize", target, &format!("{}{and}page={}", target.query, "9".repeat(3001)));
        let pairs: Vec<_> = target.query.split('&').filter(|pair| !pair.is_empty()).collect();
        for (at, pair) in pairs.iter().enumerate() {
            let with = |other: &str| {
                let mut pairs = pairs.clone();
                pairs[at] = other;
                pairs.join("&")
            };
            let (name, _) = pair.split_once('=').unwrap();
            add("repeated parameter", target, &format!("{}&{pair}", target.query));
            add("repeated parameter", target, &format!("{}&{name}=other", target.query));
            if name != "scope" {
                add("missing parameter", target, &with("x=1"));
                add("missing parameter", target, &with(""));
            }
            add("missing value", target, &with(name));
            for value in VALUES {
                add("no name", target, &with(&format!("{name}={value}")));
            }
            add("oversize", target, &with(&format!("{name}={}", "x".repeat(1025))));
            add("oversize", target, &with(&format!("{name}={}", "%D0%BA".repeat(513))));
        }
    }
    payloads
}
