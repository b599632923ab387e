//! The security headers that every answer carries, whoever made it: page, API, vendor's answer, 404 and 500 alike. Only what
//! is no HTTP at all is answered without them, by the HTTP library, with an empty body.
//! The policy names the hash of each inline script of the built page and allows no other.

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};

use crate::tls::Scheme;

/// Everything that browsers know is off, but writing to the clipboard, which the copy buttons need. A name that a browser
/// does not know makes it warn on every page, so this lists only what Chromium and Firefox have in common use.
const PERMISSIONS: &str = "accelerometer=(), autoplay=(), browsing-topics=(), camera=(), clipboard-read=(), \
     clipboard-write=(self), display-capture=(), encrypted-media=(), fullscreen=(), gamepad=(), geolocation=(), \
     gyroscope=(), hid=(), idle-detection=(), local-fonts=(), magnetometer=(), microphone=(), midi=(), payment=(), \
     picture-in-picture=(), publickey-credentials-create=(), publickey-credentials-get=(), screen-wake-lock=(), \
     serial=(), storage-access=(), usb=(), window-management=(), xr-spatial-tracking=()";

/// The headers that are the same for every gateway.
const fn fixed() -> [(HeaderName, HeaderValue); 5] {
    [
        (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
        (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin")),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
        (HeaderName::from_static("permissions-policy"), HeaderValue::from_static(PERMISSIONS)),
    ]
}

/// For a year, and for this name only: what other machines of the domain do is not ours to say.
const TRANSPORT: HeaderValue = HeaderValue::from_static("max-age=31536000");

/// The headers that every answer of a gateway gets.
#[derive(Clone, Debug)]
pub(crate) struct Headers(HeaderMap);

/// The Content-Security-Policy for a page, as a header's value.
#[derive(Clone, Debug)]
pub(crate) struct Policy(HeaderValue);

impl Policy {
    /// The policy that lets the inline scripts of `page` run and no others.
    pub(crate) fn for_page(page: &str) -> Self {
        let hashes: String = inline_scripts(page)
            .iter()
            .map(|script| format!(" 'sha256-{}'", STANDARD.encode(Sha256::digest(script))))
            .collect();
        let policy = format!(
            "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'{hashes}; style-src 'self'; img-src 'self' data:; \
             connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; \
             require-trusted-types-for 'script'; trusted-types default"
        );
        // The text is ASCII, so the fallback, which allows nothing, is never taken.
        Self(HeaderValue::try_from(policy).unwrap_or(HeaderValue::from_static("default-src 'none'")))
    }
}

impl Headers {
    /// Those of a gateway that is called in this way.
    pub(crate) fn new(policy: Policy, scheme: Scheme) -> Self {
        let mut headers = HeaderMap::from_iter(fixed());
        headers.insert(header::CONTENT_SECURITY_POLICY, policy.0);
        if scheme == Scheme::Https {
            headers.insert(header::STRICT_TRANSPORT_SECURITY, TRANSPORT);
        }
        Self(headers)
    }

    /// Puts the headers on an answer. What an answer does not say about caching is `no-store`: only assets say something.
    pub(crate) fn secure(&self, response: &mut Response) {
        let headers = response.headers_mut();
        headers.reserve(self.0.len() + 1);
        for (name, value) in &self.0 {
            headers.insert(name, value.clone());
        }
        headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    }
}

/// The texts of the `<script>` elements without `src`. A scan is enough for a page that we build ourselves: were it to
/// find too little, the browser would refuse a script of ours, and never run a foreign one.
fn inline_scripts(page: &str) -> Vec<&str> {
    let lower = page.to_ascii_lowercase();
    let mut scripts = Vec::new();
    let mut from = 0;
    while let Some(start) = lower.get(from..).and_then(|rest| rest.find("<script")).map(|at| from + at) {
        let Some(open) = lower.get(start..).and_then(|rest| rest.find('>')).map(|at| start + at + 1) else { break };
        let Some(end) = lower.get(open..).and_then(|rest| rest.find("</script")).map(|at| open + at) else { break };
        let tag = lower.get(start..open).unwrap_or_default();
        let has_source = tag.split(|c: char| c.is_ascii_whitespace() || c == '>').any(|part| part.starts_with("src="));
        if let (false, Some(text)) = (has_source, page.get(open..end)) {
            scripts.push(text);
        }
        from = end;
    }
    scripts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_inline_scripts_are_hashed_byte_for_byte() {
        let page =
            "<head><SCRIPT src=\"/a.js\"></SCRIPT><script type=\"module\">\nimport é;</script>\n<script>x</script>";
        assert_eq!(inline_scripts(page), ["\nimport é;", "x"]);
        let Policy(policy) = Policy::for_page("<script>alert(1)</script>");
        let policy = policy.to_str().unwrap();
        let expected = "script-src 'self' 'wasm-unsafe-eval' 'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI=';";
        assert!(policy.contains(expected), "{policy}");
        assert!(!policy.contains("unsafe-inline"));
    }

    #[test]
    fn a_page_without_scripts_or_with_a_cut_one_has_no_hash() {
        for page in ["", "<p>", "<script", "<script>never closed"] {
            let Policy(policy) = Policy::for_page(page);
            assert!(!policy.to_str().unwrap().contains("sha256"), "{page}");
        }
    }
}
