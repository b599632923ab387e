//! Events as streams and as polls, as a page meets them.

mod streams;
mod told;
mod who;

use reqwest::Response;
use rescind_domain::event::{Frame, Message};
use rescind_gateway::Limits;

use crate::milvus::{Roles, milvus};
use crate::support::{Setup, World, within};

/// A stream of events that is being read.
struct Stream {
    answer: Response,
    text: String,
}

/// A message of a stream, with its number.
#[derive(Debug, PartialEq)]
struct Told {
    id: Option<u64>,
    message: Message,
}

impl Stream {
    /// Opens one as a browser does for a page of the gateway.
    async fn open(world: &World, path: &str) -> Self {
        let answer = request(world, path).send().await.unwrap();
        assert_eq!(answer.status(), 200);
        assert_eq!(answer.headers()["content-type"], "text/event-stream");
        Self { answer, text: String::new() }
    }

    /// The next piece, a beat included; nothing when the stream has ended.
    async fn piece(&mut self) -> Option<String> {
        loop {
            if let Some((piece, rest)) = self.text.split_once("\n\n") {
                let (piece, rest) = (piece.to_owned(), rest.to_owned());
                self.text = rest;
                return Some(piece);
            }
            let chunk = within(self.answer.chunk()).await.unwrap()?;
            self.text.push_str(std::str::from_utf8(&chunk).unwrap());
        }
    }

    /// The next message, unless the stream ends before.
    async fn next(&mut self) -> Option<Told> {
        loop {
            let piece = self.piece().await?;
            let mut lines = piece.lines().peekable();
            let id = lines.next_if(|line| line.starts_with("id: ")).map(|line| line[4..].parse().unwrap());
            let data = lines.next().unwrap().strip_prefix("data: ").unwrap();
            assert_eq!(lines.next(), None, "{piece}");
            let message = serde_json::from_str(data).unwrap();
            if message != Message::Frame(Frame::default()) {
                return Some(Told { id, message });
            }
        }
    }

    async fn frame(&mut self) -> (Option<u64>, Frame) {
        match self.next().await {
            Some(Told { id, message: Message::Frame(frame) }) => {
                assert_eq!(id, frame.seq);
                (id, frame)
            }
            other => panic!("{other:?}"),
        }
    }

    /// Reads until the end.
    async fn ends(mut self) {
        while self.piece().await.is_some() {}
    }
}

fn request(world: &World, path: &str) -> reqwest::RequestBuilder {
    let request = world.client.get(format!("{}{path}", world.base)).header("cookie", &world.cookie);
    request.header("accept", "text/event-stream").header("sec-fetch-site", "same-origin")
}

async fn world() -> World {
    World::of(&milvus(&Roles::default()).await).await
}

async fn with(limits: Limits) -> World {
    let upstream = milvus(&Roles::default()).await;
    World::with(&format!("http://{}/base", upstream.address), Setup { limits, ..Setup::default() }).await
}

fn hello(id: Option<u64>, seq: u64) -> Option<Told> {
    Some(Told { id, message: Message::Hello { seq } })
}

fn reset(seq: u64) -> Option<Told> {
    Some(Told { id: Some(seq), message: Message::Reset { seq } })
}

/// Five events: a plan is created and started; intent, answer and outcome of its entry.
async fn revoke(world: &World, user: &str) -> String {
    world.run(&[user]).await.entries.remove(0)
}

/// The numbers and outcomes of a frame's entries.
fn entries(frame: &Frame) -> Vec<(String, u64, Option<&'static str>)> {
    let of = |event: &rescind_domain::event::EntryEvent| {
        (event.entry.id.to_string(), event.seq, event.entry.state.outcome().map(rescind_domain::Outcome::name))
    };
    frame.entries.iter().map(of).collect()
}

/// Reads frames until one with this number, and tells the entries of all of them.
async fn until(stream: &mut Stream, number: u64) -> Vec<(String, u64, Option<&'static str>)> {
    let mut told = Vec::new();
    loop {
        let (id, frame) = stream.frame().await;
        told.extend(entries(&frame));
        if id.is_some_and(|id| id >= number) {
            return told;
        }
    }
}
