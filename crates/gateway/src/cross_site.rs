//! Keeps other sites out: DNS rebinding by the host, forged requests by fetch site, origin, a header that no foreign page
//! can send, and JSON as the only form of a body. One pure function over what a request says about itself.

use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, Method, header};
use rescind_domain::gateway_error::REQUEST_HEADER;

use crate::app::App;
use crate::error::Error;
use crate::events::wants_stream;
use crate::hosts::Hosts;
use crate::{paths, programs};

const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
const REQUEST: HeaderName = HeaderName::from_static(REQUEST_HEADER);

/// What a request says about where it comes from.
#[derive(Clone, Copy, Debug, Default)]
struct Facts<'a> {
    path: &'a str,
    host: Option<&'a str>,
    fetch_site: Option<&'a str>,
    origin: Option<&'a str>,
    request_header: Option<&'a str>,
    /// Whether it presents a token, which no browser adds by itself. Then nothing else of it says who asks.
    is_program: bool,
    /// Whether it is for a stream of events, to which browsers add no headers of ours.
    is_stream: bool,
    body_type: BodyType<'a>,
}

#[derive(Clone, Copy, Debug, Default)]
enum BodyType<'a> {
    #[default]
    NoBody,
    Body(&'a str),
}

/// Refuses a request that may have been made by another site. Pages and assets are only held to the host: a link to them
/// from elsewhere is fine, and `Cross-Origin-Resource-Policy` keeps them from being embedded.
fn check(facts: &Facts<'_>, hosts: &Hosts) -> Result<(), &'static str> {
    if !facts.host.is_some_and(|host| hosts.know(host)) {
        return Err("The gateway is not known by this host name. Use the address that it printed when it started.");
    }
    if !is_api(facts.path) {
        return Ok(());
    }
    if facts.fetch_site.is_some_and(|site| site != "same-origin" && site != "none") {
        return Err("The request was made by another site.");
    }
    if facts.origin.is_some_and(|origin| !hosts.know_origin(origin)) {
        return Err("The request comes from another origin.");
    }
    if facts.is_program {
        // What a foreign page could have sent is told by the two above; it has no token to send.
    } else if facts.is_stream && paths::tells_events(facts.path) {
        if facts.fetch_site != Some("same-origin") {
            return Err("A stream of events is given only to a page of this gateway, by a browser that says so.");
        }
    } else if facts.request_header != Some("1") {
        return Err("The header X-Rescind: 1 is missing.");
    }
    match facts.body_type {
        BodyType::Body(kind) if !is_json(kind) => Err("A body must have the type application/json."),
        BodyType::Body(_) | BodyType::NoBody => Ok(()),
    }
}

/// Whether a path belongs to the API.
pub(crate) fn is_api(path: &str) -> bool {
    path == "/api" || path.starts_with("/api/")
}

fn is_json(content_type: &str) -> bool {
    content_type.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"))
}

/// Refuses a request that may not have been made by our own page.
pub(crate) fn guard(app: &App, request: &Request) -> Result<(), Error> {
    let headers = request.headers();
    let has_body = headers.contains_key(header::TRANSFER_ENCODING)
        || headers.get(header::CONTENT_LENGTH).is_some_and(|length| length != "0");
    let body_type = match has_body {
        true => BodyType::Body(one(headers, &header::CONTENT_TYPE).unwrap_or_default()),
        false => BodyType::NoBody,
    };
    let facts = Facts {
        path: request.uri().path(),
        host: one(headers, &header::HOST),
        fetch_site: one(headers, &FETCH_SITE),
        origin: one(headers, &header::ORIGIN),
        request_header: one(headers, &REQUEST),
        is_program: programs::is_presented(headers),
        is_stream: request.method() == Method::GET && wants_stream(headers),
        body_type,
    };
    check(&facts, &app.hosts).map_err(|sentence| Error::CrossSite(sentence.into()))?;
    // An absolute request target overrules `Host`, so it is held to the same names.
    if request.uri().authority().is_some_and(|authority| !app.hosts.know(authority.as_str())) {
        return Err(Error::CrossSite("The request names another host.".into()));
    }
    Ok(())
}

/// The value of a header that may stand once. Twice, or with bytes that are not ASCII, it is a value that fits nothing.
fn one<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    let mut values = headers.get_all(name).iter();
    let first = values.next()?;
    Some(if values.next().is_some() { "" } else { first.to_str().unwrap_or_default() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(facts: &Facts<'_>) -> Result<(), &'static str> {
        super::check(facts, &Hosts::default())
    }

    const OWN: Facts<'_> = Facts {
        path: "/api/connections",
        host: Some("127.0.0.1:8080"),
        fetch_site: Some("same-origin"),
        origin: None,
        request_header: Some("1"),
        is_program: false,
        is_stream: false,
        body_type: BodyType::NoBody,
    };

    #[test]
    fn hosts() {
        let own = ["127.0.0.1", "127.0.0.1:8080", "localhost", "LocalHost:1", "[::1]", "[::1]:65535", "127.1.2.3:80"];
        let foreign = [
            "",
            ":8080",
            "evil.example",
            "localhost.evil.example",
            "evil.example:8080",
            "127.0.0.1.evil.example",
            "localhost:",
            "localhost:80x",
            "::1",
            "[127.0.0.1]",
            "[::1",
            "127.0.0.1:8080:9",
            "user@127.0.0.1",
            "0.0.0.0",
            "192.168.0.1",
            "[::]",
            "[::ffff:10.0.0.1]",
            "127.1",
            "0x7f.0.0.1",
            "2130706433",
            "localhost.",
        ];
        for host in own {
            assert_eq!(check(&Facts { host: Some(host), ..OWN }), Ok(()), "{host}");
            assert_eq!(check(&Facts { host: Some(host), path: "/", ..Facts::default() }), Ok(()), "{host}");
        }
        for host in foreign {
            assert!(check(&Facts { host: Some(host), ..OWN }).is_err(), "{host}");
            assert!(check(&Facts { host: Some(host), path: "/", ..Facts::default() }).is_err(), "{host}");
        }
        assert!(check(&Facts { host: None, ..OWN }).is_err());
    }

    #[test]
    fn fetch_site_and_origin() {
        let cases = [
            (None, None, true),
            (Some("same-origin"), None, true),
            (Some("none"), None, true),
            (Some("same-site"), None, false),
            (Some("cross-site"), None, false),
            (Some("Same-Origin"), None, false),
            (Some(""), None, false),
            (None, Some("http://127.0.0.1:8081"), true),
            (Some("same-origin"), Some("http://127.0.0.1:8081"), true),
            (Some("same-site"), Some("http://127.0.0.1:8081"), false),
            (None, Some("http://localhost"), true),
            (None, Some("https://[::1]:8443"), true),
            (None, Some("null"), false),
            (None, Some(""), false),
            (None, Some("http://evil.example"), false),
            (Some("same-origin"), Some("http://evil.example"), false),
            (None, Some("http://127.0.0.1.evil.example"), false),
            (None, Some("http://evil.example#127.0.0.1"), false),
            (None, Some("file://localhost"), false),
            (None, Some("127.0.0.1:8080"), false),
        ];
        for (fetch_site, origin, fine) in cases {
            assert_eq!(check(&Facts { fetch_site, origin, ..OWN }).is_ok(), fine, "{fetch_site:?} {origin:?}");
        }
    }

    #[test]
    fn header_and_body_type() {
        for (request_header, fine) in [(Some("1"), true), (Some("true"), false), (Some(""), false), (None, false)] {
            assert_eq!(check(&Facts { request_header, ..OWN }).is_ok(), fine, "{request_header:?}");
        }
        let types = [
            ("application/json", true),
            ("Application/JSON; charset=utf-8", true),
            ("", false),
            ("text/plain", false),
            ("text/plain; application/json", false),
            ("application/x-www-form-urlencoded", false),
            ("application/json-patch+json", false),
        ];
        for (kind, fine) in types {
            assert_eq!(check(&Facts { body_type: BodyType::Body(kind), ..OWN }).is_ok(), fine, "{kind}");
        }
    }

    #[test]
    fn a_token_stands_in_place_of_the_header_and_of_nothing_else() {
        let program = Facts { is_program: true, fetch_site: None, request_header: None, ..OWN };
        assert_eq!(check(&program), Ok(()));
        assert_eq!(check(&Facts { path: "/api/events", is_stream: true, ..program }), Ok(()));
        for refused in [
            Facts { host: Some("evil.example"), ..program },
            Facts { fetch_site: Some("cross-site"), ..program },
            Facts { origin: Some("http://evil.example"), ..program },
            Facts { body_type: BodyType::Body("text/plain"), ..program },
        ] {
            assert!(check(&refused).is_err(), "{refused:?}");
        }
    }

    #[test]
    fn a_link_from_elsewhere_opens_a_page_but_nothing_of_the_api() {
        let link = Facts { fetch_site: Some("cross-site"), request_header: None, ..OWN };
        assert_eq!(check(&Facts { path: "/c/milvus/roles", ..link }), Ok(()));
        assert_eq!(check(&Facts { path: "/apis", ..link }), Ok(()));
        for path in ["/api", "/api/", "/api/journal"] {
            assert!(check(&Facts { path, ..link }).is_err(), "{path}");
        }
    }
}
