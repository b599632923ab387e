//! Everything that the journal has of a row, as it is shown when the row is unfolded.

use leptos::prelude::*;
use rescind_domain::{EntryState, Fault, Grant, JournalRow, Outcome};

use super::columns::{answer_of, connection, scope_of};
use super::journal::Row;
use super::outcome;
use crate::i18n::{Texts, format, use_i18n};
use crate::pages::compared::compared;
use crate::pages::outcome as outcome_words;
use crate::pages::words::{what, whom};
use crate::state::url;
use crate::ui::copy::CopyButton;

type Name = fn(&'static Texts) -> &'static str;

/// The facts of a row.
pub(super) fn facts(row: &Row) -> AnyView {
    let i18n = use_i18n();
    let row = row.row.clone();
    let t = i18n.t();
    let whom = whom(t, &row.grant);
    let fault = fault_of(&row).cloned();
    let reason = Some(row.reason.clone()).filter(|reason| !reason.is_empty());
    let request = row.request_id.clone().or_else(|| fault.as_ref().and_then(|fault| fault.request_id.clone()));
    let call = row.method.as_ref().zip(row.path.as_ref()).map(|(method, path)| format!("{method} {path}"));
    let plan = row.plan.clone();
    let how = format!("{} · {}", (outcome::word(&row).1)(t), outcome::how(t, &row));
    let connection_id = row.connection.to_string();
    view! {
        <div class="unfolded">
            <dl class="facts-list">
                {fact(|t| t.activity().time, format!("{} · {}", format::date_time(i18n.locale(), row.at), row.at.to_utc()))}
                {fact(|t| t.activity().who, who_of(&row))}
                {entry(|t| t.col_connection, view! { {connection(&row)} " " <span class="id">{connection_id}</span> }.into_any())}
                {code(|t| t.activity().fact_what, Some(what(t, &row.grant)))}
                {code(|t| t.activity().fact_roles, roles_of(&row))}
                {code(|t| t.activity().fact_whom, Some(whom))}
                {code(|t| t.activity().fact_scope, scope_of(&row))}
                {fact(|t| t.revoke().reason, reason.unwrap_or_else(|| t.activity().no_reason.to_owned()))}
                {fact(|t| t.activity().fact_how, how)}
                {observed_of(&row).map(|observed| fact(|t| t.activity().fact_observed, observed))}
                {compared_of(t, &row).map(|compared| fact(|t| t.activity().fact_compared, compared))}
                {fault.as_ref().and_then(|fault| fault.message.clone()).map(|said| fact(|t| t.activity().fact_said, format!("“{said}”")))}
                {code(|t| t.activity().fact_call, call)}
                {fact(|t| t.activity().answer, answer_of(&row).text(t))}
                {request.map(|id| entry(|t| t.activity().fact_request, request_id(id.to_string())))}
                {code(|t| t.activity().fact_key, row.idempotency_key.as_ref().map(ToString::to_string))}
                {entry(
                    |t| t.activity().fact_plan,
                    view! { <a class="id" href=url::plan(&plan)>{plan.to_string()}</a> }.into_any(),
                )}
                {code(|t| t.activity().fact_entry, Some(row.entry.to_string()))}
            </dl>
            {fault.and_then(|fault| fault.raw).map(|raw| {
                view! {
                    <p class="label">{i18n.text(|t| t.activity().fact_raw)}</p>
                    <pre class="call" tabindex="0">{raw}</pre>
                }
            })}
        </div>
    }
    .into_any()
}

/// Which roles all access stood for: those that the gateway saw just before it took them, else those that the admin saw.
pub(super) fn roles_of(row: &JournalRow) -> Option<String> {
    let access = |grant: &Grant| match grant {
        Grant::Access(access) => Some(access.roles.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")),
        Grant::Membership(_) | Grant::Privilege(_) => None,
    };
    let chosen = access(&row.grant)?;
    Some(row.captured.iter().find_map(access).unwrap_or(chosen))
}

/// Who asked for it, with the session where one name stands for many people.
pub(super) fn who_of(row: &JournalRow) -> String {
    row.session.as_ref().map_or_else(|| row.who.clone(), |session| format!("{} ({session})", row.who))
}

/// Who observed the outcome, and by which read; nothing where nobody is known to have.
pub(super) fn observed_of(row: &JournalRow) -> Option<String> {
    outcome_words::observed(row.observed.as_ref()?)
}

/// What the call changed besides what was asked for.
pub(super) fn compared_of(t: &Texts, row: &JournalRow) -> Option<String> {
    compared(t, row.comparison.as_ref()?, &what(t, &row.grant))
}

/// The fault of an outcome that has one.
pub(super) fn fault_of(row: &JournalRow) -> Option<&Fault> {
    match &row.state {
        EntryState::Settled { outcome: Outcome::Failed { fault, .. } | Outcome::Unknown { fault } } => Some(fault),
        _ => None,
    }
}

fn request_id(text: String) -> AnyView {
    let i18n = use_i18n();
    view! {
        <span class="id">{text.clone()}</span>
        <CopyButton
            label=i18n.signal(|t| t.messages().copy_request_id)
            done=i18n.signal(|t| t.copied)
            refused=i18n.signal(|t| t.copy_failed)
            text=text
        />
    }
    .into_any()
}

fn code(name: Name, value: Option<String>) -> Option<AnyView> {
    value.map(|value| entry(name, view! { <span class="id">{value}</span> }.into_any()))
}

fn fact(name: Name, value: String) -> AnyView {
    entry(name, value.into_any())
}

fn entry(name: Name, value: AnyView) -> AnyView {
    let i18n = use_i18n();
    view! {
        <div>
            <dt>{i18n.text(name)}</dt>
            <dd>{value}</dd>
        </div>
    }
    .into_any()
}
