//! A vendor made of a closure: it sees each request and its number among those to the same path.

use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::http::{HeaderMap, Method, StatusCode, Uri};

/// A request as it came.
#[derive(Clone, Debug)]
pub(super) struct Seen {
    pub(super) method: Method,
    pub(super) path: String,
    pub(super) headers: HeaderMap,
    pub(super) body: String,
}

impl Seen {
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }
}

/// A vendor that runs as long as its test.
pub(super) struct Stub {
    pub(super) base: String,
    seen: Arc<Mutex<Vec<Seen>>>,
}

impl Stub {
    /// One that answers by the request and its number, counted from 1.
    pub(super) async fn start(script: impl Fn(usize, &Seen) -> (u16, String) + Send + Sync + 'static) -> Self {
        let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let seen = Arc::<Mutex<Vec<Seen>>>::default();
        let (record, script) = (Arc::clone(&seen), Arc::new(script));
        let answer = move |method: Method, uri: Uri, headers: HeaderMap, body: Bytes| {
            let body = String::from_utf8(body.to_vec()).unwrap();
            let request = Seen { method, path: uri.path().to_owned(), headers, body };
            let mut seen = record.lock().unwrap();
            let number = 1 + seen.iter().filter(|other| other.path == request.path).count();
            seen.push(request.clone());
            let (status, body) = script(number, &request);
            std::future::ready((StatusCode::from_u16(status).unwrap(), body))
        };
        let server = axum::serve(listener, Router::new().fallback(answer)).into_future();
        tokio::spawn(server);
        Self { base, seen }
    }

    /// The requests to a path.
    pub(super) fn requests(&self, path: &str) -> Vec<Seen> {
        self.seen.lock().unwrap().iter().filter(|seen| seen.path == path).cloned().collect()
    }
}
