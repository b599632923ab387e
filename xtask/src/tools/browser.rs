//! Chromium and its driver: named by the environment, found on PATH, or installed from Debian's packages.
//! It starts neither of them.

use std::{fs, path::PathBuf};

use super::{apt, named};
use crate::{process, report::Failure, workplace::Workplace};

const CHROME_NAMES: [&str; 5] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
const DRIVER_NAMES: [&str; 2] = ["chromedriver", "chromium.chromedriver"];
const MAC_CHROME: &str = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome";

/// The browser that webdriver.json names.
const USUAL_CHROME: &str = "/usr/bin/chromium";

/// A browser with the driver for it.
#[derive(Debug, Clone)]
pub(crate) struct Browser {
    /// Chromium or Chrome.
    pub(crate) chrome: PathBuf,
    /// chromedriver.
    pub(crate) driver: PathBuf,
}

impl Browser {
    /// Finds both, or installs them.
    pub(crate) fn ensure(place: &Workplace) -> Result<Self, Failure> {
        if let Some(found) = Self::find()? {
            return Ok(found);
        }
        apt::install(place, &["chromium", "chromium-driver"], "a browser with its driver")?;
        Self::find()?.ok_or_else(|| {
            Failure::new("Chromium was installed but is not on PATH", "set CHROME and CHROMEDRIVER to the two programs")
        })
    }

    fn find() -> Result<Option<Self>, Failure> {
        let chrome = named("CHROME")?.or_else(|| process::find_program(&CHROME_NAMES)).or_else(mac_chrome);
        let driver = named("CHROMEDRIVER")?.or_else(|| process::find_program(&DRIVER_NAMES));
        Ok(chrome.zip(driver).map(|(chrome, driver)| Self { chrome, driver }))
    }

    /// The settings for wasm-bindgen's test runner: the root's webdriver.json with this very browser in it.
    pub(crate) fn webdriver_settings(&self, place: &Workplace) -> Result<PathBuf, Failure> {
        let usual = place.root.join("webdriver.json");
        let chrome = self.chrome.to_string_lossy();
        if chrome == USUAL_CHROME {
            return Ok(usual);
        }
        let failed = |error| Failure::new(format!("webdriver.json cannot be adapted ({error})"), "restore it from git");
        let settings = fs::read_to_string(usual).map_err(failed)?;
        let adapted = place.notes()?.join("webdriver.json");
        fs::write(&adapted, with_browser(&settings, &chrome)).map_err(failed)?;
        Ok(adapted)
    }
}

fn with_browser(settings: &str, chrome: &str) -> String {
    let quoted = chrome.replace('\\', "\\\\").replace('"', "\\\"");
    settings.replace(&format!("\"{USUAL_CHROME}\""), &format!("\"{quoted}\""))
}

fn mac_chrome() -> Option<PathBuf> {
    Some(PathBuf::from(MAC_CHROME)).filter(|path| path.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_runner_is_told_which_browser() {
        let settings = r#"{"goog:chromeOptions":{"binary":"/usr/bin/chromium"}}"#;
        let adapted = with_browser(settings, "/opt/my \"chrome\"");
        assert_eq!(adapted, r#"{"goog:chromeOptions":{"binary":"/opt/my \"chrome\""}}"#);
    }

    #[test]
    fn webdriver_json_names_the_usual_browser() {
        assert!(include_str!("../../../webdriver.json").contains(&format!("\"{USUAL_CHROME}\"")));
    }
}
