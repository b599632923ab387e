//! `cargo xtask serve`: gets the tools, builds console and gateway for release, and becomes the gateway.
//! Standard output stays silent until the gateway prints its ready line there.

use std::process::ExitCode;

use crate::{
    cli::GatewayOptions,
    console,
    gateway::{self, Profile},
    process,
    report::Failure,
    tools::ReleaseTools,
    workplace::Workplace,
};

/// Ends only as the gateway ends, since this process turns into it: Ctrl-C and exit codes are the gateway's own.
pub(crate) fn run(place: &Workplace, port: u16, options: &GatewayOptions) -> Result<ExitCode, Failure> {
    let tools = ReleaseTools::ensure(place)?;
    console::ensure_built(place, &tools)?;
    let binary = gateway::build(place, Profile::Release)?;
    let mut gateway = gateway::serve(place, &binary, port, &place.dist(), options)?;
    Err(process::become_program(&mut gateway))
}
