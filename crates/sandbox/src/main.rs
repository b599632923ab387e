//! The sandbox alone: listens, says where on standard output, and serves until it is interrupted.

mod cli;

use std::{io::Write, process::ExitCode};

use clap::Parser;
use rescind_sandbox::Sandbox;
use tokio::net::TcpListener;

use cli::Arguments;

#[tokio::main]
async fn main() -> ExitCode {
    match run(&Arguments::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            let _closed = writeln!(std::io::stderr(), "rescind-sandbox: {problem}");
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: &Arguments) -> Result<(), String> {
    let listener = TcpListener::bind(arguments.listen)
        .await
        .map_err(|error| format!("cannot listen on {}: {error}", arguments.listen))?;
    let address = listener.local_addr().map_err(|error| error.to_string())?;
    let interrupted = async {
        let _unsupported = tokio::signal::ctrl_c().await;
    };
    let sandbox = Sandbox::open(arguments.options(), arguments.knobs()).await.map_err(|error| error.to_string())?;
    let _closed = writeln!(std::io::stdout(), "Rescind sandbox is ready: http://{address}");
    sandbox.serve(listener, interrupted).await;
    Ok(())
}
