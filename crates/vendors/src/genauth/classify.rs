//! From an answer to one fault, by `statusCode` and a few `apiCode`s. The text is never looked at: it comes in several
//! dialects and languages. Only where the body is no envelope does HTTP's status decide.

use rescind_domain::{BusinessStatus, Fault, FaultKind, FaultSource, RequestId, Retry};

use super::envelope::{self, Head};
use crate::{Request, Response};

/// The `apiCode` of older servers for an account that lacks a right.
const NO_PERMISSION: i64 = 1001;

/// An answer together with the call that it answers.
#[derive(Clone, Copy, Debug)]
pub struct Answer<'a> {
    request: &'a Request,
    response: &'a Response,
}

impl<'a> Answer<'a> {
    /// Pairs the two.
    #[must_use]
    pub const fn new(request: &'a Request, response: &'a Response) -> Self {
        Self { request, response }
    }

    pub(super) const fn status(&self) -> u16 {
        self.response.status
    }

    pub(super) fn body(&self) -> &'a str {
        &self.response.body
    }

    pub(super) const fn is_garbled(&self) -> bool {
        self.response.is_garbled
    }

    /// The fault of an envelope that says no.
    pub(super) fn fault(&self, head: Head) -> Fault {
        let kind = kind_of_head(&head, self.response.retry_after_seconds);
        self.with_facts(kind, Some(head), None)
    }

    /// The fault of a body that is no envelope.
    pub(super) fn without_envelope(&self, cause: &str) -> Fault {
        let kind = match self.response.status {
            401 => FaultKind::Unauthenticated,
            403 => FaultKind::Forbidden { missing: None },
            404 => FaultKind::NotFound,
            408 | 504 => FaultKind::Timeout,
            429 => FaultKind::RateLimited { retry_after_seconds: self.response.retry_after_seconds },
            500..=599 => FaultKind::Unavailable,
            200..=299 => return self.malformed(if looks_like_html(self.body()) { "html" } else { "$" }, cause),
            _ => FaultKind::Rejected,
        };
        self.with_facts(kind, None, plain_text(self.response))
    }

    /// The fault of an answer that is not what the API promises. A call that changes something may have been carried out.
    pub(super) fn malformed(&self, path: &str, cause: &str) -> Fault {
        self.with_facts(
            FaultKind::Malformed { at: path.to_owned() },
            envelope::head(self.body()),
            Some(cause.to_owned()),
        )
    }

    /// The fault of `success: false` beside a `statusCode` of 200: the server does not say why.
    pub(super) fn unconfirmed(&self) -> Fault {
        let mut fault = self.with_facts(FaultKind::Rejected, envelope::head(self.body()), None);
        fault.retry = Retry::AfterReread;
        fault
    }

    fn with_facts(&self, kind: FaultKind, head: Option<Head>, words: Option<String>) -> Fault {
        let retry = retry_of(&kind);
        let method = self.request.method.as_str();
        let mut fault = Fault::new(kind, FaultSource::Vendor, method, &self.request.path, retry);
        fault.http_status = Some(self.response.status);
        fault.business = head.as_ref().map(Head::status);
        let (message, id) = head.map_or((None, None), |head| (head.message, head.request_id));
        fault.message = words.or(message);
        fault.request_id = id.map(RequestId::new).or_else(|| self.response.request_id.clone());
        fault.with_raw(&self.response.body)
    }
}

fn kind_of_head(head: &Head, retry_after_seconds: Option<u32>) -> FaultKind {
    if head.is_signed_out() {
        return FaultKind::Unauthenticated;
    }
    match head.status_code {
        403 => FaultKind::Forbidden { missing: None },
        _ if head.api_code == Some(NO_PERMISSION) => FaultKind::Forbidden { missing: None },
        400 => FaultKind::InvalidInput { field: None },
        404 => FaultKind::NotFound,
        408 | 504 => FaultKind::Timeout,
        409 => FaultKind::Conflict { blocking: None },
        429 => FaultKind::RateLimited { retry_after_seconds },
        // 501 says that the server will never do it, not that it cannot now.
        500 | 502 | 503 => FaultKind::Unavailable,
        // 402, 413, 422, 499, 501, and 601 to 603 of a customer's own code behind the server.
        _ => FaultKind::Rejected,
    }
}

fn retry_of(kind: &FaultKind) -> Retry {
    match kind {
        FaultKind::RateLimited { .. } => Retry::Safe,
        FaultKind::Timeout | FaultKind::Unavailable | FaultKind::Malformed { .. } => Retry::AfterReread,
        _ => Retry::Useless,
    }
}

/// Whether a body is a page for people, such as the sign-in page of a proxy in between.
fn looks_like_html(body: &str) -> bool {
    let start: String = body.trim_start().chars().take(15).collect::<String>().to_ascii_lowercase();
    start.starts_with("<!doctype") || start.starts_with("<html")
}

fn plain_text(response: &Response) -> Option<String> {
    let text = response.body.trim();
    let short = !text.is_empty() && text.len() <= 200 && !text.starts_with(['{', '[', '<']);
    short.then(|| text.to_owned())
}

/// Whether a fault of a read says that the server has no such call. Its body cannot be told from that of a role which does
/// not exist, so whoever asks has to know by other means that the role does.
pub(super) fn is_not_offered(fault: &Fault) -> bool {
    let http = fault.http_status;
    match fault.business {
        Some(BusinessStatus::Envelope { status_code: 404, .. }) => http == Some(404),
        Some(BusinessStatus::Envelope { status_code, .. }) => status_code == 501,
        Some(_) => false,
        None => matches!(http, Some(404 | 405 | 501)),
    }
}
