//! The root: makes the state, decides between signing in and the pages, and says which page an address shows.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::i18n::{I18n, Spoken, use_i18n};
use crate::pages::connections::ConnectionsPage;
use crate::pages::not_found::NotFound;
use crate::pages::part::on_demand;
use crate::pages::shell::{Shell, TopBar};
use crate::pages::sign_in::SignInPage;
use crate::parts::{self, Loading, View};
use crate::state::location::Route;
use crate::state::session::{self, Phase};
use crate::state::{Console, use_console};
use crate::ui::dynamic::dynamic;
use crate::ui::idle::idle;

/// The console.
#[component]
pub fn App(
    /// The language that it starts in.
    spoken: Spoken,
) -> impl IntoView {
    I18n::provide(spoken);
    let console = Console::provide();
    session::start(console);
    console.location.follow(|route| spawn_local(load_early(route)));
    spawn_local(load_all());
    // A session that ends in the middle of work does not take the page away.
    let working = Memo::new(move |_| matches!(console.session.phase(), Phase::SignedIn | Phase::Ended));
    dynamic(move || if working.get() { view! { <Pages /> }.into_any() } else { view! { <Outside /> }.into_any() })
}

#[component]
fn Pages() -> impl IntoView {
    let location = use_console().location;
    let route = Memo::new(move |_| location.route());
    view! { <Shell>{dynamic(move || page(route.get()))}</Shell> }
}

fn page(route: Route) -> AnyView {
    match route {
        Route::Connections => view! { <ConnectionsPage /> }.into_any(),
        Route::Nowhere => view! { <NotFound /> }.into_any(),
        route => part(route).map(|part| on_demand(part, |page| page())).into_any(),
    }
}

/// The part that a page lies in, unless it is there from the start.
fn part(route: Route) -> Option<fn() -> Loading<View>> {
    match route {
        Route::Roles => Some(|| Box::pin(parts::roles())),
        Route::Role => Some(|| Box::pin(parts::role())),
        Route::People => Some(|| Box::pin(parts::people())),
        Route::Person => Some(|| Box::pin(parts::person())),
        Route::Activity => Some(|| Box::pin(parts::activity())),
        Route::Plans => Some(|| Box::pin(parts::plans())),
        Route::Plan => Some(|| Box::pin(parts::plan())),
        Route::Review => Some(|| Box::pin(parts::review())),
        Route::Snapshot => Some(|| Box::pin(parts::snapshot())),
        Route::Connections | Route::Nowhere => None,
    }
}

/// Loads everything else once the first page is shown, so that following a link waits for nothing.
async fn load_all() {
    for route in [Route::Role, Route::Activity] {
        idle().await;
        load_early(route).await;
    }
    if let Ok(keep) = parts::keep_focus().await {
        keep();
    }
}

/// Loads what a link leads to before it is followed. When that fails, following it tells.
async fn load_early(route: Route) {
    if let Some(part) = part(route) {
        let _ = part().await;
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
