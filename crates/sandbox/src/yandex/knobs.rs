//! What the vendor leaves open or changes between releases, and how it can fail, as knobs that can be turned while the
//! sandbox runs. An operation keeps the knobs that it was started under.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::jwt::PublicKey;

/// The knobs of the emulator.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "each is an independent switch of the service's behaviour")]
pub(crate) struct Knobs {
    /// How long an operation takes, in milliseconds.
    pub(crate) operation_ms: u64,
    /// How many looks at an operation it takes to end it, in place of `operation_ms`. The last of them shows it done.
    pub(crate) operation_polls: Option<u32>,
    /// How an operation ends.
    pub(crate) operation_end: End,
    /// The error of an operation that fails.
    pub(crate) operation_error: OperationError,
    /// How many looks at a new operation are answered NOT_FOUND, as by a replica that lags.
    pub(crate) operation_hidden_polls: u32,
    /// `x-operation-poll-interval` of a look at an operation, in seconds.
    pub(crate) poll_interval_s: Option<u32>,
    /// What cancelling an operation comes to.
    pub(crate) cancel: Cancel,
    /// Whether a cluster is shown as UPDATING while an operation runs on it.
    pub(crate) cluster_updating: bool,
    /// How the message names the operation that is in the way.
    pub(crate) conflict_form: ConflictForm,
    /// The code of that answer.
    pub(crate) conflict_code: ConflictCode,
    /// What revoking a permission that the user does not have comes to.
    pub(crate) not_granted: NotGranted,
    /// What granting on a database that the user has roles on already comes to.
    pub(crate) grant_again: GrantAgain,
    /// What an update that changes nothing comes to.
    pub(crate) no_changes: NoChanges,
    /// Whether the permissions on a database go with it.
    pub(crate) database_takes_permissions: bool,
    /// Which fields with default values are printed.
    pub(crate) defaults: Defaults,
    /// Whether `google.protobuf.Empty` has a `value`, as Go prints it.
    pub(crate) empty_has_value: bool,
    /// Where `google.rpc.Status` stands in place of an operation's typed response.
    pub(crate) status_as_response: StatusAsResponse,
    /// Whether a refused field is described in `google.rpc.BadRequest` too.
    pub(crate) bad_request_details: bool,
    /// Whether `@` and `.` are refused in the user name of every call but create and update.
    pub(crate) narrow_user_names: bool,
    /// The most items that a page has, whatever was asked for.
    pub(crate) page_size_cap: Option<u32>,
    /// What the caller's IAM role lets it do.
    pub(crate) access: Access,
    /// How long a new IAM token lives, in seconds.
    pub(crate) token_lifetime_s: u64,
    /// Tokens of earlier generations have expired, `t1.sandbox` (of generation 0) among them; new ones are of this one.
    pub(crate) token_generation: u32,
    /// The public key (PEM) that the signatures of service accounts' JWTs are verified with; without it none is.
    pub(crate) service_account_key: Option<PublicKey>,
    /// What every call with a good token is answered with.
    pub(crate) trouble: Option<Trouble>,
    /// How long the service takes over each call, in milliseconds.
    pub(crate) latency_ms: u64,
    /// Whether browsers of other origins are let in.
    pub(crate) cors: bool,
}

impl Default for Knobs {
    fn default() -> Self {
        Self {
            operation_ms: 300,
            operation_polls: None,
            operation_end: End::Success,
            operation_error: OperationError { code: 2, message: "Unknown error".to_owned(), details: Vec::new() },
            operation_hidden_polls: 0,
            poll_interval_s: None,
            cancel: Cancel::Refused,
            cluster_updating: false,
            conflict_form: ConflictForm::Quoted,
            conflict_code: ConflictCode::FailedPrecondition,
            not_granted: NotGranted::FailedPrecondition,
            grant_again: GrantAgain::Merge,
            no_changes: NoChanges::Refused,
            database_takes_permissions: true,
            defaults: Defaults::Some,
            empty_has_value: false,
            status_as_response: StatusAsResponse::Listed,
            bad_request_details: true,
            narrow_user_names: false,
            page_size_cap: None,
            access: Access::Editor,
            token_lifetime_s: 12 * 60 * 60,
            token_generation: 0,
            service_account_key: None,
            trouble: None,
            latency_ms: 0,
            cors: false,
        }
    }
}

