//! Brings what is shown into the page: which rows are drawn while the page scrolls, which one keeps the focus, and what holds
//! still when rows are read.
//!
//! Above [`WINDOWED_ABOVE`] rows only those near the screen are in the page, and the one with the focus. A large set of rows
//! that is still being read is shown anew at most every [`BATCH`]; a small one, and the first large one, at once. Rows that
//! come or go above the one under the pointer, else the focused one, else the first one on the screen, scroll the page by as
//! much, so that it stays where it was.

use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

use leptos::html;
use leptos::prelude::*;
use rescind_domain::Timestamp;
use rescind_domain::table::window::{Heights, around, parts, window as window_of};
use web_sys::Element;

use super::body::{Body, place_of, row_at};
use super::rows::{Rows, find};
use super::select::Selection;
use super::shown::Shown;
use crate::i18n::format;
use crate::ui::effect::effect;
use crate::ui::focus;

/// With more rows than this, only some are in the page.
pub(super) const WINDOWED_ABOVE: usize = 500;
/// How many rows are in the page then, besides the focused one, unless the screen needs more.
const IN_PAGE: usize = 58;
/// How close to the edge of what is drawn the screen may come before more is drawn.
const MARGIN: usize = 8;
/// The shortest time between two changes of a large set of rows.
const BATCH: Duration = Duration::from_millis(300);
/// After so long it is looked whether a row that was being pressed is let go.
const PRESS: Duration = Duration::from_millis(200);
/// How high a row is taken to be before one was measured, in CSS pixels.
const USUAL_HEIGHT: f32 = 36.0;

/// A row that is meant to stay the same over reads and orders.
#[derive(Clone)]
struct Kept {
    key: String,
    row: usize,
    place: usize,
}

/// What has to stay where it is on the screen.
struct Anchor {
    kept: Kept,
    top: f64,
}

/// What is remembered between two drawings.
struct Memory {
    body: Body,
    heights: Heights,
    width: f64,
    window: Range<usize>,
    drawn: Option<Arc<Vec<usize>>>,
    focused: Option<Kept>,
    pointed: Option<Kept>,
    anchor: Option<Anchor>,
    /// The place that gets the focus as soon as it is drawn.
    going: Option<usize>,
    arriving: Option<Arc<dyn Rows>>,
    arrived: Timestamp,
}

/// The table's body on its way to the page.
#[derive(Clone, Copy)]
pub(super) struct Stage {
    pub(super) shown: Shown,
    pub(super) selection: Option<Selection>,
    body: NodeRef<html::Tbody>,
    memory: StoredValue<Memory, LocalStorage>,
}

impl Stage {
    /// Draws into `body` from now on. `arriving` are the rows as they are read.
    pub(super) fn new(
        shown: Shown,
        arriving: Signal<Arc<dyn Rows>>,
        body: Body,
        selection: Option<Selection>,
        element: NodeRef<html::Tbody>,
    ) -> Self {
        let memory = StoredValue::new_local(Memory {
            body,
            heights: Heights::new(USUAL_HEIGHT),
            width: 0.0,
            window: 0..0,
            drawn: None,
            focused: None,
            pointed: None,
            anchor: None,
            going: None,
            arriving: None,
            arrived: Timestamp(0),
        });
        let stage = Self { shown, selection, body: element, memory };
        effect(move |_| stage.arrive(arriving.get()));
        effect(move |_| {
            shown.rows.track();
            shown.order.track();
            element.track();
            stage.draw();
        });
        let scrolled = window_event_listener_untyped("scroll", move |_| stage.follow());
        let resized = window_event_listener_untyped("resize", move |_| stage.draw());
        on_cleanup(move || {
            // The framework may keep the body for the table that comes next.
            memory.try_update_value(|memory| memory.body.clear());
            scrolled.remove();
            resized.remove();
        });
        stage
    }

