//! The checks of the sources themselves: layout, lints and documentation, natively and for wasm32, and what they depend on, one
//! check each.
//! They run no code of the project.

use std::{path::Path, process::Command};

use super::tally::Tally;
use crate::{
    process,
    report::Failure,
    wasm_target::{TRIPLE, WasmTarget},
    workplace::Workplace,
};

/// Every package but the console, which only the browser can run.
pub(super) const NATIVE: [&str; 3] = ["--workspace", "--exclude", "rescind"];

/// `rustfmt --check` for all packages.
pub(super) fn rustfmt(place: &Workplace) -> Result<Tally, Failure> {
    check(process::command(place, "cargo").args(["fmt", "--all", "--", "--check"]))
}

/// clippy for everything that runs natively, warnings denied.
pub(super) fn clippy_native(place: &Workplace) -> Result<Tally, Failure> {
    let mut cargo = process::command(place, "cargo");
    check(cargo.arg("clippy").args(NATIVE).args(["--all-targets", "--", "-D", "warnings"]))
}

/// clippy for the console, warnings denied.
pub(super) fn clippy_wasm(place: &Workplace, target: &WasmTarget) -> Result<Tally, Failure> {
    let mut cargo = process::command(place, "cargo");
    target.apply(&mut cargo);
    check(cargo.args(["clippy", "--package", "rescind", "--all-targets", "--target", TRIPLE, "--", "-D", "warnings"]))
}

/// rustdoc for everything that runs natively, warnings denied.
pub(super) fn rustdoc_native(place: &Workplace) -> Result<Tally, Failure> {
    let mut cargo = process::command(place, "cargo");
    check(cargo.args(["doc", "--no-deps"]).args(NATIVE).env("RUSTDOCFLAGS", "-Dwarnings"))
}

/// rustdoc for the console, warnings denied.
pub(super) fn rustdoc_wasm(place: &Workplace, target: &WasmTarget) -> Result<Tally, Failure> {
    let mut cargo = process::command(place, "cargo");
    target.apply(&mut cargo);
    check(
        cargo.args(["doc", "--no-deps", "--package", "rescind", "--target", TRIPLE]).env("RUSTDOCFLAGS", "-Dwarnings"),
    )
}

/// Licences, sources and banned crates, as `deny.toml` has them. Advisories are left out: they come from outside and would make
/// yesterday's good tree a bad one.
pub(super) fn deny(place: &Workplace, program: &Path) -> Result<Tally, Failure> {
    check(process::command(place, program).args(["--workspace", "check", "bans", "licenses", "sources"]))
}

fn check(command: &mut Command) -> Result<Tally, Failure> {
    Ok(if process::check(command)? { Tally::PASSED } else { Tally::FAILED })
}
