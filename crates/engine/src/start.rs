//! The check of many entries before the first call of their plan: what nobody confirmed is known before anything has changed, and
//! not only when its turn comes. Each is checked again under the lock before its call, from the look that the call is made from.
//! Here only what a confirmation depends on is read, and the same for all once.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use rescind_domain::{ActionKind, Connection, Entry, Fault, Grant, Observation};
use rescind_vendors::{Request, Response, Transport, TransportFailure, mutation};

use crate::attempt::{Settlement, Subject};
use crate::confirmation::{Beyond, IsAskedFor, beyond};
use crate::connection_fault::keeps_from_observing;
use crate::outcome::not_sent;

/// Reads each request once, and remembers the answer. Its clones remember together. It is for one check alone: what was read is
/// never taken for the state at the time of a call.
#[derive(Debug)]
pub struct Remembered<T> {
    inner: T,
    answers: Arc<Mutex<HashMap<String, Response>>>,
}

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
        let answers = || self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        let key = request.to_string();
        let known = answers().get(&key).cloned();
        if let Some(known) = known {
            return Ok(known);
        }
        let answer = self.inner.read(request).await?;
        answers().insert(key, answer.clone());
        Ok(answer)
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
