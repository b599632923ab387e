//! `cargo xtask bench`: lists, reads and revocations of the gateway in front of the sandbox. It builds what is measured; the
//! measuring is `bench/lists` and `bench/load`.

use std::process::ExitCode;

use crate::{
    process,
    report::{self, Failure},
    workplace::Workplace,
};

/// Builds for release, measures, and prints the tables.
pub(crate) fn run(place: &Workplace) -> Result<ExitCode, Failure> {
    report::timed("building what is measured", || {
        let mut cargo = process::command(place, "cargo");
        cargo.args(["build", "--release", "--package", "rescind-gateway", "--package", "rescind-sandbox", "--bins"]);
        process::run(&mut cargo)?;
        let mut load = process::command(place, "cargo");
        process::run(load.args(["build", "--release", "--package", "rescind-gateway", "--examples"]))
    })?;
    let binaries = place.target.join("release");
    if !process::check(process::command(place, binaries.join("examples").join("lists")).arg(&binaries))? {
        return Ok(ExitCode::FAILURE);
    }
    let mut load = process::command(place, binaries.join("examples").join("load"));
    Ok(if process::check(load.arg(&binaries))? { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
