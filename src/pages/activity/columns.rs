//! The columns of the journal's table. They have no order of their own: the journal comes newest first, page by page, so
//! that another order would be one of what happens to be loaded.

use std::sync::Arc;
use std::time::Duration;

use leptos::prelude::*;
use rescind_domain::{JournalRow, Timestamp};

use super::journal::Row;
use super::{act, detail, outcome};
use crate::i18n::{Texts, format, use_i18n};
use crate::pages::undo;
use crate::pages::words::{business_facts, whom};
use crate::state::use_console;
use crate::ui::copy::CopyButton;
use crate::ui::dynamic::dynamic;
use crate::ui::table::{Cell, Column, ColumnKind};

/// How often ages are written anew.
const TICK: Duration = Duration::from_secs(5);

/// The columns.
pub(super) fn columns(question: undo::Question) -> Vec<Column<Row>> {
    let now = RwSignal::new(format::now());
    if let Ok(tick) = set_interval_with_handle(move || now.set(format::now()), TICK) {
        on_cleanup(move || tick.clear());
    }
    let i18n = use_i18n();
    let column = |id, title: fn(&'static Texts) -> &'static str, kind, cell: Cell<Row>| Column {
        id,
        title: i18n.signal(title),
        kind,
        sort: None,
        cell,
    };
    vec![
        column("time", |t| t.activity().time, ColumnKind::Plain, Arc::new(move |row: &Row| time(row, now))),
        column("taken", |t| t.activity().taken, ColumnKind::Heading, Arc::new(taken)),
        column("who", |t| t.activity().who, ColumnKind::Detail, Arc::new(who)),
        column("outcome", |t| t.activity().outcome, ColumnKind::Plain, Arc::new(outcome::cell)),
        column("answer", |t| t.activity().answer, ColumnKind::Detail, Arc::new(answer)),
        column(
            "action",
            |t| t.grants().col_action,
            ColumnKind::Action,
            Arc::new(move |row: &Row| act::cell(row, question)),
        ),
    ]
}

/// The age, which unfolds the row.
fn time(row: &Row, now: RwSignal<Timestamp>) -> AnyView {
    let i18n = use_i18n();
    let at = row.row.at;
    let open = RwSignal::new(false);
    let row = row.clone();
    view! {
        <details class="unfold" on:toggle=move |_| open.update(|open| *open = !*open)>
            <summary>
                <time datetime=at.to_utc() title=move || format::date_time(i18n.locale(), at)>
                    {dynamic(move || format::ago(i18n.locale(), at, now.get()))}
                </time>
            </summary>
            {dynamic(move || open.get().then(|| detail::facts(&row)))}
        </details>
    }
    .into_any()
}

fn taken(row: &Row) -> AnyView {
    let i18n = use_i18n();
    let subject = row.row.clone();
    let sentence = move || {
        let t = i18n.t();
        let (what, whom) = (subject.grant.what(), whom(t, &subject.grant));
        if subject.undo.is_some() { (t.undo().to_whom)(&what, &whom) } else { (t.messages().from_whom)(&what, &whom) }
    };
    let reason = Some(row.row.reason.clone()).filter(|reason| !reason.trim().is_empty());
    view! {
        <span class="clip">{dynamic(sentence)}</span>
        {reason.map(|reason| view! { <span class="under clip" title=reason.clone()>{reason.clone()}</span> })}
    }
    .into_any()
}

/// Where the grant lives, as the vendor spells it.
pub(super) fn scope_of(row: &JournalRow) -> Option<String> {
    row.grant.scope().map(ToString::to_string)
}

fn who(row: &Row) -> AnyView {
    let row = &row.row;
    view! {
        <span class="clip" title=row.who.clone()>{row.who.clone()}</span>
        <span class="under clip">{connection(row)}</span>
    }
    .into_any()
}

/// The connection's name; its id when it is not configured any more.
pub(super) fn connection(row: &JournalRow) -> AnyView {
    let console = use_console();
    let id = row.connection.clone();
    dynamic(move || console.connection(&id).map_or_else(|| id.to_string(), |connection| connection.label))
}

fn answer(row: &Row) -> AnyView {
    let i18n = use_i18n();
    let facts = statuses(&row.row);
    let id = row.row.request_id.clone().map(|id| {
        let text = id.to_string();
        view! {
            <span class="request">
                <span class="id clip" title=text.clone()>{text.clone()}</span>
                <CopyButton
                    label=i18n.signal(|t| t.copy)
                    done=i18n.signal(|t| t.copied)
                    refused=i18n.signal(|t| t.copy_failed)
                    text=text
                />
            </span>
        }
    });
    let none = row.row.method.is_none();
    view! {
        {none.then(|| view! { <span class="muted">{i18n.text(|t| t.activity().no_call)}</span> })}
        <span class="clip" title=facts.clone()>{facts.clone()}</span>
        {id}
    }
    .into_any()
}

/// Both statuses of the answer in one line, such as `HTTP 200 · code 0`.
pub(super) fn statuses(row: &JournalRow) -> String {
    let http = row.http_status.map(|status| ("HTTP".to_owned(), status.to_string()));
    let business = row.business.as_ref().into_iter().flat_map(business_facts);
    http.into_iter().chain(business).map(|(name, value)| format!("{name} {value}")).collect::<Vec<_>>().join(" · ")
}
