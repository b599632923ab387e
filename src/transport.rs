//! The one place that reaches the network: this file and the folder of its name. It carries calls to the gateway and sorts
//! what comes back: the vendor's answer, the gateway's own, or none. It judges no answer; that is the vendors crate's.

pub mod events;
pub mod lines;
pub mod stream;

use std::pin::pin;
use std::str::FromStr;

use futures_util::future::{Either, select};
use gloo_net::http::{Headers, Method, RequestBuilder};
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use rescind_domain::gateway_error::{ERROR_HEADER, REQUEST_HEADER};
use rescind_domain::{ConnectionId, GatewayError, GatewayErrorKind, RequestId};
use rescind_vendors::{Request, Response, Transport, TransportFailure};
use send_wrapper::SendWrapper;
use web_sys::AbortController;

use crate::json::Json;
use crate::lasting::Lasting;

/// The headers in which vendors put their request or trace id, best first.
const REQUEST_ID_HEADERS: [&str; 4] = ["x-request-id", "x-milvus-trace-id", "x-trace-id", "x-server-trace-id"];

/// Cancels reads whose page has gone, and mutations that nobody waits for any more: one that has not left the browser or the
/// gateway by then never will.
#[derive(Clone, Debug)]
pub struct Abort(Option<SendWrapper<AbortController>>);

impl Abort {
    /// A fresh one.
    #[must_use]
    pub fn new() -> Self {
        Self(AbortController::new().ok().map(SendWrapper::new))
    }

    /// Cancels every call that carries it.
    pub fn abort(&self) {
        if let Some(controller) = &self.0 {
            controller.abort();
        }
    }

    fn is_aborted(&self) -> bool {
        self.0.as_ref().is_some_and(|controller| controller.signal().aborted())
    }
}

impl Default for Abort {
    fn default() -> Self {
        Self::new()
    }
}

/// One call to the gateway.
#[derive(Clone, Debug)]
pub struct Call<'a> {
    /// The HTTP method.
    pub method: &'a str,
    /// The path and query at the gateway.
    pub url: String,
    /// The JSON body; empty for none.
    pub body: String,
    /// The media type that is wanted, where the gateway has several.
    pub accept: Option<&'a str>,
    /// What cancels it.
    pub abort: Option<&'a Abort>,
}

impl Call<'static> {
    /// A call that only reads.
    #[must_use]
    pub const fn get(url: String) -> Self {
        Self { method: "GET", url, body: String::new(), accept: None, abort: None }
    }
}

/// Sends calls to the gateway and tells when it says that the session is gone.
#[derive(Clone, Copy)]
pub struct Client {
    on_signed_out: Callback<()>,
    time_limit: Lasting<Option<u32>>,
}

impl Client {
    /// `on_signed_out` runs each time that a call finds the session gone. `time_limit` is how long a vendor's answer is
    /// waited for, in milliseconds; without one, as long as it takes.
    #[must_use]
    pub const fn new(on_signed_out: Callback<()>, time_limit: Lasting<Option<u32>>) -> Self {
        Self { on_signed_out, time_limit }
    }

    /// A transport to the vendor behind one connection.
    #[must_use]
    pub const fn to(self, connection: ConnectionId, abort: Option<Abort>) -> ToConnection {
        ToConnection { client: self, connection, abort }
    }

    /// Sends a call.
    ///
    /// # Errors
    /// The gateway answered in the vendor's place, or nobody answered.
    pub async fn send(self, call: Call<'_>) -> Result<Response, TransportFailure> {
        let result = fetch(&call).await;
        if let Err(failure) = &result {
            self.notice(failure);
        }
        result
    }

    /// Tells when the session is gone.
    fn notice(self, failure: &TransportFailure) {
        if let TransportFailure::Gateway { error, .. } = failure
            && error.kind == GatewayErrorKind::SignedOut
        {
            self.on_signed_out.run(());
        }
    }
}

async fn fetch(call: &Call<'_>) -> Result<Response, TransportFailure> {
    let (answer, error_kind) = send(call).await.map_err(|_| {
        if call.abort.is_some_and(Abort::is_aborted) { TransportFailure::Cancelled } else { TransportFailure::NoAnswer }
    })?;
    match error_kind {
        None => Ok(answer),
        Some(kind) => {
            Err(TransportFailure::Gateway { status: answer.status, error: gateway_error(&kind, answer.body) })
        }
    }
}

