//! How long the gateway waits for a client that says nothing.

use std::time::Duration;

use rescind_gateway::Limits;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::support::{Setup, World, within};

const SHORT: Duration = Duration::from_millis(50);

async fn said(world: &World, begun: &str) -> String {
    let mut stream = TcpStream::connect(world.address).await.unwrap();
    stream.write_all(begun.as_bytes()).await.unwrap();
    let mut answer = String::new();
    within(stream.read_to_string(&mut answer)).await.unwrap();
    answer
}

#[tokio::test]
async fn a_request_that_does_not_get_on_is_given_up() {
    let limits = Limits { head: SHORT, ..Limits::default() };
    let world = World::with("http://127.0.0.1:1", Setup { limits, ..Setup::default() }).await;
    for begun in ["", "GET / HTTP/1.1\r\nhost: 127.0.0.1\r\n"] {
        let answer = said(&world, begun).await;
        assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 408 "), "{answer}");
    }
    let idle = said(&world, "GET /healthz HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n").await;
    assert!(idle.starts_with("HTTP/1.1 200 OK"), "an idle connection ends after its answer: {idle}");
}

#[tokio::test]
async fn whoever_signs_in_has_the_token_at_hand() {
    let limits = Limits { sign_in_body: SHORT, ..Limits::default() };
    let world = World::with("http://127.0.0.1:1", Setup { limits, ..Setup::default() }).await;
    let head = "POST /api/session HTTP/1.1\r\nhost: 127.0.0.1\r\nx-rescind: 1\r\ncontent-type: application/json\r\n";
    let answer = said(&world, &format!("{head}content-length: 20\r\nconnection: close\r\n\r\n{{\"token\":")).await;
    assert!(answer.starts_with("HTTP/1.1 400 ") && answer.contains("did not come in time"), "{answer}");
}
