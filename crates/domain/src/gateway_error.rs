//! The answers that the gateway makes itself, told apart from the vendor's by the header `X-Rescind-Error`.
//! Shared by both sides, so that a lost session is never taken for a vendor's 401.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::{FaultKind, Retry};

/// The header that carries a [`GatewayErrorKind`].
pub const ERROR_HEADER: &str = "x-rescind-error";
/// The header of an answer whose body is a [`Fault`](crate::Fault): the vendor, or the way to it, said no to a read.
pub const FAULT_HEADER: &str = "x-rescind-fault";
/// The header that every `/api` request carries with the value `1`.
pub const REQUEST_HEADER: &str = "x-rescind";
macro_rules! kinds {
    ($($(#[$docs:meta])* $name:ident = $text:literal,)+) => {
        /// What the gateway refused or could not do.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        pub enum GatewayErrorKind {
            $($(#[$docs])* #[serde(rename = $text)] $name,)+
        }

        impl GatewayErrorKind {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$name,)+];

            /// The spelling in the header and in the body.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $text,)+
                }
            }
        }

        impl FromStr for GatewayErrorKind {
            type Err = ();

            fn from_str(text: &str) -> Result<Self, ()> {
                match text {
                    $($text => Ok(Self::$name),)+
                    _ => Err(()),
                }
            }
        }
    };
}

kinds! {
    /// No session, or it ended. Nothing was sent.
    SignedOut = "signed_out",
    /// The token is wrong: that of a sign-in, or that of a program, which may also have expired or been revoked.
    WrongToken = "wrong_token",
    /// The token of a program does not permit this. Nothing was sent.
    TokenRefused = "token_refused",
    /// Too many sign-ins have failed; `Retry-After` says when there may be another.
    TooManyAttempts = "too_many_attempts",
    /// The session, or the gateway, has as many streams of events as it may have.
    TooManyStreams = "too_many_streams",
    /// People sign in at a proxy, and the request does not come from it with a user's name. Nothing was sent.
    ProxySignIn = "proxy_sign_in",
    /// The request is not of the interface's form. Nothing was sent.
    BadRequest = "bad_request",
    /// Wrong host, origin or fetch site, or the `X-Rescind` header is missing. Nothing was sent.
    CrossSite = "cross_site",
    /// The route is not in the route table. Nothing was sent.
    NotAllowed = "not_allowed",
    /// The connection is read-only. Nothing was sent.
    ReadOnly = "read_only",
    /// No such connection, plan, entry or page.
    NotFound = "not_found",
    /// The entry does not permit a call now, or the call is not the entry's. Nothing was sent.
    IntentRefused = "intent_refused",
    /// The vendor's state is not the one that the call was made from, or could not be read to check that. Nothing was sent.
    Changed = "changed",
    /// The plan does not permit this now, or is another one than the request says.
    PlanRefused = "plan_refused",
    /// The request or the answer is larger than the gateway passes on.
    TooLarge = "too_large",
    /// The credential of the connection could not be had. Nothing was sent.
    Credential = "credential",
    /// No connection to the vendor could be made or kept. Nothing was sent.
    UpstreamUnreachable = "upstream_unreachable",
    /// The connection to the vendor broke after the request had left.
    UpstreamLost = "upstream_lost",
    /// The vendor did not answer within the gateway's limit.
    UpstreamTimeout = "upstream_timeout",
    /// The gateway's own storage or code failed.
    Internal = "internal",
}

impl GatewayErrorKind {
    /// What it is as a fault of a call that was to reach a vendor, and whether the call may be sent again.
    #[must_use]
    pub const fn as_fault(self) -> (FaultKind, Retry) {
        use GatewayErrorKind as K;
        match self {
            K::SignedOut | K::WrongToken | K::TooManyAttempts | K::ProxySignIn => (FaultKind::SignedOut, Retry::Safe),
            K::TooManyStreams => (FaultKind::RateLimited { retry_after_seconds: None }, Retry::Safe),
            K::UpstreamUnreachable => (FaultKind::Offline, Retry::Safe),
            K::UpstreamLost => (FaultKind::Unknown, Retry::AfterReread),
            K::UpstreamTimeout => (FaultKind::Timeout, Retry::AfterReread),
            // The answer was too large to pass on, or was lost inside the gateway: the call itself may have been carried out.
            K::TooLarge => (FaultKind::Unknown, Retry::AfterReread),
            K::Internal => (FaultKind::Unknown, Retry::AfterReread),
            K::NotFound => (FaultKind::NotFound, Retry::Useless),
            K::Changed => (FaultKind::Conflict { blocking: None }, Retry::Safe),
            K::IntentRefused | K::PlanRefused => (FaultKind::Conflict { blocking: None }, Retry::Useless),
            K::Credential => (FaultKind::Unauthenticated, Retry::Safe),
            K::BadRequest | K::CrossSite | K::NotAllowed | K::TokenRefused | K::ReadOnly => {
                (FaultKind::Rejected, Retry::Useless)
            }
        }
    }
}

impl fmt::Display for GatewayErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The body of an answer that the gateway makes itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct GatewayErrorBody {
    /// The one field.
    pub error: GatewayError,
}

/// What the gateway says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct GatewayError {
    /// The kind, also in the header.
    pub kind: GatewayErrorKind,
    /// A sentence in English that says what happened and what to do.
    pub message: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_read_back_from_header_and_body() {
        for kind in GatewayErrorKind::ALL {
            assert_eq!(kind.as_str().parse(), Ok(*kind));
            assert_eq!(serde_json::to_string(kind).unwrap(), format!("\"{kind}\""));
        }
        assert!("no_such_kind".parse::<GatewayErrorKind>().is_err());
    }
}
