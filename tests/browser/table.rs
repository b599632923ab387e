//! Filter, sort, row keys, and what is said when there are no rows.

use std::sync::Arc;

use leptos::prelude::*;
use rescind::ui::table::{Column, ColumnKind, DataTable, TableState, Vacancy};
use rescind_domain::table::{CellKey, Direction};
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
    let rows = RwSignal::new(Arc::new(rows.iter().map(ToString::to_string).collect::<Vec<String>>()));
    let sort = RwSignal::new(("name".to_owned(), Direction::Ascending));
    let state = TableState { filter: RwSignal::new(String::new()), sort };
    let vacancy = RwSignal::new(Vacancy::Empty("nobody".into()));
    let revoked = RwSignal::new(Vec::new());
    let columns = vec![
        Column {
            id: "name",
            title: Signal::stored("Name".to_owned()),
            kind: ColumnKind::Heading,
            sort: Some(Arc::new(|row: &String| CellKey::text(row))),
            cell: Arc::new(|row: &String| row.clone().into_any()),
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
    given.page.click(".sort").await;
    assert_eq!(given.names(), ["carol", "bob", "Alice"]);
    given.state.filter.set("o".into());
    settle().await;
    assert_eq!(given.names(), ["carol", "bob"]);
    assert_eq!(given.page.one("table").get_attribute("aria-rowcount").as_deref(), Some("2"));
    assert!(given.page.texts("[aria-live]").concat().contains("2 of 3"));
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
    given.page.one("input").focus().unwrap();
    press("ArrowDown").await;
    assert_eq!(focused().text_content().unwrap(), "aliceRevoke");
    press("j").await;
    press("ArrowDown").await;
    press("j").await;
    assert_eq!(focused().text_content().unwrap(), "carolRevoke", "it stops at the last row");
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
    assert_eq!(focused().text_content().unwrap(), "carolRevoke");
    given.rows.set(Arc::new(vec!["alice".into()]));
    settle().await;
    settle().await;
    assert_eq!(focused().text_content().unwrap(), "aliceRevoke");
}
