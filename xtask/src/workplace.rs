//! Where things lie: the project's root, cargo's target folder and the cache of tools.
//! Only paths; what is done there is the other modules' business.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use crate::report::Failure;

/// The folders that every command works in.
#[derive(Debug, Clone)]
pub(crate) struct Workplace {
    /// The root of the checkout.
    pub(crate) root: PathBuf,
    /// Cargo's target folder.
    pub(crate) target: PathBuf,
    /// Where tools are installed: `$RESCIND_CACHE`, else `~/.cache/rescind`.
    pub(crate) cache: PathBuf,
}

impl Workplace {
    /// Finds the folders from the environment that `cargo xtask` runs in.
    pub(crate) fn find() -> Result<Self, Failure> {
        let root = root()?;
        let target = target().unwrap_or_else(|| root.join("target"));
        Ok(Self { target, cache: cache()?, root })
    }

    /// The release console.
    pub(crate) fn dist(&self) -> PathBuf {
        self.root.join("dist")
    }

    /// xtask's own notes, such as fingerprints; made when missing.
    pub(crate) fn notes(&self) -> Result<PathBuf, Failure> {
        let notes = self.target.join("xtask");
        create_folder(&notes)?;
        Ok(notes)
    }
}

/// Makes a folder with its parents; one that is there already is fine.
pub(crate) fn create_folder(folder: &Path) -> Result<(), Failure> {
    fs::create_dir_all(folder).map_err(|error| {
        Failure::new(
            format!("the folder {} cannot be made ({error})", folder.display()),
            "check its parent's permissions",
        )
    })
}

/// The folder above xtask's own, which cargo names when it runs us.
fn root() -> Result<PathBuf, Failure> {
    env::var_os("CARGO_MANIFEST_DIR").and_then(|own| Path::new(&own).parent().map(Path::to_owned)).ok_or_else(|| {
        Failure::new("the project's root is unknown", "start this as `cargo xtask`, not as a bare binary")
    })
}

/// The binary lies in `<target>/debug`, wherever the user's settings have put the target folder.
fn target() -> Option<PathBuf> {
    Some(env::current_exe().ok()?.parent()?.parent()?.to_owned())
}

fn cache() -> Result<PathBuf, Failure> {
    if let Some(cache) = env::var_os("RESCIND_CACHE").filter(|cache| !cache.is_empty()) {
        return std::path::absolute(cache)
            .map_err(|error| Failure::new(format!("RESCIND_CACHE is no path ({error})"), "set it to a folder"));
    }
    env::home_dir()
        .map(|home| home.join(".cache/rescind"))
        .ok_or_else(|| Failure::new("there is no home folder to keep tools in", "set RESCIND_CACHE to a folder"))
}
