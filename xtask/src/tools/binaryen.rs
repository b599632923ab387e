//! wasm-opt, from the npm package of its project; it runs on Node.
//! The package is installed beside its place and renamed into it, so that half an installation is never taken for one.

use std::{fs, path::PathBuf, process};

use crate::{
    process as programs,
    report::{self, Failure},
    tools::node,
    versions::BINARYEN,
    workplace::{self, Workplace},
};

/// The folder that holds `wasm-opt`, after installing it when it is missing.
pub(super) fn ensure(place: &Workplace) -> Result<PathBuf, Failure> {
    let home = place.cache.join(format!("binaryen-{BINARYEN}"));
    let folder = home.join("node_modules/.bin");
    if folder.join("wasm-opt").is_file() {
        return Ok(folder);
    }
    node::ensure(place)?;
    report::timed(&format!("installing wasm-opt {BINARYEN}"), || {
        let scratch = place.cache.join(format!("binaryen-{BINARYEN}.{}", process::id()));
        workplace::create_folder(&scratch)?;
        let mut npm = programs::command(place, "npm");
        npm.args(["install", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error", "--prefix"])
            .arg(&scratch);
        let installed = programs::run(npm.arg(format!("binaryen@{BINARYEN}")));
        let placed = installed.and_then(|()| {
            fs::rename(&scratch, &home).map_err(|error| {
                let problem = format!("{} cannot be put in place ({error})", home.display());
                Failure::new(problem, "remove that folder and try again")
            })
        });
        // Gone already when it was renamed; a failed installation leaves nothing behind.
        let _ = fs::remove_dir_all(&scratch);
        // Another xtask may have been faster.
        if folder.join("wasm-opt").is_file() { Ok(()) } else { placed }
    })?;
    Ok(folder)
}
