//! Sends one call to a vendor and brings its answer back untouched. It follows no redirect, decompresses nothing, asks no
//! proxy of the environment, and never sends a call twice. What it reports when there is no answer tells "nothing was
//! sent" and "it may have happened" apart, since the journal and the console depend on that.

use std::collections::HashMap;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use axum::http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode, Uri, header};
use http_body_util::{BodyExt as _, Full, LengthLimitError, Limited};
use hyper::body::Incoming;
use rescind_domain::RequestId;

use super::connector::{ConnectError, Connector};
use super::link::{Link, Whole};
use super::pool::Pool;
use super::{Origin, Trust};
use crate::names::Names;
use crate::serve::Limits;

/// The headers of an answer that say something of it, besides the request's name.
const KEPT: &[&str] = &["content-type", "retry-after", "x-operation-poll-interval"];

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
    /// Only those that say something of it.
    pub(crate) headers: HeaderMap,
    pub(crate) request_id: Option<RequestId>,
    pub(crate) body: Bytes,
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Failure {
    /// No connection was made, or it was closed before the call left: nothing was sent.
    Unreachable,
    /// It broke after the call may have left.
    Lost,
    /// There was no answer, or not the whole of it, within the limit.
    Timeout,
    /// The vendor answered with more than is taken.
    TooLarge { status: StatusCode, request_id: Option<RequestId> },
}

/// The client for one way of pooling. TLS is always verified; what is trusted depends on the origin of the call.
#[derive(Debug)]
pub(crate) struct Client {
    /// For origins about which the config says nothing.
    usual: Connector,
    special: Vec<(Origin, Connector)>,
    /// Where calls share connections.
    pool: Option<Pool>,
    answer_limit: usize,
}

impl Client {
    /// Reads the machine's certificates.
    pub(crate) fn new(
        pooling: Pooling,
        limits: &Limits,
        names: &Arc<dyn Names>,
        trusts: HashMap<Origin, Trust>,
    ) -> io::Result<Self> {
        let connector = |trust: &Trust| Connector::new(Arc::clone(names), trust, limits.connect);
        let special = trusts.into_iter().map(|(origin, trust)| Ok((origin, connector(&trust)?)));
        Ok(Self {
            usual: connector(&Trust::default())?,
            special: special.collect::<io::Result<_>>()?,
            pool: match pooling {
                Pooling::Shared => Some(Pool::default()),
                Pooling::OwnConnection => None,
            },
            answer_limit: limits.answer_body,
        })
    }

    /// Sends the call. `request_ids` are the headers in which the vendor names a request. Where calls share no connections,
    /// the limit counts from the first byte that is sent: nothing has left before, so that nothing can have happened.
    pub(crate) async fn send(&self, call: Call, request_ids: &[&str]) -> Result<Answer, Failure> {
        let limit = call.limit;
        if self.pool.is_some() {
            return tokio::time::timeout(limit, self.exchange(call, request_ids))
                .await
                .unwrap_or(Err(Failure::Timeout));
        }
        let address = call.uri.clone();
        let (origin, request) = prepared(call).ok_or(Failure::Unreachable)?;
        let link = self.connect(&origin, address).await?;
        let answer = self.over(link, &origin, request, request_ids);
        match tokio::time::timeout(limit, answer).await {
            Ok(answer) => answer.map_err(NoAnswer::failure),
            Err(_) => Err(Failure::Timeout),
        }
    }

    async fn exchange(&self, call: Call, request_ids: &[&str]) -> Result<Answer, Failure> {
        let address = call.uri.clone();
        // An address comes from the config and our own code, so that it has an origin.
        let (origin, mut request) = prepared(call).ok_or(Failure::Unreachable)?;
        if let Some(pool) = &self.pool {
            while let Some(link) = pool.take(&origin).await {
                match self.over(link, &origin, request, request_ids).await {
                    Err(NoAnswer::Unsent(unsent)) => request = *unsent,
                    Err(NoAnswer::Failed(failure)) => return Err(failure),
                    Ok(answer) => return Ok(answer),
                }
            }
        }
        // Boxed, since a call over a connection that is there should not carry the room that making one needs.
        let link = Box::pin(self.connect(&origin, address)).await?;
        self.over(link, &origin, request, request_ids).await.map_err(NoAnswer::failure)
    }

