//! Measures what the gateway costs: the sandbox called directly, through nginx and through the gateway, on the same machine in
//! the same run. It starts all three, takes turns so that a busy moment meets each alike, and prints one table.
//!
//! `load BINARIES [NGINX]`: the folder with the release binaries, and nginx' program where there is one.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a measurement that meets anything unexpected has no result"
)]

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// Rounds of turns; the medians over all rounds are shown.
const ROUNDS: usize = 5;
/// Requests on one connection in each turn.
const REQUESTS: usize = 2000;
/// Connections of the throughput turn, and how long it lasts.
const CONNECTIONS: usize = 64;
const TURN: Duration = Duration::from_secs(3);
/// Revocations that are measured each way.
const MUTATIONS: usize = 300;
const TOKEN: &str = "load";
const NGINX_PORT: u16 = 18_943;

/// A process that ends with us.
struct Started(Child);

impl Drop for Started {
    fn drop(&mut self) {
        let _ended = self.0.kill();
        let _ended = self.0.wait();
    }
}

impl Started {
    fn new(command: &mut Command) -> Self {
        Self(command.stdin(Stdio::null()).spawn().expect("the program starts"))
    }

    /// Resident memory at its highest, of the process and its children, in kilobytes.
    fn peak(&self) -> u64 {
        let own = self.0.id().to_string();
        let parent = |pid: &str| status(pid, "PPid:").is_some_and(|parent| parent.to_string() == own);
        let all = std::fs::read_dir("/proc").unwrap().filter_map(|entry| entry.unwrap().file_name().into_string().ok());
        all.filter(|pid| *pid == own || parent(pid)).filter_map(|pid| status(&pid, "VmHWM:")).sum()
    }
}

fn status(pid: &str, field: &str) -> Option<u64> {
    let text = std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    text.lines().find_map(|line| line.strip_prefix(field))?.split_whitespace().next()?.parse().ok()
}

/// Where a call goes.
#[derive(Clone)]
struct Way {
    name: &'static str,
    port: u16,
    prefix: &'static str,
    headers: String,
}

impl Way {
    fn request(&self, path: &str, more: &str, body: &str) -> Vec<u8> {
        let (prefix, headers, port, length) = (self.prefix, &self.headers, self.port, body.len());
        format!(
            "POST {prefix}{path} HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\ncontent-type: application/json\r\n{headers}{more}\
             content-length: {length}\r\n\r\n{body}"
        )
        .into_bytes()
    }

    async fn connect(&self) -> Connection {
        let stream = TcpStream::connect(("127.0.0.1", self.port)).await.expect("a connection");
        stream.set_nodelay(true).unwrap();
        Connection { stream, buffer: Vec::new() }
    }
}

/// A connection that is kept, with whole answers read off it.
struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Connection {
    /// Sends a request and returns the answer's head and body.
    async fn exchange(&mut self, request: &[u8]) -> (String, String) {
        self.stream.write_all(request).await.unwrap();
        loop {
            if let Some(end) = self.buffer.windows(4).position(|bytes| bytes == b"\r\n\r\n") {
                let head = String::from_utf8_lossy(&self.buffer[..end]).to_lowercase();
                let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
                let end = end + 4;
                let whole = end + length.map_or(0, |length| length.parse::<usize>().unwrap());
                if self.buffer.len() >= whole {
                    let body = String::from_utf8_lossy(&self.buffer[end..whole]).into_owned();
                    self.buffer.drain(..whole);
                    return (head, body);
                }
            }
            let mut chunk = [0; 16 * 1024];
            let length = self.stream.read(&mut chunk).await.unwrap();
            assert!(length > 0, "the connection ended");
            self.buffer.extend_from_slice(&chunk[..length]);
        }
    }

    async fn ok(&mut self, request: &[u8]) -> String {
        let (head, body) = self.exchange(request).await;
        assert!(head.starts_with("http/1.1 200") && body.contains("\"code\":0"), "{head}\n{body}");
        body
    }
}

/// The value below which this share of the times lies, in microseconds.
fn percentile(times: &mut [u128], share: f64) -> f64 {
    times.sort_unstable();
    let at = (times.len() as f64 * share) as usize;
    times[at.min(times.len() - 1)] as f64
}

async fn latencies(way: &Way, request: &[u8]) -> Vec<u128> {
    let mut connection = way.connect().await;
    for _ in 0..100 {
        connection.ok(request).await;
    }
    let mut times = Vec::with_capacity(REQUESTS);
    for _ in 0..REQUESTS {
        let start = Instant::now();
        connection.ok(request).await;
        times.push(start.elapsed().as_micros());
    }
    times
}

