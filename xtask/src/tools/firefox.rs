//! Firefox: named by the environment, found on PATH, or installed from Debian's packages. It needs no driver: it speaks WebDriver
//! BiDi itself. It is not started here.

use std::path::PathBuf;

use super::{apt, named};
use crate::{process, report::Failure, workplace::Workplace};

/// Debian's release with long support first: what people's machines keep longest.
const NAMES: [&str; 2] = ["firefox-esr", "firefox"];
const MAC_FIREFOX: &str = "/Applications/Firefox.app/Contents/MacOS/firefox";

/// Finds it, or installs it.
pub(crate) fn ensure(place: &Workplace) -> Result<PathBuf, Failure> {
    if let Some(found) = find()? {
        return Ok(found);
    }
    apt::install(place, &["firefox-esr"], "Firefox")?;
    find()?.ok_or_else(|| Failure::new("Firefox was installed but is not on PATH", "set FIREFOX to the program"))
}

fn find() -> Result<Option<PathBuf>, Failure> {
    Ok(named("FIREFOX")?.or_else(|| process::find_program(&NAMES)).or_else(mac_firefox))
}

fn mac_firefox() -> Option<PathBuf> {
    Some(PathBuf::from(MAC_FIREFOX)).filter(|path| path.is_file())
}
