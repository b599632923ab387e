//! The dialog takes the focus and gives it back.

use leptos::prelude::*;
use rescind::ui::dialog::Dialog;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::page::{Page, focused, settle};

#[wasm_bindgen_test]
async fn the_focus_returns_to_the_button_that_opened_it() {
    let open = RwSignal::new(false);
    let page = Page::of(move || {
        view! {
            <button id="opener" on:click=move |_| open.set(true)>"Open"</button>
            {move || open.get().then(|| view! { <Dialog title="Sure?"><button id="inside">"Yes"</button></Dialog> })}
        }
    })
    .await;
    page.one("#opener").focus().unwrap();
    page.click("#opener").await;
    let title = page.one("dialog").get_attribute("aria-labelledby").unwrap();
    assert_eq!(page.texts(&format!("#{title}")), ["Sure?"]);
    assert_eq!(focused().id(), "inside");
    open.set(false);
    settle().await;
    assert_eq!(focused().id(), "opener");
}

#[wasm_bindgen_test]
async fn a_button_that_is_gone_leaves_the_focus_to_its_row() {
    let open = RwSignal::new(false);
    let gone = RwSignal::new(false);
    let page = Page::of(move || {
        let button = move || view! { <button id="opener" on:click=move |_| open.set(true)>"Open"</button> };
        let confirm = move |_| {
            gone.set(true);
            open.set(false);
        };
        view! {
            <table>
                <tbody>
                    <tr id="row" tabindex="-1">
                        <td>{move || (!gone.get()).then(button)}</td>
                    </tr>
                </tbody>
            </table>
            {move || {
                open.get()
                    .then(|| {
                        view! {
                            <Dialog title="Sure?">
                                <button id="inside" on:click=confirm>
                                    "Yes"
                                </button>
                            </Dialog>
                        }
                    })
            }}
        }
    })
    .await;
    page.one("#opener").focus().unwrap();
    page.click("#opener").await;
    page.click("#inside").await;
    assert_eq!(focused().id(), "row");
}
