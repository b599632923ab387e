//! Rescind's gateway: serves the built console, reads at the vendors with the connections' credentials, runs plans there, and
//! keeps the journal. Without a config it embeds the sandbox.
//!
//! [`Gateway::open`] does all that can fail at the start, [`Gateway::run`] serves. The binary adds the command line, the
//! log and the signals, so that tests run the very same gateway in their own process.

mod app;
mod around;
mod asker;
mod assets;
mod calls;
mod check;
pub mod cli;
mod clock;
mod config;
mod connections;
mod cross_site;
mod describe;
mod door;
mod dry_run;
mod entries;
mod environment;
mod error;
mod events;
mod extract;
mod headers;
mod hosts;
mod journal;
mod metrics;
mod names;
mod observe;
mod openapi;
mod paths;
mod peers;
mod plans;
mod preview;
mod programs;
mod random;
mod reach;
mod reads;
mod ready;
mod routes;
mod runner;
mod sandbox;
mod serve;
mod serving;
mod session;
mod start_error;
mod tls;
mod upstream;

pub use clock::{Clock, SystemClock};
pub use config::ConfigError;
pub use dry_run::{Addressed, DryRun};
pub use environment::Environment;
pub use names::{Names, Resolved, SystemNames};
pub use random::{Random, SystemRandom};
pub use routes::Route;
pub use serve::{Gateway, Limits, Options, Vendors};
pub use start_error::StartError;

/// Every route of the gateway but the console's files, in no order: for whoever describes or tests them all.
#[must_use]
pub fn routes() -> Vec<Route> {
    app::routes().into_list()
}
