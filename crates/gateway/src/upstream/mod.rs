//! The way to the vendors: credentials, the client that sends, and what of a vendor's answer is kept. Nothing here decides
//! whether a call may be sent: that is `calls`'.

mod authorized;
mod client;
mod connector;
pub(crate) mod credential;
mod exchange;
mod file_source;
mod genauth;
mod link;
mod milvus;
mod pool;
mod public_address;
mod renewing;
mod resolver;
mod secret;
mod source;
#[cfg(test)]
mod tests;
mod trust;
mod yandex;

pub(crate) use authorized::{Authorized, authorize, send, send_once};
pub(crate) use client::{Answer, Call, Client, Failure, Pooling, json_headers};
pub(crate) use credential::{Credential, Means};
pub(crate) use file_source::FileSource;
pub(crate) use genauth::AccessKey;
pub(crate) use resolver::Addresses;
pub(crate) use secret::Secret;
pub(crate) use source::{CommandSource, Source};
pub(crate) use trust::{Authorities, Origin, Trust};
pub(crate) use yandex::ServiceAccount;

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use rescind_domain::{PrincipalId, RequestId, Vendor};

use crate::error::Error;

impl From<Failure> for Error {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Unreachable => Self::UpstreamUnreachable,
            Failure::Lost => Self::UpstreamLost,
            Failure::Timeout => Self::UpstreamTimeout,
            Failure::TooLarge { .. } => Self::AnswerTooLarge,
        }
    }
}

/// Adds the headers by which a vendor recognizes a credential, in place of any such headers. The error says why it cannot be
/// one.
fn present(vendor: Vendor, credential: &Secret, headers: &mut HeaderMap) -> Result<(), &'static str> {
    match vendor {
        Vendor::Milvus => {
            headers.insert(header::AUTHORIZATION, milvus::authorization(credential)?);
        }
        Vendor::Genauth => {
            headers.extend(genauth::headers(credential)?);
            genauth::default_language(headers);
        }
        Vendor::YandexMongodb => headers.extend(yandex::headers(credential)?),
    }
    Ok(())
}

/// What a vendor is told, in headers of its own, of whoever reads its answer.
pub(crate) fn reader(vendor: Vendor, client: &HeaderMap) -> HeaderMap {
    match vendor {
        Vendor::Milvus | Vendor::YandexMongodb => HeaderMap::new(),
        Vendor::Genauth => genauth::reader(client),
    }
}

/// The vendor account behind a credential, where the credential tells.
pub(crate) fn account(vendor: Vendor, credential: &Secret) -> Option<PrincipalId> {
    match vendor {
        Vendor::Milvus => milvus::account(credential),
        // Their tokens belong to accounts of the cloud or the pool's administration, which hold none of the roles shown.
        Vendor::Genauth | Vendor::YandexMongodb => None,
    }
}

/// What tells whether an answer says that the credential is not accepted and that another one might be, where a vendor's
/// credentials are renewed at all.
const fn refusal(vendor: Vendor) -> Option<fn(StatusCode, &[u8]) -> bool> {
    match vendor {
        // A password is not renewed.
        Vendor::Milvus => None,
        Vendor::Genauth => Some(genauth::is_refusal),
        Vendor::YandexMongodb => Some(yandex::is_refusal),
    }
}

/// The headers, best first, in which a vendor's answer names the request for its support.
const fn request_id_headers(vendor: Vendor) -> &'static [&'static str] {
    match vendor {
        Vendor::Milvus => milvus::REQUEST_ID_HEADERS,
        Vendor::Genauth => genauth::REQUEST_ID_HEADERS,
        Vendor::YandexMongodb => yandex::REQUEST_ID_HEADERS,
    }
}

/// The request's name where a vendor's body has it, which then is the vendor's own.
fn request_id(vendor: Vendor, body: &[u8]) -> Option<RequestId> {
    match vendor {
        Vendor::Milvus => None,
        Vendor::Genauth => genauth::request_id(body),
        Vendor::YandexMongodb => yandex::request_id(body),
    }
}

/// The value of `Authorization` for a token.
fn bearer(token: &Secret) -> Result<HeaderValue, &'static str> {
    if token.expose().is_empty() {
        return Err("it is empty");
    }
    if !token.expose().bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err("a token is one word of ASCII");
    }
    let mut value =
        HeaderValue::try_from(format!("Bearer {}", token.expose())).map_err(|_| "it does not fit into a header")?;
    value.set_sensitive(true);
    Ok(value)
}
