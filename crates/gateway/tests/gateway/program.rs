//! The program itself as a child process, and a client of it.

use std::io::{BufRead as _, BufReader, Read as _};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::thread::JoinHandle;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::{DEADLINE, Plan, entry, json_of, told, until, write_config};

/// The program, to be run in this directory.
pub(crate) fn gateway(directory: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rescind-gateway"));
    command.current_dir(directory).env_remove("RESCIND_TOKEN").env_remove("RESCIND_LOG");
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// A program that runs, and is killed when the test ends in any way.
pub(crate) struct Running {
    child: Child,
    stdout: BufReader<ChildStdout>,
    /// Reads the log as it comes: a program that logs much would wait for its reader.
    stderr: Option<JoinHandle<String>>,
    pub(crate) base: String,
    pub(crate) token: String,
}

impl Running {
    pub(crate) fn start(command: &mut Command) -> Self {
        let mut child = command.spawn().unwrap();
        let mut log = child.stderr.take().unwrap();
        let stderr = std::thread::spawn(move || {
            let mut text = String::new();
            log.read_to_string(&mut text).unwrap();
            text
        });
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        stdout.read_line(&mut line).unwrap();
        let link = line.strip_prefix("Rescind is ready: ").unwrap_or_else(|| panic!("{line}")).trim_end();
        let (base, token) = link.split_once("/#token=").unwrap();
        Self { child, stdout, stderr: Some(stderr), base: base.to_owned(), token: token.to_owned() }
    }

    pub(crate) fn signal(&self, name: &str) {
        let sent = Command::new("kill").args([format!("-{name}"), self.child.id().to_string()]).status().unwrap();
        assert!(sent.success());
    }

    /// Waits for the end; tells the exit code, the rest of standard output and all of standard error.
    pub(crate) fn end(mut self) -> (Option<i32>, String, String) {
        let mut stdout = String::new();
        self.stdout.read_to_string(&mut stdout).unwrap();
        let code = self.child.wait().unwrap().code();
        // Nobody writes any more.
        let stderr = self.stderr.take().unwrap().join().unwrap();
        (code, stdout, stderr)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ended = self.child.kill();
        let _ended = self.child.wait();
    }
}

/// A signed-in client of a program.
pub(crate) struct Client {
    http: reqwest::Client,
    base: String,
    pub(crate) cookie: String,
}

impl Client {
    pub(crate) async fn of(running: &Running) -> Self {
        let http = reqwest::Client::builder().no_proxy().timeout(DEADLINE).build().unwrap();
        let mut client = Self { http, base: running.base.clone(), cookie: String::new() };
        let answer = client.post("/api/session", &json!({ "token": running.token })).await;
        client.cookie = answer.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
        client
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> reqwest::Response {
        let request = self.http.post(format!("{}{path}", self.base)).header("x-rescind", "1");
        let request = request.header("content-type", "application/json").header("cookie", &self.cookie);
        request.body(body.to_string()).send().await.unwrap()
    }

    /// Has the gateway run a plan of one.
    pub(crate) async fn start(&self, entry: Value) -> Plan {
        let plan = json!({ "reason": "left", "entries": [entry], "start": true });
        Plan::of(&json_of(self.post("/api/plans", &plan).await).await)
    }

    pub(crate) async fn start_for_alice(&self) -> Plan {
        self.start(entry("prod", "alice")).await
    }

    pub(crate) async fn view(&self, plan: &Plan) -> Value {
        self.get_json(&plan.path()).await
    }

    /// Waits until a plan is as it must become, and shows it then.
    pub(crate) async fn until(&self, plan: &Plan, is_so: impl Fn(&Value) -> bool) -> Value {
        until(|| self.view(plan), is_so).await
    }

    /// Waits until each entry of a plan is as it must become: its outcome, or else its state.
    pub(crate) async fn becomes(&self, plan: &Plan, expected: &[&str]) {
        self.until(plan, |view| told(view) == expected).await;
    }

    pub(crate) async fn get(&self, path: &str) -> reqwest::Response {
        let request = self.http.get(format!("{}{path}", self.base)).header("x-rescind", "1");
        request.header("cookie", &self.cookie).send().await.unwrap()
    }

    pub(crate) async fn get_json(&self, path: &str) -> Value {
        json_of(self.get(path).await).await
    }

    pub(crate) async fn rows(&self) -> Vec<Value> {
        self.get_json("/api/journal").await["rows"].as_array().unwrap().clone()
    }
}

/// A directory with a config in front of this address.
pub(crate) fn configured(upstream: &str) -> TempDir {
    let directory = tempfile::tempdir().unwrap();
    write_config(directory.path(), upstream);
    directory
}
