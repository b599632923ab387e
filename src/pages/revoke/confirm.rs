//! The question before a revocation: what will be lost, what is dangerous about it, the exact call, and why.

use leptos::prelude::*;
use rescind_domain::hazard::{self, Severity};
use rescind_domain::role::RolePower;
use rescind_domain::{Grant, Hazard};
use rescind_vendors::revocation_calls;

use super::{Asked, Question};
use crate::i18n::{Texts, use_i18n};
use crate::state::{execute, preferences, use_console};
use crate::ui::copy::CopyButton;
use crate::ui::dialog::Dialog;
use crate::ui::dynamic::dynamic;
use crate::ui::icon::{Icon, Picture};

/// The dialog, as long as the question is open.
#[component]
pub fn Confirm(
    /// The page's question.
    question: Question,
) -> impl IntoView {
    dynamic(move || question.get().map(|asked| view! { <Ask question=question asked=asked /> }))
}

#[component]
fn Ask(
    /// The page's question.
    question: Question,
    /// What is to be taken away.
    asked: Asked,
) -> impl IntoView {
    let i18n = use_i18n();
    let console = use_console();
    let Asked { connection, grant, known } = asked;
    let hazards = hazard::hazards(&grant, &known);
    let word = hazards.iter().any(|hazard| hazard.severity() == Severity::Danger).then(|| grant.role().to_string());
    let calls: Vec<String> =
        revocation_calls(connection.vendor, &grant).iter().take(1).map(ToString::to_string).collect();
    let calls = calls.join("\n");

    let key = grant.key(&connection.id);
    let reason = RwSignal::new(preferences::reason(&key));
    let typed = RwSignal::new(String::new());
    let ready = {
        let word = word.clone();
        move || word.as_ref().is_none_or(|word| typed.with(|typed| typed.trim() == word))
    };
    let close = move || question.set(None);
    let title = {
        let grant = grant.clone();
        move || title_of(i18n.t(), &grant)
    };
    let consequence = {
        let (grant, label) = (grant.clone(), connection.label.clone());
        move || match &grant {
            Grant::Membership(membership) => (i18n.t().lose_membership)(&membership.principal.name(), &label),
            Grant::Privilege(privilege) => (i18n.t().lose_privilege)(privilege.role.as_str(), &label),
        }
    };
    let submit = {
        let ready = ready.clone();
        move |event: leptos::ev::SubmitEvent| {
            event.prevent_default();
            if !ready() {
                return;
            }
            let reason = reason.get_untracked().trim().to_owned();
            close();
            execute::start(console, connection.clone(), vec![grant.clone()], reason);
        }
    };
    let waits = {
        let ready = ready.clone();
        move || if ready() { "false" } else { "true" }
    };
    view! {
        <Dialog title=Signal::derive(title) on_close=Callback::new(move |()| close())>
            <form on:submit=submit>
                <div class="dialog-body">
                    <p>{dynamic(consequence)}</p>
                    {hazards.into_iter().map(hazard_line).collect_view()}
                    <label class="label" for="reason">
                        {i18n.text(|t| t.reason)}
                    </label>
                    <input
                        id="reason"
                        class="field wide"
                        autocomplete="off"
                        maxlength="1000"
                        aria-describedby="reason-hint"
                        prop:value=move || reason.get()
                        on:input=move |event| {
                            let text = event_target_value(&event);
                            preferences::keep_reason(&key, &text);
                            reason.set(text);
                        }
                    />
                    <p id="reason-hint" class="hint">
                        {i18n.text(|t| t.reason_hint)}
                    </p>
                    {word
                        .map(|word| {
                            view! {
                                <label class="label" for="word">
                                    {dynamic(move || (i18n.t().type_to_confirm)(&word))}
                                </label>
                                <input
                                    id="word"
                                    class="field wide id"
                                    autocomplete="off"
                                    prop:value=move || typed.get()
                                    on:input=move |event| typed.set(event_target_value(&event))
                                />
                            }
                        })}
                    <div class="label-line">
                        <span class="label">{i18n.text(|t| t.exact_call)}</span>
                        <CopyButton
                            label=i18n.signal(|t| t.copy)
                            done=i18n.signal(|t| t.copied)
                            refused=i18n.signal(|t| t.copy_failed)
                            text=calls.clone()
                        />
                    </div>
                    <pre class="call" tabindex="0">
                        {calls.clone()}
                    </pre>
                </div>
                <footer>
                    <button type="button" class="btn" on:click=move |_| close()>
                        {i18n.text(|t| t.cancel)}
                    </button>
                    <button type="submit" class="btn fill" aria-disabled=waits>
                        {i18n.text(|t| t.revoke)}
                    </button>
                </footer>
            </form>
        </Dialog>
    }
}

fn title_of(t: &Texts, grant: &Grant) -> String {
    match grant {
        Grant::Membership(membership) => (t.take_membership)(membership.role.as_str(), &membership.principal.name()),
        Grant::Privilege(privilege) => (t.take_privilege)(&grant.what(), privilege.role.as_str()),
    }
}

fn hazard_line(hazard: Hazard) -> AnyView {
    let i18n = use_i18n();
    let text = move || {
        let t = i18n.t();
        match &hazard {
            Hazard::Yourself { account, power: RolePower::Administrator } => {
                (t.hazard_yourself_administrator)(account.as_str())
            }
            Hazard::Yourself { account, power: RolePower::Ordinary } => (t.hazard_yourself)(account.as_str()),
            Hazard::LastHolder { role, power: RolePower::Administrator } => {
                (t.hazard_last_administrator)(role.as_str())
            }
            Hazard::LastHolder { role, power: RolePower::Ordinary } => (t.hazard_last_holder)(role.as_str()),
            Hazard::Wildcard { what } => (t.hazard_wildcard)(what),
            Hazard::TakesAlso { what } => (t.hazard_takes_also)(&what.join(", ")),
            Hazard::StillCovered { via } => (t.hazard_still_covered)(&via.join(", ")),
        }
    };
    view! {
        <p class="hazard">
            <Picture icon=Icon::Hazard />
            <span>{dynamic(text)}</span>
        </p>
    }
    .into_any()
}
