//! The program itself: what it prints, how it fails, how it stops, what a killed one leaves, and that no secret is in its
//! log.

use std::process::{Command, Output};

use serde_json::json;

use crate::milvus::{Act, Roles, milvus_where};
use crate::program::{Client, Running, configured, gateway};
use crate::support::{CREDENTIAL, READ, TOKEN, entry};
use crate::upstream::{Reaction, done};

/// Exit code and standard error of a program that does not get to serve.
pub(crate) fn failure(command: &mut Command) -> (i32, String) {
    let Output { status, stdout, stderr } = command.output().unwrap();
    assert_eq!(String::from_utf8(stdout).unwrap(), "", "nothing was served");
    (status.code().unwrap(), String::from_utf8(stderr).unwrap())
}

#[test]
fn it_needs_no_certificate_authorities_for_the_sandbox() {
    let directory = tempfile::tempdir().unwrap();
    let nowhere = directory.path().join("none");
    let mut gateway = gateway(directory.path());
    gateway.env("SSL_CERT_FILE", &nowhere).env("SSL_CERT_DIR", &nowhere);
    let running = Running::start(gateway.args(["--listen", "127.0.0.1:0"]));
    running.signal("TERM");
    let (code, _, stderr) = running.end();
    assert_eq!(code, Some(0));
    assert!(stderr.contains("the machine has no certificate authorities"), "{stderr}");
}

#[test]
fn it_prints_one_line_and_stops_when_asked_to() {
    for (arguments, signal) in [(&["--listen", "127.0.0.1:0"][..], "TERM"), (&["serve", "--listen", "[::1]:0"], "INT")]
    {
        let directory = tempfile::tempdir().unwrap();
        let running = Running::start(gateway(directory.path()).args(arguments));
        assert!(running.base.starts_with("http://127.0.0.1:") || running.base.starts_with("http://[::1]:"));
        assert_eq!(running.token.len(), 43);
        running.signal(signal);
        let token = running.token.clone();
        let (code, stdout, stderr) = running.end();
        assert_eq!((code, stdout.as_str()), (Some(0), ""));
        assert!(stderr.lines().any(|line| line.starts_with("sandbox: http://127.0.0.1:")), "{stderr}");
        assert!(!stderr.contains(&token), "{stderr}");
        assert!(
            directory.path().join(".rescind/sandbox").is_dir()
                && directory.path().join(".rescind/journal.sqlite").is_file()
        );
    }
}

#[test]
fn what_keeps_it_from_starting_is_one_sentence() {
    let directory = configured("http://127.0.0.1:1");
    let path = directory.path();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().to_string();
    let read = |name: &str| std::fs::read_to_string(path.join(name)).unwrap();
    std::fs::write(path.join("file"), "").unwrap();
    std::fs::write(path.join("wrong.toml"), "single_use = true\n[[connection]]\nid = \"x\"\ncolour = 1\n").unwrap();
    std::fs::write(path.join("peers.toml"), "metrics_peers = [\"monitor\"]\n".to_owned() + &read("rescind.toml"))
        .unwrap();
    std::fs::create_dir(path.join("future")).unwrap();
    let newer = rusqlite::Connection::open(path.join("future/journal.sqlite")).unwrap();
    newer.pragma_update(None, "user_version", 999).unwrap();
    drop(newer);
    let first = Running::start(gateway(path).args(["--listen", "127.0.0.1:0", "--data", "used"]));
    let cases: &[(&[&str], &str)] = &[
        (&["--listen", &port], "is in use"),
        (&["--listen", "0.0.0.0:0"], "loopback"),
        (&["--listen", "192.0.2.1:80"], "loopback"),
        (&["--data", "file"], "data directory file cannot be written"),
        (&["--data", "file/below"], "data directory file/below cannot be written"),
        (&["--data", "used"], "in use by another gateway"),
        (&["--data", "future"], "newer Rescind"),
        (&["--config", "none.toml"], "none.toml cannot be read"),
        (&["--config", "peers.toml"], "peers.toml, line 1, key `metrics_peers`: this is no IP address"),
        (&["--config", "wrong.toml"], "wrong.toml, line 4, key `colour`: unknown field"),
    ];
    for (arguments, says) in cases {
        let mut command = gateway(path);
        if !arguments.contains(&"--listen") {
            command.args(["--listen", "127.0.0.1:0"]);
        }
        let (code, stderr) = failure(command.args(*arguments));
        assert_eq!(code, 1, "{stderr}");
        assert!(stderr.contains(says) && stderr.starts_with("rescind-gateway: "), "{stderr}");
        assert_eq!(stderr.lines().count(), 1, "{stderr}");
    }
    let (code, stderr) = failure(gateway(path).args(["--listen", "127.0.0.1:0"]).env("RESCIND_TOKEN", ""));
    assert!(code == 1 && stderr.contains("RESCIND_TOKEN is empty"), "{stderr}");
    drop(first);
}

