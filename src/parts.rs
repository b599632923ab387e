//! The parts of the console that a browser loads when they are needed: each function here is a way into one. The release
//! build puts what only these ways lead to into files of its own (feature `split`); without that everything is there from
//! the start. What is loaded when, and what is shown meanwhile, is not decided here.

use futures_util::future::LocalBoxFuture;
use leptos::prelude::*;
use rescind_domain::read::Probe;
use rescind_domain::{Connection, Fault};

use crate::i18n::{Locale, Texts};
use crate::pages::activity::ActivityPage;
use crate::pages::people::PeoplePage;
use crate::pages::person::PersonPage;
use crate::pages::plan::PlanPage;
use crate::pages::plan::list::PlansPage;
use crate::pages::review::ReviewPage;
use crate::pages::role::RolePage;
use crate::pages::roles::RolesPage;
use crate::pages::sign_in::SignInDialog;
use crate::pages::snapshot::SnapshotPage;
use crate::pages::{keys, notices};
use crate::state::{Console, background};
use crate::transport::Abort;
use crate::ui::focus;

/// A part could not be loaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotLoaded;

#[cfg(feature = "split")]
impl From<wasm_split_helpers::SplitLoaderError> for NotLoaded {
    fn from(_: wasm_split_helpers::SplitLoaderError) -> Self {
        Self
    }
}

/// Something of a part that is on its way.
pub type Loading<T> = LocalBoxFuture<'static, Result<T, NotLoaded>>;
/// Makes a view.
pub type View = fn() -> AnyView;
/// Makes a view that can be closed.
pub type Closable = fn(Callback<()>) -> AnyView;
/// Makes the banner of a read that failed.
pub type Unread = fn(&str, &Fault, Callback<()>) -> AnyView;
/// Asks a connection how much it shows of itself.
pub type Ask = fn(Console, Connection, Abort) -> LocalBoxFuture<'static, Result<Probe, Fault>>;
/// Begins something.
pub type Begin = fn(Console);

macro_rules! parts {
    ($($(#[$docs:meta])* $part:ident: $name:ident -> $result:ty = $value:expr;)+) => {
        $(
            #[cfg(feature = "split")]
            #[wasm_split_helpers::wasm_split($part, fallible)]
            $(#[$docs])*
            pub fn $name() -> Result<$result, NotLoaded> {
                Ok($value)
            }

            #[cfg(not(feature = "split"))]
            $(#[$docs])*
            ///
            /// # Errors
            /// Never: it is there already.
            pub async fn $name() -> Result<$result, NotLoaded> {
                Ok($value)
            }
        )+
    };
}

// Few parts: what two of them share becomes a file of its own for each such pair.
parts! {
    /// The page of a connection's roles.
    work: roles -> View = || view! { <RolesPage /> }.into_any();
    /// The page of a role.
    work: role -> View = || view! { <RolePage /> }.into_any();
    /// The page of a connection's people.
    work: people -> View = || view! { <PeoplePage /> }.into_any();
    /// The page of a person.
    work: person -> View = || view! { <PersonPage /> }.into_any();
    /// The page of everybody.
    work: review -> View = || view! { <ReviewPage /> }.into_any();
    /// What runs, and what became of it.
    work: messages -> View = notices::messages;
    /// The banner of a read that failed.
    work: unread -> Unread = notices::unread;
    /// The dialog that asks for the token again.
    work: sign_in_again -> View = || view! { <SignInDialog /> }.into_any();
    /// The list of what keys do.
    work: keyboard -> Closable = keys::keys;
    /// What a connection says of itself.
    work: probe -> Ask = background::ask;
    /// Looks after the focus.
    work: keep_focus -> fn() = focus::keep;
    /// What goes on behind the pages.
    work: background -> Begin = background::begin;
    /// Forgets what was heard there.
    work: forget -> Begin = background::forget;
    /// The journal's page.
    records: activity -> View = || view! { <ActivityPage /> }.into_any();
    /// The page of all plans.
    records: plans -> View = || view! { <PlansPage /> }.into_any();
    /// The page of a plan.
    records: plan -> View = || view! { <PlanPage /> }.into_any();
    /// The page of a snapshot.
    records: snapshot -> View = || view! { <SnapshotPage /> }.into_any();
    /// Chinese.
    chinese: zh -> &'static Texts = const { Locale::Zh.texts() };
    /// Russian.
    russian: ru -> &'static Texts = const { Locale::Ru.texts() };
}
