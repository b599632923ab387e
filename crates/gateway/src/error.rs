//! Every answer that the gateway makes in the vendor's place. It carries the kind in `X-Rescind-Error` and a sentence in
//! the body, so that it is never taken for the vendor's own.
//!
//! Which one where: the request itself is wrong: [`Error::BadRequest`]; it may come from another site: [`Error::CrossSite`];
//! nobody is signed in: [`Error::SignedOut`]; somebody guesses: [`Error::WrongToken`], [`Error::InvalidToken`],
//! [`Error::TooManyAttempts`]; a program's token is not made for it: [`Error::TokenRefused`]; people
//! sign in at a proxy: [`Error::NotByProxy`], [`Error::SignInAtProxy`]; a call that the vendors' route table, a read-only connection or the journal forbids:
//! [`Error::NotAllowed`], [`Error::UndoRefused`], [`Error::ReadOnly`], [`Error::IntentRefused`]. All of these promise that nothing was sent.
//! Once a call may have left it is [`Error::UpstreamLost`], [`Error::UpstreamTimeout`] or [`Error::AnswerTooLarge`], whatever
//! else went wrong. [`Error::Internal`] is for our own storage and code before anything was sent; its cause goes to the log and
//! never to the client.

use std::borrow::Cow;
use std::time::Duration;

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use rescind_domain::gateway_error::ERROR_HEADER;
use rescind_domain::{GatewayError, GatewayErrorBody, GatewayErrorKind as Kind};

