//! An upstream made of a socket: it records every request byte by byte and does exactly what a test says, cutting the
//! connection included.

use std::net::SocketAddr;
use std::sync::Arc;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, watch};

use crate::support::within;

/// What the upstream does with a request.
#[derive(Clone)]
pub(crate) enum Reaction {
    /// Answers, and keeps the connection.
    Answer(String),
    /// Sends these bytes and closes the connection.
    Close(String),
    /// Waits for the notification and does this then; or notices that the other side has gone.
    After(Arc<Notify>, Box<Reaction>),
}

/// An answer with this status, these header lines and a JSON body.
pub(crate) fn answer(status: &str, headers: &[&str], body: &str) -> Reaction {
    let headers: String = headers.iter().map(|line| format!("{line}\r\n")).collect();
    let length = body.len();
    Reaction::Answer(format!(
        "HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n{headers}\r\n{body}"
    ))
}

/// Milvus' answer to what it has done.
pub(crate) fn done() -> Reaction {
    answer("200 OK", &["x-milvus-trace-id: 0123456789abcdef"], r#"{"code":0,"data":{}}"#)
}

/// Milvus' answer to a read of which there is nothing.
pub(crate) fn empty() -> Reaction {
    answer("200 OK", &["x-milvus-trace-id: 0123456789abcdef"], r#"{"code":0,"data":[]}"#)
}

/// Does this when notified.
pub(crate) fn held(by: &Arc<Notify>, reaction: Reaction) -> Reaction {
    Reaction::After(Arc::clone(by), Box::new(reaction))
}

/// One request as it came.
#[derive(Clone, Debug)]
pub(crate) struct Recorded {
    /// `POST /path HTTP/1.1`.
    pub(crate) line: String,
    /// Names in lower case, in the order of the request.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
    /// Which connection it came on, counted from 1.
    pub(crate) connection: usize,
}

impl Recorded {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
    }
}

#[derive(Clone, Default)]
struct Seen {
    requests: Vec<Recorded>,
    connections: usize,
    abandoned: usize,
}

type Script = dyn Fn(usize, &Recorded) -> Reaction + Send + Sync;

/// The upstream.
#[derive(Clone)]
pub(crate) struct Upstream {
    pub(crate) address: SocketAddr,
    seen: watch::Sender<Seen>,
}

impl Upstream {
    /// One that does the same with every request.
    pub(crate) async fn always(reaction: Reaction) -> Self {
        Self::start(move |_, _| reaction.clone()).await
    }

    /// One that decides by the request and its number, counted from 1.
    pub(crate) async fn start(script: impl Fn(usize, &Recorded) -> Reaction + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let upstream = Self { address: listener.local_addr().unwrap(), seen: watch::Sender::new(Seen::default()) };
        let (seen, script): (_, Arc<Script>) = (upstream.seen.clone(), Arc::new(script));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(converse(stream, seen.clone(), Arc::clone(&script)));
            }
        });
        upstream
    }

    pub(crate) fn requests(&self) -> Vec<Recorded> {
        self.seen.borrow().requests.clone()
    }

    pub(crate) fn connections(&self) -> usize {
        self.seen.borrow().connections
    }

    /// Waits until that many requests have come in.
    pub(crate) async fn has_requests(&self, count: usize) {
        self.until(|seen| seen.requests.len() >= count).await;
    }

    /// Waits until that many connections were given up by the other side while it waited for an answer.
    pub(crate) async fn was_abandoned(&self, count: usize) {
        self.until(|seen| seen.abandoned >= count).await;
    }

    /// Waits until the requests are as they must become.
    pub(crate) async fn until_requests(&self, mut fulfilled: impl FnMut(&[Recorded]) -> bool) {
        self.until(|seen| fulfilled(&seen.requests)).await;
    }

    async fn until(&self, fulfilled: impl FnMut(&Seen) -> bool) {
        within(self.seen.subscribe().wait_for(fulfilled)).await.unwrap();
    }
}

async fn converse(mut stream: TcpStream, seen: watch::Sender<Seen>, script: Arc<Script>) {
    let mut connection = 0;
    seen.send_modify(|seen| {
        seen.connections += 1;
        connection = seen.connections;
    });
    let mut buffer = Vec::new();
    while let Some(request) = read(&mut stream, &mut buffer, connection).await {
        let mut number = 0;
        seen.send_modify(|seen| {
            seen.requests.push(request.clone());
            number = seen.requests.len();
        });
        let mut reaction = script(number, &request);
        while let Reaction::After(notify, next) = reaction {
            let mut more = [0];
            tokio::select! {
                () = notify.notified() => {}
                _ = stream.read(&mut more) => {
                    seen.send_modify(|seen| seen.abandoned += 1);
                    return;
                }
            }
            reaction = *next;
        }
        match reaction {
            Reaction::Answer(text) => stream.write_all(text.as_bytes()).await.unwrap(),
            Reaction::Close(text) => {
                let _gone = stream.write_all(text.as_bytes()).await;
                return;
            }
            Reaction::After(..) => unreachable!("the loop above has followed these"),
        }
    }
}

pub(crate) async fn read(stream: &mut TcpStream, buffer: &mut Vec<u8>, connection: usize) -> Option<Recorded> {
    loop {
        if let Some(end) = buffer.windows(4).position(|bytes| bytes == b"\r\n\r\n") {
            let head = String::from_utf8_lossy(&buffer[..end]).into_owned();
            let mut lines = head.split("\r\n").map(str::to_owned);
            let line = lines.next().unwrap();
            let headers: Vec<(String, String)> = lines
                .map(|line| line.split_once(": ").map(|(name, value)| (name.to_lowercase(), value.to_owned())).unwrap())
                .collect();
            let length =
                headers.iter().find(|(name, _)| name == "content-length").map_or(0, |(_, n)| n.parse().unwrap());
            let end = end + 4;
            if buffer.len() >= end + length {
                let body = String::from_utf8_lossy(&buffer[end..end + length]).into_owned();
                buffer.drain(..end + length);
                return Some(Recorded { line, headers, body, connection });
            }
        }
        let mut chunk = [0; 16 * 1024];
        match stream.read(&mut chunk).await {
            Ok(0) | Err(_) => return None,
            Ok(length) => buffer.extend_from_slice(&chunk[..length]),
        }
    }
}
