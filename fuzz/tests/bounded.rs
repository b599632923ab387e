//! The few seconds of fuzzing that every change gets, with the same inputs each time.

use rescind_fuzz::run::run;
use rescind_fuzz::{SEED, again, targets};

/// Inputs of each target.
const INPUTS: u64 = 5_000;

#[test]
fn nothing_that_reads_what_others_wrote_breaks_its_rule() {
    for target in targets::all().unwrap() {
        match run(target.as_ref(), SEED, &(0..INPUTS), 2) {
            // Neither does it refuse everything, nor does it take everything.
            Ok(report) => {
                assert!((INPUTS / 100..INPUTS * 99 / 100).contains(&report.taken), "{}: {report:?}", target.name());
            }
            Err(finding) => {
                let again = again(target.name(), SEED, finding.number);
                panic!("{}: {}: {}\n{again}", target.name(), finding.found.problem, finding.found.input);
            }
        }
    }
}
