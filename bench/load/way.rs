//! A way to what the sandbox knows, and a connection on it that is kept. It speaks just enough HTTP to cost little itself.

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// A request that reads.
#[derive(Clone, Copy)]
pub(crate) struct Read {
    pub(crate) method: &'static str,
    pub(crate) path: &'static str,
    pub(crate) body: &'static str,
    /// What the answer must have in it.
    pub(crate) holds: &'static str,
}

/// Where a read goes.
#[derive(Clone)]
pub(crate) struct Way {
    pub(crate) name: &'static str,
    pub(crate) port: u16,
    pub(crate) read: Read,
    /// Whole header lines.
    pub(crate) headers: String,
}

impl Way {
    /// The read as bytes.
    pub(crate) fn reading(&self) -> Vec<u8> {
        let Read { method, path, body, .. } = self.read;
        self.request(method, path, "", body)
    }

    /// A request with a body; `more` are header lines of its own.
    pub(crate) fn post(&self, path: &str, more: &str, body: &str) -> Vec<u8> {
        self.request("POST", path, more, body)
    }

    fn request(&self, method: &str, path: &str, more: &str, body: &str) -> Vec<u8> {
        let (headers, port) = (&self.headers, self.port);
        let body = match body {
            "" => "\r\n".to_owned(),
            body => format!("content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}", body.len()),
        };
        format!("{method} {path} HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\n{headers}{more}{body}").into_bytes()
    }

    pub(crate) async fn connect(&self) -> Connection {
        let stream = TcpStream::connect(("127.0.0.1", self.port)).await.expect("a connection");
        stream.set_nodelay(true).unwrap();
        Connection { stream, buffer: Vec::new() }
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

    /// Sends a request whose answer must have this in it.
    pub(crate) async fn ok(&mut self, request: &[u8], holds: &str) {
        let (head, body) = self.exchange(request).await;
        assert!(head.starts_with("HTTP/1.1 200") && body.contains(holds), "{head}\n{body}");
    }
}

/// The value of a header in a head.
pub(crate) fn header<'a>(head: &'a str, wanted: &str) -> Option<&'a str> {
    let fields = head.lines().filter_map(|line| line.split_once(": "));
    fields.into_iter().find(|(name, _)| name.eq_ignore_ascii_case(wanted)).map(|(_, value)| value)
}
