//! google.rpc.Status as the body of an answer that failed, read leniently.

use serde_json::Value;

/// What such a body says.
#[derive(Debug)]
pub(super) struct Status {
    pub(super) code: i64,
    pub(super) message: String,
    /// `requestId` of the details.
    pub(super) request_id: Option<String>,
}

impl Status {
    /// The status of a body that is one.
    pub(super) fn read(body: &[u8]) -> Option<Self> {
        let body: Value = serde_json::from_slice(body).ok()?;
        let details = body.get("details").and_then(Value::as_array);
        let request_id = details.into_iter().flatten().find_map(|detail| detail.get("requestId")?.as_str());
        Some(Self {
            code: body.get("code")?.as_i64()?,
            message: body.get("message").and_then(Value::as_str).unwrap_or_default().to_owned(),
            request_id: request_id.filter(|id| !id.is_empty()).map(str::to_owned),
        })
    }
}
