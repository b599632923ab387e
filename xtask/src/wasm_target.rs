//! Makes sure that this machine can compile for wasm32-unknown-unknown, and says how cargo is told so.
//! With an ordinary rustup that is one command; only where it fails is the `debian` module asked.

mod debian;

use std::{fs, path::PathBuf, process::Command, time::Duration};

use crate::{
    process,
    report::{self, Failure},
    workplace::Workplace,
};

/// The console's target.
pub(crate) const TRIPLE: &str = "wasm32-unknown-unknown";

/// rustup is given this long; it takes 2 s where its server can be reached.
const RUSTUP_LIMIT: Duration = Duration::from_secs(60);

/// A toolchain that can compile for [`TRIPLE`].
#[derive(Debug, Clone)]
pub(crate) struct WasmTarget {
    toolchain: Option<&'static str>,
}

impl WasmTarget {
    /// Finds the target's library, or installs it.
    pub(crate) fn ensure(place: &Workplace) -> Result<Self, Failure> {
        for toolchain in [None, Some(debian::TOOLCHAIN)] {
            if has_std(place, toolchain) {
                return Ok(Self { toolchain });
            }
        }
        // Run by us, because RUSTUP_AUTO_INSTALL=0 keeps rustup from doing what rust-toolchain.toml says.
        let refused = match add_with_rustup(place) {
            Ok(()) if has_std(place, None) => return Ok(Self { toolchain: None }),
            Ok(()) => "rustup added the target to another toolchain".to_owned(),
            Err(failure) => failure.to_string(),
        };
        report::say(&format!("the target {TRIPLE} cannot be had from rustup ({refused})"));
        debian::install(place)?;
        Ok(Self { toolchain: Some(debian::TOOLCHAIN) })
    }

    /// Lets a command, and every cargo below it, use the toolchain that has the target.
    pub(crate) fn apply(&self, command: &mut Command) {
        if let Some(toolchain) = self.toolchain {
            command.env("RUSTUP_TOOLCHAIN", toolchain);
        }
    }

    /// The compiler's own description, part of the console's fingerprint.
    pub(crate) fn compiler(&self, place: &Workplace) -> Result<String, Failure> {
        let mut rustc = process::command(place, "rustc");
        self.apply(&mut rustc);
        process::capture(rustc.arg("-Vv"))
    }
}

fn add_with_rustup(place: &Workplace) -> Result<(), Failure> {
    report::timed(&format!("adding the target {TRIPLE}"), || {
        process::run_within(process::command(place, "rustup").args(["target", "add", TRIPLE]), RUSTUP_LIMIT)
    })
}

/// The folder where a toolchain looks for the target's library.
fn library_folder(place: &Workplace, toolchain: Option<&str>) -> Result<PathBuf, Failure> {
    let mut rustc = process::command(place, "rustc");
    if let Some(toolchain) = toolchain {
        rustc.env("RUSTUP_TOOLCHAIN", toolchain);
    }
    process::capture(rustc.args(["--print", "target-libdir", "--target", TRIPLE])).map(|path| path.trim().into())
}

fn has_std(place: &Workplace, toolchain: Option<&str>) -> bool {
    let Ok(folder) = library_folder(place, toolchain) else { return false };
    let Ok(files) = fs::read_dir(folder) else { return false };
    files.flatten().any(|file| {
        let name = file.file_name();
        let name = name.to_string_lossy();
        name.starts_with("libstd-") && name.ends_with(".rlib")
    })
}
