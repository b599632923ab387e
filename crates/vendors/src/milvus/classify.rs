//! One classifier from (HTTP status, code, text) to a fault.
//!
//! The same fact is 65535 in one era of servers and 1100 in another, so codes alone do not tell; substrings that are stable
//! over the eras decide. Which codes a retry may follow is the server's own table, since REST does not transmit it.

use rescind_domain::{BusinessStatus, Fault, FaultKind, FaultSource, Retry};

use crate::{Request, Response};

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

    pub(super) fn status(&self) -> u16 {
        self.response.status
    }

    pub(super) fn body(&self) -> &'a str {
        &self.response.body
    }

    pub(super) fn is_garbled(&self) -> bool {
        self.response.is_garbled
    }

    /// The fault of an answer that is a failure.
    pub(super) fn fault(&self, code: Option<i64>, message: Option<String>) -> Fault {
        let text = message.as_deref().unwrap_or(&self.response.body);
        let kind = match self.response.status {
            200 => kind_of_code(code.unwrap_or_default(), text),
            status => kind_of_status(status, text, self.response.retry_after_seconds),
        };
        let retry = retry_of(&kind);
        let message = message.or_else(|| plain_text(self.response));
        self.with_facts(kind, retry, code, message)
    }

    /// The fault of an answer that is not what the API promises. A call that changes something may have been carried out.
    pub(super) fn malformed(&self, path: &str, cause: &str) -> Fault {
        let kind = FaultKind::Malformed { at: path.to_owned() };
        self.with_facts(kind, Retry::AfterReread, super::envelope::code(self.body()), Some(cause.to_owned()))
    }

    fn with_facts(&self, kind: FaultKind, retry: Retry, code: Option<i64>, message: Option<String>) -> Fault {
        let method = self.request.method.as_str();
        let mut fault = Fault::new(kind, FaultSource::Vendor, method, &self.request.path, retry);
        fault.http_status = Some(self.response.status);
        fault.business = code.map(BusinessStatus::Code);
        fault.message = message;
        fault.request_id = self.response.request_id.clone();
        fault.with_raw(&self.response.body)
    }
}

/// Whether a body is a page for people, such as the sign-in page of a proxy in between.
pub(super) fn looks_like_html(body: &str) -> bool {
    let start: String = body.trim_start().chars().take(15).collect::<String>().to_ascii_lowercase();
    start.starts_with("<!doctype") || start.starts_with("<html")
}

fn plain_text(response: &Response) -> Option<String> {
    let text = response.body.trim();
    let short = !text.is_empty() && text.len() <= 200 && !text.starts_with(['{', '[', '<']);
    short.then(|| text.to_owned())
}

fn kind_of_status(status: u16, text: &str, retry_after_seconds: Option<u32>) -> FaultKind {
    match status {
        401 => FaultKind::Unauthenticated,
        403 => FaultKind::Forbidden { missing: missing_privilege(text) },
        404 => FaultKind::NotFound,
        408 | 504 => FaultKind::Timeout,
        429 => FaultKind::RateLimited { retry_after_seconds },
        500..=599 => FaultKind::Unavailable,
        _ => FaultKind::Rejected,
    }
}

/// Codes that mean one thing in every era decide alone: `service unavailable` stays that, whatever it says does not exist.
fn kind_of_code(code: i64, text: &str) -> FaultKind {
    match code {
        1 | 2 | 12 => FaultKind::Unavailable,
        4 | 8 | 1807 => FaultKind::RateLimited { retry_after_seconds: None },
        100 | 800 => FaultKind::NotFound,
        802 | 1101 | 1102 | 1402 | 1801 | 1802 => FaultKind::InvalidInput { field: missing_field(text) },
        1800 => FaultKind::Unauthenticated,
        10000 | 10001 => FaultKind::Timeout,
        _ => kind_of_text(text).unwrap_or(match code {
            1100 => FaultKind::InvalidInput { field: missing_field(text) },
            1400 => FaultKind::Unauthenticated,
            // 1401 protects root and the default roles from everybody: no privilege is missing.
            _ => FaultKind::Rejected,
        }),
    }
}

/// What is 65535 in one era and 1100 in another is the same fact in both.
fn kind_of_text(text: &str) -> Option<FaultKind> {
    if text.contains("permission deny") {
        return Some(FaultKind::Forbidden { missing: missing_privilege(text) });
    }
    if says_not_found(text) {
        return Some(FaultKind::NotFound);
    }
    if text.contains("Use REVOKE API") || text.contains("already exists") {
        return Some(FaultKind::Conflict { blocking: None });
    }
    let refuses_a_value = ["old password", "not found the privilege name", "same privilege level"];
    if refuses_a_value.iter().any(|words| text.contains(words)) {
        return Some(FaultKind::InvalidInput { field: None });
    }
    // The server runs without authorization, so that nobody can change a privilege: no value of the call is wrong.
    text.contains("fail to get authorization from the md").then_some(FaultKind::Rejected)
}

fn retry_of(kind: &FaultKind) -> Retry {
    match kind {
        FaultKind::RateLimited { .. } => Retry::Safe,
        FaultKind::Timeout | FaultKind::Unavailable => Retry::AfterReread,
        _ => Retry::Useless,
    }
}

fn says_not_found(text: &str) -> bool {
    text.contains("not found the role")
        || text.contains("not found the user")
        || text.contains("does not exist")
        || text.contains("role not exists")
        || (text.contains("user \"") && text.contains("\" not found"))
}

/// `rpc error: code = PermissionDenied desc = PrivilegeManageOwnership: permission deny to bob in the …` names the
/// privilege with the server's internal prefix.
fn missing_privilege(text: &str) -> Option<String> {
    let (before, _) = text.split_once(": permission deny")?;
    let name = before.rsplit([' ', '=']).next()?.strip_prefix("Privilege")?;
    (!name.is_empty()).then(|| name.to_owned())
}

/// `Key: 'UserRoleReq.RoleName' Error:Field validation for 'RoleName' failed on the 'required' tag`.
fn missing_field(text: &str) -> Option<String> {
    let (_, after) = text.split_once("Field validation for '")?;
    let (name, _) = after.split_once('\'')?;
    Some(name.to_owned())
}
