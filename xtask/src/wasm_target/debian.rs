//! The way to wasm32 on a machine that cannot reach rustup's server: Debian's compiler and its own library sources.
//! It must be met by nobody else, and leaves the ordinary toolchain as it is.

use std::{
    fs, io,
    os::unix::fs::symlink,
    path::{Path, PathBuf},
};

use super::{TRIPLE, library_folder};
use crate::{
    process,
    report::{self, Failure},
    tools::apt,
    workplace::{self, Workplace},
};

/// The name under which rustup knows Debian's compiler.
pub(super) const TOOLCHAIN: &str = "debian-rust";

/// rustc, cargo, the library's sources, and the linter for `cargo xtask test`.
const PACKAGES: [&str; 4] = ["rustc-web", "cargo-web", "rust-web-src", "rust-web-clippy"];

/// Installs Debian's compiler, builds the target's library from its sources and puts it where the compiler looks.
pub(super) fn install(place: &Workplace) -> Result<(), Failure> {
    apt::install(place, &PACKAGES, "a compiler for wasm32")?;
    process::run(process::command(place, "rustup").args(["toolchain", "link", TOOLCHAIN, "/usr"]))?;
    link_linker(place)?;
    let built = report::timed("building the standard library for wasm32", || build_library(place))?;
    copy_library(&built, &library_folder(place, Some(TOOLCHAIN))?).map_err(|error| {
        Failure::new(format!("the wasm32 library cannot be put in place ({error})"), "run this as root")
    })
}

/// rustc-web comes without rust-lld: rustup's own is linked into the same place.
fn link_linker(place: &Workplace) -> Result<(), Failure> {
    let sysroot = process::capture(process::command(place, "rustc").args(["--print", "sysroot"]))?;
    let version = process::capture(process::command(place, "rustc").arg("-vV"))?;
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).unwrap_or("x86_64-unknown-linux-gnu");
    let linker = PathBuf::from("lib/rustlib").join(host).join("bin/rust-lld");
    let link = Path::new("/usr").join(&linker);
    if link.exists() {
        return Ok(());
    }
    if let Some(folder) = link.parent() {
        workplace::create_folder(folder)?;
    }
    symlink(Path::new(sysroot.trim()).join(linker), link)
        .map_err(|error| Failure::new(format!("rust-lld cannot be linked ({error})"), "run this as root"))
}

/// Builds std with an empty crate and returns the folder with the libraries.
fn build_library(place: &Workplace) -> Result<PathBuf, Failure> {
    let folder = place.cache.join("wasm-std");
    workplace::create_folder(&folder.join("src"))?;
    let manifest = "[package]\nname = \"empty\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n";
    fs::write(folder.join("Cargo.toml"), manifest).and_then(|()| fs::write(folder.join("src/lib.rs"), "")).map_err(
        |error| Failure::new(format!("{} cannot be written ({error})", folder.display()), "set RESCIND_CACHE"),
    )?;
    let mut cargo = process::command(place, "cargo");
    cargo.args(["build", "--release", "--target", TRIPLE, "-Zbuild-std=std,panic_abort,panic_unwind,test"]);
    cargo.current_dir(&folder).env("CARGO_TARGET_DIR", folder.join("target")).env("RUSTUP_TOOLCHAIN", TOOLCHAIN);
    // Without the bitcode, link-time optimisation of the console fails.
    cargo.env("RUSTC_BOOTSTRAP", "1").env("RUSTFLAGS", "-Cembed-bitcode=yes");
    process::run(&mut cargo)?;
    Ok(folder.join("target").join(TRIPLE).join("release/deps"))
}

/// std goes last: its presence means that the copy is whole.
fn copy_library(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    let mut libraries = Vec::new();
    for file in fs::read_dir(from)? {
        let name = file?.file_name().to_string_lossy().into_owned();
        if name.starts_with("lib") && name.ends_with(".rlib") && !name.starts_with("libempty-") {
            libraries.push(name);
        }
    }
    libraries.sort_by_key(|name| name.starts_with("libstd-"));
    libraries.iter().try_for_each(|name| fs::copy(from.join(name), to.join(name)).map(|_| ()))
}
