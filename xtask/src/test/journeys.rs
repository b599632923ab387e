//! The browser journeys of `e2e/`: the release console on the gateway with its embedded sandbox, driven by Playwright.
//! What a journey does is written there, not here.

use std::{fs, path::Path};

use super::tally::Tally;
use crate::{
    gateway::{self, Profile},
    process,
    report::Failure,
    tools::browser::Browser,
    workplace::Workplace,
};

/// Runs them all; the console must lie in `dist/` already.
pub(super) fn run(place: &Workplace, browser: &Browser) -> Result<Tally, Failure> {
    let gateway = gateway::build(place, Profile::Dev)?;
    let counts = place.notes()?.join("journeys.counts");
    // The counts of an earlier run must not be taken for this one's.
    let _ = fs::remove_file(&counts);
    let mut playwright = process::command(place, "node");
    playwright.current_dir(place.root.join("e2e")).args(["node_modules/@playwright/test/cli.js", "test"]);
    playwright.env("CHROME", &browser.chrome).env("RESCIND_GATEWAY", gateway).env("RESCIND_ASSETS", place.dist());
    let ended_well = process::check(playwright.env("RESCIND_COUNTS", &counts))?;
    read(&counts).of_run(ended_well)
}

/// Lines such as `passed 12`, written by `e2e/reporter.mjs`; a run that broke off has written none.
fn read(counts: &Path) -> Tally {
    let text = fs::read_to_string(counts).unwrap_or_default();
    let count = |word: &str| {
        let line = text.lines().find_map(|line| line.strip_prefix(word));
        line.and_then(|number| number.trim().parse().ok()).unwrap_or(0)
    };
    Tally { passed: count("passed"), failed: count("failed"), ignored: count("skipped") }
}
