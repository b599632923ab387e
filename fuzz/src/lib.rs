//! Inputs that nobody thought of: the checked-in samples, hurt in many ways, for everything that reads what others wrote. Each
//! target has a rule beyond "it does not panic". `cargo test` runs a few seconds of it, `cargo xtask soak` much more.
//!
//! It is written here and not taken from a fuzzer with coverage, since those need a nightly compiler. What it has instead is
//! samples of every vendor, which reach deep by themselves.

pub mod json;
pub mod random;
pub mod run;
pub mod samples;
pub mod target;
pub mod targets;
pub mod text;

/// The seed of every run that names none: what is found today is found tomorrow.
pub const SEED: u64 = 0x5EED;

/// How to make one input again, as one types it.
#[must_use]
pub fn again(target: &str, seed: u64, number: u64) -> String {
    format!("cargo run --release --package rescind-fuzz -- --target {target} --seed {seed} --first {number} --inputs 1")
}
