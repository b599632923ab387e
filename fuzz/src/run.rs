//! Runs many inputs of one target, on as many threads as it is given, and stops at the first that does not hold.

use std::ops::Range;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use crate::random::Random;
use crate::target::{AnyTarget, Found, Reading};

/// An input that does not hold, and its number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Which input.
    pub number: u64,
    /// What it is and what does not hold.
    pub found: Found,
}

/// How a run went that found nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// How long it took.
    pub took: Duration,
    /// Out of how many inputs something was read. A rule that is kept by refusing everything shows here.
    pub taken: u64,
    /// The input that took the longest, and how long: what grows too fast with its input shows here.
    pub slowest: (u64, Duration),
}

/// Runs the inputs with these numbers.
///
/// # Errors
/// The first that does not hold, by its number, of those that were met until all threads stopped.
pub fn run(target: &dyn AnyTarget, seed: u64, inputs: &Range<u64>, threads: u64) -> Result<Report, Finding> {
    let (start, threads) = (Instant::now(), threads.max(1));
    let (stop, results) = (AtomicBool::new(false), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for thread in 0..threads {
            let numbers = (inputs.start + thread..inputs.end).step_by(usize::try_from(threads).unwrap_or(usize::MAX));
            let (stop, results) = (&stop, &results);
            scope.spawn(move || {
                let result = share(target, seed, numbers, stop);
                // A thread that panicked has pushed nothing; the next one may go on.
                results.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push(result);
            });
        }
    });
    let results = results.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    let mut report = Report::default();
    let mut findings = Vec::new();
    for result in results {
        match result {
            Ok(share) => {
                report.taken += share.taken;
                report.slowest = longer(report.slowest, share.slowest);
            }
            Err(finding) => findings.push(finding),
        }
    }
    report.took = start.elapsed();
    findings.into_iter().min_by_key(|finding| finding.number).map_or(Ok(report), Err)
}

fn longer(one: (u64, Duration), other: (u64, Duration)) -> (u64, Duration) {
    if other.1 > one.1 { other } else { one }
}

/// One thread's share.
fn share(
    target: &dyn AnyTarget,
    seed: u64,
    numbers: impl Iterator<Item = u64>,
    stop: &AtomicBool,
) -> Result<Report, Finding> {
    let mut report = Report::default();
    for number in numbers {
        if stop.load(Ordering::Relaxed) {
            break;
        }
        let start = Instant::now();
        let reading = target.check_one(Random::of(seed, number)).map_err(|found| {
            stop.store(true, Ordering::Relaxed);
            Finding { number, found }
        })?;
        report.taken += u64::from(reading == Reading::Taken);
        report.slowest = longer(report.slowest, (number, start.elapsed()));
    }
    Ok(report)
}
