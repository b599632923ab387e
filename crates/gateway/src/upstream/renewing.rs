//! A token that is good for a while, renewed before it ends and by one exchange at a time. It owns when, not how.

use std::borrow::Cow;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::sync::Mutex;

use super::Secret;
use crate::clock::Clock;
use crate::error::Error;

/// A token as an exchange yields it. The times count from before the exchange.
#[derive(Debug)]
pub(crate) struct Fresh {
    pub(crate) token: Secret,
    /// When to get the next one.
    pub(crate) renew_after: Duration,
    /// When it is good no more.
    pub(crate) ends_after: Duration,
}

/// A token and its exchanges.
#[derive(Default)]
pub(crate) struct Renewing {
    state: Mutex<State>,
    /// How many exchanges have failed.
    failures: AtomicU64,
}

#[derive(Default)]
struct State {
    kept: Option<Kept>,
    /// What the last exchange failed of.
    problem: Option<Cow<'static, str>>,
}

struct Kept {
    token: Secret,
    renew_at: Duration,
    ends_at: Duration,
}

impl Renewing {
    /// The token, by an exchange where there is none, it is about to end, or it is the one that was `refused`. Whoever waits
    /// for an exchange shares its result, a failure included. While the token at hand is good, a failure does no harm.
    pub(crate) async fn get(
        &self,
        clock: &dyn Clock,
        refused: Option<&Secret>,
        exchange: impl AsyncFnOnce() -> Result<Fresh, Error>,
    ) -> Result<Secret, Error> {
        let failures = self.failures.load(Ordering::SeqCst);
        let mut state = self.state.lock().await;
        let now = clock.elapsed();
        state.kept.take_if(|kept| refused == Some(&kept.token) || kept.ends_at <= now);
        if let Some(kept) = state.kept.as_ref().filter(|kept| now < kept.renew_at) {
            return Ok(kept.token.clone());
        }
        let failed_meanwhile = self.failures.load(Ordering::SeqCst) != failures;
        let error = match state.problem.clone().filter(|_| failed_meanwhile) {
            Some(problem) => Error::Credential(problem),
            None => match exchange().await {
                Ok(Fresh { token, renew_after, ends_after }) => {
                    let kept = Kept { token: token.clone(), renew_at: now + renew_after, ends_at: now + ends_after };
                    *state = State { kept: Some(kept), problem: None };
                    return Ok(token);
                }
                Err(error) => {
                    tracing::warn!(%error, "a token could not be renewed");
                    state.problem = if let Error::Credential(problem) = &error { Some(problem.clone()) } else { None };
                    self.failures.fetch_add(1, Ordering::SeqCst);
                    error
                }
            },
        };
        state.kept.as_ref().map(|kept| kept.token.clone()).ok_or(error)
    }
}
