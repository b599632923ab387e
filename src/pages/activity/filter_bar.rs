//! The fields of the filters. Names have to be given in full, so what the loaded rows hold is offered while one types.

use leptos::prelude::*;
use rescind_domain::{ConnectionId, Outcome, RoleName, sort};

use super::journal::{Journal, Row};
use super::query::{Field, Filters, UNSETTLED};
use crate::i18n::{Texts, use_i18n};
use crate::pages::outcome;
use crate::state::use_console;
use crate::ui::dynamic::dynamic;

/// The label of a field.
pub(super) fn label(field: Field) -> fn(&'static Texts) -> &'static str {
    match field {
        Field::Connection => |t| t.col_connection,
        Field::Who => |t| t.activity().who,
        Field::Principal => |t| t.activity().principal,
        Field::Role => |t| t.grants().col_role,
        Field::Outcome => |t| t.activity().outcome,
        Field::From => |t| t.activity().from,
        Field::To => |t| t.activity().to,
    }
}

/// What a value is called.
pub(super) fn word(t: &'static Texts, field: Field, value: &str) -> String {
    match field {
        Field::Outcome => outcome_word(t, value).unwrap_or(value).to_owned(),
        Field::Connection => {
            let known = use_console().connection(&ConnectionId::new(value));
            known.map_or_else(|| value.to_owned(), |connection| connection.label)
        }
        _ => value.to_owned(),
    }
}

fn outcome_word(t: &'static Texts, name: &str) -> Option<&'static str> {
    match name {
        UNSETTLED => Some(t.activity().unsettled),
        _ => outcome::word_of(t, name),
    }
}

/// All fields, and the button that empties them.
pub(super) fn filter_bar(filters: Filters, journal: Journal) -> AnyView {
    let i18n = use_i18n();
    view! {
        <search class="filters" tabindex="-1" aria-label=i18n.text(|t| t.activity().filters)>
            {Field::ALL.into_iter().map(|field| one(field, filters, journal)).collect_view()}
            {dynamic(move || filters.is_any().then(|| view! {
                <button type="button" class="btn small quiet" on:click=move |_| filters.clear()>
                    {i18n.t().activity().clear}
                </button>
            }))}
        </search>
    }
    .into_any()
}

fn one(field: Field, filters: Filters, journal: Journal) -> AnyView {
    let i18n = use_i18n();
    let value = filters.value(field);
    let control = match field {
        Field::Outcome => choice(value, outcomes),
        Field::Connection => choice(value, connections),
        Field::From | Field::To => input(field, "date", value),
        Field::Who | Field::Principal | Field::Role => view! {
            {input(field, "search", value)}
            <datalist id=list(field)>
                {dynamic(move || {
                    let rows = journal.read.get().map(|loaded| loaded.value.rows.clone()).unwrap_or_default();
                    let known = known(field, &rows);
                    known.into_iter().map(|value| view! { <option value=value></option> }).collect_view()
                })}
            </datalist>
        }
        .into_any(),
    };
    view! {
        <label class=field.name()>
            <span>{i18n.text(label(field))}</span>
            {control}
        </label>
    }
    .into_any()
}

fn list(field: Field) -> String {
    format!("known-{}", field.name())
}

/// It takes effect when it is left or confirmed: half a name finds nothing.
fn input(field: Field, kind: &'static str, value: RwSignal<String>) -> AnyView {
    let i18n = use_i18n();
    view! {
        <input
            class="field"
            type=kind
            autocomplete="off"
            list=list(field)
            placeholder=i18n.text(|t| t.activity().whole_name)
            prop:value=move || value.get()
            on:change=move |event| value.set(event_target_value(&event).trim().to_owned())
        />
    }
    .into_any()
}

type Choices = fn(&'static Texts) -> Vec<(String, String)>;

fn choice(value: RwSignal<String>, choices: Choices) -> AnyView {
    let i18n = use_i18n();
    view! {
        <select class="field" on:change=move |event| value.set(event_target_value(&event))>
            <option value="" selected=move || value.with(String::is_empty)>{i18n.text(|t| t.activity().any)}</option>
            {dynamic(move || {
                let option = |(id, word): (String, String)| {
                    let chosen = id.clone();
                    view! { <option value=id selected=move || value.with(|value| *value == chosen)>{word}</option> }
                };
                choices(i18n.t()).into_iter().map(option).collect_view()
            })}
        </select>
    }
    .into_any()
}

fn outcomes(t: &'static Texts) -> Vec<(String, String)> {
    let names = [UNSETTLED].into_iter().chain(Outcome::NAMES);
    names.filter_map(|name| Some((name.to_owned(), outcome_word(t, name)?.to_owned()))).collect()
}

fn connections(_: &'static Texts) -> Vec<(String, String)> {
    let one = |connection: &rescind_domain::Connection| (connection.id.to_string(), connection.label.clone());
    use_console().connections.with(|all| all.iter().map(one).collect())
}

/// The values of the loaded rows, each once, in order.
fn known(field: Field, rows: &[Row]) -> Vec<String> {
    let value = |row: &Row| match field {
        Field::Who => Some(row.row.who.clone()),
        Field::Principal => row.row.grant.principal().map(|principal| principal.id.as_str()).map(str::to_owned),
        Field::Role => row.row.grant.role().map(RoleName::as_str).map(str::to_owned),
        _ => None,
    };
    sort::set(rows.iter().filter_map(value)).into_iter().collect()
}
