//! Outcomes in English.

use crate::i18n::texts::OutcomeTexts;

pub(super) const OUTCOMES: OutcomeTexts = OutcomeTexts {
    revoked: "Revoked",
    accepted: "Accepted",
    absent: "Already absent",
    still_effective: "Still effective",
    still_present: "Still present",
    pending: "In progress",
    failed: "Failed",
    restored: "Restored",
    already_held: "Already there",
    still_absent: "Still absent",
    in_flight: "Waiting for the answer",
    answered: "Answered, not checked",
    lost: "Answer lost",
    refused_tried_again: "Refused, tried again",
    refused: "Refused, not tried again",
    not_sent_tried_again: "Not sent, tried again",
    not_sent: "Not sent, not tried again",

    revoked_how: "Verified: a re-read after the call no longer shows it.",
    accepted_how: "Accepted by the vendor. This API cannot show the grant, so it is not verified.",
    absent_how: "Read before any call: it was not there. Nothing was sent.",
    still_effective_how: |via| {
        format!("Read again after the call: it is gone, but the same is still allowed by {via}.")
    },
    still_present_how: "The vendor answered with success, but read again it is still there.",
    pending_how: |operation| format!("Still in progress at the vendor: operation {operation}."),
    unknown_how: "It may or may not have happened: no re-read could tell.",
    failed_how: "It did not happen.",
    restored_how: "Verified: a re-read after the call shows it again.",
    already_held_how: "Read before any call: it was there. Nothing was sent.",
    still_absent_how: "The vendor answered with success, but read again it is still not there.",
    in_flight_how: "The call has left and has not been answered.",
    answered_how: "The vendor answered. The state has not been read again yet.",
    lost_how: "There will be no answer. The state has not been read again yet.",
    refused_how: "The vendor refused the call. Nothing was changed.",
    not_sent_how: "The call did not leave the gateway. Nothing was changed.",
    tried_again: "A later attempt followed.",
    not_tried_again: "Its plan shows whether it is tried again.",
    by_console: "reported by the console, not observed by the gateway",
    by_gateway: |read, at| format!("{read} · {at}"),
};
