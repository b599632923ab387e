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
    revoke_membership: |role, principal| format!("Revoke {role} from {principal}?"),
    revoke_privilege: |privilege, role| format!("Revoke {privilege} from {role}?"),
    membership_lost: |principal, connection| {
        format!("{principal} will lose this role on {connection}. Their other roles are not affected.")
    },
    privilege_lost: |role, connection| {
        format!("Everyone who holds {role} on {connection} will lose what is revoked here.")
    },
    reason: "Reason",
    reason_hint: "kept in the journal",
    exact_call: "Exact call",
    calls_depend: "Which calls follow depends on what these leave behind.",
    changing: "A change is in progress that the calls may depend on. They are worked out again when it has ended, and when they are sent.",
    cancel: "Cancel",
    type_to_confirm: |word| format!("Type {word} to confirm"),
    revoke_selected: |count| format!("Revoke {count} selected…"),
    revoke_selected_roles: |count| format!("Revoke from all holders of {count} selected…"),
    revoke_selected_people: |count| format!("Revoke everything from {count} selected…"),
    more: |count| format!("{count} more"),
    by_code: "Revoke by code",
    by_code_hint: "The vendor does not list the groups and roles that hold a role. Enter one by its code. The vendor can confirm the change, but it cannot be verified.",
    code: "Code",
    following: "In progress",
    waiting: "Waiting",
    still_reading: "Not all users have been read yet. There may be more to revoke.",
    under_way: Plural {
        one: "{n} of these is being changed already and is left out.",
        few: "{n} of these are being changed already and are left out.",
        many: "{n} of these are being changed already and are left out.",
        other: "{n} of these are being changed already and are left out.",
    },
    revoke_many: Plural {
        one: "Revoke {n} grant?",
        few: "Revoke {n} grants?",
        many: "Revoke {n} grants?",
        other: "Revoke {n} grants?",
    },
    many_lost: |connection| format!("These grants on {connection} will be revoked. Nothing else changes."),
    what_to_revoke: "What to revoke",
    only_role: |role| format!("Only {role}"),
    all_access: |on, roles| format!("All access to {on}: {roles}"),
};
