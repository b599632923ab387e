//! An answer together with its call, and the first step of decoding: whether it is a success at all. Everything that is
//! not becomes one classified fault here.

use rescind_domain::{BusinessStatus, Fault, FaultKind, FaultSource, Retry};
use serde_json::Value;

use super::field::{self, Wrong};
use super::status::Status;
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

    /// The object of an answer that is a success. No message of this API has a `code`, so that one at the top is a refusal,
    /// also under HTTP 200; and only operations, which have an id, have an `error`.
    ///
    /// # Errors
    /// An HTTP status other than 200, a body that is no object, a status in the place of the object.
    pub fn object(&self) -> Result<Value, Fault> {
        let body: Option<Value> = serde_json::from_str(&self.response.body).ok().filter(Value::is_object);
        let status = body.as_ref().and_then(Status::read).filter(|status| status.code != 0);
        match (self.response.status, body) {
            // An empty success of somebody in between is no answer of this API's, which never uses another one.
            (200, _) if self.response.is_garbled => Err(self.malformed("$", "no UTF-8")),
            (201..=299, _) => Err(self.malformed("$", "a status of success that the API does not use")),
            (200, Some(body)) if field::present(&body, "code").is_some() => {
                Err(status.map_or_else(|| self.wrong(&Wrong("code".into())), |status| self.refusal(&status)))
            }
            (200, Some(body)) => match field::present(&body, "error") {
                Some(error) if field::present(&body, "id").is_none() => Err(self.error(error)),
                _ => Ok(body),
            },
            (200, None) if looks_like_html(&self.response.body) => Err(self.malformed("html", "a page for people")),
            (200, None) => Err(self.malformed("$", "no JSON object")),
            _ => Err(status.map_or_else(|| self.by_http(), |status| self.refusal(&status))),
        }
    }

    /// The fault of an `error` inside a body.
    pub(super) fn error(&self, error: &Value) -> Fault {
        match Status::read(error).filter(|status| status.code != 0) {
            Some(status) => self.refusal(&status),
            None => self.wrong(&Wrong("error".into())),
        }
    }

    /// The fault of a status.
    fn refusal(&self, status: &Status) -> Fault {
        let mut kind = status.kind().unwrap_or_else(|| self.kind_of_http());
        if let FaultKind::RateLimited { retry_after_seconds: seconds @ None } = &mut kind {
            *seconds = self.response.retry_after_seconds;
        }
        let mut fault = self.fault(kind, status.retry());
        fault.business = Some(BusinessStatus::Rpc(status.code));
        fault.message.clone_from(&status.message);
        // The body's own is the documented one; the header may be a proxy's.
        fault.request_id = status.request_id.clone().or(fault.request_id);
        fault
    }

    /// The fault of an answer of somebody in between, who knows no codes.
    fn by_http(&self) -> Fault {
        let kind = self.kind_of_http();
        let retry = match kind {
            FaultKind::RateLimited { .. } => Retry::Safe,
            FaultKind::Timeout | FaultKind::Unavailable => Retry::AfterReread,
            _ => Retry::Useless,
        };
        let mut fault = self.fault(kind, retry);
        let text = self.response.body.trim();
        let short = !text.is_empty() && text.len() <= 200 && !text.starts_with(['{', '[', '<']);
        fault.message = short.then(|| text.to_owned());
        fault
    }

    fn kind_of_http(&self) -> FaultKind {
        match self.response.status {
            401 => FaultKind::Unauthenticated,
            403 => FaultKind::Forbidden { missing: None },
            404 => FaultKind::NotFound,
            408 | 504 => FaultKind::Timeout,
            429 => FaultKind::RateLimited { retry_after_seconds: self.response.retry_after_seconds },
            500..=599 => FaultKind::Unavailable,
            _ => FaultKind::Rejected,
        }
    }

    /// The fault of a field that is not what the API promises. A call that changes something may have been carried out.
    pub(super) fn wrong(&self, wrong: &Wrong) -> Fault {
        self.malformed(&wrong.0, "missing, or of another type than the API promises")
    }

    fn malformed(&self, at: &str, cause: &str) -> Fault {
        let mut fault = self.fault(FaultKind::Malformed { at: at.to_owned() }, Retry::AfterReread);
        fault.message = Some(cause.to_owned());
        fault
    }

    fn fault(&self, kind: FaultKind, retry: Retry) -> Fault {
        let method = self.request.method.as_str();
        let mut fault = Fault::new(kind, FaultSource::Vendor, method, &self.request.path, retry);
        fault.http_status = Some(self.response.status);
        fault.request_id.clone_from(&self.response.request_id);
        fault.with_raw(&self.response.body)
    }
}

/// Whether a body is a page for people, such as the sign-in page of a proxy in between.
fn looks_like_html(body: &str) -> bool {
    let start: String = body.trim_start().chars().take(15).collect::<String>().to_ascii_lowercase();
    start.starts_with("<!doctype") || start.starts_with("<html")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(status: u16, body: &str) -> Result<Value, Fault> {
        let response = Response { status, body: body.into(), ..Response::default() };
        Answer::new(&Request::get("/p", Vec::new()), &response).object()
    }

    fn kind(status: u16, body: &str) -> FaultKind {
        read(status, body).unwrap_err().kind
    }

    #[test]
    fn the_code_of_the_body_decides_and_http_only_without_one() {
        let not_found = r#"{"code":5,"message":"m"}"#;
        for status in [200, 400, 403, 404, 412, 500] {
            assert_eq!(kind(status, not_found), FaultKind::NotFound, "{status}");
        }
        for (status, body, expected) in [
            (400, r#"{"code":"7"}"#, FaultKind::Forbidden { missing: None }),
            (400, "{}", FaultKind::Rejected),
            (401, "who?", FaultKind::Unauthenticated),
            (403, "<html>", FaultKind::Forbidden { missing: None }),
            (404, r#"{"code":0}"#, FaultKind::NotFound),
            (404, r#"[{"code":5}]"#, FaultKind::NotFound),
            (429, "", FaultKind::RateLimited { retry_after_seconds: None }),
            (503, "upstream", FaultKind::Unavailable),
            (503, r#"{"code":99}"#, FaultKind::Unavailable),
            (504, "<html>", FaultKind::Timeout),
        ] {
            assert_eq!(kind(status, body), expected, "{status} {body}");
        }
    }

    #[test]
    fn a_200_that_is_no_object_of_the_api_is_malformed() {
        for (body, at) in [
            ("", "$"),
            ("[]", "$"),
            ("null", "$"),
            (r#"{"users":["#, "$"),
            ("<!DOCTYPE html>", "html"),
            (r#"{"code":0}"#, "code"),
            (r#"{"code":"x"}"#, "code"),
            (r#"{"error":"x"}"#, "error"),
            (r#"{"error":{}}"#, "error"),
        ] {
            assert_eq!(kind(200, body), FaultKind::Malformed { at: at.into() }, "{body}");
        }
        assert_eq!(kind(204, ""), FaultKind::Malformed { at: "$".into() });
        assert_eq!(kind(200, r#"{"error":{"code":7}}"#), FaultKind::Forbidden { missing: None });
        assert!(read(200, "{}").is_ok() && read(200, r#"{"id":"o","error":{"code":7}}"#).is_ok());
    }
}
