//! Sorting with one sorter for all types. The standard library's is compiled anew for each type and each comparison, also where
//! a tree is collected, and each of them is some kilobytes of the page. What sorts many thousand rows often has one of its own.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

/// The items in ascending order; equal ones keep the order in which they came.
#[must_use]
pub fn by<T>(items: Vec<T>, compare: impl Fn(&T, &T) -> Ordering) -> Vec<T> {
    let order = order(items.len(), &|left, right| match (items.get(left), items.get(right)) {
        (Some(left), Some(right)) => compare(left, right),
        _ => Ordering::Equal,
    });
    let mut items: Vec<Option<T>> = items.into_iter().map(Some).collect();
    order.into_iter().filter_map(|at| items.get_mut(at)?.take()).collect()
}

/// The items in the ascending order of their keys; equal ones keep the order in which they came.
#[must_use]
pub fn by_key<T, K: Ord>(items: Vec<T>, key: impl Fn(&T) -> K) -> Vec<T> {
    by(items, |left, right| key(left).cmp(&key(right)))
}

fn order(count: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).collect();
    order.sort_unstable_by(|left, right| compare(*left, *right).then(left.cmp(right)));
    order
}

/// The items as a set.
#[must_use]
pub fn set<T: Ord>(items: impl IntoIterator<Item = T>) -> BTreeSet<T> {
    let mut set = BTreeSet::new();
    set.extend(items);
    set
}

/// The items as a map; of those with the same key the last one stays.
#[must_use]
pub fn map<K: Ord, V>(items: impl IntoIterator<Item = (K, V)>) -> BTreeMap<K, V> {
    let mut map = BTreeMap::new();
    map.extend(items);
    map
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn it_sorts_as_the_standard_library_does(items in prop::collection::vec((0..5u8, any::<u16>()), 0..60)) {
            let mut expected = items.clone();
            expected.sort_by_key(|(key, _)| *key);
            prop_assert_eq!(by_key(items.clone(), |(key, _)| *key), expected.clone());
            prop_assert_eq!(by(items.clone(), |left, right| left.0.cmp(&right.0)), expected);
            prop_assert_eq!(set(items.clone()), items.iter().copied().collect::<BTreeSet<_>>());
            prop_assert_eq!(map(items.clone()), items.into_iter().collect::<BTreeMap<_, _>>());
        }
    }
}
