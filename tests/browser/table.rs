//! Filter, sort, selection, row keys, long tables, and what is said when there are no rows.

use std::sync::Arc;

use leptos::prelude::*;
use rescind::ui::table::{Column, ColumnKind, DataTable, Deed, SELECTION, Select, TableState, Vacancy, text_key};
use rescind_domain::table::CellKey;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::page::{Page, focused, press, settle};

struct Given {
    page: Page,
    rows: RwSignal<Arc<Vec<String>>>,
    state: TableState,
    vacancy: RwSignal<Vacancy>,
    revoked: RwSignal<Vec<String>>,
}

async fn table(rows: &[&str]) -> Given {
    table_with(rows, TableState::new("name")).await
}

async fn table_with(rows: &[&str], state: TableState) -> Given {
    let rows = RwSignal::new(Arc::new(rows.iter().map(ToString::to_string).collect::<Vec<String>>()));
    let vacancy = RwSignal::new(Vacancy::Empty("nobody".into()));
    let revoked = RwSignal::new(Vec::new());
    let columns = vec![
        Column {
            id: "name",
            title: Signal::stored("Name".to_owned()),
            kind: ColumnKind::Heading,
            sort: Some(Arc::new(|row: &String| text_key(row))),
            cell: Arc::new(|row: &String| row.clone().into_any()),
        },
        Column {
            id: "length",
            title: Signal::stored("Length".to_owned()),
            kind: ColumnKind::Number,
            sort: Some(Arc::new(|row: &String| CellKey::Number(row.len() as u64))),
            cell: Arc::new(|row: &String| row.len().to_string().into_any()),
        },
        Column {
            id: "action",
            title: Signal::stored("Action".to_owned()),
            kind: ColumnKind::Action,
            sort: None,
            cell: Arc::new(move |row: &String| {
                let row = row.clone();
                view! { <button data-key="r" on:click=move |_| revoked.update(|all| all.push(row.clone()))>"Revoke"</button> }
                    .into_any()
            }),
        },
    ];
    let act = Callback::new(move |rows: Vec<String>| revoked.update(|all| all.extend(rows)));
    let select = Select {
        id: |row: &String| (row != "fixed").then(|| row.clone()),
        name: Clone::clone,
        label: |t| t.revoke().revoke_selected,
        deed: Deed::Takes,
        views: SELECTION,
        act,
        busy: Signal::stored(false),
    };
    let page = Page::of(move || {
        view! {
            <DataTable
                label="Members"
                columns=columns
                rows=rows
                key=|row: &String| row.clone()
                search=|row: &String| row.clone()
                state=state
                vacancy=vacancy
                select=Some(select)
            />
        }
    })
    .await;
    Given { page, rows, state, vacancy, revoked }
}

impl Given {
    fn names(&self) -> Vec<String> {
        self.page.texts("tbody th")
    }
}

#[wasm_bindgen_test]
async fn it_filters_and_sorts_and_says_how_many_rows_there_are() {
    let given = table(&["bob", "Alice", "carol"]).await;
    assert_eq!(given.names(), ["Alice", "bob", "carol"]);
    assert_eq!(given.page.one("th[aria-sort]").get_attribute("aria-sort").as_deref(), Some("ascending"));
    given.page.click("th[aria-sort] .sort").await;
    assert_eq!(given.names(), ["carol", "bob", "Alice"]);
    given.state.filter.set("o".into());
    settle().await;
    assert_eq!(given.names(), ["carol", "bob"]);
    assert_eq!(given.page.one("table").get_attribute("aria-rowcount").as_deref(), Some("2"));
    assert!(given.page.texts("[aria-live]").concat().contains("2 of 3"));
}

#[wasm_bindgen_test]
async fn case_does_not_matter_in_any_script() {
    let given = table(&["Борис", "анна", "ÉMILE"]).await;
    assert_eq!(given.names(), ["ÉMILE", "анна", "Борис"]);
    given.state.filter.set("АННА".into());
    settle().await;
    assert_eq!(given.names(), ["анна"]);
    given.state.filter.set("émile".into());
    settle().await;
    assert_eq!(given.names(), ["ÉMILE"]);
}

