//! Lists that are being read, each for all who want it. Who wants a list that is being read already joins it from its beginning,
//! but only if that reading began after the newest call that may have changed something at the connection: nobody is told a state
//! from before a change that had ended when they asked. A reading ends when nobody wants it any more.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use axum::body::{Body, Bytes};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderName, HeaderValue};
use axum::response::{IntoResponse as _, Response};
use futures_util::stream;
use rescind_domain::{ConnectionId, Fault};
use tokio::sync::{Semaphore, SemaphorePermit, watch};
use tokio::task::AbortHandle;

use super::{Subject, answer};
use crate::app::App;
use crate::connections::Connections;
use crate::error::Error;

/// How many requests of readers may be under way at a connection at the same time.
const AT_ONCE: usize = 12;

/// So many bytes of lines go to a reader together: what is put together is a copy for each of them.
const TOGETHER: usize = 16 * 1024;

/// What makes two readings the same.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Key {
    pub(super) connection: ConnectionId,
    pub(super) subject: Subject,
    /// The language that the vendor answers in, where it has several.
    pub(super) language: Option<HeaderValue>,
}

/// One connection, as all readers share it.
struct Place {
    requests: Semaphore,
    /// Grows whenever a call that may change something begins, and when it ends.
    changes: AtomicU64,
}

/// All lists that are being read.
pub(crate) struct Readings {
    places: HashMap<ConnectionId, Place>,
    all: Mutex<HashMap<Key, Weak<Reading>>>,
}

/// A list that is being read, as long as anybody wants it.
struct Reading {
    lines: Arc<Lines>,
    task: AbortHandle,
    /// How many changes there were when it began.
    changes: u64,
}

impl Drop for Reading {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// The lines that were written so far.
#[derive(Default)]
struct Lines {
    state: Mutex<State>,
    grown: watch::Sender<()>,
}

#[derive(Default)]
struct State {
    lines: Vec<Bytes>,
    /// Why there is nothing but a head.
    failed: Option<Fault>,
    has_ended: bool,
}

impl Lines {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn change(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.state());
        self.grown.send_replace(());
    }
}

/// Where a reading writes its lines. When it is dropped, the list ends there.
pub(super) struct Sink(Arc<Lines>);

impl Sink {
    /// Writes a line.
    pub(super) fn line(&self, line: impl Into<Bytes>) {
        let line = line.into();
        self.0.change(|state| state.lines.push(line));
    }

    /// Nothing of it could be read.
    pub(super) fn fail(&self, fault: Fault) {
        self.0.change(|state| state.failed = Some(fault));
    }
}

impl Drop for Sink {
    fn drop(&mut self) {
        self.0.change(|state| state.has_ended = true);
    }
}

impl Readings {
    /// Nothing is being read yet.
    pub(crate) fn new(connections: &Connections) -> Self {
        let place = || Place { requests: Semaphore::new(AT_ONCE), changes: AtomicU64::new(0) };
        let places = connections.all().map(|connection| (connection.public.id.clone(), place())).collect();
        Self { places, all: Mutex::default() }
    }

    /// Notes that a call that may change something at a connection begins or ends: what is being read there may show it or not.
    pub(crate) fn changes(&self, connection: &ConnectionId) {
        if let Some(place) = self.places.get(connection) {
            place.changes.fetch_add(1, Ordering::AcqRel);
        }
    }

