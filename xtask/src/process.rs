//! Starting other programs: with a clean environment, their output where it belongs, and failures as values.
//! It knows nothing about what the programs are for.

use std::{
    env,
    ffi::{OsStr, OsString},
    io::{BufRead, BufReader, Write},
    os::unix::process::CommandExt,
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
    thread,
    time::{Duration, Instant},
};

use crate::{report::Failure, workplace::Workplace};

/// A command in the project's root, without the variables that `cargo run` adds for the program it runs.
///
/// A nested cargo would take them for its own caller's wishes: build scripts would be run again for every change in them.
pub(crate) fn command(place: &Workplace, program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    command.current_dir(&place.root);
    for (name, _) in env::vars_os() {
        if name.to_str().is_some_and(is_set_by_cargo_run) {
            command.env_remove(name);
        }
    }
    command
}

fn is_set_by_cargo_run(name: &str) -> bool {
    const PREFIXES: [&str; 3] = ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_"];
    const NAMES: [&str; 4] = ["CARGO", "CARGO_CRATE_NAME", "CARGO_PRIMARY_PACKAGE", "RUST_RECURSION_COUNT"];
    NAMES.contains(&name) || PREFIXES.iter().any(|prefix| name.starts_with(prefix))
}

/// Puts folders in front of the command's PATH.
pub(crate) fn prepend_path(command: &mut Command, folders: &[PathBuf]) -> Result<(), Failure> {
    let inherited = env::var_os("PATH").unwrap_or_default();
    let path = env::join_paths(folders.iter().cloned().chain(env::split_paths(&inherited)))
        .map_err(|error| Failure::new(format!("PATH cannot be extended ({error})"), "use folders without a colon"))?;
    command.env("PATH", path);
    Ok(())
}

/// The first of these programs that lies on PATH.
pub(crate) fn find_program(names: &[&str]) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    let folders: Vec<PathBuf> = env::split_paths(&path).collect();
    names.iter().flat_map(|name| folders.iter().map(move |folder| folder.join(name))).find(|file| file.is_file())
}

/// Runs a command to its end with all its output on standard error; a bad exit is a failure.
pub(crate) fn run(command: &mut Command) -> Result<(), Failure> {
    let status = command.stdin(Stdio::null()).stdout(std::io::stderr()).status();
    succeeded(command, status)
}

/// Runs a command with its output on ours, and says whether it ended well.
pub(crate) fn check(command: &mut Command) -> Result<bool, Failure> {
    let status = command.stdin(Stdio::null()).status().map_err(|error| cannot_start(command, &error))?;
    Ok(status.success())
}

/// Runs a command, hands on each line of its standard output and shows it to `look` as well.
pub(crate) fn stream(command: &mut Command, mut look: impl FnMut(&str)) -> Result<ExitStatus, Failure> {
    let mut child = spawn(command.stdin(Stdio::null()).stdout(Stdio::piped()))?;
    if let Some(output) = child.stdout.take() {
        pass_lines(output, &mut look);
    }
    child.wait().map_err(|error| cannot_start(command, &error))
}

/// Runs a command, hands on each line of its standard error and shows it to `look` as well.
pub(crate) fn stream_errors(command: &mut Command, mut look: impl FnMut(&str)) -> Result<ExitStatus, Failure> {
    let mut child = spawn(command.stdin(Stdio::null()).stderr(Stdio::piped()))?;
    if let Some(output) = child.stderr.take() {
        pass_lines(output, &mut look);
    }
    child.wait().map_err(|error| cannot_start(command, &error))
}

/// Copies lines to standard output until there are no more; what is not UTF-8 is replaced.
pub(crate) fn pass_lines(output: impl std::io::Read, look: &mut impl FnMut(&str)) {
    for line in BufReader::new(output).split(b'\n') {
        let Ok(line) = line else { return };
        let line = String::from_utf8_lossy(&line);
        // A closed standard output must not end the tests half-way.
        let _ = writeln!(std::io::stdout(), "{line}");
        look(&line);
    }
}

