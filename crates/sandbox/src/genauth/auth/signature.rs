//! Signatures of single requests, as the vendor's clients for Node make them: HMAC-SHA1 over method, some headers, path
//! and parameters. Each is good once, and only near its date.

use std::collections::BTreeMap;

use axum::http::Method;
use base64::{Engine, engine::general_purpose::STANDARD};
use ring::hmac;
use serde_json::{Value, value::RawValue};

use super::{Claim, key};
use crate::{
    exchange::Call,
    genauth::{
        envelope::{Refusal, coded},
        texts::{self, Text},
        world::Access,
    },
};

const METHOD: &str = "HMAC-SHA1";
const VERSION: &str = "1.0";

/// What the signer may do. `prefix` is that of its brand's headers, `signed` is `key:signature`.
pub(super) fn check(claim: &Claim<'_>, prefix: &str, signed: &str) -> Result<Access, Refusal> {
    let header = |name: &str| claim.call.header(&format!("{prefix}signature-{name}")).unwrap_or_default();
    let date = claim.call.header("date").ok_or_else(|| refused(1304, texts::NO_DATE))?;
    if header("method") != METHOD {
        return Err(refused(1301, texts::OTHER_METHOD));
    }
    if header("version") != VERSION {
        return Err(refused(1302, texts::OTHER_VERSION));
    }
    let date = timestamp(date).ok_or_else(|| refused(1303, texts::BAD_DATE))?;
    let window = claim.knobs.skew_window_s.saturating_mul(1000);
    if claim.now.abs_diff(date) > window.unsigned_abs() {
        return Err(refused(1305, texts::SKEWED));
    }
    let (id, signature) = signed.split_once(':').ok_or_else(|| refused(1300, texts::BAD_SIGNATURE))?;
    let access_key = key(claim, id)?;
    let text = string_to_sign(claim.call, claim.path, prefix);
    if !verifies(&access_key.secret, &text, signature) {
        return Err(refused(1300, texts::BAD_SIGNATURE));
    }
    // A client without a nonce is known by its signature, which holds the date.
    let nonce = Some(header("nonce")).filter(|nonce| !nonce.is_empty()).unwrap_or(signature);
    if !claim.rows.consume_nonce(nonce, claim.now, window)? {
        return Err(refused(1306, texts::REPLAYED));
    }
    Ok(access_key.access)
}

fn refused(api_code: u32, text: Text) -> Refusal {
    coded(401, api_code, text)
}

/// Milliseconds since 1970, from an HTTP date as Node sends it or from a number as Java and the documentation have it.
fn timestamp(date: &str) -> Option<i64> {
    if let Ok(milliseconds) = date.trim().parse() {
        return Some(milliseconds);
    }
    let time = httpdate::parse_http_date(date.trim()).ok()?;
    let since = time.duration_since(std::time::UNIX_EPOCH).ok()?;
    i64::try_from(since.as_millis()).ok()
}

fn verifies(secret: &str, text: &str, signature: &str) -> bool {
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, secret.as_bytes());
    STANDARD.decode(signature).is_ok_and(|signature| hmac::verify(&key, text.as_bytes(), &signature).is_ok())
}

/// Method, then each signed header, then path and parameters, none of them URL-encoded.
fn string_to_sign(call: &Call, path: &str, prefix: &str) -> String {
    let mut text = format!("{}\n", call.method);
    let mut headers: Vec<(&str, String)> = call
        .headers
        .iter()
        .filter(|(name, _)| name.as_str() == "date" || name.as_str().starts_with(prefix))
        .map(|(name, value)| {
            (name.as_str(), String::from_utf8_lossy(value.as_bytes()).replace(['\t', '\r', '\n', '\u{c}'], " "))
        })
        .collect();
    headers.sort();
    for (name, value) in headers {
        text.push_str(&format!("{name}:{}\n", value.trim()));
    }
    text.push_str(path);
    let pairs = if call.method == Method::GET { of_query(call) } else { of_body(call) };
    let pairs: Vec<String> = pairs.into_iter().map(|(name, value)| format!("{name}={value}")).collect();
    if !pairs.is_empty() {
        text.push('?');
        text.push_str(&pairs.join("&"));
    }
    text
}

/// The parameters of the query by name. Lists are sent as `name[]` several times, but signed as JSON under `name`.
fn of_query(call: &Call) -> BTreeMap<String, String> {
    let mut plain = BTreeMap::new();
    let mut lists: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (name, value) in call.parameters() {
        match name.strip_suffix("[]") {
            Some(name) => lists.entry(name.to_owned()).or_default().push(value),
            None => drop(plain.insert(name, value)),
        }
    }
    plain.extend(lists.into_iter().map(|(name, items)| (name, Value::from(items).to_string())));
    plain
}

