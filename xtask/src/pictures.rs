//! `cargo xtask pictures`: the screens as pictures, for the documentation or to be looked at. Which screens, and how one gets
//! to them, is written in `e2e/pictures`.

use std::{path::PathBuf, process::ExitCode};

use crate::{
    console,
    gateway::{self, Profile},
    process,
    report::Failure,
    tools::{ReleaseTools, browser::Browser, node},
    workplace::Workplace,
};

/// Makes the documentation's pictures, or every screen in every look into a folder.
pub(crate) fn run(place: &Workplace, everything: Option<PathBuf>) -> Result<ExitCode, Failure> {
    let browser = Browser::ensure(place)?;
    node::ensure_packages(place)?;
    console::ensure_built(place, &ReleaseTools::ensure(place)?)?;
    let gateway = gateway::build(place, Profile::Dev)?;
    let mut playwright = process::command(place, "node");
    playwright.current_dir(place.root.join("e2e"));
    playwright.args(["node_modules/@playwright/test/cli.js", "test", "--config", "pictures.config.mjs"]);
    playwright.env("CHROME", &browser.chrome).env("RESCIND_GATEWAY", gateway).env("RESCIND_ASSETS", place.dist());
    if let Some(folder) = everything {
        playwright.env("PICTURES", "all").env("PICTURES_TO", std::path::absolute(&folder).unwrap_or(folder));
    }
    Ok(if process::check(&mut playwright)? { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
