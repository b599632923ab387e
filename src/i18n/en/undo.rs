//! Giving back in English.

use crate::i18n::texts::{Plural, UndoTexts};

pub(super) const UNDO: UndoTexts = UndoTexts {
    undo: "Undo",
    give_back_to: |what, whom| format!("Undo: give {what} back to {whom}"),
    giving_back: |what, whom| format!("Give back: {what} to {whom}"),
    title: |what, whom| format!("Give {what} back to {whom}?"),
    title_many: Plural {
        one: "Give {n} grant back?",
        few: "Give {n} grants back?",
        many: "Give {n} grants back?",
        other: "Give {n} grants back?",
    },
    nothing: "Nothing can be given back",
    nothing_left: "Nothing is left to be sent: see above.",
    consequence: "Exactly what was taken is given again, and nothing else. It counts as restored only when it is seen again.",
    to_whom: |what, whom| format!("{what} to {whom}"),
    because: |reason| if reason.is_empty() { "Undo".to_owned() } else { format!("Undo: {reason}") },
    give_back: "Give back",
    held_again: |what, whom| format!("{whom} holds {what} again already. Nothing will be sent for it."),
    changed: |said| format!("Changed meanwhile: {said} It is not sent as long as that stands."),
    administrator: |role| format!("{role} administers everything on this connection."),
    grantor: "On record as the grantor is then the account that Rescind uses.",
    calling: "Giving back",
    has_undo: "undo started",
    with_undo: Plural {
        one: "undo started for {n}",
        few: "undo started for {n}",
        many: "undo started for {n}",
        other: "undo started for {n}",
    },
    undo_selected: |count| format!("Undo {count} selected…"),
    plan_gives_back: "This plan gives back what was taken away.",

    left_out: Plural {
        one: "{n} entry is left as it is:",
        few: "{n} entries are left as they are:",
        many: "{n} entries are left as they are:",
        other: "{n} entries are left as they are:",
    },
    not_sent: "nothing was sent",
    unsettled: "nobody knows yet what became of it; check it again first",
    unproved: "the vendor confirmed, but nobody could see whether anything was taken",
    nothing_taken: "nothing was taken",
    not_witnessed: "the gateway did not see the grant before it was taken",
    gave_back: "it gave something back itself",
    undone: "given back already",
    read_only: "the connection only reads",
    no_connection: "the connection is not configured any more",

    could_not: |what, whom| format!("Could not give {what} back to {whom}."),
    unknown: |what, whom| format!("It is not known whether {what} was given back to {whom}."),
    still_running: |what, whom| format!("{what} to {whom}: the vendor is still at it."),
};
