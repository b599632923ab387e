//! `rescind-gateway check`: what it tries, and how it says what is wrong.

use std::path::Path;

use crate::program::{Running, configured, gateway};
use crate::support::CREDENTIAL;
use crate::upstream::{Reaction, Upstream, answer};

/// Exit code, standard output and standard error of a check. The log is left out of the latter.
fn check(directory: &Path) -> (i32, String, String) {
    let arguments = ["check", "--config", "rescind.toml", "--data", "data", "--assets", "dist"];
    let output = gateway(directory).args(arguments).output().unwrap();
    let (stdout, stderr) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
    for text in [&stdout, &stderr] {
        assert!(!text.contains(CREDENTIAL) && !text.contains("Pa55word"), "{text}");
    }
    let said: String = stderr.split_inclusive('\n').filter(|line| line.starts_with("rescind-gateway: ")).collect();
    (output.status.code().unwrap(), stdout, said)
}

fn roles() -> Reaction {
    answer("200 OK", &[], r#"{"code":0,"data":["admin","public"]}"#)
}

fn with_console(directory: &Path) {
    std::fs::create_dir(directory.join("dist")).unwrap();
    std::fs::write(directory.join("dist/index.html"), "<title>Rescind</title>").unwrap();
}

/// The line about one thing.
fn line<'a>(text: &'a str, what: &str) -> &'a str {
    let is_wanted = |line: &&str| line.get(7..).is_some_and(|rest| rest.starts_with(what));
    text.lines().find(is_wanted).unwrap_or_else(|| panic!("{what} is not in:\n{text}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_is_fine_also_beside_a_running_gateway() {
    let upstream = Upstream::always(roles()).await;
    let directory = configured(&format!("http://{}", upstream.address));
    let directory = directory.path();
    with_console(directory);
    let (code, stdout, stderr) = check(directory);
    assert_eq!((code, stderr.as_str(), stdout.lines().count()), (0, "", 5), "{stdout}");
    assert!(stdout.lines().all(|line| line.starts_with("ok     ")), "{stdout}");
    assert!(line(&stdout, "data directory").ends_with("data is not there yet; the first start makes it"));
    assert!(!directory.join("data").exists(), "a check makes nothing");
    for connection in ["connection prod", "connection audit", "connection other"] {
        assert!(line(&stdout, connection).ends_with(" ms, 2 roles, 2 people"), "{stdout}");
    }
    let requests = upstream.requests();
    assert_eq!(requests.len(), 6);
    assert!(requests.iter().all(|request| request.line.contains("/list ")), "they only read");

    let arguments = ["--listen", "127.0.0.1:0", "--config", "rescind.toml", "--data", "data"];
    let running = Running::start(gateway(directory).args(arguments));
    let (code, stdout, _) = check(directory);
    assert_eq!(code, 0, "{stdout}");
    assert!(line(&stdout, "data directory").ends_with("data is in use by a running gateway"), "{stdout}");
    running.signal("TERM");
    assert_eq!(running.end().0, Some(0));
    let (code, stdout, _) = check(directory);
    assert!(code == 0 && line(&stdout, "data directory").ends_with("data can be written"), "{stdout}");
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_a_vendor_does_has_a_sentence_that_says_what_to_do() {
    let page = answer("200 OK", &[], "<!doctype html><title>Sign in</title>");
    let forbidden = r#"{"code":65535,"message":"PrivilegeSelectOwnership: permission deny to bob"}"#;
    let cases = [
        (answer("401 Unauthorized", &[], r#"{"code":1800,"message":"no\nuser"}"#), "not accepted", "HTTP 401"),
        (answer("200 OK", &[], r#"{"code":1800,"message":"who is\u0007 this"}"#), "not accepted", "who is  this"),
        (answer("200 OK", &[], forbidden), "may not see this", "(SelectOwnership)"),
        (answer("404 Not Found", &[], "404 page not found"), "no such call", "404 page not found"),
        (page, "not the vendor's", "HTTP 200"),
        (answer("503 Service Unavailable", &[], ""), "cannot answer now", "HTTP 503"),
        (answer("429 Too Many Requests", &[], ""), "too many calls", "HTTP 429"),
        (Reaction::Close(String::new()), "ended before there was a whole answer", "url"),
    ];
    for (reaction, advice, detail) in cases {
        let upstream = Upstream::always(reaction).await;
        let directory = configured(&format!("http://{}", upstream.address));
        with_console(directory.path());
        let (code, stdout, stderr) = check(directory.path());
        let line = line(&stdout, "connection prod");
        assert!(line.starts_with("wrong  ") && line.contains(advice) && line.contains(detail), "{stdout}");
        assert_eq!((code, stderr.as_str()), (1, "rescind-gateway: 3 of 5 things are wrong\n"), "{stdout}");
        assert_eq!(stdout.lines().count(), 5, "{stdout}");
    }
}

#[test]
fn what_is_wrong_on_this_machine_is_said_all_at_once() {
    let directory = configured("http://127.0.0.1:1");
    let directory = directory.path();
    std::fs::write(directory.join("data"), "").unwrap();
    let text = std::fs::read_to_string(directory.join("rescind.toml")).unwrap();
    let tls = "[tls]\ncertificate = \"none.crt\"\nkey = \"none.key\"\n";
    // The credential of the last connection is not there.
    let at = text.rfind("\"credential\"").unwrap();
    let text = tls.to_owned() + &text[..at] + &text[at..].replace("credential", "none");
    std::fs::write(directory.join("rescind.toml"), text).unwrap();
    let (code, stdout, stderr) = check(directory);
    assert_eq!((code, stderr.as_str()), (1, "rescind-gateway: 6 of 6 things are wrong\n"), "{stdout}");
    for (what, says) in [
        ("data directory", "data cannot be written"),
        ("console", "no index.html in dist"),
        ("TLS", "certificate file cannot be read"),
        ("connection prod", "no connection could be made"),
        ("connection other", "credential of this connection could not be obtained"),
    ] {
        assert!(line(&stdout, what).contains(says), "{stdout}");
    }

    std::fs::remove_file(directory.join("data")).unwrap();
    std::fs::create_dir(directory.join("data")).unwrap();
    std::fs::write(directory.join("data/journal.sqlite"), "this is no database, and long enough to show it").unwrap();
    let (_, stdout, _) = check(directory);
    assert!(line(&stdout, "data directory").contains("journal.sqlite cannot be used"), "{stdout}");
}

#[test]
fn a_config_that_cannot_be_read_is_all_that_is_said() {
    let directory = configured("http://127.0.0.1:1");
    std::fs::write(directory.path().join("rescind.toml"), "colour = 1\n").unwrap();
    let (code, stdout, stderr) = check(directory.path());
    assert_eq!((code, stdout.as_str()), (1, ""));
    assert!(stderr.contains("rescind.toml, line 1, key `colour`: unknown field"), "{stderr}");
}