    /// Waits until one more request of a reader may be under way, and holds that place until what is returned is dropped.
    pub(super) async fn place(&self, connection: &ConnectionId) -> Option<SemaphorePermit<'_>> {
        // It is never closed, so that there is always one.
        self.places.get(connection)?.requests.acquire().await.ok()
    }

    /// Joins the reading of the same, or begins one.
    pub(super) fn join_or_begin<F>(&self, key: Key, begin: impl FnOnce(Sink) -> F) -> Reader
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let changes = self.places.get(&key.connection).map_or(0, |place| place.changes.load(Ordering::Acquire));
        let mut all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        let known = all.get(&key).and_then(Weak::upgrade);
        if let Some(reading) = known.filter(|reading| reading.changes == changes && !reading.lines.state().has_ended) {
            return Reader::of(reading);
        }
        let lines = Arc::new(Lines::default());
        let task = tokio::spawn(begin(Sink(Arc::clone(&lines)))).abort_handle();
        let reading = Arc::new(Reading { lines, task, changes });
        all.retain(|_, reading| reading.strong_count() > 0);
        all.insert(key, Arc::downgrade(&reading));
        Reader::of(reading)
    }
}

/// One reader of a list.
pub(super) struct Reader {
    reading: Arc<Reading>,
    grown: watch::Receiver<()>,
    /// How many lines it was given.
    given: usize,
}

impl Reader {
    fn of(reading: Arc<Reading>) -> Self {
        let grown = reading.lines.grown.subscribe();
        Self { reading, grown, given: 0 }
    }

    /// Waits until the list has more than its head, or has ended.
    async fn has_begun(&mut self) {
        loop {
            self.grown.mark_unchanged();
            {
                let state = self.reading.lines.state();
                if state.lines.len() > 1 || state.has_ended {
                    return;
                }
            }
            if self.grown.changed().await.is_err() {
                return;
            }
        }
    }

    /// The next lines that it was not given yet; nothing when the list has ended.
    async fn next(&mut self) -> Option<Bytes> {
        loop {
            self.grown.mark_unchanged();
            {
                let state = self.reading.lines.state();
                let new = state.lines.get(self.given..).unwrap_or_default();
                if let Some((lines, bytes)) = next_of(new) {
                    self.given += lines;
                    return Some(bytes);
                }
                if state.has_ended {
                    return None;
                }
            }
            self.grown.changed().await.ok()?;
        }
    }

    /// The list as it is read; or the fault, where nothing could be read.
    pub(super) async fn answer(mut self, app: &Arc<App>) -> Result<Response, Error> {
        tokio::select! {
            () = self.has_begun() => {}
            () = app.stopping.cancelled() => return Err(Error::internal("the gateway stops")),
        }
        let failed = self.reading.lines.state().failed.clone();
        if let Some(fault) = failed {
            return Ok(answer::failed(&fault));
        }
        let stopping = app.stopping.clone();
        let body = Body::from_stream(stream::unfold((self, stopping), |(mut reader, stopping)| async {
            let next = tokio::select! {
                next = reader.next() => next,
                () = stopping.cancelled() => None,
            };
            next.map(|bytes| (Ok::<_, Error>(bytes), (reader, stopping)))
        }));
        let unbuffered = (HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no"));
        let headers = [
            (CONTENT_TYPE, HeaderValue::from_static("application/x-ndjson")),
            (CACHE_CONTROL, HeaderValue::from_static("no-store")),
            unbuffered,
        ];
        Ok((headers, body).into_response())
    }
}

/// The first of these lines, as they go to a reader together, and how many they are: small ones are joined. A large one goes by
/// itself, and as it is, so that all readers share it.
fn next_of(lines: &[Bytes]) -> Option<(usize, Bytes)> {
    let (first, others) = lines.split_first()?;
    let mut length = first.len();
    let fits = |line: &&Bytes| {
        length += line.len();
        length <= TOGETHER
    };
    let count = 1 + others.iter().take_while(fits).count();
    let bytes = if count == 1 { first.clone() } else { lines.get(..count)?.concat().into() };
    Some((count, bytes))
}

#[cfg(test)]
mod tests {
    use rescind_domain::RoleRef;
    use tokio::sync::oneshot;

    use super::*;

    fn key(role: &str) -> Key {
        let subject = Subject::Members(RoleRef::plain(role));
        Key { connection: ConnectionId::new("c"), subject, language: None }
    }

