//! One look for all who want it at the same time. The calls of a plan ask again and again for the same role or user; while
//! such a read is under way, everybody who asks for the same waits for one more read together.
//!
//! Nobody is ever given an answer whose read began before they asked: it might not show what they changed. It decides
//! nothing else, and changes go through unshared.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures_util::FutureExt as _;
use futures_util::future::{BoxFuture, Shared};

use crate::{Request, Response, Transport, TransportFailure};

type Answer = Result<Response, TransportFailure>;
type Read = Shared<BoxFuture<'static, Answer>>;

/// The reads of one request.
#[derive(Default)]
struct Reads {
    /// The one that was begun last.
    begun: Option<Read>,
    /// The one that begins when that has ended.
    next: Option<Read>,
}

/// A transport whose equal reads are shared. Its clones share with each other.
pub struct Coalesced<T> {
    inner: T,
    reads: Arc<Mutex<HashMap<String, Reads>>>,
}

impl<T: Clone> Clone for Coalesced<T> {
    fn clone(&self) -> Self {
        Self { inner: self.inner.clone(), reads: Arc::clone(&self.reads) }
    }
}

impl<T: Transport + Clone + Send + 'static> Coalesced<T> {
    /// Shares the reads of this transport.
    #[must_use]
    pub fn new(inner: T) -> Self {
        Self { inner, reads: Arc::default() }
    }

    /// The read that begins next, which may be one that somebody else waits for already.
    fn next(&self, key: String, request: &Request) -> Read {
        let mut all = lock(&self.reads);
        let reads = all.entry(key.clone()).or_default();
        let waiting = reads.next.clone();
        waiting.unwrap_or_else(|| {
            let read = self.after(reads.begun.clone(), key, request.clone()).boxed().shared();
            reads.next = Some(read.clone());
            read
        })
    }

    fn after(
        &self,
        before: Option<Read>,
        key: String,
        request: Request,
    ) -> impl Future<Output = Answer> + Send + 'static {
        let Self { inner, reads } = self.clone();
        async move {
            if let Some(before) = before {
                let _ = before.await;
            }
            // From here on it is too late to join.
            if let Some(reads) = lock(&reads).get_mut(&key) {
                reads.begun = reads.next.take();
            }
            let answer = inner.read(&request).await;
            let mut all = lock(&reads);
            if let Some(reads) = all.get_mut(&key) {
                reads.begun = None;
                if reads.next.is_none() {
                    all.remove(&key);
                }
            }
            answer
        }
    }
}

impl<T: Transport + Clone + Send + 'static> Transport for Coalesced<T> {
    async fn read(&self, request: &Request) -> Answer {
        let key = format!("{} {} {}", request.method.as_str(), request.target(), request.body_text());
        self.next(key, request).await
    }

    async fn pause(&self, milliseconds: u32) {
        self.inner.pause(milliseconds).await;
    }
}

