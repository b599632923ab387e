//! The log on standard error: its form and its levels.

use std::io::{self, IsTerminal as _};

use clap::ValueEnum;
use tracing_subscriber::EnvFilter;

/// The form of the log.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum LogFormat {
    /// For people.
    #[default]
    Text,
    /// One JSON object a line.
    Json,
}

/// `RESCIND_LOG` is a level for our own events. Other crates stay at `warn` whatever it says: what they tell at finer
/// levels holds parts of requests.
pub(super) fn start(format: LogFormat) {
    let level = std::env::var("RESCIND_LOG").ok().and_then(|level| level.parse::<tracing::Level>().ok());
    let level = level.unwrap_or(tracing::Level::INFO);
    let filter = EnvFilter::new(format!("warn,rescind_gateway={level},rescind_sandbox={level}"));
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(io::stderr);
    match format {
        LogFormat::Text => log.with_ansi(io::stderr().is_terminal()).init(),
        LogFormat::Json => log.json().flatten_event(true).with_current_span(false).with_span_list(false).init(),
    }
}
