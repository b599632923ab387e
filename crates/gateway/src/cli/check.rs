//! `rescind-gateway check`: tries what the gateway needs and prints a line for each thing.

use std::io;
use std::path::PathBuf;
use std::time::Duration;

use clap::Args;

use super::say;
use crate::check::{self, Inputs};
use crate::environment::Environment;
use crate::serve::Limits;

/// How long a vendor may take: people wait for this.
const PATIENCE: Duration = Duration::from_secs(15);

#[derive(Debug, Args)]
pub(super) struct Check {
    /// The connections.
    #[arg(long, value_name = "FILE")]
    config: PathBuf,
    /// The directory for the journal.
    #[arg(long, value_name = "DIR", default_value = ".rescind")]
    data: PathBuf,
    /// The directory of the built console.
    #[arg(long, value_name = "DIR", default_value = "dist")]
    assets: PathBuf,
}

/// Tries everything. The error says how much is wrong.
pub(super) async fn run(Check { config, data, assets }: Check) -> Result<(), String> {
    let limits = Limits { connect: PATIENCE, read: PATIENCE, ..Limits::default() };
    let findings = check::run(Inputs { config, data, assets }, Environment::default(), limits).await?;
    for finding in &findings {
        say(io::stdout(), &finding.to_string());
    }
    match findings.iter().filter(|finding| !finding.is_fine()).count() {
        0 => Ok(()),
        wrong => Err(format!("{wrong} of {} things are wrong", findings.len())),
    }
}
