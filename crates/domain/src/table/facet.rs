//! Choosing rows by what one of their cells says: the values that there are, and how many rows have each. Values are compared
//! once for a set of rows; choosing one then costs a walk over numbers.

use std::collections::BTreeMap;

/// The values of one column.
#[derive(Debug, Default)]
pub struct Facet {
    /// Each value once, in order.
    values: Vec<String>,
    /// For each row, the place of its value.
    of: Vec<usize>,
}

impl Facet {
    /// Collects the values of `count` rows.
    #[must_use]
    pub fn new(count: usize, value: &dyn Fn(usize) -> String) -> Self {
        let mut places: BTreeMap<String, usize> = BTreeMap::new();
        // Numbered as they come, and again once their order is known.
        let raw: Vec<usize> = (0..count)
            .map(|row| {
                let next = places.len();
                *places.entry(value(row)).or_insert(next)
            })
            .collect();
        let mut order = vec![0; places.len()];
        for (place, number) in places.values().enumerate() {
            if let Some(slot) = order.get_mut(*number) {
                *slot = place;
            }
        }
        let of = raw.into_iter().filter_map(|number| order.get(number).copied()).collect();
        Self { values: places.into_keys().collect(), of }
    }

    /// Takes away, from the rows that are kept so far, those that have another value. Nobody has a value that there is not.
    pub fn narrow(&self, wanted: &str, kept: &mut [bool]) {
        let wanted = self.values.iter().position(|value| value == wanted);
        for (kept, of) in kept.iter_mut().zip(&self.of) {
            *kept &= Some(*of) == wanted;
        }
    }

    /// Each value, and how many of the kept rows have it.
    #[must_use]
    pub fn counts(&self, kept: &[bool]) -> Vec<(&str, usize)> {
        let mut counts: Vec<(&str, usize)> = self.values.iter().map(|value| (value.as_str(), 0)).collect();
        for (of, _) in self.of.iter().zip(kept).filter(|(_, kept)| **kept) {
            if let Some((_, count)) = counts.get_mut(*of) {
                *count += 1;
            }
        }
        counts
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn values_are_in_order_and_counted_among_the_kept() {
        let rows = ["b", "a", "b", "c"];
        let facet = Facet::new(rows.len(), &|row| rows[row].to_owned());
        assert_eq!(facet.counts(&[true, true, true, false]), [("a", 1), ("b", 2), ("c", 0)]);
        let mut kept = [true, true, false, true];
        facet.narrow("b", &mut kept);
        assert_eq!(kept, [true, false, false, false]);
        facet.narrow("never heard of", &mut kept);
        assert_eq!(kept, [false; 4]);
    }

    proptest! {
        #[test]
        fn it_is_what_comparing_texts_gives(
            rows in prop::collection::vec(("[abc]{0,2}", any::<bool>()), 0..30),
            wanted in "[abc]{0,2}",
        ) {
            let facet = Facet::new(rows.len(), &|row| rows[row].0.clone());
            let before: Vec<bool> = rows.iter().map(|(_, kept)| *kept).collect();
            for (value, count) in facet.counts(&before) {
                prop_assert_eq!(count, rows.iter().filter(|(text, kept)| *kept && text == value).count());
            }
            let mut kept = before;
            facet.narrow(&wanted, &mut kept);
            let naive: Vec<bool> = rows.iter().map(|(text, kept)| *kept && *text == wanted).collect();
            prop_assert_eq!(kept, naive);
        }
    }
}