#[test]
fn a_wrong_command_line_is_an_error_of_its_own() {
    let directory = tempfile::tempdir().unwrap();
    for arguments in [
        &["--port", "1"][..],
        &["--listen", "8080"],
        &["--seed", "huge"],
        &["--seed", "large:x"],
        &["fly"],
        &["--seed", "demo", "--config", "x"],
    ] {
        let (code, stderr) = failure(gateway(directory.path()).args(arguments));
        assert_eq!(code, 2, "{arguments:?}: {stderr}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_secret_is_ever_written_anywhere() {
    let upstream = milvus_where(&Roles::default(), |number, _| match number {
        1 => Act::Carried(done()),
        _ => Act::Left(Reaction::Close("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{".to_owned())),
    })
    .await;
    let directory = configured(&format!("http://{}", upstream.address));
    let arguments = ["--listen", "127.0.0.1:0", "--config", "rescind.toml", "--data", "data"];
    let mut command = gateway(directory.path());
    let running = Running::start(command.args(arguments).env("RESCIND_TOKEN", TOKEN).env("RESCIND_LOG", "trace"));
    assert_eq!(running.token, TOKEN);
    let client = Client::of(&running).await;
    let mut said = Vec::new();
    for token in [format!("{TOKEN}x"), format!("x{TOKEN}")] {
        said.push(client.post("/api/session", &json!({ "token": token, "x": 1 })).await);
        said.push(client.post("/api/session", &json!({ "token": [token] })).await);
    }
    said.push(client.get(READ).await);
    let plan = client.start_for_alice().await;
    client.becomes(&plan, &["Revoked"]).await;
    let plan = client.start(entry("prod", "bob")).await;
    client.becomes(&plan, &["Unknown"]).await;
    std::fs::write(directory.path().join("credential"), format!("{CREDENTIAL}\u{7f}\nkey")).unwrap();
    said.push(client.get(READ).await);
    std::fs::write(directory.path().join("credential"), b"upstream-Pa55word\xff").unwrap();
    said.push(client.get(READ).await);
    running.signal("TERM");
    let (_, stdout, stderr) = running.end();
    assert!(stderr.contains("wrong token") && stderr.contains("mutating request"), "the log works: {stderr}");

    let mut written = format!("{stdout}{stderr}");
    for answer in said {
        written.push_str(&format!("{:?}", answer.headers()));
        written.push_str(&answer.text().await.unwrap());
    }
    for file in std::fs::read_dir(directory.path().join("data")).unwrap() {
        written.push_str(&String::from_utf8_lossy(&std::fs::read(file.unwrap().path()).unwrap()));
    }
    let session = client.cookie.split_once('=').unwrap().1;
    for secret in [TOKEN, CREDENTIAL, "Pa55word", session, "cm9vdDp1cHN0cmVhbS1QYTU1d29yZ"] {
        assert!(!written.contains(secret), "{secret} is in:\n{written}");
    }
}
