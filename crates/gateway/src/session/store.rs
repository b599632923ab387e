//! The sessions of this process, in memory: a restart signs everybody out. They are kept under the hash of their id, so
//! that looking one up takes no time that tells anything about the ids that exist.

use std::collections::HashMap;
use std::fmt;
use std::io;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use sha2::{Digest as _, Sha256};
use tokio::sync::watch;

use super::Person;
use crate::random::{self, Random};

/// When sessions end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SessionLimits {
    /// A session ends when nothing was asked for this long.
    pub(crate) idle: Duration,
    /// A session ends after this time, whatever happens in it.
    pub(crate) absolute: Duration,
}

impl Default for SessionLimits {
    fn default() -> Self {
        Self { idle: Duration::from_secs(60 * 60), absolute: Duration::from_secs(8 * 60 * 60) }
    }
}

/// The secret in the cookie.
pub(crate) struct SessionId(String);

impl SessionId {
    /// 256 random bits.
    pub(crate) fn random(random: &dyn Random) -> io::Result<Self> {
        random::text::<32>(random).map(Self)
    }

    /// An id as a browser sent it.
    pub(crate) fn new(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// What tells sessions apart in the journal: the beginning of the hash, from which nobody can make the id.
    pub(crate) fn short(&self) -> String {
        let [first, second, third, ..]: [u8; 32] = Sha256::digest(&self.0).into();
        format!("{first:02x}{second:02x}{third:02x}")
    }

    /// The text of the cookie.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    fn key(&self) -> SessionKey {
        SessionKey(Sha256::digest(&self.0).into())
    }
}

/// What a session is known by without its secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct SessionKey([u8; 32]);

impl fmt::Debug for SessionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SessionId(…)")
    }
}

#[derive(Debug)]
struct Session {
    person: Person,
    began: Duration,
    touched: Duration,
}

impl Session {
    fn is_alive(&self, now: Duration, limits: SessionLimits) -> bool {
        now.saturating_sub(self.touched) < limits.idle && now.saturating_sub(self.began) < limits.absolute
    }
}

/// All sessions. Times are those of [`crate::Clock::elapsed`].
#[derive(Debug)]
pub(crate) struct Sessions {
    alive: Mutex<HashMap<SessionKey, Session>>,
    /// Changes when somebody ends a session.
    ends: watch::Sender<()>,
    limits: SessionLimits,
}

impl Sessions {
    /// None yet; those to come end by these limits.
    pub(crate) fn new(limits: SessionLimits) -> Self {
        Self { alive: Mutex::default(), ends: watch::Sender::default(), limits }
    }

    /// Begins a session, and forgets those that have ended.
    pub(crate) fn insert(&self, id: &SessionId, person: Person, now: Duration) {
        let mut sessions = self.alive.lock().unwrap_or_else(PoisonError::into_inner);
        sessions.retain(|_, session| session.is_alive(now, self.limits));
        sessions.insert(id.key(), Session { person, began: now, touched: now });
    }

    /// Whose session it is, if it is alive; its idle time begins again.
    pub(crate) fn touch(&self, id: &SessionId, now: Duration) -> Option<Person> {
        let mut sessions = self.alive.lock().unwrap_or_else(PoisonError::into_inner);
        let session = sessions.get_mut(&id.key()).filter(|session| session.is_alive(now, self.limits))?;
        session.touched = now;
        Some(session.person.clone())
    }

    /// Whose session it is, if it is alive. What asks so is no sign that anybody is there: its idle time goes on.
    pub(crate) fn look(&self, id: &SessionId, now: Duration) -> Option<(SessionKey, Person)> {
        let sessions = self.alive.lock().unwrap_or_else(PoisonError::into_inner);
        let session = sessions.get(&id.key()).filter(|session| session.is_alive(now, self.limits))?;
        Some((id.key(), session.person.clone()))
    }

    /// Whether a session is alive.
    pub(crate) fn is_alive(&self, key: &SessionKey, now: Duration) -> bool {
        let sessions = self.alive.lock().unwrap_or_else(PoisonError::into_inner);
        sessions.get(key).is_some_and(|session| session.is_alive(now, self.limits))
    }

    /// Changes whenever somebody ends a session. One that ends by its limits ends without a sign.
    pub(crate) fn ends(&self) -> watch::Receiver<()> {
        self.ends.subscribe()
    }

    /// How many are alive.
    pub(crate) fn count(&self, now: Duration) -> usize {
        let sessions = self.alive.lock().unwrap_or_else(PoisonError::into_inner);
        sessions.values().filter(|session| session.is_alive(now, self.limits)).count()
    }

    /// Ends a session.
    pub(crate) fn remove(&self, id: &SessionId) {
        self.alive.lock().unwrap_or_else(PoisonError::into_inner).remove(&id.key());
        self.ends.send_replace(());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: Duration = Duration::from_secs(60 * 60);

    fn sessions() -> (Sessions, SessionId) {
        let (sessions, id) = (Sessions::new(SessionLimits::default()), SessionId::new("id"));
        sessions.insert(&id, Person { who: "admin".into(), session: None }, Duration::ZERO);
        (sessions, id)
    }

    #[test]
    fn a_session_ends_an_hour_after_the_last_request() {
        let (sessions, id) = sessions();
        const IDLE: Duration = HOUR;
        assert!(sessions.touch(&id, IDLE - Duration::from_millis(1)).is_some());
        assert!(sessions.touch(&id, 2 * IDLE - Duration::from_millis(2)).is_some());
        assert_eq!(sessions.touch(&id, 3 * IDLE - Duration::from_millis(2)), None);
    }

    #[test]
    fn a_session_ends_after_eight_hours_however_busy() {
        let (sessions, id) = sessions();
        for half_hour in 1..16 {
            assert!(sessions.touch(&id, half_hour * HOUR / 2).is_some());
        }
        assert_eq!(sessions.touch(&id, 8 * HOUR), None);
    }

    #[test]
    fn only_the_very_id_opens_a_session_and_only_until_it_is_removed() {
        let (sessions, id) = sessions();
        assert_eq!(sessions.touch(&SessionId::new("ie"), Duration::ZERO), None);
        assert_eq!(sessions.touch(&SessionId::new(""), Duration::ZERO), None);
        assert!(sessions.touch(&id, Duration::ZERO).is_some());
        sessions.remove(&id);
        assert_eq!(sessions.touch(&id, Duration::ZERO), None);
    }

    #[test]
    fn a_look_keeps_no_session_awake() {
        let (sessions, id) = sessions();
        let (key, person) = sessions.look(&id, HOUR / 2).unwrap();
        assert_eq!(person.who, "admin");
        assert!(sessions.is_alive(&key, HOUR / 2));
        assert!(!sessions.is_alive(&key, HOUR) && sessions.look(&id, HOUR).is_none());
    }

    #[test]
    fn only_sessions_that_are_alive_count() {
        let (sessions, id) = sessions();
        assert_eq!((sessions.count(Duration::ZERO), sessions.count(12 * HOUR)), (1, 0));
        sessions.remove(&id);
        assert_eq!(sessions.count(Duration::ZERO), 0);
    }

    #[test]
    fn ended_sessions_do_not_pile_up() {
        let (sessions, _) = sessions();
        sessions.insert(&SessionId::new("later"), Person { who: "admin".into(), session: None }, 8 * HOUR);
        assert_eq!(sessions.alive.lock().unwrap().len(), 1);
    }
}
