//! How xtask speaks: failures as values with a next step, and lines about long steps, on standard error.
//! Standard output belongs to the gateway and to the tests' output, so nothing here writes to it.

use std::{
    fmt,
    time::{Duration, Instant},
};

/// Something that could not be done, and what the reader can do about it.
#[derive(Debug, Clone)]
pub(crate) struct Failure {
    problem: String,
    next_step: String,
}

impl Failure {
    /// Both halves without a full stop; they are shown as one sentence.
    pub(crate) fn new(problem: impl Into<String>, next_step: impl Into<String>) -> Self {
        Self { problem: problem.into(), next_step: next_step.into() }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}: {}.", self.problem, self.next_step)
    }
}

/// One line on standard error.
pub(crate) fn say(text: &str) {
    eprintln!("xtask: {text}");
}

/// Says what a long step is about to do and, when it went well, how long it took.
pub(crate) fn timed<T>(what: &str, step: impl FnOnce() -> Result<T, Failure>) -> Result<T, Failure> {
    say(&format!("{what} ..."));
    let start = Instant::now();
    let done = step()?;
    say(&format!("{what}: done in {}", seconds(start.elapsed())));
    Ok(done)
}

/// A duration as people read it: `0.4 s`, `3 min 07 s`.
pub(crate) fn seconds(duration: Duration) -> String {
    let whole = duration.as_secs();
    if whole < 60 {
        format!("{:.1} s", duration.as_secs_f64())
    } else {
        format!("{} min {:02} s", whole / 60, whole % 60)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_readable() {
        assert_eq!(seconds(Duration::from_millis(420)), "0.4 s");
        assert_eq!(seconds(Duration::from_secs(187)), "3 min 07 s");
    }
}
