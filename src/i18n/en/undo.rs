//! Giving back in English.

use crate::i18n::texts::{Plural, UndoTexts};

pub(super) const UNDO: UndoTexts = UndoTexts {
    undo: "Undo",
    restore_for: |what, whom| format!("Undo: restore {what} for {whom}"),
    restoring_for: |what, whom| format!("Restore: {what} for {whom}"),
    title: |what, whom| format!("Restore {what} for {whom}?"),
    title_many: Plural {
        one: "Restore {n} grant?",
        few: "Restore {n} grants?",
        many: "Restore {n} grants?",
        other: "Restore {n} grants?",
    },
    nothing: "Nothing can be restored",
    nothing_left: "Nothing is left to send. See above.",
    consequence: "Only what was revoked is granted again. It counts as restored when a re-read shows it. Other grants that went in between are not restored.",
    to_whom: |what, whom| format!("{what} to {whom}"),
    because: |reason| if reason.is_empty() { "Undo".to_owned() } else { format!("Undo: {reason}") },
    restore: "Restore",
    held_again: |what, whom| format!("{whom} already has {what} again. Nothing will be sent for it."),
    changed: |said| format!("Conflicts with the current state: {said} This entry will be skipped."),
    revoked_later: |grant, plan, when, who| {
        format!("{grant} was revoked again later: plan “{plan}”, {when}, by {who}. Restoring it undoes that as well.")
    },
    later_unread: |why| format!("Could not check whether this was revoked again later: {why}"),
    administrator: |role| format!("{role} administers everything on this connection."),
    grantor: "The grant will be recorded as made by Rescind's account.",
    calling: "Restoring",
    has_undo: "undo started",
    with_undo: Plural {
        one: "undo started for {n}",
        few: "undo started for {n}",
        many: "undo started for {n}",
        other: "undo started for {n}",
    },
    undo_selected: |count| format!("Undo {count} selected…"),
    plan_restores: "This plan restores grants that were revoked.",

    left_out: Plural {
        one: "{n} entry is left as it is:",
        few: "{n} entries are left as they are:",
        many: "{n} entries are left as they are:",
        other: "{n} entries are left as they are:",
    },
    not_sent: "nothing was sent",
    unsettled: "the outcome is not known yet; check it again first",
    unproved: "the vendor confirmed, but it could not be seen whether anything was revoked",
    nothing_revoked: "nothing was revoked",
    not_captured: "the gateway did not see the grant before it was revoked",
    is_restoring: "it restored a grant itself",
    undone: "already restored",
    read_only: "the connection is read-only",
    no_connection: "the connection is no longer configured",

    could_not: |what, whom| format!("Could not restore {what} for {whom}."),
    unconfirmed_advice: "Undo it again from Activity: the question shows what has changed. If the message names other grants, restore this one in the vendor's own console.",
    unknown: |what, whom| format!("It is not known whether {what} was restored for {whom}."),
    still_running: |what, whom| format!("Still in progress at the vendor: {what} to {whom}."),
    not_confirmed: |what, whom| {
        format!("Not confirmed: restoring {what} for {whom}. The gateway could not be reached.")
    },
};
