//! Filter, sort, window and selection together, against a model that copies, sorts and compares whole rows.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::order::{Haystack, Sorted, words};
use super::selection::{Selected, range};
use super::window::{Heights, Part, parts, window};
use super::{CellKey, Direction};

/// A row: its id, its text, its height in the page.
type Row = (String, String, u8);

#[derive(Clone, Debug)]
enum Act {
    Filter(String),
    Turn,
    /// Selects from one shown row to another, or no longer does.
    Select(prop::sample::Index, prop::sample::Index, bool),
    Read(Vec<Row>),
}

fn any_rows() -> impl Strategy<Value = Vec<Row>> {
    // Few ids, so that two reads have some in common.
    prop::collection::btree_map("[a-h]", ("[abAB ]{0,3}", 1..9u8), 0..8)
        .prop_map(|rows| rows.into_iter().map(|(id, (text, height))| (id, text, height)).collect::<Vec<_>>())
        .prop_shuffle()
}

fn any_act() -> impl Strategy<Value = Act> {
    prop_oneof![
        "[ab ]{0,2}".prop_map(Act::Filter),
        Just(Act::Turn),
        any::<(prop::sample::Index, prop::sample::Index, bool)>().prop_map(|(from, to, on)| Act::Select(from, to, on)),
        any_rows().prop_map(Act::Read),
    ]
}

struct Table {
    rows: Vec<Row>,
    filter: String,
    direction: Direction,
    selected: Selected,
    /// The model's selection.
    ids: BTreeSet<String>,
}

impl Table {
    fn order(&self) -> Vec<usize> {
        let words = words(&self.filter, str::to_lowercase);
        let kept = Haystack::new(self.rows.len(), &|row| self.rows[row].1.clone(), str::to_lowercase).keeps(&words);
        let kept = (!words.is_empty()).then_some(kept);
        Sorted::new(self.rows.len(), &|row| CellKey::text(&self.rows[row].1, str::to_lowercase))
            .view(self.direction, kept.as_deref())
    }

    fn naive(&self) -> Vec<Row> {
        let has_all = |(_, text, _): &Row| {
            self.filter.split_whitespace().all(|word| text.to_lowercase().contains(&word.to_lowercase()))
        };
        let mut rows: Vec<Row> = self.rows.iter().filter(|row| has_all(row)).cloned().collect();
        rows.sort_by(|left, right| {
            let order = CellKey::text(&left.1, str::to_lowercase).cmp(&CellKey::text(&right.1, str::to_lowercase));
            if self.direction == Direction::Descending { order.reverse() } else { order }
        });
        rows
    }

    fn act(&mut self, act: Act) {
        match act {
            Act::Filter(filter) => self.filter = filter,
            Act::Turn => self.direction = self.direction.reversed(),
            Act::Select(from, to, on) => {
                let (order, naive) = (self.order(), self.naive());
                if naive.is_empty() {
                    return;
                }
                let (from, to) = (from.index(naive.len()), to.index(naive.len()));
                self.selected.set(range(&order, Some(order[from]), order[to]).iter().copied(), on);
                for (id, _, _) in &naive[from.min(to)..=from.max(to)] {
                    if on {
                        self.ids.insert(id.clone())
                    } else {
                        self.ids.remove(id)
                    };
                }
            }
            Act::Read(rows) => {
                let (old, new) = (&self.rows, &rows);
                let id = |row: usize| old.get(row).map(|row| row.0.clone());
                let new_id = |row: usize| new.get(row).map(|row| row.0.clone());
                self.selected = self.selected.moved(&id, rows.len(), &new_id);
                self.ids.retain(|id| rows.iter().any(|row| row.0 == *id));
                self.rows = rows;
            }
        }
    }

    fn check(&self, screen: (f64, f64), limit: usize, focused: usize) -> Result<(), TestCaseError> {
        let (order, naive) = (self.order(), self.naive());
        let shown: Vec<Row> = order.iter().map(|row| self.rows[*row].clone()).collect();
        prop_assert_eq!(&shown, &naive);

        let (selected, count) = self.selected.in_order(&order);
        let ids: BTreeSet<String> = selected.iter().map(|row| self.rows[*row].0.clone()).collect();
        prop_assert_eq!(&ids, &self.ids);
        prop_assert_eq!(selected.len(), ids.len(), "none is there twice");
        prop_assert_eq!(count, naive.iter().filter(|row| self.ids.contains(&row.0)).count());

        let mut heights = Heights::new(1.0);
        for (row, (_, _, height)) in self.rows.iter().enumerate() {
            heights.learn(row, f32::from(*height));
        }
        let window = window(&heights, &order, screen.0..screen.1, limit);
        let mut top = 0.0;
        let mut places = Vec::new();
        for part in parts(&heights, &order, &window, Some(focused)) {
            match part {
                Part::Gap(height) => top += height,
                Part::Row(place) => {
                    let above: f64 = naive[..place].iter().map(|row| f64::from(row.2)).sum();
                    prop_assert!((top - above).abs() < 1e-6, "each row is where it would be if all were there");
                    top += f64::from(naive[place].2);
                    places.push(place);
                }
            }
        }
        prop_assert!((top - naive.iter().map(|row| f64::from(row.2)).sum::<f64>()).abs() < 1e-6);
        let mut above = 0.0;
        for (place, row) in naive.iter().enumerate() {
            let below = above + f64::from(row.2);
            let on_screen = below > screen.0 && above < screen.1;
            prop_assert!(!on_screen || places.contains(&place), "no blank row on the screen");
            above = below;
        }
        prop_assert!(focused >= naive.len() || places.contains(&focused));
        let on_screen = window.len();
        prop_assert!(on_screen <= naive.len());
        Ok(())
    }
}

proptest! {
    #[test]
    fn it_is_the_naive_table(
        rows in any_rows(),
        acts in prop::collection::vec(any_act(), 0..12),
        top in 0.0..40.0f64,
        height in 0.0..20.0f64,
        limit in 1..6usize,
        focused in 0..10usize,
    ) {
        let mut table = Table {
            rows, filter: String::new(), direction: Direction::Ascending, selected: Selected::default(), ids: BTreeSet::new(),
        };
        for act in acts {
            table.act(act);
            table.check((top, top + height), limit, focused)?;
        }
    }
}
