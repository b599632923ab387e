//! Where connections come in: as they are, or through TLS. Handshakes are made beside each other and for a bounded time, so
//! that somebody who never finishes one keeps nobody out.

use std::future::pending;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::serve::Listener;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::task::{JoinHandle, JoinSet};
use tokio_rustls::server::TlsStream;
use tokio_util::either::Either;

use crate::tls::Acceptor;

/// How long a handshake may take.
const HANDSHAKE: Duration = Duration::from_secs(10);
/// How many are made at once.
const HANDSHAKES: usize = 256;

/// One connection.
pub(crate) type Stream = Either<TcpStream, TlsStream<TcpStream>>;

/// A listener of either kind.
pub(crate) enum Door {
    Plain(TcpListener),
    Tls(TlsDoor),
}

/// Hands out connections whose handshake is done.
pub(crate) struct TlsDoor {
    address: SocketAddr,
    ready: mpsc::Receiver<(TlsStream<TcpStream>, SocketAddr)>,
    handshakes: JoinHandle<()>,
}

impl Door {
    /// Takes the connections of this listener.
    pub(crate) fn new(listener: TcpListener, address: SocketAddr, acceptor: Option<Acceptor>) -> Self {
        let Some(acceptor) = acceptor else { return Self::Plain(listener) };
        let (done, ready) = mpsc::channel(1);
        let handshakes = tokio::spawn(shake_hands(listener, Arc::new(acceptor), done));
        Self::Tls(TlsDoor { address, ready, handshakes })
    }
}

impl Drop for TlsDoor {
    fn drop(&mut self) {
        self.handshakes.abort();
    }
}

impl Listener for Door {
    type Io = Stream;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Stream, SocketAddr) {
        match self {
            Self::Plain(listener) => {
                let (stream, peer) = Listener::accept(listener).await;
                (Either::Left(stream), peer)
            }
            Self::Tls(door) => match door.ready.recv().await {
                Some((stream, peer)) => (Either::Right(stream), peer),
                // The task has ended, as it does with the runtime.
                None => pending().await,
            },
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        match self {
            Self::Plain(listener) => listener.local_addr(),
            Self::Tls(door) => Ok(door.address),
        }
    }
}

/// Sends small answers without waiting for more.
pub(crate) fn set_nodelay(stream: &mut Stream) {
    let connection = match stream {
        Either::Left(connection) => connection,
        Either::Right(stream) => stream.get_ref().0,
    };
    if let Err(error) = connection.set_nodelay(true) {
        tracing::debug!(%error, "a connection keeps its delay");
    }
}

async fn shake_hands(
    mut listener: TcpListener,
    acceptor: Arc<Acceptor>,
    done: mpsc::Sender<(TlsStream<TcpStream>, SocketAddr)>,
) {
    let mut handshakes = JoinSet::new();
    loop {
        tokio::select! {
            (stream, peer) = Listener::accept(&mut listener), if handshakes.len() < HANDSHAKES => {
                let (acceptor, done) = (Arc::clone(&acceptor), done.clone());
                handshakes.spawn(async move {
                    match tokio::time::timeout(HANDSHAKE, acceptor.accept(stream)).await {
                        // Nobody takes it when the gateway is about to stop.
                        Ok(Ok(stream)) => drop(done.send((stream, peer)).await),
                        Ok(Err(error)) => tracing::debug!(%peer, %error, "a TLS handshake failed"),
                        Err(_) => tracing::debug!(%peer, "a TLS handshake took too long"),
                    }
                });
            }
            Some(_ended) = handshakes.join_next() => {}
        }
    }
}
