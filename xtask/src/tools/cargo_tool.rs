//! Tools that are built from their crates, each version in a folder of its own below the cache.
//! cargo puts a finished binary in place in one step, so a binary that is there is whole.

use std::{fs, path::PathBuf};

use crate::{
    process,
    report::{self, Failure},
    workplace::Workplace,
};

/// Which versions of its dependencies a tool is built with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dependencies {
    /// Those of the tool's own lock file.
    Locked,
    /// The newest that fit.
    Newest,
}

/// A tool, as it is built.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tool<'a> {
    /// The package that holds it.
    pub(super) package: &'a str,
    /// The package's version.
    pub(super) version: &'a str,
    /// What it is called as.
    pub(super) binary: &'a str,
    /// The package's features besides the default ones, or none.
    pub(super) features: &'a str,
    /// Which versions of its dependencies it is built with.
    pub(super) dependencies: Dependencies,
}

/// The folder that holds the tool's binary, after building it when it is missing.
pub(super) fn ensure(place: &Workplace, tool: &Tool<'_>) -> Result<PathBuf, Failure> {
    let Tool { package, version, binary, features, dependencies } = *tool;
    let home = place.cache.join(format!("{package}-{version}"));
    let folder = home.join("bin");
    if folder.join(binary).is_file() {
        return Ok(folder);
    }
    report::timed(&format!("building {package} {version}, once, for several minutes"), || {
        // Kept until the end, so that an interrupted build goes on where it stopped.
        let scratch = place.cache.join("build").join(format!("{package}-{version}"));
        let mut cargo = process::command(place, "cargo");
        cargo.args(["install", package, "--version", version, "--features", features, "--root"]).arg(&home);
        if dependencies == Dependencies::Locked {
            cargo.arg("--locked");
        }
        // The tools run for seconds: link-time optimisation would cost more than it ever saves.
        cargo.env("CARGO_PROFILE_RELEASE_LTO", "off").env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16");
        process::run(cargo.env("CARGO_TARGET_DIR", &scratch))?;
        // What remains costs room, nothing else.
        let _ = fs::remove_dir_all(scratch);
        Ok(())
    })?;
    Ok(folder)
}
