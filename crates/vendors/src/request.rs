//! One call to a vendor as data: built here, shown to the admin as it is, sent by a transport.

use std::fmt;

use serde_json::Value;

/// The HTTP methods that the vendors' APIs use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Method {
    /// Reads.
    Get,
    /// Everything in Milvus, reads included.
    Post,
}

impl Method {
    /// The spelling on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
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
    /// The JSON body.
    pub body: Option<Value>,
}

impl Request {
    /// A POST with a JSON body.
    #[must_use]
    pub fn post(path: &str, body: Value) -> Self {
        Self { method: Method::Post, path: path.to_owned(), body: Some(body) }
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
        write!(f, "{} {}", self.method, self.path)?;
        match &self.body {
            Some(body) => write!(f, "  {body}"),
            None => Ok(()),
        }
    }
}
