//! Node and npm, which a machine must have already, and the packages of the browser journeys.
//! It does not start any journey.

use std::fs;

use crate::{
    process,
    report::{self, Failure},
    workplace::Workplace,
};

/// The oldest major version that the journeys and wasm-opt run on.
const OLDEST: u32 = 20;

/// Checks that Node is there and new enough, and npm beside it.
pub(crate) fn ensure(place: &Workplace) -> Result<(), Failure> {
    let wanted = format!("install Node.js {OLDEST} or newer with npm");
    let version = process::capture(process::command(place, "node").arg("--version"))
        .map_err(|_| Failure::new("Node.js is missing", wanted.clone()))?;
    let major = version.trim().trim_start_matches('v').split('.').next().and_then(|major| major.parse::<u32>().ok());
    if major.is_none_or(|major| major < OLDEST) {
        return Err(Failure::new(format!("Node.js {} is too old", version.trim()), wanted));
    }
    process::find_program(&["npm"]).map(|_| ()).ok_or_else(|| Failure::new("npm is missing", wanted))
}

/// Installs the packages of `e2e/package-lock.json`, unless exactly these are there already.
pub(crate) fn ensure_packages(place: &Workplace) -> Result<(), Failure> {
    ensure(place)?;
    let folder = place.root.join("e2e");
    let lock = fs::read_to_string(folder.join("package-lock.json")).map_err(|error| {
        Failure::new(format!("e2e/package-lock.json cannot be read ({error})"), "restore it from git")
    })?;
    // Written last, so that an interrupted installation is not taken for a whole one.
    let installed = folder.join("node_modules/.installed-lock.json");
    if fs::read_to_string(&installed).is_ok_and(|known| known == lock) {
        return Ok(());
    }
    report::timed("installing the packages of the browser journeys", || {
        let mut npm = process::command(place, "npm");
        npm.current_dir(&folder).args(["ci", "--no-audit", "--no-fund", "--loglevel=error"]);
        process::run(npm.env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1"))?;
        fs::write(&installed, &lock).map_err(|error| {
            Failure::new(format!("{} cannot be written ({error})", installed.display()), "check the disk")
        })
    })
}
