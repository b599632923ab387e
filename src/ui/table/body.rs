//! The rows in the page. Each is built once for its key and stays the same element for as long as it is in the page, so that
//! focus, hover and unfolded parts survive scrolling; a new version of it gets new cells. It is told what to show and decides
//! nothing.

use std::collections::HashMap;
use std::sync::Arc;

use js_sys::Number;
use leptos::prelude::*;
use leptos::tachys::view::any_view::AnyViewState;
use rescind_domain::table::window::Part;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use super::rows::Rows;
use super::select::{Selection, checkbox};
use super::{ColumnKind, Head};

/// The attribute that says where a row is in the order, counted from one.
const ROW_INDEX: &str = "aria-rowindex";

/// A row in the page.
struct Drawn {
    element: Element,
    /// The rows of which its cells show one, and where it is in them.
    shown: (Arc<dyn Rows>, usize),
    /// Where it is in the rows that were read last.
    row: RwSignal<usize>,
    owner: Owner,
    cells: AnyViewState,
}

/// The rows in the page.
pub(super) struct Body {
    heads: Arc<[Head]>,
    selection: Option<Selection>,
    parent: Option<Owner>,
    drawn: HashMap<String, Drawn>,
    gaps: Vec<Element>,
    /// Whether a row that is being pressed waits for its new cells.
    late: bool,
    /// Owners of rows that have gone. The framework never forgets an owner's children, so they are used again.
    spare: Vec<Owner>,
}

impl Body {
    pub(super) fn new(heads: Arc<[Head]>, selection: Option<Selection>) -> Self {
        let (drawn, gaps, spare) = (HashMap::new(), Vec::new(), Vec::new());
        Self { heads, selection, parent: Owner::current(), drawn, gaps, late: false, spare }
    }

    /// The element of a row, when it is in the page.
    pub(super) fn element(&self, key: &str) -> Option<&Element> {
        self.drawn.get(key).map(|drawn| &drawn.element)
    }

    /// Whether a row waits for its new cells since the last time that this was asked.
    pub(super) fn take_late(&mut self) -> bool {
        std::mem::take(&mut self.late)
    }

    /// Shows these parts, and no others.
    pub(super) fn show(&mut self, body: &Element, rows: &Arc<dyn Rows>, order: &[usize], parts: &[Part]) {
        for gap in self.gaps.drain(..) {
            gap.remove();
        }
        let mut before = std::mem::take(&mut self.drawn);
        let mut elements = Vec::with_capacity(parts.len());
        for part in parts {
            match part {
                Part::Gap(height) => {
                    let Some(gap) = gap(*height) else { continue };
                    elements.push(gap.clone());
                    self.gaps.push(gap);
                }
                Part::Row(place) => {
                    let Some(row) = order.get(*place).copied() else { continue };
                    let key = rows.key(row);
                    let drawn = before.remove(&key).map(|drawn| self.renewed(drawn, rows, row));
                    let Some(drawn) = drawn.or_else(|| self.build(rows, row)) else { continue };
                    if drawn.row.get_untracked() != row {
                        drawn.row.set(row);
                    }
                    let _ = drawn.element.set_attribute(ROW_INDEX, &(place + 1).to_string());
                    elements.push(drawn.element.clone());
                    if let Some(twin) = self.drawn.insert(key, drawn) {
                        elements.retain(|element| *element != twin.element);
                        self.drop_row(twin);
                    }
                }
            }
        }
        for (_, drawn) in before {
            self.drop_row(drawn);
        }
        put_in_order(body, &elements);
    }

    /// Takes everything out of the page.
    pub(super) fn clear(&mut self) {
        for gap in self.gaps.drain(..) {
            gap.remove();
        }
        for (_, drawn) in std::mem::take(&mut self.drawn) {
            self.drop_row(drawn);
        }
    }

    fn build(&mut self, rows: &Arc<dyn Rows>, row: usize) -> Option<Drawn> {
        let element = document().create_element("tr").ok()?;
        let _ = element.set_attribute("tabindex", "-1");
        let owner = self.spare.pop().or_else(|| self.parent.as_ref().map(Owner::child)).unwrap_or_default();
        let (at, cells) = self.cells(&owner, rows, row, &element);
        Some(Drawn { element, shown: (Arc::clone(rows), row), row: at, owner, cells })
    }

    /// The row with its newest cells.
    fn renewed(&mut self, mut drawn: Drawn, rows: &Arc<dyn Rows>, row: usize) -> Drawn {
        let (before, place) = &drawn.shown;
        let shown = (Arc::clone(rows), row);
        if rows.is_same(row, &**before, *place) {
            // Rows that were read earlier are kept for nothing.
            return Drawn { shown, ..drawn };
        }
        // What goes between press and release hears of no click.
        if drawn.element.matches(":active") == Ok(true) {
            self.late = true;
            return drawn;
        }
        drawn.cells.unmount();
        drawn.owner.cleanup();
        let (at, cells) = self.cells(&drawn.owner, rows, row, &drawn.element);
        Drawn { shown, row: at, cells, ..drawn }
    }

    fn cells(
        &self,
        owner: &Owner,
        rows: &Arc<dyn Rows>,
        row: usize,
        element: &Element,
    ) -> (RwSignal<usize>, AnyViewState) {
        owner.with(|| {
            let at = RwSignal::new(row);
            let check = self.selection.map(|selection| checkbox(selection, &**rows, at));
            let cells = self.heads.iter().enumerate().map(|(column, head)| {
                let cell = rows.cell(row, column);
                match head.kind {
                    ColumnKind::Heading => view! { <th scope="row" class="heading">{cell}</th> }.into_any(),
                    kind => view! { <td class=kind.class()>{cell}</td> }.into_any(),
                }
            });
            let mut cells = check.into_iter().chain(cells).collect::<Vec<_>>().into_any().build();
            cells.mount(element, None);
            (at, cells)
        })
    }

    fn drop_row(&mut self, drawn: Drawn) {
        drawn.element.remove();
        drawn.owner.cleanup();
        self.spare.push(drawn.owner);
    }
}

/// Makes the elements the body's children, in this order. One that is already in its place is not touched: moving it would
/// take the focus from it.
fn put_in_order(body: &Element, elements: &[Element]) {
    let mut next = body.first_child();
    for element in elements {
        if next.as_ref().is_some_and(|next| next.is_same_node(Some(element))) {
            next = element.next_sibling();
        } else {
            let _ = body.insert_before(element, next.as_ref());
        }
    }
}

fn gap(height: f64) -> Option<Element> {
    let gap = document().create_element("tr").ok()?;
    gap.set_class_name("gap");
    let _ = gap.set_attribute("aria-hidden", "true");
    let cell = document().create_element("td").ok()?.dyn_into::<HtmlElement>().ok()?;
    // The browser writes the number, so that the first load needs no code for that.
    let height = Number::from(height).to_string_with_radix(10).map(String::from).unwrap_or_default();
    let _ = cell.style().set_property("height", &format!("{height}px"));
    let _ = gap.append_child(&cell);
    Some(gap)
}

/// Where the row is in the order that holds this element.
pub(super) fn place_of(element: &Element) -> Option<usize> {
    let index: usize = element.closest(&format!("tr[{ROW_INDEX}]")).ok()??.get_attribute(ROW_INDEX)?.parse().ok()?;
    index.checked_sub(1)
}

/// The row's element at a place, when it is in the page.
pub(super) fn row_at(body: &Element, place: usize) -> Option<HtmlElement> {
    body.query_selector(&format!("tr[{ROW_INDEX}=\"{}\"]", place + 1)).ok()??.dyn_into().ok()
}
