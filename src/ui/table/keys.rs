//! The keyboard in the rows of a table, and where the focus goes when a row has gone.

use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// Arrows or j / k move between rows, Enter opens the row's link, r presses its revoke button, x its checkbox.
pub(super) fn row_keys(event: &leptos::ev::KeyboardEvent, body: NodeRef<html::Tbody>) {
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
        "x" if target.tag_name() != "INPUT" => press(&row, "input[type=checkbox]"),
        _ => return,
    }
    event.prevent_default();
}

/// When the row that had the focus is gone, the row in its place gets it, so that the keyboard does not start over.
pub(super) fn keep_focus(focused: Option<usize>, body: NodeRef<html::Tbody>) {
    let lost = document().active_element().is_none_or(|element| element.tag_name() == "BODY");
    let rows = rows_of(body).len();
    if let (Some(at), true, 1..) = (focused, lost, rows) {
        focus_row(body, at.min(rows - 1));
    }
}

pub(super) fn row_at(target: Option<web_sys::EventTarget>, body: NodeRef<html::Tbody>) -> Option<usize> {
    let row = target?.dyn_into::<HtmlElement>().ok()?.closest("tr").ok().flatten()?;
    rows_of(body).iter().position(|other| other.is_same_node(Some(&row)))
}

fn rows_of(body: NodeRef<html::Tbody>) -> Vec<HtmlElement> {
    // A frame may come after the table has gone.
    let children = body.try_get_untracked().flatten().map(|body| body.children());
    let Some(children) = children else { return Vec::new() };
    (0..children.length()).filter_map(|at| children.item(at)).filter_map(|row| row.dyn_into().ok()).collect()
}

pub(super) fn focus_row(body: NodeRef<html::Tbody>, at: usize) {
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
