//! The exact versions of the tools that the lock files do not pin, and the reading of the one that Cargo.lock does.
//! No other file may name a tool's version.

use crate::{report::Failure, workplace::Workplace};

/// 0.22 wants a newer rustc than the project does.
pub(crate) const TRUNK: &str = "0.21.14";

/// The npm package that holds wasm-opt; Debian's is too old for what rustc emits.
pub(crate) const BINARYEN: &str = "132.0.0";

/// The tool that splits the module, of the project whose wasm_split_helpers is in Cargo.lock; it refuses a form of notes that
/// it does not know.
pub(crate) const WASM_SPLIT: &str = "0.2.4";

/// The version of wasm-bindgen in Cargo.lock: its command-line tool must be of exactly the same.
pub(crate) fn wasm_bindgen(place: &Workplace) -> Result<String, Failure> {
    let path = place.root.join("Cargo.lock");
    let lock = std::fs::read_to_string(&path)
        .map_err(|error| Failure::new(format!("Cargo.lock cannot be read ({error})"), "restore it from git"))?;
    locked_version(&lock, "wasm-bindgen")
        .ok_or_else(|| Failure::new("Cargo.lock names no version of wasm-bindgen", "run `cargo metadata` to renew it"))
}

fn locked_version(lock: &str, package: &str) -> Option<String> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| *line != name);
    lines.nth(1)?.strip_prefix("version = \"")?.strip_suffix('"').map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_package_is_found_by_its_whole_name() {
        let lock = "[[package]]\nname = \"wasm-bindgen-macro\"\nversion = \"0.1.0\"\n\n\
                    [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\n";
        assert_eq!(locked_version(lock, "wasm-bindgen").as_deref(), Some("0.2.130"));
        assert_eq!(locked_version(lock, "wasm"), None);
    }
}