/// What the gateway refuses or cannot do.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    #[error("There is no session, or it has ended. Sign in again.")]
    SignedOut,
    #[error("This is not the token of this gateway. Use the link that it printed when it started.")]
    WrongToken,
    #[error("This is no valid token: it is unknown, has expired or was revoked. Nothing was sent.")]
    InvalidToken,
    #[error("{0} Nothing was sent.")]
    TokenRefused(Cow<'static, str>),
    #[error("Too many attempts to sign in have failed. Wait for {} s, then try again.", seconds(.0))]
    TooManyAttempts(Duration),
    #[error("There are as many streams of events as there may be. Close another tab, or ask again without a stream.")]
    TooManyStreams,
    #[error("{0}")]
    NotByProxy(&'static str),
    #[error("People sign in and out at the proxy in front of this gateway, not here.")]
    SignInAtProxy,
    #[error("{0}")]
    BadRequest(Cow<'static, str>),
    #[error("This address does not take this method.")]
    Method,
    #[error("{0}")]
    CrossSite(Cow<'static, str>),
    #[error("The gateway makes no such call: it is not in the vendor's route table. Nothing was sent.")]
    NotAllowed,
    #[error("{0} Nothing was sent.")]
    UndoRefused(Cow<'static, str>),
    #[error("This connection is configured as read-only. Nothing was sent.")]
    ReadOnly,
    #[error("There is no such {0}.")]
    NotFound(&'static str),
    #[error("{0} Nothing was sent.")]
    IntentRefused(Cow<'static, str>),
    #[error(
        "What this plan was decided on has changed: the answer has the preview of now. Nothing was stored or sent."
    )]
    PreviewChanged,
    #[error("{0}")]
    PlanRefused(Cow<'static, str>),
    #[error("The request is larger than the gateway takes. Nothing was sent.")]
    RequestTooLarge,
    #[error("The vendor's answer is larger than the gateway takes.")]
    AnswerTooLarge,
    #[error("The credential of this connection could not be obtained: {0}. Nothing was sent.")]
    Credential(Cow<'static, str>),
    #[error("No connection to the vendor could be made or kept. Nothing was sent.")]
    UpstreamUnreachable,
    #[error("The connection to the vendor broke after the request had left.")]
    UpstreamLost,
    #[error("The vendor answered, but its answer could not be recorded. Read the state again.")]
    AnswerNotRecorded,
    #[error(
        "The vendor did not answer within the gateway's limit. If the request was to change something, it may still do so."
    )]
    UpstreamTimeout,
    #[error("The gateway could not do this. Its log says why.")]
    Internal(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl Error {
    /// The request is not of the interface's form.
    pub(crate) fn bad_request(sentence: impl Into<Cow<'static, str>>) -> Self {
        Self::BadRequest(sentence.into())
    }

    /// The entry does not permit the call. The sentence says why; that nothing was sent is added.
    pub(crate) fn intent_refused(sentence: impl Into<Cow<'static, str>>) -> Self {
        Self::IntentRefused(sentence.into())
    }

    /// The plan does not permit what is asked of it. The sentence says why, and what to do.
    pub(crate) fn plan_refused(sentence: impl Into<Cow<'static, str>>) -> Self {
        Self::PlanRefused(sentence.into())
    }

    /// The token of a program does not permit it. The sentence says why; that nothing was sent is added.
    pub(crate) fn token_refused(sentence: impl Into<Cow<'static, str>>) -> Self {
        Self::TokenRefused(sentence.into())
    }

    /// The call would give something that no entry may give back. The sentence says why; that nothing was sent is added.
    pub(crate) fn undo_refused(sentence: impl Into<Cow<'static, str>>) -> Self {
        Self::UndoRefused(sentence.into())
    }

    /// Our own storage or code failed before anything was sent.
    pub(crate) fn internal(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Internal(cause.into())
    }

    /// What went wrong, for those who operate the gateway: the cause of an internal error as well.
    pub(crate) fn for_operators(&self) -> String {
        match self {
            Self::Internal(cause) => cause.to_string(),
            other => other.to_string(),
        }
    }

    /// The kind as programs know it.
    pub(crate) const fn kind(&self) -> Kind {
        match self {
            Self::SignedOut => Kind::SignedOut,
            Self::WrongToken | Self::InvalidToken => Kind::WrongToken,
            Self::TokenRefused(_) => Kind::TokenRefused,
            Self::TooManyAttempts(_) => Kind::TooManyAttempts,
            Self::TooManyStreams => Kind::TooManyStreams,
            Self::NotByProxy(_) | Self::SignInAtProxy => Kind::ProxySignIn,
            Self::BadRequest(_) | Self::Method => Kind::BadRequest,
            Self::CrossSite(_) => Kind::CrossSite,
            Self::NotAllowed | Self::UndoRefused(_) => Kind::NotAllowed,
            Self::ReadOnly => Kind::ReadOnly,
            Self::NotFound(_) => Kind::NotFound,
            Self::IntentRefused(_) => Kind::IntentRefused,
            Self::PlanRefused(_) => Kind::PlanRefused,
            Self::PreviewChanged => Kind::Changed,
            Self::RequestTooLarge | Self::AnswerTooLarge => Kind::TooLarge,
            Self::Credential(_) => Kind::Credential,
            Self::UpstreamUnreachable => Kind::UpstreamUnreachable,
            // What the console has to do is the same: nobody can tell from here, so read the state again.
            Self::UpstreamLost | Self::AnswerNotRecorded => Kind::UpstreamLost,
            Self::UpstreamTimeout => Kind::UpstreamTimeout,
            Self::Internal(_) => Kind::Internal,
        }
    }

    /// The HTTP status.
    pub(crate) const fn status(&self) -> StatusCode {
        match self {
            Self::SignedOut | Self::WrongToken | Self::InvalidToken | Self::NotByProxy(_) => StatusCode::UNAUTHORIZED,
            Self::TooManyAttempts(_) | Self::TooManyStreams => StatusCode::TOO_MANY_REQUESTS,
            Self::BadRequest(_) => StatusCode::BAD_REQUEST,
            Self::Method => StatusCode::METHOD_NOT_ALLOWED,
            Self::SignInAtProxy
            | Self::TokenRefused(_)
            | Self::CrossSite(_)
            | Self::NotAllowed
            | Self::UndoRefused(_)
            | Self::ReadOnly => StatusCode::FORBIDDEN,
            Self::NotFound(_) => StatusCode::NOT_FOUND,
            Self::IntentRefused(_) | Self::PlanRefused(_) | Self::PreviewChanged => StatusCode::CONFLICT,
            Self::RequestTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::AnswerTooLarge
            | Self::Credential(_)
            | Self::UpstreamUnreachable
            | Self::UpstreamLost
            | Self::AnswerNotRecorded => StatusCode::BAD_GATEWAY,
            Self::UpstreamTimeout => StatusCode::GATEWAY_TIMEOUT,
            Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

impl From<rusqlite::Error> for Error {
    fn from(cause: rusqlite::Error) -> Self {
        Self::internal(cause)
    }
}

impl From<serde_json::Error> for Error {
    fn from(cause: serde_json::Error) -> Self {
        Self::internal(cause)
    }
}

/// Whole seconds, of which the last may not be over: nobody shall come back too early.
const fn seconds(time: &Duration) -> u64 {
    time.as_secs().saturating_add(if time.subsec_nanos() > 0 { 1 } else { 0 })
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let (kind, status) = (self.kind(), self.status());
        let error = GatewayErrorBody { error: GatewayError { kind, message: self.to_string() } };
        let mut retry_after = None;
        match self {
            Self::Internal(cause) => tracing::error!(%cause, "a request failed inside the gateway"),
            Self::TooManyAttempts(wait) => retry_after = Some(HeaderValue::from(seconds(&wait))),
            _ => {}
        }
        let mut response = (status, Json(error)).into_response();
        response.headers_mut().insert(ERROR_HEADER, HeaderValue::from_static(kind.as_str()));
        if let Some(seconds) = retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, seconds);
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_client_never_learns_the_cause_of_an_internal_error() {
        let error = Error::internal("disk /secret/path is full");
        assert_eq!((error.status().as_u16(), error.kind()), (500, Kind::Internal));
        assert!(!error.to_string().contains("secret"));
    }
}
