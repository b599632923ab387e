//! What is not known of the real service, or differs between its plans, brands and ages, as knobs that can be turned
//! while the sandbox runs. Each defaults to the best evidence.

use serde::{Deserialize, Serialize};

/// The knobs of the GenAuth emulator.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "each is an independent switch")]
pub(crate) struct Knobs {
    /// Whose service this is: GenAuth's clients know no departments, and its service has no calls for them here, but one
    /// that lists organisations.
    pub(crate) brand: Brand,
    /// The endpoints about departments and organisations exist, as far as the brand has them.
    pub(crate) departments: bool,
    /// `get-authorized-resources` exists.
    pub(crate) authorized_resources: bool,
    /// How long a token lives, in seconds.
    pub(crate) token_lifetime_s: i64,
    /// Raise it to end every token that was given out before.
    pub(crate) token_epoch: u32,
    /// A call with a token must name its user pool in a header, as is documented.
    pub(crate) pool_header_required: bool,
    /// How far the server's clock is ahead of the real one, in seconds; negative = behind.
    pub(crate) clock_ahead_s: i64,
    /// How far a signed date may be away from the server's clock, in seconds.
    pub(crate) skew_window_s: i64,
    /// What the HTTP status of a business failure is.
    pub(crate) http_status: HttpStatus,
    /// The message of success: empty in what was measured, `Success` or another text in what is documented.
    pub(crate) success_message: String,
    /// Success carries a `requestId`, as in some of the documentation's samples.
    pub(crate) success_request_id: bool,
    /// The `apiCode` of success, which older samples show; absent = none.
    pub(crate) success_api_code: Option<u32>,
    /// `statusCode` and `apiCode` are strings, as in the oldest envelope.
    pub(crate) codes_as_text: bool,
    /// What assigning and revoking say, and whether it is so.
    pub(crate) confirmation: Confirmation,
    /// What assigning and revoking do when some of their targets do not exist.
    pub(crate) mixed_batch: MixedBatch,
    /// People hold what their departments and groups hold: they are members of such roles, and have them. Nobody knows
    /// whether the real service counts them.
    pub(crate) inherited_roles: bool,
    /// Messages follow the language header. The real texts are known in Chinese only.
    pub(crate) translated: bool,
    /// Endpoints that the plan does not include: 402.
    pub(crate) unpaid: Vec<String>,
    /// Endpoints that fail without a reason: 500.
    pub(crate) broken: Vec<String>,
    /// How many calls are answered before HTTP 429; absent = no limit.
    pub(crate) rate_limit: Option<RateLimit>,
    /// Origins that pages may call from; empty = all of them.
    pub(crate) allowed_origins: Vec<String>,
    /// How long the server takes over each call, in milliseconds.
    pub(crate) latency_ms: u64,
}

/// Whose service is emulated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Brand {
    /// The older one, with departments.
    Authing,
    /// The newer one, without.
    GenAuth,
}

/// What the HTTP status of a business failure is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum HttpStatus {
    /// 200, whatever the body says.
    Always200,
    /// The body's, where HTTP has such a status.
    Mirrored,
}

/// What assigning and revoking say, and whether it is so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Confirmation {
    /// `success: true`, and it was done.
    Yes,
    /// `success: false`, but it was done.
    NoButDone,
    /// `success: false`, and nothing was done.
    NoAndUndone,
}

/// What assigning and revoking do when some of their targets do not exist.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum MixedBatch {
    /// Fail and change nothing.
    AllOrNothing,
    /// Do it for those that exist, then fail.
    ApplyKnown,
}

/// A limit of calls.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RateLimit {
    /// How many calls are answered in one window.
    pub(crate) calls: u32,
    /// How long a window lasts, in milliseconds; it begins with its first call.
    pub(crate) window_ms: i64,
    /// The `Retry-After` of a refusal, in seconds; absent = none is sent.
    #[serde(default)]
    pub(crate) retry_after_s: Option<u32>,
}

impl Default for Knobs {
    fn default() -> Self {
        Self {
            brand: Brand::Authing,
            departments: true,
            authorized_resources: true,
            token_lifetime_s: 7200,
            token_epoch: 0,
            pool_header_required: true,
            clock_ahead_s: 0,
            skew_window_s: 600,
            http_status: HttpStatus::Always200,
            success_message: String::new(),
            success_request_id: false,
            success_api_code: None,
            codes_as_text: false,
            confirmation: Confirmation::Yes,
            mixed_batch: MixedBatch::AllOrNothing,
            inherited_roles: false,
            translated: true,
            unpaid: Vec::new(),
            broken: Vec::new(),
            rate_limit: None,
            allowed_origins: Vec::new(),
            latency_ms: 0,
        }
    }
}
