//! Whether somebody is signed in. A session that ends in the middle of work keeps the page as it is: only a dialog asks for
//! the token again, so that nothing typed or chosen is lost.

use crate::transport::TransportFailure;
use leptos::prelude::*;
use leptos::task::spawn_local;
use rescind_domain::GatewayErrorKind;

use super::{Console, background, preferences, url};
use crate::lasting::Lasting;
use crate::parts;

/// Where the session stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// It is being looked for.
    Starting,
    /// The gateway did not answer when it was looked for.
    Unreachable,
    /// People sign in at a proxy, and this page did not come through it.
    AtProxy,
    /// Nobody has signed in on this page yet.
    SignedOut,
    /// Somebody is signed in.
    SignedIn,
    /// It ended while somebody was working.
    Ended,
}

/// The session's phase as a signal.
#[derive(Clone, Copy)]
pub struct Session {
    phase: Lasting<Phase>,
}

impl Session {
    pub(super) fn new() -> Self {
        Self { phase: Lasting::new(Phase::Starting) }
    }

    /// The phase, tracked.
    #[must_use]
    pub fn phase(self) -> Phase {
        self.phase.get()
    }

    pub(super) fn end(self) {
        self.phase.update(|phase| {
            *phase = match phase {
                Phase::SignedIn | Phase::Ended => Phase::Ended,
                _ => Phase::SignedOut,
            };
        });
    }
}

/// Why signing in did not work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignInError {
    /// The gateway does not accept the token.
    WrongToken,
    /// Too many attempts have failed lately.
    TooManyAttempts,
    /// The gateway did not answer, or not as it should.
    NoAnswer,
}

/// Looks for a session: with the token of the address, which leaves the address at once, else with the cookie.
pub fn start(console: Console) {
    let token = url::take_token();
    spawn_local(async move {
        match token {
            Some(token) if sign_in(console, &token).await.is_ok() => {}
            _ => enter(console).await,
        }
    });
    // Opening the printed link where the console is open already changes the fragment only, and loads nothing.
    let listener = window_event_listener(leptos::ev::hashchange, move |_| {
        if let Some(token) = url::take_token() {
            spawn_local(async move {
                // A token that is not accepted leaves things as they are: the form asks for another one.
                let _ = sign_in(console, &token).await;
            });
        }
    });
    on_cleanup(move || listener.remove());
}

/// Exchanges the token for a session and goes on where the page was.
///
/// # Errors
/// The token is wrong, or the gateway does not answer.
pub async fn sign_in(console: Console, token: &str) -> Result<(), SignInError> {
    console.client.sign_in(token).await.map_err(|failure| match failure {
        TransportFailure::Gateway { error, .. } => match error.kind {
            GatewayErrorKind::WrongToken => SignInError::WrongToken,
            GatewayErrorKind::TooManyAttempts => SignInError::TooManyAttempts,
            _ => SignInError::NoAnswer,
        },
        _ => SignInError::NoAnswer,
    })?;
    enter(console).await;
    Ok(())
}

/// Ends the session and forgets what was shown.
pub async fn sign_out(console: Console) {
    let phase = match console.client.sign_out().await {
        Ok(()) => Phase::SignedOut,
        Err(failure) if is_at_proxy(&failure) => Phase::AtProxy,
        Err(_) => return,
    };
    preferences::forget_own_plans();
    // Where this part is not there, nothing was heard of any plan.
    if let Ok(forget) = parts::forget().await {
        forget(console);
    }
    console.notices.clear();
    console.connections.set(Vec::new());
    console.session.phase.set(phase);
}

/// Reads what every page needs; it works only with a session, so it also tells whether there is one.
pub async fn enter(console: Console) {
    match console.client.connections().await {
        Ok(connections) => {
            console.connections.set(connections);
            console.session.phase.set(Phase::SignedIn);
            background::load(console);
        }
        Err(TransportFailure::Gateway { error, .. }) if error.kind == GatewayErrorKind::SignedOut => {}
        Err(failure) if is_at_proxy(&failure) => console.session.phase.set(Phase::AtProxy),
        Err(_) => console.session.phase.set(Phase::Unreachable),
    }
}

fn is_at_proxy(failure: &TransportFailure) -> bool {
    matches!(failure, TransportFailure::Gateway { error, .. } if error.kind == GatewayErrorKind::ProxySignIn)
}
