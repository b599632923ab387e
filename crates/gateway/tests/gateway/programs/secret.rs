//! The secret of a token is on standard output, once, and nowhere else.

use serde_json::json;

use crate::milvus::{Roles, milvus};
use crate::program::{Client, Running, configured, gateway};
use crate::support::{TOKEN, entry};

#[tokio::test(flavor = "multi_thread")]
async fn the_secret_of_a_token_is_shown_once_and_nowhere_else() {
    let upstream = milvus(&Roles::default()).await;
    let directory = configured(&format!("http://{}", upstream.address));
    let mut command = gateway(directory.path());
    let arguments = ["--listen", "127.0.0.1:0", "--config", "rescind.toml", "--data", "data"];
    let running = Running::start(command.args(arguments).env("RESCIND_TOKEN", TOKEN).env("RESCIND_LOG", "trace"));
    let (mut written, mut said_by_commands) = (String::new(), String::new());
    let mut token = |arguments: &[&str]| {
        let output = gateway(directory.path()).arg("token").args(arguments).args(["--data", "data"]).output().unwrap();
        said_by_commands += &String::from_utf8(output.stderr).unwrap();
        (output.status.code().unwrap(), String::from_utf8(output.stdout).unwrap())
    };
    let create = ["create", "ci", "--expires-in", "1h", "--connections", "prod", "--scopes", "read,plan,run"];
    let (code, stdout) = token(&create);
    let secret = stdout.strip_suffix('\n').unwrap().to_owned();
    assert_eq!((code, secret.len(), &secret[..8]), (0, 51, "rescind_"));
    let (code, again) = token(&create);
    assert_eq!((code, again.as_str()), (1, ""), "the name is taken");
    let (_, listed) = token(&["list"]);
    let fields: Vec<_> = listed.trim_end().split('\t').collect();
    assert!(fields[0] == "ci" && fields[1].starts_with("valid until 2") && fields[3..] == ["prod", "read,plan,run"]);
    written += &listed;

    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let bearer = format!("Bearer {secret}");
    let request = |path: &str| client.get(format!("{}{path}", running.base)).header("authorization", &bearer);
    let mut said = vec![request("/api/plans"), request("/api/nothing"), request("/api/session"), request("/metrics")];
    let plan = json!({ "entries": [entry("prod", "alice")], "start": true }).to_string();
    let post = |body: &str| {
        let request = client.post(format!("{}/api/plans", running.base)).header("authorization", &bearer);
        request.header("content-type", "application/json").body(body.to_owned())
    };
    said.extend([post(&plan), post("{"), post(&json!({ "entries": [entry("other", "alice")] }).to_string())]);
    // Wrong in the middle, twice, and as something else than a bearer.
    said.push(client.get(format!("{}/api/plans", running.base)).header("authorization", format!("{bearer}x")));
    said.push(request("/api/plans").header("authorization", &bearer));
    said.push(client.get(format!("{}/api/plans?token={secret}", running.base)).header("x-rescind", "1"));
    for request in said {
        let answer = request.send().await.unwrap();
        written += &format!("{:?}", answer.headers());
        written += &answer.text().await.unwrap();
    }
    let session = Client::of(&running).await;
    written += &session.get_json("/api/plans").await.to_string();
    assert_eq!(token(&["revoke", "ci"]), (0, String::new()));
    let ended = request("/api/plans").send().await.unwrap();
    assert_eq!(ended.status(), 401);
    written += &ended.text().await.unwrap();
    let (_, listed) = token(&["list"]);
    assert!(listed.starts_with("ci\trevoked 2"), "{listed}");

    running.signal("TERM");
    let (_, stdout, stderr) = running.end();
    assert!(stderr.contains("token:ci") && stderr.contains("a wrong token of a program was refused"), "{stderr}");
    written += &(stdout + &stderr + &listed + &said_by_commands);
    assert!(said_by_commands.contains("shown this once"), "{said_by_commands}");
    for file in std::fs::read_dir(directory.path().join("data")).unwrap() {
        written += &String::from_utf8_lossy(&std::fs::read(file.unwrap().path()).unwrap());
    }
    assert!(written.contains("token_created"), "the journal is among what was looked at");
    assert!(!written.contains(&secret[8..]), "{written}");
}
