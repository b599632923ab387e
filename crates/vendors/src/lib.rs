//! The vendors' APIs, one folder each: route table, request builders, two-step decoders, fault classification, and the
//! flows that read and revoke over a [`Transport`]. Nothing here opens a connection or knows a credential.

mod api;
mod earlier;
mod flow;
pub mod genauth;
pub mod give;
pub mod lanes;
pub mod milvus;
pub mod operation;
pub mod read;
pub mod request;
pub mod revoke;
pub mod routes;
pub mod shared;
pub mod snippets;
pub mod transport;
pub mod yandex;

pub use give::{given_along, giving_calls, witness};
pub use operation::{Operation, OperationState};
pub use request::{Method, Request};
pub use revoke::{preparation, revocation_calls, word_of};
pub use routes::{Effect, Host, Route};
pub use transport::{Response, Transport, TransportFailure};

use rescind_domain::{BusinessStatus, Vendor};

use crate::api::{Api as _, with_api};

/// The status inside an answer's body, where the vendor puts its own beside HTTP's.
#[must_use]
pub fn business_status(vendor: Vendor, body: &str) -> Option<BusinessStatus> {
    with_api!(vendor, api => api.business_status(body))
}
