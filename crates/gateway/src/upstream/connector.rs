//! Makes the connections to vendors: the name's addresses held to what is permitted, TLS always verified, and all of it
//! within one limit. A connection that is not made in time is one over which nothing was sent, like one that fails.

use std::future::poll_fn;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum::http::Uri;
use hyper_rustls::{ConfigBuilderExt as _, HttpsConnector, HttpsConnectorBuilder, MaybeHttpsStream};
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};
use tower_service::Service;

use super::Trust;
use super::resolver::Resolver;
use crate::names::Names;

/// How long a connection says nothing before the system asks whether its other end is still there.
const KEEPALIVE: Duration = Duration::from_secs(15);

/// A connection's bytes.
pub(super) type Io = MaybeHttpsStream<TokioIo<TcpStream>>;

/// What connections are asked of.
#[derive(Clone, Debug)]
pub(super) struct Connector {
    inner: HttpsConnector<HttpConnector<Resolver>>,
    limit: Duration,
}

/// Why there is no connection: of the name, of TCP, of TLS, or of the time.
pub(super) type ConnectError = Box<dyn std::error::Error + Send + Sync>;

#[derive(Debug, thiserror::Error)]
#[error("no connection came about within {0:?}")]
struct TooSlow(Duration);

impl Connector {
    /// One that trusts as told. `limit` is the time for name, TCP and TLS together.
    ///
    /// # Errors
    /// When the TLS library offers no version that is safe.
    pub(super) fn new(names: Arc<dyn Names>, trust: &Trust, limit: Duration) -> io::Result<Self> {
        let mut tcp = HttpConnector::new_with_resolver(Resolver { names, permitted: trust.addresses });
        tcp.enforce_http(false);
        tcp.set_nodelay(true);
        tcp.set_keepalive(Some(KEEPALIVE));
        let inner = HttpsConnectorBuilder::new()
            .with_tls_config(tls(trust)?)
            .https_or_http()
            .enable_http1()
            .wrap_connector(tcp);
        Ok(Self { inner, limit })
    }

    /// A new connection to the host of an address.
    pub(super) async fn connect(&self, address: Uri) -> Result<Io, ConnectError> {
        let mut inner = self.inner.clone();
        let connecting = async {
            poll_fn(|context| inner.poll_ready(context)).await?;
            inner.call(address).await
        };
        tokio::time::timeout(self.limit, connecting).await.map_err(|_| TooSlow(self.limit))?
    }
}

fn tls(trust: &Trust) -> io::Result<ClientConfig> {
    let config = || {
        ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(io::Error::other)
    };
    let config = match &trust.authorities {
        Some(authorities) => config()?.with_root_certificates(Arc::clone(&authorities.roots)),
        None => config()?.with_native_roots().or_else(|error| {
            // The sandbox needs none, nor does who brings their own.
            tracing::warn!(%error, "the machine has no certificate authorities, so that no vendor passes for verified");
            Ok::<_, io::Error>(config()?.with_root_certificates(RootCertStore::empty()))
        })?,
    };
    Ok(config.with_no_client_auth())
}
