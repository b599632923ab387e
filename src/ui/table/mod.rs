//! The one table: filter, choices, sort, selection, choice of columns, row keys, empty states.
//!
//! Filter and sort work on indices (`shown`); of more than 500 rows only those near the screen are in the page (`stage`), each
//! built once (`body`). `aria-rowcount` is the number of rows that the filter keeps, `aria-rowindex` counts them from one:
//! neither counts the headings.

use std::sync::Arc;

use leptos::html;
use leptos::prelude::*;
use rescind_domain::table::{CellKey, Direction};

mod body;
mod choice;
mod columns;
mod copy;
mod header;
mod keys;
mod rows;
mod select;
mod shown;
mod stage;

use self::body::Body;
use self::choice::Field;
pub use self::choice::{CHOICE, Choice, ChoiceView};
use self::copy::CopyCell;
use self::header::header;
use self::keys::{cell_of, html, row_click, row_keys};
use self::rows::{Rows, TypedRows};
use self::select::Acts;
pub use self::select::{Deed, SELECTION, Select, SelectionViews};
use self::shown::Shown;
use self::stage::{Stage, WINDOWED_ABOVE};
use super::dynamic::dynamic;
use super::lower::lower;
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

/// What a cell with a text sorts by.
#[must_use]
pub fn text_key(text: &str) -> CellKey {
    CellKey::text(text, lower)
}
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

/// What a table shows of its rows: its owner keeps it in the address, and the columns in the browser.
#[derive(Clone, Copy)]
pub struct TableState {
    /// The filter's text.
    pub filter: RwSignal<String>,
    /// The values that rows must have, by the choice's id.
    pub choices: RwSignal<Vec<(String, String)>>,
    /// The column that sorts, and which way. A column that the table does not have leaves it to the first that sorts.
    pub sort: RwSignal<(String, Direction)>,
    /// The ids of the selected rows; none when they are too many for an address. The table reads it once and then writes it.
    pub selected: RwSignal<Vec<String>>,
    /// The ids of the selected rows when they are too many for an address; else none. Very many follow as soon as the browser
    /// has time.
    pub many: RwSignal<Vec<String>>,
    /// How often somebody has changed what is selected.
    pub turns: RwSignal<u32>,
    /// The ids of the columns that are not shown.
    pub hidden: RwSignal<Vec<String>>,
}

impl TableState {
    /// Sorted by a column, everything shown.
    #[must_use]
    pub fn new(column: &str) -> Self {
        Self {
            filter: RwSignal::new(String::new()),
            choices: RwSignal::new(Vec::new()),
            sort: RwSignal::new((column.to_owned(), Direction::Ascending)),
            selected: RwSignal::new(Vec::new()),
            many: RwSignal::new(Vec::new()),
            turns: RwSignal::new(0),
            hidden: RwSignal::new(Vec::new()),
        }
    }
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
    /// What makes a row the same row, including everything in it that can change, unless `same` tells that.
    key: fn(&T) -> String,
    /// Whether nothing has changed in a row that stays the same row: otherwise its cells are built anew in their place.
    #[prop(optional)]
    same: Option<fn(&T, &T) -> bool>,
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
    /// Fields that choose rows by what they say.
    #[prop(optional)]
    choices: Vec<Choice<T>>,
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
    let acts = select.as_ref().map(|select| Acts {
        label: select.label,
        deed: select.deed,
        busy: select.busy,
        views: select.views,
    });
    let fields = choices.iter().map(Field::from).collect();
    let choices: Arc<[Choice<T>]> = choices.into();
    let rows = Signal::derive(move || {
        let (columns, select, choices) = (columns.clone(), select.clone(), choices.clone());
        Arc::new(TypedRows { rows: rows.get(), columns, key, same, search, select, choices }) as Arc<dyn Rows>
    });
    table(label, heads, fields, rows, state, vacancy, acts)
}

