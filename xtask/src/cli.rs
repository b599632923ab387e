//! What can be typed after `cargo xtask`, and nothing that happens because of it.
//! Parsed by hand: a few commands do not earn a dependency that every first start would have to compile.

use std::{path::PathBuf, str::FromStr};

use crate::{report::Failure, soak::Amount};

/// The text of `cargo xtask --help`.
pub(crate) const HELP: &str = "\
Rescind's commands (Linux and macOS)

cargo xtask serve [--port 8080] [--seed demo|empty|large:N] [--data DIR] [--config FILE]
    Gets the tools that are missing, builds the console and the gateway for release, and starts the gateway.
cargo xtask dev [--seed demo|empty|large:N] [--data DIR] [--config FILE]
    The development loop: Trunk on port 8081 rebuilds on every change, the gateway runs on port 8080.
cargo xtask test [PART...]
    Gets what the tests need besides and runs all of them, or only the parts that are named:
    fmt, clippy, doc, deny, native, clients, wasm, console, e2e, firefox (the last two build the console first).
cargo xtask soak [--kills 50] [--rows 1000] [--refreshes 500] [--inputs 100000000]
    What takes too long for every change: kills the gateway in the midst of plans, watches the memory of a page that is
    refreshed again and again, gives the targets of the fuzzing so many inputs all together.
cargo xtask bench
    Measures lists as the gateway reads them, a read of the gateway against calling the sandbox directly, and revocations.
cargo xtask pictures [DIR]
    Makes the pictures of docs/pictures anew; with a folder, every screen in every look, to be looked at there.

Tools go to ~/.cache/rescind, or to $RESCIND_CACHE. $CHROME, $CHROMEDRIVER and $FIREFOX name the
browsers and the driver.";

/// One command with its options.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Command {
    /// Print the help text.
    Help,
    /// Build for release and start the gateway.
    Serve {
        /// The gateway's port on the loopback address.
        port: u16,
        /// What the gateway serves.
        options: GatewayOptions,
    },
    /// Start Trunk and the gateway side by side.
    Dev(GatewayOptions),
    /// Run what takes too long for every change.
    Soak(Amount),
    /// Measure the gateway.
    Bench,
    /// Make the documentation's pictures, or all of them into a folder.
    Pictures(Option<PathBuf>),
    /// Run these parts of the tests, in the order of [`Part::ALL`].
    Test(Vec<Part>),
}

/// Options that are handed on to the gateway.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct GatewayOptions {
    /// The sandbox's seed; absent means `demo`, unless a config file is given.
    pub(crate) seed: Option<String>,
    /// Where journal and sandbox are kept; absent means `.rescind` in the project's root.
    pub(crate) data: Option<PathBuf>,
    /// The gateway's config file.
    pub(crate) config: Option<PathBuf>,
}

/// One part of the tests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    /// `rustfmt --check`.
    Fmt,
    /// clippy, native and wasm32.
    Clippy,
    /// rustdoc, native and wasm32.
    Doc,
    /// Licences, sources and banned crates of what we depend on.
    Deny,
    /// Tests that need no browser.
    Native,
    /// The vendors' own clients for Python against the sandbox.
    Clients,
    /// wasm-bindgen-test in a headless browser.
    Wasm,
    /// The console's release build.
    Console,
    /// Browser journeys against gateway and sandbox.
    E2e,
    /// A few of them in Firefox.
    Firefox,
}

impl Part {
    /// Every part, in the order in which they run.
    pub(crate) const ALL: [Self; 10] = [
        Self::Fmt,
        Self::Clippy,
        Self::Doc,
        Self::Deny,
        Self::Native,
        Self::Clients,
        Self::Wasm,
        Self::Console,
        Self::E2e,
        Self::Firefox,
    ];

    /// The name on the command line.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Fmt => "fmt",
            Self::Clippy => "clippy",
            Self::Doc => "doc",
            Self::Deny => "deny",
            Self::Native => "native",
            Self::Clients => "clients",
            Self::Wasm => "wasm",
            Self::Console => "console",
            Self::E2e => "e2e",
            Self::Firefox => "firefox",
        }
    }
}

/// Reads the arguments that follow `cargo xtask`.
pub(crate) fn parse(arguments: impl IntoIterator<Item = String>) -> Result<Command, Failure> {
    let mut arguments = arguments.into_iter();
    let Some(command) = arguments.next() else { return Ok(Command::Help) };
    let rest: Vec<String> = arguments.collect();
    if rest.iter().any(|argument| argument == "--help" || argument == "-h") {
        return Ok(Command::Help);
    }
    match command.as_str() {
        "help" | "--help" | "-h" => Ok(Command::Help),
        "serve" => {
            let mut port = 8080;
            let options = gateway_options(rest, Some(&mut port))?;
            Ok(Command::Serve { port, options })
        }
        "dev" => Ok(Command::Dev(gateway_options(rest, None)?)),
        "soak" => amount(rest).map(Command::Soak),
        "bench" if rest.is_empty() => Ok(Command::Bench),
        "pictures" if rest.len() <= 1 => Ok(Command::Pictures(rest.into_iter().next().map(PathBuf::from))),
        "test" => parts(&rest).map(Command::Test),
        _ => Err(misuse(format!("`{command}` is no command"))),
    }
}