/// Whoever panicked has left no half-done change: each is made by a single call.
fn lock(reads: &Mutex<HashMap<String, Reads>>) -> MutexGuard<'_, HashMap<String, Reads>> {
    reads.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::task::{Context, Poll};

    use futures_util::task::noop_waker;
    use proptest::prelude::*;

    use super::*;
    use crate::Method;

    /// A server whose state is a number. A read sees it when it begins and is answered when it is let go.
    #[derive(Clone, Default)]
    struct Server(Arc<Mutex<State>>);

    #[derive(Default)]
    struct State {
        number: u16,
        begun: usize,
        ended: usize,
    }

    impl Transport for Server {
        async fn read(&self, _: &Request) -> Answer {
            let (turn, seen) = {
                let mut state = self.0.lock().unwrap();
                state.begun += 1;
                (state.begun, state.number)
            };
            futures_util::future::poll_fn(|_| match self.0.lock().unwrap().ended >= turn {
                true => Poll::Ready(()),
                false => Poll::Pending,
            })
            .await;
            Ok(Response { status: seen, ..Response::default() })
        }

        async fn pause(&self, _: u32) {}
    }

    fn request(path: &str) -> Request {
        Request { method: Method::Get, path: path.to_owned(), query: Vec::new(), body: None }
    }

    type Asked = (u16, BoxFuture<'static, Answer>);

    struct World {
        server: Server,
        shared: Coalesced<Server>,
        waiting: Vec<Asked>,
        answered: usize,
    }

    impl World {
        fn new() -> Self {
            let server = Server::default();
            Self { shared: Coalesced::new(server.clone()), server, waiting: Vec::new(), answered: 0 }
        }

        fn ask(&mut self, path: &'static str) {
            let (shared, now) = (self.shared.clone(), self.server.0.lock().unwrap().number);
            self.waiting.push((now, async move { shared.read(&request(path)).await }.boxed()));
            self.poll();
        }

        /// Lets everybody go on, and looks that nobody is told of a time before they asked.
        fn poll(&mut self) {
            let waker = noop_waker();
            for (asked, mut read) in std::mem::take(&mut self.waiting) {
                match read.poll_unpin(&mut Context::from_waker(&waker)) {
                    Poll::Ready(answer) => {
                        assert!(
                            answer.is_ok_and(|answer| answer.status >= asked),
                            "an answer from before the question"
                        );
                        self.answered += 1;
                    }
                    Poll::Pending => self.waiting.push((asked, read)),
                }
            }
        }

        fn end_one(&mut self) {
            self.server.0.lock().unwrap().ended += 1;
            self.poll();
            // Who waited for the one that has ended begins now.
            self.poll();
        }
    }

    #[test]
    fn those_who_ask_meanwhile_share_the_next_read() {
        let mut world = World::new();
        for _ in 0..5 {
            world.ask("/a");
        }
        assert_eq!(world.server.0.lock().unwrap().begun, 1);
        world.end_one();
        assert_eq!((world.answered, world.server.0.lock().unwrap().begun), (1, 2));
        world.end_one();
        assert_eq!((world.answered, world.server.0.lock().unwrap().begun), (5, 2));
        assert!(world.shared.reads.lock().unwrap().is_empty(), "nothing is kept");
    }

    #[test]
    fn other_reads_do_not_wait() {
        let mut world = World::new();
        world.ask("/a");
        world.ask("/b");
        assert_eq!(world.server.0.lock().unwrap().begun, 2);
    }

    #[test]
    fn one_who_gives_up_keeps_nobody_waiting() {
        let mut world = World::new();
        world.ask("/a");
        world.ask("/a");
        world.ask("/a");
        world.waiting.drain(..2);
        world.end_one();
        world.end_one();
        assert_eq!(world.answered, 1);
        assert!(world.shared.reads.lock().unwrap().is_empty());
    }

    #[derive(Clone, Copy, Debug)]
    enum Act {
        Ask,
        Change,
        End,
        GiveUp(prop::sample::Index),
    }

    fn any_act() -> impl Strategy<Value = Act> {
        prop_oneof![
            3 => Just(Act::Ask),
            2 => Just(Act::Change),
            2 => Just(Act::End),
            1 => any::<prop::sample::Index>().prop_map(Act::GiveUp),
        ]
    }

    proptest! {
        #[test]
        fn everybody_is_answered_by_a_read_that_began_after_the_question(
            acts in prop::collection::vec(any_act(), 0..40),
        ) {
            let mut world = World::new();
            for act in acts {
                match act {
                    Act::Ask => world.ask("/a"),
                    Act::Change => world.server.0.lock().unwrap().number += 1,
                    Act::End => world.end_one(),
                    Act::GiveUp(which) if !world.waiting.is_empty() => {
                        let at = which.index(world.waiting.len());
                        drop(world.waiting.remove(at));
                    }
                    Act::GiveUp(_) => {}
                }
            }
            // What all have given up is carried on by whoever asks next.
            world.ask("/a");
            for _ in 0..80 {
                world.end_one();
            }
            prop_assert_eq!(world.waiting.len(), 0, "somebody waits for ever");
            prop_assert!(world.shared.reads.lock().unwrap().is_empty());
        }
    }
}
