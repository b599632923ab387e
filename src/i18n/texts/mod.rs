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

pub use activity::ActivityTexts;
pub use faults::{FaultText, FaultTexts};
pub use grants::GrantTexts;
pub use hazards::HazardTexts;
pub use keys::KeyTexts;
pub use messages::MessageTexts;
pub use operations::OperationTexts;
pub use outcomes::OutcomeTexts;
pub use plans::PlansTexts;
pub use revoke::RevokeTexts;
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
/// A text with three arguments.
pub type With3 = fn(&str, &str, &str) -> String;
/// A text with four arguments.
pub type With4 = fn(&str, &str, &str, &str) -> String;

texts! {
    /// All texts of one language: what the first page of a visit may say, and behind [`Sections`] everything else.
    Texts;

    /// What a later page says.
    sections: Sections,

    /// The product's name.
    product: &'static str,
    /// A link that keyboard users meet first.
    skip_to_content: &'static str,
    /// Heading of the navigation's second part: what belongs to no connection.
    tools: &'static str,
    /// Heading and link: who is there at all, and what they hold.
    review_title: &'static str,
    /// Heading, table and link.
    plans_title: &'static str,
    /// Heading, table and link.
    activity_title: &'static str,
    /// Heading and link.
    snapshot_title: &'static str,
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
    /// Button and heading: what keys do.
    keyboard: &'static str,
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
    /// No connection is configured.
    no_connections: &'static str,
    /// `{n}` roles.
    roles_count: Plural,
    /// `{n}` users.
    users_count: Plural,

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

    /// Field: seconds, empty for no limit.
    time_limit: &'static str,
    /// Beside it.
    time_limit_hint: &'static str,
    /// The field holds no number.
    time_limit_wrong: &'static str,
    /// The same: the longest is 600.
    time_limit_too_long: &'static str,
    /// When it was read: an age such as "12 s ago".
    read_at: With1,
    /// Button.
    refresh: &'static str,

    /// Button.
    copy: &'static str,
    /// Said after copying.
    copied: &'static str,
    /// Said when the browser did not allow it.
    copy_failed: &'static str,

    /// Landmark around the messages.
    notices: &'static str,
    /// Button.
    retry: &'static str,

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
    /// How many of those that were selected are not among the rows.
    not_there: fn(&str) -> String,
    /// Clear selection.
    clear_selection: &'static str,

    /// Menu of a table: which of its columns are shown.
    columns: &'static str,

    /// Page that does not exist.
    not_found: &'static str,
    /// Connection that does not exist: its id.
    no_such_connection: With1,
    /// Link.
    to_connections: &'static str,
}

/// Where the sections of a language are.
#[derive(Debug)]
pub enum Sections {
    /// In the code that says them, which is loaded when it is needed. Nothing that is there from the start may point to them.
    English,
    /// Here: the whole language is loaded at once.
    Loaded(&'static SectionTexts),
}

macro_rules! sections {
    ($($(#[$docs:meta])* $name:ident: $kind:ty,)+) => {
        texts! {
            /// What no first page says.
            SectionTexts;

            $($(#[$docs])* $name: $kind,)+
        }

        impl Texts {
            fn section(&self) -> &'static SectionTexts {
                match self.sections {
                    Sections::English => &super::en::SECTIONS,
                    Sections::Loaded(sections) => sections,
                }
            }

            $(
                $(#[$docs])*
                #[must_use]
                pub fn $name(&self) -> &'static $kind {
                    &self.section().$name
                }
            )+
        }
    };
}

sections! {
    /// The journal's page.
    activity: ActivityTexts,
    /// What kinds of fault mean.
    faults: FaultTexts,
    /// The tables of who holds what.
    grants: GrantTexts,
    /// What may be dangerous about a revocation.
    hazards: HazardTexts,
    /// What keys do.
    keys: KeyTexts,
    /// Messages.
    messages: MessageTexts,
    /// What runs.
    operations: OperationTexts,
    /// What became of attempts.
    outcomes: OutcomeTexts,
    /// The plans' pages.
    plans: PlansTexts,
    /// The buttons and questions that take something away.
    revoke: RevokeTexts,
    /// The page of saved descriptions.
    snapshot: SnapshotTexts,
    /// Giving back.
    undo: UndoTexts,
}
