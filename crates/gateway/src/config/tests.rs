//! What a config file may say, and how it is told what is wrong with one.

use super::*;
use crate::session::TokenUse;
use crate::upstream::{Addresses, Credential, Source, Trust};

const START: &str = "[[connection]]\nid = \"prod\"\nlabel = \"Milvus\"\nvendor = \"milvus\"\n";
const URL: &str = "url = \"https://milvus.example:19530/base/\"\n";
const CREDENTIAL: &str = "[connection.credential]\nenv = \"TOKEN\"\n";

fn problem(text: &str) -> (usize, Option<String>, String) {
    let problem = parse(text, Path::new("")).err().unwrap_or_else(|| panic!("this was taken:\n{text}"));
    let (line, key) = line_and_key(text, problem.at.start);
    (line, key, problem.text)
}

#[test]
fn a_whole_config() {
    let second = "[[connection]]\nid = \"b\"\nlabel = \"B\"\nvendor = \"milvus\"\nurl = \"http://localhost:1\"\n\
        read_only = true\nprotocol = \"rest\"\n[connection.credential]\ncommand = [\"get\", \"token\"]\n";
    let config = parse(&format!("single_use = true\n{START}{URL}{CREDENTIAL}{second}"), Path::new("/etc")).unwrap();
    assert_eq!(config.auth, Auth::Token(TokenUse::Once));
    let wire = |c: &Connection| serde_json::to_string(&c.public).unwrap();
    let wire = config.connections.iter().map(wire).collect::<Vec<_>>();
    let without_capabilities = |text: &String| format!("{}}}", text.split(",\"capabilities\"").next().unwrap());
    let wire: Vec<String> = wire.iter().map(without_capabilities).collect();
    assert_eq!(
        wire,
        [
            r#"{"id":"prod","label":"Milvus","vendor":"milvus","readOnly":false}"#,
            r#"{"id":"b","label":"B","vendor":"milvus","readOnly":true}"#,
        ]
    );
    let bases = config.connections.iter().map(|connection| connection.base.as_str()).collect::<Vec<_>>();
    assert_eq!(bases, ["https://milvus.example:19530/base", "http://localhost:1"]);
}

#[test]
fn a_credential_file_lies_beside_the_config() {
    let text = format!("{START}{URL}[connection.credential]\nfile = \"secret/token\"\n");
    let config = parse(&text, Path::new("/etc/rescind")).unwrap();
    assert!(matches!(&config.connections[0].credential, Credential::Plain(Source::File(file))
            if file.path() == Path::new("/etc/rescind/secret/token")));
}

#[test]
fn what_is_wrong_is_said_with_line_and_key() {
    let cases = [
        (String::new(), 1, None, "[[connection]]"),
        (format!("colour = 1\n{START}{URL}{CREDENTIAL}"), 1, Some("colour"), "unknown field"),
        (format!("{START}{URL}tiemout = 3\n{CREDENTIAL}"), 6, Some("tiemout"), "unknown field"),
        (format!("{START}{CREDENTIAL}"), 1, None, "missing field `url`"),
        (format!("{START}url = 5\n{CREDENTIAL}"), 5, Some("url"), "invalid type"),
        (format!("{START}url = \"ftp://x\"\n{CREDENTIAL}"), 5, Some("url"), "http"),
        (format!("{START}url = \"https://u:hunter2@x\"\n{CREDENTIAL}"), 5, Some("url"), "credential"),
        (format!("{START}url = \"https://x?a=1\"\n{CREDENTIAL}"), 5, Some("url"), "query"),
        (format!("{START}url = \"nonsense\"\n{CREDENTIAL}"), 5, Some("url"), "no address"),
        (format!("{START}{URL}protocol = \"grpc\"\n{CREDENTIAL}"), 6, Some("protocol"), "not offered"),
        (format!("{START}{URL}read_only = \"yes\"\n{CREDENTIAL}"), 6, Some("read_only"), "invalid type"),
        (format!("{START}{URL}"), 1, None, "missing field `credential`"),
        (format!("{START}{URL}[connection.credential]\n"), 6, None, "exactly one"),
        (format!("{START}{URL}{CREDENTIAL}file = \"x\"\n"), 6, None, "exactly one"),
        (format!("{START}{URL}[connection.credential]\npassword = \"hunter2\"\n"), 7, Some("password"), "unknown"),
        (
            format!("{START}{URL}credential = \"root:hunter2\"\n"),
            6,
            Some("credential"),
            "invalid type: string, expected",
        ),
        (format!("{START}{URL}[connection.credential]\ncommand = []\n"), 7, Some("command"), "list"),
        (format!("{START}{URL}[connection.credential]\ncommand = [1]\n"), 7, Some("command"), "list"),
        (format!("{START}{URL}{CREDENTIAL}{START}{URL}{CREDENTIAL}"), 9, Some("id"), "twice"),
        (format!("{}{URL}{CREDENTIAL}", START.replace("prod", "Prod")), 2, Some("id"), "a-z"),
        (format!("{}{URL}{CREDENTIAL}", START.replace("\"milvus\"", "\"oracle\"")), 4, Some("vendor"), "no vendor"),
        ("[[connection]\n".to_owned(), 1, None, ""),
        ("a = 1\nb = \n".to_owned(), 2, Some("b"), ""),
    ];
    for (text, line, key, says) in cases {
        let (found_line, found_key, problem) = problem(&text);
        assert_eq!((found_line, found_key.as_deref()), (line, key), "{text}\n{problem}");
        assert!(problem.contains(says), "{text}\n{problem}");
        assert!(!problem.contains("hunter2") && !problem.contains('\n'), "{problem}");
    }
}

