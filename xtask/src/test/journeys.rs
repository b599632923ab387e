//! The browser journeys of `e2e/`: the release console on the gateway with its embedded sandbox, driven by Playwright in
//! Chromium, and a few of them by Puppeteer in Firefox.
//! What a journey does is written there, not here.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use super::tally::Tally;
use crate::{
    gateway::{self, Profile},
    process,
    report::Failure,
    tools::browser::Browser,
    workplace::Workplace,
};

/// Runs those in Chromium; the console must lie in `dist/` already.
pub(super) fn chromium(place: &Workplace, browser: &Browser) -> Result<Tally, Failure> {
    let counts = counts(place, "journeys")?;
    let mut playwright = node(place, "e2e")?;
    playwright.args(["node_modules/@playwright/test/cli.js", "test"]);
    playwright.env("CHROME", &browser.chrome).env("RESCIND_COUNTS", &counts);
    let ended_well = process::check(&mut playwright)?;
    read(&counts).of_run(ended_well)
}

/// Runs those in Firefox; the console must lie in `dist/` already.
pub(super) fn firefox(place: &Workplace, firefox: &Path) -> Result<Tally, Failure> {
    let counts = counts(place, "firefox")?;
    // Without names of files the runner takes all tests below the folder.
    let mut runner = node(place, "e2e/firefox")?;
    runner.args(["--test", "--test-reporter=spec", "--test-reporter-destination=stdout"]);
    runner.arg("--test-reporter=./counts.mjs").arg(format!("--test-reporter-destination={}", counts.display()));
    let ended_well = process::check(runner.env("FIREFOX", firefox))?;
    read(&counts).of_run(ended_well)
}

/// Node in this folder, with what the journeys' fixtures look for.
fn node(place: &Workplace, folder: &str) -> Result<Command, Failure> {
    let gateway = gateway::build(place, Profile::Dev)?;
    let mut node = process::command(place, "node");
    node.current_dir(place.root.join(folder)).env("RESCIND_GATEWAY", gateway).env("RESCIND_ASSETS", place.dist());
    Ok(node)
}

/// Where a run leaves its counts. Those of an earlier run must not be taken for this one's.
fn counts(place: &Workplace, name: &str) -> Result<PathBuf, Failure> {
    let counts = place.notes()?.join(format!("{name}.counts"));
    let _ = fs::remove_file(&counts);
    Ok(counts)
}

/// Lines such as `passed 12`, written by the reporters in `e2e/`; a run that broke off has written none.
fn read(counts: &Path) -> Tally {
    let text = fs::read_to_string(counts).unwrap_or_default();
    let count = |word: &str| {
        let line = text.lines().find_map(|line| line.strip_prefix(word));
        line.and_then(|number| number.trim().parse().ok()).unwrap_or(0)
    };
    Tally { passed: count("passed"), failed: count("failed"), ignored: count("skipped") }
}
