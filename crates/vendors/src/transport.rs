//! What the flows need of the world: a way to send a call to a connection, and a pause. The console gives them the
//! gateway; tests give them a script.

use std::future;

use rescind_domain::{EntryId, Fault, FaultKind, FaultSource, GatewayError, GatewayErrorKind, RequestId, Retry};

use crate::Request;

/// An answer, as far as the flows look at it.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Response {
    /// The HTTP status.
    pub status: u16,
    /// The media type, without parameters, in lower case; empty when there was none.
    pub content_type: String,
    /// The vendor's request or trace id.
    pub request_id: Option<RequestId>,
    /// `Retry-After` in seconds.
    pub retry_after_seconds: Option<u32>,
    /// `x-operation-poll-interval` in seconds.
    pub poll_interval_seconds: Option<u32>,
    /// The body.
    pub body: String,
}

/// Why there is no answer of the vendor's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TransportFailure {
    /// The gateway answered in the vendor's place.
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

/// Sends calls of one connection. Its futures may move from thread to thread, and with them those of all flows and reads.
pub trait Transport: Sync {
    /// Sends a call that reads.
    fn read(&self, request: &Request) -> impl Future<Output = Result<Response, TransportFailure>> + Send;

    /// Sends a call that changes something, on behalf of entries of a plan.
    fn revoke(
        &self,
        request: &Request,
        entries: &[EntryId],
    ) -> impl Future<Output = Result<Response, TransportFailure>> + Send;

    /// Sends a call that gives something back, on behalf of entries of a plan, each of which undoes the entry at the same
    /// place of `undone`. A transport that does not say how sends nothing.
    fn give(
        &self,
        _request: &Request,
        _entries: &[EntryId],
        _undone: &[EntryId],
    ) -> impl Future<Output = Result<Response, TransportFailure>> + Send {
        let message = "Nothing can be given back on this way. Nothing was sent.".to_owned();
        let error = GatewayError { kind: GatewayErrorKind::NotAllowed, message };
        future::ready(Err(TransportFailure::Gateway { status: 403, error }))
    }

    /// Waits.
    fn pause(&self, milliseconds: u32) -> impl Future<Output = ()> + Send;
}

/// The fault of a call that the vendor did not answer.
#[must_use]
pub fn fault_of(failure: &TransportFailure, request: &Request) -> Fault {
    let (kind, source, retry) = match failure {
        TransportFailure::Gateway { error, .. } => {
            let (kind, retry) = kind_of_gateway(error.kind);
            (kind, FaultSource::Gateway, retry)
        }
        TransportFailure::NoAnswer => (FaultKind::Unknown, FaultSource::Browser, Retry::AfterReread),
        TransportFailure::Timeout => (FaultKind::Timeout, FaultSource::Browser, Retry::AfterReread),
        TransportFailure::Cancelled => (FaultKind::Cancelled, FaultSource::Browser, Retry::Safe),
    };
    let mut fault = Fault::new(kind, source, request.method.as_str(), &request.path, retry);
    if let TransportFailure::Gateway { status, error } = failure {
        fault.http_status = Some(*status);
        fault.message = Some(error.message.clone());
    }
    fault
}

fn kind_of_gateway(kind: GatewayErrorKind) -> (FaultKind, Retry) {
    use GatewayErrorKind as K;
    match kind {
        K::SignedOut | K::WrongToken | K::TooManyAttempts | K::ProxySignIn => (FaultKind::SignedOut, Retry::Safe),
        K::UpstreamUnreachable => (FaultKind::Offline, Retry::Safe),
        K::UpstreamLost => (FaultKind::Unknown, Retry::AfterReread),
        K::UpstreamTimeout => (FaultKind::Timeout, Retry::AfterReread),
        // The answer was too large to pass on, or was lost inside the gateway: the call itself may have been carried out.
        K::TooLarge => (FaultKind::Unknown, Retry::AfterReread),
        K::Internal => (FaultKind::Unknown, Retry::AfterReread),
        K::NotFound => (FaultKind::NotFound, Retry::Useless),
        K::Changed => (FaultKind::Conflict { blocking: None }, Retry::Safe),
        K::IntentRefused | K::OutcomeRefused | K::Leased => (FaultKind::Conflict { blocking: None }, Retry::Useless),
        K::BadRequest | K::CrossSite | K::NotAllowed | K::ReadOnly | K::Credential => {
            (FaultKind::Rejected, Retry::Useless)
        }
    }
}