    /// Readings at one connection.
    fn readings() -> Readings {
        let place = Place { requests: Semaphore::new(1), changes: AtomicU64::new(0) };
        let places = HashMap::from([(ConnectionId::new("c"), place)]);
        Readings { places, all: Mutex::default() }
    }

    /// A reading that lasts until it is told its line, or is given up.
    fn slow() -> (oneshot::Sender<&'static str>, impl FnOnce(Sink) -> futures_util::future::BoxFuture<'static, ()>) {
        let (tell, told) = oneshot::channel::<&'static str>();
        let begin = |sink: Sink| -> futures_util::future::BoxFuture<'static, ()> {
            Box::pin(async move {
                if let Ok(line) = told.await {
                    sink.line(line);
                }
            })
        };
        (tell, begin)
    }

    fn never(_: Sink) -> futures_util::future::Ready<()> {
        panic!("it is being read already")
    }

    #[tokio::test]
    async fn who_comes_later_has_the_list_from_its_beginning() {
        let readings = readings();
        let (tell, begin) = slow();
        let mut first = readings.join_or_begin(key("a"), begin);
        let mut second = readings.join_or_begin(key("a"), never);
        tell.send("1\n").unwrap();
        for reader in [&mut first, &mut second] {
            assert_eq!(reader.next().await, Some(Bytes::from_static(b"1\n")));
            assert_eq!(reader.next().await, None);
        }
        let (_tell, begin) = slow();
        let begun = std::cell::Cell::new(false);
        readings.join_or_begin(key("a"), |sink| {
            begun.set(true);
            begin(sink)
        });
        assert!(begun.get(), "what has ended is read again");
    }

    #[tokio::test]
    async fn small_lines_go_together_and_a_large_one_is_shared_by_all_readers() {
        let small = |text: &'static str| Bytes::from_static(text.as_bytes());
        let large = Bytes::from(vec![b'-'; TOGETHER + 1]);
        let lines = [small("1\n"), small("2\n"), large.clone(), small("3\n")];
        let (tell, told) = oneshot::channel::<()>();
        let readings = readings();
        let written = lines.clone();
        let begin = |sink: Sink| async move {
            let _told = told.await;
            written.into_iter().for_each(|line| sink.line(line));
        };
        let mut first = readings.join_or_begin(key("a"), begin);
        let mut second = readings.join_or_begin(key("a"), never);
        tell.send(()).unwrap();
        for reader in [&mut first, &mut second] {
            while !reader.reading.lines.state().has_ended {
                reader.grown.changed().await.unwrap();
            }
            assert_eq!(reader.next().await, Some(small("1\n2\n")));
            let whole = reader.next().await.unwrap();
            assert_eq!((whole.len(), whole.as_ptr()), (large.len(), large.as_ptr()), "it is no copy");
            assert_eq!(reader.next().await, Some(small("3\n")));
            assert_eq!(reader.next().await, None);
        }
    }

    #[tokio::test]
    async fn a_change_and_another_name_are_readings_of_their_own() {
        let readings = readings();
        let (first, begin) = slow();
        let _first_reader = readings.join_or_begin(key("a"), begin);
        let (second, begin) = slow();
        let _second_reader = readings.join_or_begin(key("b"), begin);
        readings.changes(&ConnectionId::new("c"));
        let (third, begin) = slow();
        let _third_reader = readings.join_or_begin(key("a"), begin);
        for reading in [first, second, third] {
            assert!(reading.send("1\n").is_ok(), "it is under way");
        }
    }

    #[tokio::test]
    async fn a_reading_that_nobody_wants_any_more_is_given_up() {
        let readings = readings();
        let (mut tell, begin) = slow();
        let first = readings.join_or_begin(key("a"), begin);
        let second = readings.join_or_begin(key("a"), never);
        drop(first);
        assert!(!tell.is_closed(), "somebody wants it");
        drop(second);
        tell.closed().await;
    }
}
