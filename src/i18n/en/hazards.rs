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
    wildcard: |what| format!("{what} is a wildcard. Revoking it removes everything it covers."),
    takes_also: |what| format!("The server revokes these together with it: {what}."),
    takes_also_with: |with, what| format!("Together with {with} the server revokes: {what}."),
    still_covered: |via| format!("The same stays allowed through {via}. Revoke that too if the access should end."),
    held_by_groups: |groups, role| format!("Members of {groups} keep {role} through the group."),
    still_covered_for: |whom, what, via| {
        format!("{whom} keeps what {what} allows, through {via}. Revoke that too if it should end.")
    },
    all_roles: |roles| format!("All roles on this database will be revoked: {roles}."),
    all_roles_administrator: |roles| {
        format!("All roles on this database will be revoked, an administrator role among them: {roles}.")
    },
};