    /// Rows were read: they are shown now, or with those that come in the next moment.
    fn arrive(self, rows: Arc<dyn Rows>) {
        let now = format::now();
        let shown = self.shown.rows.with_untracked(|rows| rows.len());
        let large = shown.min(rows.len()) > WINDOWED_ABOVE;
        let wait = self.memory.try_update_value(|memory| {
            let waiting = memory.arriving.is_some();
            let passed = Duration::from_millis(now.0.saturating_sub(memory.arrived.0));
            let wait = BATCH.checked_sub(passed).filter(|wait| large && !wait.is_zero());
            memory.arriving = Some(rows);
            (wait, waiting)
        });
        match wait {
            Some((Some(wait), false)) => set_timeout(move || self.show_arrived(), wait),
            Some((None, _)) => self.show_arrived(),
            // The timer that runs already takes these rows too.
            Some((Some(_), true)) | None => {}
        }
    }

    fn show_arrived(self) {
        let Some(Some(rows)) = self.memory.try_update_value(|memory| memory.arriving.take()) else { return };
        let anchor = self.anchor();
        self.memory.update_value(|memory| {
            memory.arrived = format::now();
            memory.anchor = anchor;
        });
        let before = self.shown.rows.get_untracked();
        if let Some(selection) = self.selection {
            selection.move_to(&before, &rows);
        }
        self.shown.rows.set(rows);
    }

    /// What should not move when the rows change.
    fn anchor(self) -> Option<Anchor> {
        let body = self.element()?;
        self.memory.with_value(|memory| {
            let focused = memory.focused.clone().filter(|_| has_focus(&body));
            let kept = memory.pointed.clone().or(focused).or_else(|| {
                let order = memory.drawn.as_ref()?;
                let top = -body.get_bounding_client_rect().top();
                (top > 0.0).then(|| self.kept(memory.heights.place_at(order, top)))?
            })?;
            let top = memory.body.element(&kept.key)?.get_bounding_client_rect().top();
            Some(Anchor { kept, top })
        })
    }

    /// The page was scrolled: draws when the screen comes near the edge of what is drawn.
    fn follow(self) {
        let Some(body) = self.element() else { return };
        let enough = self.memory.with_value(|memory| {
            let Some(order) = memory.drawn.as_ref().filter(|order| order.len() > WINDOWED_ABOVE) else { return true };
            let visible = window_of(&memory.heights, order, screen(&body), 0);
            let needed = around(visible.clone(), order.len(), visible.len() + 2 * MARGIN);
            memory.window.start <= needed.start && needed.end <= memory.window.end
        });
        if !enough {
            self.draw();
        }
    }

    /// Draws what should be in the page now.
    fn draw(self) {
        let Some(body) = self.element() else { return };
        let (rows, order) = (self.shown.rows.get_untracked(), self.shown.order.get_untracked());
        let had_focus = has_focus(&body);
        let changed =
            self.memory.with_value(|memory| !memory.drawn.as_ref().is_some_and(|drawn| Arc::ptr_eq(drawn, &order)));
        let focus = self.memory.try_update_value(|memory| {
            let mut lost = memory.focused.as_ref().map(|kept| kept.place);
            if changed {
                for kept in [&mut memory.focused, &mut memory.pointed] {
                    *kept = kept.take().and_then(|kept| moved(&kept, &*rows, &order));
                }
                // The row in the place of one that has gone, so that the keyboard does not start over.
                lost = memory.focused.as_ref().map(|kept| kept.place).or(lost);
            }
            memory.show(&body, &rows, &order, had_focus);
            if let Some(anchor) = memory.anchor.take()
                && memory.hold(&body, &rows, &order, &anchor)
            {
                memory.show(&body, &rows, &order, had_focus);
            }
            if memory.body.take_late() {
                set_timeout(move || self.draw(), PRESS);
            }
            memory.going.take().or_else(|| lost.filter(|_| changed && focus::nothing_has_it()))
        });
        // Outside of the update: the focus comes back here as an event.
        if let Some(place) = focus.flatten()
            && let Some(row) = row_at(&body, place.min(order.len().saturating_sub(1)))
        {
            let _ = row.focus();
            self.follow();
        }
    }

    /// Gives the focus to the row at a place, wherever that is.
    pub(super) fn go_to(self, place: usize) {
        let last = self.shown.order.with_untracked(|order| order.len().checked_sub(1));
        let Some(last) = last else { return };
        self.memory.update_value(|memory| memory.going = Some(place.min(last)));
        self.draw();
    }

