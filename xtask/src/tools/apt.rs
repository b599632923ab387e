//! Debian's packages: installed when we are root, else the exact command is named.
//! It decides nothing about which packages are wanted.

use crate::{
    process,
    report::{self, Failure},
    workplace::Workplace,
};

/// Installs packages, or fails with the command that a person has to type. `purpose` says what they are for.
pub(crate) fn install(place: &Workplace, packages: &[&str], purpose: &str) -> Result<(), Failure> {
    let packages_line = packages.join(" ");
    if process::find_program(&["apt-get"]).is_none() {
        let problem = format!("{purpose} is missing and this system has no apt-get");
        return Err(Failure::new(problem, format!("install what Debian calls {packages_line}")));
    }
    if process::capture(process::command(place, "id").arg("-u"))?.trim() != "0" {
        let command = format!("sudo apt-get update && sudo apt-get install --yes {packages_line}");
        return Err(Failure::new(
            format!("{purpose} is missing and only root may install it"),
            format!("run `{command}`"),
        ));
    }
    report::timed(&format!("installing {purpose} ({packages_line})"), || {
        process::run(process::command(place, "apt-get").args(["--quiet=2", "update"]))?;
        let mut install = process::command(place, "apt-get");
        install.args(["--quiet=2", "install", "--yes"]).args(packages);
        process::run(install.env("DEBIAN_FRONTEND", "noninteractive"))
    })
}
