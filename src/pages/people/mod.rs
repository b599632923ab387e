//! The people of a connection, with the roles that each holds where the vendor's list of people tells. Whole people can be
//! selected, to take away all that they hold.

pub(super) mod table;
pub(super) mod wishes;

use std::sync::Arc;

use leptos::prelude::*;
use rescind_domain::{Access, Connection};

use self::table::{Row, Source, columns, progress, select};
use super::gaps::gap_notes;
use super::head::PageHead;
use super::notices::unread;
use super::place::in_connection;
use super::revoke::Question;
use super::revoke::confirm::Confirm;
use super::revoke::gather::Gather;
use super::{table_state, vacancy};
use crate::i18n::use_i18n;
use crate::state::load::Load;
use crate::state::{url, use_console};
use crate::ui::dynamic::dynamic;
use crate::ui::table::DataTable;

/// The page.
#[component]
pub fn PeoplePage() -> impl IntoView {
    in_connection(|connection| view! { <People connection=connection /> }.into_any())
}

#[component]
fn People(
    /// Whose.
    connection: Connection,
) -> impl IntoView {
    let i18n = use_i18n();
    let console = use_console();
    let people = Load::new();
    let roles = url::roles(&connection.id);
    let label = connection.label.clone();
    let columns = columns((&connection.capabilities).into());
    let question: Question = RwSignal::new(None);
    let state = table_state("person");
    let writable = connection.access == Access::ReadWrite;
    let source = StoredValue::new(Source { connection: Arc::new(connection), people });
    let refresh = Callback::new(move |()| source.with_value(|source| source.refresh(console)));
    refresh.run(());
    let rows = Memo::new_with_compare(move |_| Arc::new(source.get_value().rows(console)), |_, _| true);
    let gather = Gather::new(state, question);
    let sources = Signal::derive(move || Arc::new(vec![source.get_value()]));
    let select = writable.then(|| select(console, sources, gather));
    let vacancy = Signal::derive(move || {
        vacancy(i18n.t(), people, |list| &list.gaps, i18n.t().loading, i18n.t().grants().no_people)
    });
    view! {
        <PageHead
            crumbs=vec![
                (i18n.signal(|t| t.connections), Some("/".to_owned())),
                (Signal::stored(label), Some(roles.clone())),
            ]
            title=i18n.signal(|t| t.grants().people)
            heading=view! {
                <h1>{i18n.text(|t| t.grants().people)}</h1>
                <a href=roles>{i18n.text(|t| t.grants().roles)}</a>
            }
                .into_any()
            read=Signal::derive(move || people.began())
            on_refresh=refresh
        />
        {dynamic(move || people.fault().map(|fault| unread(i18n.t().grants().people, &fault, refresh)))}
        {dynamic(move || people.get().map(|loaded| gap_notes(&loaded.value.gaps, refresh)))}
        {gather.notes(|t| t.grants().roles, |t| t.grants().nothing_to_take)}
        <Show when=move || people.is_busy() && !people.is_whole() && people.get().is_some()>
            <p class="muted progress-line">{dynamic(move || progress(&sources.get()))}</p>
        </Show>
        <DataTable
            label=i18n.signal(|t| t.grants().people)
            columns=columns
            rows=rows
            key=Row::key
            same=Row::is_same
            search=Row::searched
            state=state
            vacancy=vacancy
            select=select
        />
        <Confirm question=question />
    }
}
