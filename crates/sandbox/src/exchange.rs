//! One request and its answer, free of any HTTP library's body types, so that vendors are plain functions.

use axum::{
    body::Bytes,
    http::{HeaderMap, HeaderValue, Method, StatusCode, header::CONTENT_TYPE},
};
use serde_json::Value;

/// A request, read to its end.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    pub(crate) method: Method,
    pub(crate) path: String,
    /// What stands behind the `?`, as it was sent; empty without one. Faults match the path alone.
    pub(crate) query: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Call {
    /// A header's text, if it is there and is text.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The query's parameters, decoded, in the order in which they were sent.
    pub(crate) fn parameters(&self) -> Vec<(String, String)> {
        form_urlencoded::parse(self.query.as_bytes()).into_owned().collect()
    }
}

/// What a call is there for, by its route; a call that signs in and one that nobody has a route for are neither.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Effect {
    /// It shows what there is.
    Read,
    /// It changes who may do what, or what there is.
    Change,
}

/// A whole answer.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Answer {
    /// An answer without a body.
    pub(crate) fn empty(status: StatusCode) -> Self {
        Self { status, headers: HeaderMap::new(), body: Bytes::new() }
    }

    /// An answer with a body of the given content type.
    pub(crate) fn typed(status: StatusCode, content_type: &'static str, body: impl Into<Bytes>) -> Self {
        let mut answer = Self { status, headers: HeaderMap::new(), body: body.into() };
        answer.headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
        answer
    }

    /// A JSON answer of the sandbox's own; vendors have envelopes of theirs.
    pub(crate) fn json(status: StatusCode, body: &Value) -> Self {
        Self::typed(status, "application/json", body.to_string())
    }
}

/// How an exchange ends on the wire.
#[derive(Debug)]
pub(crate) enum Ending {
    /// The answer arrives whole.
    Whole(Answer),
    /// The head arrives and part of the body, then the connection drops.
    CutBody(Answer),
    /// The connection drops before anything of an answer is sent.
    Dropped,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_decoded_in_their_order() {
        let query = "b=x%26y+z&a%5B%5D=%E6%97%A5&a%5B%5D=&flag".to_owned();
        let (method, headers, body) = (Method::GET, HeaderMap::new(), Bytes::new());
        let call = Call { method, path: "/".to_owned(), query, headers, body };
        let wanted = [("b", "x&y z"), ("a[]", "日"), ("a[]", ""), ("flag", "")];
        assert_eq!(call.parameters(), wanted.map(|(name, value)| (name.to_owned(), value.to_owned())));
    }
}
