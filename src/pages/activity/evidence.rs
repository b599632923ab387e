//! The journal on paper, for somebody who was not there: what the filters keep, all of it, with how each outcome is known.
//! It only reads, and it says when it is not everything.

use std::sync::Arc;

use leptos::prelude::*;
use rescind_domain::{JournalRow, Timestamp, sort};

use super::columns::{answer_of, connection, scope_of};
use super::journal::{LARGEST_PAGE, page as read_page};
use super::query::{Field, Filters};
use super::{detail, filter_bar, outcome};
use crate::i18n::{Texts, format, use_i18n};
use crate::pages::notices::unread;
use crate::pages::words::{what, whom};
use crate::state::load::{Extent, Load};
use crate::state::{url, use_console};
use crate::ui::dynamic::dynamic;

/// How many rows are put on paper: a browser lays out a few hundred sheets, not thousands.
const MOST: usize = 5000;

/// What was read.
#[derive(Clone, Default)]
struct Evidence {
    rows: Vec<JournalRow>,
    /// Whether the journal has older rows that the filters keep.
    more: Option<u64>,
}

/// The page; `back` leads to the table.
pub(super) fn page(back: Callback<()>) -> AnyView {
    let i18n = use_i18n();
    let client = use_console().client;
    let filters = Filters::of_address(RwSignal::new(url::current("filter").unwrap_or_default()));
    let query = untrack(|| filters.query(&filters.text.get_untracked()));
    let read: Load<Evidence> = Load::new();
    let refresh = Callback::new(move |()| {
        let query = query.clone();
        read.run_showing(|abort, show| async move {
            let mut so_far = Evidence::default();
            loop {
                let before = so_far.more.map(|next| next.to_string()).unwrap_or_default();
                let page = read_page(client, &query, before, LARGEST_PAGE, &abort).await?;
                so_far.rows.extend(page.rows);
                so_far.more = page.next;
                if page.next.is_none() || so_far.rows.len() >= MOST {
                    return Ok(so_far);
                }
                show.so_far(so_far.clone());
            }
        });
    });
    refresh.run(());
    view! {
        <div class="journal-acts acts">
            <button type="button" class="btn small" on:click=move |_| back.run(())>
                {i18n.text(|t| t.activity().back)}
            </button>
            <span class="grow"></span>
            {dynamic(move || read.is_whole().then(|| view! {
                <button type="button" class="btn primary" on:click=move |_| { let _ = window().print(); }>
                    {i18n.text(|t| t.activity().print)}
                </button>
            }))}
        </div>
        {dynamic(move || read.fault().map(|fault| unread(i18n.t().activity_title, &fault, refresh)))}
        {dynamic(move || {
            let loaded = read.get();
            match loaded {
                Some(loaded) if loaded.extent == Extent::Whole => paper(&filters, &loaded.value, loaded.began),
                other if read.fault().is_none() => {
                    let count = other.map_or(0, |loaded| loaded.value.rows.len());
                    let words = (i18n.t().activity().reading)(&format::number(i18n.locale(), count));
                    view! {
                        <p role="status">
                            <span class="spin" aria-hidden="true"></span>
                            " "
                            {words}
                        </p>
                    }
                    .into_any()
                }
                _ => ().into_any(),
            }
        })}
    }
    .into_any()
}

fn paper(filters: &Filters, evidence: &Arc<Evidence>, read: Timestamp) -> AnyView {
    let i18n = use_i18n();
    let (t, locale) = (i18n.t(), i18n.locale());
    let rows = &evidence.rows;
    let moment = |at: Timestamp| format!("{} ({})", format::date_time(locale, at), at.to_utc());
    let given = filters.given();
    let day = |field: Field| given.iter().find(|(known, _)| *known == field).map(|(_, value)| value.clone());
    let from = day(Field::From).unwrap_or_else(|| t.activity().beginning.to_owned());
    let to = day(Field::To).unwrap_or_else(|| moment(read));
    let text = Some(filters.text.get()).filter(|text| !text.is_empty());
    let conditions = given.iter().filter(|(field, _)| !matches!(field, Field::From | Field::To));
    let conditions =
        conditions.map(|(field, value)| (filter_bar::label(*field)(t), filter_bar::word(t, *field, value)));
    let conditions: Vec<_> = conditions.chain(text.map(|text| (t.filter, text))).collect();
    let conditions = match conditions.is_empty() {
        true => t.activity().any.to_owned(),
        false => conditions.iter().map(|(name, value)| format!("{name}: {value}")).collect::<Vec<_>>().join("; "),
    };
    let cut = evidence.more.map(|_| (t.activity().cut)(&format::number(locale, rows.len())));
    let origin = window().location().origin().unwrap_or_default();
    view! {
        <article class="evidence">
            <h1>{format!("{} · {}", t.product, t.activity().evidence)}</h1>
            <dl class="facts-list">
                {fact(t.activity().period, (t.activity().period_of)(&from, &to))}
                {fact(t.activity().filters, conditions)}
                {fact(t.activity().summary, summary(t, rows))}
                {fact(t.activity().gateway, origin)}
                {fact(t.activity().read_at, moment(read))}
                <div class="sign">
                    <dt>{t.activity().printed_by}</dt>
                    <dd></dd>
                </div>
            </dl>
            {cut.map(|words| view! { <p class="hazard" role="note">{words}</p> })}
            <table aria-label=t.activity().evidence>
                <thead>
                    <tr>
                        {[
                            t.activity().time,
                            t.activity().taken,
                            t.activity().who,
                            t.revoke().reason,
                            t.activity().answer,
                            t.activity().outcome,
                        ]
                            .into_iter()
                            .map(|title| view! { <th scope="col">{title}</th> })
                            .collect_view()}
                    </tr>
                </thead>
                <tbody>{rows.iter().map(|row| line(t, row)).collect_view()}</tbody>
            </table>
            <p class="muted">{t.activity().chain}</p>
        </article>
    }
    .into_any()
}

