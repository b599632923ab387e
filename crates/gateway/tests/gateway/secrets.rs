//! No credential is ever written anywhere but into the request that needs it: not into the log, an answer, the journal, or a
//! sentence about a broken config. What is looked for is a part of each credential, as it is and in other spellings.

use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};
use serde_json::{Value, json};

use crate::binary::failure;
use crate::milvus::{Act, Roles, reading_where};
use crate::program::{Client, Running, gateway};
use crate::support::{TOKEN, entry};
use crate::upstream::{Reaction, Upstream, answer, done};

/// A connection's id, its credential, and a part of that which nothing else contains.
const CREDENTIALS: &[(&str, &str, &str)] = &[
    ("milvus", "root:Kw7mPa55WordOfMilvus", "Kw7mPa55WordOfMilvus"),
    ("zilliz", "Zk3yOfTheCloud9f8e7d6c5b4a", "OfTheCloud9f8e7d6c5b4a"),
    ("genauth", "64b0c0ffee:S3cretOfTheGenAuthPool", "S3cretOfTheGenAuthPool"),
    ("jwt", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJyZXNjaW5kIn0.QmFzZTY0U2lnbmF0dXJlT2ZKd3Q", "QmFzZTY0U2lnbmF0dXJlT2ZKd3Q"),
    ("iam", "t1.9euelZqIamTokenOfYandex.Sx4qz7", "IamTokenOfYandex"),
    ("yandex-key", "AQVNx9ApiKeyOfYandexTwo8", "x9ApiKeyOfYandexTwo8"),
    ("pem", PEM, "MIIEvQIBADANPrivateKeyOfYandex"),
    ("failing", "root:FromTheFailingCommand42", "FromTheFailingCommand42"),
];

const PEM: &str = "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANPrivateKeyOfYandex/+==\n-----END PRIVATE KEY-----";

/// The text itself and what base64 makes of it wherever it lies in a longer text; hexadecimal, too.
fn spellings(text: &str) -> Vec<String> {
    let mut spellings = vec![text.to_owned(), text.bytes().map(|byte| format!("{byte:02x}")).collect()];
    for before in 0..3 {
        let padded = [&b"\0\0"[..before], text.as_bytes()].concat();
        for engine in [STANDARD, URL_SAFE] {
            // The first and the last characters also hold bits of the neighbours.
            let (first, whole) = (before.min(1) * 4, padded.len() / 3 * 4);
            spellings.push(engine.encode(&padded)[first..whole].to_owned());
        }
    }
    spellings
}

#[track_caller]
fn hold_no_secret(written: &str, secrets: &[&str]) {
    for spelling in secrets.iter().flat_map(|secret| spellings(secret)) {
        if let Some(at) = written.find(&spelling) {
            let around = &written[written.floor_char_boundary(at.saturating_sub(200))..at + spelling.len()];
            panic!("{spelling} is in: …{around}");
        }
    }
}

/// Writes a config in which every credential comes another way, and starts the program with it.
fn start(directory: &Path, upstream: &Upstream) -> Running {
    let mut command = gateway(directory);
    let mut config = String::new();
    for (id, credential, _) in CREDENTIALS {
        std::fs::write(directory.join(id), credential).unwrap();
        let file = directory.join(id).display().to_string();
        let source = match *id {
            "milvus" | "pem" => format!("file = \"{id}\""),
            "zilliz" | "iam" => format!("env = \"RESCIND_TEST_{id}\""),
            "failing" => format!("command = \"cat '{file}'; cat '{file}' >&2; exit 3\""),
            _ => format!("command = [\"cat\", \"{file}\"]"),
        };
        command.env(format!("RESCIND_TEST_{id}"), credential);
        config.push_str(&format!(
            "[[connection]]\nid = \"{id}\"\nlabel = \"{id}\"\nvendor = \"milvus\"\nurl = \"http://{}\"\n\
             [connection.credential]\n{source}\n",
            upstream.address
        ));
    }
    std::fs::write(directory.join("rescind.toml"), config).unwrap();
    let arguments = ["--listen", "127.0.0.1:0", "--config", "rescind.toml", "--data", "data"];
    command.args(arguments).env("RESCIND_TOKEN", TOKEN).env("RESCIND_LOG", "trace");
    Running::start(&mut command)
}

/// Every ending that a call can have, one after the other.
fn ending(number: usize) -> Reaction {
    match number % 5 {
        0 => answer("401 Unauthorized", &["www-authenticate: Bearer"], r#"{"code":1800,"message":"no"}"#),
        1 => done(),
        2 => answer("500 Internal Server Error", &[], "not JSON"),
        3 => Reaction::Close("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{".to_owned()),
        _ => Reaction::Close(String::new()),
    }
}

/// Everything that an answer says.
async fn told(answer: reqwest::Response) -> String {
    format!("{} {:?} {}\n", answer.status(), answer.headers().clone(), answer.text().await.unwrap_or_default())
}

#[tokio::test(flavor = "multi_thread")]
async fn no_credential_is_ever_written_anywhere() {
    let upstream = reading_where(
        &Roles::default(),
        |number, request| request.line.contains("/list ").then(|| ending(number)),
        |number, _| Act::Left(ending(number)),
    )
    .await;
    let directory = tempfile::tempdir().unwrap();
    let running = start(directory.path(), &upstream);
    let client = Client::of(&running).await;
    let mut written = String::new();
    for token in [format!("{TOKEN}x"), format!("x{TOKEN}")] {
        written += &told(client.post("/api/session", &json!({ "token": token, "x": 1 })).await).await;
        written += &told(client.post("/api/session", &json!({ "token": [token] })).await).await;
    }
    let mut plans = Vec::new();
    for (id, _, _) in CREDENTIALS {
        for user in ["alice", "bob", "carol"] {
            written += &told(client.get(&format!("/api/connections/{id}/users")).await).await;
            plans.push((*id, client.start(entry(id, user)).await));
        }
    }
    for (id, plan) in &plans {
        // Those whose credential cannot be had wait for one.
        let is_over = |view: &Value| match ["pem", "failing"].contains(id) {
            true => view["waiting"][0].is_object(),
            false => view["status"]["status"] == "finished",
        };
        written += &client.until(plan, is_over).await.to_string();
    }
    for path in ["/api/connections", "/api/journal?limit=200", "/api/plans"] {
        written += &client.get_json(path).await.to_string();
    }
    let sent = upstream.requests();
    for (id, credential, _) in CREDENTIALS.iter().filter(|(id, _, _)| !["pem", "failing"].contains(id)) {
        let header = format!("Bearer {credential}");
        assert!(sent.iter().any(|request| request.header("authorization") == Some(&header)), "that of {id} was used");
    }
    running.signal("TERM");
    let (_, stdout, stderr) = running.end();
    for line in
        ["a credential command failed", "a call to a vendor has no answer", "wrong token", "sending mutating request"]
    {
        assert!(stderr.contains(line), "the log works: {stderr}");
    }
    for file in std::fs::read_dir(directory.path().join("data")).unwrap() {
        written += &String::from_utf8_lossy(&std::fs::read(file.unwrap().path()).unwrap());
    }
    written += &stdout;
    written += &stderr;
    assert!(written.contains("revoke_role"), "what is searched is not empty");
    let (_, session) = client.cookie.split_once('=').unwrap();
    let mut secrets: Vec<&str> = CREDENTIALS.iter().map(|(_, _, part)| *part).collect();
    secrets.extend([TOKEN, session]);
    hold_no_secret(&written, &secrets);
}

#[test]
fn a_broken_config_is_not_quoted() {
    let directory = tempfile::tempdir().unwrap();
    let start = "[[connection]]\nid = \"x\"\nlabel = \"X\"\nvendor = \"milvus\"\nurl = \"http://127.0.0.1:1\"\n";
    let end = "[connection.credential]\nenv = \"X\"\n";
    for (_, bare, part) in CREDENTIALS {
        let quoted = if bare.contains('\n') { format!("'''{bare}'''") } else { format!("\"{bare}\"") };
        let wrong = [
            format!("{start}credential = {quoted}\n"),
            format!("{start}credential = {bare}\n"),
            format!("{start}[connection.credential]\ntoken = {quoted}\n"),
            format!("{start}[connection.credential]\nenv = [{quoted}]\n"),
            format!("{start}[connection.credential]\nenv = {quoted}\nfile = {quoted}\n"),
            format!("{start}[connection.credential]\nenv = {bare}\n"),
            format!("{start}[connection.credential]\nenv = \"{bare}\n"),
            format!("{start}[connection.credential]\ncommand = {{ run = {quoted} }}\n"),
            format!("{start}credential.access_key = {quoted}\n"),
            format!("{start}credential.access_key = {{ id = {quoted}, secret_file = {quoted} }}\n"),
            format!("{start}credential.access_key = {{ id = \"\", secret = {quoted} }}\n"),
            format!("{start}credential.service_account = {{ private_key = {quoted} }}\n"),
            format!("{start}folder = {quoted}\n{end}"),
            format!("{start}iam_url = {quoted}\n{end}"),
            format!("{start}vendor = {quoted}\n{end}"),
            format!("{start}read_only = {quoted}\n{end}"),
            format!("{start}ca_file = {quoted}\n{end}"),
            format!("{start}protocol = {quoted}\n{end}"),
            format!("{}{end}", start.replace("1\"\n", &format!("1/?token={bare}\"\n"))),
            format!("single_use = {quoted}\n{start}{end}"),
            format!("auth = {quoted}\n{start}{end}"),
            format!("hosts = [{quoted}, \"/\"]\n{start}{end}"),
            format!("auth = \"proxy\"\ntrusted_peers = [{quoted}]\n{start}{end}"),
            format!("[session]\nidle_minutes = {quoted}\n{start}{end}"),
            format!("[tls]\ncertificate = {quoted}\nkey = \"none.pem\"\n{start}{end}"),
            format!("{bare}\n{start}{end}"),
        ];
        for text in wrong {
            std::fs::write(directory.path().join("rescind.toml"), &text).unwrap();
            let arguments = ["--listen", "127.0.0.1:0", "--config", "rescind.toml"];
            let (code, stderr) = failure(gateway(directory.path()).args(arguments));
            assert_eq!((code, stderr.lines().count()), (1, 1), "{text}: {stderr}");
            hold_no_secret(&stderr, &[*part]);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_credential_in_the_wrong_place_is_not_told_to_anybody() {
    let upstream = Upstream::always(done()).await;
    for (_, credential, part) in CREDENTIALS.iter().filter(|(_, credential, _)| !credential.contains('\n')) {
        for key in ["env", "file"] {
            let directory = tempfile::tempdir().unwrap();
            let config = format!(
                "[[connection]]\nid = \"x\"\nlabel = \"X\"\nvendor = \"milvus\"\nurl = \"http://{}\"\n\
                 [connection.credential]\n{key} = \"{credential}\"\n",
                upstream.address
            );
            std::fs::write(directory.path().join("rescind.toml"), config).unwrap();
            let arguments = ["--listen", "127.0.0.1:0", "--config", "rescind.toml"];
            let running = Running::start(gateway(directory.path()).args(arguments).env("RESCIND_LOG", "trace"));
            let client = Client::of(&running).await;
            let answer = client.get("/api/connections/x/users").await;
            assert_eq!(answer.status(), 502);
            let said = told(answer).await;
            running.signal("TERM");
            hold_no_secret(&format!("{said}{}", running.end().2), &[*part]);
        }
    }
    assert_eq!(upstream.connections(), 0);
}

#[test]
fn other_spellings_are_found() {
    for before in ["", "a", "ab", "abc"] {
        let text = format!("{before}S3cretOfTheGenAuthPool and more");
        for encoded in [text.clone(), STANDARD.encode(&text), URL_SAFE.encode(&text)] {
            let found = spellings("S3cretOfTheGenAuthPool").iter().any(|spelling| encoded.contains(spelling));
            assert!(found, "{encoded}");
        }
    }
}