/// The members of the body by name: texts as they are, everything else as compact JSON in the caller's order.
fn of_body(call: &Call) -> BTreeMap<String, String> {
    let members: BTreeMap<String, Box<RawValue>> = serde_json::from_slice(&call.body).unwrap_or_default();
    members
        .into_iter()
        .map(|(name, value)| {
            let text: Option<String> = serde_json::from_str(value.get()).ok();
            (name, text.unwrap_or_else(|| compact(value.get())))
        })
        .collect()
}

/// JSON without the blanks between its tokens.
fn compact(json: &str) -> String {
    let (mut quoted, mut escaped) = (false, false);
    json.chars()
        .filter(|character| {
            let blank = !quoted && character.is_ascii_whitespace();
            match character {
                _ if escaped => escaped = false,
                '\\' => escaped = quoted,
                '"' => quoted = !quoted,
                _ => {}
            }
            !blank
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::{
        body::Bytes,
        http::{HeaderMap, HeaderName, HeaderValue, Uri},
    };

    /// Every capture of a signing client, with the string and the signature that it made.
    fn captures() -> Vec<(String, Value)> {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/genauth");
        std::fs::read_dir(folder)
            .unwrap()
            .map(|file| file.unwrap().path())
            .map(|path| (path.display().to_string(), serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()))
            .filter(|(_, sample): &(String, Value)| sample["signing"].is_object())
            .collect()
    }

    fn call(sample: &Value) -> Call {
        let request = &sample["request"];
        let uri: Uri = request["path"].as_str().unwrap().parse().unwrap();
        let mut headers = HeaderMap::new();
        for (name, value) in request["headers"].as_object().unwrap() {
            let name = HeaderName::from_bytes(name.as_bytes()).unwrap();
            headers.insert(name, HeaderValue::from_str(value.as_str().unwrap()).unwrap());
        }
        Call {
            method: request["method"].as_str().unwrap().parse().unwrap(),
            path: uri.path().to_owned(),
            query: uri.query().unwrap_or_default().to_owned(),
            headers,
            body: Bytes::from(sample["rawBody"].as_str().unwrap_or_default().to_owned()),
        }
    }

    #[test]
    fn what_the_vendors_clients_signed_is_verified() {
        let captures = captures();
        assert_eq!(captures.len(), 17, "captures of signing clients");
        for (name, sample) in captures {
            let (call, signing) = (call(&sample), &sample["signing"]);
            let prefix = if name.contains("genauth-node") { "x-genauth-" } else { "x-authing-" };
            let text = string_to_sign(&call, &call.path, prefix);
            assert_eq!(text, signing["stringToSign"].as_str().unwrap(), "{name}");
            let (secret, signature) =
                (signing["accessKeySecret"].as_str().unwrap(), signing["signature"].as_str().unwrap());
            assert!(verifies(secret, &text, signature), "{name}");
            assert!(!verifies(secret, &format!("{text} "), signature), "{name}");
            assert!(!verifies("other", &text, signature), "{name}");
        }
    }

    #[test]
    fn bodies_are_signed_compact_and_in_their_order() {
        let body = r#"{ "z": [ { "b": 1, "a": "x \" y" } ], "a": "角 色", "n": null, "t": true }"#;
        let call = Call {
            method: Method::POST,
            path: "/api/v3/x".to_owned(),
            query: String::new(),
            headers: HeaderMap::new(),
            body: Bytes::from(body),
        };
        let text = string_to_sign(&call, "/api/v3/x", "x-authing-");
        assert_eq!(text, "POST\n/api/v3/x?a=角 色&n=null&t=true&z=[{\"b\":1,\"a\":\"x \\\" y\"}]");
        let bare = Call { body: Bytes::from("{}"), ..call };
        assert_eq!(string_to_sign(&bare, "/api/v3/x", "x-authing-"), "POST\n/api/v3/x");
    }

    #[test]
    fn dates_are_read_in_either_form() {
        assert_eq!(timestamp("Sun, 22 Nov 2026 03:23:54 GMT"), Some(1_795_317_834_000));
        assert_eq!(timestamp("1795317834000"), Some(1_795_317_834_000));
        assert_eq!(timestamp("yesterday"), None);
    }
}
