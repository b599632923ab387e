//! The programs that are measured: started with nothing but what they need, and ended with the measurement.

use std::io::{BufRead as _, BufReader};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use tokio::net::TcpStream;

/// A process that ends with us.
pub(crate) struct Started {
    process: Child,
    pub(crate) port: u16,
    /// What tells it to end, where its children would go on without it.
    stop: Option<Command>,
}

impl Drop for Started {
    fn drop(&mut self) {
        if let Some(stop) = &mut self.stop
            && stop.status().is_ok_and(|status| status.success())
        {
            let _ended = self.process.wait();
            return;
        }
        let _ended = self.process.kill();
        let _ended = self.process.wait();
    }
}

impl Started {
    /// Resident memory at its highest, of the process and its children, in megabytes.
    pub(crate) fn peak(&self) -> f64 {
        let kilobytes: u64 = self.family().iter().filter_map(|pid| status(pid, "VmHWM:")).sum();
        kilobytes as f64 / 1024.0
    }

    /// The time of processors that the process and its children have used, in microseconds. The system counts it in steps of
    /// ten milliseconds, so that it is good for thousands of calls and not for one.
    pub(crate) fn used(&self) -> f64 {
        self.family().iter().filter_map(|pid| ticks(pid)).sum::<u64>() as f64 * 10_000.0
    }

    fn family(&self) -> Vec<String> {
        let own = self.process.id().to_string();
        let is_child = |pid: &str| status(pid, "PPid:").is_some_and(|parent| parent.to_string() == own);
        let all = std::fs::read_dir("/proc").unwrap().filter_map(|entry| entry.unwrap().file_name().into_string().ok());
        all.filter(|pid| *pid == own || is_child(pid)).collect()
    }
}

fn status(pid: &str, field: &str) -> Option<u64> {
    let text = std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    text.lines().find_map(|line| line.strip_prefix(field))?.split_whitespace().next()?.parse().ok()
}

/// The processor time of a process and of all its threads, in the system's ticks.
fn ticks(pid: &str) -> Option<u64> {
    let text = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The name may hold anything; what follows its bracket are fields, of which the twelfth and thirteenth count.
    let mut fields = text.rsplit_once(')')?.1.split_whitespace().skip(11);
    Some(fields.next()?.parse::<u64>().ok()? + fields.next()?.parse::<u64>().ok()?)
}

/// The sandbox, with its state in memory as each run of it begins.
pub(crate) fn sandbox(binaries: &Path) -> Started {
    let mut sandbox = Command::new(binaries.join("rescind-sandbox"));
    announced(sandbox.args(["--listen", "127.0.0.1:0", "--seed", "demo"]))
}

/// The gateway in front of the sandbox, as one would run it but for the log.
pub(crate) fn gateway(binaries: &Path, directory: &Path, sandbox: u16, token: &str) -> Started {
    std::fs::create_dir(directory.join("dist")).unwrap();
    std::fs::write(directory.join("dist/index.html"), "<title>load</title>").unwrap();
    std::fs::write(directory.join("credential"), "root:Milvus").unwrap();
    let config = format!(
        "[[connection]]\nid = \"milvus\"\nlabel = \"M\"\nvendor = \"milvus\"\nurl = \"http://127.0.0.1:{sandbox}\"\n\
         credential.file = \"credential\"\n"
    );
    std::fs::write(directory.join("rescind.toml"), config).unwrap();
    let mut gateway = Command::new(binaries.join("rescind-gateway"));
    gateway.current_dir(directory).env("RESCIND_TOKEN", token).env("RESCIND_LOG", "warn");
    // As its unit starts it.
    gateway.env("MALLOC_ARENA_MAX", "2");
    announced(gateway.args([
        "--listen",
        "127.0.0.1:0",
        "--config",
        "rescind.toml",
        "--data",
        "data",
        "--assets",
        "dist",
    ]))
}

/// Starts a program of ours and waits for the address that it prints.
fn announced(command: &mut Command) -> Started {
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut process = command.spawn().expect("the program starts");
    let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
    let line = lines.find_map(|line| line.ok().filter(|line| line.contains("http://127.0.0.1:"))).expect("an address");
    let port = line.split("http://127.0.0.1:").nth(1).unwrap();
    let digits: String = port.chars().take_while(char::is_ascii_digit).collect();
    // Whatever it says later must find a reader.
    std::thread::spawn(move || lines.for_each(drop));
    Started { process, port: digits.parse().unwrap(), stop: None }
}

/// nginx doing the same forwarding: the credential put in, connections kept on both sides, no log of accesses.
pub(crate) async fn nginx(program: &Path, directory: &Path, sandbox: u16, credential: &str) -> Started {
    // Another program might take the port in between; then nginx does not start, and nothing is measured.
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let folder = directory.display();
    let config = format!(
        "daemon off; pid {folder}/nginx.pid; error_log {folder}/nginx.log; worker_processes auto;\n\
         events {{ worker_connections 1024; }}\n\
         http {{ access_log off; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;\n\
         fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s; keepalive_requests 1000000;\n\
         upstream sandbox {{ server 127.0.0.1:{sandbox}; keepalive 64; keepalive_requests 1000000; }}\n\
         server {{ listen 127.0.0.1:{port}; location /api/c/milvus/ {{ proxy_pass http://sandbox/;\n\
         proxy_http_version 1.1; proxy_set_header Connection \"\"; proxy_set_header Authorization \"{credential}\"; }} }} }}\n"
    );
    let path = directory.join("nginx.conf");
    std::fs::write(&path, config).unwrap();
    let nginx = || {
        let mut nginx = Command::new(program);
        nginx.arg("-c").arg(&path).stdin(Stdio::null()).stderr(Stdio::null());
        nginx
    };
    let mut stop = nginx();
    stop.args(["-s", "stop"]);
    let mut started = Started { process: nginx().spawn().expect("nginx starts"), port, stop: Some(stop) };
    while TcpStream::connect(("127.0.0.1", port)).await.is_err() {
        assert!(started.process.try_wait().unwrap().is_none(), "nginx ended");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    started
}
