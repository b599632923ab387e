//! The columns of the journal's table. They have no order of their own: the journal comes newest first, page by page, so
//! that another order would be one of what happens to be loaded.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use leptos::prelude::*;
use rescind_domain::outcome::Proof;
use rescind_domain::{EntryState, JournalRow, Timestamp};

use super::journal::Row;
use super::{act, detail, outcome};
use crate::i18n::{Texts, format, use_i18n};
use crate::lasting::Lasting;
use crate::pages::outcome::Word;
use crate::pages::undo;
use crate::pages::words::{business_facts, what, whom};
use crate::state::use_console;
use crate::ui::copy::CopyButton;
use crate::ui::dynamic::dynamic;
use crate::ui::table::{Cell, Column, ColumnKind};
use crate::ui::unfold::is_unfolded;

/// How often ages are written anew.
const TICK: Duration = Duration::from_secs(5);

/// The columns.
pub(super) fn columns(question: undo::Question) -> Vec<Column<Row>> {
    let now = Lasting::new(format::now());
    if let Ok(tick) = set_interval_with_handle(move || now.set(format::now()), TICK) {
        on_cleanup(move || tick.clear());
    }
    // A row that is drawn anew stays unfolded.
    let unfolded = StoredValue::new(HashSet::new());
    let i18n = use_i18n();
    let column = |id, title: fn(&'static Texts) -> &'static str, kind, cell: Cell<Row>| Column {
        id,
        title: i18n.signal(title),
        kind,
        sort: None,
        cell,
    };
    vec![
        column("time", |t| t.activity().time, ColumnKind::Plain, Arc::new(move |row: &Row| time(row, now, unfolded))),
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
fn time(row: &Row, now: Lasting<Timestamp>, unfolded: StoredValue<HashSet<u64>>) -> AnyView {
    let i18n = use_i18n();
    let (at, number) = (row.row.at, row.row.number);
    let open = RwSignal::new(unfolded.with_value(|unfolded| unfolded.contains(&number)));
    let row = row.clone();
    let toggle = move |event: leptos::ev::Event| {
        let is_open = is_unfolded(&event);
        // What is unfolded from the start says so once more.
        if open.get_untracked() != is_open {
            open.set(is_open);
        }
        unfolded.update_value(|unfolded| _ = if is_open { unfolded.insert(number) } else { unfolded.remove(&number) });
    };
    view! {
        <details class="unfold" open=open.get_untracked() on:toggle=toggle>
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
        let (what, whom) = (what(t, &subject.grant), whom(t, &subject.grant));
        if subject.undoes.is_some() { (t.undo().to_whom)(&what, &whom) } else { (t.messages().from_whom)(&what, &whom) }
    };
    let reason = Some(row.row.reason.clone()).filter(|reason| !reason.trim().is_empty());
    let whole = sentence.clone();
    view! {
        <span class="clip" title=whole>{dynamic(sentence)}</span>
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
    let said = match answer_of(&row.row) {
        Answer::None(why) => view! { <span class="muted">{i18n.text(why)}</span> }.into_any(),
        Answer::Statuses(facts) => view! { <span class="clip" title=facts.clone()>{facts.clone()}</span> }.into_any(),
    };
    view! { {said} {id} }.into_any()
}

/// What came back of a call.
pub(super) enum Answer {
    /// Nothing, and why.
    None(Word),
    /// Both statuses in one line, such as `HTTP 200 · code 0`.
    Statuses(String),
}

impl Answer {
    /// In words.
    pub(super) fn text(self, t: &'static Texts) -> String {
        match self {
            Self::None(why) => why(t).to_owned(),
            Self::Statuses(statuses) => statuses,
        }
    }
}

/// What came back of an attempt's call.
pub(super) fn answer_of(row: &JournalRow) -> Answer {
    if row.method.is_none() {
        return Answer::None(|t| t.activity().no_call);
    }
    let Some(status) = row.http_status else {
        return Answer::None(match &row.state {
            EntryState::InFlight => |t| t.outcomes().in_flight,
            _ if row.repeat.is_some() => |t| t.activity().nothing_sent,
            EntryState::Settled { outcome } if outcome.proof() == Some(Proof::NotSent) => |t| t.activity().nothing_sent,
            _ => |t| t.activity().no_answer,
        });
    };
    let http = ("HTTP".to_owned(), status.to_string());
    let business = row.business.as_ref().into_iter().flat_map(business_facts);
    let statuses = std::iter::once(http).chain(business).map(|(name, value)| format!("{name} {value}"));
    Answer::Statuses(statuses.collect::<Vec<_>>().join(" · "))
}
