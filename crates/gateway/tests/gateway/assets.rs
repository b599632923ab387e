//! The console's files.

use reqwest::{Method, Response};

use crate::support::{Setup, World, refusal};

const FILES: &[(&str, &str)] = &[
    ("index.html", "<title>Rescind</title>"),
    ("rescind-0123.js", "plain script"),
    ("rescind-0123.js.br", "brotli"),
    ("rescind-0123.js.gz", "gzip"),
    ("rescind-21b783f7e626c67b_bg.wasm", "module"),
    ("style/base.css", "a{}"),
    ("LICENSE", "text"),
];

async fn world(assets: &'static [(&'static str, &'static str)]) -> World {
    World::with("http://127.0.0.1:1", Setup { assets, ..Setup::default() }).await
}

async fn get(world: &World, path: &str, headers: &[(&str, &str)]) -> Response {
    let request = world.client.get(format!("{}{path}", world.base));
    headers.iter().fold(request, |request, (name, value)| request.header(*name, *value)).send().await.unwrap()
}

fn header<'a>(answer: &'a Response, name: &str) -> &'a str {
    answer.headers().get(name).map(|value| value.to_str().unwrap()).unwrap_or_default()
}

#[tokio::test]
async fn types_and_caching() {
    let world = world(FILES).await;
    let immutable = "public, max-age=31536000, immutable";
    for (path, kind, caching) in [
        ("/", "text/html; charset=utf-8", "no-cache"),
        ("/index.html", "text/html; charset=utf-8", "no-cache"),
        ("/rescind-0123.js", "text/javascript; charset=utf-8", "no-cache"),
        ("/rescind-21b783f7e626c67b_bg.wasm", "application/wasm", immutable),
        ("/style/base.css", "text/css; charset=utf-8", "no-cache"),
        ("/LICENSE", "application/octet-stream", "no-cache"),
    ] {
        let answer = get(&world, path, &[]).await;
        assert_eq!(answer.status(), 200, "{path}");
        assert_eq!((header(&answer, "content-type"), header(&answer, "cache-control")), (kind, caching), "{path}");
        assert!(header(&answer, "etag").starts_with('"'), "{path}");
    }
}

#[tokio::test]
async fn what_the_browser_has_is_not_sent_again() {
    let world = world(FILES).await;
    let etag = header(&get(&world, "/style/base.css", &[]).await, "etag").to_owned();
    for known in [etag.clone(), format!("\"other\", {etag}"), format!("W/{etag}"), "*".to_owned()] {
        let answer = get(&world, "/style/base.css", &[("if-none-match", &known)]).await;
        assert_eq!(answer.status(), 304, "{known}");
        assert_eq!((header(&answer, "etag"), header(&answer, "cache-control")), (etag.as_str(), "no-cache"));
        assert_eq!(answer.text().await.unwrap(), "");
    }
    assert_eq!(get(&world, "/style/base.css", &[("if-none-match", "\"other\"")]).await.status(), 200);
    assert_ne!(header(&get(&world, "/", &[]).await, "etag"), etag);
}

#[tokio::test]
async fn a_compressed_form_is_sent_to_whoever_takes_it() {
    let world = world(FILES).await;
    let mut etags = Vec::new();
    for (accepted, encoding, body) in [
        ("", "", "plain script"),
        ("identity", "", "plain script"),
        ("gzip", "gzip", "gzip"),
        ("gzip, deflate, br, zstd", "br", "brotli"),
        ("br;q=0, gzip", "gzip", "gzip"),
    ] {
        let answer = get(&world, "/rescind-0123.js", &[("accept-encoding", accepted)]).await;
        assert_eq!((header(&answer, "content-encoding"), header(&answer, "vary")), (encoding, "accept-encoding"));
        assert_eq!(header(&answer, "content-type"), "text/javascript; charset=utf-8");
        etags.push(header(&answer, "etag").to_owned());
        assert_eq!(answer.text().await.unwrap(), body, "{accepted}");
    }
    etags.dedup();
    assert_eq!(etags.len(), 4, "each form has an ETag of its own");
    let answer = get(&world, "/rescind-21b783f7e626c67b_bg.wasm", &[("accept-encoding", "br, gzip")]).await;
    assert_eq!((header(&answer, "content-encoding"), header(&answer, "vary")), ("", ""));
}

#[tokio::test]
async fn pages_of_the_console_fall_back_to_the_index_and_nothing_else_does() {
    let world = world(FILES).await;
    let html = [("accept", "text/html,application/xhtml+xml,*/*;q=0.8")];
    for path in ["/c/prod/roles", "/c/prod/role?name=a%2Fb&tab=members", "/apis", "/plan/x.y"] {
        let answer = get(&world, path, &html).await;
        assert_eq!(answer.status(), 200, "{path}");
        assert_eq!(answer.text().await.unwrap(), "<title>Rescind</title>");
    }
    for headers in [&[("accept", "*/*")][..], &[]] {
        for path in
            ["/missing.js", "/rescind-0123.js.br", "/style", "/..%2fcredential", "/%2e%2e/credential", "/data/lock"]
        {
            assert_eq!(refusal(get(&world, path, headers).await).await, (404, "not_found".to_owned()), "{path}");
        }
    }
    let post = world.client.post(format!("{}/c/prod/roles", world.base)).send().await.unwrap();
    assert_eq!(refusal(post).await, (405, "bad_request".to_owned()));
}

#[tokio::test]
async fn a_page_of_an_earlier_build_is_told_that_its_files_are_gone() {
    let world = world(FILES).await;
    // As a browser asks for a script, a sheet and a module.
    for (path, accept) in [
        ("/rescind-0000000000000000.js", "*/*"),
        ("/style/base-0000000000000000.css", "text/css,*/*;q=0.1"),
        ("/rescind-0000000000000000_bg.wasm", "*/*"),
    ] {
        let answer = get(&world, path, &[("accept", accept), ("accept-encoding", "gzip, br")]).await;
        let (kind, caching) = (header(&answer, "content-type"), header(&answer, "cache-control"));
        assert_eq!((kind, caching, header(&answer, "etag")), ("application/json", "no-store", ""), "{path}");
        assert_eq!(refusal(answer).await, (404, "not_found".to_owned()), "{path}");
    }
}

#[tokio::test]
async fn head_has_the_length_and_no_body() {
    let world = world(FILES).await;
    let answer = world.client.request(Method::HEAD, format!("{}/style/base.css", world.base)).send().await.unwrap();
    assert_eq!((answer.status().as_u16(), header(&answer, "content-length")), (200, "3"));
    assert_eq!(answer.text().await.unwrap(), "");
}

#[tokio::test]
async fn without_a_console_the_page_says_how_to_build_it() {
    let world = world(&[]).await;
    for path in ["/", "/c/prod/roles"] {
        let answer = get(&world, path, &[("accept", "text/html")]).await;
        assert_eq!(header(&answer, "content-type"), "text/plain; charset=utf-8");
        assert!(answer.text().await.unwrap().contains("cargo xtask serve"));
    }
    assert_eq!(get(&world, "/missing.js", &[]).await.status(), 404);
    assert!(world.get("/api/connections").await.status().is_success());
}
