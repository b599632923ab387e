//! The tests that need no browser, by `cargo test`.
//! Nothing here knows what they test.

use super::{checks::NATIVE, tally::Tally};
use crate::{process, report::Failure, workplace::Workplace};

/// Runs them all and adds up the counts of every test binary: of the console those that its modules hold, the other packages
/// whole.
pub(super) fn run(place: &Workplace) -> Result<Tally, Failure> {
    let mut tally = Tally::default();
    let mut is_success = true;
    for packages in [&NATIVE[..], &["--package", "rescind", "--lib"]] {
        let mut cargo = process::command(place, "cargo");
        let status = process::stream(cargo.arg("test").args(packages).arg("--no-fail-fast"), |line| {
            tally = tally + Tally::from_result_line(line).unwrap_or_default();
        })?;
        is_success &= status.success();
    }
    tally.of_run(is_success)
}
