//! The keys of the tables of roles, people, members and privileges.

use super::{Plural, With1, With2};

texts! {
    /// The texts of who holds what.
    GrantTexts;

    /// Heading, table and link.
    roles: &'static str,
    /// Column.
    col_role: &'static str,
    /// Column and tab.
    members: &'static str,
    /// Column and tab.
    privileges: &'static str,
    /// Column.
    col_kind: &'static str,
    /// Column: how many.
    col_count: &'static str,
    /// Badge: a role that the server brings along.
    built_in: &'static str,
    /// Badge: a role that somebody made.
    custom: &'static str,
    /// The server has no roles.
    no_roles: &'static str,
    /// Heading of the role page when the address names none.
    no_role_named: &'static str,
    /// Heading, table and link.
    people: &'static str,
    /// Column and back-link: somebody who holds roles.
    col_person: &'static str,
    /// The server has no users.
    no_people: &'static str,
    /// The address names nobody.
    no_person_named: &'static str,
    /// The server has no such user: the name.
    no_such_person: With1,
    /// Link from a person to everybody who is called like this.
    everywhere: With1,
    /// Name of the table of everybody in all connections.
    people_everywhere: &'static str,
    /// Beside its heading.
    review_hint: &'static str,
    /// No connection has users.
    nobody_anywhere: &'static str,
    /// In the place of roles that the list of people does not tell.
    read_when_selected: &'static str,
    /// Said when everything was to be taken from somebody, and nothing was found.
    nothing_to_take: &'static str,
    /// Field: how powerful people are.
    col_holds: &'static str,
    /// Its value: a role that may do everything.
    holds_administrator: &'static str,
    /// Its value: roles, but none of those.
    holds_roles: &'static str,
    /// Its value.
    holds_no_role: &'static str,
    /// Name of the table: person.
    roles_of: With1,
    /// Nobody gave the person a role.
    holds_nothing: &'static str,
    /// Nobody gave the person a role directly; more cannot be listed.
    holds_nothing_directly: &'static str,
    /// What comes through departments and groups may be missing: it is told by no call.
    only_direct: &'static str,
    /// Column: the role through which a privilege is held.
    col_through: &'static str,
    /// Badge: somebody who needs no role for anything.
    everything: &'static str,
    /// Milvus' user `root`.
    root_explained: &'static str,
    /// Through `admin`: the role.
    everything_through: With1,
    /// Badge: the account that the gateway uses.
    own_account: &'static str,
    /// Name of the table: role.
    members_of: With1,
    /// Name of the table: role.
    privileges_of: With1,
    /// Column: who holds it.
    col_principal: &'static str,
    /// Badge: the principal is a user.
    user: &'static str,
    /// Column: in which way it is held.
    col_held: &'static str,
    /// Held by itself, not through a group.
    directly: &'static str,
    /// Column: the principal's other roles.
    col_also_holds: &'static str,
    /// No other roles.
    nothing_else: &'static str,
    /// Column.
    col_privilege: &'static str,
    /// Column.
    col_object_type: &'static str,
    /// Column.
    col_object: &'static str,
    /// Column.
    col_database: &'static str,
    /// Column: who granted it.
    col_grantor: &'static str,
    /// Badge of `*`.
    wildcard: &'static str,
    /// Column of buttons, for screen readers only.
    col_action: &'static str,
    /// Nobody holds the role.
    no_members: &'static str,
    /// Said when roles were to be taken from everybody who holds them, and nobody was found.
    no_holders_found: &'static str,
    /// The role has no privileges.
    no_privileges: &'static str,
    /// Milvus' role `public`.
    public_explained: &'static str,
    /// Milvus' role `admin`, whose privileges are nowhere stored.
    admin_explained: &'static str,
    /// Instead of rows when the server has no such role: role.
    no_such_role: With1,
    /// Why a row has no button: the role is fixed.
    fixed_role_why: &'static str,
    /// Instead of the full table: the databases that could be read.
    privileges_partial: With1,
    /// Badge: one privilege.
    kind_single: &'static str,
    /// Badge: a privilege group.
    kind_group: &'static str,
    /// Badge: a wildcard.
    kind_wildcard: &'static str,
    /// Beside a group, folded: its members, joined.
    group_members: With1,
    /// `{n}` users could not be read, so that the table may lack holders.
    members_partial: Plural,
    /// done of all users are read.
    reading_users: With2,
    /// This server has no such call; not "none".
    not_offered: fn(&str) -> String,
    /// Departments.
    departments: &'static str,
    /// Privilege groups.
    privilege_groups: &'static str,
    /// Data policies.
    data_policies: &'static str,
    /// Databases.
    databases: &'static str,
    /// Clusters.
    clusters: &'static str,
    /// Namespaces.
    namespaces: &'static str,
    /// Column: what a GenAuth role lives in.
    col_namespace: &'static str,
    /// Column: what a Yandex user lives in.
    col_cluster: &'static str,
    /// Column: what else is known of a person, such as an address.
    col_detail: &'static str,
    /// A kind of principal.
    department: &'static str,
    /// A kind of principal.
    group: &'static str,
    /// A kind of principal.
    role_as_holder: &'static str,
    /// Nobody is listed as a holder, but some kinds cannot be listed.
    no_members_listed: &'static str,
    /// Badge of a grant that forbids.
    denies: &'static str,
    /// Why there is no button.
    not_one_by_one_why: &'static str,
}
