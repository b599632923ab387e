//! A hand between gateway and sandbox: it passes everything on, but for the calls that are to be answered with bytes that no
//! server of ours would send.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use super::troubles::How;
use crate::upstream::{Recorded, read};

/// What is to be done with calls whose request line begins so.
struct Order {
    line: String,
    bytes: Vec<u8>,
    drips: bool,
    /// How many such calls are passed on first.
    skip: u64,
    left: usize,
}

/// A call that was passed on.
#[derive(Clone, Debug)]
pub(crate) struct Passed {
    pub(crate) request: Recorded,
    pub(crate) began: Instant,
    /// When the last of its answer came; nothing as long as there is none.
    pub(crate) ended: Option<Instant>,
}

/// The hand.
#[derive(Clone)]
pub(crate) struct Between {
    pub(crate) address: SocketAddr,
    order: Arc<Mutex<Option<Order>>>,
    passed: Arc<Mutex<Vec<Passed>>>,
}

impl Between {
    pub(crate) async fn start(sandbox: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let between = Self { address: listener.local_addr().unwrap(), order: Arc::default(), passed: Arc::default() };
        let shared = between.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(converse(stream, sandbox, shared.clone()));
            }
        });
        between
    }

    /// Answers `left` calls whose request line begins so, after `skip` that are passed on.
    pub(super) fn order(&self, line: String, how: &How, skip: u64, left: usize) {
        let order = match how {
            How::Fault(_) => None,
            How::Answer(bytes) => Some(Order { line, bytes: bytes.clone(), drips: false, skip, left }),
            How::Drip(bytes) => Some(Order { line, bytes: bytes.clone(), drips: true, skip, left }),
        };
        *self.order.lock().unwrap() = order;
    }

    /// The calls that were passed on whose request line begins so.
    pub(crate) fn passed(&self, line: &str) -> Vec<Passed> {
        let passed = self.passed.lock().unwrap();
        passed.iter().filter(|passed| passed.request.line.starts_with(line)).cloned().collect()
    }

    /// Passes everything on.
    pub(super) fn forget(&self) {
        *self.order.lock().unwrap() = None;
    }
}

fn take(order: &Mutex<Option<Order>>, request: &Recorded) -> Option<(Vec<u8>, bool)> {
    let mut order = order.lock().unwrap();
    let order = order.as_mut().filter(|order| order.left > 0 && request.line.starts_with(&order.line))?;
    if order.skip > 0 {
        order.skip -= 1;
        return None;
    }
    order.left -= 1;
    Some((order.bytes.clone(), order.drips))
}

/// One call a connection, which ends with the answer: the sandbox's drop must arrive as one.
async fn converse(mut stream: TcpStream, sandbox: SocketAddr, between: Between) {
    let Some(request) = read(&mut stream, &mut Vec::new(), 0).await else { return };
    if let Some((bytes, drips)) = take(&between.order, &request) {
        let _gone = stream.write_all(&bytes).await;
        while drips && stream.write_all(b" ").await.is_ok() {
            // Slow is what this is about; the gateway's limit ends it.
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        return;
    }
    let number = {
        let mut passed = between.passed.lock().unwrap();
        passed.push(Passed { request: request.clone(), began: Instant::now(), ended: None });
        passed.len() - 1
    };
    let mut text = format!("{}\r\n", request.line);
    for (name, value) in request.headers.iter().filter(|(name, _)| name != "connection") {
        text += &format!("{name}: {value}\r\n");
    }
    text += &format!("connection: close\r\n\r\n{}", request.body);
    let Ok(mut inner) = TcpStream::connect(sandbox).await else { return };
    if inner.write_all(text.as_bytes()).await.is_ok() {
        let mut answer = [0; 16 * 1024];
        while let Ok(length @ 1..) = inner.read(&mut answer).await {
            // Before it goes on: whoever has the answer may send the next call at once.
            between.passed.lock().unwrap()[number].ended = Some(Instant::now());
            if stream.write_all(&answer[..length]).await.is_err() {
                return;
            }
        }
    }
}