    async fn connect(&self, origin: &Origin, address: Uri) -> Result<Link, Failure> {
        let special = self.special.iter().find(|(special, _)| special == origin);
        let connector = special.map_or(&self.usual, |(_, connector)| connector);
        let connecting = async { Ok::<_, ConnectError>(Link::new(connector.connect(address).await?).await?) };
        connecting.await.map_err(|error| {
            tracing::warn!(error = %causes(&*error), "a vendor cannot be reached");
            Failure::Unreachable
        })
    }

    /// Sends the request over a connection, which others may have afterwards if they may share.
    async fn over(
        &self,
        mut link: Link,
        origin: &Origin,
        request: Whole,
        request_ids: &[&str],
    ) -> Result<Answer, NoAnswer> {
        let read = |response| read(response, self.answer_limit, request_ids);
        let answer = link.exchange(request, read).await.map_err(|mut error| match error.take_message() {
            Some(unsent) => NoAnswer::Unsent(Box::new(unsent)),
            None => {
                tracing::warn!(error = %causes(error.error()), "a call to a vendor has no answer");
                NoAnswer::Failed(Failure::Lost)
            }
        })?;
        if let (Ok(_), Some(pool)) = (&answer, &self.pool) {
            pool.give(origin.clone(), link).await;
        }
        answer.map_err(NoAnswer::Failed)
    }
}

/// Why a connection brought no answer.
enum NoAnswer {
    /// It was closed before the call left. Sent over another connection, it is sent for the first time.
    Unsent(Box<Whole>),
    Failed(Failure),
}

impl NoAnswer {
    fn failure(self) -> Failure {
        match self {
            Self::Unsent(_) => {
                tracing::warn!("a vendor closed a connection before anything was sent");
                Failure::Unreachable
            }
            Self::Failed(failure) => failure,
        }
    }
}

/// The call as it is written to a connection with its origin.
fn prepared(call: Call) -> Option<(Origin, Whole)> {
    let origin = Origin::of(&call.uri)?;
    let mut request = Request::new(Full::new(call.body));
    *request.method_mut() = call.method;
    *request.uri_mut() = call.uri.into_parts().path_and_query.map(Uri::from)?;
    *request.headers_mut() = call.headers;
    request.headers_mut().insert(header::HOST, origin.host()?);
    Some((origin, request))
}

async fn read(response: Response<Incoming>, limit: usize, request_ids: &[&str]) -> Result<Answer, Failure> {
    let (head, body) = response.into_parts();
    let request_id = request_id(&head.headers, request_ids);
    match Limited::new(body, limit).collect().await {
        Ok(body) => Ok(Answer { status: head.status, headers: kept(&head.headers), request_id, body: body.to_bytes() }),
        Err(error) if error.is::<LengthLimitError>() => Err(Failure::TooLarge { status: head.status, request_id }),
        Err(error) => {
            tracing::warn!(error = %causes(&*error), "an answer of a vendor broke off");
            Err(Failure::Lost)
        }
    }
}

/// The headers of a call that sends JSON and takes it, as it is: nothing here decompresses.
pub(crate) fn json_headers() -> HeaderMap {
    let json = HeaderValue::from_static("application/json");
    let identity = HeaderValue::from_static("identity");
    HeaderMap::from_iter([
        (header::CONTENT_TYPE, json.clone()),
        (header::ACCEPT, json),
        (header::ACCEPT_ENCODING, identity),
    ])
}

fn kept(headers: &HeaderMap) -> HeaderMap {
    let mut kept = HeaderMap::with_capacity(KEPT.len());
    for (name, value) in headers.iter().filter(|(name, _)| KEPT.contains(&name.as_str())) {
        kept.entry(name).or_insert_with(|| value.clone());
    }
    kept
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
