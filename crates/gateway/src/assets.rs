//! The built console, read once into memory when the gateway starts. A request only ever looks up a map, so no path can
//! lead out of the directory.
//!
//! Only `.wasm` is immutable: Trunk names it by its content. It may keep a script's name while the content changes, so
//! everything else is asked for again with its ETag.
//!
//! A page of an earlier build that asks for files that are gone gets a 404 which no browser keeps, and never the page in
//! their place; the script in `index.html` then reads the page again.

use std::collections::HashMap;
use std::io;
use std::path::Path;
use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use sha2::{Digest as _, Sha256};

use crate::app::App;
use crate::cross_site::is_api;
use crate::error::Error;

/// What a browser gets when the console was not built.
const NOT_BUILT: &str = "The console is not built. `cargo xtask serve` builds and serves it; for development, \
     `cargo xtask dev` serves it on port 8081.\nThe gateway's API works all the same.\n";

const INDEX: &str = "/index.html";

/// One form of a file: as it is, or compressed.
#[derive(Clone, Debug)]
struct Form {
    bytes: Bytes,
    /// Strong, so each compressed form has its own.
    etag: HeaderValue,
}

#[derive(Clone, Debug)]
struct Asset {
    kind: &'static str,
    caching: &'static str,
    plain: Form,
    brotli: Option<Form>,
    gzip: Option<Form>,
}

/// All files by their path, beginning with `/`.
#[derive(Clone, Debug, Default)]
pub(crate) struct Assets(HashMap<String, Asset>);

impl Assets {
    /// Reads the directory with everything below it. One that does not exist is empty.
    pub(crate) fn read(directory: &Path) -> io::Result<Self> {
        let mut files = HashMap::new();
        collect(directory, "", &mut files)?;
        let assets = files
            .iter()
            .filter(|(path, _)| !path.ends_with(".br") && !path.ends_with(".gz"))
            .map(|(path, bytes)| (path.clone(), asset(path, bytes, &files)))
            .collect();
        Ok(Self(assets))
    }

    /// The text of the page, empty when there is none.
    pub(crate) fn page(&self) -> String {
        self.0.get(INDEX).map(|page| String::from_utf8_lossy(&page.plain.bytes).into_owned()).unwrap_or_default()
    }

    fn answer(&self, method: &Method, path: &str, headers: &HeaderMap) -> Result<Response, Error> {
        if is_api(path) {
            return Err(Error::NotFound("address"));
        }
        if method != Method::GET && method != Method::HEAD {
            return Err(Error::Method);
        }
        let is_page = accepts(headers, header::ACCEPT, "text/html");
        let path = if path == "/" { INDEX } else { path };
        match self.0.get(path).or_else(|| self.0.get(INDEX).filter(|_| is_page)) {
            Some(asset) => Ok(asset.answer(headers)),
            None if is_page || path == INDEX => Ok(NOT_BUILT.into_response()),
            None => Err(Error::NotFound("file")),
        }
    }
}

impl Asset {
    fn answer(&self, headers: &HeaderMap) -> Response {
        let brotli = self.brotli.as_ref().filter(|_| accepts(headers, header::ACCEPT_ENCODING, "br"));
        let gzip = self.gzip.as_ref().filter(|_| accepts(headers, header::ACCEPT_ENCODING, "gzip"));
        let (form, encoding) = match (brotli, gzip) {
            (Some(form), _) => (form, Some("br")),
            (None, Some(form)) => (form, Some("gzip")),
            (None, None) => (&self.plain, None),
        };
        let mut response = match is_known(headers, &form.etag) {
            true => StatusCode::NOT_MODIFIED.into_response(),
            // Hyper leaves the bytes out for HEAD and keeps their length.
            false => Body::from(form.bytes.clone()).into_response(),
        };
        let answer = response.headers_mut();
        answer.insert(header::ETAG, form.etag.clone());
        answer.insert(header::CACHE_CONTROL, HeaderValue::from_static(self.caching));
        if self.brotli.is_some() || self.gzip.is_some() {
            answer.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
        }
        if response.status() == StatusCode::OK {
            let answer = response.headers_mut();
            answer.insert(header::CONTENT_TYPE, HeaderValue::from_static(self.kind));
            if let Some(encoding) = encoding {
                answer.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
            }
        }
        response
    }
}

/// Everything that is no other route: a file, or the page for addresses that the console's own router knows.
pub(crate) async fn serve(State(app): State<Arc<App>>, request: Request) -> Result<Response, Error> {
    app.assets.answer(request.method(), request.uri().path(), request.headers())
}