fn line(t: &'static Texts, row: &JournalRow) -> AnyView {
    let i18n = use_i18n();
    let (what, whom) = (what(t, &row.grant), whom(t, &row.grant));
    let scope = scope_of(row).map(|scope| format!("{} {scope}", t.activity().fact_scope));
    let reason = Some(row.reason.clone()).filter(|reason| !reason.is_empty());
    let answer = answer_of(row).text(t);
    let call = row.method.as_ref().zip(row.path.as_ref()).map(|(method, path)| format!("{method} {path}"));
    let fault = detail::fault_of(row);
    let request = row.request_id.as_ref().or_else(|| fault.and_then(|fault| fault.request_id.as_ref()));
    let request = request.map(|id| format!("{} {id}", t.activity().fact_request));
    let key = row.idempotency_key.as_ref().map(|key| format!("{} {key}", t.activity().fact_key));
    let said = fault.and_then(|fault| fault.message.clone()).map(|said| format!("“{said}”"));
    let under = |text: String| view! { <span class="under">{text}</span> };
    let observed = detail::observed_of(row);
    let compared = detail::compared_of(t, row);
    let restored = (!row.restored.is_empty()).then(|| t.activity().undo_since.to_owned());
    let verified = outcome::verified(row)(t);
    let roles = detail::roles_of(row).map(|roles| format!("{} {roles}", t.activity().fact_roles));
    let entry = format!("{} {} · {} {}", t.activity().fact_plan, row.plan, t.activity().fact_entry, row.entry);
    view! {
        <tr>
            <td>{format::date_time(i18n.locale(), row.at)} {under(row.at.to_utc())}</td>
            <th scope="row">
                {if row.undoes.is_some() { (t.undo().restoring_for)(&what, &whom) } else { (t.messages().from_whom)(&what, &whom) }} <span class="under">{connection(row)}</span> {scope.map(under)} {roles.map(under)} {under(entry)}
            </th>
            <td>{detail::who_of(row)}</td>
            <td>{reason.unwrap_or_else(|| t.activity().no_reason.to_owned())}</td>
            <td>
                {match call {
                    Some(call) => view! { {call} {under(answer)} }.into_any(),
                    None => answer.into_any(),
                }}
                {request.map(under)} {key.map(under)}
            </td>
            <td>
                <b>{(outcome::word(row).1)(t)} ", " {verified}</b>
                {under(outcome::how(t, row))} {said.map(under)} {restored.map(under)} {observed.map(under)} {compared.map(under)}
            </td>
        </tr>
    }
    .into_any()
}

/// How many attempts there are, and how many of each outcome, most common first.
fn summary(t: &'static Texts, rows: &[JournalRow]) -> String {
    let locale = use_i18n().locale();
    let mut counts: Vec<(&str, usize)> = Vec::new();
    for row in rows {
        let word = (outcome::word(row).1)(t);
        match counts.iter_mut().find(|(known, _)| *known == word) {
            Some((_, count)) => *count += 1,
            None => counts.push((word, 1)),
        }
    }
    let counts = sort::by_key(counts, |(_, count)| std::cmp::Reverse(*count));
    let all = format::count(locale, rows.len(), &t.activity().attempts);
    let each = counts.iter().map(|(word, count)| format!("{word} {}", format::number(locale, *count)));
    [all].into_iter().chain(each).collect::<Vec<_>>().join(" · ")
}

fn fact(name: &'static str, value: String) -> AnyView {
    view! {
        <div>
            <dt>{name}</dt>
            <dd>{value}</dd>
        </div>
    }
    .into_any()
}
