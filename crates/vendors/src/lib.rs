//! The vendors' APIs, one folder each: route table, request builders, two-step decoders, fault classification, and the
//! flows that read and revoke over a [`Transport`]. Nothing here opens a connection or knows a credential.

mod api;
pub mod coalesce;
pub mod genauth;
pub mod milvus;
pub mod mutation;
pub mod read;
pub mod request;
pub mod routes;
mod shown;
pub mod snippets;
pub mod transport;
pub mod yandex;

pub use request::{Method, Request};
pub use routes::{Effect, Host, Route};
pub use transport::{Response, Transport, TransportFailure};

use rescind_domain::{BusinessStatus, Vendor};

use crate::api::{Api as _, with_api};

/// The status inside an answer's body, where the vendor puts its own beside HTTP's.
#[must_use]
pub fn business_status(vendor: Vendor, body: &str) -> Option<BusinessStatus> {
    with_api!(vendor, api => api.business_status(body))
}
