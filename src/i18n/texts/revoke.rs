//! The keys of the buttons and questions that take something away.

use super::{Plural, With1, With2};

texts! {
    /// The texts of revoking.
    RevokeTexts;

    /// Column, and the reason why there is no button.
    read_only_why: &'static str,
    /// Button in a row.
    revoke: &'static str,
    /// Its accessible name: what, from whom.
    revoke_from: With2,
    /// State of a row.
    looking: &'static str,
    /// State of a row.
    calling: &'static str,
    /// State of a row.
    verifying: &'static str,
    /// State of a row: the answer got lost and is being looked for.
    settling: &'static str,
    /// State of a row.
    unknown: &'static str,
    /// Heading of the dialog: role, principal.
    revoke_membership: With2,
    /// Heading of the dialog: privilege, role.
    revoke_privilege: With2,
    /// principal, connection.
    membership_lost: With2,
    /// role, connection.
    privilege_lost: With2,
    /// Field.
    reason: &'static str,
    /// Beside it.
    reason_hint: &'static str,
    /// Heading.
    exact_call: &'static str,
    /// Said under the calls where more follow.
    calls_depend: &'static str,
    /// Said under the calls while another change is under way.
    changing: &'static str,
    /// Button.
    cancel: &'static str,
    /// Field: the word.
    type_to_confirm: With1,
    /// Opens the question about the selected rows.
    revoke_selected: fn(&str) -> String,
    /// The same where the rows are roles, which are taken from everybody who holds them.
    revoke_selected_roles: With1,
    /// The same where the rows are people, from whom every role is taken.
    revoke_selected_people: With1,
    /// Unfolds the rest of a list: how many lines that is.
    more: With1,
    /// Heading of the form for holders who are not listed.
    by_code: &'static str,
    /// By code hint.
    by_code_hint: &'static str,
    /// Code.
    code: &'static str,
    /// The vendor carries a change out.
    following: &'static str,
    /// Another change is in the way.
    waiting: &'static str,
    /// Warning: more people of a connection are yet to come.
    still_reading: &'static str,
    /// Warning: so many of what was asked for are left out.
    under_way: Plural,
    /// Heading of the question about several grants.
    revoke_many: Plural,
    /// The argument is the connection.
    many_lost: fn(&str) -> String,
    /// What to take.
    what_to_revoke: &'static str,
    /// Only role.
    only_role: fn(&str) -> String,
    /// A database and the roles on it.
    all_access: fn(&str, &str) -> String,
}