/// How an operation ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum End {
    /// The change is made.
    Success,
    /// With an error; nothing has changed.
    Failure,
    /// With an error, which shows while the change is taken back for as long again.
    Rollback,
    /// Not at all.
    Never,
}

/// The error of an operation: `google.rpc.Status`.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct OperationError {
    pub(crate) code: i32,
    pub(crate) message: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) details: Vec<Value>,
}

/// What cancelling comes to. User operations are not among those that the vendor calls cancellable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Cancel {
    /// The call is refused.
    Refused,
    /// The call succeeds and the operation goes on.
    Ignored,
    /// The operation ends as cancelled.
    Works,
}

/// The forms of the message of two generations of the service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(try_from = "u8", into = "u8")]
pub(crate) enum ConflictForm {
    /// 1: `conflicting operation "…" detected`.
    Quoted,
    /// 2: `Conflicting operation … detected`.
    Capitalised,
}

/// The codes that a conflict may have; no public source settles it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(try_from = "u8", into = "u8")]
pub(crate) enum ConflictCode {
    /// 9, HTTP 400.
    FailedPrecondition,
    /// 10, HTTP 409.
    Aborted,
}

/// What revoking the absent comes to; no public source settles it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum NotGranted {
    /// Code 9, HTTP 400.
    FailedPrecondition,
    /// Code 5, HTTP 404.
    NotFound,
    /// Code 6, HTTP 409.
    AlreadyExists,
    /// An operation that changes nothing.
    Success,
}

/// What a second grant on a database comes to; no public source settles it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum GrantAgain {
    /// The roles are added.
    Merge,
    /// The roles take the place of those that were there.
    Replace,
    /// Code 6, HTTP 409.
    Refused,
}

/// What an update that changes nothing comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum NoChanges {
    /// Code 9, HTTP 400, as elsewhere in this family of services.
    Refused,
    /// An operation that changes nothing.
    Accepted,
}

/// Which fields with default values are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Defaults {
    /// `done` and what a cluster's record has; no empty list.
    Some,
    /// None.
    Omitted,
    /// All, empty lists and null wrappers among them.
    Printed,
}

/// Where an operation's response is `google.rpc.Status` rather than what the proto says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum StatusAsResponse {
    /// Nowhere.
    Never,
    /// In the list of a cluster's operations, as the vendor's samples show.
    Listed,
    /// In looks at one operation too.
    Always,
}

/// What the caller's IAM role lets it do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Access {
    /// Nothing.
    Nobody,
    /// See clusters and operations.
    Auditor,
    /// See users and databases too.
    Viewer,
    /// Change them.
    Editor,
}

/// A failure of the service itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Trouble {
    /// Code 4, HTTP 504: the call is carried out all the same.
    Deadline,
    /// Code 13, HTTP 500.
    Internal,
    /// Code 8, HTTP 429, with `RetryInfo`.
    RateLimited,
    /// Code 14, HTTP 503.
    Unavailable,
}

impl TryFrom<u8> for ConflictForm {
    type Error = String;

    fn try_from(number: u8) -> Result<Self, String> {
        match number {
            1 => Ok(Self::Quoted),
            2 => Ok(Self::Capitalised),
            other => Err(format!("conflict_form is 1 or 2, not {other}")),
        }
    }
}

impl From<ConflictForm> for u8 {
    fn from(form: ConflictForm) -> Self {
        match form {
            ConflictForm::Quoted => 1,
            ConflictForm::Capitalised => 2,
        }
    }
}

impl TryFrom<u8> for ConflictCode {
    type Error = String;

    fn try_from(number: u8) -> Result<Self, String> {
        match number {
            9 => Ok(Self::FailedPrecondition),
            10 => Ok(Self::Aborted),
            other => Err(format!("conflict_code is 9 or 10, not {other}")),
        }
    }
}

impl From<ConflictCode> for u8 {
    fn from(code: ConflictCode) -> Self {
        match code {
            ConflictCode::FailedPrecondition => 9,
            ConflictCode::Aborted => 10,
        }
    }
}
