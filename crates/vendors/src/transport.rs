//! What reads need of the world: a way to send a call that reads to a connection, and a pause. Calls that change something
//! are not sent through it.

use rescind_domain::{Fault, FaultKind, FaultSource, GatewayError, RequestId, Retry};

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
    /// Whether the body was no UTF-8, so that what stands here is not what was said. JSON always is.
    pub is_garbled: bool,
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

/// Reads at one connection. Its futures may move from thread to thread, and with them those of all flows and reads.
pub trait Transport: Sync {
    /// Sends a call that reads.
    fn read(&self, request: &Request) -> impl Future<Output = Result<Response, TransportFailure>> + Send;

    /// Waits.
    fn pause(&self, milliseconds: u32) -> impl Future<Output = ()> + Send;
}

/// The fault of a call that the vendor did not answer.
#[must_use]
pub fn fault_of(failure: &TransportFailure, request: &Request) -> Fault {
    let (kind, source, retry) = match failure {
        TransportFailure::Gateway { error, .. } => {
            let (kind, retry) = error.kind.as_fault();
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
