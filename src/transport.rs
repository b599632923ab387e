//! The one place that reaches the network: this file and the folder of its name. It carries calls to the gateway and sorts
//! what comes back: the vendor's answer, the gateway's own, or none. It judges no answer; that is the vendors crate's.

pub mod events;
pub mod lines;
pub mod stream;

use std::str::FromStr;

use gloo_net::http::{Headers, Method, RequestBuilder};
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use rescind_domain::gateway_error::{ERROR_HEADER, REQUEST_HEADER};
use rescind_domain::{Fault, FaultKind, FaultSource, GatewayError, GatewayErrorKind, Retry};
use send_wrapper::SendWrapper;
use web_sys::AbortController;

use crate::json::Json;
use crate::lasting::Lasting;

/// An answer of the gateway's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    /// The HTTP status.
    pub status: u16,
    /// The body.
    pub body: String,
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TransportFailure {
    /// The gateway says no.
    Gateway {
        /// The HTTP status of its answer.
        status: u16,
        /// What it said.
        error: GatewayError,
    },
    /// The gateway did not answer: it could not be reached, or the connection to it broke.
    NoAnswer,
    /// The time limit of the browser passed.
    Timeout,
    /// The call was aborted by its own caller; only reads are.
    Cancelled,
}

impl TransportFailure {
    /// It as a fault of a call.
    #[must_use]
    pub fn fault(&self, method: &str, path: &str) -> Fault {
        let (kind, source, retry) = match self {
            Self::Gateway { error, .. } => {
                let (kind, retry) = error.kind.as_fault();
                (kind, FaultSource::Gateway, retry)
            }
            Self::NoAnswer => (FaultKind::Unknown, FaultSource::Browser, Retry::AfterReread),
            Self::Timeout => (FaultKind::Timeout, FaultSource::Browser, Retry::AfterReread),
            Self::Cancelled => (FaultKind::Cancelled, FaultSource::Browser, Retry::Safe),
        };
        let mut fault = Fault::new(kind, source, method, path, retry);
        if let Self::Gateway { status, error } = self {
            fault.http_status = Some(*status);
            fault.message = Some(error.message.clone());
        }
        fault
    }
}

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
    let kind = answer.headers().get(ERROR_HEADER);
    Ok((Response { status: answer.status(), body: answer.text().await? }, kind))
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

/// Waits.
pub async fn pause(milliseconds: u32) {
    TimeoutFuture::new(milliseconds).await;
}
