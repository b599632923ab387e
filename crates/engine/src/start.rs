//! The check of many entries before the first call of their plan: what nobody confirmed is known before anything has changed, and
//! not only when its turn comes. Each is checked again under the lock before its call, from the look that the call is made from.
//! Here only what a confirmation depends on is read, and the same for all once.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use futures_util::lock::Mutex as Turns;
use rescind_domain::{ActionKind, Connection, Entry, Fault, Grant, Observation};
use rescind_vendors::{Request, Response, Transport, TransportFailure, mutation};

use crate::attempt::{Settlement, Subject};
use crate::confirmation::{Beyond, IsAskedFor, beyond};
use crate::connection_fault::keeps_from_observing;
use crate::outcome::not_sent;

/// Reads each request once, and remembers the answer: whoever asks for the same meanwhile waits for it. Its clones remember together.
/// It is for one check alone: what was read is never taken for the state at the time of a call.
#[derive(Debug)]
pub struct Remembered<T> {
    inner: T,
    answers: Arc<Mutex<HashMap<String, Answer>>>,
}

/// The answer to a request, as soon as there is one. Who reads it holds it.
type Answer = Arc<Turns<Option<Response>>>;

impl<T> Remembered<T> {
    /// Remembers nothing yet.
    pub fn new(inner: T) -> Self {
        Self { inner, answers: Arc::default() }
    }
}

impl<T: Clone> Clone for Remembered<T> {
    fn clone(&self) -> Self {
        Self { inner: self.inner.clone(), answers: Arc::clone(&self.answers) }
    }
}

impl<T: Transport> Transport for Remembered<T> {
    async fn read(&self, request: &Request) -> Result<Response, TransportFailure> {
        let answer = {
            let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(answers.entry(request.to_string()).or_default())
        };
        let mut answer = answer.lock().await;
        if let Some(known) = &*answer {
            return Ok(known.clone());
        }
        let read = self.inner.read(request).await?;
        *answer = Some(read.clone());
        Ok(read)
    }

    async fn pause(&self, milliseconds: u32) {
        self.inner.pause(milliseconds).await;
    }
}

/// What becomes of each entry that would do more than was confirmed: it is not sent. Nothing for the others, and for those about
/// which it cannot be found out now; their turn comes.
pub async fn check<T: Transport>(
    transport: &T,
    connection: &Connection,
    subjects: &[Subject],
    is_asked_for: IsAskedFor<'_>,
) -> Vec<Option<Settlement>> {
    let mut found = Vec::with_capacity(subjects.len());
    for subject in subjects {
        // What is left when the connection cannot be used waits for it, and is checked when its turn comes.
        let Ok(beyond) = check_one(transport, connection, subject, is_asked_for).await else { break };
        let kind = subject.entry.action.kind();
        let of = |beyond: Beyond| not_sent(kind, beyond.fault(), subject.unknown.as_ref());
        found.push(beyond.map(|beyond| Settlement::without_call(of(beyond), None)));
    }
    found.resize(subjects.len(), None);
    found
}

/// # Errors
/// The connection cannot be used now.
async fn check_one<T: Transport>(
    transport: &T,
    connection: &Connection,
    subject: &Subject,
    is_asked_for: IsAskedFor<'_>,
) -> Result<Option<Beyond>, Fault> {
    let entry = &subject.entry;
    let captured = match may_revoke_more(connection, entry) {
        true => captured(transport, connection, &entry.grant).await?,
        false => Vec::new(),
    };
    if let (Grant::Access(confirmed), ActionKind::Revoke) = (&entry.grant, entry.action.kind()) {
        let unseen = captured.iter().find(|grant| match grant {
            Grant::Access(access) => access.roles.iter().any(|role| !confirmed.roles.contains(role)),
            Grant::Membership(_) | Grant::Privilege(_) => false,
        });
        if let Some(more) = unseen {
            return Ok(Some(Beyond::Implied(vec![more.clone()])));
        }
    }
    beyond(transport, connection, entry, &captured, is_asked_for).await
}

/// Whether revoking it may revoke other grants as well, so that what is there decides.
fn may_revoke_more(connection: &Connection, Entry { grant, action, .. }: &Entry) -> bool {
    let goes_along = || !mutation::granted_along(connection.vendor, grant).is_empty();
    action.kind() == ActionKind::Revoke && (matches!(grant, Grant::Access(_)) || goes_along())
}

/// What is there of a grant and of what goes with it, as far as it can be seen.
///
/// # Errors
/// The connection cannot be used now.
async fn captured<T: Transport>(transport: &T, connection: &Connection, grant: &Grant) -> Result<Vec<Grant>, Fault> {
    let grants = std::slice::from_ref(grant);
    let seen = mutation::observe(transport, connection.vendor, ActionKind::Revoke, grants).await;
    let mut captured = Vec::new();
    for seen in seen.each {
        match seen.observation {
            Observation::Present => captured.extend(seen.captured),
            Observation::Failed(fault) if keeps_from_observing(&fault) => return Err(fault),
            _ => {}
        }
    }
    Ok(captured)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::task::Poll;

    use futures_util::future::{join_all, poll_fn};
    use rescind_vendors::Method;

    use super::*;

    /// A server that answers no read as it begins.
    #[derive(Clone, Default)]
    struct Server {
        begun: Arc<AtomicUsize>,
        failing: Arc<AtomicUsize>,
    }

    impl Transport for Server {
        async fn read(&self, _: &Request) -> Result<Response, TransportFailure> {
            self.begun.fetch_add(1, Ordering::Relaxed);
            let mut was_asked = false;
            poll_fn(|context| {
                context.waker().wake_by_ref();
                if std::mem::replace(&mut was_asked, true) { Poll::Ready(()) } else { Poll::Pending }
            })
            .await;
            match self.failing.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1)) {
                Ok(_) => Err(TransportFailure::NoAnswer),
                Err(_) => Ok(Response::default()),
            }
        }

        async fn pause(&self, _: u32) {}
    }

    #[tokio::test]
    async fn those_who_ask_for_the_same_at_the_same_time_read_it_once() {
        let server = Server::default();
        let reads = Remembered::new(server.clone());
        let request =
            |path: &str| Request { method: Method::Get, path: path.to_owned(), query: Vec::new(), body: None };
        let (same, other) = (request("/a"), request("/b"));
        let all = [&same, &same, &other, &same].map(|request| reads.read(request));
        assert!(join_all(all).await.iter().all(Result::is_ok));
        assert_eq!(server.begun.load(Ordering::Relaxed), 2);
        // One that fails is read again by whoever asks next.
        server.failing.store(1, Ordering::Relaxed);
        let third = request("/c");
        let answers = join_all([reads.read(&third), reads.read(&third), reads.read(&third)]).await;
        assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 2);
        assert_eq!(server.begun.load(Ordering::Relaxed), 4);
    }
}
