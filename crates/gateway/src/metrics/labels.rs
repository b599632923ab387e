//! What the numbers are told apart by. Each label has few values, all of them from the code or the config.

use prometheus_client::encoding::{EncodeLabelSet, EncodeLabelValue, LabelValueEncoder};

use crate::upstream::{Answer, Failure};

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(super) struct Requests {
    /// The template of the path.
    pub(super) route: &'static str,
    pub(super) status: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(super) struct Calls {
    pub(super) connection: String,
    pub(super) effect: Effect,
    pub(super) result: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(super) struct Durations {
    pub(super) connection: String,
    pub(super) effect: Effect,
}

/// Whether a call changes something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Effect {
    Read,
    Mutation,
}

impl EncodeLabelValue for Effect {
    fn encode(&self, encoder: &mut LabelValueEncoder<'_>) -> std::fmt::Result {
        match self {
            Self::Read => "read",
            Self::Mutation => "mutation",
        }
        .encode(encoder)
    }
}

/// The class of a status, as people write it.
pub(super) const fn class(status: u16) -> &'static str {
    match status {
        ..200 => "1xx",
        200..300 => "2xx",
        300..400 => "3xx",
        400..500 => "4xx",
        500.. => "5xx",
    }
}

/// How a call ended: the class of the vendor's HTTP status, or why there is none. What the body says is not looked at.
pub(super) fn result(result: &Result<Answer, Failure>) -> &'static str {
    match result {
        Ok(answer) => class(answer.status.as_u16()),
        Err(Failure::Unreachable) => "unreachable",
        Err(Failure::Lost) => "lost",
        Err(Failure::Timeout) => "timeout",
        Err(Failure::TooLarge { .. }) => "too_large",
    }
}
