//! Makes the connections to vendors: the name's addresses held to what is permitted, TLS always verified, and all of it
//! within one limit. A connection that is not made in time is one over which nothing was sent, like one that fails.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::http::Uri;
use hyper_rustls::{ConfigBuilderExt as _, HttpsConnector, HttpsConnectorBuilder, MaybeHttpsStream};
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio_rustls::rustls::ClientConfig;
use tokio_rustls::rustls::crypto::ring;
use tower_service::Service;

use super::Trust;
use super::resolver::Resolver;
use crate::names::Names;

/// How long a connection says nothing before the system asks whether its other end is still there.
const KEEPALIVE: Duration = Duration::from_secs(15);

type Inner = HttpsConnector<HttpConnector<Resolver>>;

/// What the HTTP client asks for connections.
#[derive(Clone)]
pub(super) struct Connector {
    inner: Inner,
    limit: Duration,
}

impl Connector {
    /// One that trusts as told. `limit` is the time for name, TCP and TLS together.
    ///
    /// # Errors
    /// When the machine has no certificate authorities, and the trust brings none.
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
}

fn tls(trust: &Trust) -> io::Result<ClientConfig> {
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(io::Error::other)?;
    let config = match &trust.authorities {
        Some(authorities) => config.with_root_certificates(Arc::clone(&authorities.roots)),
        None => config.with_native_roots()?,
    };
    Ok(config.with_no_client_auth())
}

#[derive(Debug, thiserror::Error)]
#[error("no connection came about within {0:?}")]
struct TooSlow(Duration);

impl Service<Uri> for Connector {
    type Response = MaybeHttpsStream<TokioIo<TcpStream>>;
    type Error = Box<dyn std::error::Error + Send + Sync>;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Self::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, address: Uri) -> Self::Future {
        let (connecting, limit) = (self.inner.call(address), self.limit);
        Box::pin(async move { tokio::time::timeout(limit, connecting).await.map_err(|_| TooSlow(limit))? })
    }
}