    /// How many rows a page of the keyboard is.
    pub(super) fn page(self) -> usize {
        let Some(body) = self.element() else { return 1 };
        let order = self.shown.order.get_untracked();
        let visible = self.memory.with_value(|memory| window_of(&memory.heights, &order, screen(&body), 0).len());
        visible.saturating_sub(2).max(1)
    }

    /// The focus went to a row.
    pub(super) fn focused(self, element: Option<Element>) {
        let kept = element.and_then(|element| self.kept(place_of(&element)?));
        self.memory.update_value(|memory| memory.focused = kept);
    }

    /// The pointer went to a row, or away.
    pub(super) fn pointed(self, element: Option<Element>) {
        let kept = element.and_then(|element| self.kept(place_of(&element)?));
        self.memory.update_value(|memory| memory.pointed = kept);
    }

    fn kept(self, place: usize) -> Option<Kept> {
        let row = self.shown.row_at(place)?;
        Some(Kept { key: self.shown.rows.with_untracked(|rows| rows.key(row)), row, place })
    }

    fn element(self) -> Option<Element> {
        // A frame or a timer may come after the table has gone.
        self.body.try_get_untracked().flatten().map(|body| AsRef::<Element>::as_ref(&body).clone())
    }
}

impl Memory {
    fn show(&mut self, body: &Element, rows: &Arc<dyn Rows>, order: &Arc<Vec<usize>>, had_focus: bool) {
        let width = body.get_bounding_client_rect().width();
        if (width - self.width).abs() > 0.5 {
            // Lines break elsewhere now.
            self.heights = Heights::new(USUAL_HEIGHT);
            self.width = width;
        }
        let windowed = order.len() > WINDOWED_ABOVE;
        self.window = match self.going {
            _ if !windowed => 0..order.len(),
            Some(place) => around(place..place + 1, order.len(), IN_PAGE),
            None => window_of(&self.heights, order, screen(body), IN_PAGE),
        };
        let focused = self.focused.as_ref().filter(|_| had_focus).map(|kept| kept.place);
        self.body.show(body, rows, order, &parts(&self.heights, order, &self.window, focused));
        self.drawn = Some(Arc::clone(order));
        if windowed {
            self.measure(rows, order);
        }
    }

    fn measure(&mut self, rows: &Arc<dyn Rows>, order: &[usize]) {
        for row in order.get(self.window.clone()).unwrap_or_default() {
            if let Some(element) = self.body.element(&rows.key(*row)) {
                #[expect(clippy::cast_possible_truncation, reason = "a height on a screen")]
                self.heights.learn(*row, element.get_bounding_client_rect().height() as f32);
            }
        }
    }

    /// Scrolls the page so that the anchor is where it was; says whether it had to.
    fn hold(&self, body: &Element, rows: &Arc<dyn Rows>, order: &[usize], anchor: &Anchor) -> bool {
        let Some(kept) = moved(&anchor.kept, &**rows, order) else { return false };
        let above =
            || body.get_bounding_client_rect().top() + self.heights.sum(order.get(..kept.place).unwrap_or_default());
        let top = self.body.element(&kept.key).map_or_else(above, |element| element.get_bounding_client_rect().top());
        let moved = top - anchor.top;
        if moved.abs() >= 1.0 {
            window().scroll_by_with_x_and_y(0.0, moved);
        }
        moved.abs() >= 1.0
    }
}

/// Where a row is now; nothing when it is not shown any more.
fn moved(kept: &Kept, rows: &dyn Rows, order: &[usize]) -> Option<Kept> {
    let row = find(rows, &kept.key, kept.row)?;
    let place = order.iter().position(|other| *other == row)?;
    Some(Kept { key: kept.key.clone(), row, place })
}

/// The part of the body that is on the screen, from its top.
fn screen(body: &Element) -> Range<f64> {
    let top = body.get_bounding_client_rect().top();
    let height = window().inner_height().ok().and_then(|height| height.as_f64()).unwrap_or_default();
    (-top).max(0.0)..(height - top).max(0.0)
}

fn has_focus(body: &Element) -> bool {
    document().active_element().is_some_and(|element| body.contains(Some(&element)))
}
