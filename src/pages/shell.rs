//! The frame around every page: top bar, navigation, content.

use leptos::prelude::*;
use leptos::task::spawn_local;
use rescind_domain::Access;

use super::part::on_demand;
use crate::i18n::{Locale, Texts, use_i18n};
use crate::parts;
use crate::state::location::Route;
use crate::state::preferences::{self, NoTimeLimit, Theme};
use crate::state::session::{self, Phase};
use crate::state::{url, use_console};
use crate::ui::dynamic::dynamic;
use crate::ui::effect::effect;
use crate::ui::menu::Menu;

/// The frame.
#[component]
pub fn Shell(
    /// The page.
    children: Children,
) -> impl IntoView {
    let i18n = use_i18n();
    let console = use_console();
    view! {
        <a class="skip" href="#content">
            {i18n.text(|t| t.skip_to_content)}
        </a>
        <TopBar />
        <div class="frame">
            <Navigation />
            <main id="content" tabindex="-1">
                {children()}
            </main>
        </div>
        <Show when=move || console.session.phase() == Phase::Ended>
            {on_demand(|| Box::pin(parts::sign_in_again()), |dialog| dialog())}
        </Show>
    }
}

/// Product, language, theme, and the way out. Also shown where nobody is signed in.
#[component]
pub fn TopBar() -> impl IntoView {
    let i18n = use_i18n();
    let console = use_console();
    let theme = RwSignal::new(preferences::theme());
    effect(move |_| preferences::show_theme(theme.get()));
    let signed_in = move || matches!(console.session.phase(), Phase::SignedIn | Phase::Ended);
    let locales = Locale::ALL.map(|locale| (locale.tag(), locale.own_name().to_owned())).to_vec();
    view! {
        <header class="top">
            <a class="brand" href="/">
                <span class="mark" aria-hidden="true"></span>
                {i18n.text(|t| t.product)}
            </a>
            <span class="grow"></span>
            <Menu
                label=i18n.signal(|t| t.language)
                choices=Signal::stored(locales)
                chosen=Signal::derive(move || i18n.locale().tag())
                on_choose=Callback::new(move |tag: String| {
                    if let Some(locale) = Locale::of_tag(&tag) {
                        i18n.choose(locale);
                    }
                })
            />
            <Menu
                label=i18n.signal(|t| t.theme)
                choices=Signal::derive(move || Theme::ALL.map(|theme| (theme.as_str(), theme_name(i18n.t(), theme))).to_vec())
                chosen=Signal::derive(move || theme.get().as_str())
                on_choose=Callback::new(move |value: String| {
                    theme.set(Theme::of(&value));
                    preferences::store_theme(Theme::of(&value));
                })
            />
            <Show when=signed_in>
                <button
                    type="button"
                    class="btn small quiet"
                    on:click=move |_| spawn_local(session::sign_out(console))
                >
                    {i18n.text(|t| t.sign_out)}
                </button>
            </Show>
        </header>
    }
}

/// What keys do. The table presses the button, too.
#[component]
fn Keyboard() -> impl IntoView {
    let i18n = use_i18n();
    let open = RwSignal::new(false);
    let close = Callback::new(move |()| open.set(false));
    view! {
        <button
            type="button"
            data-key="?"
            aria-haspopup="dialog"
            on:click=move |_| open.set(true)
        >
            <span class="name">{i18n.text(|t| t.keyboard)}</span>
            <small aria-hidden="true"><kbd>"?"</kbd></small>
        </button>
        <Show when=move || open.get()>
            {on_demand(|| Box::pin(parts::keyboard()), move |dialog| dialog(close))}
        </Show>
    }
}

#[component]
fn Navigation() -> impl IntoView {
    let i18n = use_i18n();
    let console = use_console();
    let location = console.location;
    let at = move |prefix: &str| location.path().starts_with(prefix);
    view! {
        <nav class="side" aria-label=i18n.text(|t| t.connections)>
            <h2>
                <a href="/" aria-current=move || (location.route() == Route::Connections).then_some("page")>
                    {i18n.text(|t| t.connections)}
                </a>
            </h2>
            <For each=move || console.connections.get() key=|connection| connection.id.clone() let:connection>
                {
                    let prefix = format!("/c/{}/", connection.id);
                    view! {
                        <a
                            href=url::roles(&connection.id)
                            aria-current=move || at(&prefix).then_some("true")
                        >
                            <span class="name">{connection.label.clone()}</span>
                            {(connection.access == Access::ReadOnly)
                                .then(|| view! { <small>{i18n.text(|t| t.read_only)}</small> })}
                        </a>
                    }
                }
            </For>
            <h2>{i18n.text(|t| t.tools)}</h2>
            <a href="/review" aria-current=move || (location.route() == Route::Review).then_some("true")>
                <span class="name">{i18n.text(|t| t.review_title)}</span>
            </a>
            <a href="/plan" aria-current=move || at("/plan").then_some("true")>
                <span class="name">{i18n.text(|t| t.plans_title)}</span>
            </a>
            <a href="/activity" aria-current=move || (location.route() == Route::Activity).then_some("true")>
                <span class="name">{i18n.text(|t| t.activity_title)}</span>
            </a>
            <a href="/snapshot" aria-current=move || (location.route() == Route::Snapshot).then_some("true")>
                <span class="name">{i18n.text(|t| t.snapshot_title)}</span>
            </a>
            <Keyboard />
            <TimeLimit />
        </nav>
    }
}

/// How long a vendor's answer is waited for.
#[component]
fn TimeLimit() -> impl IntoView {
    let i18n = use_i18n();
    let console = use_console();
    let typed = RwSignal::new(preferences::time_limit());
    let problem = Memo::new(move |_| typed.with(|typed| preferences::time_limit_of(typed).err()));
    let wrong = move || problem.get().is_some();
    let on_input = move |event| {
        let text = event_target_value(&event);
        if let Ok(limit) = preferences::time_limit_of(&text) {
            console.time_limit.set(limit);
            preferences::store_time_limit(&text);
        }
        typed.set(text);
    };
    view! {
        <div class="setting">
            <label for="time-limit">{i18n.text(|t| t.time_limit)}</label>
            <input
                id="time-limit"
                class="field"
                inputmode="decimal"
                autocomplete="off"
                aria-describedby="time-limit-hint"
                aria-invalid=move || if wrong() { "true" } else { "false" }
                prop:value=move || typed.get()
                on:input=on_input
            />
            <p id="time-limit-hint" class=move || if wrong() { "error" } else { "hint" }>
                {dynamic(move || match problem.get() {
                    None => i18n.t().time_limit_hint,
                    Some(NoTimeLimit::NotSeconds) => i18n.t().time_limit_wrong,
                    Some(NoTimeLimit::TooLong) => i18n.t().time_limit_too_long,
                })}
            </p>
        </div>
    }
}

fn theme_name(t: &Texts, theme: Theme) -> String {
    match theme {
        Theme::System => t.theme_system,
        Theme::Light => t.theme_light,
        Theme::Dark => t.theme_dark,
    }
    .to_owned()
}
