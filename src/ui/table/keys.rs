//! The keyboard and the pointer in the rows of a table. The body listens once for all of its rows.

use leptos::prelude::document;
use wasm_bindgen::JsCast;
use web_sys::{Element, EventTarget, HtmlElement, HtmlInputElement};

use super::body::place_of;
use super::copy::CopyCell;
use super::stage::Stage;

/// Arrows or j / k, `PageUp` / `PageDown`, Home / End move between rows, Enter opens the row's link, r presses its revoke
/// button, x its checkbox (with shift up to the one before), c copies its name, ? lists all of these.
pub(super) fn row_keys(event: &leptos::ev::KeyboardEvent, stage: Stage, copy: CopyCell) {
    if event.ctrl_key() || event.meta_key() || event.alt_key() {
        return;
    }
    let Some(target) = html(event.target()) else { return };
    let Some(row) = target.closest("tr").ok().flatten() else { return };
    let Some(place) = place_of(&row) else { return };
    let on_row = target.tag_name() == "TR";
    match event.key().as_str() {
        "ArrowDown" | "j" => stage.go_to(place + 1),
        "ArrowUp" | "k" => stage.go_to(place.saturating_sub(1)),
        "PageDown" => stage.go_to(place + stage.page()),
        "PageUp" => stage.go_to(place.saturating_sub(stage.page())),
        "Home" => stage.go_to(0),
        "End" => stage.go_to(usize::MAX),
        "Enter" if on_row => press(&row, "a[href]"),
        "r" => press(&row, "[data-key=r]"),
        "x" if target.tag_name() != "INPUT" => press(&row, "input[type=checkbox]"),
        "X" => {
            if let Some(selection) = stage.selection {
                selection.turn_at(place, true);
            }
        }
        "c" => copy.copy(row.query_selector("th.heading").ok().flatten().as_ref()),
        "?" => document().document_element().iter().for_each(|page| press(page, "[data-key='?']")),
        _ => return,
    }
    event.prevent_default();
}

/// A click in the rows: on a checkbox, it selects.
pub(super) fn row_click(event: &leptos::ev::MouseEvent, stage: Stage) {
    let Some(input) = html(event.target()).and_then(|target| target.dyn_into::<HtmlInputElement>().ok()) else {
        return;
    };
    let in_check = input.closest("td.check").ok().flatten().is_some();
    if let (true, Some(selection), Some(place)) = (in_check, stage.selection, place_of(&input)) {
        selection.set(place, input.checked(), event.shift_key());
    }
}

/// The cell that an event is in.
pub(super) fn cell_of(target: Option<EventTarget>) -> Option<Element> {
    html(target)?.closest("td, th").ok().flatten()
}

/// The element that an event is at.
pub(super) fn html(target: Option<EventTarget>) -> Option<HtmlElement> {
    target?.dyn_into::<HtmlElement>().ok()
}

/// The node that an event is at.
pub(super) fn node(target: Option<EventTarget>) -> Option<web_sys::Node> {
    target?.dyn_into().ok()
}

/// What unfolds a `<details>`.
pub(super) fn summary_of(details: &Element) -> Option<HtmlElement> {
    details.query_selector("summary").ok()??.dyn_into().ok()
}

fn press(row: &Element, selector: &str) {
    if let Some(control) =
        row.query_selector(selector).ok().flatten().and_then(|found| found.dyn_into::<HtmlElement>().ok())
    {
        control.click();
    }
}
