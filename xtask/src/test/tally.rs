//! Counting: what one part of the tests came to, and the table and last line that sum all of them up.
//! It never decides what is run.

use std::{fmt, ops::Add, time::Duration};

use crate::report::{self, Failure};

/// How many tests passed, failed and were left out on purpose.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct Tally {
    /// Tests that ran and held.
    pub(super) passed: u32,
    /// Tests that ran and did not hold.
    pub(super) failed: u32,
    /// Tests that are marked as not to be run.
    pub(super) ignored: u32,
}

impl Tally {
    /// One check that held.
    pub(super) const PASSED: Self = Self { passed: 1, failed: 0, ignored: 0 };
    /// One check that did not.
    pub(super) const FAILED: Self = Self { passed: 0, failed: 1, ignored: 0 };

    /// The counts in a `test result:` line, as cargo's and wasm-bindgen's tests print it.
    pub(super) fn from_result_line(line: &str) -> Option<Self> {
        let (_, counts) = line.split_once("test result: ")?;
        let count = |word: &str| {
            let mut words = counts.split([' ', ';', '.']).filter(|part| !part.is_empty());
            let mut number = words.next()?;
            for next in words {
                if next == word {
                    return number.parse().ok();
                }
                number = next;
            }
            None
        };
        Some(Self { passed: count("passed")?, failed: count("failed")?, ignored: count("ignored").unwrap_or(0) })
    }

    /// The counts at the end of what Python's unittest prints: `Ran 3 tests in 0.1s`, then `OK` or
    /// `FAILED (failures=1, errors=1)`.
    pub(super) fn from_unittest<'a>(lines: impl Iterator<Item = &'a str>) -> Self {
        let (mut ran, mut failed, mut skipped) = (0, 0, 0);
        for line in lines {
            if let Some(rest) = line.strip_prefix("Ran ") {
                ran = rest.split(' ').next().and_then(|number| number.parse().ok()).unwrap_or(0);
            }
            let verdict = line.strip_prefix("OK").or_else(|| line.strip_prefix("FAILED"));
            let counts = verdict.and_then(|counts| counts.trim().strip_prefix('(')?.strip_suffix(')'));
            for (word, number) in counts.iter().flat_map(|counts| counts.split(", ")).filter_map(|c| c.split_once('='))
            {
                let number: u32 = number.parse().unwrap_or(0);
                match word {
                    "skipped" => skipped += number,
                    "expected failures" => {}
                    _ => failed += number,
                }
            }
        }
        Self { passed: u32::saturating_sub(ran, failed + skipped), failed, ignored: skipped }
    }

    /// The tally of a run that ended well or badly: a bad end and a run without any test are failures of their own.
    pub(super) fn of_run(self, ended_well: bool) -> Result<Self, Failure> {
        if !ended_well && self.failed == 0 {
            return Ok(self + Self::FAILED);
        }
        if ended_well && self.passed + self.failed == 0 {
            return Err(Failure::new("not a single test was found", "see whether the tests are where they belong"));
        }
        Ok(self)
    }
}

impl Add for Tally {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            passed: self.passed + other.passed,
            failed: self.failed + other.failed,
            ignored: self.ignored + other.ignored,
        }
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} passed, {} failed", self.passed, self.failed)?;
        if self.ignored > 0 {
            write!(out, ", {} ignored by a mark of their own", self.ignored)?;
        }
        Ok(())
    }
}

/// All parts, and the sum of them.
#[derive(Debug, Default)]
pub(super) struct Summary {
    lines: Vec<String>,
    total: Tally,
}

impl Summary {
    /// Adds a part; one that could not run counts as failed and says why.
    pub(super) fn add(&mut self, name: &str, result: Result<Tally, Failure>, took: Duration) {
        let (tally, note) = match result {
            Ok(tally) => (tally, String::new()),
            Err(failure) => (Tally::FAILED, format!(" (could not run: {failure})")),
        };
        self.total = self.total + tally;
        self.lines.push(format!("{name:<20} {:>12}  {tally}{note}", report::seconds(took)));
    }

    /// Whether nothing failed and something ran.
    pub(super) fn all_passed(&self) -> bool {
        self.total.failed == 0 && self.total.passed > 0
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(out)?;
        for line in &self.lines {
            writeln!(out, "{line}")?;
        }
        write!(out, "\n{} passed, {} failed", self.total.passed, self.total.failed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_a_unittest_run_is_read() {
        let read = |end: &str| {
            Tally::from_unittest(["test_x (t.T.test_x) ... ok", "Ran 7 tests in 1.2s", "", end].into_iter())
        };
        assert_eq!(read("OK"), Tally { passed: 7, failed: 0, ignored: 0 });
        assert_eq!(read("OK (skipped=2)"), Tally { passed: 5, failed: 0, ignored: 2 });
        assert_eq!(read("FAILED (failures=1, errors=2, skipped=1)"), Tally { passed: 3, failed: 3, ignored: 1 });
        assert_eq!(read("FAILED (unexpected successes=1)"), Tally { passed: 6, failed: 1, ignored: 0 });
        assert_eq!(Tally::from_unittest(std::iter::empty()), Tally::default());
    }

    #[test]
    fn result_lines_are_read() {
        let line = "test result: ok. 21 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.03s";
        assert_eq!(Tally::from_result_line(line), Some(Tally { passed: 21, failed: 0, ignored: 1 }));
        let line = "    test result: FAILED. 2 passed; 3 failed; 0 ignored; 0 filtered out; finished in 1.20s";
        assert_eq!(Tally::from_result_line(line), Some(Tally { passed: 2, failed: 3, ignored: 0 }));
        assert_eq!(Tally::from_result_line("running 3 tests"), None);
    }

    #[test]
    fn a_bad_end_without_a_failed_test_is_one_failure() {
        assert_eq!(Tally { passed: 4, ..Tally::default() }.of_run(false).unwrap().failed, 1);
        assert_eq!(Tally { failed: 2, ..Tally::default() }.of_run(false).unwrap().failed, 2);
        assert!(Tally::default().of_run(true).is_err());
    }

    #[test]
    fn the_last_line_counts_all_parts() {
        let mut summary = Summary::default();
        summary.add("a", Ok(Tally { passed: 7, failed: 0, ignored: 2 }), Duration::ZERO);
        summary.add("b", Err(Failure::new("no browser", "install one")), Duration::ZERO);
        assert_eq!(summary.to_string().lines().last(), Some("7 passed, 1 failed"));
        assert!(!summary.all_passed());
    }
}
