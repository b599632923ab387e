//! The way to the vendors: addresses, credentials, the client that sends, and what of a vendor's answer goes on to the
//! browser. Nothing here decides whether a call may be sent: that is `forward`'s.

mod client;
pub(crate) mod credential;
mod milvus;
mod public_address;
mod resolver;
mod secret;
mod trust;

pub(crate) use client::{Answer, Call, Client, Failure, Pooling, headers_of};
pub(crate) use resolver::Addresses;
pub(crate) use secret::Secret;
pub(crate) use trust::{Authorities, Origin, Trust};

use axum::http::HeaderValue;
use rescind_domain::{PrincipalId, Vendor};

/// The value of `Authorization` by which a vendor recognizes a credential, or why it cannot be one.
pub(crate) fn authorization(vendor: Vendor, credential: &Secret) -> Result<HeaderValue, &'static str> {
    match vendor {
        Vendor::Milvus | Vendor::Genauth | Vendor::YandexMongodb => milvus::authorization(credential),
    }
}

/// The vendor account behind a credential, where the credential tells.
pub(crate) fn account(vendor: Vendor, credential: &Secret) -> Option<PrincipalId> {
    match vendor {
        Vendor::Milvus => milvus::account(credential),
        Vendor::Genauth | Vendor::YandexMongodb => None,
    }
}

/// The headers, best first, in which a vendor's answer names the request for its support.
pub(crate) const fn request_id_headers(vendor: Vendor) -> &'static [&'static str] {
    match vendor {
        Vendor::Milvus | Vendor::Genauth | Vendor::YandexMongodb => milvus::REQUEST_ID_HEADERS,
    }
}
