//! The one table: filter, sort, selection, row keys, empty states. Filter and sort work on indices; rows are built once a
//! key.

use std::sync::Arc;

use leptos::html;
use leptos::prelude::*;
use rescind_domain::table::{CellKey, Direction, view as view_of};

mod header;
mod keys;
mod select;

use self::header::header;
use self::keys::{focus_row, keep_focus, row_at, row_keys};
pub use self::select::Select;
use self::select::{Selection, checkbox, selection_bar};
use super::dynamic::dynamic;
use crate::i18n::{format, use_i18n};

/// How a column is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnKind {
    /// What the row is called by: it scopes the row for screen readers.
    Heading,
    /// Text that a narrow screen can do without.
    Detail,
    /// Text that stays.
    Plain,
    /// A number, set to the right.
    Number,
    /// Buttons, set to the right.
    Action,
}

impl ColumnKind {
    const fn class(self) -> &'static str {
        match self {
            Self::Heading => "heading",
            Self::Detail => "hide-s",
            Self::Plain => "",
            Self::Number => "number",
            Self::Action => "end",
        }
    }
}

/// Sorts a row's cell.
pub type SortKey<T> = Arc<dyn Fn(&T) -> CellKey + Send + Sync>;
/// Builds a row's cell.
pub type Cell<T> = Arc<dyn Fn(&T) -> AnyView + Send + Sync>;

/// A column.
#[derive(Clone)]
pub struct Column<T> {
    /// Its name in the address.
    pub id: &'static str,
    /// Its heading.
    pub title: Signal<String>,
    /// How it is set.
    pub kind: ColumnKind,
    /// What it sorts by, if it sorts.
    pub sort: Option<SortKey<T>>,
    /// Its cells.
    pub cell: Cell<T>,
}

/// What a heading shows.
#[derive(Clone)]
struct Head {
    id: &'static str,
    title: Signal<String>,
    kind: ColumnKind,
    sorts: bool,
}

/// Rows and their columns without their type: by their index, as the view of the table sees them. So there is one view
/// for rows of all types, and not one in the page for each.
trait Rows: Send + Sync {
    fn len(&self) -> usize;
    fn key(&self, row: usize) -> String;
    fn searched(&self, row: usize) -> String;
    fn sort_key(&self, row: usize, column: &str) -> CellKey;
    fn cell(&self, row: usize, column: usize) -> AnyView;
    /// The id under which a row is selected; nothing when it cannot be.
    fn select_id(&self, row: usize) -> Option<String>;
    /// What its checkbox calls the row.
    fn select_name(&self, row: usize) -> String;
    /// Hands the selected rows to whoever acts on them.
    fn act(&self, rows: &[usize]);
}

struct TypedRows<T: 'static> {
    rows: Arc<Vec<T>>,
    columns: Arc<[Column<T>]>,
    key: fn(&T) -> String,
    search: fn(&T) -> String,
    select: Option<Select<T>>,
}

impl<T: Clone + Send + Sync + 'static> Rows for TypedRows<T> {
    fn len(&self) -> usize {
        self.rows.len()
    }

    fn key(&self, row: usize) -> String {
        self.rows.get(row).map(self.key).unwrap_or_default()
    }

    fn searched(&self, row: usize) -> String {
        self.rows.get(row).map(self.search).unwrap_or_default()
    }

    fn sort_key(&self, row: usize, column: &str) -> CellKey {
        let sort = self.columns.iter().find(|known| known.id == column).and_then(|column| column.sort.as_ref());
        // Without a column to sort by, rows stay in their order.
        sort.zip(self.rows.get(row)).map_or(CellKey::Number(0), |(sort, row)| sort(row))
    }

    fn cell(&self, row: usize, column: usize) -> AnyView {
        self.columns
            .get(column)
            .zip(self.rows.get(row))
            .map_or_else(|| ().into_any(), |(column, row)| (column.cell)(row))
    }

    fn select_id(&self, row: usize) -> Option<String> {
        let select = self.select.as_ref()?;
        (select.id)(self.rows.get(row)?)
    }

    fn select_name(&self, row: usize) -> String {
        self.select.as_ref().zip(self.rows.get(row)).map(|(select, row)| (select.name)(row)).unwrap_or_default()
    }

    fn act(&self, rows: &[usize]) {
        if let Some(select) = &self.select {
            select.act.run(rows.iter().filter_map(|row| self.rows.get(*row)).cloned().collect());
        }
    }
}

/// What stands in the place of rows when there are none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Vacancy {
    /// They are being read: what is said meanwhile.
    Loading(String),
    /// They could not be read, so nothing may be claimed of them: what is said instead.
    Unread(String),
    /// There are none: what that means.
    Empty(String),
}

/// What a table shows of its rows: its owner keeps it in the address.
#[derive(Clone, Copy)]
pub struct TableState {
    /// The filter's text.
    pub filter: RwSignal<String>,
    /// The column that sorts, and which way.
    pub sort: RwSignal<(String, Direction)>,
}

