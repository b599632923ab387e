//! Bodies that are no JSON of the interface's form: of another type, cut, put together out of two, and entries that no vendor
//! could have.

use serde_json::{Value, json};

use super::Payload;
use super::entries::hostile;
use super::target::{Setting, Target};

/// What is no text to be read.
const TEXTS: &[&[u8]] = &[b"{\"text\":1}", b"{\"text\":[\"x\"]}", b"{\"text\":\"\\ud800\"}", b"{\"text\":\"\xff\"}"];

/// What is no body of any route.
const BODIES: &[&str] = &[
    "null",
    "[]",
    "[{}]",
    "1",
    "true",
    "\"x\"",
    "{",
    "}",
    "{\"entries\":",
    "{\"entries\":[",
    "{} {}",
    "{}{\"start\":true}",
    "\u{feff}{}",
    "{'entries':[]}",
    "{entries:[]}",
    "{\"entries\":[],}",
    "<entries/>",
    "entries=x&start=true",
    "{\"entries\":{}}",
    "{\"entries\":\"x\"}",
    "{\"entries\":[1]}",
    "{\"entries\":[null]}",
    "{\"entries\":[[]]}",
    "{\"entries\":[],\"entries\":[]}",
    "{\"entries\":[\"\\udc00\"]}",
    "{\"entries\":NaN}",
];

/// In place of each text of an entry.
fn wrong() -> [Value; 6] {
    [json!(1), json!(-1), json!(true), json!(null), json!([]), json!({})]
}

/// Where the texts of an entry are that it cannot do without.
fn texts(value: &Value, at: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            fields.iter().for_each(|(name, value)| texts(value, &format!("{at}/{name}"), found));
        }
        Value::String(_) if !at.ends_with("/scope") => found.push(at.to_owned()),
        _ => {}
    }
}

pub(super) fn corpus(setting: &Setting) -> Vec<Payload> {
    let mut payloads = Vec::new();
    let mut add = |kind, place: &str, target: &Target, body: &[u8]| {
        let length = format!("content-length: {}", body.len());
        let bytes = setting.request(target).bytes_with(&length, body);
        payloads.push(Payload::new(kind, format!("{place} at {}", target.line()), bytes));
    };
    for target in setting.targets.iter().filter(|target| !target.body.is_empty()) {
        for body in BODIES {
            add("body", body, target, body.as_bytes());
        }
        let deep = format!("{{\"entries\":{}", "[".repeat(100_000));
        add("body", "deep", target, deep.as_bytes());
        for bytes in
            [&b"{\"entries\":[\"\xc0\xaf\"]}"[..], b"{\"entries\":\0[]}", b"\xef\xbb\xbf{}", b"\0", b"{\xff:1}"]
        {
            add("body", "no text", target, bytes);
        }
        if target.path.ends_with("/descriptions") {
            TEXTS.iter().for_each(|body| add("body", "no description", target, body));
        }
        let body: Value = serde_json::from_str(&target.body).unwrap();
        let Some(entry) = body.pointer("/entries/0").filter(|entry| entry.is_object()) else { continue };
        let mut found = Vec::new();
        texts(entry, "", &mut found);
        for place in found {
            // A kind may also be told by its number, which is no other meaning of it.
            for value in wrong().into_iter().filter(|value| !(value.is_u64() && place == "/grant/kind")) {
                let mut body = body.clone();
                *body.pointer_mut(&format!("/entries/0{place}")).unwrap() = value;
                add("wrong type", &place, target, body.to_string().as_bytes());
            }
        }
    }
    let preview = setting.targets.iter().find(|target| target.path.ends_with("/preview")).unwrap();
    // What is confirmed or undone is not looked at before there is a plan.
    let entries = hostile().into_iter().filter(|(_, entry)| entry["accepts"].is_null() && entry["undoes"].is_null());
    for (what, entry) in entries {
        add("no entry", &what, preview, json!({ "entries": [entry] }).to_string().as_bytes());
    }
    payloads
}
