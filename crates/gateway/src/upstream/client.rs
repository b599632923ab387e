//! Sends one call to a vendor and brings its answer back untouched. It follows no redirect, decompresses nothing, asks no
//! proxy of the environment, and never sends a call twice. What it reports when there is no answer tells "nothing was
//! sent" and "it may have happened" apart, since the journal and the console depend on that.

use std::collections::HashMap;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use axum::http::{HeaderMap, HeaderValue, Method, Request, StatusCode, Uri, header};
use http_body_util::{BodyExt as _, Full, LengthLimitError, Limited};
use hyper_util::client::legacy;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use rescind_domain::RequestId;

use super::connector::Connector;
use super::{Origin, Trust};
use crate::names::Names;
use crate::serve::Limits;

/// The headers of an answer that the browser gets to see: not, for instance, `WWW-Authenticate`, which would open the
/// browser's own dialog, nor `Set-Cookie`, nor a forged `X-Rescind-Error`.
const PASSED_ON: &[&str] = &[
    "content-type",
    "retry-after",
    "traceparent",
    "x-milvus-trace-id",
    "x-operation-poll-interval",
    "x-request-id",
    "x-server-trace-id",
    "x-trace-id",
];

/// A connection that lies in the pool for longer is rather opened anew than found dead.
const POOLED: Duration = Duration::from_secs(15);

/// Whether calls share connections.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pooling {
    /// Reads do: a call that meets a dead connection can be repeated by whoever asked.
    Shared,
    /// Each call opens a connection of its own. On a pooled one that dies nobody can tell whether the call left.
    OwnConnection,
}

/// One call, ready to be sent.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    pub(crate) method: Method,
    pub(crate) uri: Uri,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    pub(crate) limit: Duration,
}

/// The vendor's answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    /// Only those that may be passed on.
    pub(crate) headers: HeaderMap,
    pub(crate) request_id: Option<RequestId>,
    pub(crate) body: Bytes,
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Failure {
    /// No connection was made, so nothing was sent.
    Unreachable,
    /// It broke after the call may have left.
    Lost,
    /// There was no answer, or not the whole of it, within the limit.
    Timeout,
    /// The vendor answered with more than is passed on.
    TooLarge { status: StatusCode, request_id: Option<RequestId> },
}

type Http = legacy::Client<Connector, Full<Bytes>>;

/// The client for one way of pooling. TLS is always verified; what is trusted depends on the origin of the call.
#[derive(Clone, Debug)]
pub(crate) struct Client {
    /// For origins about which the config says nothing.
    usual: Http,
    special: Vec<(Origin, Http)>,
    answer_limit: usize,
}

impl Client {
    /// Reads the machine's certificates; fails when there are none.
    pub(crate) fn new(
        pooling: Pooling,
        limits: &Limits,
        names: &Arc<dyn Names>,
        trusts: HashMap<Origin, Trust>,
    ) -> io::Result<Self> {
        let http = |trust: &Trust| http(pooling, limits, Arc::clone(names), trust);
        let special = trusts.into_iter().map(|(origin, trust)| Ok((origin, http(&trust)?)));
        Ok(Self {
            usual: http(&Trust::default())?,
            special: special.collect::<io::Result<_>>()?,
            answer_limit: limits.answer_body,
        })
    }

    /// Sends the call. `request_ids` are the headers in which the vendor names a request.
    pub(crate) async fn send(&self, call: Call, request_ids: &[&str]) -> Result<Answer, Failure> {
        let limit = call.limit;
        tokio::time::timeout(limit, self.exchange(call, request_ids)).await.unwrap_or(Err(Failure::Timeout))
    }

    async fn exchange(&self, call: Call, request_ids: &[&str]) -> Result<Answer, Failure> {
        let special = self.special.iter().find(|(origin, _)| origin.is_of(&call.uri));
        let http = special.map_or(&self.usual, |(_, http)| http);
        let mut request = Request::new(Full::new(call.body));
        *request.method_mut() = call.method;
        *request.uri_mut() = call.uri;
        *request.headers_mut() = call.headers;
        let response = http.request(request).await.map_err(|error| {
            // The client says "connect" only while there is no connection yet: name, TCP, TLS.
            let failure = if error.is_connect() { Failure::Unreachable } else { Failure::Lost };
            tracing::warn!(error = %causes(&error), ?failure, "a call to a vendor has no answer");
            failure
        })?;
        let (head, body) = response.into_parts();
        let request_id = request_id(&head.headers, request_ids);
        match Limited::new(body, self.answer_limit).collect().await {
            Ok(body) => {
                Ok(Answer { status: head.status, headers: passed_on(&head.headers), request_id, body: body.to_bytes() })
            }
            Err(error) if error.is::<LengthLimitError>() => Err(Failure::TooLarge { status: head.status, request_id }),
            Err(error) => {
                tracing::warn!(error = %causes(&*error), "an answer of a vendor broke off");
                Err(Failure::Lost)
            }
        }
    }
}

fn http(pooling: Pooling, limits: &Limits, names: Arc<dyn Names>, trust: &Trust) -> io::Result<Http> {
    let mut builder = legacy::Client::builder(TokioExecutor::new());
    builder.retry_canceled_requests(false).pool_timer(TokioTimer::new()).pool_idle_timeout(POOLED);
    match pooling {
        Pooling::Shared => {}
        Pooling::OwnConnection => _ = builder.pool_max_idle_per_host(0),
    }
    Ok(builder.build(Connector::new(names, trust, limits.connect)?))
}

/// The headers of a call: of the client's only those that say what the body is and what is wanted.
pub(crate) fn headers_of(client: &HeaderMap) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for name in [header::CONTENT_TYPE, header::ACCEPT, header::ACCEPT_LANGUAGE] {
        if let Some(value) = client.get(&name) {
            headers.insert(name, value.clone());
        }
    }
    // The answer is passed on as it comes, so it must come as it is.
    headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static("identity"));
    headers
}

fn passed_on(headers: &HeaderMap) -> HeaderMap {
    let mut passed_on = HeaderMap::new();
    for (name, value) in headers.iter().filter(|(name, _)| PASSED_ON.contains(&name.as_str())) {
        passed_on.entry(name).or_insert_with(|| value.clone());
    }
    passed_on
}

fn request_id(headers: &HeaderMap, names: &[&str]) -> Option<RequestId> {
    names.iter().find_map(|name| headers.get(*name)?.to_str().ok()).filter(|id| !id.is_empty()).map(RequestId::new)
}

/// An error with its causes in one line: the client's own text leaves out what the system said.
fn causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}
