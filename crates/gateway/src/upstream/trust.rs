//! What a connection trusts beyond the usual: certificate authorities of its own, and names that lead into private networks.
//! It belongs to the origins that the connection calls, so two connections to one origin must agree about it.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use axum::http::uri::{Authority, Scheme};
use axum::http::{HeaderValue, Uri};
use tokio_rustls::rustls::RootCertStore;
use tokio_rustls::rustls::pki_types::CertificateDer;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;

use super::Addresses;

/// A connection's trust.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Trust {
    /// Where its names may lead.
    pub(crate) addresses: Addresses,
    /// The only authorities that its certificates may come from; else the machine's.
    pub(crate) authorities: Option<Authorities>,
}

/// Certificate authorities out of a file.
#[derive(Clone)]
pub(crate) struct Authorities {
    path: PathBuf,
    pub(super) roots: Arc<RootCertStore>,
}

impl Authorities {
    /// Reads a file in PEM. It is read once: a change needs a restart.
    ///
    /// # Errors
    /// What is wrong with the file.
    pub(crate) fn read(path: PathBuf) -> Result<Self, String> {
        // Neither the path nor the parser's words: either may be a key by mistake.
        let pem = std::fs::read(&path).map_err(|error| format!("this file cannot be read: {error}"))?;
        Ok(Self { path, roots: Arc::new(parse(&pem)?) })
    }
}

fn parse(pem: &[u8]) -> Result<RootCertStore, String> {
    let mut roots = RootCertStore::empty();
    for (number, certificate) in CertificateDer::pem_slice_iter(pem).enumerate() {
        let added = certificate.is_ok_and(|certificate| roots.add(certificate).is_ok());
        if !added {
            return Err(format!("certificate {} of this file cannot be read", number + 1));
        }
    }
    if roots.is_empty() { Err("this file holds no certificate in PEM".to_owned()) } else { Ok(roots) }
}

impl PartialEq for Authorities {
    fn eq(&self, other: &Self) -> bool {
        self.path == other.path
    }
}

impl Eq for Authorities {}

impl fmt::Debug for Authorities {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Authorities").field(&self.path).finish()
    }
}

/// Scheme, host and port of an address. A base is written in one way only, so that texts compare.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Origin {
    scheme: Scheme,
    authority: Authority,
}

impl Origin {
    /// That of a base address.
    pub(crate) fn of_base(base: &str) -> Option<Self> {
        Self::of(&Uri::try_from(base).ok()?)
    }

    /// That of a full address.
    pub(super) fn of(address: &Uri) -> Option<Self> {
        Some(Self { scheme: address.scheme()?.clone(), authority: address.authority()?.clone() })
    }

    /// What the header `Host` says of it: a base address names no user, and no port that goes without saying.
    pub(super) fn host(&self) -> Option<HeaderValue> {
        HeaderValue::try_from(self.authority.as_str()).ok()
    }
}