#[wasm_bindgen_test]
async fn a_row_that_has_changed_gets_new_cells_and_another_one_keeps_its_own() {
    let rows = RwSignal::new(Arc::new(vec![("alice", 1), ("bob", 1)]));
    let column = Column {
        id: "name",
        title: Signal::stored("Name".to_owned()),
        kind: ColumnKind::Heading,
        sort: Some(Arc::new(|(name, _): &(&str, u32)| text_key(name))),
        cell: Arc::new(|(name, number): &(&str, u32)| view! { <b>{format!("{name} {number}")}</b> }.into_any()),
    };
    let page = Page::of(move || {
        view! {
            <DataTable
                label="Members"
                columns=vec![column]
                rows=rows
                key=|(name, _): &(&str, u32)| (*name).to_owned()
                same=PartialEq::eq
                search=|(name, _): &(&str, u32)| (*name).to_owned()
                state=TableState::new("name")
                vacancy=Vacancy::Empty("nobody".into())
            />
        }
    })
    .await;
    let (alice, bob) = (page.one("tr[aria-rowindex='1'] b"), page.one("tr[aria-rowindex='2'] b"));
    // One more in front: the rows that stay are at other places than before.
    rows.set(Arc::new(vec![("aaron", 1), ("alice", 2), ("bob", 1)]));
    settle().await;
    assert_eq!(page.texts("tbody th"), ["aaron 1", "alice 2", "bob 1"]);
    assert_eq!((alice.is_connected(), bob.is_connected()), (false, true));
}

#[wasm_bindgen_test]
async fn what_could_not_be_read_is_not_called_empty() {
    let given = table(&[]).await;
    assert_eq!(given.page.texts("tr.none"), ["nobody"]);
    given.vacancy.set(Vacancy::Unread("not read".into()));
    settle().await;
    assert_eq!(given.page.texts("tr.none"), ["not read"]);
    given.vacancy.set(Vacancy::Loading("loading".into()));
    settle().await;
    assert_eq!(given.page.texts("tr.none"), ["loading"]);
}

#[wasm_bindgen_test]
async fn a_filter_that_keeps_nothing_can_be_cleared_where_that_is_said() {
    let given = table(&["bob"]).await;
    given.state.filter.set("zz".into());
    settle().await;
    assert!(given.page.texts("tr.none").concat().starts_with("Nothing matches “zz”."));
    given.page.click("tr.none button").await;
    assert_eq!(given.names(), ["bob"]);
}

#[wasm_bindgen_test]
async fn rows_move_with_the_keyboard_and_r_presses_their_button() {
    let given = table(&["alice", "bob", "carol"]).await;
    given.page.one("input[type=search]").focus().unwrap();
    press("ArrowDown").await;
    assert_eq!(focused().text_content().unwrap(), "alice5Revoke");
    press("j").await;
    press("ArrowDown").await;
    press("j").await;
    assert_eq!(focused().text_content().unwrap(), "carol5Revoke", "it stops at the last row");
    press("k").await;
    press("r").await;
    assert_eq!(given.revoked.get_untracked(), ["bob"]);
}

#[wasm_bindgen_test]
async fn the_row_after_one_that_goes_gets_its_focus() {
    let given = table(&["alice", "bob", "carol"]).await;
    given.page.all("tbody tr").get(1).unwrap().focus().unwrap();
    given.rows.set(Arc::new(vec!["alice".into(), "carol".into()]));
    settle().await;
    settle().await;
    assert_eq!(focused().text_content().unwrap(), "carol5Revoke");
    given.rows.set(Arc::new(vec!["alice".into()]));
    settle().await;
    settle().await;
    assert_eq!(focused().text_content().unwrap(), "alice5Revoke");
}

fn numbered(count: usize) -> Arc<Vec<String>> {
    Arc::new((0..count).map(|number| format!("row{number:05}")).collect())
}

