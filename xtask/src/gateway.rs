//! The gateway's binary: how it is built and with which arguments it starts.
//! It does not wait for it and does not read what it prints.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use crate::{
    cli::GatewayOptions,
    process,
    report::{self, Failure},
    workplace::Workplace,
};

/// How much the compiler optimises.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Profile {
    /// As for native tests: quick to build.
    Dev,
    /// As users get it.
    Release,
}

/// Builds the gateway and returns its binary.
pub(crate) fn build(place: &Workplace, profile: Profile) -> Result<PathBuf, Failure> {
    let (words, folder) = match profile {
        Profile::Dev => ("building the gateway", "debug"),
        Profile::Release => ("building the gateway for release", "release"),
    };
    report::timed(words, || {
        let mut cargo = process::command(place, "cargo");
        cargo.args(["build", "--package", "rescind-gateway", "--bin", "rescind-gateway"]);
        if profile == Profile::Release {
            cargo.arg("--release");
        }
        process::run(&mut cargo)
    })?;
    Ok(place.target.join(folder).join("rescind-gateway"))
}

/// The command that serves the console in `assets` on a port of the loopback address.
///
/// It runs where the user stands, so that relative paths mean what they say.
pub(crate) fn serve(
    place: &Workplace,
    binary: &Path,
    port: u16,
    assets: &Path,
    options: &GatewayOptions,
) -> Result<Command, Failure> {
    let here = std::env::current_dir()
        .map_err(|error| Failure::new(format!("the current folder is unknown ({error})"), "go to one that exists"))?;
    let mut gateway = process::command(place, binary);
    gateway.current_dir(here).args(["serve", "--listen", &format!("127.0.0.1:{port}"), "--assets"]).arg(assets);
    gateway.arg("--data").arg(options.data.clone().unwrap_or_else(|| place.root.join(".rescind")));
    if let Some(config) = &options.config {
        gateway.arg("--config").arg(config);
    }
    // A config file brings its own connections; without one there is the sandbox, and it wants a seed.
    match (&options.seed, &options.config) {
        (Some(seed), _) => gateway.args(["--seed", seed]),
        (None, None) => gateway.args(["--seed", "demo"]),
        (None, Some(_)) => &mut gateway,
    };
    Ok(gateway)
}
