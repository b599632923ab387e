//! An answer line by line, as it arrives. It tells the gateway's own answers apart from lists, and judges no line.

use std::pin::pin;
use std::str::FromStr;

use crate::transport::TransportFailure;
use futures_util::future::{Either, select};
use gloo_net::http::{Method, RequestBuilder, Response};
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use rescind_domain::Fault;
use rescind_domain::gateway_error::{ERROR_HEADER, FAULT_HEADER};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::ReadableStreamDefaultReader;

use super::{Abort, Call, Client, gateway_error, headers, media_type};

/// Why there is no list.
#[derive(Clone, Debug)]
pub enum Unread {
    /// The vendor, or the way to it, said no to the gateway.
    Fault(Box<Fault>),
    /// The gateway said no, or nobody answered.
    Transport(TransportFailure),
    /// Something else answered, or a line is not of the interface's form.
    Malformed,
}

impl From<TransportFailure> for Unread {
    fn from(failure: TransportFailure) -> Self {
        Self::Transport(failure)
    }
}

impl Client {
    /// Sends a call and hands on the lines of its answer, those that arrive together together. The reader's time limit is for the
    /// pause before the first part, and between two.
    ///
    /// # Errors
    /// There is no answer, or it is none with lines; `each` says that a line is not of the interface's form.
    pub async fn lines(self, call: &Call<'_>, mut each: impl FnMut(&[&[u8]]) -> Option<()>) -> Result<(), Unread> {
        let response = self.begun(call).await?;
        let content_type = response.headers().get("content-type").map(|value| media_type(&value));
        if content_type.as_deref() != Some("application/x-ndjson") {
            return Err(Unread::Malformed);
        }
        let reader = response.body().map(|body| body.get_reader().unchecked_into::<ReadableStreamDefaultReader>());
        let Some(reader) = reader else { return Err(Unread::Malformed) };
        let mut rest = Vec::new();
        while let Some(part) = self.within(part(&reader)).await?.map_err(|_| lost(call))? {
            rest.extend(part);
            let Some(end) = rest.iter().rposition(|byte| *byte == b'\n') else { continue };
            let whole: Vec<u8> = rest.drain(..=end).collect();
            let lines: Vec<&[u8]> = whole.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()).collect();
            each(&lines).ok_or(Unread::Malformed)?;
        }
        Ok(())
    }

    /// The whole body of an answer that is not a list.
    ///
    /// # Errors
    /// As [`Client::lines`].
    pub async fn whole(self, call: &Call<'_>) -> Result<String, Unread> {
        let response = self.begun(call).await?;
        self.within(response.text()).await?.map_err(|_| lost(call))
    }

    /// An answer that the vendor, and the gateway, have said yes to.
    async fn begun(self, call: &Call<'_>) -> Result<Response, Unread> {
        let response = self.within(begin(call)).await?.map_err(|_| lost(call))?;
        if let Some(kind) = response.headers().get(ERROR_HEADER) {
            let body = response.text().await.map_err(|_| lost(call))?;
            let failure = TransportFailure::Gateway { status: response.status(), error: gateway_error(&kind, body) };
            self.notice(&failure);
            return Err(failure.into());
        }
        if response.headers().get(FAULT_HEADER).is_some() {
            let body = response.text().await.map_err(|_| lost(call))?;
            return Err(serde_json::from_str(&body).map_or(Unread::Malformed, |fault| Unread::Fault(Box::new(fault))));
        }
        if response.status() == 200 { Ok(response) } else { Err(Unread::Malformed) }
    }

    /// Waits no longer than the reader wants to wait.
    async fn within<T>(self, answer: impl Future<Output = T>) -> Result<T, Unread> {
        let Some(limit) = self.time_limit.get_untracked() else { return Ok(answer.await) };
        match select(pin!(answer), TimeoutFuture::new(limit)).await {
            Either::Left((answer, _)) => Ok(answer),
            Either::Right(_) => Err(TransportFailure::Timeout.into()),
        }
    }
}

async fn begin(call: &Call<'_>) -> Result<Response, gloo_net::Error> {
    let method = Method::from_str(call.method).map_err(|error| gloo_net::Error::GlooError(error.to_string()))?;
    let signal = call.abort.and_then(|Abort(controller)| controller.as_ref()).map(|controller| controller.signal());
    let request = RequestBuilder::new(&call.url).method(method).headers(headers(call)).abort_signal(signal.as_ref());
    let request = if call.body.is_empty() { request.build()? } else { request.body(call.body.as_str())? };
    request.send().await
}

/// The next part of a body; nothing at its end.
async fn part(reader: &ReadableStreamDefaultReader) -> Result<Option<Vec<u8>>, JsValue> {
    let part = JsFuture::from(reader.read()).await?;
    if js_sys::Reflect::get(&part, &"done".into())?.is_truthy() {
        return Ok(None);
    }
    let value = js_sys::Reflect::get(&part, &"value".into())?;
    Ok(Some(js_sys::Uint8Array::new(&value).to_vec()))
}

/// Nobody answered, or the answer broke off.
fn lost(call: &Call<'_>) -> Unread {
    let is_aborted = call.abort.is_some_and(Abort::is_aborted);
    if is_aborted { TransportFailure::Cancelled.into() } else { TransportFailure::NoAnswer.into() }
}
