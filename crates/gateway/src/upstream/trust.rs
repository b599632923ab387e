//! What a connection trusts beyond the usual: certificate authorities of its own, and names that lead into private networks.
//! It belongs to the origins that the connection calls, so two connections to one origin must agree about it.

use std::fmt;
use std::path::PathBuf;

use reqwest::{Certificate, Url};

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
    pub(super) certificates: Vec<Certificate>,
}

impl Authorities {
    /// Reads a file in PEM. It is read once: a change needs a restart.
    ///
    /// # Errors
    /// What is wrong with the file.
    pub(crate) fn read(path: PathBuf) -> Result<Self, String> {
        // Neither the path nor the parser's words: either may be a key by mistake.
        let pem = std::fs::read(&path).map_err(|error| format!("this file cannot be read: {error}"))?;
        match Certificate::from_pem_bundle(&pem) {
            Ok(certificates) if !certificates.is_empty() => Ok(Self { path, certificates }),
            _ => Err("this file holds no certificate in PEM".to_owned()),
        }
    }
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

/// Scheme, host and port of an address.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Origin(String);

impl Origin {
    /// That of a call.
    pub(crate) fn of(url: &Url) -> Self {
        Self(url.origin().ascii_serialization())
    }

    /// That of a base address.
    pub(crate) fn of_base(base: &str) -> Option<Self> {
        Url::parse(base).ok().map(|url| Self::of(&url))
    }
}
