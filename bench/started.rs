//! Programs that are measured: started with nothing but what they need, and ended with the measurement.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// A process that ends with us.
pub(crate) struct Started {
    process: Child,
    pub(crate) port: u16,
}

impl Drop for Started {
    fn drop(&mut self) {
        let _ended = self.process.kill();
        let _ended = self.process.wait();
    }
}

impl Started {
    /// Resident memory at its highest, in megabytes.
    pub(crate) fn peak(&self) -> f64 {
        status(self.process.id(), "VmHWM:").unwrap() as f64 / 1024.0
    }

    /// The time of processors that the process has used, in microseconds. The system counts it in steps of ten milliseconds, so
    /// that it is good for thousands of calls and not for one.
    pub(crate) fn used(&self) -> f64 {
        ticks(self.process.id()).unwrap() as f64 * 10_000.0
    }
}

fn status(pid: u32, field: &str) -> Option<u64> {
    let text = std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    text.lines().find_map(|line| line.strip_prefix(field))?.split_whitespace().next()?.parse().ok()
}

/// The processor time of a process and of all its threads, in the system's ticks.
fn ticks(pid: u32) -> Option<u64> {
    let text = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The name may hold anything; what follows its bracket are fields, of which the twelfth and thirteenth count.
    let mut fields = text.rsplit_once(')')?.1.split_whitespace().skip(11);
    Some(fields.next()?.parse::<u64>().ok()? + fields.next()?.parse::<u64>().ok()?)
}

/// The sandbox, with its state in memory as each run of it begins.
pub(crate) fn sandbox(binaries: &Path, seed: &str) -> Started {
    let mut sandbox = Command::new(binaries.join("rescind-sandbox"));
    announced(sandbox.args(["--listen", "127.0.0.1:0", "--seed", seed]))
}

/// The gateway in front of the sandbox, as one would run it but for the log.
pub(crate) fn gateway(binaries: &Path, directory: &Path, sandbox: u16, token: &str) -> Started {
    std::fs::create_dir(directory.join("dist")).unwrap();
    std::fs::write(directory.join("dist/index.html"), "<title>bench</title>").unwrap();
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
    Started { process, port: digits.parse().unwrap() }
}
