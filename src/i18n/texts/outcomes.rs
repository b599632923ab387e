//! The keys of what became of an attempt: a word each, and how it is known.

use super::{With1, With2};

texts! {
    /// The texts of outcomes and of states without one.
    OutcomeTexts;

    /// Taken away, proved.
    revoked: &'static str,
    /// The vendor confirmed it; nothing shows it.
    accepted: &'static str,
    /// Was not there before any call.
    absent: &'static str,
    /// Gone, but something else allows the same.
    still_effective: &'static str,
    /// Confirmed, but still seen.
    still_present: &'static str,
    /// The vendor is still at it.
    pending: &'static str,
    /// Did not happen.
    failed: &'static str,
    /// Given back, proved.
    restored: &'static str,
    /// Was held before any call.
    already_held: &'static str,
    /// Confirmed, but not seen.
    still_absent: &'static str,
    /// The gateway waits for the answer.
    in_flight: &'static str,
    /// The vendor answered, nobody has looked since.
    answered: &'static str,
    /// There will be no answer.
    lost: &'static str,
    /// The vendor refused the call for a reason that passes, and a later attempt has begun another one.
    refused_tried_again: &'static str,
    /// The vendor refused the call for a reason that passes, and no later attempt has begun one.
    refused: &'static str,
    /// The call did not leave, and a later attempt has begun another one.
    not_sent_tried_again: &'static str,
    /// The call did not leave, and no later attempt has begun one.
    not_sent: &'static str,

    /// How it is known.
    revoked_how: &'static str,
    /// How it is known.
    accepted_how: &'static str,
    /// How it is known.
    absent_how: &'static str,
    /// How it is known: the grants that still allow it.
    still_effective_how: With1,
    /// How it is known.
    still_present_how: &'static str,
    /// How it is known: the operation.
    pending_how: With1,
    /// How it is known.
    unknown_how: &'static str,
    /// How it is known.
    failed_how: &'static str,
    /// How it is known.
    restored_how: &'static str,
    /// How it is known.
    already_held_how: &'static str,
    /// How it is known.
    still_absent_how: &'static str,
    /// How it is known.
    in_flight_how: &'static str,
    /// How it is known.
    answered_how: &'static str,
    /// How it is known.
    lost_how: &'static str,
    /// How it is known: the vendor refused the call.
    refused_how: &'static str,
    /// How it is known: the call did not leave.
    not_sent_how: &'static str,
    /// What followed: another attempt.
    tried_again: &'static str,
    /// What followed: nothing yet.
    not_tried_again: &'static str,
    /// Who observed it: a page, and not the gateway.
    by_console: &'static str,
    /// Who observed it: the gateway, by this read, then.
    by_gateway: With2,
}
