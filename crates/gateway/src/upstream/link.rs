//! One HTTP/1.1 connection to a vendor. Its bytes move while the one who asks over it waits, and by nobody else: a task of its
//! own would make each answer wait for two tasks.

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::task::{Context, Poll};

use axum::body::Bytes;
use axum::http::{Request, Response};
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::client::conn::TrySendError;
use hyper::client::conn::http1::{self, SendRequest};

use super::connector::Io;

/// A request with its whole body.
pub(super) type Whole = Request<Full<Bytes>>;

/// The connection. What is dropped is closed.
#[derive(Debug)]
pub(super) struct Link {
    sender: SendRequest<Full<Bytes>>,
    driver: Driver,
}

impl Link {
    /// Speaks HTTP over fresh bytes.
    pub(super) async fn new(io: Io) -> hyper::Result<Self> {
        let (sender, connection) = http1::handshake(io).await?;
        Ok(Self { sender, driver: Driver(Some(Box::new(connection))) })
    }

    /// Sends a request, and reads its answer as told. The error gives the request back when no byte of it was sent.
    pub(super) async fn exchange<T, F: Future<Output = T>>(
        &mut self,
        request: Whole,
        read: impl FnOnce(Response<Incoming>) -> F,
    ) -> Result<T, TrySendError<Whole>> {
        let answer = self.driver.during(pin!(self.sender.try_send_request(request))).await?;
        Ok(self.driver.during(pin!(read(answer))).await)
    }

    /// Whether it can take another request: it is open, as far as this side has heard, and nothing is under way.
    pub(super) async fn is_idle(&mut self) -> bool {
        poll_fn(|context| {
            self.driver.poll(context);
            Poll::Ready(self.driver.0.is_some() && self.sender.is_ready())
        })
        .await
    }
}

/// What moves the bytes, until the connection has ended.
#[derive(Debug)]
struct Driver(Option<Box<http1::Connection<Io, Full<Bytes>>>>);

impl Driver {
    fn poll(&mut self, context: &mut Context<'_>) {
        if let Some(connection) = &mut self.0
            && Pin::new(&mut **connection).poll(context).is_ready()
        {
            // Why it ended is told to whoever waits for an answer; a request that it has not begun with comes back when it
            // is dropped, and only then.
            self.0 = None;
        }
    }

    /// Moves bytes until the work is done.
    async fn during<T>(&mut self, mut work: Pin<&mut impl Future<Output = T>>) -> T {
        poll_fn(|context| {
            if let Poll::Ready(done) = work.as_mut().poll(context) {
                return Poll::Ready(done);
            }
            self.poll(context);
            // What has come in need not wait for another turn.
            work.as_mut().poll(context)
        })
        .await
    }
}