fn gateway_options(arguments: Vec<String>, mut port: Option<&mut u16>) -> Result<GatewayOptions, Failure> {
    let mut options = GatewayOptions::default();
    let mut arguments = arguments.into_iter();
    while let Some(argument) = arguments.next() {
        let (name, value) = match argument.split_once('=') {
            Some((name, value)) => (name.to_owned(), Some(value.to_owned())),
            None => (argument, arguments.next()),
        };
        let value = value.ok_or_else(|| misuse(format!("`{name}` stands without a value")))?;
        match (name.as_str(), port.as_deref_mut()) {
            ("--port", Some(port)) => {
                *port = value.parse().map_err(|_| misuse(format!("`{value}` is no port number")))?;
            }
            ("--seed", _) => options.seed = Some(seed(value)?),
            ("--data", _) => options.data = Some(value.into()),
            ("--config", _) => options.config = Some(value.into()),
            _ => return Err(misuse(format!("`{name}` is no option of this command"))),
        }
    }
    Ok(options)
}

fn amount(arguments: Vec<String>) -> Result<Amount, Failure> {
    let mut amount = Amount::default();
    let mut arguments = arguments.into_iter();
    while let Some(name) = arguments.next() {
        let number = arguments.next().unwrap_or_default();
        match name.as_str() {
            "--kills" => amount.kills = positive(&name, &number)?,
            "--rows" => amount.rows = positive(&name, &number)?,
            "--refreshes" => amount.refreshes = positive(&name, &number)?,
            "--inputs" => amount.inputs = positive(&name, &number)?,
            _ => return Err(misuse(format!("`{name}` is no option of this command"))),
        }
    }
    Ok(amount)
}

/// A number above zero.
fn positive<T: FromStr + Default + PartialEq>(name: &str, text: &str) -> Result<T, Failure> {
    let number = text.parse().ok().filter(|number| *number != T::default());
    number.ok_or_else(|| misuse(format!("`{name}` stands without a number")))
}

fn seed(value: String) -> Result<String, Failure> {
    let known = matches!(value.as_str(), "demo" | "empty")
        || value.strip_prefix("large:").is_some_and(|grants| grants.parse::<u64>().is_ok());
    if known { Ok(value) } else { Err(misuse(format!("`{value}` is no seed"))) }
}

fn parts(names: &[String]) -> Result<Vec<Part>, Failure> {
    if let Some(unknown) = names.iter().find(|name| !Part::ALL.iter().any(|part| part.name() == **name)) {
        return Err(misuse(format!("`{unknown}` is no part of the tests")));
    }
    let named = |part: Part| names.iter().any(|name| name == part.name());
    let brings = |part: Part| part == Part::Console && (named(Part::E2e) || named(Part::Firefox));
    let wanted = |part: Part| names.is_empty() || named(part) || brings(part);
    Ok(Part::ALL.into_iter().filter(|part| wanted(*part)).collect())
}

fn misuse(problem: String) -> Failure {
    Failure::new(problem, "see `cargo xtask --help`")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(line: &str) -> Result<Command, Failure> {
        parse(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn serve_has_the_contracts_defaults() {
        assert_eq!(typed("serve").unwrap(), Command::Serve { port: 8080, options: GatewayOptions::default() });
    }

    #[test]
    fn serve_takes_every_option_in_both_spellings() {
        let options = GatewayOptions {
            seed: Some("large:5000".into()),
            data: Some("/tmp/x".into()),
            config: Some("rescind.toml".into()),
        };
        let expected = Command::Serve { port: 0, options };
        assert_eq!(typed("serve --port 0 --seed large:5000 --data /tmp/x --config rescind.toml").unwrap(), expected);
        assert_eq!(typed("serve --port=0 --seed=large:5000 --data=/tmp/x --config=rescind.toml").unwrap(), expected);
    }

    #[test]
    fn what_is_not_understood_is_refused() {
        for line in
            ["serve --port x", "serve --seed huge", "serve --seed", "serve --seed large:", "dev --port 1", "test unit"]
        {
            assert!(typed(line).is_err(), "{line}");
        }
        assert!(typed("bake").is_err());
    }

    #[test]
    fn a_soak_has_the_issues_numbers_unless_others_are_asked_for() {
        let usual = Amount { kills: 50, rows: 1000, refreshes: 500, inputs: 100_000_000 };
        assert_eq!(typed("soak").unwrap(), Command::Soak(usual));
        let expected = Command::Soak(Amount { kills: 2, rows: 9, refreshes: 5, inputs: 7 });
        assert_eq!(typed("soak --kills 2 --rows 9 --refreshes 5 --inputs 7").unwrap(), expected);
        for line in ["soak --kills", "soak --inputs x", "soak --kills 0", "soak --seeds 1", "bench --x 1"] {
            assert!(typed(line).is_err(), "{line}");
        }
    }

    #[test]
    fn pictures_go_to_the_documentation_or_to_a_folder() {
        assert_eq!(typed("pictures").unwrap(), Command::Pictures(None));
        assert_eq!(typed("pictures shots").unwrap(), Command::Pictures(Some("shots".into())));
        assert!(typed("pictures a b").is_err());
    }

    #[test]
    fn journeys_bring_the_console_with_them() {
        assert_eq!(typed("test e2e fmt").unwrap(), Command::Test(vec![Part::Fmt, Part::Console, Part::E2e]));
        assert_eq!(typed("test firefox").unwrap(), Command::Test(vec![Part::Console, Part::Firefox]));
        assert_eq!(typed("test").unwrap(), Command::Test(Part::ALL.to_vec()));
    }
}
