//! `cargo xtask dev`: Trunk, which rebuilds on every change, and the gateway behind its proxy.
//! Both end when either of them or xtask itself ends, however that comes about.

use std::{
    io::{BufRead, BufReader, Read},
    os::unix::process::CommandExt,
    process::{Child, ChildStdin, Command, ExitCode, Stdio},
    thread,
    time::Duration,
};

use crate::{
    cli::GatewayOptions,
    gateway::{self, Profile},
    process,
    report::{self, Failure},
    tools::PageTools,
    workplace::{self, Workplace},
};

/// Where Trunk's proxy expects the gateway; Trunk.toml says so too.
const GATEWAY_PORT: u16 = 8080;
/// Where Trunk serves; Trunk.toml says so too.
const TRUNK_PORT: u16 = 8081;

/// Runs both until one of them ends.
pub(crate) fn run(place: &Workplace, options: &GatewayOptions) -> Result<ExitCode, Failure> {
    let tools = PageTools::ensure(place)?;
    let binary = gateway::build(place, Profile::Dev)?;
    let assets = place.root.join("target/dev-dist");
    workplace::create_folder(&assets)?;
    let mut serve = gateway::serve(place, &binary, GATEWAY_PORT, &assets, options)?;
    let mut gateway = Leashed::start("the gateway", serve.stdout(Stdio::piped()))?;
    if let Some(output) = gateway.child.stdout.take() {
        thread::spawn(move || show_addresses(output));
    }
    let mut trunk = Leashed::start("Trunk", tools.trunk(place)?.arg("serve").stdout(std::io::stderr()))?;
    let (first, code) = loop {
        if let Some(code) = gateway.ended()? {
            break (gateway.name, code);
        }
        if let Some(code) = trunk.ended()? {
            break (trunk.name, code);
        }
        thread::sleep(Duration::from_millis(200));
    };
    report::say(&format!("{first} has ended, so both end"));
    gateway.end();
    trunk.end();
    Ok(code)
}

/// Shows the gateway's ready line with Trunk's port: that is where the page is up to date.
fn show_addresses(output: impl Read) {
    for line in BufReader::new(output).lines().map_while(Result::ok) {
        println!("{}", line.replace(&format!(":{GATEWAY_PORT}/"), &format!(":{TRUNK_PORT}/")));
    }
}

/// A program with everything that it starts, which ends with us even when we are killed.
///
/// A small shell holds one end of a pipe whose other end only we hold: when the pipe closes, it ends the program's group.
struct Leashed {
    name: &'static str,
    child: Child,
    leash: Option<ChildStdin>,
    guard: Child,
}

impl Leashed {
    fn start(name: &'static str, command: &mut Command) -> Result<Self, Failure> {
        let child = process::spawn(command.stdin(Stdio::null()).process_group(0))?;
        let script = format!("cat >/dev/null; kill -s TERM -- -{} 2>/dev/null", child.id());
        let mut guard =
            process::spawn(Command::new("sh").args(["-c", &script]).stdin(Stdio::piped()).process_group(0))?;
        Ok(Self { name, child, leash: guard.stdin.take(), guard })
    }

    fn ended(&mut self) -> Result<Option<ExitCode>, Failure> {
        let status = self.child.try_wait().map_err(|error| {
            Failure::new(format!("{} cannot be watched ({error})", self.name), "start `cargo xtask dev` again")
        })?;
        Ok(status.map(|status| match status.code().and_then(|code| u8::try_from(code).ok()) {
            Some(code) => ExitCode::from(code),
            None => ExitCode::FAILURE,
        }))
    }

    fn end(mut self) {
        self.leash = None;
        // Errors mean that they have ended already.
        let _ = self.guard.wait();
        let _ = self.child.wait();
    }
}
