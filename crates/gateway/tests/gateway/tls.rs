//! TLS of the gateway's own.

use std::path::Path;
use std::process::Command;

use reqwest::{Certificate, Method, StatusCode};
use serde_json::json;

use crate::binary::failure;
use crate::program::{Running, gateway};
use crate::support::{DEADLINE, READ, Setup, World, certificate, write_certificate, write_config};
use crate::upstream::{Upstream, empty};

async fn world() -> (World, Upstream) {
    let upstream = Upstream::always(empty()).await;
    let setup = Setup { certificate: Some(certificate()), ..Setup::default() };
    (World::with(&format!("http://{}/base", upstream.address), setup).await, upstream)
}

/// A client that trusts this certificate and no other.
fn trusting(certificate: &rcgen::CertifiedKey<rcgen::KeyPair>) -> reqwest::Client {
    let certificate = Certificate::from_der(certificate.cert.der()).unwrap();
    let client = reqwest::Client::builder().no_proxy().timeout(DEADLINE);
    client.tls_built_in_root_certs(false).add_root_certificate(certificate).build().unwrap()
}

#[tokio::test]
async fn the_cookie_belongs_to_this_host_alone() {
    let (world, _) = world().await;
    assert!(world.cookie.starts_with("__Host-rescind="), "{}", world.cookie);
    assert!(world.link.starts_with(&format!("https://{}/#token=", world.address)), "{}", world.link);
    let answer = world.post("/api/session", &json!({ "token": crate::support::TOKEN }).to_string()).await;
    let cookie = answer.headers()["set-cookie"].to_str().unwrap();
    let (_, attributes) = cookie.split_once("; ").unwrap();
    assert_eq!(attributes, "Path=/; HttpOnly; SameSite=Strict; Secure");
    assert_eq!(world.get(READ).await.status(), StatusCode::OK);
    let ended = world.request(Method::DELETE, "/api/session").send().await.unwrap();
    let cookie = ended.headers()["set-cookie"].to_str().unwrap();
    assert!(cookie.starts_with("__Host-rescind=; ") && cookie.contains("; Secure; Max-Age=0"), "{cookie}");
}

#[tokio::test]
async fn a_renewed_certificate_needs_no_restart_and_a_broken_one_changes_nothing() {
    let (world, _) = world().await;
    let health = format!("{}/healthz", world.base);
    let renewed = certificate();
    assert!(trusting(&renewed).get(&health).send().await.is_err(), "not yet");
    std::fs::write(world.directory.path().join("tls.key"), renewed.signing_key.serialize_pem()).unwrap();
    assert!(trusting(&renewed).get(&health).send().await.is_err(), "the key alone is half of it");
    write_certificate(world.directory.path(), &renewed);
    for broken in ["", "-----BEGIN CERTIFICATE-----"] {
        assert_eq!(trusting(&renewed).get(&health).send().await.unwrap().status(), StatusCode::OK);
        std::fs::write(world.directory.path().join("tls.crt"), broken).unwrap();
    }
    std::fs::remove_file(world.directory.path().join("tls.crt")).unwrap();
    assert_eq!(trusting(&renewed).get(&health).send().await.unwrap().status(), StatusCode::OK);
}

#[tokio::test]
async fn who_does_not_finish_the_handshake_keeps_nobody_out() {
    let (world, _) = world().await;
    let mut silent = Vec::new();
    for _ in 0..20 {
        silent.push(tokio::net::TcpStream::connect(world.address).await.unwrap());
    }
    assert!(reqwest::get(format!("http://{}/healthz", world.address)).await.is_err(), "plain http is not answered");
    assert_eq!(world.get("/healthz").await.status(), StatusCode::OK);
    drop(silent);
    world.stop().await;
}

fn configured(keys: &str) -> tempfile::TempDir {
    let directory = tempfile::tempdir().unwrap();
    write_config(directory.path(), "http://127.0.0.1:1");
    write_certificate(directory.path(), &certificate());
    let path = directory.path().join("rescind.toml");
    let connections = std::fs::read_to_string(&path).unwrap();
    std::fs::write(path, format!("{keys}\n{connections}")).unwrap();
    directory
}

fn listening(directory: &Path, address: &str) -> Command {
    let mut command = gateway(directory);
    command.args(["--listen", address, "--config", "rescind.toml"]);
    command
}

const TLS: &str = "[tls]\ncertificate = \"tls.crt\"\nkey = \"tls.key\"";

#[test]
fn beyond_loopback_there_is_tls_and_a_name() {
    let directory = configured(&format!("hosts = [\"rescind.example\", \"other.example\"]\n{TLS}"));
    let running = Running::start(&mut listening(directory.path(), "0.0.0.0:0"));
    assert!(running.base.starts_with("https://rescind.example:"), "{}", running.base);
    for (keys, says) in [
        (String::new(), "plain http is served on loopback addresses only"),
        ("hosts = [\"rescind.example\"]".to_owned(), "plain http is served on loopback addresses only"),
        (TLS.to_owned(), "say in the config by which names browsers call it"),
    ] {
        let directory = configured(&keys);
        let (code, stderr) = failure(&mut listening(directory.path(), "0.0.0.0:0"));
        assert!(code == 1 && stderr.contains(says), "{keys}: {stderr}");
    }
}

#[test]
fn files_that_are_no_pair_are_said_and_not_quoted() {
    let directory = configured(TLS);
    let path = directory.path();
    let key = std::fs::read_to_string(path.join("tls.key")).unwrap();
    let other = certificate().signing_key.serialize_pem();
    let cases = [
        ("tls.crt", "", "holds no certificate"),
        ("tls.crt", key.as_str(), "holds no certificate"),
        ("tls.key", "root:hunter2", "holds no private key"),
        ("tls.key", "-----BEGIN hunter2", "holds no private key"),
        ("tls.key", other.as_str(), "is not that of the first certificate"),
    ];
    for (file, content, says) in cases {
        let before = std::fs::read(path.join(file)).unwrap();
        std::fs::write(path.join(file), content).unwrap();
        let (code, stderr) = failure(&mut listening(path, "127.0.0.1:0"));
        assert!(code == 1 && stderr.contains(says), "{stderr}");
        assert!(!stderr.contains("hunter2") && !stderr.contains("PRIVATE KEY"), "{stderr}");
        std::fs::write(path.join(file), before).unwrap();
    }
    std::fs::remove_file(path.join("tls.key")).unwrap();
    let (_, stderr) = failure(&mut listening(path, "127.0.0.1:0"));
    assert!(stderr.contains("the key file cannot be read"), "{stderr}");
}
