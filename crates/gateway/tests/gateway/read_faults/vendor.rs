//! A vendor whose every call is recorded, and one of whose calls may meet a trouble. It answers from its world.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use super::troubles::How;
use super::worlds::World;
use crate::upstream::{self, Recorded};

/// A call: what tells it from all others, and what it would be answered.
#[derive(Clone, Debug)]
pub(super) struct Call {
    pub(super) line: String,
    pub(super) body: String,
    pub(super) clean: Value,
}

impl Call {
    fn is(&self, request: &Recorded) -> bool {
        self.line == request.line && self.body == request.body
    }

    /// Whether only the number of rows is wanted.
    pub(super) fn counts(&self) -> bool {
        self.line.contains("limit=1 ") || self.body.contains("\"limit\":1,")
    }

    /// Its path, without the query.
    pub(super) fn path(&self) -> &str {
        self.line.split(' ').nth(1).unwrap().split('?').next().unwrap()
    }
}

#[derive(Clone)]
pub(super) struct Vendor {
    pub(super) address: SocketAddr,
    world: World,
    trouble: Arc<Mutex<Option<(Call, How)>>>,
    calls: Arc<Mutex<Vec<Call>>>,
}

impl Vendor {
    pub(super) async fn start(world: World) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let vendor = Self { address, world, trouble: Arc::default(), calls: Arc::default() };
        let shared = vendor.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(shared.clone().converse(stream));
            }
        });
        vendor
    }

    /// From now on this call meets this, as often as it is made.
    pub(super) fn spoil(&self, call: &Call, how: &How) {
        *self.trouble.lock().unwrap() = Some((call.clone(), how.clone()));
    }

    /// The calls since this was asked last. From now on all is well.
    pub(super) fn take(&self) -> Vec<Call> {
        *self.trouble.lock().unwrap() = None;
        std::mem::take(&mut *self.calls.lock().unwrap())
    }

    fn trouble_of(&self, request: &Recorded) -> Option<How> {
        let trouble = self.trouble.lock().unwrap();
        trouble.as_ref().filter(|(call, _)| call.is(request)).map(|(_, how)| how.clone())
    }

    async fn converse(self, mut stream: TcpStream) {
        let mut buffer = Vec::new();
        while let Some(request) = upstream::read(&mut stream, &mut buffer, 0).await {
            let clean = self.world.answer(&request);
            let (line, body) = (request.line.clone(), request.body.clone());
            self.calls.lock().unwrap().push(Call { line, body, clean: clean.clone() });
            let how = self.trouble_of(&request).unwrap_or(How::Row(|clean| clean));
            if write(&mut stream, &how, clean).await.is_none() {
                return;
            }
        }
    }
}

/// Nothing when the connection is over.
async fn write(stream: &mut TcpStream, how: &How, clean: Value) -> Option<()> {
    let text = clean.to_string();
    let json = "content-type: application/json\r\n";
    let bytes = match how {
        How::Row(change) => whole(200, json, change(clean).to_string().as_bytes()),
        How::Clean { content_type } => whole(200, &format!("content-type: {content_type}\r\n"), text.as_bytes()),
        How::Answer { status, headers, body } => {
            let headers: String = headers.iter().map(|line| format!("{line}\r\n")).collect();
            whole(*status, &headers, body)
        }
        How::Close => return None,
        How::CutInHead => {
            let _gone = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-ty").await;
            return None;
        }
        How::CutInBody => {
            let bytes = whole(200, json, text.as_bytes());
            let _gone = stream.write_all(&bytes[..bytes.len() - text.len() / 2 - 1]).await;
            return None;
        }
        // The other side gives up; until then there is nothing to read.
        How::Silence => {
            let _gone = stream.read(&mut [0]).await;
            return None;
        }
        How::Drip => {
            let _gone = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 1000000\r\n\r\n").await;
            while stream.write_all(b" ").await.is_ok() {
                // Slow is what this is about; the gateway's limit ends it.
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            return None;
        }
    };
    stream.write_all(&bytes).await.ok()
}

fn whole(status: u16, headers: &str, body: &[u8]) -> Vec<u8> {
    let length = body.len();
    let head = format!("HTTP/1.1 {status} X\r\n{headers}content-length: {length}\r\n\r\n");
    [head.as_bytes(), body].concat()
}
