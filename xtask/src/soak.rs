//! `cargo xtask soak`: what takes too long for every change. The same tests as in `cargo xtask test`, with larger
//! numbers.

use std::process::ExitCode;

use crate::{
    console,
    gateway::{self, Profile},
    process,
    report::{self, Failure},
    tools::{ReleaseTools, browser::Browser, node},
    workplace::Workplace,
};

/// How much of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Amount {
    /// How often the gateway is killed.
    pub(crate) kills: u32,
    /// How many rows each plan has in which it is killed.
    pub(crate) rows: u32,
    /// How often a page of the console is refreshed while its memory is watched.
    pub(crate) refreshes: u32,
    /// How many inputs the targets of the fuzzing get, all together.
    pub(crate) inputs: u64,
}

impl Default for Amount {
    fn default() -> Self {
        Self { kills: 50, rows: 1000, refreshes: 500, inputs: 100_000_000 }
    }
}

/// Runs all of it; the exit code says whether everything held.
pub(crate) fn run(place: &Workplace, amount: Amount) -> Result<ExitCode, Failure> {
    let mut kills = process::command(place, "cargo");
    kills.args([
        "test",
        "--release",
        "--package",
        "rescind-gateway",
        "--test",
        "gateway",
        "--",
        "kills::",
        "--nocapture",
    ]);
    kills.env("RESCIND_KILLS", amount.kills.to_string()).env("RESCIND_KILL_ROWS", amount.rows.to_string());
    let mut held = report::timed("killing the gateway", || process::check(&mut kills))?;
    held &= memory(place, amount.refreshes)?;
    let mut fuzz = process::command(place, "cargo");
    fuzz.args(["run", "--release", "--package", "rescind-fuzz", "--", "--inputs", &amount.inputs.to_string()]);
    held &= report::timed("fuzzing", || process::check(&mut fuzz))?;
    report::say(if held { "everything held" } else { "something did not hold; it is above" });
    Ok(if held { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Refreshes and revocations in the release console: what a page holds must not grow.
fn memory(place: &Workplace, refreshes: u32) -> Result<bool, Failure> {
    let (browser, tools) = (Browser::ensure(place)?, ReleaseTools::ensure(place)?);
    node::ensure_packages(place)?;
    console::ensure_built(place, &tools)?;
    let gateway = gateway::build(place, Profile::Release)?;
    let mut playwright = process::command(place, "node");
    playwright.current_dir(place.root.join("e2e"));
    playwright.args(["node_modules/@playwright/test/cli.js", "test", "--config", "soak.config.mjs"]);
    playwright.env("CHROME", &browser.chrome).env("RESCIND_GATEWAY", gateway).env("RESCIND_ASSETS", place.dist());
    playwright.env("RESCIND_REFRESHES", refreshes.to_string());
    report::timed("refreshing the console", || process::check(&mut playwright))
}
