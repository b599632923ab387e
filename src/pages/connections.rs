//! All connections: what they are, and whether they can be used right now.

use std::sync::Arc;

use leptos::prelude::*;
use rescind_domain::read::{Probe as Health, Subject};
use rescind_domain::{Access, Connection, Fault, FaultKind, FaultSource, Retry, Vendor};

use super::head::PageHead;
use super::part::on_demand;
use super::table_state;
use crate::i18n::{Plural, Texts, format, use_i18n};
use crate::parts::{self, NotLoaded};
use crate::state::load::{Load, LoadsOf};
use crate::state::{Console, url, use_console};
use crate::ui::badge::{Badge, BusyBadge, Tone};
use crate::ui::dynamic::dynamic;
use crate::ui::effect::effect;
use crate::ui::table::{Column, ColumnKind, DataTable, Vacancy, text_key};

/// How much a connection shows of itself.
type Probe = Load<Health>;

#[derive(Clone)]
struct Row {
    connection: Connection,
    probe: Probe,
}

/// The page.
#[component]
pub fn ConnectionsPage() -> impl IntoView {
    let i18n = use_i18n();
    let console = use_console();
    let probes = LoadsOf::new();
    let rows = Memo::new_with_compare(
        move |_| {
            let row = |connection: Connection| Row { probe: probes.get(&connection.id), connection };
            Arc::new(console.connections.get().into_iter().map(row).collect::<Vec<_>>())
        },
        |_, _| true,
    );
    effect(move |_| rows.with(|rows| rows.iter().for_each(|row| probe(console, row))));
    let columns = vec![
        Column {
            id: "connection",
            title: i18n.signal(|t| t.col_connection),
            kind: ColumnKind::Heading,
            sort: Some(Arc::new(|row: &Row| text_key(&row.connection.label))),
            cell: Arc::new(|row: &Row| {
                let (href, label) = (url::roles(&row.connection.id), row.connection.label.clone());
                let read_only = row.connection.access == Access::ReadOnly;
                let i18n = use_i18n();
                view! {
                    <a href=href>{label}</a>
                    {read_only
                        .then(|| view! { <Badge tone=Tone::Plain text=i18n.signal(|t| t.read_only) /> })}
                }
                .into_any()
            }),
        },
        Column {
            id: "product",
            title: i18n.signal(|t| t.col_product),
            kind: ColumnKind::Detail,
            sort: Some(Arc::new(|row: &Row| text_key(product(row.connection.vendor)))),
            cell: Arc::new(|row: &Row| product(row.connection.vendor).into_any()),
        },
        Column {
            id: "state",
            title: i18n.signal(|t| t.col_state),
            kind: ColumnKind::Plain,
            sort: None,
            cell: Arc::new(|row: &Row| state_cell(row.probe)),
        },
    ];
    view! {
        <PageHead
            title=i18n.signal(|t| t.connections)
            heading=view! { <h1>{i18n.text(|t| t.connections)}</h1> }.into_any()
            on_refresh=Callback::new(move |()| rows.with_untracked(|rows| rows.iter().for_each(|row| probe(console, row))))
        />
        {dynamic(move || {
            rows.get()
                .iter()
                .filter_map(|row| row.probe.fault().map(|fault| failure(console, row, &fault)))
                .collect_view()
        })}
        <DataTable
            label=i18n.signal(|t| t.connections)
            columns=columns
            rows=rows
            key=|row: &Row| row.connection.id.to_string()
            search=|row: &Row| format!("{} {}", row.connection.label, product(row.connection.vendor))
            state=table_state("connection")
            vacancy=Signal::derive(move || Vacancy::Empty(i18n.t().no_connections.to_owned()))
        />
    }
}

fn probe(console: Console, row: &Row) {
    let connection = row.connection.clone();
    row.probe.run(|abort| async move {
        match parts::probe().await {
            Ok(ask) => ask(console, connection, abort).await,
            Err(NotLoaded) => Err(Fault::new(FaultKind::Offline, FaultSource::Browser, "", "", Retry::Safe)),
        }
    });
}

fn state_cell(probe: Probe) -> AnyView {
    let i18n = use_i18n();
    let cell = move || match (probe.get(), probe.fault()) {
        (_, Some(_)) => view! { <Badge tone=Tone::Danger text=i18n.signal(|t| t.not_reachable) /> }.into_any(),
        (Some(loaded), None) => {
            let partial = !loaded.value.gaps.is_empty();
            let counts = move || {
                let (t, locale) = (i18n.t(), i18n.locale());
                let count = |(subject, count): &(Subject, usize)| {
                    counted(t, *subject).map(|words| format::count(locale, *count, words))
                };
                loaded.value.counts.iter().filter_map(count).collect::<Vec<_>>().join(" · ")
            };
            view! {
                <Badge tone=Tone::Good text=i18n.signal(|t| t.reachable) />
                {partial
                    .then(|| view! { " " <Badge tone=Tone::Warning text=i18n.signal(|t| t.partly_readable) /> })}
                " "
                <span class="muted hide-s">{dynamic(counts)}</span>
            }
            .into_any()
        }
        (None, None) => view! { <BusyBadge text=i18n.signal(|t| t.checking) /> }.into_any(),
    };
    dynamic(cell)
}

fn failure(console: Console, row: &Row, fault: &Fault) -> AnyView {
    let label = row.connection.label.clone();
    let row = row.clone();
    let (fault, again) = (fault.clone(), Callback::new(move |()| probe(console, &row)));
    on_demand(|| Box::pin(parts::unread()), move |unread| unread(&label, &fault, again))
}

/// The words of a number of these, where they are counted at all.
const fn counted(t: &'static Texts, subject: Subject) -> Option<&'static Plural> {
    match subject {
        Subject::Roles => Some(&t.roles_count),
        Subject::People => Some(&t.users_count),
        Subject::Namespaces => Some(&t.namespaces_count),
        Subject::Clusters => Some(&t.clusters_count),
        Subject::Databases => Some(&t.databases_count),
        Subject::Members
        | Subject::Departments
        | Subject::Privileges
        | Subject::PrivilegeGroups
        | Subject::DataPolicies => None,
    }
}

const fn product(vendor: Vendor) -> &'static str {
    match vendor {
        Vendor::Milvus => "Milvus / Zilliz Cloud",
        Vendor::Genauth => "GenAuth (Authing)",
        Vendor::YandexMongodb => "Yandex Managed MongoDB",
    }
}