/// Runs a command quietly and returns what it printed.
pub(crate) fn capture(command: &mut Command) -> Result<String, Failure> {
    let output = command.stdin(Stdio::null()).output().map_err(|error| cannot_start(command, &error))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(Failure::new(format!("`{}` failed", line_of(command)), said.trim().replace('\n', " ")))
}

/// Runs a command with its output on standard error, and ends it when it takes longer than the limit.
pub(crate) fn run_within(command: &mut Command, limit: Duration) -> Result<(), Failure> {
    let mut child = spawn(command.stdin(Stdio::null()).stdout(std::io::stderr()))?;
    let start = Instant::now();
    loop {
        let status = child.try_wait().map_err(|error| cannot_start(command, &error))?;
        if let Some(status) = status {
            return succeeded(command, Ok(status));
        }
        if start.elapsed() > limit {
            // Errors mean that it has just ended by itself.
            let _ = child.kill();
            let _ = child.wait();
            let problem = format!("`{}` did not end within {} s", line_of(command), limit.as_secs());
            return Err(Failure::new(problem, "check the network and try again"));
        }
        thread::sleep(Duration::from_millis(50));
    }
}

/// Turns this process into the command: signals, exit code and streams are then the command's own.
pub(crate) fn become_program(command: &mut Command) -> Failure {
    let error = command.exec();
    cannot_start(command, &error)
}

/// Starts a command and leaves it running.
pub(crate) fn spawn(command: &mut Command) -> Result<Child, Failure> {
    command.spawn().map_err(|error| cannot_start(command, &error))
}

fn succeeded(command: &Command, status: std::io::Result<ExitStatus>) -> Result<(), Failure> {
    match status {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => {
            Err(Failure::new(format!("`{}` failed ({status})", line_of(command)), "its output above says why"))
        }
        Err(error) => Err(cannot_start(command, &error)),
    }
}

fn cannot_start(command: &Command, error: &std::io::Error) -> Failure {
    let program = Path::new(command.get_program()).display().to_string();
    Failure::new(format!("`{program}` cannot be run ({error})"), "install it and put it on PATH")
}

/// The command as one would type it, to be shown in messages.
fn line_of(command: &Command) -> String {
    let name = Path::new(command.get_program()).file_name().map(OsString::from).unwrap_or_default();
    let words = std::iter::once(name.as_os_str()).chain(command.get_args());
    words.map(|word| word.to_string_lossy().into_owned()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place() -> Workplace {
        Workplace { root: env::temp_dir(), target: env::temp_dir(), cache: env::temp_dir() }
    }

    #[test]
    fn a_users_own_cargo_settings_are_kept() {
        assert!(is_set_by_cargo_run("CARGO_PKG_NAME"));
        assert!(is_set_by_cargo_run("CARGO_MANIFEST_DIR"));
        for kept in ["CARGO_HOME", "CARGO_TARGET_DIR", "CARGO_BUILD_JOBS", "CARGO_NET_OFFLINE", "RUSTUP_TOOLCHAIN"] {
            assert!(!is_set_by_cargo_run(kept), "{kept}");
        }
    }

    #[test]
    fn a_command_that_hangs_is_ended() {
        let start = Instant::now();
        assert!(run_within(command(&place(), "sleep").arg("20"), Duration::from_millis(200)).is_err());
        assert!(start.elapsed() < Duration::from_secs(10));
    }

    #[test]
    fn a_bad_exit_is_a_failure_that_names_the_command() {
        let failure = run(command(&place(), "sh").args(["-c", "exit 3"])).unwrap_err();
        assert!(failure.to_string().contains("sh -c exit 3"), "{failure}");
        assert!(run(&mut command(&place(), "no-such-program-here")).is_err());
    }

    #[test]
    fn lines_are_seen_while_they_pass() {
        let mut seen = Vec::new();
        let status = stream(command(&place(), "printf").arg("a\\nb\\n"), |line| seen.push(line.to_owned())).unwrap();
        assert!(status.success());
        assert_eq!(seen, ["a", "b"]);
    }
}
