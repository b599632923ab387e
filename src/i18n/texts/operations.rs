//! The keys of what runs: the vendor's operations and how far they are.

use super::With1;

texts! {
    /// The texts of operations.
    OperationTexts;

    /// Operation.
    operation: &'static str,
    /// Created at.
    created_at: &'static str,
    /// Created by.
    created_by: &'static str,
    /// Operation running.
    operation_running: &'static str,
    /// Operation failing.
    operation_failing: &'static str,
    /// Operation in the way.
    operation_in_the_way: &'static str,
    /// Operation ended.
    operation_ended: &'static str,
    /// Accessible name of the progress bar.
    revoking_name: &'static str,
    /// How many came out as asked for.
    done: With1,
    /// How many failed.
    failed: With1,
    /// Of how many nobody knows what became of them.
    unknown: With1,
    /// How many are left.
    left: With1,
    /// Between two of these.
    between: &'static str,
    /// The gateway is out of reach: since when.
    cut_off: With1,
}
