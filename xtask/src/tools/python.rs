//! Python, which a machine must have already, and an environment with the vendors' clients below the cache.
//! It does not start any test.

use std::{fs, path::PathBuf};

use crate::{
    fingerprint::Fingerprint,
    process,
    report::{self, Failure},
    tools::apt,
    workplace::Workplace,
};

/// The Python that has everything in `clients/requirements.txt`, after installing what is missing.
///
/// Each set of requirements has an environment of its own, so that two checkouts do not take turns at one.
pub(crate) fn ensure(place: &Workplace) -> Result<PathBuf, Failure> {
    let requirements = place.root.join("clients/requirements.txt");
    let version = process::capture(process::command(place, "python3").args(["-VV"]))
        .map_err(|_| Failure::new("Python 3 is missing", "install Python 3.11 or newer"))?;
    let mut print = Fingerprint::default();
    print.words(&version);
    print.path(&place.root, &requirements)?;
    let home = place.cache.join(format!("clients-{}", print.finish()));
    let python = home.join("bin/python");
    // Written last, so that an interrupted installation is not taken for a whole one.
    let installed = home.join(".installed");
    if installed.is_file() {
        return Ok(python);
    }
    if process::capture(process::command(place, "python3").args(["-c", "import ensurepip, venv"])).is_err() {
        apt::install(place, &["python3-venv"], "Python's venv module")?;
    }
    report::timed("installing the vendors' clients for Python", || {
        process::run(process::command(place, "python3").args(["-m", "venv", "--clear"]).arg(&home))?;
        let mut pip = process::command(place, &python);
        pip.args(["-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check", "--requirement"]);
        process::run(pip.arg(&requirements))?;
        fs::write(&installed, "").map_err(|error| {
            Failure::new(format!("{} cannot be written ({error})", installed.display()), "check the disk")
        })
    })?;
    Ok(python)
}
