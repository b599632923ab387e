//! The vendors' own clients for Python in `clients/`, against the sandbox's binary.
//! What they are asked to do is written there, not here.

use std::path::Path;

use super::tally::Tally;
use crate::{
    process,
    report::{self, Failure},
    workplace::Workplace,
};

/// Runs them all and counts them.
pub(super) fn run(place: &Workplace, python: &Path) -> Result<Tally, Failure> {
    report::timed("building the sandbox", || {
        let mut cargo = process::command(place, "cargo");
        process::run(cargo.args(["build", "--package", "rescind-sandbox", "--bin", "rescind-sandbox"]))
    })?;
    let mut unittest = process::command(place, python);
    // Python's own caches do not belong beside the sources.
    unittest.env("PYTHONDONTWRITEBYTECODE", "1");
    unittest.env("RESCIND_SANDBOX", place.target.join("debug/rescind-sandbox"));
    unittest.args(["-m", "unittest", "discover", "-s", "clients", "-v"]);
    let mut lines = Vec::new();
    let status = process::stream_errors(&mut unittest, |line| lines.push(line.to_owned()))?;
    Tally::from_unittest(lines.iter().map(String::as_str)).of_run(status.success())
}
