//! The project's commands, behind `cargo xtask`: it gets the tools, calls them in the right order and says what it does.
//! It is the only place that knows about tools, and must never know anything about vendors, grants or plans.

mod bench;
mod cli;
mod compress;
mod console;
mod dev;
mod fingerprint;
mod first_load;
mod gateway;
mod parts;
mod pictures;
mod process;
mod report;
mod serve;
mod soak;
mod test;
mod tools;
mod versions;
mod wasm_target;
mod workplace;

use std::process::ExitCode;

use crate::{cli::Command, report::Failure, workplace::Workplace};

fn main() -> ExitCode {
    match run() {
        Ok(code) => code,
        Err(failure) => {
            report::say(&failure.to_string());
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<ExitCode, Failure> {
    match cli::parse(std::env::args().skip(1))? {
        Command::Help => {
            println!("{}", cli::HELP);
            Ok(ExitCode::SUCCESS)
        }
        Command::Serve { port, options } => serve::run(&Workplace::find()?, port, &options),
        Command::Dev(options) => dev::run(&Workplace::find()?, &options),
        Command::Soak(amount) => soak::run(&Workplace::find()?, amount),
        Command::Bench => bench::run(&Workplace::find()?),
        Command::Pictures(everything) => pictures::run(&Workplace::find()?, everything),
        Command::Test(parts) => test::run(&Workplace::find()?, &parts),
    }
}
