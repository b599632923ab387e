//! `cargo xtask bench`: the gateway in front of the sandbox against nginx doing the same. It builds what is measured; the
//! measuring is `bench/load`.

use std::{path::PathBuf, process::ExitCode};

use crate::{
    process,
    report::{self, Failure},
    workplace::Workplace,
};

/// Builds for release, measures, and prints the tables.
pub(crate) fn run(place: &Workplace) -> Result<ExitCode, Failure> {
    let nginx = nginx()?;
    report::timed("building what is measured", || {
        let mut cargo = process::command(place, "cargo");
        cargo.args(["build", "--release", "--package", "rescind-gateway", "--package", "rescind-sandbox", "--bins"]);
        process::run(&mut cargo)?;
        let mut load = process::command(place, "cargo");
        process::run(load.args(["build", "--release", "--package", "rescind-gateway", "--example", "load"]))
    })?;
    let binaries = place.target.join("release");
    let mut load = process::command(place, binaries.join("examples").join("load"));
    Ok(if process::check(load.arg(&binaries).arg(nginx))? { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// nginx' program. Debian keeps it off the PATH of ordinary users.
fn nginx() -> Result<PathBuf, Failure> {
    let usual = || Some(PathBuf::from("/usr/sbin/nginx")).filter(|path| path.is_file());
    process::find_program(&["nginx"]).or_else(usual).ok_or_else(|| {
        Failure::new(
            "there is no nginx here to measure the gateway against",
            "install it: `sudo apt-get install nginx-light`",
        )
    })
}
