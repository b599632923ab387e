//! Everybody of all connections: one person is found everywhere, and loses everything in one plan.

use std::sync::Arc;

use leptos::prelude::*;
use rescind_domain::ConnectionId;
use rescind_domain::read::Holding;

use super::gaps::gap_notes;
use super::head::PageHead;
use super::notices::unread;
use super::people::table::{Row, Shape, Source, columns, progress, select};
use super::revoke::Question;
use super::revoke::confirm::Confirm;
use super::revoke::gather::Gather;
use super::{may_hide, table_state};
use crate::i18n::{Texts, use_i18n};
use crate::state::load::LoadsOf;
use crate::state::{Console, use_console};
use crate::ui::dynamic::dynamic;
use crate::ui::effect::effect;
use crate::ui::table::{CHOICE, Choice, DataTable, Vacancy};

/// What somebody may do, as far as the list of people tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Power {
    /// Whatever the vendor's administrators may.
    Administrator,
    /// What roles allow.
    Ordinary,
    /// There is no role.
    Nothing,
    /// The list does not say.
    NotListed,
    /// It could not be read.
    Unknown,
}

impl Power {
    const ALL: [Self; 5] = [Self::Administrator, Self::Ordinary, Self::Nothing, Self::NotListed, Self::Unknown];

    fn of(row: &Row) -> Self {
        let capabilities = &row.connection.capabilities;
        match &row.entry.roles {
            _ if row.entry.everything => Self::Administrator,
            Holding::Known(roles) if roles.iter().any(|role| capabilities.is_administrator(&role.name)) => {
                Self::Administrator
            }
            Holding::Known(roles) if roles.is_empty() => Self::Nothing,
            Holding::Known(_) => Self::Ordinary,
            Holding::Hidden(_) => Self::Unknown,
            Holding::NotListed => Self::NotListed,
        }
    }

    /// As the address has it.
    const fn as_str(self) -> &'static str {
        match self {
            Self::Administrator => "administrator",
            Self::Ordinary => "roles",
            Self::Nothing => "nothing",
            Self::NotListed => "not-listed",
            Self::Unknown => "unknown",
        }
    }

    fn word(self, t: &Texts) -> &'static str {
        match self {
            Self::Administrator => t.grants().holds_administrator,
            Self::Ordinary => t.grants().holds_roles,
            Self::Nothing => t.grants().holds_no_role,
            Self::NotListed => t.grants().read_when_selected,
            Self::Unknown => t.revoke().unknown,
        }
    }
}

/// The page.
#[component]
pub fn ReviewPage() -> impl IntoView {
    let i18n = use_i18n();
    let console = use_console();
    let sources = sources(console);
    effect(move |_| sources.with(|sources| sources.iter().for_each(|source| source.refresh(console))));
    let refresh = Callback::new(move |()| {
        sources.with_untracked(|sources| sources.iter().for_each(|source| source.refresh(console)));
    });
    let rows = Memo::new_with_compare(
        move |_| Arc::new(sources.get().iter().flat_map(|source| source.rows(console)).collect::<Vec<_>>()),
        |_, _| true,
    );
    let state = table_state("person");
    let question: Question = RwSignal::new(None);
    let gather = Gather::new(state, question);
    let is_busy = move || sources.with(|sources| sources.iter().any(|source| source.people.is_busy()));
    let is_whole = move || sources.with(|sources| sources.iter().all(|source| source.people.is_whole()));
    let vacancy = Signal::derive(move || {
        let hides = |source: &Source| source.people.get().is_none_or(|list| may_hide(&list.value.gaps));
        if is_busy() {
            Vacancy::Loading(i18n.t().loading.to_owned())
        } else if sources.with(|sources| sources.iter().any(hides)) {
            Vacancy::Unread(i18n.t().not_read.to_owned())
        } else {
            Vacancy::Empty(i18n.t().grants().nobody_anywhere.to_owned())
        }
    });
    // As old as the oldest of the lists.
    let read = move || sources.with(|sources| sources.iter().filter_map(|source| source.people.began()).min());
    let shape = Shape { connections: true, place: None, details: true, roles: true };
    view! {
        <PageHead
            title=i18n.signal(|t| t.review_title)
            heading=view! { <h1>{i18n.text(|t| t.review_title)}</h1> }.into_any()
            read=Signal::derive(read)
            on_refresh=refresh
        />
        {dynamic(move || sources.get().iter().map(|source| notes(console, source)).collect_view())}
        {gather.notes(|t| t.grants().roles, |t| t.grants().nothing_to_take)}
        <p class="muted">{i18n.text(|t| t.grants().review_hint)}</p>
        <Show when=move || is_busy() && !is_whole()>
            <p class="muted progress-line">{dynamic(move || progress(&sources.get()))}</p>
        </Show>
        <DataTable
            label=i18n.signal(|t| t.grants().people_everywhere)
            columns=columns(shape)
            rows=rows
            key=Row::key
            same=Row::is_same
            search=|row: &Row| format!("{} {}", row.searched(), row.connection.label)
            state=state
            vacancy=vacancy
            select=Some(select(console, sources.into(), gather))
            choices=vec![connection_choice(console), power_choice()]
        />
        <Confirm question=question />
    }
}

/// The lists of people. They belong to the page: the connections are set anew whenever somebody signs in.
fn sources(console: Console) -> Memo<Arc<Vec<Source>>> {
    let lists = LoadsOf::new();
    Memo::new(move |_| {
        let source = |connection: rescind_domain::Connection| Source {
            people: lists.get(&connection.id),
            connection: Arc::new(connection),
        };
        Arc::new(console.connections.get().into_iter().map(source).collect())
    })
}

/// What could not be read at a connection.
fn notes(console: Console, source: &Source) -> AnyView {
    let (people, label, source) = (source.people, source.connection.label.clone(), source.clone());
    let again = Callback::new(move |()| source.refresh(console));
    let gaps = {
        let label = label.clone();
        move || {
            let list = people.get().filter(|list| !list.value.gaps.is_empty());
            list.map(|list| {
                view! {
                    <p class="label">{label.clone()}</p>
                    {gap_notes(&list.value.gaps, again)}
                }
            })
        }
    };
    view! {
        {dynamic(move || people.fault().map(|fault| unread(&label, &fault, again)))}
        {dynamic(gaps)}
    }
    .into_any()
}

fn connection_choice(console: Console) -> Choice<Row> {
    let i18n = use_i18n();
    Choice {
        id: "connection",
        view: CHOICE,
        title: i18n.signal(|t| t.col_connection),
        of: Arc::new(|row: &Row| row.connection.id.to_string()),
        word: Arc::new(move |id| {
            console.connection(&ConnectionId::new(id)).map_or_else(|| id.to_owned(), |connection| connection.label)
        }),
    }
}

fn power_choice() -> Choice<Row> {
    let i18n = use_i18n();
    Choice {
        id: "holds",
        view: CHOICE,
        title: i18n.signal(|t| t.grants().col_holds),
        of: Arc::new(|row: &Row| Power::of(row).as_str().to_owned()),
        word: Arc::new(move |written| {
            let power = Power::ALL.into_iter().find(|power| power.as_str() == written);
            power.map_or_else(|| written.to_owned(), |power| power.word(i18n.t()).to_owned())
        }),
    }
}
