//! Messages, in English.

use crate::i18n::texts::{MessageTexts, Plural};

pub(super) const MESSAGES: MessageTexts = MessageTexts {
    privilege_on: |privilege, object, database| format!("{privilege} on {object} in {database}"),
    access_to: |place| format!("access to {place}"),
    check_again: "Check again",
    check_again_named: |what, whom| format!("Check again whether {whom} holds {what}"),
    revoked: |what, whom| format!("Revoked {what} from {whom}."),
    revoked_proof: "Read again: no longer there.",
    accepted: |what, whom| format!("Accepted: {what} from {whom}."),
    accepted_proof: "The vendor confirmed it, but this account may not read the state, so it is not verified.",
    already_absent: |what, whom| format!("{whom} no longer held {what}."),
    already_absent_proof: "Nothing was sent.",
    still_effective: |what, whom| format!("{what} is gone from {whom}, but the same is still allowed."),
    still_effective_meaning: |via| format!("It is still covered by {via}."),
    still_effective_advice: "Revoke that grant too if the access should end.",
    still_present: |what, whom| format!("{whom} still holds {what}."),
    still_present_meaning: "The vendor answered with success, but reading the state again shows it unchanged.",
    still_present_advice: "Retry. If it stays, look for a proxy or a replica that answers without doing the work.",
    outcome_unknown: |what, whom| format!("It is not known whether {whom} still holds {what}."),
    unknown_advice: "Check again: that only reads.",
    could_not_revoke: |what, whom| format!("Could not revoke {what} from {whom}."),
    nothing_was_sent: "Nothing was sent to the vendor.",
    looked_again_still_there: "The state was read again: it is unchanged.",
    could_not_read: |subject| format!("Could not read: {subject}."),
    outcome_not_stored: |sentence| {
        format!(
            "{sentence} The journal could not store this outcome; it will be settled again when the page is loaded."
        )
    },
    copy_request_id: "Copy request id",
    show_raw_answer: "Show raw answer",
    hide_raw_answer: "Hide raw answer",
    dismiss: "Dismiss",
    times: Plural { one: "{n} time", few: "{n} times", many: "{n} times", other: "{n} times" },
    fact_request: "request",
    fact_gateway: "said by the gateway",
    in_place: |whom, place| format!("{whom} in {place}"),
    from_whom: |what, whom| format!("{what} from {whom}"),
    grants_count: Plural { one: "{n} grant", few: "{n} grants", many: "{n} grants", other: "{n} grants" },
    principals_count: Plural { one: "{n} holder", few: "{n} holders", many: "{n} holders", other: "{n} holders" },
    still_running: |what, whom| format!("The vendor is still at it: {what} from {whom}."),
    still_running_meaning: "The operation has not ended yet. Nothing is known until it has.",
    still_running_advice: "Check again later. It is taken up by itself when the page is loaded again.",
    restored: |what, whom| format!("Restored {what} to {whom}."),
    restored_proof: "Read again: held again.",
    already_held: |what, whom| format!("{whom} already held {what}."),
    already_held_proof: "It was there before anything was sent.",
    still_absent: |what, whom| format!("{whom} still lacks {what}."),
    still_absent_meaning: "The vendor said yes, but a second look does not show it.",
};