/// Answers a second over all connections.
async fn throughput(way: &Way, request: &[u8]) -> f64 {
    let start = Instant::now();
    let workers = (0..CONNECTIONS).map(|_| {
        let (way, request) = (way.clone(), request.to_vec());
        tokio::spawn(async move {
            let (mut connection, mut count) = (way.connect().await, 0_u32);
            while start.elapsed() < TURN {
                connection.ok(&request).await;
                count += 1;
            }
            count
        })
    });
    let mut total = 0;
    for worker in workers.collect::<Vec<_>>() {
        total += worker.await.unwrap();
    }
    f64::from(total) / start.elapsed().as_secs_f64()
}

/// Starts a program of ours and waits for the address that it prints.
fn announced(command: &mut Command) -> (Started, u16) {
    let mut started = Started::new(command);
    let mut lines = BufReader::new(started.0.stdout.take().unwrap()).lines();
    let line = lines.find_map(|line| line.ok().filter(|line| line.contains("http://127.0.0.1:"))).expect("an address");
    let port = line.split("http://127.0.0.1:").nth(1).unwrap();
    let digits: String = port.chars().take_while(char::is_ascii_digit).collect();
    // Whatever it says later must find a reader.
    std::thread::spawn(move || lines.for_each(drop));
    (started, digits.parse().unwrap())
}

fn nginx(program: &Path, directory: &Path, sandbox: u16, credential: &str) -> Started {
    let folder = directory.display();
    let config = format!(
        "daemon off; pid {folder}/nginx.pid; error_log {folder}/nginx.log; worker_processes auto;\n\
         events {{ worker_connections 1024; }}\n\
         http {{ access_log off; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;\n\
         fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s; keepalive_requests 1000000;\n\
         upstream sandbox {{ server 127.0.0.1:{sandbox}; keepalive 64; keepalive_requests 1000000; }}\n\
         server {{ listen 127.0.0.1:{NGINX_PORT}; location /api/c/milvus/ {{ proxy_pass http://sandbox/;\n\
         proxy_http_version 1.1; proxy_set_header Connection \"\"; proxy_set_header Authorization \"{credential}\"; }} }} }}\n"
    );
    let path = directory.join("nginx.conf");
    std::fs::write(&path, config).unwrap();
    Started::new(Command::new(program).arg("-c").arg(path).stderr(Stdio::null()))
}