/// A table with its filter.
#[component]
pub fn DataTable<T>(
    /// The table's accessible name.
    #[prop(into)]
    label: Signal<String>,
    /// The columns.
    columns: Vec<Column<T>>,
    /// The rows.
    #[prop(into)]
    rows: Signal<Arc<Vec<T>>>,
    /// What makes a row the same row, including everything in it that can change.
    key: fn(&T) -> String,
    /// The text that the filter looks into.
    search: fn(&T) -> String,
    /// Filter and sort.
    state: TableState,
    /// What is said when there are no rows at all.
    #[prop(into)]
    vacancy: Signal<Vacancy>,
    /// Lets rows be selected and acted on together.
    #[prop(optional_no_strip)]
    select: Option<Select<T>>,
) -> impl IntoView
where
    T: Clone + Send + Sync + 'static,
{
    let columns: Arc<[Column<T>]> = columns.into();
    let head = |column: &Column<T>| Head {
        id: column.id,
        title: column.title,
        kind: column.kind,
        sorts: column.sort.is_some(),
    };
    let heads = columns.iter().map(head).collect();
    let selects = select.is_some();
    let rows = Signal::derive(move || {
        let (columns, select) = (columns.clone(), select.clone());
        Arc::new(TypedRows { rows: rows.get(), columns, key, search, select }) as Arc<dyn Rows>
    });
    table(label, heads, rows, state, vacancy, selects)
}

fn table(
    label: Signal<String>,
    heads: Vec<Head>,
    rows: Signal<Arc<dyn Rows>>,
    state: TableState,
    vacancy: Signal<Vacancy>,
    selects: bool,
) -> AnyView {
    let i18n = use_i18n();
    let heads: Arc<[Head]> = heads.into();
    let order = Memo::new(move |_| {
        let (by, direction) = state.sort.get();
        let rows = rows.get();
        let filter = state.filter.get();
        view_of(rows.len(), &filter, &|row| rows.searched(row), &|row| rows.sort_key(row, &by), direction)
    });
    let shown = move || {
        let rows = rows.get();
        // The order follows the rows a moment later.
        let there = |row: &usize| *row < rows.len();
        order.get().into_iter().filter(there).map(|row| (Arc::clone(&rows), row)).collect::<Vec<_>>()
    };
    let selection = selects.then(|| Selection::new(rows, order));
    let total = move || rows.get().len();
    let count = move || order.with(Vec::len);
    let width = heads.len() + usize::from(selects);
    let body = NodeRef::<html::Tbody>::new();
    let on_key = move |event: leptos::ev::KeyboardEvent| row_keys(&event, body);
    let focused = StoredValue::new(None::<usize>);
    let on_focus = move |event: leptos::ev::FocusEvent| focused.set_value(row_at(event.target(), body));
    Effect::new(move || {
        order.track();
        request_animation_frame(move || keep_focus(focused.try_get_value().flatten(), body));
    });
    let filter_key = move |event: leptos::ev::KeyboardEvent| {
        if event.key() == "ArrowDown" {
            event.prevent_default();
            focus_row(body, 0);
        }
    };
    view! {
        <div class="bar">
            <input
                class="field"
                type="search"
                aria-label=i18n.text(|t| t.filter)
                placeholder=i18n.text(|t| t.filter)
                prop:value=move || state.filter.get()
                on:input=move |event| state.filter.set(event_target_value(&event))
                on:keydown=filter_key
            />
            <span class="muted" aria-live="polite">
                {dynamic(move || {
                    let (shown, all) = (format::number(i18n.locale(), count()), format::number(i18n.locale(), total()));
                    if state.filter.with(String::is_empty) { String::new() } else { (i18n.t().shown_of)(&shown, &all) }
                })}
            </span>
            {selection.map(selection_bar)}
        </div>
        <div class="card">
            <table aria-label=label aria-rowcount=move || count().to_string()>
                <thead>
                    <tr>
                        {selection.map(select::all_checkbox)}
                        {heads.iter().map(|head| header(head.clone(), state.sort)).collect_view()}
                    </tr>
                </thead>
                <tbody node_ref=body on:keydown=on_key on:focusin=on_focus>
                    <For each=shown key=|(rows, row): &(Arc<dyn Rows>, usize)| rows.key(*row) let((rows, row))>
                        <tr tabindex="-1">
                            {selection.map(|selection| checkbox(selection, &rows, row))}
                            {heads
                                .iter()
                                .enumerate()
                                .map(|(column, head)| {
                                    let cell = rows.cell(row, column);
                                    match head.kind {
                                        ColumnKind::Heading => view! { <th scope="row" class="heading">{cell}</th> }.into_any(),
                                        kind => view! { <td class=kind.class()>{cell}</td> }.into_any(),
                                    }
                                })
                                .collect_view()}
                        </tr>
                    </For>
                    {dynamic(move || (count() == 0).then(|| {
                        let (busy, words) = match vacancy.get() {
                            _ if total() > 0 => (false, (i18n.t().nothing_matches)(&state.filter.get())),
                            Vacancy::Loading(words) => (true, words),
                            Vacancy::Unread(words) | Vacancy::Empty(words) => (false, words),
                        };
                        view! {
                            <tr class="none">
                                <td colspan=width.to_string()>
                                    {busy.then(|| view! { <span class="spin" aria-hidden="true"></span> })}
                                    {words}
                                    {(total() > 0).then(|| view! {
                                        " "
                                        <button type="button" class="btn small quiet" on:click=move |_| state.filter.set(String::new())>
                                            {i18n.t().clear_filter}
                                        </button>
                                    })}
                                </td>
                            </tr>
                        }
                        .into_any()
                    }))}
                </tbody>
            </table>
        </div>
    }
    .into_any()
}