/// The answer, and of which kind the gateway says that it is when it is its own.
async fn send(call: &Call<'_>) -> Result<(Response, Option<String>), gloo_net::Error> {
    let method = Method::from_str(call.method).map_err(|error| gloo_net::Error::GlooError(error.to_string()))?;
    let signal = call.abort.and_then(|Abort(controller)| controller.as_ref()).map(|controller| controller.signal());
    // The builder ends a query with `&`; whoever reads it skips the parameter that is none.
    let request = RequestBuilder::new(&call.url).method(method).headers(headers(call)).abort_signal(signal.as_ref());
    let request = if call.body.is_empty() { request.build()? } else { request.body(call.body.as_str())? };
    let answer = request.send().await?;
    let headers = answer.headers();
    let header = |name: &str| headers.get(name);
    let response = Response {
        status: answer.status(),
        content_type: header("content-type").map(|value| media_type(&value)).unwrap_or_default(),
        request_id: REQUEST_ID_HEADERS.iter().find_map(|name| header(name)).map(RequestId::new),
        retry_after_seconds: header("retry-after").and_then(|value| value.parse().ok()),
        poll_interval_seconds: header("x-operation-poll-interval").and_then(|value| value.parse().ok()),
        body: answer.text().await?,
    };
    Ok((response, header(ERROR_HEADER)))
}

fn headers(call: &Call<'_>) -> Headers {
    let headers = Headers::new();
    headers.set(REQUEST_HEADER, "1");
    if !call.body.is_empty() {
        headers.set("content-type", "application/json");
    }
    if let Some(accept) = call.accept {
        headers.set("accept", accept);
    }
    headers
}

fn media_type(value: &str) -> String {
    value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// The body of an answer that the gateway made. One that cannot be read is still not the vendor's.
fn gateway_error(kind: &str, body: String) -> GatewayError {
    let said = Json::parse(&body).and_then(|body| body.field("error"));
    let kind = said.as_ref().and_then(|error| error.text("kind")).unwrap_or_else(|| kind.to_owned());
    GatewayError {
        kind: kind.parse().unwrap_or(GatewayErrorKind::Internal),
        message: said.and_then(|error| error.text("message")).unwrap_or(body),
    }
}

/// The vendor behind one connection, as the flows see it.
#[derive(Clone)]
pub struct ToConnection {
    client: Client,
    connection: ConnectionId,
    abort: Option<Abort>,
}

impl ToConnection {
    /// Waits for an answer as long as the reader wants to wait. Whoever sent a mutation asks the journal then what became of
    /// it; the gateway carries on what it has begun.
    async fn within_limit(&self, call: Call<'_>) -> Result<Response, TransportFailure> {
        let Some(limit) = self.client.time_limit.get_untracked() else { return self.client.send(call).await };
        let given_up = Abort::new();
        let is_shared = call.abort.is_some();
        let answer = self.client.send(Call { abort: call.abort.or(Some(&given_up)), ..call });
        match select(pin!(answer), TimeoutFuture::new(limit)).await {
            Either::Left((answer, _)) => answer,
            Either::Right(_) => {
                if !is_shared {
                    given_up.abort();
                }
                Err(TransportFailure::Timeout)
            }
        }
    }

    fn call<'a>(&'a self, request: &'a Request) -> Call<'a> {
        Call {
            method: request.method.as_str(),
            body: request.body_text(),
            ..Call::get(format!("/api/c/{}{}", self.connection, request.target()))
        }
    }
}

/// The flows want futures that may move from thread to thread. Those of the browser hold its values; there is one thread, so
/// that they never do.
impl Transport for ToConnection {
    async fn read(&self, request: &Request) -> Result<Response, TransportFailure> {
        SendWrapper::new(self.within_limit(Call { abort: self.abort.as_ref(), ..self.call(request) })).await
    }

    async fn pause(&self, milliseconds: u32) {
        SendWrapper::new(pause(milliseconds)).await;
    }
}

/// Waits.
pub async fn pause(milliseconds: u32) {
    TimeoutFuture::new(milliseconds).await;
}
