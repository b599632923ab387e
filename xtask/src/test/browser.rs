//! The console's own tests in `tests/`, run by wasm-bindgen's test runner in a headless browser.
//! Journeys through the whole product are not here but in `journeys`.

use std::path::Path;

use super::tally::Tally;
use crate::{
    process,
    report::Failure,
    tools::browser::Browser,
    wasm_target::{TRIPLE, WasmTarget},
    workplace::Workplace,
};

/// The runner would take another driver first, or a remote one, if the environment names it.
const OTHER_DRIVERS: [&str; 7] = [
    "GECKODRIVER",
    "GECKODRIVER_REMOTE",
    "SAFARIDRIVER",
    "SAFARIDRIVER_REMOTE",
    "CHROMEDRIVER_REMOTE",
    "MSEDGEDRIVER",
    "MSEDGEDRIVER_REMOTE",
];

/// Runs every test binary of `tests/` and adds up their counts.
pub(super) fn run(
    place: &Workplace,
    target: &WasmTarget,
    browser: &Browser,
    wasm_bindgen: &Path,
) -> Result<Tally, Failure> {
    let mut cargo = process::command(place, "cargo");
    target.apply(&mut cargo);
    for driver in OTHER_DRIVERS {
        cargo.env_remove(driver);
    }
    cargo.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", wasm_bindgen.join("wasm-bindgen-test-runner"));
    cargo.env("CHROMEDRIVER", &browser.driver);
    cargo.env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", browser.webdriver_settings(place)?);
    // Seconds for one whole binary; the default of 20 is too short for a busy machine.
    cargo.env("WASM_BINDGEN_TEST_TIMEOUT", "300");
    cargo.args(["test", "--package", "rescind", "--target", TRIPLE, "--test", "*", "--no-fail-fast"]);
    let mut tally = Tally::default();
    let status = process::stream(&mut cargo, |line| {
        tally = tally + Tally::from_result_line(line).unwrap_or_default();
    })?;
    tally.of_run(status.success())
}