fn collect(directory: &Path, prefix: &str, files: &mut HashMap<String, Bytes>) -> io::Result<()> {
    let Some(entries) = unless_gone(std::fs::read_dir(directory))? else { return Ok(()) };
    for entry in entries {
        let entry = entry?;
        let kind = entry.file_type()?;
        // A name that is not Unicode is in no link of ours, and a symbolic link could lead out of the directory.
        let Ok(name) = entry.file_name().into_string() else { continue };
        let path = format!("{prefix}/{name}");
        if kind.is_dir() {
            collect(&entry.path(), &path, files)?;
        } else if kind.is_file()
            && let Some(bytes) = unless_gone(std::fs::read(entry.path()))?
        {
            files.insert(path, bytes.into());
        }
    }
    Ok(())
}

/// Nothing for what does not exist: in development the directory is being written while the gateway starts.
fn unless_gone<T>(found: io::Result<T>) -> io::Result<Option<T>> {
    match found {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        found => found.map(Some),
    }
}

fn asset(path: &str, bytes: &Bytes, files: &HashMap<String, Bytes>) -> Asset {
    let (kind, caching) = kind_and_caching(path);
    let compressed = |suffix: &str| files.get(&format!("{path}{suffix}")).map(form);
    Asset { kind, caching, plain: form(bytes), brotli: compressed(".br"), gzip: compressed(".gz") }
}

fn form(bytes: &Bytes) -> Form {
    let hash: String = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    // Hexadecimal digits in quotes are a header value, so the fallback is never taken.
    let etag = HeaderValue::try_from(format!("\"{hash}\"")).unwrap_or(HeaderValue::from_static("\"\""));
    Form { bytes: bytes.clone(), etag }
}

fn kind_and_caching(path: &str) -> (&'static str, &'static str) {
    let revalidate = "no-cache";
    match path.rsplit_once('.').map(|(_, extension)| extension) {
        Some("wasm") if is_named_by_content(path) => ("application/wasm", "public, max-age=31536000, immutable"),
        Some("wasm") => ("application/wasm", revalidate),
        Some("html") => ("text/html; charset=utf-8", revalidate),
        Some("js" | "mjs") => ("text/javascript; charset=utf-8", revalidate),
        Some("css") => ("text/css; charset=utf-8", revalidate),
        Some("json" | "map") => ("application/json", revalidate),
        Some("webmanifest") => ("application/manifest+json", revalidate),
        Some("svg") => ("image/svg+xml", revalidate),
        Some("png") => ("image/png", revalidate),
        Some("ico") => ("image/x-icon", revalidate),
        Some("txt") => ("text/plain; charset=utf-8", revalidate),
        _ => ("application/octet-stream", revalidate),
    }
}

/// Whether a name holds a hash, as Trunk writes it: `rescind-21b783f7e626c67b_bg.wasm`.
fn is_named_by_content(path: &str) -> bool {
    path.split(|c: char| !c.is_ascii_alphanumeric())
        .any(|part| part.len() >= 12 && part.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// Whether a list header names `wanted` without forbidding it by `q=0`. `*/*` and `*` do not count: a script that fetches
/// a missing file must get a 404, and a client that does not say `br` may not understand it.
fn accepts(headers: &HeaderMap, name: header::HeaderName, wanted: &str) -> bool {
    let items = headers.get_all(name).iter().filter_map(|value| value.to_str().ok()).flat_map(|list| list.split(','));
    items.map(|item| item.split(';').map(str::trim)).any(|mut parts| {
        let is_wanted = parts.next().is_some_and(|item| item.eq_ignore_ascii_case(wanted));
        let weight = parts.find_map(|part| part.strip_prefix("q=")?.parse::<f32>().ok());
        is_wanted && weight != Some(0.0)
    })
}

/// Whether the browser has this form already.
fn is_known(headers: &HeaderMap, etag: &HeaderValue) -> bool {
    let known = headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    known
        .flat_map(|list| list.split(','))
        .map(str::trim)
        .any(|item| item == "*" || item.strip_prefix("W/").unwrap_or(item).as_bytes() == etag.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_named_by_its_content_is_kept_for_good() {
        for (path, forever) in [
            ("/rescind-21b783f7e626c67b_bg.wasm", true),
            ("/rescind-d61c2672760743f.wasm", true),
            ("/rescind_bg.wasm", false),
            ("/rescind-2.wasm", false),
            ("/rescind-21b783f7e626c67b.js", false),
            ("/index.html", false),
        ] {
            assert_eq!(kind_and_caching(path).1.contains("immutable"), forever, "{path}");
        }
    }

    #[test]
    fn q_0_means_no() {
        let cases = [
            ("br", true),
            ("gzip, BR", true),
            ("br;q=0.5", true),
            ("br; q=1", true),
            ("br;q=0.05", true),
            ("br;q=0", false),
            ("br; q=0.0", false),
            ("br;q=0.000", false),
            ("*", false),
            ("", false),
            ("brr", false),
        ];
        for (value, wanted) in cases {
            let headers = HeaderMap::from_iter([(header::ACCEPT_ENCODING, HeaderValue::from_static(value))]);
            assert_eq!(accepts(&headers, header::ACCEPT_ENCODING, "br"), wanted, "{value}");
        }
    }
}
