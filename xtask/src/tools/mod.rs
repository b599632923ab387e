//! The tools that the project needs and does not hold: each sub-module finds one kind or installs it.
//! None of them builds or tests anything of the project itself.

pub(crate) mod apt;
mod binaryen;
pub(crate) mod browser;
mod cargo_tool;
pub(crate) mod firefox;
pub(crate) mod node;
pub(crate) mod python;

use std::{env, path::PathBuf, process::Command};

use crate::{process, report::Failure, versions, wasm_target::WasmTarget, workplace::Workplace};
use cargo_tool::{Dependencies, Tool};

/// What turns Rust into a page for the browser.
#[derive(Debug, Clone)]
pub(crate) struct PageTools {
    target: WasmTarget,
    trunk: PathBuf,
    pub(crate) wasm_bindgen: PathBuf,
    versions: String,
}

impl PageTools {
    /// Finds or installs the wasm target, Trunk and wasm-bindgen.
    pub(crate) fn ensure(place: &Workplace) -> Result<Self, Failure> {
        let target = WasmTarget::ensure(place)?;
        let wasm_bindgen = wasm_bindgen_folder(place)?;
        let trunk = Tool {
            package: "trunk",
            version: versions::TRUNK,
            binary: "trunk",
            features: "",
            dependencies: Dependencies::Locked,
        };
        let trunk = cargo_tool::ensure(place, &trunk)?;
        let bindgen_version = versions::wasm_bindgen(place)?;
        let versions = format!("trunk {} wasm-bindgen {bindgen_version}", versions::TRUNK);
        Ok(Self { target, trunk, wasm_bindgen, versions })
    }

    /// A Trunk that finds exactly these tools.
    pub(crate) fn trunk(&self, place: &Workplace) -> Result<Command, Failure> {
        let mut trunk = process::command(place, self.trunk.join("trunk"));
        self.target.apply(&mut trunk);
        process::prepend_path(&mut trunk, std::slice::from_ref(&self.wasm_bindgen))?;
        Ok(trunk)
    }
}

/// [`PageTools`] with what a release needs besides.
#[derive(Debug, Clone)]
pub(crate) struct ReleaseTools {
    pub(crate) page: PageTools,
    pub(crate) wasm_opt: PathBuf,
    pub(crate) split: PathBuf,
}

impl ReleaseTools {
    /// Finds or installs everything that the release console is built with.
    pub(crate) fn ensure(place: &Workplace) -> Result<Self, Failure> {
        let split = Tool {
            package: "wasm_split_cli_support",
            version: versions::WASM_SPLIT,
            binary: "wasm-split-cli",
            features: "build-binary",
            dependencies: Dependencies::Locked,
        };
        let (page, wasm_opt) = (PageTools::ensure(place)?, binaryen::ensure(place)?);
        Ok(Self { page, wasm_opt, split: cargo_tool::ensure(place, &split)? })
    }

    /// A Trunk that finds exactly these tools and cannot download others.
    pub(crate) fn trunk(&self, place: &Workplace) -> Result<Command, Failure> {
        let mut trunk = self.page.trunk(place)?;
        process::prepend_path(&mut trunk, &[self.page.wasm_bindgen.clone(), self.wasm_opt.clone()])?;
        trunk.env("TRUNK_OFFLINE", "true");
        Ok(trunk)
    }

    /// The compiler and the tools, in words: when these change, the console is built anew.
    pub(crate) fn description(&self, place: &Workplace) -> Result<String, Failure> {
        let compiler = self.page.target.compiler(place)?;
        let (binaryen, split) = (versions::BINARYEN, versions::WASM_SPLIT);
        Ok(format!("{compiler} {} binaryen {binaryen} wasm-split {split}", self.page.versions))
    }
}

/// The folder with wasm-bindgen and wasm-bindgen-test-runner of the version in Cargo.lock.
pub(crate) fn wasm_bindgen_folder(place: &Workplace) -> Result<PathBuf, Failure> {
    let version = versions::wasm_bindgen(place)?;
    // Not locked: the package's own lock file names crates that a mirror may not have yet.
    let dependencies = Dependencies::Newest;
    let tool =
        Tool { package: "wasm-bindgen-cli", version: &version, binary: "wasm-bindgen", features: "", dependencies };
    cargo_tool::ensure(place, &tool)
}

/// The program that a variable of the environment names.
fn named(variable: &str) -> Result<Option<PathBuf>, Failure> {
    let Some(path) = env::var_os(variable).filter(|path| !path.is_empty()).map(PathBuf::from) else { return Ok(None) };
    if path.is_file() {
        return Ok(Some(path));
    }
    Err(Failure::new(format!("{variable} names {}, which is no file", path.display()), "correct or unset it"))
}
