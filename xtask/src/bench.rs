//! `cargo xtask bench`: the gateway in front of the sandbox against nginx doing the same. It builds what is measured; the
//! measuring is `bench/load.rs`.

use std::process::ExitCode;

use crate::{
    process,
    report::{self, Failure},
    workplace::Workplace,
};

/// Builds for release, measures, and prints the table. Without nginx the gateway is compared with calling directly.
pub(crate) fn run(place: &Workplace) -> Result<ExitCode, Failure> {
    report::timed("building what is measured", || {
        let mut cargo = process::command(place, "cargo");
        cargo.args(["build", "--release", "--package", "rescind-gateway", "--package", "rescind-sandbox", "--bins"]);
        process::run(&mut cargo)?;
        let mut load = process::command(place, "cargo");
        process::run(load.args(["build", "--release", "--package", "rescind-gateway", "--example", "load"]))
    })?;
    let binaries = place.target.join("release");
    let mut load = process::command(place, binaries.join("examples").join("load"));
    load.arg(&binaries);
    // Debian keeps it off the PATH of ordinary users.
    let nginx = process::find_program(&["nginx"])
        .or_else(|| Some("/usr/sbin/nginx".into()).filter(|path: &std::path::PathBuf| path.is_file()));
    match nginx {
        Some(nginx) => load.arg(nginx),
        None => {
            report::say("there is no nginx here: the gateway is compared with calling directly, and with nothing else");
            &mut load
        }
    };
    Ok(if process::check(&mut load)? { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
