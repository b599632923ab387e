//! The vendors' APIs, one folder each: route table, request builders, two-step decoders, fault classification, and the
//! flows that read and revoke over a [`Transport`]. Nothing here opens a connection or knows a credential.

pub mod milvus;
pub mod request;
pub mod revoke;
pub mod routes;
pub mod transport;

pub use request::{Method, Request};
pub use routes::{Effect, Route};
pub use transport::{Response, Transport, TransportFailure};

use rescind_domain::{BusinessStatus, Grant, Vendor};

/// The calls that may take `grant` away, best first. The gateway lets a plan's entry send one of these and nothing else;
/// a later one is the fallback for servers that do not offer an earlier one.
#[must_use]
pub fn revocation_calls(vendor: Vendor, grant: &Grant) -> Vec<Request> {
    match vendor {
        Vendor::Milvus => milvus::requests::revocation_calls(grant),
    }
}

/// The status inside an answer's body, where the vendor puts its own beside HTTP's.
#[must_use]
pub fn business_status(vendor: Vendor, body: &str) -> Option<BusinessStatus> {
    match vendor {
        Vendor::Milvus => milvus::envelope::code(body).map(BusinessStatus::Code),
    }
}
