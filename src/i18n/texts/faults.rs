//! The keys of what kinds of fault mean, and of what to do about them.

use super::With1;

/// What a kind of fault means, and what to do about it.
#[derive(Debug)]
pub struct FaultText {
    /// What it means for the admin.
    pub meaning: &'static str,
    /// The next step.
    pub advice: &'static str,
}

texts! {
    /// The texts of faults.
    FaultTexts;

    /// Another operation is in the way.
    conflict_with: With1,
    /// Fault.
    offline: FaultText,
    /// Fault.
    timeout: FaultText,
    /// Fault of a call that only reads.
    timeout_of_read: FaultText,
    /// Fault.
    cancelled: FaultText,
    /// Fault.
    signed_out: FaultText,
    /// The gateway has no credential to send.
    no_credential: FaultText,
    /// Fault.
    unauthenticated: FaultText,
    /// Fault.
    forbidden: FaultText,
    /// Fault with a privilege that is named: the privilege.
    forbidden_missing: With1,
    /// Fault.
    not_found: FaultText,
    /// What a grant is to be given back to is gone.
    vanished: FaultText,
    /// Fault.
    invalid_input: FaultText,
    /// Fault.
    conflict: FaultText,
    /// It would do more than was confirmed.
    unconfirmed: FaultText,
    /// Fault.
    rate_limited: FaultText,
    /// Fault with a time to wait: seconds.
    rate_limited_for: With1,
    /// Fault.
    rejected: FaultText,
    /// The same of an operation that the vendor had begun: the meaning.
    operation_failed: &'static str,
    /// Fault.
    malformed: FaultText,
    /// Fault.
    unavailable: FaultText,
    /// Fault.
    lost: FaultText,
    /// Fault of the gateway's making that is not one of the above.
    gateway_refused: FaultText,
}
