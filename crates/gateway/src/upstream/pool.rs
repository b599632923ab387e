//! Connections that wait for another call. One that the vendor has closed meanwhile is not handed out, and one that nobody asks
//! for is closed after a while.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use super::Origin;
use super::link::Link;

/// A connection that has waited for longer is rather opened anew than found dead.
const WAITING: Duration = Duration::from_secs(15);

/// More are not kept: as many calls at once are rare.
const KEPT: usize = 64;

/// The connections of one client, to wherever they lead.
#[derive(Clone, Debug, Default)]
pub(super) struct Pool(Arc<Mutex<Waiting>>);

#[derive(Debug, Default)]
struct Waiting {
    /// The longest-waiting first.
    idle: Vec<Idle>,
    /// Whether somebody sees to it that they end.
    swept: bool,
}

#[derive(Debug)]
struct Idle {
    origin: Origin,
    link: Link,
    since: Instant,
}

impl Pool {
    /// One that leads there, if any: the one that was used last.
    pub(super) async fn take(&self, origin: &Origin) -> Option<Link> {
        loop {
            let mut link = self.waiting().last_to(origin)?;
            if link.is_idle().await {
                return Some(link);
            }
        }
    }

    /// Keeps a connection for others, if it can take another call.
    pub(super) async fn give(&self, origin: Origin, mut link: Link) {
        if !link.is_idle().await {
            return;
        }
        let mut waiting = self.waiting();
        if waiting.idle.len() >= KEPT {
            return;
        }
        waiting.idle.push(Idle { origin, link, since: Instant::now() });
        if !std::mem::replace(&mut waiting.swept, true) {
            tokio::spawn(self.clone().sweep());
        }
    }

    /// Closes those that have waited for too long, until none waits.
    async fn sweep(self) {
        while let Some(end) = self.close_old() {
            tokio::time::sleep_until(end).await;
        }
    }

    /// When the next one will have waited for too long.
    fn close_old(&self) -> Option<Instant> {
        self.waiting().close_old(Instant::now())
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Waiting {
    fn last_to(&mut self, origin: &Origin) -> Option<Link> {
        let place = self.idle.iter().rposition(|idle| idle.origin == *origin)?;
        Some(self.idle.remove(place).link)
    }

    fn close_old(&mut self, now: Instant) -> Option<Instant> {
        self.idle.retain(|idle| now.duration_since(idle.since) < WAITING);
        let end = self.idle.first().map(|idle| idle.since + WAITING);
        self.swept = end.is_some();
        end
    }
}

#[cfg(test)]
mod tests {
    use axum::body::Bytes;
    use axum::http::{Request, StatusCode, Uri};
    use http_body_util::Full;
    use hyper_util::rt::TokioIo;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::net::{TcpListener, TcpStream};

    use super::*;

    fn origin(base: &str) -> Origin {
        Origin::of(&Uri::try_from(base).unwrap()).unwrap()
    }

    /// A connection and its other end.
    async fn pair(listener: &TcpListener) -> (Link, TcpStream) {
        let near = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
        let (far, _) = listener.accept().await.unwrap();
        (Link::new(TokioIo::new(near).into()).await.unwrap(), far)
    }

    async fn listener() -> TcpListener {
        TcpListener::bind("127.0.0.1:0").await.unwrap()
    }

    #[tokio::test]
    async fn what_was_given_is_taken_once_and_for_its_origin_only() {
        let (listener, pool, milvus) = (listener().await, Pool::default(), origin("https://milvus.example"));
        let (link, _far) = pair(&listener).await;
        pool.give(milvus.clone(), link).await;
        for other in ["http://milvus.example", "https://milvus.example:8443", "https://genauth.example"] {
            assert!(pool.take(&origin(other)).await.is_none(), "{other}");
        }
        assert!(pool.take(&milvus).await.is_some());
        assert!(pool.take(&milvus).await.is_none());
    }

    #[tokio::test]
    async fn what_the_vendor_has_closed_is_not_handed_out() {
        let (listener, pool, milvus) = (listener().await, Pool::default(), origin("http://milvus.example"));
        let (mut link, mut far) = pair(&listener).await;
        used(&mut link, &mut far).await;
        pool.give(milvus.clone(), link).await;
        drop(far);
        let heard = async {
            // The end of the connection takes its time to become known.
            while let Some(link) = pool.take(&milvus).await {
                pool.waiting().idle.push(Idle { origin: milvus.clone(), link, since: Instant::now() });
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(Duration::from_secs(10), heard).await.unwrap();
    }

    /// Has a call answered over it, as every connection in the pool has.
    async fn used(link: &mut Link, far: &mut TcpStream) {
        let request = Request::get("/v2/users").body(Full::<Bytes>::default()).unwrap();
        let answer = async {
            let mut asked = [0; 1024];
            assert!(far.read(&mut asked).await.unwrap() > 0);
            far.write_all(b"HTTP/1.1 204 No Content\r\n\r\n").await.unwrap();
        };
        let (status, ()) = tokio::join!(link.exchange(request, async |answer| answer.status()), answer);
        assert_eq!(status.unwrap(), StatusCode::NO_CONTENT);
    }

    #[tokio::test]
    async fn a_request_that_could_not_leave_comes_back() {
        let listener = listener().await;
        for is_used in [false, true] {
            let (mut link, mut far) = pair(&listener).await;
            if is_used {
                used(&mut link, &mut far).await;
            }
            drop(far);
            while link.is_idle().await {
                tokio::task::yield_now().await;
            }
            let request = Request::get("/v2/roles").body(Full::<Bytes>::default()).unwrap();
            let answer = tokio::time::timeout(Duration::from_secs(10), link.exchange(request, async |_| ())).await;
            assert_eq!(answer.unwrap().unwrap_err().take_message().unwrap().uri(), "/v2/roles", "used: {is_used}");
        }
    }

    #[tokio::test]
    async fn what_nobody_asks_for_is_closed() {
        let (listener, pool, milvus) = (listener().await, Pool::default(), origin("http://milvus.example"));
        let (link, mut far) = pair(&listener).await;
        pool.give(milvus.clone(), link).await;
        let since = pool.waiting().idle[0].since;
        assert!(pool.waiting().swept);
        let end = pool.waiting().close_old(since + WAITING - Duration::from_millis(1));
        assert_eq!(end, Some(since + WAITING));
        assert_eq!(pool.waiting().close_old(since + WAITING), None);
        assert_eq!(far.read(&mut [0]).await.unwrap(), 0);
        assert!(!pool.waiting().swept, "the next one that waits needs a new sweep");
    }

    #[tokio::test]
    async fn only_so_many_are_kept() {
        let (listener, pool, milvus) = (listener().await, Pool::default(), origin("http://milvus.example"));
        let mut far = Vec::new();
        for _ in 0..=KEPT {
            let (link, end) = pair(&listener).await;
            pool.give(milvus.clone(), link).await;
            far.push(end);
        }
        assert_eq!(pool.waiting().idle.len(), KEPT);
    }
}
