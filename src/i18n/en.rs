//! English.

mod activity;
mod faults;
mod grants;
mod hazards;
mod keys;
mod messages;
mod operations;
mod outcomes;
mod plans;
mod revoke;
mod snapshot;
mod undo;

use super::texts::{Plural, SectionTexts, Sections, Texts};

pub(super) const TEXTS: Texts = Texts {
    sections: Sections::English,
    product: "Rescind",
    skip_to_content: "Skip to content",
    tools: "Tools",
    review_title: "Review",
    plans_title: "Plans",
    activity_title: "Activity",
    snapshot_title: "Snapshot",
    breadcrumbs: "Where you are",
    connections: "Connections",
    language: "Language",
    theme: "Theme",
    theme_system: "System",
    theme_light: "Light",
    theme_dark: "Dark",
    keyboard: "Keyboard",
    sign_out: "Sign out",
    sign_in_title: "Sign in to Rescind",
    sign_in_hint: "Open the link that the gateway printed when it started, or paste its token here.",
    session_ended: "Your session has ended. Sign in to go on: nothing on this page is lost.",
    token: "Token",
    sign_in: "Sign in",
    wrong_token: "The gateway does not accept this token. Copy it again from the line that the gateway printed.",
    too_many_attempts: "Too many attempts to sign in have failed. Wait for a minute, then try again.",
    sign_in_at_proxy: "You sign in and out at the proxy in front of Rescind. Open its address, then try again.",
    gateway_unreachable: "The gateway does not answer. Check that it runs, then try again.",
    loading: "Loading…",
    part_not_loaded: "This part of the console could not be loaded. Check that the gateway is running, then retry.",
    reload: "Reload the page",

    col_connection: "Connection",
    col_product: "Product",
    col_state: "State",
    reachable: "reachable",
    not_reachable: "unavailable",
    checking: "checking…",
    read_only: "read-only",
    no_connections: "No connection is configured. Name one in the gateway's configuration file and start it again.",
    roles_count: Plural { one: "{n} role", few: "{n} roles", many: "{n} roles", other: "{n} roles" },
    users_count: Plural { one: "{n} user", few: "{n} users", many: "{n} users", other: "{n} users" },

    filter: "Filter",
    not_read: "Not read: see the message above.",
    nothing_matches: |filter| format!("Nothing matches “{filter}”."),
    clear_filter: "Clear filter",
    all_of: |title, count| format!("{title}: all ({count})"),
    shown_of: |shown, all| format!("{shown} of {all}"),

    time_limit: "Time limit (seconds)",
    time_limit_hint: "Empty: wait for the response, at most 10 minutes.",
    time_limit_too_long: "At most 600 seconds.",
    time_limit_wrong: "Write a number of seconds, such as 2.5, or leave it empty.",
    read_at: |ago| format!("read {ago}"),
    refresh: "Refresh",

    copy: "Copy",
    copied: "Copied",
    copy_failed: "The browser did not allow copying.",

    notices: "Messages",
    retry: "Retry",

    namespaces_count: Plural {
        one: "{n} namespace",
        few: "{n} namespaces",
        many: "{n} namespaces",
        other: "{n} namespaces",
    },
    clusters_count: Plural { one: "{n} cluster", few: "{n} clusters", many: "{n} clusters", other: "{n} clusters" },
    databases_count: Plural {
        one: "{n} database",
        few: "{n} databases",
        many: "{n} databases",
        other: "{n} databases",
    },
    partly_readable: "partly readable",
    select_row: |row| format!("Select {row}"),
    select_all: "Select all shown",
    selected: |count| format!("{count} selected"),
    not_shown: |count| format!("{count} not shown"),
    not_there: |count| format!("{count} more not in the table"),
    clear_selection: "Clear selection",
    columns: "Columns",
    not_found: "There is no such page.",
    no_such_connection: |id| format!("There is no connection “{id}”."),
    to_connections: "All connections",
};

pub(super) static SECTIONS: SectionTexts = SectionTexts {
    activity: activity::ACTIVITY,
    faults: faults::FAULTS,
    grants: grants::GRANTS,
    hazards: hazards::HAZARDS,
    keys: keys::KEYS,
    messages: messages::MESSAGES,
    operations: operations::OPERATIONS,
    outcomes: outcomes::OUTCOMES,
    plans: plans::PLANS,
    revoke: revoke::REVOKE,
    snapshot: snapshot::SNAPSHOT,
    undo: undo::UNDO,
};