#[test]
fn the_sentence_names_the_file() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("rescind.toml");
    let missing = load(&path).unwrap_err().to_string();
    assert!(missing.contains("rescind.toml"), "{missing}");
    std::fs::write(&path, format!("{START}{URL}speed = 1\n{CREDENTIAL}")).unwrap();
    let sentence = load(&path).unwrap_err().to_string();
    assert!(sentence.contains("rescind.toml, line 6, key `speed`: unknown field `speed`"), "{sentence}");
}

#[test]
fn a_session_lasts_as_long_as_the_config_says() {
    let limits = |table: &str| {
        let config = parse(&format!("[session]\n{table}\n{START}{URL}{CREDENTIAL}"), Path::new("")).unwrap();
        (config.session.idle.as_secs() / 60, config.session.absolute.as_secs() / 60)
    };
    assert_eq!(limits(""), (60, 480));
    assert_eq!(limits("idle_minutes = 5"), (5, 480));
    assert_eq!(limits("absolute_minutes = 30"), (30, 30));
    assert_eq!(limits("absolute_minutes = 900\nidle_minutes = 900"), (900, 900));
    for (table, line, key, says) in [
        ("idle_minutes = 0", 2, "idle_minutes", "from 1 to 10080"),
        ("absolute_minutes = 10081", 2, "absolute_minutes", "from 1 to 10080"),
        ("idle_minutes = 481", 2, "idle_minutes", "cannot be idle"),
        ("idle_minutes = -1", 2, "idle_minutes", "invalid value"),
        ("idle_seconds = 5", 2, "idle_seconds", "unknown field"),
    ] {
        let (found_line, found_key, problem) = problem(&format!("[session]\n{table}\n{START}{URL}{CREDENTIAL}"));
        assert_eq!((found_line, found_key.as_deref()), (line, Some(key)), "{problem}");
        assert!(problem.contains(says), "{problem}");
    }
}

#[test]
fn who_gets_in() {
    let config = |keys: &str| parse(&format!("{keys}\n{START}{URL}{CREDENTIAL}"), Path::new("")).unwrap();
    assert_eq!(config("").auth, Auth::Token(TokenUse::Again));
    assert_eq!(config("auth = \"token\"\nsingle_use = true").auth, Auth::Token(TokenUse::Once));
    let Auth::Proxy(proxy) = config("auth = \"proxy\"\ntrusted_peers = [\"10.0.0.5\", \"10.1.0.0/16\"]").auth else {
        panic!("no proxy")
    };
    assert_eq!(proxy.header, "x-forwarded-user");
    assert!(proxy.peers.contain([10, 1, 2, 3].into()) && !proxy.peers.contain([10, 2, 0, 0].into()));
    let Auth::Proxy(proxy) = config("auth = \"proxy\"\ntrusted_peers = [\"::1\"]\nuser_header = \"X-User\"").auth
    else {
        panic!("no proxy")
    };
    assert_eq!(proxy.header, "x-user");
    assert!(config("hosts = [\"rescind.example\"]").hosts.know("rescind.example:8443"));
}

