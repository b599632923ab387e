//! The command line: what can be typed, and what comes of it. Standard output carries one line, the link; everything else
//! goes to standard error. Each command besides serving has a file of its own.

mod check;
mod journal;
mod log;
mod token;

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};
use rescind_sandbox::Seed;
use tokio::signal::unix::{Signal, SignalKind, signal};

use log::LogFormat;

use crate::environment::Environment;
use crate::serve::{Gateway, Limits, Options, Vendors};

/// Serves Rescind's console, and reads and revokes at the configured vendors.
#[derive(Debug, Parser)]
#[command(name = "rescind-gateway", args_conflicts_with_subcommands = true)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    serve: Serve,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the console; this is what happens without a command, too.
    Serve(Serve),
    /// Try what the gateway needs: config, data directory, console, certificate, and each connection with its credential.
    Check(check::Check),
    /// Check or write out the journal of a data directory, on which a gateway may be running.
    #[command(subcommand)]
    Journal(journal::Act),
    /// Make, list and revoke tokens for programs, also while a gateway is running.
    #[command(subcommand)]
    Token(token::Act),
}

/// Which data directory is meant.
#[derive(Debug, Args)]
struct Data {
    /// The gateway's data directory.
    #[arg(long = "data", value_name = "DIR", default_value = ".rescind")]
    directory: PathBuf,
}

#[derive(Debug, Args)]
struct Serve {
    /// Where to listen; port 0 takes a free one.
    #[arg(long, value_name = "ADDRESS", default_value_t = SocketAddr::from((Ipv4Addr::LOCALHOST, 8080)))]
    listen: SocketAddr,
    /// The directory of the built console.
    #[arg(long, value_name = "DIR", default_value = "dist")]
    assets: PathBuf,
    /// The directory for the journal and the sandbox's state.
    #[arg(long, value_name = "DIR", default_value = ".rescind")]
    data: PathBuf,
    /// The connections; without it, the embedded sandbox.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// What an empty sandbox is filled with: demo, empty or large:N.
    #[arg(long, value_name = "SEED", default_value_t = Seed::Demo, conflicts_with = "config")]
    seed: Seed,
    /// The form of the log on standard error.
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    log_format: LogFormat,
}

/// Does what the command line says, until the process is to end.
#[must_use]
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    let result = match cli.command.unwrap_or(Command::Serve(cli.serve)) {
        Command::Serve(serve) => {
            log::start(serve.log_format);
            block_on(run(serve))
        }
        Command::Check(check) => {
            log::start(LogFormat::Text);
            block_on(check::run(check))
        }
        Command::Journal(act) => journal::run(act),
        Command::Token(act) => token::run(act),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            say(io::stderr(), &format!("rescind-gateway: {sentence}"));
            ExitCode::FAILURE
        }
    }
}

/// On one thread: handing a request over to another one takes longer than what there is to do for it. What writes to the disk
/// or waits for a program has threads of its own.
fn block_on(future: impl Future<Output = Result<(), String>>) -> Result<(), String> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| format!("the program cannot start: {error}"))?;
    runtime.block_on(future)
}

async fn run(serve: Serve) -> Result<(), String> {
    let Serve { listen, assets, data, config, seed, log_format: _ } = serve;
    let vendors = config.map_or(Vendors::Sandbox(seed), Vendors::Config);
    let token = match std::env::var("RESCIND_TOKEN") {
        Ok(token) => Some(token),
        Err(std::env::VarError::NotPresent) => None,
        Err(std::env::VarError::NotUnicode(_)) => return Err("RESCIND_TOKEN is not Unicode".to_owned()),
    };
    let (environment, limits) = (Environment::default(), Limits::default());
    // Before anything is printed: whoever reads the link may stop us at once.
    let stop = stop_signal().map_err(|error| format!("signals cannot be received: {error}"))?;
    let options = Options { listen, assets, data, vendors, token, environment, limits };
    let gateway = Gateway::open(options).await.map_err(|error| error.to_string())?;
    if let Some(sandbox) = gateway.sandbox() {
        say(io::stderr(), &format!("sandbox: http://{sandbox}"));
    }
    say(io::stdout(), &format!("Rescind is ready: {}", gateway.link()));
    gateway.run(stop).await.map_err(|error| format!("serving failed: {error}"))
}

/// Ends with the first SIGINT or SIGTERM. From then on a second one ends the process at once.
fn stop_signal() -> io::Result<impl Future<Output = ()> + Send + 'static> {
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    Ok(async move {
        either(&mut interrupt, &mut terminate).await;
        tokio::spawn(async move {
            either(&mut interrupt, &mut terminate).await;
            std::process::exit(130);
        });
    })
}

async fn either(one: &mut Signal, other: &mut Signal) {
    tokio::select! {
        _ = one.recv() => {}
        _ = other.recv() => {}
    }
}

/// Writes a line at once. Nobody may be listening, which is no reason to stop.
fn say(mut to: impl io::Write, line: &str) {
    let _unheard = writeln!(to, "{line}").and_then(|()| to.flush());
}
