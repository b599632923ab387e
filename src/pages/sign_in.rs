//! Signing in: as a page of its own before anything is shown, as a dialog over the page when a session ends.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::i18n::use_i18n;
use crate::state::session::{self, SignInError};
use crate::state::use_console;
use crate::ui::dialog::Dialog;
use crate::ui::dynamic::dynamic;

/// The page.
#[component]
pub fn SignInPage() -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <main class="sign-in" id="content">
            <h1>{i18n.text(|t| t.sign_in_title)}</h1>
            <Form hint=i18n.signal(|t| t.sign_in_hint) />
        </main>
    }
}

/// The dialog.
#[component]
pub fn SignInDialog() -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <Dialog title=i18n.signal(|t| t.sign_in_title)>
            <div class="dialog-body">
                <Form hint=i18n.signal(|t| t.session_ended) />
            </div>
        </Dialog>
    }
}

#[component]
fn Form(
    /// What to do.
    #[prop(into)]
    hint: Signal<String>,
) -> impl IntoView {
    let i18n = use_i18n();
    let console = use_console();
    let token = RwSignal::new(String::new());
    let error = RwSignal::new(None::<SignInError>);
    let busy = RwSignal::new(false);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        spawn_local(async move {
            let result = session::sign_in(console, token.get_untracked().trim()).await;
            error.try_set(result.err());
            busy.try_set(false);
        });
    };
    view! {
        <form on:submit=submit>
            <p class="muted">{hint}</p>
            <label class="label" for="token">
                {i18n.text(|t| t.token)}
            </label>
            <input
                id="token"
                class="field wide"
                type="password"
                autocomplete="current-password"
                autofocus
                required
                aria-invalid=move || if error.get().is_some() { "true" } else { "false" }
                aria-describedby="token-error"
                prop:value=move || token.get()
                on:input=move |event| token.set(event_target_value(&event))
            />
            <p id="token-error" class="error" role="alert">
                {dynamic(move || {
                    error
                        .get()
                        .map(|error| match error {
                            SignInError::WrongToken => i18n.t().wrong_token,
                            SignInError::TooManyAttempts => i18n.t().too_many_attempts,
                            SignInError::NoAnswer => i18n.t().gateway_unreachable,
                        })
                })}
            </p>
            <button class="btn primary" type="submit" aria-disabled=move || if busy.get() { "true" } else { "false" }>
                {i18n.text(|t| t.sign_in)}
            </button>
        </form>
    }
}
