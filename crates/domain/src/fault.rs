//! One classified failure, with the same taxonomy for every vendor.
//!
//! A fault carries every fact that a banner shows: who said it, both statuses, the request id, whether a retry is safe.
//! It never carries a credential or a request body.

use serde::{Deserialize, Serialize};

use crate::{OperationId, RequestId};

/// What went wrong, as far as the next step of the admin depends on it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum FaultKind {
    /// No connection: to the gateway, or from it to the vendor. The request did not leave.
    Offline,
    /// No answer within the time limit. The request may still take effect.
    Timeout,
    /// The reader of the answer went away; only reads are ever cancelled.
    Cancelled,
    /// The session with the gateway ended. Nothing was sent to the vendor.
    SignedOut,
    /// The vendor does not accept the connection's credential.
    Unauthenticated,
    /// The credential is accepted but lacks a right.
    Forbidden {
        /// The privilege that the vendor names as missing.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        missing: Option<String>,
    },
    /// The role, user or endpoint does not exist.
    NotFound,
    /// Whoever or whatever a grant is to be given back to is not there any more.
    Vanished,
    /// The vendor does not accept a value.
    InvalidInput {
        /// The field that it names.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        field: Option<String>,
    },
    /// Something else is going on that excludes this.
    Conflict {
        /// The vendor's operation that is in the way, when it names one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        blocking: Option<OperationId>,
    },
    /// It would do more, or be more dangerous, than the person confirmed. Nothing was sent.
    Unconfirmed,
    /// Too many requests.
    RateLimited {
        /// Seconds to wait, when the vendor says so.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        retry_after_seconds: Option<u32>,
    },
    /// The vendor answered with a failure of its own that fits none of the others.
    Rejected,
    /// The answer is not what the vendor's API promises: HTML, a cut body, a missing `data`.
    Malformed {
        /// The JSON path of the first thing that is wrong, or a word for the whole body. On the wire it must not be called
        /// `path`, which is the call's.
        at: String,
    },
    /// The server says that it cannot answer now.
    Unavailable,
    /// The connection broke after the request had left: it may or may not have taken effect.
    Unknown,
}

/// Who said so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum FaultSource {
    /// The vendor's own answer.
    Vendor,
    /// Rescind's gateway, which did not or could not ask the vendor.
    Gateway,
    /// The browser, which got no answer from the gateway.
    Browser,
}

/// Whether the same call may be sent again as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Retry {
    /// Nothing happened, or the call only reads: send it again.
    Safe,
    /// It may have happened: look first.
    AfterReread,
    /// It will fail again until something else changes.
    Useless,
}

/// The vendor's status inside the body, which disagrees with HTTP's as often as not.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum BusinessStatus {
    /// Milvus' `code`.
    Code(i64),
    /// GenAuth's envelope.
    #[serde(rename_all = "camelCase")]
    Envelope {
        /// `statusCode`; only 200 is success.
        status_code: i64,
        /// `apiCode`, which may be there on success as well.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        api_code: Option<i64>,
        /// `data.success`, where the answer has one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        success: Option<bool>,
    },
    /// Yandex' `google.rpc.Status` code, of a refusal or of an operation that failed.
    Rpc(i64),
    /// Yandex accepted the call: what becomes of it is told by this operation.
    Operation(OperationId),
}

/// One classified failure.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Fault {
    /// What went wrong.
    #[serde(flatten)]
    pub kind: FaultKind,
    /// Who said so.
    pub source: FaultSource,
    /// The HTTP method of the call.
    pub method: String,
    /// The vendor's path of the call, without the query.
    pub path: String,
    /// The HTTP status, when there was an answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub http_status: Option<u16>,
    /// The status inside the body, when there was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub business: Option<BusinessStatus>,
    /// The operation that ended so, where the vendor had accepted the call before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operation: Option<OperationId>,
    /// The words of whoever said so, verbatim.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// The vendor's request or trace id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_id: Option<RequestId>,
    /// Whether the call may be sent again.
    pub retry: Retry,
    /// The beginning of the answer's body, at most [`Fault::RAW_LIMIT`] bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub raw: Option<String>,
}

impl Fault {
    /// How much of an answer's body a fault keeps, in bytes.
    pub const RAW_LIMIT: usize = 4096;

    /// A fault without an answer's facts.
    pub fn new(kind: FaultKind, source: FaultSource, method: &str, path: &str, retry: Retry) -> Self {
        Self {
            kind,
            source,
            method: method.to_owned(),
            path: path.to_owned(),
            http_status: None,
            business: None,
            operation: None,
            message: None,
            request_id: None,
            retry,
            raw: None,
        }
    }

    /// Keeps the beginning of a body, cut between characters.
    #[must_use]
    pub fn with_raw(mut self, body: &str) -> Self {
        let end = body.char_indices().map(|(at, c)| at + c.len_utf8()).take_while(|end| *end <= Self::RAW_LIMIT).last();
        self.raw = body.get(..end.unwrap_or(0)).filter(|text| !text.is_empty()).map(str::to_owned);
        self
    }

    /// Whether a read that failed so is worth a second try by itself.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        matches!(self.kind, FaultKind::Offline | FaultKind::Unavailable | FaultKind::Unknown | FaultKind::Timeout)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_raw_answer_is_cut_between_characters() {
        let fault = Fault::new(FaultKind::Rejected, FaultSource::Vendor, "POST", "/p", Retry::Useless);
        let long = "é".repeat(Fault::RAW_LIMIT);
        let kept = fault.clone().with_raw(&long).raw.unwrap();
        assert_eq!(kept.len(), Fault::RAW_LIMIT);
        assert!(long.starts_with(&kept));
        assert_eq!(fault.with_raw("").raw, None);
    }

    #[test]
    fn every_kind_survives_the_wire_as_text() {
        for kind in [
            FaultKind::Offline,
            FaultKind::Timeout,
            FaultKind::Cancelled,
            FaultKind::SignedOut,
            FaultKind::Unauthenticated,
            FaultKind::Forbidden { missing: None },
            FaultKind::Forbidden { missing: Some("ManageOwnership".into()) },
            FaultKind::NotFound,
            FaultKind::Vanished,
            FaultKind::InvalidInput { field: Some("RoleName".into()) },
            FaultKind::Unconfirmed,
            FaultKind::Conflict { blocking: None },
            FaultKind::Conflict { blocking: Some(OperationId::new("c9q1")) },
            FaultKind::RateLimited { retry_after_seconds: Some(3) },
            FaultKind::Rejected,
            FaultKind::Malformed { at: "data[0].privilege".into() },
            FaultKind::Unavailable,
            FaultKind::Unknown,
        ] {
            let fault = Fault::new(kind, FaultSource::Vendor, "POST", "/p", Retry::Useless).with_raw("<html>");
            let text = serde_json::to_string(&fault).unwrap();
            assert_eq!(serde_json::from_str::<Fault>(&text).unwrap(), fault, "{text}");
        }
    }

    #[test]
    fn a_fault_survives_the_wire() {
        let mut fault = Fault::new(
            FaultKind::Forbidden { missing: Some("ManageOwnership".into()) },
            FaultSource::Vendor,
            "POST",
            "/v2/vectordb/users/revoke_role",
            Retry::Useless,
        );
        fault.http_status = Some(403);
        fault.business = Some(BusinessStatus::Code(65535));
        let wire = serde_json::to_value(&fault).unwrap();
        assert_eq!(wire["kind"], "forbidden");
        assert_eq!(wire["business"]["code"], 65535);
        assert_eq!(serde_json::from_value::<Fault>(wire).unwrap(), fault);
    }
}