#[test]
fn what_is_wrong_about_who_gets_in() {
    let proxy = "auth = \"proxy\"\n";
    for (keys, line, key, says) in [
        ("auth = \"none\"".to_owned(), 1, "auth", "\"token\" or \"proxy\""),
        (proxy.to_owned(), 1, "auth", "trusted_peers must name"),
        (format!("{proxy}trusted_peers = []"), 2, "trusted_peers", "at least one"),
        (format!("{proxy}trusted_peers = [\"proxy.example\"]"), 2, "trusted_peers", "no IP address"),
        (format!("{proxy}trusted_peers = [\"0.0.0.0/0\"]"), 2, "trusted_peers", "everybody"),
        (format!("{proxy}trusted_peers = \"10.0.0.1\""), 2, "trusted_peers", "invalid type"),
        (format!("{proxy}trusted_peers = [\"::1\"]\nuser_header = \"a b\""), 3, "user_header", "no name of a header"),
        (format!("{proxy}trusted_peers = [\"::1\"]\nsingle_use = false"), 3, "single_use", "no token"),
        ("trusted_peers = [\"::1\"]".to_owned(), 1, "trusted_peers", "only"),
        ("user_header = \"X-User\"".to_owned(), 1, "user_header", "only"),
        ("hosts = [\"https://a\"]".to_owned(), 1, "hosts", "without scheme"),
    ] {
        let (found_line, found_key, problem) = problem(&format!("{keys}\n{START}{URL}{CREDENTIAL}"));
        assert_eq!((found_line, found_key.as_deref()), (line, Some(key)), "{keys}: {problem}");
        assert!(problem.contains(says), "{problem}");
    }
}

#[test]
fn what_a_connection_trusts() {
    let directory = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(directory.path().join(name), text).unwrap();
    let authority = rcgen::generate_simple_self_signed(vec!["ca.example".to_owned()]).unwrap();
    write("ca.pem", &authority.cert.pem());
    write("key.pem", &authority.signing_key.serialize_pem());
    write("cut.pem", "-----BEGIN CERTIFICATE-----\nhunter2");
    let read = |text: &str| parse(text, directory.path());
    let config = read(&format!("{START}{URL}ca_file = \"ca.pem\"\nallow_private = true\n{CREDENTIAL}")).unwrap();
    let trust = &config.connections[0].trust;
    assert!(trust.addresses == Addresses::Any && trust.authorities.is_some());
    assert_eq!(read(&format!("{START}{URL}{CREDENTIAL}")).unwrap().connections[0].trust, Trust::default());
    for file in ["key.pem", "cut.pem", "none.pem"] {
        let text = format!("{START}{URL}ca_file = \"{file}\"\n{CREDENTIAL}");
        let problem = read(&text).unwrap_err();
        assert_eq!(line_and_key(&text, problem.at.start), (6, Some("ca_file".to_owned())));
        assert!(problem.text.contains("this file") && !problem.text.contains("hunter2"), "{}", problem.text);
    }
    let plain = format!("{START}url = \"http://milvus.example\"\nca_file = \"ca.pem\"\n{CREDENTIAL}");
    assert!(read(&plain).unwrap_err().text.contains("http://"));
}

#[test]
fn connections_to_one_host_and_port_agree_about_trust() {
    let second = START.replace("prod", "second");
    let both = |url: &str| {
        let text = format!("{START}{URL}{CREDENTIAL}{second}url = \"{url}\"\nallow_private = true\n{CREDENTIAL}");
        parse(&text, Path::new(""))
    };
    let problem = both("https://milvus.example:19530/other").unwrap_err().text;
    assert!(problem.contains("as in \"prod\""), "{problem}");
    assert!(both("https://milvus.example:19531").is_ok() && both("http://milvus.example:19530").is_ok());
}
