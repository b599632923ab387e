//! The keys of giving back what was taken away.

use super::{Plural, With1, With2, With4};

texts! {
    /// The texts of undoing.
    UndoTexts;

    /// Button.
    undo: &'static str,
    /// Button's name, which holds its word: what, to whom.
    restore_for: With2,
    /// On paper, whatever became of it: what, to whom.
    restoring_for: With2,
    /// Heading of the question: what, to whom.
    title: With2,
    /// Heading of the question: `{n}` grants.
    title_many: Plural,
    /// Heading, when nothing can be given back.
    nothing: &'static str,
    /// In place of the exact calls, when there would be none.
    nothing_left: &'static str,
    /// What it means.
    consequence: &'static str,
    /// What, to whom.
    to_whom: With2,
    /// The reason that is offered: why it was taken away.
    because: With1,
    /// Button of the question.
    restore: &'static str,
    /// Warning: what, who holds it again.
    held_again: With2,
    /// Warning: what has changed.
    changed: With1,
    /// Warning: the grant, the plan's reason or name, when and by whom it was wanted gone later.
    revoked_later: With4,
    /// Warning: why nobody could find out whether it was wanted gone later.
    later_unread: With1,
    /// Warning: the role.
    administrator: With1,
    /// Sentence of the question about privileges: who is on record as their grantor.
    grantor: &'static str,
    /// State of a row: the call that gives it back has left.
    calling: &'static str,
    /// Under the badge of an entry: another one gave back what it took, found it held, or may have given it back.
    has_undo: &'static str,
    /// Badge of a plan: of so many entries.
    with_undo: Plural,
    /// Button: so many rows of a plan.
    undo_selected: With1,
    /// Sentence of a plan that gives back.
    plan_restores: &'static str,

    /// `{n}` entries are left as they are.
    left_out: Plural,
    /// Why an entry is left as it is.
    not_sent: &'static str,
    /// Why an entry is left as it is.
    unsettled: &'static str,
    /// Why an entry is left as it is.
    unproved: &'static str,
    /// Why an entry is left as it is.
    nothing_revoked: &'static str,
    /// Why an entry is left as it is.
    not_captured: &'static str,
    /// Why an entry is left as it is.
    is_restoring: &'static str,
    /// Why an entry is left as it is.
    undone: &'static str,
    /// Why an entry is left as it is.
    read_only: &'static str,
    /// Why an entry is left as it is.
    no_connection: &'static str,

    /// Banner: what, to whom.
    could_not: With2,
    /// What to do about a restoration that would do more than was confirmed.
    unconfirmed_advice: &'static str,
    /// Banner: what, to whom.
    unknown: With2,
    /// Banner: what, to whom.
    still_running: With2,
    /// Title: it is not known whether the plan was made: what, to whom.
    not_confirmed: With2,
}
