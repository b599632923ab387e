//! TLS of the gateway's own: certificate and key from two files, which are looked at again for each connection, so that a
//! renewed certificate needs no restart. While the two do not fit together, as between two writes, the last good pair stays.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use sha2::{Digest as _, Sha256};
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::server::TlsStream;

/// What a connection to the gateway is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scheme {
    /// Plain http, which loopback addresses have at most.
    Http,
    /// TLS.
    Https,
}

impl Scheme {
    /// As it stands in an address.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Http => "http",
            Self::Https => "https",
        }
    }
}

/// Where certificate and key are, in PEM.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Files {
    /// The chain, the gateway's own certificate first.
    pub(crate) certificate: PathBuf,
    pub(crate) key: PathBuf,
}

/// What was read of the files.
struct Read {
    certificate: Vec<u8>,
    key: Vec<u8>,
}

impl Read {
    fn of(files: &Files) -> Result<Self, Problem> {
        let read = |what, path: &Path| std::fs::read(path).map_err(|cause| Problem::Unreadable(what, cause));
        Ok(Self { certificate: read("certificate", &files.certificate)?, key: read("key", &files.key)? })
    }

    /// Tells two readings apart without keeping the key.
    fn mark(&self) -> [u8; 32] {
        let length = self.certificate.len().to_le_bytes();
        Sha256::new().chain_update(length).chain_update(&self.certificate).chain_update(&self.key).finalize().into()
    }

    fn config(&self) -> Result<ServerConfig, Problem> {
        // The parser's own errors quote what they could not read, which may be the key.
        let chain = CertificateDer::pem_slice_iter(&self.certificate).collect::<Result<Vec<_>, _>>();
        let chain = chain.ok().filter(|chain| !chain.is_empty()).ok_or(Problem::NoCertificate)?;
        let key = PrivateKeyDer::from_pem_slice(&self.key).map_err(|_| Problem::NoKey)?;
        let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .and_then(|builder| builder.with_no_client_auth().with_single_cert(chain, key))
            .map_err(|_| Problem::NoPair)?;
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(config)
    }
}

/// Why there is no TLS with these files.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Problem {
    // Not the path: somebody may have put the key itself in its place.
    #[error("the {0} file cannot be read: {1}")]
    Unreadable(&'static str, io::Error),
    #[error("the certificate file holds no certificate in PEM")]
    NoCertificate,
    #[error("the key file holds no private key in PEM")]
    NoKey,
    #[error("the private key is not that of the first certificate, or of a kind that is not supported")]
    NoPair,
}

struct Current {
    mark: [u8; 32],
    config: Arc<ServerConfig>,
}

/// Makes TLS connections.
pub(crate) struct Acceptor {
    files: Files,
    current: Mutex<Current>,
}

impl Acceptor {
    /// Reads the files for the first time.
    pub(crate) fn open(files: Files) -> Result<Self, Problem> {
        let read = Read::of(&files)?;
        let current = Current { mark: read.mark(), config: Arc::new(read.config()?) };
        Ok(Self { files, current: Mutex::new(current) })
    }

    /// The handshake, with the certificate of this moment.
    pub(crate) async fn accept(self: Arc<Self>, stream: TcpStream) -> io::Result<TlsStream<TcpStream>> {
        let config = tokio::task::spawn_blocking(move || self.config()).await?;
        TlsAcceptor::from(config).accept(stream).await
    }

    fn config(&self) -> Arc<ServerConfig> {
        let read = Read::of(&self.files);
        let mut current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        match read {
            Err(problem) => tracing::warn!(%problem, "the certificate stays as it was"),
            Ok(read) if read.mark() == current.mark => {}
            Ok(read) => {
                // Marked in any case, so that a pair that does not fit is said once.
                current.mark = read.mark();
                match read.config() {
                    Ok(config) => {
                        tracing::info!("the certificate was read again");
                        current.config = Arc::new(config);
                    }
                    Err(problem) => tracing::warn!(%problem, "the certificate stays as it was"),
                }
            }
        }
        Arc::clone(&current.config)
    }
}
