//! One call to a vendor as data: built here, shown to the admin as it is, sent by a transport.

use std::fmt::{self, Write as _};

use serde_json::Value;

/// The HTTP methods that the vendors' APIs use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Method {
    /// Reads.
    Get,
    /// Everything in Milvus, reads included.
    Post,
    /// Changes a part of something (Yandex).
    Patch,
}

impl Method {
    /// The spelling on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Patch => "PATCH",
        }
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One call, relative to the connection's base address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The method.
    pub method: Method,
    /// The vendor's path, beginning with `/`, already percent-encoded where it holds names.
    pub path: String,
    /// The query, as plain text.
    pub query: Vec<(&'static str, String)>,
    /// The JSON body.
    pub body: Option<Value>,
}

impl Request {
    /// A GET.
    #[must_use]
    pub fn get(path: impl Into<String>, query: Vec<(&'static str, String)>) -> Self {
        Self { method: Method::Get, path: path.into(), query, body: None }
    }

    /// A POST with a JSON body.
    #[must_use]
    pub fn post(path: impl Into<String>, body: Value) -> Self {
        Self { method: Method::Post, path: path.into(), query: Vec::new(), body: Some(body) }
    }

    /// A PATCH with a JSON body.
    #[must_use]
    pub fn patch(path: impl Into<String>, body: Value) -> Self {
        Self { method: Method::Patch, path: path.into(), query: Vec::new(), body: Some(body) }
    }

    /// The path with the query, as it stands in an address.
    #[must_use]
    pub fn target(&self) -> String {
        let mut target = self.path.clone();
        for (at, (name, value)) in self.query.iter().enumerate() {
            target.push(if at == 0 { '?' } else { '&' });
            target.push_str(name);
            target.push('=');
            target.push_str(&encode(value));
        }
        target
    }

    /// The body as it is sent.
    #[must_use]
    pub fn body_text(&self) -> String {
        self.body.as_ref().map(Value::to_string).unwrap_or_default()
    }
}

/// The call as one line for people: method, path, body. It holds no credential, since none is ever in a request.
impl fmt::Display for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.target())?;
        match &self.body {
            Some(body) => write!(f, "  {body}"),
            None => Ok(()),
        }
    }
}

/// Percent-encodes a name for a path segment or a query value: everything but letters, digits and `-._~`.
#[must_use]
pub fn encode(name: &str) -> String {
    let mut encoded = String::with_capacity(name.len());
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            // Writing into a String cannot fail.
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

/// Decodes percent signs once. What is no UTF-8 afterwards, or no complete escape before, is nothing.
pub(crate) fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'%' => {
                let digits = [rest.next()?, rest.next()?];
                if !digits.iter().all(u8::is_ascii_hexdigit) {
                    return None;
                }
                u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?
            }
            other => other,
        });
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_encoded_once_and_wholly() {
        let request = Request::get(format!("/users/{}", encode("a@b/../%")), vec![("q", "名 &=?".to_owned())]);
        assert_eq!(request.target(), "/users/a%40b%2F..%2F%25?q=%E5%90%8D%20%26%3D%3F");
    }
}