#[wasm_bindgen_test]
async fn of_many_rows_only_some_are_in_the_page_and_the_keyboard_reaches_all() {
    let given = table(&[]).await;
    given.rows.set(numbered(500));
    settle().await;
    assert_eq!(given.names().len(), 500);
    given.rows.set(numbered(2_000));
    settle().await;
    assert!(given.names().len() <= 60, "{}", given.names().len());
    assert_eq!(given.page.one("table").get_attribute("aria-rowcount").as_deref(), Some("2000"));

    given.page.one("input[type=search]").focus().unwrap();
    press("ArrowDown").await;
    press("End").await;
    assert!(focused().text_content().unwrap().starts_with("row01999"));
    assert_eq!(focused().get_attribute("aria-rowindex").as_deref(), Some("2000"));
    press("k").await;
    press("PageUp").await;
    let place: usize = focused().get_attribute("aria-rowindex").unwrap().parse().unwrap();
    assert!((1_900..1_999).contains(&place), "{place}");
    press("Home").await;
    assert!(focused().text_content().unwrap().starts_with("row00000"));
    assert!(given.names().len() <= 60, "{}", given.names().len());
}

#[wasm_bindgen_test]
async fn the_focused_row_stays_in_the_page_when_that_scrolls_away() {
    let given = table(&[]).await;
    given.rows.set(numbered(3_000));
    settle().await;
    given.page.all("tbody tr").first().unwrap().focus().unwrap();
    window().scroll_to_with_x_and_y(0.0, 60_000.0);
    settle().await;
    settle().await;
    assert!(focused().text_content().unwrap().starts_with("row00000"));
    assert!(!given.names().contains(&"row00001".to_owned()));
    press("j").await;
    assert!(focused().text_content().unwrap().starts_with("row00001"));
}

#[wasm_bindgen_test]
async fn selection_survives_filter_sort_and_reading_again() {
    let given = table(&["alice", "bob", "carol", "fixed"]).await;
    let selected = |given: &Given| given.page.texts(".selection [role=status]").concat();
    assert_eq!(given.page.all("td.check input").len(), 3, "a fixed row cannot be selected");
    given.page.one("[aria-label='Select alice']").click();
    given.page.one("[aria-label='Select carol']").click();
    settle().await;
    assert_eq!(given.state.selected.get_untracked(), ["alice", "carol"]);
    given.state.filter.set("a".into());
    given.page.click("th[aria-sort] .sort").await;
    given.rows.set(Arc::new(vec!["carol".into(), "dave".into(), "alice".into()]));
    settle().await;
    given.state.filter.set("car".into());
    settle().await;
    assert_eq!(selected(&given), "2 selected, 1 not shown");
    given.page.click(".selection .danger").await;
    assert_eq!(given.revoked.get_untracked(), ["carol", "alice"]);
    given.rows.set(Arc::new(vec!["alice".into()]));
    settle().await;
    assert_eq!(selected(&given), "1 selected, 1 not shown");
    assert_eq!(given.state.selected.get_untracked(), ["alice"], "what has gone is forgotten");
}

#[wasm_bindgen_test]
async fn what_the_address_selects_is_selected_when_it_comes() {
    let state = TableState::new("name");
    state.selected.set(vec!["bob".into()]);
    let given = table_with(&[], state).await;
    given.rows.set(Arc::new(vec!["alice".into(), "bob".into()]));
    settle().await;
    assert_eq!(given.page.texts(".selection [role=status]"), ["1 selected"]);
    given.page.click(".selection .quiet").await;
    assert!(given.state.selected.get_untracked().is_empty());
}

#[wasm_bindgen_test]
async fn a_column_that_is_not_wanted_is_hidden() {
    let given = table(&["alice"]).await;
    assert_eq!(given.page.texts(".choices label"), ["Length"], "the first one and the buttons always stay");
    given.page.click(".choices input").await;
    assert_eq!(given.state.hidden.get_untracked(), ["length"]);
    // The checkboxes are a column too.
    assert_eq!(given.page.one("table").class_name(), "without-3");
}

#[wasm_bindgen_test]
async fn a_sort_that_the_table_does_not_have_is_that_of_the_first_column() {
    let given = table_with(&["bob", "alice"], TableState::new("kind")).await;
    assert_eq!(given.names(), ["alice", "bob"]);
    assert_eq!(given.state.sort.get_untracked().0, "name");
}
