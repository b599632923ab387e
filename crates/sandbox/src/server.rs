//! Connections: reads whole requests, hands them to the desk, writes answers or drops the connection.
//!
//! It runs hyper itself because a dropped connection must be a real one: a hyper service that returns an error ends
//! the connection with nothing written, which no axum handler can do. It knows nothing of vendors or faults.

use std::{future::Future, io, sync::Arc, time::Duration};

use axum::{
    body::{Body, Bytes, to_bytes},
    http::{HeaderValue, Request, Response, StatusCode, header::CONTENT_LENGTH},
};
use futures_util::stream;
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::watch,
    task::JoinSet,
};

use crate::{
    desk::Desk,
    exchange::{Answer, Call, Ending},
};

const BODY_LIMIT: usize = 4 * 1024 * 1024;
const GRACE: Duration = Duration::from_secs(1);

/// Accepts connections until `shutdown` ends, then waits up to [`GRACE`] for those that are busy.
pub(crate) async fn run(listener: TcpListener, desk: Arc<Desk>, shutdown: impl Future<Output = ()> + Send + 'static) {
    let (stop, stopped) = watch::channel(());
    let mut connections = JoinSet::new();
    let mut shutdown = std::pin::pin!(shutdown);
    loop {
        tokio::select! {
            () = &mut shutdown => break,
            Some(_) = connections.join_next(), if !connections.is_empty() => {}
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    connections.spawn(connection(stream, Arc::clone(&desk), stopped.clone()));
                }
                // Out of descriptors, most likely: closing connections frees some, spinning would not.
                Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
            },
        }
    }
    drop(listener);
    drop(stop);
    let finished = async { while connections.join_next().await.is_some() {} };
    let _expired = tokio::time::timeout(GRACE, finished).await;
}

async fn connection(stream: TcpStream, desk: Arc<Desk>, mut stopped: watch::Receiver<()>) {
    let _unsupported = stream.set_nodelay(true);
    let service = service_fn(move |request| exchange(request, Arc::clone(&desk)));
    let serving = http1::Builder::new().timer(TokioTimer::new()).serve_connection(TokioIo::new(stream), service);
    let mut serving = std::pin::pin!(serving);
    tokio::select! {
        // An error here is a dropped connection: the peer's doing, or a fault's.
        _ended = serving.as_mut() => {}
        _stop = stopped.changed() => {
            serving.as_mut().graceful_shutdown();
            let _ended = serving.await;
        }
    }
}

async fn exchange(request: Request<Incoming>, desk: Arc<Desk>) -> Result<Response<Body>, io::Error> {
    let (head, body) = request.into_parts();
    let Ok(body) = to_bytes(Body::new(body), BODY_LIMIT).await else {
        return Ok(whole(Answer::empty(StatusCode::PAYLOAD_TOO_LARGE)));
    };
    let (path, query) = (head.uri.path().to_owned(), head.uri.query().unwrap_or_default().to_owned());
    let call = Call { method: head.method, path, query, headers: head.headers, body };
    // A task of its own: vendors finish the work of a caller that went away, and so does the sandbox.
    match tokio::spawn(async move { desk.answer(call).await }).await {
        Ok(Ending::Whole(answer)) => Ok(whole(answer)),
        Ok(Ending::CutBody(answer)) => Ok(cut(answer)),
        Ok(Ending::Dropped) | Err(_) => Err(io::Error::from(io::ErrorKind::ConnectionAborted)),
    }
}

fn whole(answer: Answer) -> Response<Body> {
    respond(answer.status, answer.headers, Body::from(answer.body))
}

/// Announces the whole length, sends half of it, and lets the body fail, upon which hyper closes the connection.
fn cut(mut answer: Answer) -> Response<Body> {
    let half = answer.body.slice(..answer.body.len() / 2);
    answer.headers.insert(CONTENT_LENGTH, HeaderValue::from(answer.body.len().max(1)));
    let body = stream::unfold(Some(half), |half| async move {
        match half {
            Some(half) => Some((Ok::<Bytes, io::Error>(half), None)),
            None => {
                // hyper flushes what it holds when the body is not ready, and forgets it when the body fails.
                tokio::task::yield_now().await;
                Some((Err(io::Error::from(io::ErrorKind::ConnectionAborted)), None))
            }
        }
    });
    respond(answer.status, answer.headers, Body::from_stream(body))
}

fn respond(status: StatusCode, headers: axum::http::HeaderMap, body: Body) -> Response<Body> {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    response
}
