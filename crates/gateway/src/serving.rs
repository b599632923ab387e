//! Answers the connections that come in. Their number is bounded, and so is the time for the head of a request, so that
//! somebody who says nothing keeps no place for good. It knows nothing of what is asked.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::serve::Listener as _;
use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;

use crate::around::Around;
use crate::door::{self, Door, Stream};

/// More connections wait until another ends.
const CONNECTIONS: usize = 1024;

/// Serves until `stop`; then takes nothing new, closes what is idle, and ends when the requests under way have ended.
pub(crate) async fn serve(mut door: Door, around: Arc<Around>, head: Duration, stop: CancellationToken) {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(head);
    let (graceful, places) = (GracefulShutdown::new(), Arc::new(Semaphore::new(CONNECTIONS)));
    loop {
        let next = async {
            let place = Arc::clone(&places).acquire_owned().await;
            (place, door.accept().await)
        };
        let (place, (stream, peer)) = tokio::select! {
            next = next => next,
            () = stop.cancelled() => break,
        };
        let connection = graceful.watch(connection(&http, stream, peer, Arc::clone(&around)));
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(%peer, %error, "a connection ended badly");
            }
            drop(place);
        });
    }
    // Nobody may connect from here on.
    drop(door);
    graceful.shutdown().await;
}

fn connection(
    http: &http1::Builder,
    mut stream: Stream,
    peer: SocketAddr,
    around: Arc<Around>,
) -> impl hyper_util::server::graceful::GracefulConnection<Error = hyper::Error> + use<> {
    door::set_nodelay(&mut stream);
    let answer = service_fn(move |request: Request<Incoming>| {
        let around = Arc::clone(&around);
        async move { Ok::<_, Infallible>(around.answer(peer, request.map(Body::new)).await) }
    });
    http.serve_connection(TokioIo::new(stream), answer)
}
