//! Revoking, in English.

use crate::i18n::texts::{Plural, RevokeTexts};

pub(super) const REVOKE: RevokeTexts = RevokeTexts {
    read_only_why: "read-only connection",
    revoke: "Revoke",
    revoke_from: |what, whom| format!("Revoke {what} from {whom}"),
    looking: "Checking",
    calling: "Revoking",
    verifying: "Verifying",
    settling: "Unknown, checking",
    unknown: "Unknown",
    take_membership: |role, principal| format!("Take {role} from {principal}?"),
    take_privilege: |privilege, role| format!("Take {privilege} from {role}?"),
    lose_membership: |principal, connection| {
        format!("{principal} loses this role on {connection}. Other roles, and what they allow, stay as they are.")
    },
    lose_privilege: |role, connection| {
        format!("Everybody who holds {role} on {connection} loses what is revoked here.")
    },
    reason: "Reason",
    reason_hint: "kept in the journal",
    exact_call: "Exact call",
    calls_depend: "Which calls follow depends on what these leave behind.",
    changing: "A change is under way that the calls may depend on. They are worked out anew when it has ended, and again when they are sent.",
    cancel: "Cancel",
    type_to_confirm: |word| format!("Type {word} to confirm"),
    revoke_selected: |count| format!("Revoke {count} selected…"),
    revoke_selected_roles: |count| format!("Revoke from all holders of {count} selected…"),
    revoke_selected_people: |count| format!("Revoke everything from {count} selected…"),
    more: |count| format!("{count} more"),
    by_code: "Revoke by code",
    by_code_hint: "The vendor lists no groups and roles that hold a role. Name one by its code: the vendor can confirm it, but nothing can prove it afterwards.",
    code: "Code",
    following: "In progress",
    waiting: "Waiting",
    resting: "Resting: too many requests",
    still_reading: "Not everybody has been read yet, so there may be more to take away.",
    under_way: Plural {
        one: "{n} of these is being changed already and is left out.",
        few: "{n} of these are being changed already and are left out.",
        many: "{n} of these are being changed already and are left out.",
        other: "{n} of these are being changed already and are left out.",
    },
    take_many: Plural {
        one: "Take {n} grant away?",
        few: "Take {n} grants away?",
        many: "Take {n} grants away?",
        other: "Take {n} grants away?",
    },
    lose_many: |connection| format!("All of these are taken away on {connection}. Everything else stays as it is."),
    what_to_take: "What to take",
    only_role: |role| format!("Only {role}"),
    all_access: |on, roles| format!("All access to {on}: {roles}"),
};
