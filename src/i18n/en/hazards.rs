//! What may be dangerous, in English.

use crate::i18n::texts::HazardTexts;

pub(super) const HAZARDS: HazardTexts = HazardTexts {
    last_holder: |role| format!("This is the last holder of {role}. Afterwards nobody holds it."),
    last_administrator: |role| {
        format!(
            "This is the last holder of {role}, an administrator role. Afterwards nobody holds it: make sure that another \
             account can still administer the server."
        )
    },
    all_holders: |role| format!("These are all holders of {role}. Afterwards nobody holds it."),
    all_administrators: |role| {
        format!(
            "These are all holders of {role}, an administrator role. Afterwards nobody holds it: make sure that another \
             account can still administer the server."
        )
    },
    perhaps_last_administrator: |role| {
        format!("{role} is an administrator role, and not all of its holders are known: this may be the last of them.")
    },
    perhaps_last_holder: |role| {
        format!("After this nobody is known to hold {role}, but not all of its holders can be listed.")
    },
    built_in: |role| format!("{role} comes with the server: other things may rely on what it may do."),
    yourself: |account| format!("{account} is the account that Rescind itself uses for this connection."),
    yourself_administrator: |account| {
        format!("{account} is the account that Rescind itself uses. Without this role it may be unable to undo this.")
    },
    wildcard: |what| format!("{what} stands for more than one thing: everything it covers is taken away at once."),
    takes_also: |what| format!("The server takes these away together with it: {what}."),
    takes_also_with: |with, what| format!("Together with {with} the server takes away: {what}."),
    still_covered: |via| format!("The same stays allowed through {via}. Revoke that too if it should end."),
    held_by_groups: |groups, role| format!("{groups} also holds {role}: whoever belongs there keeps what it allows."),
    still_covered_for: |whom, what, via| {
        format!("{whom} keeps what {what} allows, through {via}. Revoke that too if it should end.")
    },
    all_roles: |roles| format!("Every role there goes at once: {roles}."),
    all_roles_administrator: |roles| {
        format!("Every role there goes at once, an administrator role among them: {roles}.")
    },
};
