//! Signed calls, as the vendor's clients for Node make them, and every way in which a signature is refused.

use base64::{Engine, engine::general_purpose::STANDARD};
use ring::hmac;
use serde_json::{Value, json};

use super::{ALICE, target};
use crate::support::Sandbox;

/// What a client signs and sends; tests spoil one thing at a time.
#[derive(Clone)]
struct Signed<'a> {
    brand: &'a str,
    scheme: &'a str,
    secret: &'a str,
    date: Option<String>,
    method: &'a str,
    version: &'a str,
    nonce: &'a str,
    base: &'a str,
}

impl Signed<'_> {
    fn fine(nonce: &str) -> Signed<'_> {
        let date = Some(httpdate::fmt_http_date(std::time::SystemTime::now()));
        let (brand, scheme) = ("x-authing-", "authing");
        Signed { brand, scheme, secret: "sandbox-secret", date, method: "HMAC-SHA1", version: "1.0", nonce, base: "" }
    }

    /// Signs and sends; `pairs` is what follows the path in the string to sign.
    async fn send(&self, sandbox: &Sandbox, target: &str, pairs: &str, body: Option<&Value>) -> Value {
        let (path, _) = target.split_once('?').unwrap_or((target, ""));
        let names = ["method", "nonce", "version"].map(|name| format!("{}signature-{name}", self.brand));
        let headers = names.iter().zip([self.method, self.nonce, self.version]);
        let mut text = if body.is_some() { "POST\n" } else { "GET\n" }.to_owned();
        text.extend(self.date.iter().map(|date| format!("date:{date}\n")));
        text.extend(headers.clone().map(|(name, value)| format!("{name}:{value}\n")));
        text.push_str(&format!("/api/v3/{path}{pairs}"));
        let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, self.secret.as_bytes());
        let signature = STANDARD.encode(hmac::sign(&key, text.as_bytes()));
        let url = format!("{}{}/api/v3/{target}", sandbox.url, self.base);
        let mut call = match body {
            Some(body) => sandbox.http.post(url).body(body.to_string()),
            None => sandbox.http.get(url),
        };
        call = call.header("authorization", format!("{} sandbox-pool:{signature}", self.scheme));
        for (name, value) in headers {
            call = call.header(name, value);
        }
        if let Some(date) = &self.date {
            call = call.header("date", date);
        }
        call.send().await.unwrap().json().await.unwrap()
    }
}

const ROLE: (&str, &str) = ("get-role?namespace=default&code=code1", "?code=code1&namespace=default");

#[tokio::test]
async fn both_brands_sign_reads_lists_and_writes() {
    let sandbox = Sandbox::demo().await;
    for (number, (brand, scheme, base)) in
        [("x-authing-", "authing", ""), ("x-genauth-", "GenAuth", "/genauth"), ("x-genauth-", "genauth", "")]
            .into_iter()
            .enumerate()
    {
        let nonce = |call: &str| format!("{call}{number}");
        let (one, two, three) = (nonce("read"), nonce("list"), nonce("write"));
        let signed = Signed { brand, scheme, base, ..Signed::fine(&one) };
        assert_eq!(signed.send(&sandbox, ROLE.0, ROLE.1, None).await["data"]["code"], "code1");
        let listed = Signed { nonce: &two, ..signed.clone() };
        let target = "list-role-assignments?roleCode=code1&targetType%5B%5D=USER&targetType%5B%5D=ORG";
        let pairs = "?roleCode=code1&targetType=[\"USER\",\"ORG\"]";
        assert_eq!(listed.send(&sandbox, target, pairs, None).await["data"]["totalCount"], 2);
        let written = Signed { nonce: &three, ..signed.clone() };
        let body = json!({ "code": "auditor", "targets": [super::target("USER", ALICE)] });
        let pairs = format!("?code=auditor&targets={}", json!([super::target("USER", ALICE)]));
        assert_eq!(written.send(&sandbox, "revoke-role", &pairs, Some(&body)).await["data"]["success"], true);
    }
}

#[tokio::test]
async fn each_flaw_of_a_signature_has_its_code() {
    let sandbox = Sandbox::demo().await;
    let fine = Signed::fine("n");
    let old = std::time::SystemTime::now() - std::time::Duration::from_secs(601);
    for (signed, code) in [
        (Signed { secret: "wrong", ..fine.clone() }, 1300),
        (Signed { method: "HMAC-SHA256", ..fine.clone() }, 1301),
        (Signed { version: "2.0", ..fine.clone() }, 1302),
        (Signed { date: Some("yesterday".to_owned()), ..fine.clone() }, 1303),
        (Signed { date: None, ..fine.clone() }, 1304),
        (Signed { date: Some(httpdate::fmt_http_date(old)), ..fine.clone() }, 1305),
        // The brand of the headers is that of the scheme.
        (Signed { scheme: "GenAuth", ..fine.clone() }, 1301),
    ] {
        let answer = signed.send(&sandbox, ROLE.0, ROLE.1, None).await;
        assert_eq!((&answer["statusCode"], &answer["apiCode"]), (&json!(401), &json!(code)), "{answer}");
    }
    let other = fine.send(&sandbox, "get-role?code=auditor", "?code=code1", None).await;
    assert_eq!(other["apiCode"], 1300, "parameters are signed");
}

#[tokio::test]
async fn a_signature_is_good_once() {
    let sandbox = Sandbox::demo().await;
    let signed = Signed::fine("once");
    assert_eq!(signed.send(&sandbox, ROLE.0, ROLE.1, None).await["statusCode"], 200);
    let again = signed.send(&sandbox, ROLE.0, ROLE.1, None).await;
    assert_eq!((&again["statusCode"], &again["apiCode"]), (&json!(401), &json!(1306)));
    let refused = Signed { secret: "wrong", ..Signed::fine("other") };
    assert_eq!(refused.send(&sandbox, ROLE.0, ROLE.1, None).await["apiCode"], 1300);
    let fine = Signed::fine("other").send(&sandbox, ROLE.0, ROLE.1, None).await;
    assert_eq!(fine["statusCode"], 200, "a refused call uses nothing up");
}

#[tokio::test]
async fn the_servers_clock_may_be_wrong() {
    let sandbox = Sandbox::demo().await;
    sandbox.control("knobs", json!({ "genauth": { "clock_ahead_s": -3600 } })).await;
    assert_eq!(Signed::fine("a").send(&sandbox, ROLE.0, ROLE.1, None).await["apiCode"], 1305);
    sandbox.control("knobs", json!({ "genauth": { "skew_window_s": 7200 } })).await;
    assert_eq!(Signed::fine("a").send(&sandbox, ROLE.0, ROLE.1, None).await["statusCode"], 200);
    let milliseconds = std::time::UNIX_EPOCH.elapsed().unwrap().as_millis().to_string();
    let java = Signed { date: Some(milliseconds), ..Signed::fine("b") };
    assert_eq!(java.send(&sandbox, ROLE.0, ROLE.1, None).await["statusCode"], 200);
}

#[tokio::test]
async fn a_signer_who_changes_the_body_is_refused() {
    let sandbox = Sandbox::demo().await;
    let body = json!({ "code": "code1", "targets": [target("USER", ALICE)] });
    let pairs = format!("?code=auditor&targets={}", json!([target("USER", ALICE)]));
    let answer = Signed::fine("x").send(&sandbox, "revoke-role", &pairs, Some(&body)).await;
    assert_eq!(answer["apiCode"], 1300);
    assert_eq!(sandbox.state().await["calls"]["/api/v3/revoke-role"], 1);
}