fn table(
    label: Signal<String>,
    heads: Vec<Head>,
    fields: Vec<Field>,
    arriving: Signal<Arc<dyn Rows>>,
    state: TableState,
    vacancy: Signal<Vacancy>,
    acts: Option<Acts>,
) -> AnyView {
    let i18n = use_i18n();
    let heads: Arc<[Head]> = heads.into();
    let fields = StoredValue::new(fields);
    sort_by_known(&heads, state);
    let shown = fields.with_value(|fields| Shown::new(arriving.get_untracked(), state, fields));
    let selection = acts.map(|acts| (acts.views.begin)(shown, state));
    let body = NodeRef::<html::Tbody>::new();
    let stage = Stage::new(shown, arriving, Body::new(Arc::clone(&heads), selection), selection, body);
    let copy = CopyCell::new();
    let total = move || shown.rows.with(|rows| rows.len());
    let count = move || shown.order.with(|order| order.len());
    let checks = usize::from(selection.is_some());
    let width = heads.len() + checks;
    let filter_key = move |event: leptos::ev::KeyboardEvent| {
        if event.key() == "ArrowDown" {
            event.prevent_default();
            stage.go_to(0);
        }
    };
    let pointer_over = move |event: leptos::ev::PointerEvent| {
        stage.pointed(html(event.target()).map(Into::into));
        copy.offer(cell_of(event.target()));
    };
    let pointer_out = move |_| {
        stage.pointed(None);
        copy.offer(None);
    };
    let class = {
        let heads = Arc::clone(&heads);
        move || {
            let windowed = if count() > WINDOWED_ABOVE { "windowed " } else { "" };
            format!("{windowed}{}", columns::hiding(&heads, checks, state.hidden))
        }
    };
    view! {
        <div class="data">
            <div class="bar">
                <input
                    class="field"
                    type="search"
                    data-landing=""
                    aria-label=i18n.text(|t| t.filter)
                    placeholder=i18n.text(|t| t.filter)
                    prop:value=move || state.filter.get()
                    on:input=move |event| state.filter.set(event_target_value(&event))
                    on:keydown=filter_key
                />
                {fields.with_value(|fields| {
                    let field = |(number, field): (usize, &Field)| field.show(number, shown, state);
                    fields.iter().enumerate().map(field).collect_view()
                })}
                <span class="muted" aria-live="polite">
                    {dynamic(move || {
                        let (shown, all) = (format::number(i18n.locale(), count()), format::number(i18n.locale(), total()));
                        if is_filtered(state) { (i18n.t().shown_of)(&shown, &all) } else { String::new() }
                    })}
                </span>
                <span class="muted" aria-live="polite">{dynamic(move || copy.said())}</span>
                <span class="bar-end">{selection.zip(acts).map(|(selection, acts)| (acts.views.bar)(selection, acts))} {columns::columns_menu(&heads, state.hidden)}</span>
            </div>
            <div class="card">
                <table class=class aria-label=label aria-rowcount=move || count().to_string()>
                    <thead>
                        <tr>
                            {selection.zip(acts).map(|(selection, acts)| (acts.views.all)(selection))}
                            {heads.iter().map(|head| header(head.clone(), state.sort)).collect_view()}
                        </tr>
                    </thead>
                    <tbody
                        node_ref=body
                        on:keydown=move |event| row_keys(&event, stage, copy)
                        on:click=move |event| row_click(&event, stage)
                        on:focusin=move |event| stage.focused(html(event.target()).map(Into::into))
                        on:pointerover=pointer_over
                        on:pointerleave=pointer_out
                    ></tbody>
                    <tbody hidden=move || { count() > 0 }>
                        {dynamic(move || (count() == 0).then(|| vacant(vacancy.get(), total(), state, fields, width)))}
                    </tbody>
                </table>
                {copy.button()}
            </div>
        </div>
    }
    .into_any()
}

/// What the rows have to say to be shown, in words, tracked.
fn wanted(state: TableState, fields: StoredValue<Vec<Field>>) -> String {
    let word = |(id, value): &(String, String)| {
        fields.with_value(|fields| fields.iter().find(|field| field.id == id).map(|field| (field.word)(value)))
    };
    let text = Some(state.filter.get()).filter(|text| !text.is_empty());
    let chosen: Vec<String> = state.choices.with(|choices| choices.iter().filter_map(word).collect());
    text.into_iter().chain(chosen).collect::<Vec<_>>().join(", ")
}

/// Whether anything may be hidden, tracked.
fn is_filtered(state: TableState) -> bool {
    !state.filter.with(String::is_empty) || !state.choices.with(Vec::is_empty)
}

/// An address may name a column that the table does not have.
fn sort_by_known(heads: &[Head], state: TableState) {
    let known = state.sort.with_untracked(|(column, _)| heads.iter().any(|head| head.sorts && head.id == column));
    if let (false, Some(first)) = (known, heads.iter().find(|head| head.sorts)) {
        state.sort.set((first.id.to_owned(), Direction::Ascending));
    }
}

/// The row that stands in the place of rows when none is shown.
fn vacant(vacancy: Vacancy, total: usize, state: TableState, fields: StoredValue<Vec<Field>>, width: usize) -> AnyView {
    let i18n = use_i18n();
    let (busy, words) = match vacancy {
        _ if total > 0 => (false, (i18n.t().nothing_matches)(&wanted(state, fields))),
        Vacancy::Loading(words) => (true, words),
        Vacancy::Unread(words) | Vacancy::Empty(words) => (false, words),
    };
    let clear = (total > 0).then(|| {
        view! {
            " "
            <button
                type="button"
                class="btn small quiet"
                on:click=move |_| {
                    state.filter.set(String::new());
                    state.choices.set(Vec::new());
                }
            >
                {i18n.t().clear_filter}
            </button>
        }
    });
    view! {
        <tr class="none">
            <td colspan=width.to_string()>
                {busy.then(|| view! { <span class="spin" aria-hidden="true"></span> })}
                {words}
                {clear}
            </td>
        </tr>
    }
    .into_any()
}
