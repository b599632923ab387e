//! The root: makes the state, decides between signing in and the pages, and names the routes.

use leptos::prelude::*;
use leptos_router::components::{Route, Router, Routes};
use leptos_router::path;

use crate::i18n::{I18n, use_i18n};
use crate::pages::activity::ActivityPage;
use crate::pages::connections::ConnectionsPage;
use crate::pages::not_found::NotFound;
use crate::pages::people::PeoplePage;
use crate::pages::person::PersonPage;
use crate::pages::plan::PlanPage;
use crate::pages::plan::list::PlansPage;
use crate::pages::role::RolePage;
use crate::pages::roles::RolesPage;
use crate::pages::shell::{Shell, TopBar};
use crate::pages::sign_in::SignInPage;
use crate::pages::snapshot::SnapshotPage;
use crate::state::session::{self, Phase};
use crate::state::{Console, use_console};
use crate::ui::dynamic::dynamic;

/// The console.
#[component]
pub fn App() -> impl IntoView {
    I18n::provide();
    let console = Console::provide();
    session::start(console);
    // A session that ends in the middle of work does not take the page away.
    let working = Memo::new(move |_| matches!(console.session.phase(), Phase::SignedIn | Phase::Ended));
    view! {
        <Router>
            {dynamic(move || if working.get() { view! { <Pages /> }.into_any() } else { view! { <Outside /> }.into_any() })}
        </Router>
    }
}

#[component]
fn Pages() -> impl IntoView {
    view! {
        <Shell>
            <Routes fallback=|| view! { <NotFound /> }>
                <Route path=path!("/") view=ConnectionsPage />
                <Route path=path!("/c/:id/roles") view=RolesPage />
                <Route path=path!("/c/:id/role") view=RolePage />
                <Route path=path!("/c/:id/people") view=PeoplePage />
                <Route path=path!("/c/:id/person") view=PersonPage />
                <Route path=path!("/activity") view=ActivityPage />
                <Route path=path!("/plan") view=PlansPage />
                <Route path=path!("/plan/:id") view=PlanPage />
                <Route path=path!("/snapshot") view=SnapshotPage />
            </Routes>
        </Shell>
    }
}

/// What is shown before somebody is signed in.
#[component]
fn Outside() -> impl IntoView {
    let i18n = use_i18n();
    let console = use_console();
    view! {
        <TopBar />
        {dynamic(move || match console.session.phase() {
            Phase::SignedOut => view! { <SignInPage /> }.into_any(),
            phase @ (Phase::Unreachable | Phase::AtProxy) => {
                let sentence = match phase {
                    Phase::AtProxy => i18n.t().sign_in_at_proxy,
                    _ => i18n.t().gateway_unreachable,
                };
                view! {
                    <main class="sign-in" id="content">
                        <h1>{sentence}</h1>
                        <button
                            type="button"
                            class="btn primary"
                            on:click=move |_| leptos::task::spawn_local(session::enter(console))
                        >
                            {i18n.t().retry}
                        </button>
                    </main>
                }
                    .into_any()
            }
            _ => view! { <main class="sign-in" id="content"><p role="status">{i18n.t().loading}</p></main> }.into_any(),
        })}
    }
}
