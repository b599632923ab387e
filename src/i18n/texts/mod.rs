//! The keys: one field a text, with a note for translators where the English does not say enough.
//! `fn` fields take their arguments in the order of their names here and put them where the language wants them.

/// A struct of texts: one field a text.
macro_rules! texts {
    ($(#[$struct_docs:meta])* $struct:ident; $($(#[$docs:meta])* $name:ident: $kind:ty,)+) => {
        $(#[$struct_docs])*
        #[derive(Debug)]
        pub struct $struct {
            $($(#[$docs])* pub $name: $kind,)+
        }
    };
}

mod activity;
mod faults;
mod hazards;
mod outcomes;
mod plans;
mod snapshot;
mod undo;

pub use activity::ActivityTexts;
pub use faults::{FaultText, FaultTexts};
pub use hazards::HazardTexts;
pub use outcomes::OutcomeTexts;
pub use plans::PlansTexts;
pub use snapshot::SnapshotTexts;
pub use undo::UndoTexts;

/// A text in the plural forms of `Intl.PluralRules`; `{n}` stands for the number.
#[derive(Debug)]
pub struct Plural {
    /// 1 (en), 1, 21, 31 … (ru).
    pub one: &'static str,
    /// 2–4, 22–24 … (ru).
    pub few: &'static str,
    /// 0, 5–20 … (ru).
    pub many: &'static str,
    /// Everything else.
    pub other: &'static str,
}

/// A text with one argument.
pub type With1 = fn(&str) -> String;
/// A text with two arguments.
pub type With2 = fn(&str, &str) -> String;

texts! {
    /// All texts of one language.
    Texts;

    /// The product's name.
    product: &'static str,
    /// A link that keyboard users meet first.
    skip_to_content: &'static str,
    /// Heading of the navigation's second part: what belongs to no connection.
    tools: &'static str,
    /// Landmark around the way to the page.
    breadcrumbs: &'static str,
    /// Heading and link.
    connections: &'static str,
    /// Label of the language menu.
    language: &'static str,
    /// Label of the theme menu.
    theme: &'static str,
    /// As the system has it.
    theme_system: &'static str,
    /// Light.
    theme_light: &'static str,
    /// Dark.
    theme_dark: &'static str,
    /// Button.
    sign_out: &'static str,
    /// Heading of the sign-in page.
    sign_in_title: &'static str,
    /// Where the token is found.
    sign_in_hint: &'static str,
    /// Said above the form when a session has ended in the middle of work.
    session_ended: &'static str,
    /// Field.
    token: &'static str,
    /// Button.
    sign_in: &'static str,
    /// The gateway refused the token.
    wrong_token: &'static str,
    /// The gateway takes no token for a while.
    too_many_attempts: &'static str,
    /// People sign in and out at a proxy.
    sign_in_at_proxy: &'static str,
    /// The gateway does not answer.
    gateway_unreachable: &'static str,
    /// Shown while the session is looked for.
    loading: &'static str,
    /// A part of the console could not be loaded.
    part_not_loaded: &'static str,
    /// Button: reads the page again.
    reload: &'static str,

    /// Column.
    col_connection: &'static str,
    /// Column: the vendor's product.
    col_product: &'static str,
    /// Column: whether the connection works.
    col_state: &'static str,
    /// Badge: the connection answers.
    reachable: &'static str,
    /// Badge: the connection does not answer or refuses.
    not_reachable: &'static str,
    /// Badge: the state is being read.
    checking: &'static str,
    /// Badge of a read-only connection.
    read_only: &'static str,
    /// Column, and the reason why there is no button.
    read_only_why: &'static str,
    /// No connection is configured.
    no_connections: &'static str,
    /// `{n}` roles.
    roles_count: Plural,
    /// `{n}` users.
    users_count: Plural,

    /// Heading, table and link.
    roles: &'static str,
    /// Search field of every table.
    filter: &'static str,
    /// Shown in place of rows that could not be read.
    not_read: &'static str,
    /// Shown in place of rows when the filter keeps none: the filter.
    nothing_matches: With1,
    /// Button beside it.
    clear_filter: &'static str,
    /// The choice of a field that keeps every row: the field, how many rows.
    all_of: With2,
    /// shown of all.
    shown_of: With2,
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
    /// Name of the table: person.
    roles_of: With1,
    /// Nobody gave the person a role.
    holds_nothing: &'static str,
    /// Column: the role through which a privilege is held.
    col_through: &'static str,
    /// Milvus' user `root`.
    root_explained: &'static str,
    /// Through `admin`: the role.
    everything_through: With1,
    /// Badge: the account that the gateway uses.
    own_account: &'static str,
    /// Field: seconds, empty for no limit.
    time_limit: &'static str,
    /// Beside it.
    time_limit_hint: &'static str,
    /// The field holds no number.
    time_limit_wrong: &'static str,
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
    /// When it was read: an age such as "12 s ago".
    read_at: With1,
    /// Button.
    refresh: &'static str,

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
    /// Button of a row whose outcome is unknown.
    check_again: &'static str,
    /// Its accessible name: what, from whom.
    check_again_named: With2,

    /// Heading of the dialog: role, principal.
    take_membership: With2,
    /// Heading of the dialog: privilege, role.
    take_privilege: With2,
    /// principal, connection.
    lose_membership: With2,
    /// role, connection.
    lose_privilege: With2,
    /// Field.
    reason: &'static str,
    /// Beside it.
    reason_hint: &'static str,
    /// Heading.
    exact_call: &'static str,
    /// Button.
    copy: &'static str,
    /// Said after copying.
    copied: &'static str,
    /// Said when the browser did not allow it.
    copy_failed: &'static str,
    /// Button.
    cancel: &'static str,
    /// Field: the word.
    type_to_confirm: With1,

    /// Landmark around the messages.
    notices: &'static str,
    /// Success; must begin with the word for "revoked": what, from whom.
    revoked: With2,
    /// Beside it.
    revoked_proof: &'static str,
    /// what, from whom.
    accepted: With2,
    /// Beside it.
    accepted_proof: &'static str,
    /// what, from whom.
    already_absent: With2,
    /// Beside it.
    already_absent_proof: &'static str,
    /// what, from whom: gone, but the same is still allowed.
    still_effective: With2,
    /// Beside it: the grants that allow it.
    still_effective_meaning: With1,
    /// Beside it.
    still_effective_advice: &'static str,
    /// what, from whom: the vendor said yes, the re-read says no.
    still_present: With2,
    /// Beside it.
    still_present_meaning: &'static str,
    /// Beside it.
    still_present_advice: &'static str,
    /// what, from whom.
    outcome_unknown: With2,
    /// what, from whom.
    could_not_revoke: With2,
    /// Beside it when nothing had left.
    nothing_was_sent: &'static str,
    /// Beside it when the state was read again and the grant was there.
    looked_again_still_there: &'static str,
    /// The subject: a table's name or the like.
    could_not_read: With1,
    /// The outcome is known here but could not be stored: the outcome's sentence.
    outcome_not_stored: With1,
    /// Button.
    retry: &'static str,
    /// Button.
    copy_request_id: &'static str,
    /// Button.
    show_raw_answer: &'static str,
    /// Button.
    hide_raw_answer: &'static str,
    /// Button.
    dismiss: &'static str,
    /// How often the same thing has happened.
    times: Plural,
    /// Fact: request id.
    fact_request: &'static str,
    /// Fact: who said it.
    fact_gateway: &'static str,

    /// This server has no such call; not "none".
    not_offered: fn(&str) -> String,
    /// Departments.
    departments: &'static str,
    /// Data policies.
    data_policies: &'static str,
    /// Databases.
    databases: &'static str,
    /// Clusters.
    clusters: &'static str,
    /// Namespaces.
    namespaces: &'static str,
    /// `{n}` namespaces.
    namespaces_count: Plural,
    /// `{n}` clusters.
    clusters_count: Plural,
    /// `{n}` databases.
    databases_count: Plural,
    /// Badge: the connection answers, but not everything may be read.
    partly_readable: &'static str,
    /// Name of a row's checkbox.
    select_row: fn(&str) -> String,
    /// Name of the heading's checkbox.
    select_all: &'static str,
    /// How many rows are selected.
    selected: fn(&str) -> String,
    /// How many of those the filter hides.
    not_shown: fn(&str) -> String,
    /// Clear selection.
    clear_selection: &'static str,
    /// Opens the question about the selected rows.
    revoke_selected: fn(&str) -> String,
    /// The same where the rows are roles, which are taken from everybody who holds them.
    revoke_selected_roles: With1,
    /// The same where the rows are people, from whom every role is taken.
    revoke_selected_people: With1,
    /// Unfolds the rest of a list: how many lines that is.
    more: With1,
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
    /// Heading of the form for holders who are not listed.
    by_code: &'static str,
    /// By code hint.
    by_code_hint: &'static str,
    /// Code.
    code: &'static str,
    /// Badge of a grant that forbids.
    denies: &'static str,
    /// Why there is no button.
    not_one_by_one_why: &'static str,
    /// A principal, and where.
    in_place: fn(&str, &str) -> String,
    /// The vendor carries a change out.
    following: &'static str,
    /// Another change is in the way.
    waiting: &'static str,
    /// Operation.
    operation: &'static str,
    /// Created at.
    created_at: &'static str,
    /// Created by.
    created_by: &'static str,
    /// Operation running.
    operation_running: &'static str,
    /// Operation failing.
    operation_failing: &'static str,
    /// Operation in the way.
    operation_in_the_way: &'static str,
    /// Operation ended.
    operation_ended: &'static str,
    /// Accessible name of the progress bar.
    revoking_name: &'static str,
    /// Done, failed, left.
    progress: fn(&str, &str, &str) -> String,
    /// Heading of the question about several grants.
    take_many: Plural,
    /// The argument is the connection.
    lose_many: fn(&str) -> String,
    /// A line of a list: what, from whom.
    from_whom: fn(&str, &str) -> String,
    /// What to take.
    what_to_take: &'static str,
    /// Only role.
    only_role: fn(&str) -> String,
    /// A database and the roles on it.
    all_access: fn(&str, &str) -> String,
    /// `{n}` grants.
    grants_count: Plural,
    /// `{n}` holders, after "from".
    principals_count: Plural,
    /// Still running.
    still_running: fn(&str, &str) -> String,
    /// Still running meaning.
    still_running_meaning: &'static str,
    /// Still running advice.
    still_running_advice: &'static str,

    /// Given back, proved.
    restored: With2,
    /// How that is known.
    restored_proof: &'static str,
    /// Nothing to give back: it is held.
    already_held: With2,
    /// How that is known.
    already_held_proof: &'static str,
    /// Confirmed, but not seen afterwards.
    still_absent: With2,
    /// What that means.
    still_absent_meaning: &'static str,

    /// What became of attempts.
    outcomes: OutcomeTexts,
    /// The journal's page.
    activity: ActivityTexts,
    /// The plans' pages.
    plans: PlansTexts,
    /// What kinds of fault mean.
    faults: FaultTexts,
    /// What may be dangerous about a revocation.
    hazards: HazardTexts,
    /// Giving back.
    undo: UndoTexts,
    /// Menu of a table: which of its columns are shown.
    columns: &'static str,

    /// The page of saved descriptions.
    snapshot: SnapshotTexts,
    /// Page that does not exist.
    not_found: &'static str,
    /// Connection that does not exist: its id.
    no_such_connection: With1,
    /// Link.
    to_connections: &'static str,

}
