//! A way to the sandbox, and a connection on it that is kept. It speaks just enough HTTP to cost little itself.

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// Where a call goes.
#[derive(Clone)]
pub(crate) struct Way {
    pub(crate) name: &'static str,
    pub(crate) port: u16,
    pub(crate) prefix: &'static str,
    /// Whole header lines.
    pub(crate) headers: String,
}

impl Way {
    /// A call as bytes; `more` are header lines of its own.
    pub(crate) fn request(&self, path: &str, more: &str, body: &str) -> Vec<u8> {
        let (prefix, headers, port, length) = (self.prefix, &self.headers, self.port, body.len());
        format!(
            "POST {prefix}{path} HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\ncontent-type: application/json\r\n{headers}{more}\
             content-length: {length}\r\n\r\n{body}"
        )
        .into_bytes()
    }

    pub(crate) async fn connect(&self) -> Connection {
        let stream = TcpStream::connect(("127.0.0.1", self.port)).await.expect("a connection");
        stream.set_nodelay(true).unwrap();
        Connection { stream, buffer: Vec::new() }
    }

    /// The same gateway without its prefix.
    pub(crate) fn bare(&self) -> Self {
        Self { prefix: "", ..self.clone() }
    }
}

/// A connection that is kept, with whole answers read off it.
pub(crate) struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Connection {
    /// Sends a request and returns the answer's head and body.
    pub(crate) async fn exchange(&mut self, request: &[u8]) -> (String, String) {
        self.stream.write_all(request).await.unwrap();
        loop {
            if let Some(end) = self.buffer.windows(4).position(|bytes| bytes == b"\r\n\r\n") {
                let head = String::from_utf8_lossy(&self.buffer[..end]).into_owned();
                let length = header(&head, "content-length").map_or(0, |length| length.parse().unwrap());
                let (start, end) = (end + 4, end + 4 + length);
                if self.buffer.len() >= end {
                    let body = String::from_utf8_lossy(&self.buffer[start..end]).into_owned();
                    self.buffer.drain(..end);
                    return (head, body);
                }
            }
            let mut chunk = [0; 16 * 1024];
            let length = self.stream.read(&mut chunk).await.unwrap();
            assert!(length > 0, "the connection ended");
            self.buffer.extend_from_slice(&chunk[..length]);
        }
    }

    /// Sends a request that Milvus must answer with success.
    pub(crate) async fn ok(&mut self, request: &[u8]) {
        let (head, body) = self.exchange(request).await;
        assert!(head.starts_with("HTTP/1.1 200") && body.contains("\"code\":0"), "{head}\n{body}");
    }
}

/// The value of a header in a head.
pub(crate) fn header<'a>(head: &'a str, wanted: &str) -> Option<&'a str> {
    let fields = head.lines().filter_map(|line| line.split_once(": "));
    fields.into_iter().find(|(name, _)| name.eq_ignore_ascii_case(wanted)).map(|(_, value)| value)
}