async fn answers(port: u16) {
    while TcpStream::connect(("127.0.0.1", port)).await.is_err() {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// A session at the gateway, as a header line.
async fn sign_in(way: &Way) -> String {
    let body = format!("{{\"token\":\"{TOKEN}\"}}");
    let bare = Way { prefix: "", ..way.clone() };
    let (head, _) = way.connect().await.exchange(&bare.request("/api/session", "x-rescind: 1\r\n", &body)).await;
    // The head is in lower case; the secret is not, so it is asked for once more as it came.
    assert!(head.contains("204"), "{head}");
    let mut connection = way.connect().await;
    connection.stream.write_all(&bare.request("/api/session", "x-rescind: 1\r\n", &body)).await.unwrap();
    let mut answer = vec![0; 8192];
    let length = connection.stream.read(&mut answer).await.unwrap();
    let answer = String::from_utf8_lossy(&answer[..length]).into_owned();
    let cookie = answer.lines().find_map(|line| line.strip_prefix("set-cookie: ")).expect("a cookie");
    format!("x-rescind: 1\r\ncookie: {}\r\n", cookie.split(';').next().unwrap())
}

/// Times of revocations, in microseconds: through the gateway with their entries, or as they are.
async fn mutations(way: &Way, entries: &[String], from: usize) -> Vec<u128> {
    let mut connection = way.connect().await;
    let mut times = Vec::with_capacity(MUTATIONS);
    for number in 0..MUTATIONS {
        let body = revocation(from + number);
        let entry = entries.get(number).map(|id| format!("x-rescind-entry: {id}\r\n")).unwrap_or_default();
        let request = way.request("/v2/vectordb/users/revoke_role", &entry, &body);
        let start = Instant::now();
        // Nobody holds the role; what is measured is the way, and Milvus answers with a code of its own.
        let (head, _) = connection.exchange(&request).await;
        times.push(start.elapsed().as_micros());
        assert!(head.starts_with("http/1.1 200") && !head.contains("x-rescind-error"), "{head}");
    }
    times
}

fn revocation(number: usize) -> String {
    format!("{{\"userName\":\"nobody_{number}\",\"roleName\":\"read_only\"}}")
}

async fn plan(way: &Way, from: usize) -> Vec<String> {
    let entry = |number: usize| {
        format!(
            "{{\"connection\":\"milvus\",\"grant\":{{\"kind\":\"membership\",\"role\":\"read_only\",\
             \"principal\":{{\"kind\":\"user\",\"id\":\"nobody_{number}\"}}}}}}"
        )
    };
    let entries: Vec<String> = (from..from + MUTATIONS).map(entry).collect();
    let body = format!("{{\"reason\":\"load\",\"entries\":[{}]}}", entries.join(","));
    let bare = Way { prefix: "", ..way.clone() };
    let (head, body) = way.connect().await.exchange(&bare.request("/api/plans", "", &body)).await;
    assert!(head.starts_with("http/1.1 200"), "{head}\n{body}");
    let (_, entries) = body.split_once("\"entries\"").unwrap();
    entries.split("\"id\":\"").skip(1).map(|rest| rest.split('"').next().unwrap().to_owned()).collect()
}

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() {
    let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
    let binaries = arguments.next().expect("the folder with the binaries");
    let nginx_program = arguments.next();
    let directory = tempfile::tempdir().unwrap();
    let directory = directory.path();
    std::fs::create_dir(directory.join("dist")).unwrap();
    std::fs::write(directory.join("dist/index.html"), "<title>load</title>").unwrap();
    std::fs::write(directory.join("credential"), "root:Milvus").unwrap();

    let mut sandbox = Command::new(binaries.join("rescind-sandbox"));
    sandbox.args(["--listen", "127.0.0.1:0", "--seed", "demo"]).stdout(Stdio::piped()).stderr(Stdio::null());
    let (_sandbox, port) = announced(&mut sandbox);
    let config = format!(
        "[[connection]]\nid = \"milvus\"\nlabel = \"M\"\nvendor = \"milvus\"\nurl = \"http://127.0.0.1:{port}\"\n\
         credential.file = \"credential\"\n"
    );
    std::fs::write(directory.join("rescind.toml"), config).unwrap();
    let mut gateway = Command::new(binaries.join("rescind-gateway"));
    gateway.current_dir(directory).env("RESCIND_TOKEN", TOKEN).env("RESCIND_LOG", "warn");
    gateway.args(["--listen", "127.0.0.1:0", "--config", "rescind.toml", "--data", "data", "--assets", "dist"]);
    gateway.stdout(Stdio::piped()).stderr(Stdio::null());
    let (gateway, gateway_port) = announced(&mut gateway);

    let credential = "Bearer root:Milvus";
    let direct = Way { name: "directly", port, prefix: "", headers: format!("authorization: {credential}\r\n") };
    let mut through = Way { name: "gateway", port: gateway_port, prefix: "/api/c/milvus", headers: String::new() };
    through.headers = sign_in(&through).await;
    let proxy = nginx_program.map(|program| nginx(&program, directory, port, credential));
    let mut ways = vec![direct.clone()];
    if proxy.is_some() {
        answers(NGINX_PORT).await;
        ways.push(Way { name: "nginx", port: NGINX_PORT, prefix: "/api/c/milvus", headers: String::new() });
    }
    ways.push(through.clone());

    let mut results: Vec<(Vec<u128>, Vec<f64>)> = vec![Default::default(); ways.len()];
    for _ in 0..ROUNDS {
        for (way, (times, rates)) in ways.iter().zip(&mut results) {
            let request = way.request("/v2/vectordb/users/list", "", "{}");
            times.extend(latencies(way, &request).await);
            rates.push(throughput(way, &request).await);
        }
    }
    let base: Vec<f64> = [0.5, 0.99].map(|share| percentile(&mut results[0].0, share)).into();
    println!(
        "{:<10} {:>9} {:>9} {:>11} {:>11} {:>14} {:>10}",
        "way", "p50 us", "p99 us", "added p50", "added p99", "64 conn. 1/s", "peak MB"
    );
    for (way, (times, rates)) in ways.iter().zip(&mut results) {
        let (half, most) = (percentile(times, 0.5), percentile(times, 0.99));
        rates.sort_by(f64::total_cmp);
        let peak = match way.name {
            "nginx" => proxy.as_ref().map(Started::peak),
            "gateway" => Some(gateway.peak()),
            _ => None,
        };
        let peak = peak.map_or_else(|| "-".to_owned(), |peak| format!("{:.1}", peak as f64 / 1024.0));
        println!(
            "{:<10} {half:>9} {most:>9} {:>11} {:>11} {:>14.0} {peak:>10}",
            way.name,
            half - base[0],
            most - base[1],
            rates[rates.len() / 2]
        );
    }

    let mut times = (Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        let from = round * MUTATIONS;
        times.0.extend(mutations(&direct, &[], from).await);
        times.1.extend(mutations(&through, &plan(&through, from).await, from).await);
    }
    for (name, times) in [("directly", &mut times.0), ("gateway", &mut times.1)] {
        println!("a revocation {name:<9} p50 {:>6} us, p99 {:>6} us", percentile(times, 0.5), percentile(times, 0.99));
    }
}
