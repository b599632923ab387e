//! The one table: filter, sort, row keys, empty states. Filter and sort work on indices; rows are built once a key.

use std::sync::Arc;

use leptos::html;
use leptos::prelude::*;
use rescind_domain::table::{CellKey, Direction, view as view_of};
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

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
}

struct TypedRows<T> {
    rows: Arc<Vec<T>>,
    columns: Arc<[Column<T>]>,
    key: fn(&T) -> String,
    search: fn(&T) -> String,
}

impl<T: Send + Sync> Rows for TypedRows<T> {
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
    let rows = Signal::derive(move || {
        Arc::new(TypedRows { rows: rows.get(), columns: columns.clone(), key, search }) as Arc<dyn Rows>
    });
    table(label, heads, rows, state, vacancy)
}

fn table(
    label: Signal<String>,
    heads: Vec<Head>,
    rows: Signal<Arc<dyn Rows>>,
    state: TableState,
    vacancy: Signal<Vacancy>,
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
    let total = move || rows.get().len();
    let count = move || order.with(Vec::len);
    let width = heads.len();
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
        </div>
        <div class="card">
            <table aria-label=label aria-rowcount=move || count().to_string()>
                <thead>
                    <tr>
                        {heads.iter().map(|head| header(head.clone(), state.sort)).collect_view()}
                    </tr>
                </thead>
                <tbody node_ref=body on:keydown=on_key on:focusin=on_focus>
                    <For each=shown key=|(rows, row): &(Arc<dyn Rows>, usize)| rows.key(*row) let((rows, row))>
                        <tr tabindex="-1">
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

fn header(head: Head, sort: RwSignal<(String, Direction)>) -> AnyView {
    let Head { id, title, kind, sorts } = head;
    if !sorts {
        let hidden = kind == ColumnKind::Action;
        return view! {
            <th scope="col" class=kind.class()>
                <span class:visually-hidden=hidden>{title}</span>
            </th>
        }
        .into_any();
    }
    let direction = move || sort.with(|(by, direction)| (by == id).then_some(*direction));
    let turn = move |_| {
        let next = direction().map_or(Direction::Ascending, Direction::reversed);
        sort.set((id.to_owned(), next));
    };
    view! {
        <th
            scope="col"
            class=kind.class()
            aria-sort=move || match direction() {
                Some(Direction::Ascending) => Some("ascending"),
                Some(Direction::Descending) => Some("descending"),
                None => None,
            }
        >
            <button type="button" class="sort" on:click=turn>
                {title}
                <span class="arrow" aria-hidden="true">
                    {dynamic(move || match direction() {
                        Some(Direction::Ascending) => "↑",
                        Some(Direction::Descending) => "↓",
                        None => "",
                    })}
                </span>
            </button>
        </th>
    }
    .into_any()
}

/// Arrows or j / k move between rows, Enter opens the row's link, r presses its revoke button.
fn row_keys(event: &leptos::ev::KeyboardEvent, body: NodeRef<html::Tbody>) {
    if event.ctrl_key() || event.meta_key() || event.alt_key() {
        return;
    }
    let Some(target) = event.target().and_then(|target| target.dyn_into::<HtmlElement>().ok()) else { return };
    let Some(row) = target.closest("tr").ok().flatten() else { return };
    let on_row = target.tag_name() == "TR";
    let Some(at) = row_at(event.target(), body) else { return };
    match event.key().as_str() {
        "ArrowDown" | "j" => focus_row(body, at + 1),
        "ArrowUp" | "k" => focus_row(body, at.saturating_sub(1)),
        "Enter" if on_row => press(&row, "a[href]"),
        "r" => press(&row, "[data-key=r]"),
        _ => return,
    }
    event.prevent_default();
}

/// When the row that had the focus is gone, the row in its place gets it, so that the keyboard does not start over.
fn keep_focus(focused: Option<usize>, body: NodeRef<html::Tbody>) {
    let lost = document().active_element().is_none_or(|element| element.tag_name() == "BODY");
    let rows = rows_of(body).len();
    if let (Some(at), true, 1..) = (focused, lost, rows) {
        focus_row(body, at.min(rows - 1));
    }
}

fn row_at(target: Option<web_sys::EventTarget>, body: NodeRef<html::Tbody>) -> Option<usize> {
    let row = target?.dyn_into::<HtmlElement>().ok()?.closest("tr").ok().flatten()?;
    rows_of(body).iter().position(|other| other.is_same_node(Some(&row)))
}

fn rows_of(body: NodeRef<html::Tbody>) -> Vec<HtmlElement> {
    // A frame may come after the table has gone.
    let children = body.try_get_untracked().flatten().map(|body| body.children());
    let Some(children) = children else { return Vec::new() };
    (0..children.length()).filter_map(|at| children.item(at)).filter_map(|row| row.dyn_into().ok()).collect()
}

fn focus_row(body: NodeRef<html::Tbody>, at: usize) {
    if let Some(row) = rows_of(body).get(at) {
        let _ = row.focus();
    }
}

fn press(row: &web_sys::Element, selector: &str) {
    if let Some(control) =
        row.query_selector(selector).ok().flatten().and_then(|found| found.dyn_into::<HtmlElement>().ok())
    {
        control.click();
    }
}
