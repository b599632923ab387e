//! The keys of what runs: the vendor's operations and how far they are.

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
    /// Done, failed, left.
    progress: fn(&str, &str, &str) -> String,
    /// Done, failed, of unknown fate, left.
    progress_unknown: fn(&str, &str, &str, &str) -> String,
}
