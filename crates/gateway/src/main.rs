//! The binary: the command line of the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    rescind_gateway::cli::main()
}
