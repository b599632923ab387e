//! Which rows of a long table are in the page: those on the screen and some on both sides. Rows may differ in height; what
//! was measured counts, and all others are taken to be as high as rows usually are. Lengths are CSS pixels.

use std::ops::Range;

/// The heights of the rows, as far as they were measured.
#[derive(Clone, Debug)]
pub struct Heights {
    /// By row; zero where it was not measured.
    known: Vec<f32>,
    usual: f32,
}

impl Heights {
    /// Nothing is measured yet.
    #[must_use]
    pub const fn new(usual: f32) -> Self {
        Self { known: Vec::new(), usual }
    }

    /// A row was measured. The first one tells how high rows usually are.
    pub fn learn(&mut self, row: usize, height: f32) {
        if self.known.is_empty() {
            self.usual = height;
        }
        if row >= self.known.len() {
            self.known.resize(row + 1, 0.0);
        }
        if let Some(place) = self.known.get_mut(row) {
            *place = height;
        }
    }

    /// How high a row is.
    #[must_use]
    pub fn of(&self, row: usize) -> f64 {
        let known = self.known.get(row).copied().filter(|height| *height > 0.0);
        f64::from(known.unwrap_or(self.usual))
    }

    /// How high these rows are together.
    #[must_use]
    pub fn sum(&self, rows: &[usize]) -> f64 {
        rows.iter().map(|row| self.of(*row)).sum()
    }

    /// The place in the order of the row at a distance from the top; the last one when it is further down.
    #[must_use]
    pub fn place_at(&self, order: &[usize], distance: f64) -> usize {
        let mut top = 0.0;
        let below = order.iter().position(|row| {
            top += self.of(*row);
            top > distance
        });
        below.unwrap_or(order.len().saturating_sub(1))
    }
}

/// The places of the rows that are to be in the page, when those from one distance to another are on the screen. They are
/// `limit` as long as the screen does not need more: no row on the screen is ever left out.
#[must_use]
pub fn window(heights: &Heights, order: &[usize], screen: Range<f64>, limit: usize) -> Range<usize> {
    let first = heights.place_at(order, screen.start);
    let rest = order.get(first..).unwrap_or_default();
    let visible =
        (heights.place_at(rest, screen.end - heights.sum(order.get(..first).unwrap_or_default())) + 1).min(rest.len());
    around(first..first + visible, order.len(), limit)
}

/// The places around those that are needed, the same number on both sides unless the table ends there.
#[must_use]
pub fn around(needed: Range<usize>, count: usize, limit: usize) -> Range<usize> {
    let spare = limit.saturating_sub(needed.len());
    let start = needed.start.saturating_sub(spare / 2);
    let end = (start + limit.max(needed.len())).min(count);
    let start = if end == count { start.min(count.saturating_sub(limit.max(needed.len()))) } else { start };
    start.min(count)..end.max(needed.end.min(count))
}

/// What the body of a table consists of, from top to bottom.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Part {
    /// The row at this place of the order.
    Row(usize),
    /// Rows that are not in the page, as high as this.
    Gap(f64),
}

/// The body of a table: the rows of the window, the one that has the focus even when it is elsewhere, and gaps for the rest.
#[must_use]
pub fn parts(heights: &Heights, order: &[usize], window: &Range<usize>, focused: Option<usize>) -> Vec<Part> {
    let end = window.end.min(order.len());
    let window = window.start.min(end)..end;
    let focused = focused.filter(|place| *place < order.len() && !window.contains(place));
    let before = focused.filter(|place| *place < window.start);
    let after = focused.filter(|place| *place >= window.end);
    let places = before.into_iter().chain(window).chain(after);
    let mut parts = Vec::new();
    let mut next = 0;
    for place in places {
        gap(&mut parts, heights, order.get(next..place));
        parts.push(Part::Row(place));
        next = place + 1;
    }
    gap(&mut parts, heights, order.get(next..));
    parts
}

fn gap(parts: &mut Vec<Part>, heights: &Heights, rows: Option<&[usize]>) {
    if let Some(rows @ [_, ..]) = rows {
        parts.push(Part::Gap(heights.sum(rows)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_window_is_centred_and_stays_inside() {
        assert_eq!(around(100..120, 1_000, 60), 80..140);
        assert_eq!(around(0..20, 1_000, 60), 0..60);
        assert_eq!(around(990..1_000, 1_000, 60), 940..1_000);
        assert_eq!(around(0..5, 5, 60), 0..5);
        assert_eq!(around(0..0, 0, 60), 0..0);
        assert_eq!(around(100..180, 1_000, 60), 100..180, "a tall screen needs more than the limit");
    }

    #[test]
    fn measured_rows_move_those_below() {
        let order: Vec<usize> = (0..100).collect();
        let mut heights = Heights::new(30.0);
        assert_eq!(heights.place_at(&order, 65.0), 2);
        heights.learn(50, 10.0);
        heights.learn(0, 100.0);
        assert_eq!(heights.place_at(&order, 99.0), 0);
        assert_eq!(heights.place_at(&order, 100.0), 1);
        assert!((heights.sum(&order) - (100.0 + 99.0 * 10.0)).abs() < 0.001);
        assert_eq!(heights.place_at(&order, 9e9), 99);
    }

    #[test]
    fn the_focused_row_stays_and_gaps_fill_the_rest() {
        let order: Vec<usize> = (0..10).collect();
        let heights = Heights::new(2.0);
        let got = parts(&heights, &order, &(4..6), Some(1));
        assert_eq!(got, [Part::Gap(2.0), Part::Row(1), Part::Gap(4.0), Part::Row(4), Part::Row(5), Part::Gap(8.0)]);
        assert_eq!(parts(&heights, &order, &(0..10), Some(99)).len(), 10);
        assert_eq!(parts(&heights, &[], &(4..6), None), []);
    }
}
